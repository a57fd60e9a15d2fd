/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an image is made of: checksums of the whole and of each partition, and the sources. The same
 * inputs give the same text: no time, no absolute path. */
#ifndef FP_IMAGE_MANIFEST_H
#define FP_IMAGE_MANIFEST_H

#include "base/error.h"
#include "base/file-out.h"
#include "plan/plan.h"
#include "selection/select.h"
#include "selection/source.h"

struct fp_digests;

/* Of the image and of every partition. The caller frees with fp_digests_free(), which accepts NULL.
 * NULL when out of memory. */
struct fp_digests *fp_digests_new(const struct fp_plan *plan);
void fp_digests_free(struct fp_digests *digests);

/* The next n bytes of the image. */
void fp_digests_update(struct fp_digests *digests, const uint8_t *buf, size_t n);

/* After the last byte; once. Then the i-th partition's digest is known, the digests'. */
void fp_digests_finish(struct fp_digests *digests);
const char *fp_digests_part(const struct fp_digests *digests, size_t i);

/* Where the content of a partition ends, from its start; 0: it has none. sources as below. */
uint64_t fp_manifest_used(const struct fp_partition *part, const struct fp_selection *selection,
			  struct fp_source *const *sources);

/* Writes the manifest as JSON, of finished digests; sources[i] belongs to selection->items[i]. The
 * caller commits. */
FP_MUST_CHECK int fp_manifest_write(struct fp_out *out, const struct fp_plan *plan,
				    struct fp_digests *digests,
				    const struct fp_selection *selection,
				    struct fp_source *const *sources, struct fp_error *err);

#endif
