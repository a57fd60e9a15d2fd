/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an image uses of its partitions, and what changed since an earlier one: a page of Markdown.
 */
#ifndef FP_IMAGE_SUMMARY_H
#define FP_IMAGE_SUMMARY_H

#include "base/file-out.h"
#include "image/manifest.h"
#include "image/previous.h"

/* sources[i] belongs to selection->items[i]. previous: NULL where there is no earlier manifest. The
 * caller commits. */
FP_MUST_CHECK int fp_summary_write(struct fp_out *out, const struct fp_plan *plan,
				   const struct fp_digests *digests,
				   const struct fp_selection *selection,
				   struct fp_source *const *sources,
				   const struct fp_previous *previous, struct fp_error *err);

#endif
