/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the build finds in libflashrom 1.8. */
#define HAVE_FLASHROM_FLASH_PROBE_V2
#define HAVE_FLASHROM_CREATE_CONTEXT
#define HAVE_FLASHROM_SUPPORTED_PROGRAMMERS
#define HAVE_FLASHROM_SET_PROGRESS_CALLBACK_V2
