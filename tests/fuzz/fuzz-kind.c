// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of the kinds of content, in memory and in a file, and of the file that a plan unwraps.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/bytes.h"
#include "fuzz.h"
#include "content/kinds/kind.h"
#include "selection/segment.h"
#include "content/uimage.h"

#define JFFS2_MAGIC 0x1985

static int file = -1; /* holds the bytes of the run */
static char path[32];

/* One line that steers no terminal. */
static void check_line(const char *text, size_t size)
{
	fuzz_must(memchr(text, 0, size));
	for (; *text; text++)
		fuzz_must(*text >= 0x20 && *text < 0x7f);
}

static enum fp_verdict identify(const struct fp_kind *kind, const struct fp_view *view,
				struct fp_found *found)
{
	char line[FP_FOUND_TEXT];
	enum fp_verdict verdict;

	verdict = fp_kind_try(kind, view, found);
	fuzz_must(verdict != FP_UNREADABLE && found->n_facts <= FP_FACTS_MAX);
	for (unsigned i = 0; i < found->n_facts; i++)
		check_line(found->facts[i].value, sizeof found->facts[i].value);
	check_line(found->damage, sizeof found->damage);
	fuzz_must(verdict != FP_DAMAGED || found->damage[0]);
	fuzz_must(verdict != FP_GOOD || found->used <= view->size + view->beyond);
	check_line(fp_found_describe(found, line), sizeof line);
	return verdict;
}

/* The content alone is as good as with what follows it. */
static void check_used(const struct fp_kind *kind, const struct fp_view *view, uint64_t used)
{
	const struct fp_view content = fp_view_part(view, 0, used);
	struct fp_found found;

	fuzz_must(identify(kind, &content, &found) == FP_GOOD);
	fuzz_must(!found.used || found.used == used);
}

static void check_same(const struct fp_kind *kind, const struct fp_view *view,
		       const struct fp_view *other)
{
	struct fp_found a, b;
	const enum fp_verdict verdict = identify(kind, view, &a);

	fuzz_must(identify(kind, other, &b) == verdict);
	if (verdict != FP_NOT_MINE)
		fuzz_must(memcmp(&a, &b, sizeof a) == 0);
	if (verdict == FP_GOOD && a.used)
		check_used(kind, view, a.used);
}

/* A check against one kind says yes if that is what the bytes are, and else why not. */
static void check_type(const struct fp_view *view, const struct fp_kind *kind, bool is_it)
{
	const char *const types[] = { kind->name, NULL };
	struct fp_error err = { 0 };

	fuzz_must((fp_kind_check(view, types, "part", &err) == 0) == is_it);
	fuzz_must(is_it ? err.code == FP_OK : err.code == FP_REFUSED && err.text[0]);
	check_line(err.text, sizeof err.text);
	check_line(err.hint, sizeof err.hint);
}

/* chosen: the only kind that is tried, or NULL. */
static void check_kinds(const uint8_t *data, size_t n, uint8_t erased, const struct fp_kind *chosen)
{
	const struct fp_view memory = { .data = data, .fd = -1, .size = n, .erased = erased };
	const struct fp_view in_file = { .fd = file, .size = n, .erased = erased };
	enum fp_verdict verdict = FP_NOT_MINE;
	struct fp_found found;
	const struct fp_kind *const is = fp_kind_identify(&memory, &verdict, &found), *kind;

	for (size_t i = 0; (kind = fp_kind_at(i)); i++)
		if (!chosen || kind == chosen)
			check_same(kind, &memory, &in_file);
	check_type(&memory, is ? is : &fp_kind_text, is && verdict == FP_GOOD);
	check_type(&memory, is == &fp_kind_env ? &fp_kind_html : &fp_kind_env, false);
}

/* What comes of a segment is the wrapped data, and its checksum is judged. */
static void read_segment(struct fp_segment *segment, const uint8_t *data, size_t n)
{
	const struct fp_partition part = { .name = "part" };
	const size_t length = (size_t)segment->piece.length;
	struct fp_error err = { 0 };
	uint8_t *const buf = malloc(length);
	bool is_right = true;

	fuzz_must(segment->piece.skip <= n && length <= n - segment->piece.skip);
	data += segment->piece.skip;
	if (!buf)
		return;
	for (size_t at = 0, step; at < length; at += step) {
		step = length - at < 1000 ? length - at : 1000;
		fuzz_must(fp_segment_read(segment, (struct fp_range){ at, step }, buf + at, &err) ==
			  0);
	}
	fuzz_must(memcmp(buf, data, length) == 0);
	if (segment->piece.is_wrapped)
		is_right = segment->data_crc == crc32_z(0, buf, length);
	fuzz_must((fp_segment_finish(segment, &part, &err) == 0) == is_right);
	free(buf);
}

