// SPDX-License-Identifier: GPL-2.0-or-later
// Readings that agree.

#include <stdlib.h>
#include <string.h>

#include "job/agree.h"
#include "job/reading.h"

#define HOPELESS_LEAST 8 /* blocks: fewer are worth reading again in any case */

/* A block whose readings differ: all that there are of it, one behind the other. */
struct disputed {
	struct fp_range range;
	uint8_t *readings;
	unsigned n;
};

struct agreeing {
	const struct fp_programmer *programmer;
	const struct fp_agree_io *io;
	unsigned passes;
	uint8_t *data;
	struct fp_agreement *result;
	struct disputed *list;
	size_t n;
};

static struct fp_range block_at(const struct agreeing *a, uint64_t offset)
{
	const uint64_t left = a->programmer->chip.size - offset;

	return (struct fp_range){ offset, left < FP_AGREE_BLOCK ? left : FP_AGREE_BLOCK };
}

static int read_block(struct agreeing *a, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	const struct fp_job_io io = { 0 };
	struct fp_job_report report = { 0 };
	const struct fp_work work = { a->programmer, &io, &report };

	if (a->io->is_cancelled && a->io->is_cancelled(a->io->ctx))
		return fp_fail(err, FP_CHIP, "interrupted; the chip is unchanged");
	a->result->read += range.size;
	return fp_reading_range(&work, range, buf, err);
}

static void tell(const struct agreeing *a, bool is_again, uint64_t done)
{
	if (a->io->progress)
		a->io->progress(a->io->ctx, is_again, done, a->programmer->chip.size);
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
	struct fp_range range = { 0, 0 };
	int code = 0;

	for (; range.offset < a->programmer->chip.size && code == 0; range.offset += range.size) {
		range = block_at(a, range.offset);
		tell(a, false, range.offset);
		code = read_block(a, range, a->data + range.offset, err);
	}
	return code;
}

static int second_pass(struct agreeing *a, struct fp_error *err)
{
	uint8_t again[FP_AGREE_BLOCK];
	struct fp_range range = { 0, 0 };
	int code = 0;

	for (; range.offset < a->programmer->chip.size && code == 0; range.offset += range.size) {
		range = block_at(a, range.offset);
		tell(a, true, range.offset);
		code = read_block(a, range, again, err);
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
	return a->n > HOPELESS_LEAST && a->n * FP_AGREE_BLOCK > a->programmer->chip.size / 2;
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

int fp_agree(const struct fp_programmer *programmer, const struct fp_agree_io *io, unsigned passes,
	     uint8_t *data, struct fp_agreement *agreement, struct fp_error *err)
{
	struct agreeing a = { .programmer = programmer,
			      .io = io,
			      .passes = passes,
			      .data = data,
			      .result = agreement };
	int code;

	*agreement = (struct fp_agreement){ 0 };
	code = first_pass(&a, err);
	if (code == 0 && passes > 1)
		code = second_pass(&a, err);
	if (code == 0)
		code = settle(&a, err);
	for (size_t i = 0; i < a.n; i++)
		free(a.list[i].readings);
	free(a.list);
	/* Where it differs says more than that the chip cannot be asked. */
	return code < 0 || agreement->n_doubtful ? code : fp_reading_identify(programmer, err);
}
