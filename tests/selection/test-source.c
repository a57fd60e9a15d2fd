// SPDX-License-Identifier: GPL-2.0-or-later
// Contents as streams: what is read is what the pieces say, padded; what does not fit is refused.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/plans.h"
#include "selection/select.h"
#include "plan/pieces.h"
#include "selection/source.h"
#include "support/test.h"

#define SIZE 65536

static struct fp_error err;
static struct fp_plan *plan;
static struct fp_source *source;
static uint8_t bytes[3 * SIZE], got[SIZE], want[SIZE];

static void setup(void)
{
	test_random(bytes, sizeof bytes, 1);
	test_write_file("a.bin", bytes, 1000);
	memset(want, 0xff, sizeof want);
}

static void teardown(void)
{
	fp_source_free(source);
	fp_plan_free(plan);
}

/* Opens the content of the only partition, of 64K, of a plan. */
static int open_part(const char *file, const struct fp_source_dirs *dirs)
{
	const struct fp_selected item = { .part = &plan->parts[0], .file = file };

	return fp_source_open(plan, &item, dirs, &source, &err);
}

static int open_content(const char *content, const char *file, const struct fp_source_dirs *dirs)
{
	char text[4096];

	fp_plan_free(plan);
	fp_source_free(source);
	memset(&err, 0, sizeof err);
	snprintf(text, sizeof text, "{ 'name': 'p', 'size': '64K' %s%s } ]", content[0] ? ", " : "",
		 content);
	plan = plan_of("128K", text);
	return open_part(file, dirs);
}

static void assert_reads(const char *content)
{
	ck_assert_msg(open_content(content, NULL, NULL) == 0, "%s", err.text);
	ck_assert_msg(fp_source_read(source, got, SIZE, &err) == 0, "%s", err.text);
	ck_assert_mem_eq(got, want, SIZE);
	ck_assert_msg(fp_source_finish(source, &err) == 0, "%s", err.text);
}

static void assert_refused(const char *content, const char *text)
{
	ck_assert_int_eq(open_content(content, NULL, NULL), -FP_REFUSED);
	ck_assert_ptr_null(source);
	test_assert_error(&err, FP_REFUSED, text);
}

START_TEST(short_file_is_padded_with_the_erased_value)
{
	memcpy(want, bytes, 1000);
	assert_reads("'file': 'a.bin'");
	ck_assert_uint_eq(fp_source_end(source), 1000);
	ck_assert_int_eq(open_content("'file': 'a.bin'", NULL, NULL), 0);
	fp_source_free(source);
	plan->erased = 0;
	memset(want + 1000, 0, SIZE - 1000);
	ck_assert_int_eq(open_part(NULL, NULL), 0);
	ck_assert_int_eq(fp_source_read(source, got, SIZE, &err), 0);
	ck_assert_mem_eq(got, want, SIZE);
}
END_TEST

START_TEST(no_content_is_all_padding)
{
	assert_reads("");
	ck_assert_uint_eq(fp_source_end(source), 0);
}
END_TEST

START_TEST(skip_and_length_cut_the_file)
{
	memcpy(want, bytes + 64, 100);
	assert_reads("'file': { 'path': 'a.bin', 'skip': 64, 'length': 100 }");
	ck_assert_uint_eq(fp_source_file_at(source, 0)->size, 100);
	memcpy(want, bytes + 64, 936);
	assert_reads("'file': { 'path': 'a.bin', 'skip': 64 }");
}
END_TEST

START_TEST(skip_or_length_past_the_end_is_refused)
{
	assert_refused("'file': { 'path': 'a.bin', 'skip': 1000 }",
		       "1000 bytes: nothing is left behind a skip of 1000");
	assert_refused("'file': { 'path': 'a.bin', 'skip': 10, 'length': 991 }",
		       "has 1000 bytes, too few for 991 from 10");
	assert_refused("'file': { 'path': 'a.bin', 'skip': '0x7fffffffffffffff' }", "nothing");
}
END_TEST

START_TEST(pieces_lie_where_the_plan_says)
{
	memcpy(want + 16, "\xde\xad", 2);
	memcpy(want + 4096, bytes, 1000);
	memset(want + 5096, 0, 4);
	memset(want + 32768, 0xaa, 32768);
	assert_reads("'pieces': [ { 'hex': 'dead', 'at': 16 }, { 'file': 'a.bin', 'align': '4K' },"
		     " { 'fill': 0, 'length': 4 }, { 'fill': '0xaa', 'at': '32K' } ]");
	ck_assert_uint_eq(fp_source_end(source), SIZE);
}
END_TEST

