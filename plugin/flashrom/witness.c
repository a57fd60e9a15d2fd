// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes that a line without a chip does not give.

#include <inttypes.h>
#include <string.h>

#include "witness.h"

#define PLACES	   8
#define PLACE_SIZE 4096

void witness_note(struct witness *w, struct fp_range range, const uint8_t *buf)
{
	const size_t n = (size_t)range.size;
	size_t at = 1;

	w->last = buf[0];
	while (at < n && buf[at] == buf[0])
		at++;
	w->is_mixed = at < n;
	if (!w->is_mixed || w->range.size || n < WITNESS_SIZE)
		return;
	/* With a byte of each kind. */
	at = at < WITNESS_SIZE ? 0 : at + 1 - WITNESS_SIZE;
	w->range = (struct fp_range){ range.offset + at, WITNESS_SIZE };
	memcpy(w->bytes, buf + at, WITNESS_SIZE);
}

void witness_forget(struct witness *w, struct fp_range range)
{
	if (fp_range_overlaps(w->range, range))
		w->range.size = 0;
}

static int read_again(const struct witness *w, void *ctx, witness_read *read, struct fp_error *err)
{
	const struct fp_range range = w->range;
	uint8_t now[WITNESS_SIZE];

	if (read(ctx, range, now, err) < 0)
		return -(int)err->code;
	if (memcmp(now, w->bytes, WITNESS_SIZE) == 0)
		return 0;
	return fp_fail(err, FP_CHIP,
		       "flashrom: 0x%" PRIx64 "+0x%" PRIx64 " does not read as it did before",
		       range.offset, range.size);
}

/* Nothing but one byte was seen so far: elsewhere on the chip there may be others. */
static int look_around(struct witness *w, void *ctx, witness_read *read, uint64_t chip_size,
		       struct fp_error *err)
{
	const uint64_t step = chip_size / PLACES / PLACE_SIZE * PLACE_SIZE;
	uint8_t buf[PLACE_SIZE];

	for (uint64_t i = 0; i < PLACES && step; i++) {
		if (read(ctx, (struct fp_range){ step * i, PLACE_SIZE }, buf, err) < 0)
			return -(int)err->code;
		if (w->is_mixed)
			return 0;
	}
	if (w->last != 0x00)
		return 0;
	return fp_fail(
		err, FP_CHIP,
		"flashrom: the chip reads as 0x00 wherever it is looked at: no chip holds that");
}

int witness_check(struct witness *w, void *ctx, witness_read *read, uint64_t chip_size,
		  bool has_status, struct fp_error *err)
{
	if (w->range.size)
		return read_again(w, ctx, read, err);
	if (has_status && w->last == 0xff)
		return 0;
	return look_around(w, ctx, read, chip_size, err);
}
