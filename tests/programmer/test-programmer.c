// SPDX-License-Identifier: GPL-2.0-or-later
// Programmers as child processes: the choice, the work, and everything that a child can do wrong.

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "programmer/programmer.h"
#include "programmer/wire.h"
#include "support/test.h"

#define TIMEOUT_MS 20000 /* for what is not late; a loaded machine must not fail these */

static char logged[4096];

static void keep_log(void *ctx, enum fp_log_level level, const char *line)
{
	const size_t n = strlen(logged);

	(void)ctx;
	snprintf(logged + n, sizeof logged - n, "%d:%s\n", (int)level, line);
}

static struct fp_programmer_options options(unsigned timeout_ms)
{
	static char dir[1024];

	snprintf(dir, sizeof dir, "%s/tests/plugins", getenv("FP_BUILD"));
	return (struct fp_programmer_options){ dir, timeout_ms, { .log = keep_log } };
}

static struct fp_programmer open_fake(const char *prog, unsigned timeout_ms)
{
	const struct fp_programmer_options opt = options(timeout_ms);
	struct fp_programmer programmer;
	struct fp_error err = { 0 };

	ck_assert_msg(fp_programmer_open(&programmer, prog, &(struct fp_target){ 0 }, &opt, &err) ==
			      0,
		      "%s", err.text);
	return programmer;
}

static void assert_no_child(void)
{
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}

/* Reads from a child in that mode; the read must fail, and the close must then be silent. */
static void assert_read_fails(const char *prog, unsigned timeout_ms, enum fp_code code,
			      const char *text)
{
	struct fp_programmer p = open_fake(prog, timeout_ms);
	struct fp_error err = { 0 }, close_err = { 0 };
	uint8_t buf[4096];

	ck_assert_int_eq(p.driver->read(p.ctx, (struct fp_range){ 0x1000, 4096 }, buf, &err),
			 -(int)code);
	test_assert_error(&err, code, text);
	ck_assert_int_eq(fp_programmer_close(&p, &close_err), 0);
	ck_assert_int_eq(close_err.code, FP_OK);
	assert_no_child();
}

static void assert_open_fails(const char *prog, const struct fp_programmer_options *opt,
			      enum fp_code code, const char *text)
{
	struct fp_programmer p;
	struct fp_error err = { 0 };

	ck_assert_int_eq(fp_programmer_open(&p, prog, &(struct fp_target){ 0 }, opt, &err),
			 -(int)code);
	test_assert_error(&err, code, text);
	assert_no_child();
}

START_TEST(chip_is_written_and_read_back)
{
	struct fp_programmer p = open_fake("fake", TIMEOUT_MS);
	const struct fp_range range = { 0x10000, 0x10000 };
	static uint8_t old[0x10000], want[0x10000], got[0x10000];
	struct fp_error err = { 0 };

	ck_assert_str_eq(p.chip.id, "c84018");
	ck_assert_uint_eq(p.chip.size, 256 << 10);
	ck_assert_uint_eq(p.chip.window[0].erase_size, 4096);
	memset(old, 0xff, sizeof old);
	test_random(want, sizeof want, 1);
	ck_assert_int_eq(p.driver->write(p.ctx, range, old, want, &err), 0);
	ck_assert_int_eq(p.driver->read(p.ctx, range, got, &err), 0);
	ck_assert_mem_eq(got, want, sizeof want);
	ck_assert_int_eq(fp_programmer_close(&p, &err), 0);
	assert_no_child();
}
END_TEST

