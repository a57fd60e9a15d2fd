/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What device trees and FIT images share: the blob. Internal to the kinds. */
#ifndef FP_CONTENT_KINDS_FDT_H
#define FP_CONTENT_KINDS_FDT_H

#include "content/found.h"

/* Reads a blob and checks its structure; found->used is its total size. FP_GOOD: *blob is the
 * caller's to free(). */
enum fp_verdict fp_fdt_load(const struct fp_view *view, void **blob, struct fp_found *found);

#endif
