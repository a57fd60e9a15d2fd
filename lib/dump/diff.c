// SPDX-License-Identifier: GPL-2.0-or-later
// Comparison in one pass, chunk by chunk.

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "dump/diff.h"

#define CHUNK_SIZE ((size_t)256 << 10)

/* The run of one value, 0x00 or erased, that what was seen of a dump ends with. */
struct tail {
	uint64_t start; /* where it begins; it ends where the seen part ends */
	uint8_t value;
	bool is_open; /* there is one */
};

struct comparison {
	const struct fp_diff_options *options;
	struct fp_diff *diff;
	uint64_t next_block; /* the first offset behind the last block that was counted */
	struct tail a, b;
};

/* How many bytes at the end of n have the value of the last one. */
static size_t count_last(const uint8_t *buf, size_t n)
{
	size_t i = n - 1;

	if (fp_is_filled(buf, n, buf[n - 1]))
		return n;
	while (buf[i - 1] == buf[n - 1])
		i--;
	return n - i;
}

static void follow_tail(struct tail *tail, const uint8_t *buf, struct fp_range window,
			uint8_t erased)
{
	const size_t n = (size_t)window.size;
	const uint8_t last = buf[n - 1];
	const size_t run = count_last(buf, n);

	if (last != erased && last != 0) {
		*tail = (struct tail){ .start = fp_range_end(window) };
	} else if (run < n || !tail->is_open || tail->value != last) {
		*tail = (struct tail){ fp_range_end(window) - run, last, true };
	}
}

/* A line lies in one block: it does not cross a multiple of FP_DIFF_LINE, and blocks are no
 * smaller. */
static void compare_line(struct comparison *c, const struct fp_diff_line *line)
{
	const bool is_first = !c->diff->bytes;
	size_t i = 0;

	for (size_t k = 0; k < line->n; k++)
		c->diff->bytes += line->a[k] != line->b[k];
	while (line->a[i] == line->b[i])
		i++;
	if (is_first)
		c->diff->first = line->offset + i;
	if (line->offset >= c->next_block) {
		c->diff->blocks++;
		c->next_block = (line->offset | (c->options->block - 1)) + 1;
	}
	if (c->options->line)
		c->options->line(c->options->ctx, line);
}

static void compare_chunk(struct comparison *c, const uint8_t *a, const uint8_t *b,
			  struct fp_range window)
{
	size_t n;

	if (memcmp(a, b, (size_t)window.size) == 0)
		return;
	for (size_t i = 0; i < window.size; i += n) {
		const uint64_t at = window.offset + i;

		n = FP_DIFF_LINE - at % FP_DIFF_LINE;
		if (n > window.size - i)
			n = (size_t)window.size - i;
		if (memcmp(a + i, b + i, n) != 0)
			compare_line(c, &(struct fp_diff_line){ at, n, a + i, b + i });
	}
}

static bool is_erased(const struct tail *tail, struct fp_range range, uint8_t erased)
{
	return tail->is_open && tail->start == range.offset && tail->value == erased;
}

static enum fp_diff_result judge(const struct comparison *c, struct fp_range range)
{
	const uint8_t erased = c->options->erased;
	const uint64_t content_end = c->a.start > c->b.start ? c->a.start : c->b.start;

	if (!c->diff->bytes)
		return FP_DIFF_EQUAL;
	if (is_erased(&c->a, range, erased))
		return FP_DIFF_ERASED_IN_A;
	if (is_erased(&c->b, range, erased))
		return FP_DIFF_ERASED_IN_B;
	return c->diff->first >= content_end ? FP_DIFF_PADDING : FP_DIFF_DIFFERS;
}

int fp_diff_range(const struct fp_dump *a, const struct fp_dump *b, struct fp_range range,
		  const struct fp_diff_options *options, struct fp_diff *diff, struct fp_error *err)
{
	struct comparison c = { .options = options, .diff = diff };
	uint8_t *buf = malloc(2 * CHUNK_SIZE);
	struct fp_range window = { range.offset, 0 };
	int code = 0;

	*diff = (struct fp_diff){ 0 };
	if (!buf)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (; window.offset < fp_range_end(range) && code == 0; window.offset += window.size) {
		const uint64_t left = fp_range_end(range) - window.offset;

		window.size = left < CHUNK_SIZE ? left : CHUNK_SIZE;
		code = fp_dump_read(a, window, buf, err);
		if (code == 0)
			code = fp_dump_read(b, window, buf + CHUNK_SIZE, err);
		if (code < 0)
			break;
		compare_chunk(&c, buf, buf + CHUNK_SIZE, window);
		fp_contrast_add(&diff->contrast, buf + CHUNK_SIZE, buf, NULL, (size_t)window.size);
		follow_tail(&c.a, buf, window, options->erased);
		follow_tail(&c.b, buf + CHUNK_SIZE, window, options->erased);
	}
	if (code == 0)
		diff->result = judge(&c, range);
	free(buf);
	return code;
}
