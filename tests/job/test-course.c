// SPDX-License-Identifier: GPL-2.0-or-later
// The second run: what was interrupted, and then is not quite the same.

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "job/course.h"
#include "job/record-file.h"
#include "support/fake-chip.h"
#include "support/test.h"

/* 1 MiB; `boot` ends inside of the block at SHARED, where `env` begins. */
#define CHIP   0x100000u
#define BLOCK  0x10000u
#define BOOT   0x28800u
#define SHARED 0x20000u

static struct unit {
	struct fake_chip chip;
	uint8_t *before;
} a, b;

static uint8_t firmware[CHIP], other_firmware[CHIP];
static struct fp_outcome outcome;
static struct fp_error err;
static char dir[256], far[256], registry[256];

/* What a run is, besides the ordinary. Zero: `boot` in blocks of BLOCK, in dir. */
struct run {
	struct unit *unit;
	struct fp_range at; /* in place of `boot` */
	uint32_t block;
	const char *dir, *backup, *resume;
	unsigned n_other_units;
	bool is_dry, has_no_backup;
	bool may_unprotect;
	int cancel_at; /* the n-th question is answered with yes */
	const uint8_t *data;
};

static bool is_cancelled(void *ctx)
{
	int *left = ctx;

	return --*left == 0;
}

/* What all chips protect, and whether it can be brought back. */
static struct fp_range protection;
static bool has_protection, is_left_off;

static int get_protection(void *ctx, struct fp_protection *found, struct fp_error *e)
{
	(void)ctx, (void)e;
	*found = (struct fp_protection){ .range = protection, .mode = "hardware" };
	return 0;
}

/* What was asked to be left behind. */
static struct fp_protection mended;

static int set_protection(void *ctx, const struct fp_protection *wanted, struct fp_error *e)
{
	(void)ctx, (void)e;
	mended = *wanted;
	return 0;
}

/* What chips really erase at once, where their windows do not say; and how often they were asked.
 */
static uint32_t real_block;
static unsigned n_questions;

static int find_block(void *ctx, struct fp_range range, struct fp_range *block, struct fp_error *e)
{
	(void)ctx, (void)e;
	n_questions++;
	*block = fp_range_widen(range, real_block);
	return 0;
}

static int close_chip(void *ctx, struct fp_error *e)
{
	(void)ctx;
	return is_left_off ? fp_fail(e, FP_CHIP, "could not be brought back") : 0;
}

static void open_unit(struct unit *u, uint32_t seed)
{
	u->chip = (struct fake_chip){ .size = CHIP, .erase_size = BLOCK };
	u->chip.data = malloc(CHIP);
	u->before = malloc(CHIP);
	ck_assert(u->chip.data && u->before);
	test_random(u->chip.data, CHIP, 1);
	/* The same but for what belongs to the unit. */
	test_random(u->chip.data + BOOT, 0x7800, seed);
	memcpy(u->before, u->chip.data, CHIP);
}

static void set_up(void)
{
	snprintf(dir, sizeof dir, "%s/here", test_dir());
	snprintf(far, sizeof far, "%s/far", test_dir());
	snprintf(registry, sizeof registry, "%s/state", test_dir());
	mkdir(dir, 0700);
	mkdir(far, 0700);
	open_unit(&a, 10);
	open_unit(&b, 11);
	test_random(firmware, CHIP, 2);
	test_random(other_firmware, CHIP, 3);
}

static void tear_down(void)
{
	fp_outcome_free(&outcome);
	free(a.chip.data);
	free(a.before);
	free(b.chip.data);
	free(b.before);
}

static int run(struct run r)
{
	const struct fp_range at = r.at.size ? r.at : (struct fp_range){ 0, BOOT };
	const uint8_t *data = r.data ? r.data : firmware;
	const struct fp_job_target target = { at, data + at.offset };
	struct unit *const unit = r.unit ? r.unit : &a;
	const char *const where = r.dir ? r.dir : dir;
	struct fp_programmer programmer = fake_chip_programmer(&unit->chip);
	struct fp_driver driver = *programmer.driver;
	const struct fp_course_io io = { { .ctx = &r.cancel_at, .is_cancelled = is_cancelled },
					 NULL };
	char prefix[300];
	const struct fp_course course = {
		.targets = &target,
		.n_targets = 1,
		.block = r.block ? r.block : BLOCK,
		.has_backup = !r.has_no_backup,
		.backup = r.backup,
		.prefix = prefix,
		.earlier = { .dirs = &where,
			     .n_dirs = 1,
			     .registry = registry,
			     .resumed = &r.resume,
			     .n_resumed = r.resume ? 1 : 0,
			     .n_other_units = r.n_other_units,
			     .also_owner = (uid_t)-1 },
		.is_dry_run = r.is_dry,
		.may_unprotect = r.may_unprotect,
	};

	driver.get_protection = has_protection ? get_protection : NULL;
	driver.set_protection = has_protection ? set_protection : NULL;
	if (real_block) {
		driver.block = find_block;
		unit->chip.erase_size = real_block;
		programmer.chip.window[0].erase_size = 0;
	}
	driver.close = close_chip;
	programmer.driver = &driver;

	snprintf(prefix, sizeof prefix, "%s/kept", where);
	fp_outcome_free(&outcome);
	memset(&err, 0, sizeof err);
	return fp_course_run(&course, &programmer, &io, &outcome, &err);
}

