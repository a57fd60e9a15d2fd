// SPDX-License-Identifier: GPL-2.0-or-later
// Sequences of jobs that are not quite the same: two units of one model, variants of the plan,
// block sizes, directories, names of backups; cut, killed, cancelled, gone on with, restored. An
// oracle knows byte by byte what must be on which chip, or at least in a backup. FP_TORTURE is the
// number of sequences; then the totals are printed.

#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <check.h>
#include <dirent.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "job/course.h"
#include "support/fake-chip.h"
#include "support/test.h"
#include "support/torture.h"

#define CHIP	    0x20000u
#define UNITS	    2
#define TARGETS	    3
#define BACKUPS_MAX 96
#define MANY	    40

/* What is known of a byte of a unit. */
enum knowledge {
	SURE, /* it must be what truth says, on the chip or at least in a backup */
	OPEN, /* a job that was not proven has selected it */
};

static struct unit {
	struct fake_chip chip; /* its contents are shared with children */
	uint8_t truth[CHIP];
	uint8_t knowledge[CHIP];
	bool is_tainted; /* somebody has answered wrongly: only backups together count */
} units[UNITS];

struct backup {
	char path[256];
	int unit;
};

static struct backup backups[BACKUPS_MAX];
static size_t n_backups;

/* A job as a user would ask for it. */
struct order {
	struct fp_job_target targets[TARGETS];
	size_t n;
	uint32_t block;
	int unit;
	const char *dir;
	const char *backup;
	const char *resumed[8];
	size_t n_resumed;
	unsigned n_other_units;
	const struct fp_backup *restored;
};

enum fault { NONE, CUT, KILLED, KILLED_ON_DISK, CANCELLED, FAULTS };

static uint8_t data[4][CHIP];
static char dirs[2][256];
static char registry[256];

static struct fp_outcome outcome;
static struct fp_error err;
static uint64_t n_asked, cancel_at, n_on_disk, die_on_disk;
static bool is_dying_before;

static struct {
	uint64_t sequences, runs, faults[FAULTS], refusals, resumed, others, contradicted, restores,
		taken, wrong_answers, ran;
} totals;

int __real_fsync(int fd);
int __real_fdatasync(int fd);
int __real_unlink(const char *path);
int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);
int __wrap_unlink(const char *path);

static bool is_due(void)
{
	return ++n_on_disk == die_on_disk;
}

static int at_disk(int (*call)(int), int fd)
{
	const bool is_last = is_due();
	int ret;

	if (is_last && is_dying_before)
		raise(SIGKILL);
	ret = call(fd);
	if (is_last)
		raise(SIGKILL);
	return ret;
}

int __wrap_fsync(int fd)
{
	return at_disk(__real_fsync, fd);
}

int __wrap_fdatasync(int fd)
{
	return at_disk(__real_fdatasync, fd);
}

int __wrap_unlink(const char *path)
{
	const bool is_last = is_due();
	int ret;

	if (is_last && is_dying_before)
		raise(SIGKILL);
	ret = __real_unlink(path);
	if (is_last)
		raise(SIGKILL);
	return ret;
}

static bool is_cancelled(void *ctx)
{
	(void)ctx;
	return ++n_asked == cancel_at;
}

static int run_here(const struct order *o)
{
	struct unit *const u = &units[o->unit];
	const struct fp_course_io io = { { .is_cancelled = is_cancelled }, NULL };
	struct fp_programmer programmer = fake_chip_programmer(&u->chip);
	const char *const own_dirs[] = { o->dir };
	static char prefix[300];
	const struct fp_course course = { .targets = o->targets,
					  .n_targets = o->n,
					  .block = o->block,
					  .has_backup = true,
					  .backup = o->backup,
					  .prefix = prefix,
					  .earlier = { .dirs = own_dirs,
						       .n_dirs = 1,
						       .registry = registry,
						       .resumed = o->resumed,
						       .n_resumed = o->n_resumed,
						       .n_other_units = o->n_other_units,
						       .also_owner = (uid_t)-1 } };

	snprintf(prefix, sizeof prefix, "%s/kept", o->dir);
	fp_outcome_free(&outcome);
	memset(&err, 0, sizeof err);
	n_asked = n_on_disk = 0;
	return fp_course_run(&course, &programmer, &io, &outcome, &err);
}

