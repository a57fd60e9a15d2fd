// SPDX-License-Identifier: GPL-2.0-or-later
// Jobs under power cuts and at random, against an oracle that works byte by byte. FP_TORTURE is the
// number of random jobs; then the totals are printed.

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "support/job-bench.h"
#include "support/test.h"
#include "support/torture.h"

#define CHIP	  0x40000u
#define TARGETS	  8
#define MANY_JOBS 100
#define FEW_CUTS  7 /* one cut in so many is also restored from, or all with FP_TORTURE */

static uint8_t data[CHIP];
static struct job_bench bench;
static struct job_bench *const b = &bench;

static struct {
	uint64_t runs, cuts, taken, restores;
} totals;

/* A job, and byte by byte what it means. */
struct oracle {
	struct fp_job_target targets[TARGETS];
	size_t n;
	uint32_t block;
	uint8_t want[CHIP];
	bool is_touched[CHIP], is_dirty[CHIP]; /* in a block that is touched, that differs */
	uint64_t n_touched, n_dirty;
};

static void set_up(struct oracle *o)
{
	memcpy(o->want, b->before, CHIP);
	memset(o->is_touched, 0, sizeof o->is_touched);
	memset(o->is_dirty, 0, sizeof o->is_dirty);
	o->n_touched = o->n_dirty = 0;
	for (size_t t = 0; t < o->n; t++)
		for (uint64_t i = 0; i < o->targets[t].range.size; i++) {
			const uint64_t at = o->targets[t].range.offset + i;
			const uint64_t block = at / o->block * o->block;

			o->want[at] = o->targets[t].data[i];
			if (!o->is_touched[at])
				memset(o->is_touched + block, 1, o->block);
			if (o->want[at] != b->before[at] && !o->is_dirty[at])
				memset(o->is_dirty + block, 1, o->block);
		}
	for (size_t i = 0; i < CHIP; i++) {
		o->n_touched += o->is_touched[i];
		o->n_dirty += o->is_dirty[i];
	}
}

static void assert_contents(const uint8_t *want)
{
	ck_assert(memcmp(b->chip.data, want, CHIP) == 0);
}

/* By pages, and without an assertion for each: this runs for thousands of cuts. */
static void assert_outside_is_untouched(const struct oracle *o)
{
	size_t n_changed = 0, n_logged = 0;

	for (size_t i = 0; i < CHIP; i += FAKE_PAGE)
		n_changed +=
			!o->is_dirty[i] && memcmp(b->chip.data + i, b->before + i, FAKE_PAGE) != 0;
	for (size_t l = 0; l < b->chip.n_log; l++)
		for (uint64_t i = 0; i < b->chip.log[l].size; i += FAKE_PAGE)
			n_logged += !o->is_dirty[b->chip.log[l].offset + i];
	ck_assert_uint_eq(n_changed, 0);
	ck_assert_uint_eq(n_logged, 0);
}

static void assert_backup_is_old(const struct oracle *o)
{
	struct fp_backup backup = job_bench_backup(b, 0);

	ck_assert_uint_eq(b->operations_before_backup, 0);
	ck_assert_uint_eq(backup.size, o->n_touched);
	for (size_t i = 0; i < backup.n_ranges; i++) {
		const struct fp_range r = backup.ranges[i];

		ck_assert(memcmp(fp_backup_find(&backup, r), b->before + r.offset,
				 (size_t)r.size) == 0);
	}
	fp_backup_free(&backup);
}

/* What the report says is written, the first of the blocks that differ, must be. */
static void assert_report_is_honest(const struct oracle *o)
{
	uint64_t left = b->report.written, n_wrong = 0;

	for (size_t i = 0; i < CHIP && left; i += FAKE_PAGE) {
		if (!o->is_dirty[i])
			continue;
		n_wrong += memcmp(b->chip.data + i, o->want + i, FAKE_PAGE) != 0;
		left -= FAKE_PAGE;
	}
	ck_assert_uint_eq(left, 0);
	ck_assert_uint_eq(n_wrong, 0);
	ck_assert_uint_eq(b->report.touched, o->n_touched);
	ck_assert_uint_eq(b->report.differing, o->n_dirty);
}

