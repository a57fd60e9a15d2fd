// SPDX-License-Identifier: GPL-2.0-or-later
// The programmer "flashrom" from end to end, on the chips that libflashrom's dummy emulates.

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "programmer/programmer.h"
#include "support/test.h"

#define SIZE  (16u << 20)
#define BLOCK 0x10000u

static char listed[4096];

static void keep_line(void *ctx, enum fp_log_level level, const char *line)
{
	const size_t n = strlen(listed);

	(void)ctx;
	if (level == FP_LOG_INFO)
		snprintf(listed + n, sizeof listed - n, "%s\n", line);
}

static struct fp_programmer_options options(void)
{
	static char dir[1024];

	snprintf(dir, sizeof dir, "%s/libexec/flashplan", getenv("FP_BUILD"));
	return (struct fp_programmer_options){ .dir = dir, .timeout_ms = 60000 };
}

static int open_target(struct fp_programmer *p, const char *prog, const char *chip_name,
		       const char *const *names, size_t n, struct fp_error *err)
{
	const struct fp_programmer_options opt = options();
	const struct fp_target target = { .chip_name = chip_name,
					  .chip_names = names,
					  .n_chip_names = n };

	return fp_programmer_open(p, prog, &target, &opt, err);
}

static struct fp_programmer open_dummy(const char *prog)
{
	struct fp_programmer p;
	struct fp_error err = { 0 };

	ck_assert_msg(open_target(&p, prog, NULL, NULL, 0, &err) == 0, "%s", err.text);
	return p;
}

static void assert_open_fails(const char *prog, const char *chip_name, enum fp_code code,
			      const char *text, const char *hint)
{
	struct fp_programmer p;
	struct fp_error err = { 0 };

	ck_assert_int_eq(open_target(&p, prog, chip_name, NULL, 0, &err), -(int)code);
	test_assert_error(&err, code, text);
	ck_assert_msg(strstr(err.hint, hint) != NULL, "hint is \"%s\"", err.hint);
}

/* A 16 MiB image in a file, and the -p that emulates a chip with it. */
static const char *make_chip(uint8_t *bytes, const char *more, char *prog, size_t n)
{
	const char *path;

	test_random(bytes, SIZE, 7);
	path = test_write_file("chip.bin", bytes, SIZE);
	snprintf(prog, n, "dummy:emulate=W25Q128FV,image=%s%s", path, more);
	return path;
}

START_TEST(chip_is_found_with_name_id_and_size)
{
	struct fp_programmer p = open_dummy("dummy:emulate=W25Q128FV");
	struct fp_error err = { 0 };

	ck_assert_str_eq(p.chip.name, "W25Q128.V");
	ck_assert_str_eq(p.chip.id, "ef4018");
	ck_assert_uint_eq(p.chip.size, SIZE);
	ck_assert_uint_eq(p.chip.n_windows, 1);
	ck_assert_uint_eq(p.chip.window[0].range.size, SIZE);
	ck_assert_int_eq(fp_programmer_close(&p, &err), 0);
}
END_TEST

START_TEST(written_block_is_saved_and_nothing_else_changes)
{
	static uint8_t bytes[SIZE], old[BLOCK], want[BLOCK], got[BLOCK];
	const struct fp_range range = { 0x30000, BLOCK };
	struct fp_error err = { 0 };
	struct fp_programmer p;
	char prog[300];
	const char *path = make_chip(bytes, "", prog, sizeof prog);
	uint8_t *file;
	size_t n;

	p = open_dummy(prog);
	ck_assert_int_eq(p.driver->read(p.ctx, range, old, &err), 0);
	ck_assert_mem_eq(old, bytes + range.offset, BLOCK);
	test_random(want, BLOCK, 8);
	ck_assert_int_eq(p.driver->write(p.ctx, range, old, want, &err), 0);
	ck_assert_int_eq(p.driver->read(p.ctx, range, got, &err), 0);
	ck_assert_mem_eq(got, want, BLOCK);
	ck_assert_int_eq(fp_programmer_close(&p, &err), 0);
	file = test_read_file(path, &n);
	memcpy(bytes + range.offset, want, BLOCK);
	ck_assert_uint_eq(n, SIZE);
	ck_assert(memcmp(file, bytes, SIZE) == 0);
	free(file);
}
END_TEST