/* Cuts the power in the erase of the shared block; returns the backup, valid until the test ends.
 */
static const char *interrupt(struct run r)
{
	static char paths[4][300];
	static int next;
	const uint32_t n = r.block ? r.block : BLOCK;
	struct unit *const unit = r.unit ? r.unit : &a;

	/* All blocks before it are as wanted, so that it is the first. */
	memcpy(unit->chip.data, r.data ? r.data : firmware, BOOT & ~(n - 1));
	memcpy(unit->before, unit->chip.data, BOOT & ~(n - 1));
	fake_chip_repair(&unit->chip);
	unit->chip.cut_at = 1;
	unit->chip.cut = FAKE_IN;
	ck_assert_int_eq(run(r), -FP_CHANGED);
	ck_assert_ptr_nonnull(outcome.record);
	fake_chip_repair(&unit->chip);
	next = (next + 1) % 4;
	snprintf(paths[next], sizeof paths[next], "%s", outcome.backup);
	return paths[next];
}

static const char *record_of(const char *backup)
{
	static char path[320];

	snprintf(path, sizeof path, "%s" FP_RECORD_SUFFIX, backup);
	return path;
}

static bool has_record(const char *backup)
{
	return access(record_of(backup), F_OK) == 0;
}

/* Does the unit hold the firmware up to the end of `boot`, and behind it what it held? */
static void assert_written(const struct unit *u, const uint8_t *data)
{
	ck_assert_mem_eq(u->chip.data, data, BOOT);
	ck_assert(memcmp(u->chip.data + BOOT, u->before + BOOT, CHIP - BOOT) == 0);
}

static void assert_refused(enum fp_ruling verdict, const char *text)
{
	test_assert_error(&err, FP_REFUSED, text);
	ck_assert_int_eq(err.reason, FP_REASON_UNFINISHED);
	ck_assert_uint_ge(outcome.n_earlier, 1);
	ck_assert_int_eq(outcome.earlier[0].verdict, verdict);
	ck_assert(!outcome.report.is_issued);
	ck_assert_ptr_null(outcome.backup);
}

START_TEST(job_that_touches_what_is_lost_is_refused)
{
	const char *backup = interrupt((struct run){ 0 });

	ck_assert_int_eq(run((struct run){ 0 }), -FP_REFUSED);
	assert_refused(FP_EARLIER_REFUSED, "interrupted while it wrote 0x20000+0x10000");
	ck_assert_str_eq(outcome.earlier[0].backup, backup);
	ck_assert_uint_eq(outcome.earlier[0].n_lost, 1);
	ck_assert_uint_eq(outcome.earlier[0].lost[0].offset, BOOT);
	ck_assert_uint_eq(outcome.earlier[0].lost[0].size, 0x7800);
	ck_assert_int_eq(run((struct run){ .is_dry = true }), -FP_REFUSED);
	/* Another partition in that block: `write -i env`. */
	ck_assert_int_eq(run((struct run){ .at = { BOOT, 0x7800 } }), -FP_REFUSED);
	assert_refused(FP_EARLIER_REFUSED, "");
}
END_TEST

START_TEST(resumed_job_brings_back_what_was_lost_and_so_does_its_backup)
{
	const char *backup = interrupt((struct run){ 0 });
	struct fp_backup second;

	ck_assert_int_eq(run((struct run){ .resume = backup }), 0);
	assert_written(&a, firmware);
	ck_assert(!has_record(backup));
	ck_assert(!has_record(outcome.backup));
	ck_assert_uint_gt(outcome.earlier[0].taken, 0x7000);
	ck_assert_int_eq(fp_backup_load(outcome.backup, &second, &err), 0);
	ck_assert_mem_eq(fp_backup_find(&second, (struct fp_range){ SHARED, BLOCK }),
			 a.before + SHARED, BLOCK);
	fp_backup_free(&second);
	/* And once more there is nothing to do. */
	ck_assert_int_eq(run((struct run){ .resume = backup }), 0);
	ck_assert_int_eq(outcome.result, FP_RESULT_ALREADY);
	ck_assert_int_eq(outcome.earlier[0].verdict, FP_EARLIER_ENDED);
}
END_TEST