/* The bytes as the file of a plan that unwraps it, or as what comes in its place. */
static void check_segment(const uint8_t *data, size_t n, bool may_be_wrapped)
{
	struct fp_segment segment = {
		.piece = { .kind = FP_PIECE_FILE,
			   .path = path,
			   .length = FP_LENGTH_UNKNOWN,
			   .is_wrapped = !may_be_wrapped },
		.fd = -1,
		.may_be_wrapped = may_be_wrapped,
	};
	struct fp_arena *const arena = fp_arena_new();
	struct fp_error err = { 0 };
	struct fp_uimage uimage;
	const size_t header = n < FP_UIMAGE_HEADER ? n : FP_UIMAGE_HEADER;
	const bool is_sound = fp_uimage_parse(data, header, &uimage, NULL, NULL) == FP_UIMAGE_SOUND;
	const bool is_wrapped = is_sound && (!may_be_wrapped || uimage.type == FP_UIMAGE_FIRMWARE);
	bool is_good = is_wrapped ? uimage.size && uimage.size <= n - FP_UIMAGE_HEADER
				  : may_be_wrapped && n;

	if (!arena)
		return;
	fuzz_must((fp_segment_open(&segment, arena, NULL, &err) == 0) == is_good);
	fuzz_must(is_good ? err.code == FP_OK : err.code == FP_REFUSED && err.text[0]);
	if (is_good) {
		fuzz_must(segment.piece.length == (is_wrapped ? uimage.size : n));
		fuzz_must(segment.piece.is_wrapped == is_wrapped);
		read_segment(&segment, data, n);
	}
	fp_segment_close(&segment);
	fp_arena_free(arena);
}

static void check(const uint8_t *data, size_t n, const struct fp_kind *chosen)
{
	if (ftruncate(file, 0) < 0 || pwrite(file, data, n, 0) != (ssize_t)n)
		abort();
	check_kinds(data, n, n % 2 ? 0 : 0xff, chosen);
	if (chosen && chosen != &fp_kind_uimage_wrapped)
		return;
	check_segment(data, n, false);
	check_segment(data, n, true);
}

/* Mends the checksums, which keep a fuzzer from what is behind them: of a uImage's header, and of
 * the data if there is as much as the header says. */
static bool seal_uimage(uint8_t *data, size_t n)
{
	uint32_t magic, size = 0;

	if (n < FP_UIMAGE_HEADER || !fp_get_be32(data, n, 0, &magic) || magic != 0x27051956)
		return false;
	fp_get_be32(data, n, 12, &size);
	if (size <= n - FP_UIMAGE_HEADER)
		fp_put_be32(data + 24, (uint32_t)crc32_z(0, data + FP_UIMAGE_HEADER, size));
	fp_put_be32(data + 4, 0);
	fp_put_be32(data + 4, (uint32_t)crc32(0, data, FP_UIMAGE_HEADER));
	return true;
}

/* The same for the header of every node of a JFFS2. */
static bool seal_jffs2(uint8_t *data, size_t n)
{
	bool is_changed = false;
	uint16_t little, big;

	for (size_t at = 0; n >= 12 && at <= n - 12; at += 4) {
		fp_get_le16(data, n, at, &little);
		fp_get_be16(data, n, at, &big);
		if (little != JFFS2_MAGIC && big != JFFS2_MAGIC)
			continue;
		(little == JFFS2_MAGIC ? fp_put_le32 : fp_put_be32)(
			data + at + 8, ~(uint32_t)crc32(0xffffffff, data + at, 8));
		is_changed = true;
	}
	return is_changed;
}

/* What a fuzzer would have to guess: a magic number of the kind. */
static void put_magic(uint8_t *data, size_t n, const struct fp_magic *magic)
{
	if (magic && n >= (size_t)magic->at + magic->n)
		memcpy(data + magic->at, magic->bytes, magic->n);
}

/* The first byte chooses a kind; one past the last kind: all of them, and nothing is put in. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FILE *const stream = file < 0 ? tmpfile() : NULL;
	const struct fp_kind *const chosen = n ? fp_kind_at(data[0]) : NULL;
	bool is_changed;
	uint8_t *copy;

	if (stream) {
		file = dup(fileno(stream));
		snprintf(path, sizeof path, "/dev/fd/%d", file);
		fclose(stream);
	}
	if (!n)
		return 0;
	n--;
	copy = malloc(n + !n);
	if (copy) {
		memcpy(copy, data + 1, n);
		if (chosen)
			put_magic(copy, n, chosen->magics);
		check(copy, n, chosen);
		/* The uImage's checksum covers the nodes that it wraps. */
		is_changed = seal_jffs2(copy, n);
		is_changed |= seal_uimage(copy, n);
		if (is_changed)
			check(copy, n, chosen);
	}
	free(copy);
	return 0;
}