/* Without the guard, 1.3.0 goes on to 32K, 64K and whole-chip erases. */
static void assert_erase_stays_inside(const char *how)
{
	static uint8_t bytes[SIZE], want[4096];
	const struct fp_range range = { 0x31000, sizeof want };
	struct fp_error err = { 0 };
	struct fp_programmer p;
	char prog[300];
	const char *path = make_chip(bytes, how, prog, sizeof prog);
	uint8_t *file;
	size_t n;

	memset(want, 0xff, sizeof want);
	p = open_dummy(prog);
	ck_assert_int_eq(p.driver->write(p.ctx, range, bytes + range.offset, want, &err), -FP_CHIP);
	test_assert_error(&err, FP_CHIP,
			  "a block in 0x31000+0x1000 could not be erased or programmed");
	fp_programmer_close(&p, &err);
	file = test_read_file(path, &n);
	ck_assert_uint_eq(n, SIZE);
	ck_assert(memcmp(file, bytes, (size_t)range.offset) == 0);
	ck_assert(memcmp(file + 0x32000, bytes + 0x32000, SIZE - 0x32000) == 0);
	free(file);
}

START_TEST(erase_that_fails_never_becomes_a_larger_one)
{
	assert_erase_stays_inside(",spi_blacklist=20");
	assert_erase_stays_inside(",spi_ignorelist=20");
}
END_TEST