START_TEST(what_stood_there_is_saved_first)
{
	const char *backup = interrupt((struct run){ 0 });
	struct fp_backup found;
	uint8_t left[BLOCK];

	memcpy(left, a.chip.data + SHARED, BLOCK);
	ck_assert_int_eq(run((struct run){ .resume = backup }), 0);
	ck_assert_ptr_nonnull(outcome.found);
	ck_assert_int_eq(fp_backup_load(outcome.found, &found, &err), 0);
	ck_assert_uint_eq(found.size, BLOCK);
	ck_assert_mem_eq(found.data, left, BLOCK);
	fp_backup_free(&found);
}
END_TEST

START_TEST(cells_that_only_read_as_erased_are_erased)
{
	const char *backup;

	a.chip.has_marginal = true;
	backup = interrupt((struct run){ 0 });
	ck_assert_uint_eq(a.chip.marginal.size, BLOCK);
	ck_assert_int_eq(run((struct run){ .resume = backup }), 0);
	assert_written(&a, firmware);
}
END_TEST

START_TEST(interrupted_twice_it_still_comes_back)
{
	const char *backup = interrupt((struct run){ 0 });
	char second[300];

	a.chip.cut_at = 1;
	a.chip.cut = FAKE_IN;
	ck_assert_int_eq(run((struct run){ .resume = backup }), -FP_CHANGED);
	snprintf(second, sizeof second, "%s", outcome.backup);
	fake_chip_repair(&a.chip);
	ck_assert(!has_record(backup));
	/* The first one has nothing more to say. */
	ck_assert_int_eq(run((struct run){ .resume = backup }), -FP_REFUSED);
	ck_assert_int_eq(run((struct run){ .resume = second }), 0);
	assert_written(&a, firmware);
}
END_TEST

START_TEST(resumed_job_that_is_cancelled_before_its_first_block_has_lost_nothing)
{
	const char *backup = interrupt((struct run){ 0 });
	char second[300];

	/* Three blocks are read, one again, then the first is to be written. */
	ck_assert_int_eq(run((struct run){ .resume = backup, .cancel_at = 5 }), -FP_CHIP);
	ck_assert(!outcome.report.is_issued);
	ck_assert_ptr_nonnull(outcome.record);
	snprintf(second, sizeof second, "%s", outcome.backup);
	ck_assert(!has_record(backup));
	ck_assert_int_eq(run((struct run){ 0 }), -FP_REFUSED);
	assert_refused(FP_EARLIER_REFUSED, second);
	ck_assert_int_eq(run((struct run){ .resume = second }), 0);
	assert_written(&a, firmware);
}
END_TEST

START_TEST(other_unit_takes_nothing_and_leaves_the_record)
{
	const char *backup = interrupt((struct run){ 0 });

	memset(b.chip.data + BOOT, 0xff, 0x7800);
	memset(b.before + BOOT, 0xff, 0x7800);
	ck_assert_int_eq(run((struct run){ .unit = &b }), -FP_REFUSED);
	ck_assert_int_eq(run((struct run){ .unit = &b, .n_other_units = 1 }), 0);
	ck_assert_int_eq(outcome.earlier[0].verdict, FP_EARLIER_OTHER_UNIT);
	assert_written(&b, firmware);
	ck_assert(has_record(backup));
	ck_assert_int_eq(run((struct run){ .resume = backup }), 0);
	assert_written(&a, firmware);
}
END_TEST

START_TEST(job_that_denied_others_does_not_deny_itself)
{
	const char *first = interrupt((struct run){ 0 });
	const char *second = interrupt((struct run){ .unit = &b, .n_other_units = 1 });

	ck_assert_int_eq(run((struct run){ .unit = &b, .n_other_units = 1 }), -FP_REFUSED);
	ck_assert_int_eq(run((struct run){ .unit = &b, .n_other_units = 1, .resume = second }), 0);
	assert_written(&b, firmware);
	ck_assert(has_record(first));
	ck_assert(!has_record(second));
}
END_TEST