static uint64_t count_operations(void)
{
	return b->chip.n_erases + b->chip.n_programs;
}

/* 0 only if all is as wanted; 4 only if nothing was done; 5 otherwise. */
static void assert_code_is_honest(const struct oracle *o)
{
	switch (-b->ret) {
	case FP_OK:
		assert_contents(o->want);
		break;
	case FP_CHIP:
		ck_assert_uint_eq(count_operations(), 0);
		ck_assert(!b->report.is_issued);
		break;
	default:
		ck_assert_int_eq(b->ret, -FP_CHANGED);
		ck_assert(b->report.is_issued);
	}
}

static void run(const struct oracle *o)
{
	job_bench_run(b, o->targets, o->n, o->block);
	assert_code_is_honest(o);
	assert_outside_is_untouched(o);
	totals.runs++;
}

static void cut_run(const struct oracle *o, uint64_t cut_at, enum fake_cut cut)
{
	fake_chip_repair(&b->chip);
	b->chip.cut_at = cut_at;
	b->chip.cut = cut;
	run(o);
	totals.cuts += b->chip.is_gone;
	assert_backup_is_old(o);
}

static void assert_settled(void)
{
	for (size_t i = 0; i < b->n_kept; i++)
		ck_assert(!job_bench_has_record(b, i));
}

/* Whatever was interrupted: the first backup brings the start back. */
static void assert_backup_can_be_restored(void)
{
	fake_chip_repair(&b->chip);
	job_bench_restore(b);
	assert_contents(b->before);
	assert_settled();
	totals.restores++;
}

static void assert_nothing_is_left_to_do(const struct oracle *o)
{
	run(o);
	ck_assert_int_eq(b->ret, 0);
	ck_assert_uint_eq(b->report.differing, 0);
}

/* The same command once more, going on with what was interrupted, must do, whatever was lost. */
static void recover(const struct oracle *o)
{
	fake_chip_repair(&b->chip);
	run(o);
	ck_assert_msg(!b->ret, "%s", b->err.text);
	assert_contents(o->want);
	assert_settled();
	totals.taken += b->n_taken;
}

/* A job whose programmer vanishes, and, n_more times, a re-run whose programmer vanishes too. */
static void cut_and_recover(const struct oracle *o, uint64_t cut_at, enum fake_cut cut,
			    uint32_t n_more)
{
	const bool is_thorough = is_torture() || cut_at % FEW_CUTS == 0;

	job_bench_reset(b);
	cut_run(o, cut_at, cut);
	ck_assert_int_eq(b->ret, -FP_CHANGED);
	ck_assert_ptr_nonnull(strstr(b->err.text, "the programmer vanished"));
	ck_assert_uint_eq(b->n_backups, 1);
	assert_report_is_honest(o);
	for (uint32_t i = 0; i < n_more && b->ret; i++)
		cut_run(o, 1 + draw(draw(2) ? 24 : 400), (enum fake_cut)draw(3));
	/* Half of them go back at once, the others later. */
	if (is_thorough && cut_at % 2)
		assert_backup_can_be_restored();
	else
		recover(o);
	if (is_thorough && cut_at % 2 == 0) {
		assert_nothing_is_left_to_do(o);
		assert_backup_can_be_restored();
	}
}

/* Runs undisturbed. Returns the number of operations. */
static uint64_t run_through(const struct oracle *o)
{
	job_bench_reset(b);
	run(o);
	ck_assert_msg(!b->ret, "%s", b->err.text);
	ck_assert_uint_eq(b->report.written, o->n_dirty);
	ck_assert_uint_eq(b->chip.bytes_written, o->n_dirty);
	ck_assert_uint_eq(b->n_backups, o->n_dirty > 0);
	ck_assert_int_eq(b->report.is_issued, o->n_dirty > 0);
	assert_report_is_honest(o);
	assert_outside_is_untouched(o);
	assert_contents(o->want);
	return b->chip.n_erases + b->chip.n_programs;
}