START_TEST(erase_larger_than_the_range_is_stopped_before_it)
{
	static uint8_t old[4096], want[4096];
	const char *path = test_path("variable.bin");
	struct fp_error err = { 0 };
	struct fp_programmer p;
	char prog[300];

	snprintf(prog, sizeof prog, "dummy:emulate=VARIABLE_SIZE,size=65536,image=%s", path);
	p = open_dummy(prog);
	ck_assert_str_eq(p.chip.name, "Opaque flash chip");
	ck_assert_str_eq(p.chip.id, "");
	ck_assert_uint_eq(p.chip.size, 65536);
	ck_assert_int_eq(p.driver->read(p.ctx, (struct fp_range){ 0, 4096 }, old, &err), 0);
	p.driver->write(p.ctx, (struct fp_range){ 0, 4096 }, old, want, &err);
	test_assert_error(&err, FP_REFUSED, "flashrom would erase 0x0+0x10000");
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(block_that_would_be_erased_is_told_and_nothing_is_written)
{
	static uint8_t bytes[SIZE];
	struct fp_programmer p = open_dummy("dummy:emulate=VARIABLE_SIZE,size=65536");
	struct fp_range block = { 0, 0 };
	struct fp_error err = { 0 };
	char prog[300];
	const char *path;
	uint8_t *file;
	size_t n;

	ck_assert_int_eq(p.driver->block(p.ctx, (struct fp_range){ 4096, 4096 }, &block, &err), 0);
	ck_assert(block.offset == 0 && block.size == 65536);
	fp_programmer_close(&p, &err);
	path = make_chip(bytes, "", prog, sizeof prog);
	p = open_dummy(prog);
	ck_assert_int_eq(p.driver->block(p.ctx, (struct fp_range){ 0x31000, 4096 }, &block, &err),
			 0);
	ck_assert(block.offset == 0x31000 && block.size == 4096);
	ck_assert_int_eq(p.driver->block(p.ctx, (struct fp_range){ 0x31001, 0x1000 }, &block, &err),
			 0);
	ck_assert(block.offset == 0x31000 && block.size == 8192);
	fp_programmer_close(&p, &err);
	file = test_read_file(path, &n);
	ck_assert(n == SIZE && memcmp(file, bytes, SIZE) == 0);
	free(file);
}
END_TEST

START_TEST(several_matches_answer_a_question)
{
	const struct fp_programmer_options opt = options();
	const struct fp_target target = { .is_question = true };
	struct fp_programmer p;
	struct fp_error err = { 0 };

	ck_assert_msg(fp_programmer_open(&p, "dummy:emulate=MX25L6436", &target, &opt, &err) == 0,
		      "%s", err.text);
	ck_assert_str_eq(p.chip.name, "");
	ck_assert_str_eq(p.chip.id, "c22017");
	ck_assert_uint_eq(p.chip.size, 8 << 20);
	ck_assert_ptr_nonnull(strstr(p.chip.candidates, "MX25L6405, MX25L6405D, "));
	ck_assert_int_eq(fp_programmer_close(&p, &err), 0);
}
END_TEST

START_TEST(programmer_on_usb_is_looked_for_by_its_id)
{
	assert_open_fails("ch341a_spi", NULL, FP_CHIP, "cannot be used", "1a86:5512");
	assert_open_fails("ft2232_spi:type=232H", NULL, FP_CHIP, "cannot be used",
			  "0403:6014 in `lsusb`");
}
END_TEST

START_TEST(names_of_the_plan_choose_among_several)
{
	static const char *const names[] = { "NO-SUCH-CHIP", "x/mx25l6436e/mx25l6445e/mx25l6465e" };
	struct fp_programmer p;
	struct fp_error err = { 0 };

	ck_assert_msg(open_target(&p, "dummy:emulate=MX25L6436", NULL, names, 2, &err) == 0, "%s",
		      err.text);
	ck_assert_ptr_nonnull(strstr(p.chip.name, "MX25L6436E"));
	ck_assert_uint_eq(p.chip.size, 8 << 20);
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(name_that_does_not_fit_the_chip_is_only_a_preference)
{
	static const char *const names[] = { "GD25Q128C" };
	struct fp_programmer p;
	struct fp_error err = { 0 };

	ck_assert_int_eq(open_target(&p, "dummy:emulate=W25Q128FV", NULL, names, 1, &err), 0);
	ck_assert_str_eq(p.chip.name, "W25Q128.V");
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(several_matches_are_all_listed)
{
	struct fp_programmer p;
	struct fp_error err = { 0 };

	open_target(&p, "dummy:emulate=MX25L6436", NULL, NULL, 0, &err);
	test_assert_error(&err, FP_REFUSED,
			  "flashrom: the chip on dummy can be one of MX25L6405, ");
	ck_assert_ptr_nonnull(strstr(err.text, " MX25L6405D, "));
	ck_assert_ptr_nonnull(strstr(err.text, ", MX25L6436E/"));
	ck_assert_ptr_nonnull(strstr(err.hint, "-c NAME"));
}
END_TEST

START_TEST(name_of_the_user_overrides_all)
{
	struct fp_programmer p;
	struct fp_error err = { 0 };

	ck_assert_int_eq(open_target(&p, "dummy:emulate=MX25L6436", "MX25L6405D", NULL, 0, &err),
			 0);
	ck_assert_str_eq(p.chip.name, "MX25L6405D");
	fp_programmer_close(&p, &err);
	assert_open_fails("dummy:emulate=W25Q128FV", "MX25L6405D", FP_CHIP,
			  "no chip MX25L6405D found on dummy", "check the clip");
	assert_open_fails("dummy:emulate=W25Q128FV", "W25Q999", FP_REFUSED,
			  "does not know a chip \"W25Q999\"", "flashrom -L");
}
END_TEST

START_TEST(no_chip_is_an_error_with_a_hint)
{
	assert_open_fails("dummy", NULL, FP_CHIP, "flashrom: no chip found on dummy", "clip");
}
END_TEST

START_TEST(unknown_programmer_is_named)
{
	assert_open_fails("bogus:x=1", NULL, FP_REFUSED, "flashrom has no programmer \"bogus\"",
			  "flashplan programmers");
	assert_open_fails("../x:y", NULL, FP_REFUSED, "flashrom has no programmer \"../x\"", "");
}
END_TEST

START_TEST(wrong_parameters_are_told_in_flashrom_s_words)
{
	assert_open_fails("dummy:emulate=NONSENSE", NULL, FP_CHIP,
			  "(it said: Invalid chip specified for emulation: NONSENSE)", "man");
	assert_open_fails("dummy:wrong=1", NULL, FP_CHIP,
			  "(it said: Unhandled programmer parameters: wrong=1)", "");
}
END_TEST

START_TEST(image_that_cannot_be_saved_fails_the_close)
{
	struct fp_programmer p =
		open_dummy("dummy:emulate=W25Q128FV,image=/nonexistent/directory/chip.bin");
	static uint8_t old[4096], want[4096];
	struct fp_error err = { 0 };

	memset(old, 0xff, sizeof old);
	ck_assert_int_eq(p.driver->write(p.ctx, (struct fp_range){ 0, 4096 }, old, want, &err), 0);
	ck_assert_int_eq(fp_programmer_close(&p, &err), -FP_CHIP);
	test_assert_error(&err, FP_CHIP, "/nonexistent/directory/chip.bin");
}
END_TEST

START_TEST(protection_is_read)
{
	struct fp_programmer p = open_dummy("dummy:emulate=W25Q128FV,hwwp=no,spi_status=0x04");
	struct fp_protection got = { .range = { 1, 1 } };
	struct fp_error err = { 0 };

	ck_assert_int_eq(p.driver->get_protection(p.ctx, &got, &err), 0);
	ck_assert(got.range.offset == SIZE - 0x40000 && got.range.size == 0x40000);
	ck_assert_str_eq(got.mode, "disabled");
	ck_assert(!got.is_vague);
	fp_programmer_close(&p, &err);
}
END_TEST

START_TEST(chip_without_protection_has_no_such_operation)
{
	struct fp_programmer p = open_dummy("dummy:emulate=VARIABLE_SIZE,size=65536");
	struct fp_error err = { 0 };

	ck_assert_ptr_null(p.driver->get_protection);
	ck_assert_int_eq(fp_programmer_close(&p, &err), 0);
}
END_TEST

START_TEST(programmers_are_listed_one_a_line)
{
	struct fp_programmer_options opt = options();
	struct fp_error err = { 0 };

	opt.host.log = keep_line;
	ck_assert_msg(fp_programmer_list("flashrom", &opt, &err) == 0, "%s", err.text);
	ck_assert_ptr_nonnull(strstr(listed, "\ndummy\n"));
	ck_assert_ptr_nonnull(strstr(listed, "\nserprog\n"));
	ck_assert_ptr_null(strpbrk(listed, ",: "));
}
END_TEST

static int run(void)
{
	const TTest *const tests[] = {
		chip_is_found_with_name_id_and_size,
		written_block_is_saved_and_nothing_else_changes,
		erase_that_fails_never_becomes_a_larger_one,
		erase_larger_than_the_range_is_stopped_before_it,
		block_that_would_be_erased_is_told_and_nothing_is_written,
		several_matches_answer_a_question,
		programmer_on_usb_is_looked_for_by_its_id,
		names_of_the_plan_choose_among_several,
		name_that_does_not_fit_the_chip_is_only_a_preference,
		several_matches_are_all_listed,
		name_of_the_user_overrides_all,
		no_chip_is_an_error_with_a_hint,
		unknown_programmer_is_named,
		wrong_parameters_are_told_in_flashrom_s_words,
		image_that_cannot_be_saved_fails_the_close,
		protection_is_read,
		chip_without_protection_has_no_such_operation,
		programmers_are_listed_one_a_line,
	};

	return test_main("flashrom", NULL, NULL, tests, sizeof tests / sizeof *tests);
}

int main(void)
{
	char program[1100];

	snprintf(program, sizeof program, "%s/flashplan-flashrom", options().dir);
	if (access(program, X_OK) == 0)
		return run();
	puts("1..1\nok 1 - flashrom # skip the programmer was not built: no libflashrom");
	return EXIT_SUCCESS;
}
