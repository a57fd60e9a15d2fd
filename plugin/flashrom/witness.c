// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes that a line without a chip does not give.

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "witness.h"

#define PLACES	   8
#define PLACE_SIZE 4096

void witness_note(struct witness *w, struct fp_range range, const uint8_t *buf)
{
	const size_t n = (size_t)range.size;
	size_t at = 1;

	if (n < WITNESS_SIZE)
		return;
	while (at < n && buf[at] == buf[0])
		at++;
	if (at == n) {
		w->flat = (struct fp_range){ range.offset, WITNESS_SIZE };
		w->value = buf[0];
	} else if (!w->range.size) {
		/* With a byte of each kind. */
		at = at < WITNESS_SIZE ? 0 : at + 1 - WITNESS_SIZE;
		w->range = (struct fp_range){ range.offset + at, WITNESS_SIZE };
		memcpy(w->bytes, buf + at, WITNESS_SIZE);
	}
}

void witness_forget(struct witness *w, struct fp_range range)
{
	if (fp_range_overlaps(w->range, range))
		w->range.size = 0;
	if (fp_range_overlaps(w->flat, range))
		w->flat.size = 0;
}

static int fail_changed(struct fp_range range, struct fp_error *err)
{
	return fp_fail(err, FP_CHIP,
		       "flashrom: 0x%" PRIx64 "+0x%" PRIx64 " does not read as it did before",
		       range.offset, range.size);
}

static int read_mixed_again(const struct witness *w, void *ctx, witness_read *read,
			    struct fp_error *err)
{
	const struct fp_range range = w->range;
	uint8_t now[WITNESS_SIZE];

	if (read(ctx, range, now, err) < 0)
		return -(int)err->code;
	return memcmp(now, w->bytes, WITNESS_SIZE) == 0 ? 0 : fail_changed(range, err);
}

static int read_flat_again(const struct witness *w, void *ctx, witness_read *read,
			   struct fp_error *err)
{
	const struct fp_range range = w->flat;
	const uint8_t value = w->value;
	uint8_t now[WITNESS_SIZE];

	if (!range.size)
		return 0;
	if (read(ctx, range, now, err) < 0)
		return -(int)err->code;
	return fp_is_filled(now, sizeof now, value) ? 0 : fail_changed(range, err);
}

/* Nothing but one value was seen so far: elsewhere on the chip there may be others. */
static int look_around(struct witness *w, void *ctx, witness_read *read, uint64_t chip_size,
		       struct fp_error *err)
{
	const uint64_t step = chip_size / PLACES / PLACE_SIZE * PLACE_SIZE;
	uint8_t buf[PLACE_SIZE];

	for (uint64_t i = 0; i < PLACES && step && !w->range.size; i++)
		if (read(ctx, (struct fp_range){ step * i, PLACE_SIZE }, buf, err) < 0)
			return -(int)err->code;
	return w->range.size ? read_mixed_again(w, ctx, read, err) : 0;
}

int witness_check(struct witness *w, void *ctx, witness_read *read, uint64_t chip_size,
		  const uint8_t *status, bool *is_doubtful, struct fp_error *err)
{
	int result;

	*is_doubtful = false;
	if (status && *status != 0x00 && *status != 0xff)
		return 0;
	if (w->range.size)
		return read_mixed_again(w, ctx, read, err);
	result = read_flat_again(w, ctx, read, err);
	if (result < 0 || (status && w->flat.size && *status != w->value))
		return result;
	result = look_around(w, ctx, read, chip_size, err);
	*is_doubtful = !w->range.size;
	return result;
}