START_TEST(chunks_are_what_one_read_is)
{
	static const char content[] =
		"'pieces': [ { 'hex': '01 02 03 04', 'at': 5 }, { 'file': 'a.bin', 'align': 4 },"
		" { 'fill': 7, 'at': 2000, 'length': 3 } ]";
	static const size_t sizes[] = { 1, 7, 4096, 65535 };

	ck_assert_int_eq(open_content(content, NULL, NULL), 0);
	ck_assert_int_eq(fp_source_read(source, want, SIZE, &err), 0);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		ck_assert_int_eq(open_content(content, NULL, NULL), 0);
		memset(got, 0x55, SIZE);
		for (size_t at = 0, n; at < SIZE; at += n) {
			n = SIZE - at < sizes[i] ? SIZE - at : sizes[i];
			ck_assert_int_eq(fp_source_read(source, got + at, n, &err), 0);
		}
		ck_assert_mem_eq(got, want, SIZE);
	}
}
END_TEST

START_TEST(file_too_large_is_refused_with_both_numbers)
{
	test_write_file("large", bytes, SIZE + 3);
	assert_refused(
		"'file': 'large'",
		"large has 65539 (0x10003), 3 (0x3) more than the partition's 64K (0x10000)");
	test_write_file("whole", bytes, SIZE);
	memcpy(want, bytes, SIZE);
	assert_reads("'file': 'whole'");
	assert_refused(
		"'pieces': [ { 'hex': '00' }, { 'file': 'whole' } ]",
		"whole of 64K (0x10000) at 0x1 ends 1 (0x1) behind the partition's 64K (0x10000)");
}
END_TEST

