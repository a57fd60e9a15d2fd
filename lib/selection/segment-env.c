// SPDX-License-Identifier: GPL-2.0-or-later
// Pieces that are U-Boot environments: built in memory once their size is known.

#include <stdlib.h>
#include <unistd.h>

#include "content/env-text.h"
#include "content/env.h"
#include "plan/pieces.h"
#include "selection/expand.h"
#include "selection/segment-env.h"

static int set_text(uint8_t *buf, const struct fp_env_shape *shape,
		    const struct fp_segment *segment, struct fp_error *err)
{
	const size_t size = (size_t)segment->file.size;
	struct fp_error why = { 0 };
	char *text;
	int code = 0;

	if (size > FP_ENV_SIZE_MAX)
		return fp_fail(err, FP_REFUSED, "%s is larger than 1M", segment->file.opened);
	text = malloc(size + 1);
	if (!text)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (read(segment->fd, text, size) != (ssize_t)size) {
		code = fp_fail(err, FP_REFUSED, "cannot read all of %s", segment->file.opened);
	} else {
		text[size] = 0;
		if (fp_env_parse(buf, shape, text, size, &why) < 0) {
			code = fp_fail(err, FP_REFUSED, "%s:%u: %s", segment->file.opened, why.line,
				       why.text);
			fp_hint(err, "%s", why.hint);
		}
	}
	free(text);
	return code;
}

int fp_segment_build_env(struct fp_segment *segment, struct fp_arena *arena,
			 const struct fp_plan *plan, const struct fp_partition *part,
			 struct fp_error *err)
{
	const struct fp_env *env = segment->piece.env;
	struct fp_env_shape shape = { .size = (size_t)segment->range.size };
	int code;

	if (segment->piece.kind != FP_PIECE_ENV)
		return 0;
	code = fp_piece_check_env_size(segment->range.size, part, err);
	if (code == 0)
		code = fp_env_expand(env, plan, arena, &env, err);
	if (code < 0)
		return code;
	shape.is_redundant = env->is_redundant;
	shape.is_big = env->is_big;
	segment->env = fp_arena_alloc(arena, 1, shape.size);
	if (!segment->env)
		return fp_fail(err, FP_REFUSED, "out of memory");
	fp_env_init(segment->env, &shape);
	code = segment->fd >= 0 ? set_text(segment->env, &shape, segment, err)
				: fp_piece_set_vars(segment->env, &shape, env, part, err);
	fp_env_seal(segment->env, &shape);
	return code;
}
