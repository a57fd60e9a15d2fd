/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands in an image that was made, as rows of the result. */
#ifndef FP_MADE_H
#define FP_MADE_H

#include "image/image.h"

/* For struct fp_image_options: adds a row to "partitions". ctx is not used. */
void made_row(void *ctx, const struct fp_selected *item, const struct fp_source *source);

#endif
