/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kinds of partition content: what stands in `type`, and what is recognised in files and dumps. */
#ifndef FP_CONTENT_KINDS_KIND_H
#define FP_CONTENT_KINDS_KIND_H

#include <stdbool.h>

#include "base/error.h"
#include "base/view.h"

enum fp_verdict {
	FP_NOT_MINE, /* no sign of this kind */
	FP_DAMAGED, /* of this kind, but incomplete or corrupt; detail says how */
	FP_GOOD,
};

/* What identify() found. */
struct fp_found {
	uint64_t used; /* bytes from the start that belong to it, without padding; 0: not known */
	char detail[160]; /* one line: names, sizes, versions; for FP_DAMAGED what is wrong */
};

/* One kind. identify() looks at bytes that begin at the start of a partition; the view may be
 * longer than the content (padding) or shorter (cut off). It never fails: what cannot be read is
 * FP_NOT_MINE or FP_DAMAGED. *found is zeroed by the caller. */
struct fp_kind {
	const char *name; /* as in a plan's `type` */
	const char *title; /* for messages, with its article: "a legacy uImage" */
	enum fp_verdict (*identify)(const struct fp_view *view, struct fp_found *found);
};

/* NULL if there is none of that name. */
const struct fp_kind *fp_kind_by_name(const char *name);

/* The i-th kind in the order in which they are tried; NULL past the end. */
const struct fp_kind *fp_kind_at(size_t i);

/* The kind that the bytes are, good or damaged (*verdict); NULL if none recognises them. */
const struct fp_kind *fp_kind_identify(const struct fp_view *view, enum fp_verdict *verdict,
				       struct fp_found *found);

/* Are the bytes good as one of the kinds named in types (NULL-terminated; NULL or empty: anything)?
 * If not, -FP_REFUSED: err says what was expected of `what` and what was found. */
FP_MUST_CHECK int fp_kind_check(const struct fp_view *view, const char *const *types,
				const char *what, struct fp_error *err);

extern const struct fp_kind fp_kind_env, fp_kind_erased, fp_kind_html, fp_kind_ingenic_spl,
	fp_kind_jffs2, fp_kind_squashfs, fp_kind_text, fp_kind_uimage, fp_kind_uimage_wrapped;

#endif