START_TEST(piece_whose_end_wraps_tells_the_exact_excess)
{
	const struct fp_piece piece = { .kind = FP_PIECE_FILL,
					.at = 0x20,
					.length = UINT64_MAX - 0xf };
	const struct fp_partition part = {
		.name = "p", .range = { 0, SIZE }, .pieces = &piece, .n_pieces = 1
	};

	ck_assert_int_eq(fp_pieces_check(&part, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED,
			  "ends 18446744073709486096 (0xffffffffffff0010) behind");
}
END_TEST

START_TEST(overlap_that_shows_when_files_are_opened_is_refused)
{
	assert_refused("'pieces': [ { 'file': 'a.bin' }, { 'hex': '00', 'at': 999 } ]",
		       "a piece at 0x3e7 begins before the end of the one before it, 0x3e8");
	memcpy(want, bytes, 1000);
	want[1000] = 0;
	assert_reads("'pieces': [ { 'file': 'a.bin' }, { 'hex': '00', 'at': 1000 } ]");
}
END_TEST

START_TEST(pinned_checksum_is_of_the_bytes_that_are_used)
{
	/* SHA-256 of "abc", FIPS 180-2 appendix B.1. */
	static const char pinned[] =
		"'file': { 'path': 'abc', 'skip': 1, 'length': 3, 'sha256': "
		"'ba7816bf8f01cfea414140de5dae2223B00361A396177A9CB410FF61F20015AD' }";

	test_write_file("abc", "xabcd", 5);
	memcpy(want, "abc", 3);
	assert_reads(pinned);
	test_write_file("abc", "xabdd", 5);
	ck_assert_int_eq(open_content(pinned, NULL, NULL), 0);
	ck_assert_int_eq(fp_source_read(source, got, SIZE, &err), 0);
	ck_assert_int_eq(fp_source_finish(source, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "the plan pins ba7816bf");
}
END_TEST

START_TEST(what_is_no_file_with_bytes_is_refused)
{
	test_write_file("empty", "", 0);
	ck_assert_int_eq(mkdir(test_path("dir"), 0755), 0);
	ck_assert_int_eq(mkfifo(test_path("fifo"), 0600), 0);
	assert_refused("'file': 'empty'", "is empty");
	assert_refused("'file': 'dir'", "is not a regular file");
	alarm(10); /* waiting for a writer would hang */
	assert_refused("'file': 'fifo'", "is not a regular file");
	assert_refused("'file': 'none'", "No such file or directory");
	ck_assert_ptr_nonnull(strstr(err.hint, "-I DIR"));
	assert_refused("'file': '../none'", "");
	ck_assert_int_eq(open_content("", test_path("fifo"), NULL), -FP_REFUSED);
	alarm(0);
	ck_assert_int_eq(open_content("", test_path("dir"), NULL), -FP_REFUSED);
}
END_TEST

START_TEST(holes_of_a_sparse_file_are_zeros)
{
	const int fd = open(test_write_file("sparse", "ab", 2), O_RDWR);

	ck_assert_int_eq(ftruncate(fd, 40000), 0);
	close(fd);
	memset(want, 0, 40000);
	memcpy(want, "ab", 2);
	assert_reads("'file': 'sparse'");
}
END_TEST

START_TEST(file_that_shrinks_while_it_is_read_is_told)
{
	ck_assert_int_eq(open_content("'file': 'a.bin'", NULL, NULL), 0);
	ck_assert_int_eq(fp_source_read(source, got, 500, &err), 0);
	ck_assert_int_eq(truncate(test_path("a.bin"), 900), 0);
	ck_assert_int_eq(fp_source_read(source, got, 500, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "became shorter while it was read");
}
END_TEST

START_TEST(file_that_is_changed_before_it_is_read_is_refused)
{
	struct stat st;

	ck_assert_int_eq(open_content("'file': 'a.bin'", NULL, NULL), 0);
	ck_assert_int_eq(stat(test_path("a.bin"), &st), 0);
	test_write_file("b.bin", bytes, 1000);
	ck_assert_int_eq(utimensat(AT_FDCWD, test_path("b.bin"),
				   (const struct timespec[]){ st.st_mtim, st.st_mtim }, 0),
			 0);
	ck_assert_int_eq(rename(test_path("b.bin"), test_path("a.bin")), 0);
	ck_assert_int_eq(fp_source_read(source, got, SIZE, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "a.bin was changed meanwhile");
	ck_assert_ptr_nonnull(strstr(err.hint, "run the same command again"));

	ck_assert_int_eq(open_content("'file': 'a.bin'", NULL, NULL), 0);
	ck_assert_int_eq(truncate(test_path("a.bin"), 999), 0);
	ck_assert_int_eq(fp_source_read(source, got, SIZE, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "a.bin was changed meanwhile");

	ck_assert_int_eq(open_content("'file': 'a.bin'", NULL, NULL), 0);
	st.st_mtim.tv_sec -= 2;
	ck_assert_int_eq(utimensat(AT_FDCWD, test_path("a.bin"),
				   (const struct timespec[]){ st.st_mtim, st.st_mtim }, 0),
			 0);
	ck_assert_int_eq(fp_source_read(source, got, SIZE, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "a.bin was changed meanwhile");

	ck_assert_int_eq(open_content("'file': 'a.bin'", NULL, NULL), 0);
	ck_assert_int_eq(unlink(test_path("a.bin")), 0);
	ck_assert_int_eq(fp_source_read(source, got, SIZE, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "No such file");
}
END_TEST

START_TEST(plan_directory_comes_before_those_of_I_in_their_order)
{
	const char *dirs[2];
	const struct fp_source_dirs list = { dirs, 2 };

	ck_assert_int_eq(mkdir(test_path("one"), 0755), 0);
	ck_assert_int_eq(mkdir(test_path("two"), 0755), 0);
	dirs[0] = test_path("one");
	dirs[1] = test_path("two");
	test_write_file("two/b.bin", "two", 3);
	ck_assert_int_eq(open_content("'file': 'b.bin'", NULL, &list), 0);
	ck_assert_str_eq(fp_source_file_at(source, 0)->opened, test_path("two/b.bin"));
	test_write_file("one/b.bin", "one", 3);
	ck_assert_int_eq(open_content("'file': 'b.bin'", NULL, &list), 0);
	ck_assert_str_eq(fp_source_file_at(source, 0)->opened, test_path("one/b.bin"));
	test_write_file("b.bin", "own", 3);
	ck_assert_int_eq(open_content("'file': 'b.bin'", NULL, &list), 0);
	ck_assert_str_eq(fp_source_file_at(source, 0)->opened, test_path("b.bin"));
	ck_assert_str_eq(fp_source_file_at(source, 0)->path, "b.bin");
	ck_assert_ptr_null(fp_source_file_at(source, 1));
}
END_TEST

START_TEST(file_of_the_user_replaces_all_pieces_and_may_lie_anywhere)
{
	static const char content[] = "'pieces': [ { 'fill': 0 } ]";

	ck_assert_int_eq(open_content(content, test_path("a.bin"), NULL), 0);
	ck_assert_int_eq(fp_source_read(source, got, SIZE, &err), 0);
	memcpy(want, bytes, 1000);
	ck_assert_mem_eq(got, want, SIZE);
	ck_assert_int_eq(open_content(content, test_path("none"), NULL), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "No such file");
}
END_TEST

START_TEST(later_fault_leaves_no_file_open)
{
	const int before = dup(0);

	close(before);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(
			open_content("'pieces': [ { 'file': 'a.bin' }, { 'file': 'a.bin' },"
				     " { 'file': 'none' } ]",
				     NULL, NULL),
			-FP_REFUSED);
	ck_assert_int_eq(dup(0), before);
	close(before);
}
END_TEST

TEST_MAIN_WITH("source", setup, teardown, short_file_is_padded_with_the_erased_value,
	       no_content_is_all_padding, skip_and_length_cut_the_file,
	       skip_or_length_past_the_end_is_refused, pieces_lie_where_the_plan_says,
	       chunks_are_what_one_read_is, file_too_large_is_refused_with_both_numbers,
	       piece_whose_end_wraps_tells_the_exact_excess,
	       overlap_that_shows_when_files_are_opened_is_refused,
	       pinned_checksum_is_of_the_bytes_that_are_used, what_is_no_file_with_bytes_is_refused,
	       holes_of_a_sparse_file_are_zeros, file_that_shrinks_while_it_is_read_is_told,
	       file_that_is_changed_before_it_is_read_is_refused,
	       plan_directory_comes_before_those_of_I_in_their_order,
	       file_of_the_user_replaces_all_pieces_and_may_lie_anywhere,
	       later_fault_leaves_no_file_open)
