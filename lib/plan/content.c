// SPDX-License-Identifier: GPL-2.0-or-later
// Contents from JSON. One alone is a list of one piece.

#include <jansson.h>
#include <string.h>

#include "base/number.h"
#include "plan/check.h"
#include "plan/content.h"
#include "plan/env.h"

const char *const fp_content_keys[] = { "file", "fill", "hex", "env", "pieces", NULL };

static void read_sha256(struct fp_reader *r, json_t *value, void *out)
{
	const char *text = json_string_value(value);

	if (!text || strlen(text) != 64 || fp_hex_decode(text, NULL) != 32)
		FP_FAULT(r, "expected a SHA-256 as 64 hexadecimal digits");
	else
		fp_read_string(r, value, out);
}

static void read_unwrap(struct fp_reader *r, json_t *value, void *out)
{
	if (!json_is_string(value) || strcmp(json_string_value(value), "uimage") != 0)
		FP_FAULT(r, "expected \"uimage\", the only wrapping that is known");
	else
		*(bool *)out = true;
}

static void read_file(struct fp_reader *r, json_t *value, void *out)
{
	static const struct fp_key keys[] = {
		{ "path", fp_read_path, 0 },
		{ "skip", fp_read_size, offsetof(struct fp_piece, skip) },
		{ "length", fp_read_size, offsetof(struct fp_piece, length) },
		{ "sha256", read_sha256, offsetof(struct fp_piece, sha256) },
		{ "unwrap", read_unwrap, offsetof(struct fp_piece, is_wrapped) },
		{ NULL, NULL, 0 },
	};
	struct fp_piece *const piece = out;

	piece->kind = FP_PIECE_FILE;
	if (json_is_string(value))
		fp_read_path(r, value, piece);
	else if (!json_is_object(value))
		fp_reader_refuse(r, "a path or an object with a `path`", value);
	else if (fp_reader_object(r, value, keys, piece) && !json_object_get(value, "path"))
		FP_FAULT(r, "the `path` is missing");
	if (piece->is_wrapped && (piece->skip || piece->length != FP_SIZE_REST))
		fp_hint(FP_FAULT(r, "`unwrap` excludes `skip` and `length`"),
			"the header tells where the content begins and how long it is");
}

static void read_fill(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_piece *const piece = out;

	piece->kind = FP_PIECE_FILL;
	fp_read_byte(r, value, &piece->fill);
}

static void read_hex(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_piece *const piece = out;
	const char *text = json_string_value(value);
	const size_t n = text ? fp_hex_decode(text, NULL) : SIZE_MAX;
	uint8_t *bytes;

	piece->kind = FP_PIECE_HEX;
	piece->length = FP_SIZE_UNKNOWN;
	if (n == SIZE_MAX || !n) {
		FP_FAULT(r,
			 "expected bytes as pairs of hexadecimal digits, such as \"de ad be ef\"");
		return;
	}
	bytes = fp_reader_alloc(r, n, 1);
	if (!bytes)
		return;
	fp_hex_decode(text, bytes);
	piece->bytes = bytes;
	piece->length = n;
}

static void read_align(struct fp_reader *r, json_t *value, void *out)
{
	uint64_t align = 0;

	if (!fp_reader_number(r, value, &align))
		return;
	if (!align || (align & (align - 1)))
		FP_FAULT(r, "expected a power of two to align to");
	else
		*(uint64_t *)out = align;
}

/* The first rows, up to `at`, are what one partition may state alone. */
static const struct fp_key piece_keys[] = {
	{ "file", read_file, 0 },
	{ "fill", read_fill, 0 },
	{ "hex", read_hex, 0 },
	{ "env", fp_read_env, 0 },
	{ "at", fp_read_size, offsetof(struct fp_piece, at) },
	{ "align", read_align, offsetof(struct fp_piece, align) },
	{ "length", fp_read_size, offsetof(struct fp_piece, length) },
	{ NULL, NULL, 0 },
};

static void start_piece(struct fp_piece *piece)
{
	*piece = (struct fp_piece){ .at = FP_OFFSET_NEXT, .length = FP_SIZE_REST };
}

static size_t count_contents(const json_t *object, const char **last)
{
	size_t n = 0;

	for (const char *const *key = fp_content_keys; *key; key++) {
		if (json_object_get(object, *key)) {
			*last = *key;
			n++;
		}
	}
	return n;
}

static void read_piece(struct fp_reader *r, json_t *value, void *out)
{
	const char *key;

	start_piece(out);
	if (!fp_reader_object(r, value, piece_keys, out))
		return;
	if (count_contents(value, &key) != 1)
		FP_FAULT(r, "a piece needs exactly one of `file`, `fill`, `hex` and `env`");
	if (json_object_get(value, "at") && json_object_get(value, "align"))
		FP_FAULT(r, "`at` and `align` exclude each other");
	if (json_object_get(value, "length") && !json_object_get(value, "fill"))
		FP_FAULT(r, "`length` is for `fill`; the length of a file stands inside `file`");
}

static void read_pieces(struct fp_reader *r, json_t *value, struct fp_partition *part)
{
	const size_t n = json_array_size(value);
	struct fp_piece *pieces = fp_reader_alloc(r, n, sizeof *pieces);

	if (!pieces ||
	    !fp_reader_array(r, value, "an array of pieces", read_piece, pieces, sizeof *pieces))
		return;
	if (!n)
		FP_FAULT(r, "expected at least one piece");
	part->pieces = pieces;
	part->n_pieces = n;
}

void fp_content_read(struct fp_reader *r, json_t *object, struct fp_partition *part)
{
	const char *key = NULL;
	const size_t n = count_contents(object, &key);
	const struct fp_text *text;
	struct fp_piece *piece;
	struct fp_place place;
	size_t old;

	if (n > 1)
		fp_hint(FP_FAULT(
				r,
				"%zu of `file`, `fill`, `hex`, `env` and `pieces` give the content: two sources for one byte",
				n),
			"several sources side by side are `pieces`");
	if (n != 1)
		return;
	old = fp_pointer_push(r->pointer, key);
	/* One text states all of a content: extended plans merge it as a whole. Walking a text
	 * for each partition takes long with a large one. */
	text = r->plan->n_texts == 1 ? r->plan->texts : fp_plan_locate(r->plan, r->pointer, &place);
	r->dir = text ? text->dir : "";
	if (strcmp(key, "pieces") == 0) {
		read_pieces(r, json_object_get(object, key), part);
	} else if ((piece = fp_reader_alloc(r, 1, sizeof *piece))) {
		start_piece(piece);
		fp_reader_find(piece_keys, key)->decode(r, json_object_get(object, key), piece);
		part->pieces = piece;
		part->n_pieces = 1;
	}
	r->pointer[old] = 0;
}
