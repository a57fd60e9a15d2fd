/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The content of one partition as a stream: its pieces in order, padded with the erased value. */
#ifndef FP_SELECTION_SOURCE_H
#define FP_SELECTION_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "plan/plan.h"
#include "selection/source-file.h"

struct fp_source;

struct fp_selected; /* of select.h */

/* Opens the files of a selected partition's pieces, or only the one that the user gives in their
 * place (paths of the user's are unrestricted), and lays them out. Refuses what is too large,
 * overlaps, or leaves its directory. Where the plan unwraps its file, a user's file is unwrapped if
 * it is a firmware update. The caller frees with fp_source_free(). item and plan must outlive the
 * source. */
FP_MUST_CHECK int fp_source_open(const struct fp_plan *plan, const struct fp_selected *item,
				 const struct fp_source_dirs *dirs, struct fp_source **source,
				 struct fp_error *err);

/* Accepts NULL. */
void fp_source_free(struct fp_source *source);

/* The next n bytes of the partition's range; n must not lead past its end. */
FP_MUST_CHECK int fp_source_read(struct fp_source *source, uint8_t *buf, size_t n,
				 struct fp_error *err);

/* After the last byte: are all pinned checksums right, and those of wrapped files? */
FP_MUST_CHECK int fp_source_finish(struct fp_source *source, struct fp_error *err);

/* Where the last piece ends, from the partition's start: behind it there is only padding. */
uint64_t fp_source_end(const struct fp_source *source);

/* The file that is all of the content, from the partition's first byte on; NULL where there is more
 * to it. Valid until fp_source_free(). */
const struct fp_source_file *fp_source_only_file(const struct fp_source *source);

/* The i-th file, in the order of the pieces; NULL past the end. Valid until fp_source_free(). */
const struct fp_source_file *fp_source_file_at(const struct fp_source *source, size_t i);

#endif
