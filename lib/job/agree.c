// SPDX-License-Identifier: GPL-2.0-or-later
// Readings that agree.

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "job/agree.h"
#include "job/checksums.h"

#define HOPELESS_LEAST 8 /* blocks: fewer are worth reading again in any case */

/* A block whose readings differ: all that there are of it, one behind the other. */
struct disputed {
	struct fp_range range;
	uint8_t *readings;
	unsigned n;
};

struct agreeing {
	const struct fp_work *work;
	const struct fp_guess *guess;
	unsigned passes;
	uint8_t *data;
	struct fp_agreement *result;
	struct disputed *list;
	size_t n;
};

static struct fp_range block_at(const struct agreeing *a, uint64_t offset)
{
	const uint64_t left = a->work->programmer->chip.size - offset;

	return (struct fp_range){ offset, left < FP_AGREE_BLOCK ? left : FP_AGREE_BLOCK };
}

static int read_block(struct agreeing *a, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	const int code = fp_reading_cancelled(a->work, err);

	a->result->read += range.size;
	return code < 0 ? code : fp_reading_range(a->work, range, buf, err);
}

/* The same, but for what a checksum says to be as in the guess. */
static int learn_block(struct agreeing *a, const struct fp_guess *guess, struct fp_range range,
		       uint8_t *buf, struct fp_error *err)
{
	bool is_known;
	const int code = fp_checksums_part(a->work, guess, range, buf, &is_known, err);

	return code < 0 || is_known ? code : read_block(a, range, buf, err);
}

static void tell(const struct agreeing *a, bool is_again, uint64_t done)
{
	fp_reading_progress(a->work, is_again ? FP_PHASE_READ_AGAIN : FP_PHASE_READ, done,
			    a->work->programmer->chip.size);
}

static int dispute(struct agreeing *a, struct fp_range range, const uint8_t *again,
		   struct fp_error *err)
{
	struct disputed *const more = realloc(a->list, (a->n + 1) * sizeof *more);
	const size_t size = (size_t)range.size;
	struct disputed *d;

	if (!more)
		return fp_fail(err, FP_REFUSED, "out of memory");
	a->list = more;
	d = &more[a->n];
	*d = (struct disputed){ range, malloc(2 * size), 2 };
	if (!d->readings)
		return fp_fail(err, FP_REFUSED, "out of memory");
	a->n++;
	memcpy(d->readings, a->data + range.offset, size);
	memcpy(d->readings + size, again, size);
	fp_contrast_add(&a->result->contrast, again, d->readings, NULL, size);
	return 0;
}

static int first_pass(struct agreeing *a, struct fp_error *err)
{
	const uint64_t size = a->work->programmer->chip.size;
	struct fp_estimate estimate = fp_estimate_begin(a->work);
	struct fp_range range = { 0, 0 };
	int code = 0;

	for (; range.offset < size && code == 0; range.offset += range.size) {
		range = block_at(a, range.offset);
		tell(a, false, range.offset);
		code = learn_block(a, a->guess, range, a->data + range.offset, err);
		fp_estimate_say(&estimate, a->work, size - fp_range_end(range));
	}
	return code;
}

static bool is_flat(const uint8_t *data, struct fp_range range)
{
	return fp_is_filled(data, (size_t)range.size, data[0]);
}

/* A line without contact reads as one value: of that one reading is never enough. */
static int second_pass(struct agreeing *a, bool is_all, struct fp_error *err)
{
	const struct fp_guess first = { a->data, a->work->programmer->chip.size };
	uint8_t again[FP_AGREE_BLOCK];
	struct fp_range range = { 0, 0 };
	int code = 0;

	for (; range.offset < a->work->programmer->chip.size && code == 0;
	     range.offset += range.size) {
		range = block_at(a, range.offset);
		if (!is_all && !is_flat(a->data + range.offset, range))
			continue;
		tell(a, true, range.offset);
		/* A checksum that fits the first reading is a second one. */
		code = learn_block(a, &first, range, again, err);
		if (code == 0 && memcmp(a->data + range.offset, again, (size_t)range.size) != 0)
			code = dispute(a, range, again, err);
	}
	a->result->blocks = a->n;
	return code;
}