START_TEST(other_unit_that_is_resumed_is_found_out)
{
	const char *backup;

	/* Its first block is proven, and the next is not reached, when the shared one is cut. */
	memcpy(a.chip.data + BLOCK, firmware + BLOCK, BLOCK);
	a.chip.cut_at = 257 + 1;
	a.chip.cut = FAKE_IN;
	ck_assert_int_eq(run((struct run){ 0 }), -FP_CHANGED);
	backup = strdup(outcome.backup);
	fake_chip_repair(&a.chip);
	ck_assert_int_eq(run((struct run){ .unit = &b, .resume = backup }), -FP_REFUSED);
	assert_refused(FP_EARLIER_CONTRADICTED, "another unit, or it has run since");
	ck_assert(memcmp(b.chip.data, b.before, CHIP) == 0);
	ck_assert(has_record(backup));
	ck_assert_int_eq(run((struct run){ .resume = backup }), 0);
	ck_assert_uint_eq(outcome.earlier[0].n_proofs, 1);
	free((void *)(uintptr_t)backup);
}
END_TEST

START_TEST(block_that_waits_must_hold_what_the_backup_has)
{
	/* From the shared block on. */
	const struct run r = { .at = { BOOT, 0x20000 } };
	const char *backup;

	a.chip.cut_at = 1;
	a.chip.cut = FAKE_IN;
	ck_assert_int_eq(run(r), -FP_CHANGED);
	backup = strdup(outcome.backup);
	fake_chip_repair(&a.chip);
	a.chip.data[0x45678] ^= 1;
	ck_assert_int_eq(run((struct run){ .at = r.at, .resume = backup }), -FP_REFUSED);
	assert_refused(FP_EARLIER_CONTRADICTED, "0x40000+0x10000");
	a.chip.data[0x45678] ^= 1;
	ck_assert_int_eq(run((struct run){ .at = r.at, .resume = backup }), 0);
	free((void *)(uintptr_t)backup);
}
END_TEST

START_TEST(contradiction_does_not_come_from_a_bad_contact)
{
	const struct run r = { .at = { BOOT, 0x20000 } };
	char backup[300];

	a.chip.cut_at = 1;
	ck_assert_int_eq(run(r), -FP_CHANGED);
	snprintf(backup, sizeof backup, "%s", outcome.backup);
	fake_chip_repair(&a.chip);
	a.chip.noise = UINT32_MAX;
	a.chip.noise_left = 0x123;
	ck_assert_int_eq(run((struct run){ .at = r.at, .resume = backup }), -FP_CHIP);
	test_assert_error(&err, FP_CHIP, "read twice");
}
END_TEST

START_TEST(job_elsewhere_goes_on_and_says_so)
{
	const char *backup = interrupt((struct run){ 0 });

	ck_assert_int_eq(run((struct run){ .at = { 0x80000, BLOCK } }), 0);
	ck_assert_uint_eq(outcome.n_earlier, 1);
	ck_assert_int_eq(outcome.earlier[0].verdict, FP_EARLIER_ELSEWHERE);
	ck_assert(has_record(backup));
	/* It can be mended by the way. */
	ck_assert_int_eq(run((struct run){ .at = { 0x90000, BLOCK }, .resume = backup }), 0);
	ck_assert_mem_eq(a.chip.data + SHARED, a.before + SHARED, BLOCK);
	ck_assert(!has_record(backup));
}
END_TEST

START_TEST(other_block_sizes_bring_back_all_of_it)
{
	static const uint32_t sizes[][2] = { { 0x1000, BLOCK }, { BLOCK, 0x1000 } };

	for (size_t i = 0; i < 2; i++) {
		const char *backup;

		a.chip.erase_size = 0x1000;
		memcpy(a.chip.data, a.before, CHIP);
		backup = interrupt((struct run){ .block = sizes[i][0] });
		ck_assert_int_eq(run((struct run){ .block = sizes[i][1] }), -FP_REFUSED);
		ck_assert_int_eq(run((struct run){ .block = sizes[i][1], .resume = backup }), 0);
		assert_written(&a, firmware);
	}
}
END_TEST

START_TEST(other_directories_names_and_variants_find_it)
{
	char named[300];
	const char *backup;

	snprintf(named, sizeof named, "%s/my.bak", far);
	backup = interrupt((struct run){ .backup = named });
	ck_assert_int_eq(run((struct run){ .data = other_firmware }), -FP_REFUSED);
	assert_refused(FP_EARLIER_REFUSED, backup);
	/* The name is taken: the next one gets another. */
	ck_assert_int_eq(
		run((struct run){ .backup = named, .resume = backup, .data = other_firmware }), 0);
	ck_assert_ptr_nonnull(strstr(outcome.backup, "my.bak-1.bak"));
	assert_written(&a, other_firmware);
	ck_assert_int_eq(run((struct run){ .backup = named }), -FP_REFUSED);
	ck_assert_int_eq(err.reason, FP_REASON_EXISTS);
}
END_TEST

