// SPDX-License-Identifier: GPL-2.0-or-later
// The pieces of a content: where each lies, and whether it can be there. No file is opened.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "plan/pieces.h"

static int refuse_large(const struct fp_partition *part, const struct fp_piece *piece,
			struct fp_range range, struct fp_error *err)
{
	const uint64_t size = part->range.size, room = size - range.offset;
	char has[FP_SIZE_WORDS], more[FP_SIZE_WORDS], of[FP_SIZE_WORDS];
	int code;

	fp_size_words(range.size, has);
	fp_size_words(range.size - room, more);
	fp_size_words(size, of);
	if (range.offset)
		code = fp_fail(err, FP_REFUSED,
			       "`%s`: %s of %s at 0x%" PRIx64 " ends %s behind the partition's %s",
			       part->name, piece->path ? piece->path : "a piece", has, range.offset,
			       more, of);
	else
		code = fp_fail(err, FP_REFUSED, "`%s`: %s has %s, %s more than the partition's %s",
			       part->name, piece->path ? piece->path : "the content", has, more,
			       of);
	if (range.size - size == FP_UIMAGE_HEADER)
		fp_hint(err,
			"64 bytes are the header of a uImage: is it a firmware update? \"unwrap\": \"uimage\" in the plan's file takes the content out");
	fp_reason(err, FP_REASON_NONE, part->name);
	return code;
}

int fp_piece_place(const struct fp_partition *part, const struct fp_piece *piece, uint64_t end,
		   struct fp_range *range, struct fp_error *err)
{
	const uint64_t size = part->range.size;
	uint64_t at = piece->at == FP_OFFSET_NEXT ? end : piece->at;

	if (piece->at == FP_OFFSET_NEXT && piece->align)
		at = (at + piece->align - 1) & ~(piece->align - 1);
	if (piece->at < end)
		return fp_fail(err, FP_REFUSED,
			       "`%s`: a piece at 0x%" PRIx64
			       " begins before the end of the one before it, 0x%" PRIx64
			       ": two sources for one byte",
			       part->name, piece->at, end);
	if (at >= size)
		return fp_fail(err, FP_REFUSED,
			       "`%s`: a piece at 0x%" PRIx64 " lies behind the partition's %" PRIu64
			       " bytes",
			       part->name, at, size);
	if (!range->size)
		return fp_fail(err, FP_REFUSED, "`%s`: a piece of 0 bytes", part->name);
	range->offset = at;
	if ((piece->kind == FP_PIECE_FILL || piece->kind == FP_PIECE_ENV) &&
	    piece->length == FP_SIZE_REST)
		range->size = size - at;
	if (range->size > size - at)
		return refuse_large(part, piece, *range, err);
	return 0;
}

int fp_piece_check_env_size(uint64_t size, const struct fp_partition *part, struct fp_error *err)
{
	if (size >= FP_ENV_SIZE_MIN && size <= FP_ENV_SIZE_MAX)
		return 0;
	fp_fail(err, FP_REFUSED,
		"`%s`: an environment of %" PRIu64 " bytes: expected at least %d and at most 1M",
		part->name, size, FP_ENV_SIZE_MIN);
	fp_hint(err, "state its `size`, as the boot loader was built with");
	return -FP_REFUSED;
}

int fp_piece_set_vars(uint8_t *buf, const struct fp_env_shape *shape, const struct fp_env *env,
		      const struct fp_partition *part, struct fp_error *err)
{
	struct fp_env_fill fill = { 0 };
	struct fp_error why = { 0 };

	/* Members of an object have different names. */
	for (size_t i = 0; i < env->n_vars; i++)
		if (fp_env_append(buf, shape, &fill, env->vars[i].name, env->vars[i].value, &why) <
		    0)
			return fp_fail(err, FP_REFUSED, "`%s`: %s", part->name, why.text);
	return 0;
}

bool fp_env_wants_table(const struct fp_env *env)
{
	bool is_found = false;

	for (size_t i = 0; i < env->n_vars; i++) {
		const bool has_table = strstr(env->vars[i].value, FP_ENV_TABLE);

		if (strcmp(env->vars[i].name, "mtdparts") == 0 && !has_table)
			return false;
		is_found |= has_table;
	}
	return is_found;
}

/* Would the variables fit into size bytes? For pieces whose variables stand in the plan. */
static int check_env(const struct fp_piece *piece, uint64_t size, const struct fp_partition *part,
		     struct fp_error *err)
{
	const struct fp_env_shape shape = { (size_t)size, piece->env->is_redundant,
					    piece->env->is_big };
	uint8_t *buf;
	int code = fp_piece_check_env_size(size, part, err);

	if (code < 0)
		return code;
	buf = malloc(shape.size);
	if (!buf)
		return fp_fail(err, FP_REFUSED, "out of memory");
	fp_env_init(buf, &shape);
	code = fp_piece_set_vars(buf, &shape, piece->env, part, err);
	free(buf);
	return code;
}

int fp_pieces_check(const struct fp_partition *part, struct fp_error *err)
{
	uint64_t end = 0;
	int code = 0;

	for (size_t i = 0; i < part->n_pieces && code == 0; i++) {
		const struct fp_piece *const piece = &part->pieces[i];
		struct fp_range range = { 0, piece->length };

		if (piece->kind == FP_PIECE_FILE && piece->length == FP_SIZE_REST)
			range.size = 1; /* at least */
		code = fp_piece_place(part, piece, end, &range, err);
		if (code == 0 && piece->env)
			code = check_env(piece, range.size, part, err);
		end = fp_range_end(range);
	}
	return code;
}
