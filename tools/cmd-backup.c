// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan backup: the whole chip into a file, read more than once.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "interrupt.h"
#include "job/run.h"
#include "progress.h"
#include "report.h"
#include "result.h"
#include "session.h"

#define PLACES_MAX 8 /* differing ranges that are named */

static const char contact_hint[] =
	"a bad contact is the commonest reason: reseat the clip, use shorter wires, lower the speed";

struct differences {
	struct fp_range place[PLACES_MAX]; /* the first ones */
	size_t n;
	uint64_t bytes;
};

static void note_difference(struct differences *d, uint64_t at)
{
	struct fp_range *const last = d->n ? &d->place[d->n - 1] : NULL;

	d->bytes++;
	if (last && fp_range_end(*last) == at)
		last->size++;
	else if (d->n < PLACES_MAX)
		d->place[d->n++] = (struct fp_range){ at, 1 };
}

static void compare(const uint8_t *a, const uint8_t *b, struct fp_range part, struct differences *d)
{
	if (memcmp(a, b, (size_t)part.size) == 0)
		return;
	for (uint64_t i = 0; i < part.size; i++)
		if (a[i] != b[i])
			note_difference(d, part.offset + i);
}

/* The first pass fills data, the others are compared with it. */
static int read_pass(const struct fp_programmer *programmer, unsigned pass, uint8_t *data,
		     struct differences *d, struct fp_error *err)
{
	static uint8_t again[FP_TRANSFER_MAX];
	const uint64_t size = programmer->chip.size;
	struct progress progress = { 0 };
	struct fp_range part = { 0, 0 };
	int code = 0;

	for (; part.offset < size && code == 0; part.offset += part.size) {
		uint8_t *const buf = pass ? again : data + part.offset;

		part.size = size - part.offset;
		if (part.size > sizeof again)
			part.size = sizeof again;
		progress_show(&progress, pass ? "reading again" : "reading", part.offset, size);
		code = fp_job_read_range(programmer, part, buf, err);
		if (code == 0 && pass)
			compare(data + part.offset, again, part, d);
		if (code == 0 && is_interrupted())
			code = fp_fail(err, FP_CHIP, "interrupted; the chip is unchanged");
	}
	progress_clear(&progress);
	/* Where it differs says more than that the chip cannot be asked. */
	return code < 0 || d->bytes ? code : fp_job_identify(programmer, err);
}

static int refuse_differences(const struct differences *d, struct fp_error *err)
{
	for (size_t i = 0; i < d->n; i++)
		fprintf(stderr, "differs: 0x%" PRIx64 "+0x%" PRIx64 "%s\n", d->place[i].offset,
			d->place[i].size, i + 1 == PLACES_MAX ? " and behind it" : "");
	fp_fail(err, FP_CHIP, "two readings of the chip differ in %" PRIu64 " bytes", d->bytes);
	fp_hint(err, "%s", contact_hint);
	return -FP_CHIP;
}

static int read_chip(const struct options *o, const struct fp_programmer *programmer, uint8_t *data,
		     struct fp_error *err)
{
	const size_t size = (size_t)programmer->chip.size;
	const unsigned passes = o->passes ? o->passes : 2;
	struct differences d = { 0 };
	int code = 0;

	for (unsigned pass = 0; pass < passes && code == 0 && !d.bytes; pass++)
		code = read_pass(programmer, pass, data, &d, err);
	if (code == 0 && d.bytes)
		code = refuse_differences(&d, err);
	if (code == 0 && fp_is_filled(data, size, 0x00)) {
		code = fp_fail(err, FP_CHIP,
			       "the chip reads as 0x00 everywhere: no chip holds that");
		fp_hint(err, "%s", contact_hint);
	}
	if (code == 0 && fp_is_filled(data, size, 0xff))
		report_note("the chip is blank: 0xff everywhere");
	return code;
}

static int save(const struct options *o, const struct fp_plan *plan, const struct fp_chip *chip,
		const uint8_t *data, struct fp_error *err)
{
	const struct fp_range whole = { 0, chip->size };
	struct fp_backup backup = { .chip_size = chip->size,
				    .erase_size = plan ? plan->erase_size : 65536,
				    .is_chip = true,
				    .parts = plan ? list_parts(plan) : NULL,
				    .ranges = &whole,
				    .n_ranges = 1,
				    .data = data,
				    .size = (size_t)chip->size };

	backup.n_parts = backup.parts ? plan->n_parts : 0;
	memcpy(backup.chip_name, chip->name, sizeof backup.chip_name);
	memcpy(backup.chip_id, chip->id, sizeof backup.chip_id);
	if (plan)
		snprintf(backup.plan, sizeof backup.plan, "%s", plan->name);
	return fp_backup_create(o->output, &backup, err);
}

static int back_up(const struct options *o, const struct fp_plan *plan, struct fp_error *err)
{
	struct fp_programmer programmer = { 0 };
	int code = open_programmer(o, plan, &programmer, err);
	const struct fp_chip chip = programmer.chip;
	uint8_t *data = NULL;

	if (code < 0)
		return code;
	interrupt_catch();
	if (chip.size <= SIZE_MAX / 2)
		data = malloc((size_t)chip.size);
	if (!data)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0)
		code = read_chip(o, &programmer, data, err);
	code = close_programmer(o, &programmer, code, err);
	if (code == 0)
		code = save(o, plan, &chip, data, err);
	free(data);
	if (code == 0)
		code = result_print(json_pack("{s:o, s:s, s:s, s:I}", "backup",
					      result_text(o->output), "chip", chip.name, "id",
					      chip.id, "size", (json_int_t)chip.size),
				    o->is_json, err);
	return code;
}

int cmd_backup(const struct options *o, struct fp_error *err)
{
	struct fp_plan *plan = NULL;
	int code = 0;

	if (!o->output)
		return fp_fail(err, FP_USAGE, "backup: where to? Name the file with -o FILE");
	if (strcmp(o->output, "-") == 0)
		return fp_fail(
			err, FP_USAGE,
			"backup: -o -: it is two files, FILE and FILE.json, and none of them standard output");
	if (o->n_args)
		code = load_plan(o->args[0], &plan);
	/* Reading a chip takes minutes. */
	if (code == 0)
		code = fp_backup_check(o->output, err);
	if (code == 0)
		code = back_up(o, plan, err);
	fp_plan_free(plan);
	return code;
}