START_TEST(other_partition_of_that_block_loses_neither)
{
	const char *backup = interrupt((struct run){ 0 });

	ck_assert_int_eq(run((struct run){ .at = { BOOT, 0x1000 }, .resume = backup }), 0);
	ck_assert_mem_eq(a.chip.data + BOOT, firmware + BOOT, 0x1000);
	ck_assert_mem_eq(a.chip.data + SHARED, a.before + SHARED, BOOT - SHARED);
	ck_assert(memcmp(a.chip.data + BOOT + 0x1000, a.before + BOOT + 0x1000, 0x6800) == 0);
}
END_TEST

START_TEST(whole_blocks_need_no_record)
{
	a.chip.cut_at = 300;
	a.chip.cut = FAKE_IN;
	ck_assert_int_eq(run((struct run){ .at = { 0, 2 * BLOCK } }), -FP_CHANGED);
	ck_assert_ptr_null(outcome.record);
	ck_assert(!has_record(outcome.backup));
	fake_chip_repair(&a.chip);
	ck_assert_int_eq(run((struct run){ .at = { 0, 2 * BLOCK } }), 0);
}
END_TEST

START_TEST(proven_and_waiting_blocks_leave_no_record)
{
	/* Cut before the last block, which is the shared one: nothing is lost. */
	a.chip.failing_write = 2;
	ck_assert_int_eq(run((struct run){ 0 }), -FP_CHANGED);
	ck_assert_ptr_null(outcome.record);
	fake_chip_repair(&a.chip);
	/* Nothing issued, neither. */
	a.chip.failing_write = 1;
	a.chip.failing_code = FP_REFUSED;
	ck_assert_int_eq(run((struct run){ .at = { SHARED, 0x8000 } }), -FP_REFUSED);
	ck_assert_ptr_null(outcome.record);
	fake_chip_repair(&a.chip);
	ck_assert_int_eq(run((struct run){ 0 }), 0);
	ck_assert_uint_eq(outcome.n_earlier, 0);
}
END_TEST

START_TEST(backup_that_is_gone_or_changed_is_no_source)
{
	const char *backup = interrupt((struct run){ 0 });
	FILE *file = fopen(backup, "r+");

	fputc('x', file);
	fclose(file);
	ck_assert_int_eq(run((struct run){ 0 }), -FP_REFUSED);
	assert_refused(FP_EARLIER_NO_BACKUP, record_of(backup));
	unlink(backup);
	ck_assert_int_eq(run((struct run){ 0 }), -FP_REFUSED);
	assert_refused(FP_EARLIER_NO_BACKUP, backup);
	ck_assert_int_eq(run((struct run){ .resume = backup }), -FP_REFUSED);
	ck_assert_int_eq(run((struct run){ .n_other_units = 1 }), 0);
}
END_TEST

START_TEST(another_backup_of_that_name_is_no_source)
{
	const char *path = interrupt((struct run){ 0 });
	char manifest[320];
	struct fp_backup backup;
	uint8_t *data;

	snprintf(manifest, sizeof manifest, "%s.json", path);
	ck_assert_int_eq(fp_backup_load(path, &backup, &err), 0);
	data = (uint8_t *)(uintptr_t)backup.data;
	data[0] ^= 1;
	unlink(path);
	unlink(manifest);
	ck_assert_int_eq(fp_backup_create(path, &backup, &err), 0);
	fp_backup_free(&backup);
	ck_assert_int_eq(run((struct run){ .resume = path }), -FP_REFUSED);
	assert_refused(FP_EARLIER_NO_BACKUP, "another one than the record names");
}
END_TEST

START_TEST(record_that_was_taken_over_does_not_count)
{
	const char *backup = interrupt((struct run){ 0 });
	char record[320], second[300];
	uint8_t *text;
	size_t n;

	snprintf(record, sizeof record, "%s", record_of(backup));
	text = test_read_file(record, &n);
	a.chip.cut_at = 1;
	a.chip.cut = FAKE_IN;
	ck_assert_int_eq(run((struct run){ .resume = backup }), -FP_CHANGED);
	snprintf(second, sizeof second, "%s", outcome.backup);
	fake_chip_repair(&a.chip);
	/* As if it had been killed between making its record and removing the other one. */
	test_write_file("left", text, n);
	ck_assert_int_eq(rename(test_path("left"), record), 0);
	ck_assert_int_eq(run((struct run){ 0 }), -FP_REFUSED);
	ck_assert_uint_eq(outcome.n_earlier, 1);
	assert_refused(FP_EARLIER_REFUSED, second);
	ck_assert(!has_record(backup));
	ck_assert_int_eq(run((struct run){ .resume = second }), 0);
	assert_written(&a, firmware);
	free(text);
}
END_TEST