/* The exit status, or -1 if it was killed. */
static int run_in_child(const struct order *o)
{
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(-run_here(o));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Backups that were not there before belong to the unit that was worked on. */
static void collect_backups(int unit)
{
	for (int d = 0; d < 2; d++) {
		DIR *dir = opendir(dirs[d]);
		const struct dirent *entry;

		ck_assert_ptr_nonnull(dir);
		while ((entry = readdir(dir))) {
			const size_t n = strlen(entry->d_name);
			char path[600], manifest[620];
			bool is_known = false;

			if (n < 5 || (strcmp(entry->d_name + n - 4, ".bak") != 0 &&
				      strcmp(entry->d_name + n - 6, ".found") != 0))
				continue;
			snprintf(path, sizeof path, "%s/%s", dirs[d], entry->d_name);
			snprintf(manifest, sizeof manifest, "%s.json", path);
			for (size_t i = 0; i < n_backups; i++)
				is_known |= strcmp(backups[i].path, path) == 0;
			/* Without its manifest it was never named. */
			if (is_known || access(manifest, F_OK) < 0)
				continue;
			ck_assert_uint_lt(n_backups, BACKUPS_MAX);
			strcpy(backups[n_backups].path, path);
			backups[n_backups++].unit = unit;
		}
		closedir(dir);
	}
}

/* Is every byte that must be there in some backup, where it is not on its chip? */
static void assert_nothing_is_lost(void)
{
	static bool is_missing[UNITS][CHIP];
	uint64_t n_missing = 0;

	for (int u = 0; u < UNITS; u++)
		for (size_t i = 0; i < CHIP; i++) {
			is_missing[u][i] = units[u].knowledge[i] == SURE &&
					   units[u].chip.data[i] != units[u].truth[i];
			n_missing += is_missing[u][i];
		}
	for (size_t b = 0; b < n_backups && n_missing; b++) {
		struct fp_error why = { 0 };
		struct fp_backup backup;

		if (fp_backup_load(backups[b].path, &backup, &why) < 0) {
			fp_backup_free(&backup);
			continue;
		}
		for (int u = 0; u < UNITS; u++)
			for (size_t i = 0; i < CHIP; i++) {
				const uint8_t *byte =
					is_missing[u][i]
						? fp_backup_find(&backup, (struct fp_range){ i, 1 })
						: NULL;

				if (byte && *byte == units[u].truth[i]) {
					is_missing[u][i] = false;
					n_missing--;
				}
			}
		fp_backup_free(&backup);
	}
	ck_assert_uint_eq(n_missing, 0);
}

static bool is_selected(const struct order *o, uint64_t at, uint8_t *byte)
{
	for (size_t i = 0; i < o->n; i++)
		if (fp_range_contains(o->targets[i].range, (struct fp_range){ at, 1 })) {
			*byte = o->targets[i].data[at - o->targets[i].range.offset];
			return true;
		}
	return false;
}

static bool is_touched(const struct order *o, uint64_t at)
{
	for (size_t i = 0; i < o->n; i++)
		if (fp_range_contains(fp_range_widen(o->targets[i].range, o->block),
				      (struct fp_range){ at, 1 }))
			return true;
	return false;
}

/* 0 must mean: the selection is there, and nothing else has changed that was sure; what was lost in
 * blocks that it touched is back. */
static void assert_success(const struct order *o, const uint8_t *before)
{
	struct unit *const u = &units[o->unit];
	uint64_t n_wrong = 0, n_changed = 0;
	uint8_t byte;

	for (size_t i = 0; i < CHIP; i++) {
		if (is_selected(o, i, &byte)) {
			n_wrong += u->chip.data[i] != byte;
			u->truth[i] = byte;
			u->knowledge[i] = SURE;
		} else if (u->knowledge[i] == OPEN) {
			/* Old, new, or what a backup had: nobody has promised which. */
		} else if (!u->is_tainted) {
			n_changed += u->chip.data[i] != u->truth[i] &&
				     (is_touched(o, i) || before[i] == u->truth[i]);
		}
	}
	ck_assert_msg(n_wrong == 0, "a false success: %" PRIu64 " bytes", n_wrong);
	ck_assert_msg(n_changed == 0, "%" PRIu64 " bytes beside the selection have changed",
		      n_changed);
}

static void note_failure(const struct order *o)
{
	struct unit *const u = &units[o->unit];
	uint8_t byte;

	for (size_t i = 0; i < CHIP; i++)
		if (is_selected(o, i, &byte) && u->chip.data[i] != u->truth[i])
			u->knowledge[i] = OPEN;
}

/* Those that this job selects may become anything until it is proven: this is asked before. */
static void open_selection(const struct order *o)
{
	struct unit *const u = &units[o->unit];
	uint8_t byte;

	for (size_t i = 0; i < CHIP; i++)
		if (is_selected(o, i, &byte) && byte != u->truth[i])
			u->knowledge[i] = OPEN;
}

/* A backup is right by itself: what was sure before the job stands in it. */
static void assert_backups_are_right(size_t from, const uint8_t *truth, const uint8_t *knowledge,
				     bool is_tainted)
{
	for (size_t b = from; b < n_backups; b++) {
		const size_t n = strlen(backups[b].path);
		struct fp_backup backup;
		struct fp_error why = { 0 };
		uint64_t n_wrong = 0;

		/* What stood there may be anything. */
		if (is_tainted || strcmp(backups[b].path + n - 6, ".found") == 0)
			continue;
		ck_assert_msg(fp_backup_load(backups[b].path, &backup, &why) == 0, "%s", why.text);
		for (size_t i = 0; i < CHIP; i++) {
			const uint8_t *byte = fp_backup_find(&backup, (struct fp_range){ i, 1 });

			n_wrong += byte && knowledge[i] == SURE && *byte != truth[i];
		}
		fp_backup_free(&backup);
		ck_assert_msg(n_wrong == 0, "%s: %" PRIu64 " bytes are not as they were",
			      backups[b].path, n_wrong);
	}
}

static int unit_of(const char *path)
{
	for (size_t i = 0; i < n_backups; i++)
		if (strcmp(backups[i].path, path) == 0)
			return backups[i].unit;
	ck_abort_msg("%s is no backup", path);
}

static void resume(struct order *o, const char *backup)
{
	static char paths[8][256];

	ck_assert_uint_lt(o->n_resumed, 8);
	strcpy(paths[o->n_resumed], backup);
	o->resumed[o->n_resumed] = paths[o->n_resumed];
	o->n_resumed++;
	totals.resumed++;
}

static unsigned most_denials(void)
{
	unsigned most = 0;

	for (size_t i = 0; i < outcome.n_earlier; i++)
		if (outcome.earlier[i].n_other_units > most)
			most = outcome.earlier[i].n_other_units;
	return most;
}

/* It has run since, or the answer before was wrong: it stays as it is. */
static void give_up(struct order *o, const char *backup)
{
	size_t n = 0;

	totals.contradicted++;
	for (size_t k = 0; k < o->n_resumed; k++)
		if (strcmp(o->resumed[k], backup) != 0)
			o->resumed[n++] = o->resumed[k];
	o->n_resumed = n;
	o->n_other_units = most_denials() + 1;
	units[o->unit].is_tainted = true;
}

/* Takes one of the ways out that a refusal names; false: there is none. Whoever is asked knows
 * which unit it is, and is wrong now and then. */
static bool answer(struct order *o)
{
	const bool is_wrong = draw_one_in(40);
	bool is_asked = false;

	for (size_t i = 0; i < outcome.n_earlier; i++) {
		const struct fp_earlier *const e = &outcome.earlier[i];

		if (e->verdict == FP_EARLIER_CONTRADICTED) {
			give_up(o, e->backup);
			return true;
		}
		if (e->verdict != FP_EARLIER_REFUSED)
			continue;
		is_asked = true;
		if ((unit_of(e->backup) == o->unit) == is_wrong)
			continue;
		if (is_wrong)
			totals.wrong_answers++;
		for (int u = 0; u < UNITS && is_wrong; u++)
			units[u].is_tainted = true;
		resume(o, e->backup);
		return true;
	}
	if (!is_asked)
		return false;
	if (is_wrong)
		units[o->unit].is_tainted = true;
	o->n_other_units = most_denials() + 1;
	totals.others++;
	return true;
}

static void set_fault(struct order *o, enum fault fault)
{
	struct fake_chip *const chip = &units[o->unit].chip;

	fake_chip_repair(chip);
	cancel_at = die_on_disk = 0;
	is_dying_before = draw(2);
	chip->seed = draw(1u << 24);
	if (fault == CUT || fault == KILLED) {
		chip->cut_at = 1 + draw(draw(2) ? 20 : 300);
		chip->cut = (enum fake_cut)draw(3);
		chip->is_deadly = fault == KILLED;
	}
	if (fault == KILLED_ON_DISK)
		die_on_disk = 1 + draw(28);
	if (fault == CANCELLED)
		cancel_at = 1 + draw(14);
}

/* FP_SEQUENCE=N runs one of them, and tells. */
static void trace(const struct order *o, enum fault fault, int status)
{
	static const char *const names[] = { "", " cut", " killed", " killed on disk",
					     " cancelled" };

	if (!getenv("FP_SEQUENCE"))
		return;
	fprintf(stderr, "unit %d, blocks of 0x%x, in %s%s%s:", o->unit, o->block,
		o->dir + strlen(o->dir) - 1, names[fault], o->n_other_units ? " --other-unit" : "");
	for (size_t i = 0; i < o->n; i++)
		fprintf(stderr, " 0x%" PRIx64 "+0x%" PRIx64, o->targets[i].range.offset,
			o->targets[i].range.size);
	for (size_t i = 0; i < o->n_resumed; i++)
		fprintf(stderr, " --resume %s", o->resumed[i] + strlen(dirs[0]) - 1);
	fprintf(stderr, ": %d %s\n", status, status > 0 ? err.text : "");
	for (size_t i = 0; i < outcome.n_earlier; i++)
		fprintf(stderr, "    %s: %d 0x%" PRIx64 "+0x%" PRIx64 " %" PRIu64 "\n",
			outcome.earlier[i].backup + strlen(dirs[0]) - 1,
			(int)outcome.earlier[i].verdict, outcome.earlier[i].block.offset,
			outcome.earlier[i].block.size, outcome.earlier[i].taken);
}

/* One run, with its fault, judged. Returns its exit status; -1: killed. */
static int run_once(struct order *o, enum fault fault)
{
	static uint8_t truth[CHIP], knowledge[CHIP], before[CHIP];
	struct unit *const u = &units[o->unit];
	const size_t n_before = n_backups;
	const bool is_tainted = u->is_tainted;
	int status;

	memcpy(truth, u->truth, CHIP);
	memcpy(knowledge, u->knowledge, CHIP);
	memcpy(before, u->chip.data, CHIP);
	set_fault(o, fault);
	totals.runs++;
	totals.faults[fault]++;
	if (fault == KILLED || fault == KILLED_ON_DISK)
		status = run_in_child(o);
	else
		status = -run_here(o);
	trace(o, fault, status);
	collect_backups(o->unit);
	assert_backups_are_right(n_before, truth, knowledge, is_tainted);
	if (status == 0) {
		assert_success(o, before);
	} else if (status == FP_REFUSED || status == FP_CHIP || status == FP_USAGE) {
		ck_assert_msg(memcmp(before, u->chip.data, CHIP) == 0, "exit %d, but changed",
			      status);
	} else {
		open_selection(o);
		note_failure(o);
	}
	assert_nothing_is_lost();
	fake_chip_repair(&u->chip);
	return status;
}

/* As a user does: answers what is asked, until it is done. */
static void run_to_the_end(struct order *o)
{
	int status = FP_CHANGED;

	for (int i = 0; i < 12 && status; i++) {
		status = run_once(o, NONE);
		if (status != FP_REFUSED)
			continue;
		totals.refusals++;
		ck_assert_int_eq(err.reason, FP_REASON_UNFINISHED);
		ck_assert_msg(answer(o), "no way out: %s", err.text);
	}
	ck_assert_msg(status == 0, "exit %d: %s", status, err.text);
	for (size_t i = 0; i < outcome.n_earlier; i++)
		totals.taken += outcome.earlier[i].taken;
}

static void draw_job(struct order *o)
{
	static const uint32_t blocks[] = { 0x1000, 0x2000, 0x4000, 0x10000 };
	uint64_t from = 0;

	memset(o, 0, sizeof *o);
	o->unit = (int)draw(UNITS);
	o->block = blocks[draw(4)];
	o->dir = dirs[draw(4) == 0];
	for (uint32_t i = 0, n = 1 + draw(TARGETS); i < n; i++) {
		const uint32_t unit = draw(3) ? 0x100 : draw(2) ? 1 : o->block;
		const uint64_t at = (from + draw(0x8000)) / unit * unit;
		const uint64_t size = (1 + draw(0x6000) / unit) * unit;

		if (at < from || at + size > CHIP)
			break;
		o->targets[o->n++] = (struct fp_job_target){ { at, size }, data[draw(4)] + at };
		from = at + size;
	}
}

/* The device runs: what belongs to it changes, where nothing is lost. */
static void let_run(void)
{
	struct unit *const u = &units[draw(UNITS)];
	const uint32_t n = 1 + draw(64), at = draw(CHIP - n);

	if (memcmp(u->chip.data, u->truth, CHIP) != 0)
		return;
	for (size_t i = at; i < at + n; i++)
		u->truth[i] = u->chip.data[i] = (uint8_t)draw(256);
	totals.ran++;
}

/* Any backup that was ever named, onto its unit. */
static void restore(size_t b)
{
	struct fp_backup backup;
	struct fp_error why = { 0 };
	struct order o = { .unit = backups[b].unit, .dir = dirs[draw(2)] };

	ck_assert_msg(fp_backup_load(backups[b].path, &backup, &why) == 0, "%s", why.text);
	ck_assert_uint_gt(backup.n_ranges, 0);
	o.block = backup.erase_size;
	o.resumed[0] = backups[b].path;
	o.n_resumed = 1;
	for (size_t i = 0; i < backup.n_ranges && o.n < TARGETS; i++)
		o.targets[o.n++] =
			(struct fp_job_target){ backup.ranges[i],
						fp_backup_find(&backup, backup.ranges[i]) };
	run_to_the_end(&o);
	fp_backup_free(&backup);
	totals.restores++;
}

static void one_job(void)
{
	struct order o;
	int status = 0;

	draw_job(&o);
	/* Nobody answers before he is asked; faults come again and again. */
	for (uint32_t i = 0, n = draw(4); i < n; i++) {
		status = run_once(&o, (enum fault)draw(FAULTS));
		if (status == FP_REFUSED && (draw(3) == 0 || !answer(&o)))
			return;
		if (status == 0)
			return;
		/* Sometimes another job comes first, or the next one is not quite the same. */
		if (draw_one_in(4))
			return;
		if (draw_one_in(4))
			o.block = 0x1000u << draw(5);
		if (draw_one_in(5))
			o.dir = dirs[draw(2)];
	}
	if (draw(2))
		run_to_the_end(&o);
}

static void remove_files(const char *path)
{
	char command[300];
	DIR *dir = opendir(path);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		snprintf(command, sizeof command, "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.')
			__real_unlink(command);
	}
	if (dir)
		closedir(dir);
}

static void begin(uint32_t seed)
{
	draw_seed(seed);
	for (int d = 0; d < 4; d++)
		test_random(data[d], CHIP, seed * 8 + (uint32_t)d + 3);
	/* Firmware that is mostly the same, and partly erased. */
	memcpy(data[1], data[0], CHIP / 2);
	memset(data[2] + 0x3000, 0xff, 0x9000);
	for (int u = 0; u < UNITS; u++) {
		struct fake_chip *const chip = &units[u].chip;
		uint8_t *const cells = chip->data;

		*chip = (struct fake_chip){ .data = cells, .size = CHIP, .erase_size = 0x1000 };
		chip->has_crc32 = draw_one_in(3);
		memcpy(cells, data[0], CHIP);
		test_random(cells + 0x4000, 0x2000, seed * 2 + (uint32_t)u);
		if (draw(2))
			memset(cells + 0x12000, 0xff, 0x3000);
		memcpy(units[u].truth, cells, CHIP);
		memset(units[u].knowledge, SURE, CHIP);
		units[u].is_tainted = false;
	}
	n_backups = 0;
	for (int d = 0; d < 2; d++)
		remove_files(dirs[d]);
	remove_files(registry);
}

static void sequence(uint32_t seed)
{
	begin(seed);
	for (uint32_t i = 0, n = 2 + draw(4); i < n; i++) {
		one_job();
		if (draw_one_in(3))
			let_run();
		if (n_backups && draw_one_in(4))
			restore(draw((uint32_t)n_backups));
	}
	for (size_t i = 0, n = n_backups; i < n; i++)
		restore(i);
	fp_outcome_free(&outcome);
	totals.sequences++;
}

static void set_up(void)
{
	for (int u = 0; u < UNITS; u++) {
		units[u].chip.data =
			mmap(NULL, CHIP, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		ck_assert(units[u].chip.data != MAP_FAILED);
	}
	snprintf(dirs[0], sizeof dirs[0], "%s/a", test_dir());
	snprintf(dirs[1], sizeof dirs[1], "%s/b", test_dir());
	snprintf(registry, sizeof registry, "%s/state/unfinished", test_dir());
	mkdir(dirs[0], 0700);
	mkdir(dirs[1], 0700);
}

START_TEST(no_sequence_of_jobs_loses_a_byte)
{
	const uint32_t n = torture_count(MANY);
	const char *only = getenv("FP_SEQUENCE");

	if (only)
		sequence((uint32_t)strtoul(only, NULL, 10));
	for (uint32_t i = 0; i < n && !only; i++) {
		if (is_torture() && i % 100 == 0)
			torture_say("sequence %" PRIu32 "\n", i);
		sequence(i);
	}
	torture_say("%" PRIu64 " sequences: %" PRIu64 " runs (%" PRIu64 " cut, %" PRIu64
		    " killed, %" PRIu64 " killed on disk, %" PRIu64 " cancelled), %" PRIu64
		    " refusals, %" PRIu64 " answered with resume, %" PRIu64
		    " with other unit, %" PRIu64 " wrongly, %" PRIu64 " contradicted, %" PRIu64
		    " restores, %" PRIu64 " bytes brought back, %" PRIu64
		    " times the device ran; 0 bytes lost, 0 false successes\n",
		    totals.sequences, totals.runs, totals.faults[CUT], totals.faults[KILLED],
		    totals.faults[KILLED_ON_DISK], totals.faults[CANCELLED], totals.refusals,
		    totals.resumed, totals.others, totals.wrong_answers, totals.contradicted,
		    totals.restores, totals.taken, totals.ran);
}
END_TEST

TEST_MAIN_WITH("sequences", set_up, NULL, no_sequence_of_jobs_loses_a_byte)