/* Once more, and compared with all that there are. */
static int read_again(struct agreeing *a, struct disputed *d, bool *is_agreed, struct fp_error *err)
{
	const size_t size = (size_t)d->range.size;
	uint8_t *const more = realloc(d->readings, (d->n + 1) * size), *last;
	int code;

	if (!more)
		return fp_fail(err, FP_REFUSED, "out of memory");
	d->readings = more;
	last = more + d->n * size;
	code = read_block(a, d->range, last, err);
	if (code < 0)
		return code;
	for (unsigned i = 0; i < d->n && !*is_agreed; i++)
		*is_agreed = memcmp(d->readings + i * size, last, size) == 0;
	if (*is_agreed)
		memcpy(a->data + d->range.offset, last, size);
	d->n++;
	return 0;
}

/* What most readings of a byte say; of several the earliest. */
static void choose_bytes(const struct agreeing *a, const struct disputed *d)
{
	const size_t size = (size_t)d->range.size;

	for (size_t i = 0; i < size; i++) {
		unsigned most = 0;

		for (unsigned k = 0; k < d->n; k++) {
			unsigned count = 0;

			for (unsigned m = 0; m < d->n; m++)
				count += d->readings[m * size + i] == d->readings[k * size + i];
			if (count > most) {
				most = count;
				a->data[d->range.offset + i] = d->readings[k * size + i];
			}
		}
	}
}

static void note_doubtful(struct agreeing *a, const struct disputed *d)
{
	if (a->result->n_doubtful < FP_AGREE_PLACES)
		a->result->place[a->result->n_doubtful] = d->range;
	a->result->n_doubtful++;
	choose_bytes(a, d);
}

/* Where most of the chip reads differently the contact is bad, and reading on only takes time. */
static bool is_hopeless(const struct agreeing *a)
{
	return a->n > HOPELESS_LEAST && a->n * FP_AGREE_BLOCK > a->work->programmer->chip.size / 2;
}

/* Pass by pass over all that is left, so that a short fault of the line is over by then. */
static int settle(struct agreeing *a, struct fp_error *err)
{
	const unsigned passes = is_hopeless(a) ? 2 : a->passes;
	int code = 0;

	for (unsigned pass = 2; pass < passes && code == 0; pass++) {
		for (size_t i = 0; i < a->n && code == 0; i++) {
			struct disputed *const d = &a->list[i];
			bool is_agreed = false;

			if (!d->readings)
				continue;
			tell(a, true, d->range.offset);
			code = read_again(a, d, &is_agreed, err);
			if (is_agreed) {
				free(d->readings);
				d->readings = NULL;
			}
		}
	}
	for (size_t i = 0; i < a->n && code == 0; i++)
		if (a->list[i].readings)
			note_doubtful(a, &a->list[i]);
	return code;
}

int fp_agree(const struct fp_work *work, const struct fp_guess *guess, unsigned passes,
	     uint8_t *data, struct fp_agreement *agreement, struct fp_error *err)
{
	struct agreeing a = {
		.work = work, .guess = guess, .passes = passes, .data = data, .result = agreement
	};
	int code = fp_checksums_check(work, guess, err);

	*agreement = (struct fp_agreement){ 0 };
	if (code == 0)
		code = first_pass(&a, err);
	if (code == 0)
		code = second_pass(&a, passes > 1, err);
	if (code == 0)
		code = settle(&a, err);
	for (size_t i = 0; i < a.n; i++)
		free(a.list[i].readings);
	free(a.list);
	/* Where it differs says more than that the chip cannot be asked. */
	return code < 0 || agreement->n_doubtful ? code
						 : fp_reading_identify(work->programmer, err);
}