/* The record replaced by what it must not be. */
static void assert_void(const char *backup, const char *why)
{
	ck_assert_int_eq(run((struct run){ .at = { 0x80000, BLOCK }, .is_dry = true }), 0);
	ck_assert_uint_eq(outcome.n_earlier, 1);
	ck_assert_int_eq(outcome.earlier[0].verdict, FP_EARLIER_VOID);
	ck_assert_ptr_nonnull(strstr(outcome.earlier[0].why, why));
	ck_assert_int_eq(run((struct run){ .resume = backup }), -FP_REFUSED);
}

START_TEST(records_of_others_links_pipes_and_garbage_do_not_count)
{
	const char *backup = interrupt((struct run){ 0 });
	const char *record = record_of(backup);
	const char *aside = test_path("aside");
	uint8_t *text;
	size_t n;

	ck_assert_int_eq(link(record, aside), 0);
	assert_void(backup, "several names");
	ck_assert_int_eq(unlink(record), 0);
	ck_assert_int_eq(symlink(aside, record), 0);
	assert_void(backup, "symbolic link");
	ck_assert_int_eq(unlink(record), 0);
	ck_assert_int_eq(mkfifo(record, 0600), 0);
	assert_void(backup, "regular file");
	ck_assert_int_eq(unlink(record), 0);
	/* One changed digit. */
	text = test_read_file(aside, &n);
	for (size_t i = 0; i < n; i++)
		if (memcmp(text + i, "\"size\":65536", 12) == 0)
			text[i + 7] = '7';
	test_write_file("here/garbage", text, n);
	ck_assert_int_eq(rename(test_path("here/garbage"), record), 0);
	assert_void(backup, "not what flashplan writes");
	free(text);
	if (geteuid() == 0) {
		ck_assert_int_eq(rename(aside, record), 0);
		ck_assert_int_eq(chown(record, 12345, 12345), 0);
		assert_void(backup, "another user");
	}
}
END_TEST

START_TEST(record_of_another_chip_does_not_count)
{
	const char *backup = interrupt((struct run){ 0 });

	b.chip.size = CHIP / 2;
	ck_assert_int_eq(run((struct run){ .unit = &b }), 0);
	ck_assert_int_eq(outcome.earlier[0].verdict, FP_EARLIER_VOID);
	ck_assert(has_record(backup));
}
END_TEST

START_TEST(record_of_a_job_that_runs_is_left_alone)
{
	const char *backup = interrupt((struct run){ 0 });
	const int fd = open(record_of(backup), O_RDONLY);

	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	ck_assert_int_eq(run((struct run){ .unit = &b }), 0);
	ck_assert_uint_eq(outcome.n_earlier, 0);
	ck_assert_int_eq(run((struct run){ .resume = backup }), -FP_REFUSED);
	assert_refused(FP_EARLIER_BUSY, "still running");
	close(fd);
	ck_assert_int_eq(run((struct run){ .resume = backup }), 0);
}
END_TEST

START_TEST(no_room_for_the_record_leaves_nothing)
{
	/* Its name is taken. */
	char name[300], record[320];

	snprintf(name, sizeof name, "%s/my.bak", dir);
	snprintf(record, sizeof record, "%s" FP_RECORD_SUFFIX, name);
	ck_assert_int_eq(mkdir(record, 0700), 0);
	ck_assert_int_eq(run((struct run){ .backup = name }), -FP_REFUSED);
	ck_assert(access(name, F_OK) < 0);
	ck_assert_uint_eq(a.chip.n_writes, 0);
	rmdir(record);
}
END_TEST

START_TEST(what_was_lost_is_not_taken_over_without_a_backup)
{
	const char *backup = interrupt((struct run){ 0 });

	ck_assert_int_eq(run((struct run){ .resume = backup, .has_no_backup = true }), -FP_REFUSED);
	ck_assert(has_record(backup));
}
END_TEST

