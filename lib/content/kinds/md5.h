/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MD5 over parts of a view, as vendors' headers want it. Internal to the kinds. */
#ifndef FP_CONTENT_KINDS_MD5_H
#define FP_CONTENT_KINDS_MD5_H

#include <nettle/md5.h>

#include "base/range.h"
#include "base/view.h"

/* Adds the bytes of a range to a sum that is being computed; what is not there is left out. */
void fp_md5_add(struct md5_ctx *ctx, const struct fp_view *view, struct fp_range range);

#endif
