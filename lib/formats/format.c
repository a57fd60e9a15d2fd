// SPDX-License-Identifier: GPL-2.0-or-later
// The table of formats.

#include <stddef.h>
#include <string.h>

#include "formats/format.h"

/* Of equally sure ones the first is taken: a kernel log holds the kernel's command line, and a
 * dump with an FMAP may hold a boot loader's mtdparts. */
static const struct fp_format *const formats[] = {
	&fp_format_json,     &fp_format_dtb,	  &fp_format_dts,      &fp_format_ifd,
	&fp_format_fmap,     &fp_format_proc_mtd, &fp_format_flashrom, &fp_format_bootlog,
	&fp_format_mtdparts, &fp_format_genimage, &fp_format_sh,
};

const struct fp_format *fp_format_at(size_t i)
{
	return i < sizeof formats / sizeof *formats ? formats[i] : NULL;
}

const struct fp_format *fp_format_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}