START_TEST(windows_are_kept)
{
	struct fp_programmer programmer = fake_chip_programmer(&a.chip);
	const struct fp_course_io io = { 0 };
	const struct fp_job_target target = { { 0x38000, 0x1000 }, firmware };
	const struct fp_course course = { .targets = &target, .n_targets = 1, .block = 0x1000 };

	a.chip.erase_size = 0x1000;
	programmer.chip.n_windows = 2;
	programmer.chip.window[0] = (struct fp_window){ { 0, 0x40000 }, 0x8000, true, "" };
	programmer.chip.window[1] = (struct fp_window){ { 0x40000, 0xc0000 }, BLOCK, true, "" };
	ck_assert_int_eq(fp_course_run(&course, &programmer, &io, &outcome, &err), 0);
	ck_assert_uint_eq(outcome.block, 0x8000);
	programmer = fake_chip_programmer(&a.chip);
	programmer.chip.window[0].writable = false;
	memcpy(programmer.chip.window[0].why, "mounted on /mnt", 16);
	ck_assert_int_eq(fp_course_run(&course, &programmer, &io, &outcome, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, ": mounted on /mnt");
	memset(&err, 0, sizeof err);
	programmer = fake_chip_programmer(&a.chip);
	programmer.chip.window[0].range.size = 0x38000;
	ck_assert_int_eq(fp_course_run(&course, &programmer, &io, &outcome, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "cannot write all of 0x38000+0x1000");
}
END_TEST

START_TEST(protection_that_is_lifted_has_a_record_until_it_is_back)
{
	const struct run r = { .at = { 0, BLOCK }, .may_unprotect = true };
	char backup[300];

	has_protection = true;
	protection = (struct fp_range){ 0, CHIP };
	ck_assert_int_eq(run((struct run){ .at = { 0, BLOCK } }), -FP_REFUSED);
	ck_assert_int_eq(err.reason, FP_REASON_PROTECTED);
	ck_assert_int_eq(run(r), 0);
	ck_assert(outcome.protection.is_lifted && outcome.protection.is_restored);
	ck_assert_ptr_null(outcome.record);
	/* It does not come back. */
	memcpy(a.chip.data, a.before, BLOCK);
	is_left_off = true;
	ck_assert_int_eq(run(r), -FP_CHANGED);
	ck_assert_ptr_nonnull(outcome.record);
	snprintf(backup, sizeof backup, "%s", outcome.backup);
	/* A later job is told, and goes on; once it is back the record goes. */
	is_left_off = false;
	protection.size = 0;
	ck_assert_int_eq(run(r), 0);
	ck_assert_int_eq(outcome.earlier[0].verdict, FP_EARLIER_UNPROTECTED);
	ck_assert_uint_eq(outcome.earlier[0].protection.size, CHIP);
	ck_assert(has_record(backup));
	protection.size = CHIP;
	ck_assert_int_eq(run(r), 0);
	ck_assert(!has_record(backup));
}
END_TEST

START_TEST(protection_that_was_left_off_is_brought_back_by_the_job_that_goes_on)
{
	struct run r = { .at = { 0, BLOCK }, .may_unprotect = true };
	char backup[300];

	has_protection = true;
	protection = (struct fp_range){ 0, CHIP };
	is_left_off = true;
	ck_assert_int_eq(run(r), -FP_CHANGED);
	snprintf(backup, sizeof backup, "%s", outcome.backup);
	is_left_off = false;
	protection.size = 0;
	r.resume = backup;
	ck_assert_int_eq(run(r), 0);
	ck_assert_uint_eq(mended.range.size, CHIP);
	ck_assert_str_eq(mended.mode, "hardware");
	ck_assert(outcome.protection.is_mended);
	ck_assert(!has_record(backup));
}
END_TEST

START_TEST(protection_elsewhere_is_in_the_record_too)
{
	const struct run r = { .at = { 0, BLOCK } };

	has_protection = true;
	protection = (struct fp_range){ CHIP / 2, CHIP / 2 };
	is_left_off = true;
	ck_assert_int_eq(run(r), -FP_CHANGED);
	ck_assert_ptr_nonnull(outcome.record);
}
END_TEST

START_TEST(larger_blocks_than_planned_are_found_before_the_first_erase)
{
	const struct run r = { .at = { 0x18000, 0x1000 }, .block = 0x1000 };

	real_block = 2 * BLOCK;
	ck_assert_int_eq(run(r), 0);
	ck_assert_uint_eq(outcome.block, 2 * BLOCK);
	ck_assert_mem_eq(a.chip.data, a.before, 0x18000);
	ck_assert_mem_eq(a.chip.data + 0x18000, firmware + 0x18000, 0x1000);
	ck_assert_mem_eq(a.chip.data + 0x19000, a.before + 0x19000, CHIP - 0x19000);
	ck_assert_uint_eq(a.chip.n_erases, 1);
}
END_TEST

START_TEST(blocks_of_a_protected_chip_are_not_asked_for_in_a_dry_run)
{
	const struct run r = {
		.at = { 0, 0x1000 }, .block = 0x1000, .is_dry = true, .may_unprotect = true
	};

	real_block = 2 * BLOCK;
	ck_assert_int_eq(run(r), 0);
	ck_assert_uint_gt(n_questions, 0);
	ck_assert_uint_eq(outcome.block, 2 * BLOCK);
	n_questions = 0;
	has_protection = true;
	protection = (struct fp_range){ 0, CHIP };
	ck_assert_int_eq(run(r), 0);
	ck_assert_uint_eq(n_questions, 0);
}
END_TEST

START_TEST(refused_protection_is_not_asked_about_blocks)
{
	real_block = 2 * BLOCK;
	has_protection = true;
	protection = (struct fp_range){ 0, BLOCK };
	ck_assert_int_eq(run((struct run){ .at = { 0, 0x1000 }, .block = 0x1000 }), -FP_REFUSED);
	ck_assert_uint_eq(n_questions, 0);
	/* A larger block may reach into what is protected. */
	protection = (struct fp_range){ BLOCK, BLOCK };
	ck_assert_int_eq(run((struct run){ .at = { 0, 0x1000 }, .block = 0x1000 }), -FP_REFUSED);
	ck_assert_uint_gt(n_questions, 0);
	ck_assert_uint_eq(a.chip.n_erases, 0);
}
END_TEST

static int refuse_table(void *ctx, const struct fp_work *work, struct fp_error *e)
{
	uint8_t byte;

	(void)ctx;
	ck_assert_int_eq(fp_reading_range(work, (struct fp_range){ 0, 1 }, &byte, e), 0);
	return fp_fail(e, FP_REFUSED, "the chip's own table");
}

START_TEST(caller_may_judge_the_chip_before_anything_is_issued)
{
	struct fp_programmer programmer = fake_chip_programmer(&a.chip);
	const struct fp_course_io io = { 0 };
	const struct fp_job_target target = { { 0, BLOCK }, firmware };
	const struct fp_course course = {
		.targets = &target, .n_targets = 1, .block = BLOCK, .judge = refuse_table
	};

	ck_assert_int_eq(fp_course_run(&course, &programmer, &io, &outcome, &err), -FP_REFUSED);
	ck_assert_uint_eq(a.chip.n_writes, 0);
	ck_assert_ptr_null(programmer.driver);
}
END_TEST

TEST_MAIN_WITH("course", set_up, tear_down, job_that_touches_what_is_lost_is_refused,
	       resumed_job_brings_back_what_was_lost_and_so_does_its_backup,
	       what_stood_there_is_saved_first, interrupted_twice_it_still_comes_back,
	       cells_that_only_read_as_erased_are_erased,
	       resumed_job_that_is_cancelled_before_its_first_block_has_lost_nothing,
	       other_unit_takes_nothing_and_leaves_the_record,
	       job_that_denied_others_does_not_deny_itself, other_unit_that_is_resumed_is_found_out,
	       block_that_waits_must_hold_what_the_backup_has,
	       contradiction_does_not_come_from_a_bad_contact, job_elsewhere_goes_on_and_says_so,
	       other_block_sizes_bring_back_all_of_it, other_directories_names_and_variants_find_it,
	       other_partition_of_that_block_loses_neither, whole_blocks_need_no_record,
	       proven_and_waiting_blocks_leave_no_record,
	       backup_that_is_gone_or_changed_is_no_source,
	       another_backup_of_that_name_is_no_source, record_that_was_taken_over_does_not_count,
	       records_of_others_links_pipes_and_garbage_do_not_count,
	       record_of_another_chip_does_not_count, record_of_a_job_that_runs_is_left_alone,
	       no_room_for_the_record_leaves_nothing,
	       what_was_lost_is_not_taken_over_without_a_backup, windows_are_kept,
	       protection_that_is_lifted_has_a_record_until_it_is_back,
	       protection_that_was_left_off_is_brought_back_by_the_job_that_goes_on,
	       protection_elsewhere_is_in_the_record_too,
	       larger_blocks_than_planned_are_found_before_the_first_erase,
	       blocks_of_a_protected_chip_are_not_asked_for_in_a_dry_run,
	       refused_protection_is_not_asked_about_blocks,
	       caller_may_judge_the_chip_before_anything_is_issued)
