// SPDX-License-Identifier: GPL-2.0-or-later
// The table of what is taken, left and refused.

#include "selection/decide.h"

static bool is_put_in(enum fp_purpose purpose)
{
	return purpose != FP_FOR_IMAGE && purpose != FP_FOR_VERIFY;
}

/* A partition that is named itself. An image may hold what is read-only: whoever writes it has the
 * last word. */
static enum fp_decision decide_named(const struct fp_coming *c)
{
	if (c->is_per_device && c->purpose != FP_FOR_VERIFY)
		return FP_REFUSE;
	if (c->is_read_only && is_put_in(c->purpose))
		return FP_REFUSE;
	return FP_TAKE;
}

/* What is stated is never left in silence; what is only offered may be another unit's. */
static enum fp_decision decide_all(const struct fp_coming *c)
{
	const bool is_stated = c->content == FP_CONTENT_STATED;

	if (c->is_per_device)
		return !is_stated ? FP_SKIP : c->purpose == FP_FOR_VERIFY ? FP_TAKE : FP_REFUSE;
	if (!is_put_in(c->purpose))
		return FP_TAKE;
	return is_stated ? FP_REFUSE : FP_SKIP;
}

enum fp_decision fp_decide(const struct fp_coming *c, enum fp_left_why *why)
{
	const bool is_protected = c->is_per_device || c->is_read_only;
	/* What is erased needs none, but is named. */
	const bool is_erased = c->purpose == FP_FOR_ERASE && c->selector == FP_BY_NAME;
	const bool is_empty = c->content == FP_CONTENT_NONE && !is_erased;
	enum fp_decision decision = FP_TAKE;

	*why = c->is_per_device ? FP_LEFT_PER_DEVICE : FP_LEFT_READ_ONLY;
	if (is_protected && c->selector == FP_BY_SPAN)
		return FP_KEEP;
	if (is_protected)
		decision = c->selector == FP_BY_NAME ? decide_named(c) : decide_all(c);
	if (decision != FP_TAKE || !is_empty || c->selector == FP_BY_SPAN)
		return decision;
	*why = FP_LEFT_NO_CONTENT;
	return c->selector == FP_BY_NAME ? FP_REFUSE : FP_SKIP;
}

enum fp_reason fp_left_reason(enum fp_left_why why)
{
	switch (why) {
	case FP_LEFT_PER_DEVICE:
		return FP_REASON_PER_DEVICE;
	case FP_LEFT_READ_ONLY:
		return FP_REASON_READ_ONLY;
	case FP_LEFT_NO_CONTENT:
		return FP_REASON_NO_CONTENT;
	default:
		return FP_REASON_NONE;
	}
}