static void say_totals(const char *what)
{
	torture_say("%s: %" PRIu64 " runs, %" PRIu64 " cuts, %" PRIu64 " restores, %" PRIu64
		    " lost bytes recovered by running again\n",
		    what, totals.runs, totals.cuts, totals.restores, totals.taken);
}

static void cut_everywhere(enum fake_cut cut)
{
	/* Mixed edges, a range that is kept, whole blocks over more than one transfer, a few bytes
	 * in the middle. */
	static struct oracle o = {
		.targets = { { { 0x1800, 0x4700 }, data + 1 },
			     { { 0x6300, 0x5623 }, data + 0x6300 },
			     { { 0x20000, 0x12000 }, data + 0x20000 },
			     { { 0x3a100, 0x100 }, data + 0x30100 } },
		.n = 4,
		.block = 0x2000,
	};
	uint64_t n;

	job_bench_open(b, CHIP, 0x1000, 1);
	test_random(data, sizeof data, 2);
	set_up(&o);
	n = run_through(&o);
	ck_assert_uint_ge(b->chip.n_erases, 16);
	ck_assert_uint_ge(b->chip.n_programs, 256);
	for (uint64_t i = 1; i <= n; i++)
		cut_and_recover(&o, i, cut, i % 4 ? 0 : 1 + draw(3));
	job_bench_close(b);
}

START_TEST(cut_before_any_operation_is_survived)
{
	cut_everywhere(FAKE_BEFORE);
	say_totals("cuts before every operation of a job");
}
END_TEST

START_TEST(cut_in_any_operation_is_survived)
{
	cut_everywhere(FAKE_IN);
	say_totals("cuts in every operation of a job");
}
END_TEST

START_TEST(cut_after_any_operation_is_survived)
{
	cut_everywhere(FAKE_AFTER);
	say_totals("cuts after every operation of a job");
}
END_TEST

/* Contents like those of flash: partly erased, partly what is there already. */
static void random_data(uint32_t seed)
{
	test_random(data, sizeof data, seed);
	for (int i = 0; i < 6; i++) {
		const size_t n = draw(CHIP / 4), at = draw(CHIP - (uint32_t)n);

		if (i % 2)
			memcpy(data + at, b->before + at, n);
		else
			memset(data + at, 0xff, n);
	}
}

/* Disjoint targets, in no order, at byte edges or at block edges. */
static void random_targets(struct oracle *o)
{
	uint64_t from = 0;

	o->n = 0;
	for (uint32_t i = 0, n = 1 + draw(TARGETS); i < n && from < CHIP; i++) {
		const uint32_t unit = draw(2) ? 1 : o->block;
		const uint64_t at = (from + draw(CHIP / TARGETS) + unit - 1) / unit * unit;
		const uint64_t size = draw(CHIP / TARGETS) / unit * unit;
		const size_t place = draw((uint32_t)o->n + 1);

		if (at + size > CHIP)
			break;
		o->targets[o->n++] = o->targets[place];
		o->targets[place] = (struct fp_job_target){ { at, size }, data + at };
		from = at + size;
	}
}

static void random_job(struct oracle *o, uint32_t seed)
{
	const uint32_t erase_size = 0x100u << (2 * draw(5)); /* 256 bytes to 64 KiB */
	uint64_t n;

	job_bench_open(b, CHIP, erase_size, seed);
	b->chip.has_crc32 = draw(2);
	o->block = erase_size << draw(2);
	random_data(seed + 1);
	random_targets(o);
	set_up(o);
	n = run_through(o);
	if (n)
		cut_and_recover(o, 1 + draw((uint32_t)n), (enum fake_cut)draw(3), draw(4));
	job_bench_close(b);
}

START_TEST(random_jobs_do_what_the_oracle_says)
{
	static struct oracle o;
	const uint32_t n = torture_count(MANY_JOBS);

	for (uint32_t i = 0; i < n; i++)
		random_job(&o, i);
	say_totals("random jobs with cuts");
}
END_TEST

TEST_MAIN("job-torture", cut_before_any_operation_is_survived, cut_in_any_operation_is_survived,
	  cut_after_any_operation_is_survived, random_jobs_do_what_the_oracle_says)
