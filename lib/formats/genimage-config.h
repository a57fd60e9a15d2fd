/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading of genimage configs: the partitions of a flash image. The syntax is that of libconfuse;
 * genimage's README tells the sections and options. Internal to genimage.c. */
#ifndef FP_FORMATS_GENIMAGE_CONFIG_H
#define FP_FORMATS_GENIMAGE_CONFIG_H

#include "plan/plan.h"

/* Are there images with partitions in it? */
bool fp_genimage_is_config(const uint8_t *data, size_t n);

/* Adds the partitions of the only such image, or of the one of that name. */
FP_MUST_CHECK int fp_genimage_read(const uint8_t *data, size_t n, const char *image,
				   struct fp_plan *plan, struct fp_error *err);

#endif