START_TEST(checksum_and_protection_pass_through)
{
	struct fp_programmer p = open_fake("fake", TIMEOUT_MS);
	struct fp_protection got = { 0 };
	struct fp_error err = { 0 };
	uint32_t crc = 0;

	ck_assert_int_eq(p.driver->crc32(p.ctx, (struct fp_range){ 0, 16 }, &crc, &err), 0);
	ck_assert_uint_eq(crc, 16 * 255);
	ck_assert_int_eq(p.driver->get_protection(p.ctx, &got, &err), 0);
	ck_assert(got.range.offset == 0x10000 && got.range.size == 0x8000);
	ck_assert_str_eq(got.mode, "hardware");
	got = (struct fp_protection){ { 0, 0x1000 }, "disabled", false };
	ck_assert_int_eq(p.driver->set_protection(p.ctx, &got, &err), 0);
	ck_assert_int_eq(p.driver->get_protection(p.ctx, &got, &err), 0);
	ck_assert_uint_eq(got.range.size, 0x1000);
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(erase_block_passes_through)
{
	struct fp_programmer p = open_fake("fake:coarse", TIMEOUT_MS);
	struct fp_range block;
	struct fp_error err = { 0 };

	ck_assert_int_eq(p.driver->block(p.ctx, (struct fp_range){ 0x9000, 4096 }, &block, &err),
			 0);
	ck_assert(block.offset == 0x8000 && block.size == 0x8000);
	fp_programmer_close(&p, &err);
	p = open_fake("fake:bad-block", TIMEOUT_MS);
	ck_assert_int_eq(p.driver->block(p.ctx, (struct fp_range){ 0x9000, 4096 }, &block, &err),
			 -FP_CHIP);
	test_assert_error(&err, FP_CHIP, "an erase block that cannot be");
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(protection_that_cannot_be_is_no_answer)
{
	struct fp_programmer p = open_fake("fake:bad-protection", TIMEOUT_MS);
	struct fp_protection got;
	struct fp_error err = { 0 };

	ck_assert_int_eq(p.driver->get_protection(p.ctx, &got, &err), -FP_CHIP);
	test_assert_error(&err, FP_CHIP, "the chip may be protected");
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(progress_extends_the_time)
{
	struct fp_programmer p = open_fake("fake:dawdle", 400);
	struct fp_error err = { 0 };
	uint8_t buf[16];

	ck_assert_msg(p.driver->read(p.ctx, (struct fp_range){ 0, 16 }, buf, &err) == 0, "%s",
		      err.text);
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(lifted_protection_is_known_when_the_child_is_no_more)
{
	struct fp_programmer p = open_fake("fake:lifts", TIMEOUT_MS);
	struct fp_error err = { 0 };
	uint8_t buf[16];

	ck_assert_int_eq(p.driver->read(p.ctx, (struct fp_range){ 0, 16 }, buf, &err), 0);
	ck_assert_int_eq(fp_programmer_close(&p, &err), 0);
	ck_assert(p.was_lifted && !p.is_lifted);
	p = open_fake("fake:lifts-dies", TIMEOUT_MS);
	ck_assert_int_eq(p.driver->read(p.ctx, (struct fp_range){ 0, 16 }, buf, &err), -FP_CHIP);
	fp_programmer_close(&p, &err);
	ck_assert(p.was_lifted && p.is_lifted);
	ck_assert_uint_eq(p.protection.range.size, 0x8000);
	ck_assert_str_eq(p.protection.mode, "hardware");
}
END_TEST

START_TEST(doubtful_chip_is_opened_anew)
{
	struct fp_programmer p = open_fake("fake:doubtful", TIMEOUT_MS);
	struct fp_error err = { 0 };
	struct fp_chip chip = { 0 };

	logged[0] = 0;
	ck_assert_msg(p.driver->identify(p.ctx, &chip, &err) == 0, "%s", err.text);
	ck_assert_str_eq(chip.id, "c84018");
	ck_assert_str_eq(logged, "2:opened ?[31mred?\n");
	ck_assert_int_eq(fp_programmer_close(&p, &err), 0);
	assert_no_child();
}
END_TEST

START_TEST(error_that_is_none_is_a_broken_plug_in)
{
	assert_read_fails("fake:status", TIMEOUT_MS, FP_CHIP,
			  "does not speak flashplan's protocol");
	assert_read_fails("fake:empty-error", TIMEOUT_MS, FP_CHIP,
			  "does not speak flashplan's protocol");
}
END_TEST

START_TEST(what_the_child_cannot_do_is_null)
{
	struct fp_programmer p = open_fake("fake:plain", TIMEOUT_MS);
	struct fp_error err = { 0 };

	ck_assert_ptr_null(p.driver->crc32);
	ck_assert_ptr_nonnull(p.driver->get_protection);
	ck_assert_str_eq(p.driver->name, "fake");
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(range_outside_of_the_chip_is_refused_by_the_child)
{
	struct fp_programmer p = open_fake("fake", TIMEOUT_MS);
	struct fp_error err = { 0 };
	uint8_t buf[16];

	p.driver->read(p.ctx, (struct fp_range){ (256 << 10) - 8, 16 }, buf, &err);
	test_assert_error(&err, FP_REFUSED, "outside of the chip");
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(target_reaches_the_child)
{
	static const char *const names[] = { "first", "second" };
	const struct fp_programmer_options opt = options(TIMEOUT_MS);
	struct fp_target target = { .chip_names = names, .n_chip_names = 2 };
	struct fp_programmer p;
	struct fp_error err = { 0 };

	ck_assert_int_eq(fp_programmer_open(&p, "fake:a:b,c", &target, &opt, &err), 0);
	ck_assert_str_eq(p.chip.name, "second");
	fp_programmer_close(&p, &err);
	target.chip_name = "chosen";
	ck_assert_int_eq(fp_programmer_open(&p, "fake", &target, &opt, &err), 0);
	ck_assert_str_eq(p.chip.name, "chosen");
	fp_programmer_close(&p, &err);
	p = open_fake("fake:a:b,c", TIMEOUT_MS);
	ck_assert_str_eq(p.chip.name, "a:b,c");
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(unknown_names_go_to_flashrom_as_a_whole)
{
	struct fp_programmer_options opt = options(TIMEOUT_MS);
	char fake[1100];
	struct fp_programmer p;
	struct fp_error err = { 0 };

	snprintf(fake, sizeof fake, "%s/flashplan-fake", opt.dir);
	ck_assert_int_eq(symlink(fake, test_path("flashplan-flashrom")), 0);
	opt.dir = test_dir();
	ck_assert_int_eq(
		fp_programmer_open(&p, "ch341a_spi:x=1", &(struct fp_target){ 0 }, &opt, &err), 0);
	ck_assert_str_eq(p.chip.name, "ch341a_spi:x=1");
	fp_programmer_close(&p, &err);
	/* A name is never a path. */
	mkdir(test_path("flashplan-x"), 0700);
	ck_assert_int_eq(symlink(fake, test_path("flashplan-x/y")), 0);
	ck_assert_int_eq(fp_programmer_open(&p, "x/y:z", &(struct fp_target){ 0 }, &opt, &err), 0);
	ck_assert_str_eq(p.chip.name, "x/y:z");
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(plug_in_that_is_not_there_is_named)
{
	struct fp_programmer_options opt = options(TIMEOUT_MS);
	struct fp_programmer p;
	struct fp_error err = { 0 };

	opt.dir = test_dir();
	ck_assert_int_lt(fp_programmer_open(&p, "dummy:x", &(struct fp_target){ 0 }, &opt, &err),
			 0);
	test_assert_error(&err, FP_REFUSED,
			  "programmer plug-in flashplan-flashrom is not installed in /");
	ck_assert_ptr_nonnull(strstr(err.hint, "libflashrom"));
	memset(&err, 0, sizeof err);
	opt.dir = NULL;
	ck_assert_int_lt(fp_programmer_open(&p, "dummy:x", &(struct fp_target){ 0 }, &opt, &err),
			 0);
	test_assert_error(&err, FP_REFUSED, "is not installed in this system");
	memset(&err, 0, sizeof err);
	ck_assert_int_lt(fp_programmer_list("../x", &opt, &err), 0);
	test_assert_error(&err, FP_REFUSED, "\"../x\" is no name of a programmer plug-in");
}
END_TEST

START_TEST(program_that_cannot_be_executed_is_reported)
{
	struct fp_programmer_options opt = options(TIMEOUT_MS);

	chmod(test_write_file("flashplan-text", "no program\n", 11), 0700);
	opt.dir = test_dir();
	assert_open_fails("text:", &opt, FP_REFUSED,
			  "cannot run programmer plug-in flashplan-text: Exec format error");
}
END_TEST

START_TEST(program_that_ends_at_once_is_reported)
{
	struct fp_programmer_options opt = options(TIMEOUT_MS);

	chmod(test_write_file("flashplan-end", "#!/bin/sh\nexit 3\n", 17), 0700);
	opt.dir = test_dir();
	assert_open_fails("end:", &opt, FP_CHIP,
			  "programmer \"end\" ended with exit status 3 while opening the chip");
}
END_TEST

START_TEST(refusal_to_open_leaves_nothing)
{
	const struct fp_programmer_options opt = options(TIMEOUT_MS);

	assert_open_fails("fake:refuse", &opt, FP_REFUSED, "there is no chip today");
}
END_TEST

START_TEST(chip_that_cannot_be_is_refused)
{
	const struct fp_programmer_options opt = options(TIMEOUT_MS);

	assert_open_fails("fake:bad-chip", &opt, FP_CHIP, "describes a chip that cannot be");
}
END_TEST

START_TEST(child_that_hangs_is_ended)
{
	const struct fp_programmer_options opt = options(300);

	assert_open_fails("fake:hang-open", &opt, FP_CHIP,
			  "did not finish opening the chip within 300 ms and was ended");
	assert_read_fails("fake:hang", 1000, FP_CHIP,
			  "programmer \"fake\" did not finish reading 0x1000+0x1000 within 1 s "
			  "and was ended");
}
END_TEST

START_TEST(log_lines_do_not_extend_the_time)
{
	assert_read_fails("fake:flood", 300, FP_CHIP, "did not finish reading");
}
END_TEST

START_TEST(child_that_crashes_is_reported_with_its_last_words)
{
	assert_read_fails("fake:crash", TIMEOUT_MS, FP_CHIP,
			  "was killed by signal 11 (Segmentation fault) while reading "
			  "0x1000+0x1000 (it said: the bus is on fire)");
}
END_TEST

START_TEST(child_that_vanishes_is_reported)
{
	assert_read_fails("fake:exit", TIMEOUT_MS, FP_CHIP, "ended with exit status 7");
	assert_read_fails("fake:cut", TIMEOUT_MS, FP_CHIP, "ended with exit status 0");
	assert_read_fails("fake:vanish", 300, FP_CHIP, "closed its connection");
}
END_TEST

START_TEST(garbage_is_not_believed)
{
	static const char *const modes[] = { "junk",	  "huge",      "short",	  "huge-log",
					     "bad-level", "bad-error", "question" };
	char prog[32];

	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		snprintf(prog, sizeof prog, "fake:%s", modes[i]);
		assert_read_fails(prog, TIMEOUT_MS, FP_CHIP,
				  "programmer \"fake\" does not speak flashplan's protocol");
	}
}
END_TEST

START_TEST(abort_of_a_driver_is_reported)
{
	assert_read_fails("fake:abort", TIMEOUT_MS, FP_CHIP,
			  "the library was about to erase everything");
}
END_TEST

START_TEST(error_carries_hint_and_last_words)
{
	struct fp_programmer p = open_fake("fake:fail", TIMEOUT_MS);
	struct fp_error err = { 0 }, close_err = { 0 };
	uint8_t buf[16];

	p.driver->read(p.ctx, (struct fp_range){ 0, 16 }, buf, &err);
	test_assert_error(&err, FP_CHIP, "the read failed (it said: no answer on MISO)");
	ck_assert_str_eq(err.hint, "turn it off and on again");
	/* Its close fails for a reason of its own. */
	ck_assert_int_eq(fp_programmer_close(&p, &close_err), -FP_CHIP);
	test_assert_error(&close_err, FP_CHIP, "the image could not be saved");
}
END_TEST

START_TEST(child_that_was_ended_stays_ended)
{
	struct fp_programmer p = open_fake("fake:exit", TIMEOUT_MS);
	struct fp_error err = { 0 }, again = { 0 };
	uint8_t buf[16];

	p.driver->read(p.ctx, (struct fp_range){ 0, 16 }, buf, &err);
	ck_assert_int_eq(p.driver->read(p.ctx, (struct fp_range){ 0, 16 }, buf, &again), -FP_CHIP);
	test_assert_error(&again, FP_CHIP, "has ended");
	fp_programmer_close(&p, &err);
}
END_TEST

static void assert_close_fails(const char *prog, unsigned timeout_ms, const char *text)
{
	struct fp_programmer p = open_fake(prog, timeout_ms);
	struct fp_error err = { 0 };

	ck_assert_int_eq(fp_programmer_close(&p, &err), -FP_CHIP);
	test_assert_error(&err, FP_CHIP, text);
	assert_no_child();
}

START_TEST(close_that_fails_is_reported)
{
	assert_close_fails("fake:close-fails", TIMEOUT_MS, "the image could not be saved");
	assert_close_fails("fake:exit-close", TIMEOUT_MS, "ended with exit status 9");
	assert_close_fails("fake:hang-close", 300, "did not finish closing");
}
END_TEST

START_TEST(log_lines_arrive_clean)
{
	struct fp_programmer p = open_fake("fake", TIMEOUT_MS);
	struct fp_error err = { 0 };

	ck_assert_str_eq(logged, "2:opened ?[31mred?\n");
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(list_arrives_line_by_line)
{
	const struct fp_programmer_options opt = options(TIMEOUT_MS);
	struct fp_error err = { 0 };

	ck_assert_int_eq(fp_programmer_list("fake", &opt, &err), 0);
	ck_assert_str_eq(logged, "2:one\n2:two\n");
	assert_no_child();
}
END_TEST

START_TEST(child_runs_apart)
{
	struct fp_error err = { 0 };
	struct fp_programmer p;
	int i;

	for (i = 0; i < 20; i++)
		ck_assert_int_ge(dup(1), 0);
	signal(SIGUSR1, SIG_IGN);
	p = open_fake("fake:process", TIMEOUT_MS);
	ck_assert_str_eq(p.chip.name, "others=0 group=1 pipe=1 user=1 in=0 out=1 err=1");
	fp_programmer_close(&p, &err);
}
END_TEST

/* Whichever of 0 to 3 are closed, and where a file that is not for the child has taken one. */
static void assert_child_has_descriptors(unsigned closed, bool is_taken)
{
	struct fp_error err = { 0 };
	struct fp_programmer p;
	const int other = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd <= FP_WIRE_FD; fd++) {
		if (closed & 1u << fd)
			close(fd);
		if (closed & 1u << fd && is_taken) {
			dup2(other, fd);
			fcntl(fd, F_SETFD, FD_CLOEXEC);
		}
	}
	p = open_fake("fake:process", TIMEOUT_MS);
	if (strcmp(p.chip.name, "others=0 group=1 pipe=1 user=1 in=0 out=1 err=1") != 0)
		_exit(1);
	_exit(fp_programmer_close(&p, &err) == 0 ? 0 : 2);
}

START_TEST(child_has_its_descriptors_whatever_is_closed)
{
	for (unsigned i = 0; i < 32; i++) {
		const pid_t pid = fork();
		int status = -1;

		if (pid == 0)
			assert_child_has_descriptors(i / 2, i % 2);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_msg(status == 0, "closed 0x%x, taken %u: %d", i / 2, i % 2, status);
	}
}
END_TEST

START_TEST(parent_that_vanishes_makes_the_child_close)
{
	const char *mark = test_path("closed");
	char prog[300];
	pid_t pid;

	snprintf(prog, sizeof prog, "fake:mark=%s", mark);
	pid = fork();
	if (pid == 0) {
		open_fake(prog, TIMEOUT_MS);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	for (int i = 0; i < 2000 && access(mark, F_OK) != 0; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	ck_assert_int_eq(access(mark, F_OK), 0);
}
END_TEST

/* Its standard error is the only thing that it shares with us. */
START_TEST(child_that_hangs_does_not_outlive_its_parent)
{
	uint8_t buf[16];
	int ends[2];
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		struct fp_error err = { 0 };
		struct fp_programmer p;

		dup2(ends[1], 2);
		p = open_fake("fake:hang-loud", 900);
		p.driver->read(p.ctx, (struct fp_range){ 0, 16 }, buf, &err);
		_exit(0);
	}
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], buf, 1), 1);
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert_int_eq(read(ends[0], buf, 1), 0);
}
END_TEST

TEST_MAIN("programmer", chip_is_written_and_read_back, checksum_and_protection_pass_through,
	  erase_block_passes_through, protection_that_cannot_be_is_no_answer,
	  progress_extends_the_time, lifted_protection_is_known_when_the_child_is_no_more,
	  doubtful_chip_is_opened_anew, error_that_is_none_is_a_broken_plug_in,
	  what_the_child_cannot_do_is_null, range_outside_of_the_chip_is_refused_by_the_child,
	  target_reaches_the_child, unknown_names_go_to_flashrom_as_a_whole,
	  plug_in_that_is_not_there_is_named, program_that_cannot_be_executed_is_reported,
	  program_that_ends_at_once_is_reported, refusal_to_open_leaves_nothing,
	  chip_that_cannot_be_is_refused, child_that_hangs_is_ended,
	  log_lines_do_not_extend_the_time, child_that_crashes_is_reported_with_its_last_words,
	  child_that_vanishes_is_reported, garbage_is_not_believed, abort_of_a_driver_is_reported,
	  error_carries_hint_and_last_words, child_that_was_ended_stays_ended,
	  close_that_fails_is_reported, log_lines_arrive_clean, list_arrives_line_by_line,
	  child_runs_apart, child_has_its_descriptors_whatever_is_closed,
	  parent_that_vanishes_makes_the_child_close, child_that_hangs_does_not_outlive_its_parent)
