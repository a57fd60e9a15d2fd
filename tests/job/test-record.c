// SPDX-License-Identifier: GPL-2.0-or-later
// Records of unfinished jobs: as text, as files, and where they are found.

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "job/record-file.h"
#include "job/registry.h"
#include "support/test.h"

static struct fp_range selected[] = { { 0x800, 0x1800 }, { 0x4000, 0x1000 } };
static struct fp_record_block blocks[] = {
	{ { 0, 0x1000 }, "11", true, FP_LETTER_PROVEN },
	{ { 0x1000, 0x1000 }, "22", false, FP_LETTER_WRITING },
	{ { 0x4000, 0x2000 }, "33", true, FP_LETTER_WAITING },
};
static const char *const command[] = { "flashplan", "write", "a b", "\xff" };
static const struct fp_record record = { .id = "0123456789abcdef0123456789abcdef",
					 .backup_sha256 = "44",
					 .backup_size = 0x6000,
					 .chip_name = "FAKE",
					 .chip_id = "ef4018",
					 .chip_size = 0x10000,
					 .command = command,
					 .n_command = 4,
					 .directory = "/somewhere",
					 .n_other_units = 2,
					 .protection = { 0x8000, 0x8000 },
					 .protection_mode = "hardware",
					 .protection_letter = FP_LETTER_LIFTED,
					 .selected = selected,
					 .n_selected = 2,
					 .blocks = blocks,
					 .n_blocks = 3 };
static struct fp_error err;

static char *text_of(const struct fp_record *r, size_t *n)
{
	char *text = fp_record_text(r, n);

	ck_assert_ptr_nonnull(text);
	ck_assert_uint_eq(strlen(text), *n);
	return text;
}

START_TEST(record_comes_back_as_it_was)
{
	struct fp_record again;
	size_t n;
	char *text = text_of(&record, &n);

	ck_assert(fp_record_parse(text, n, &again));
	ck_assert_str_eq(again.id, record.id);
	ck_assert_uint_eq(again.n_blocks, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(again.blocks[i].range.offset, blocks[i].range.offset);
		ck_assert_int_eq(again.blocks[i].letter, blocks[i].letter);
		ck_assert_int_eq(again.blocks[i].is_shared, blocks[i].is_shared);
	}
	ck_assert_uint_eq(again.n_other_units, 2);
	ck_assert_uint_eq(again.protection.offset, 0x8000);
	ck_assert_str_eq(again.protection_mode, "hardware");
	ck_assert_int_eq(again.protection_letter, FP_LETTER_LIFTED);
	ck_assert_str_eq(again.command[2], "a b");
	ck_assert_str_eq(again.command[3], "?");
	ck_assert_str_eq(again.directory, "/somewhere");
	fp_record_free(&again);
	free(text);
}
END_TEST

START_TEST(only_a_shared_block_that_is_being_written_is_at_risk)
{
	struct fp_record r = record;

	ck_assert_int_eq(fp_record_at_risk(&r), -1);
	blocks[2].letter = FP_LETTER_WRITING;
	ck_assert_int_eq(fp_record_at_risk(&r), 2);
	blocks[2].letter = FP_LETTER_WAITING;
}
END_TEST

START_TEST(any_changed_byte_but_a_letter_is_found)
{
	size_t n, n_good = 0;
	char *text = text_of(&record, &n);

	for (size_t i = 0; i < n - 1; i++) {
		struct fp_record again;

		text[i] ^= 1;
		if (fp_record_parse(text, n, &again)) {
			n_good++;
			fp_record_free(&again);
		}
		text[i] ^= 1;
	}
	ck_assert_uint_eq(n_good, 0);
	free(text);
}
END_TEST

START_TEST(letters_are_changed_in_their_places_and_nothing_else)
{
	const char *backup = test_path("my.bak"), *path = test_path("my.bak" FP_RECORD_SUFFIX);
	struct fp_record_file file, other;
	struct fp_record again;
	struct stat st;
	char why[160];
	size_t n, n_file;
	char *text = text_of(&record, &n), *now;

	ck_assert_int_eq(fp_record_create(backup, &record, &file, &err), 0);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_assert_int_eq(fp_record_create(backup, &record, &other, &err), -FP_REFUSED);
	ck_assert_int_eq(fp_record_set(&file, 2, FP_LETTER_WRITING, &err), 0);
	ck_assert_int_eq(fp_record_set(&file, -1, FP_LETTER_WAITING, &err), 0);
	now = (char *)test_read_file(path, &n_file);
	ck_assert_uint_eq(n_file, n);
	text[fp_record_letter_at(2)] = 'w';
	text[fp_record_letter_at(-1)] = '.';
	ck_assert_mem_eq(now, text, n);
	/* Its job runs. */
	ck_assert_int_eq(fp_record_open(path, (uid_t)-1, &other, &again, why), FP_RECORD_BUSY);
	fp_record_close(&file);
	ck_assert_int_eq(fp_record_open(path, (uid_t)-1, &file, &again, why), FP_RECORD_OPEN);
	fp_record_free(&again);
	ck_assert(fp_record_lock(&file));
	ck_assert_int_eq(fp_record_remove(&file, &err), 0);
	ck_assert_int_eq(fp_record_open(path, (uid_t)-1, &file, &again, why), FP_RECORD_ABSENT);
	free(now);
	free(text);
}
END_TEST

START_TEST(record_that_was_replaced_is_not_removed)
{
	const char *backup = test_path("my.bak"), *path = test_path("my.bak" FP_RECORD_SUFFIX);
	struct fp_record_file file;

	ck_assert_int_eq(fp_record_create(backup, &record, &file, &err), 0);
	ck_assert_int_eq(unlink(path), 0);
	test_write_file("my.bak" FP_RECORD_SUFFIX, "mine", 4);
	ck_assert(!fp_record_lock(&file));
	ck_assert_int_eq(fp_record_remove(&file, &err), 0);
	ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

static size_t find(const char *registry)
{
	struct fp_paths paths = { 0 };
	size_t n;

	ck_assert_int_eq(fp_registry_find(registry, &paths, &err), 0);
	n = paths.n;
	fp_paths_free(&paths);
	return n;
}

START_TEST(registry_leads_to_records_and_forgets_those_that_are_gone)
{
	const char *registry = test_path("a/b/c");
	const char *path = test_write_file("my.bak" FP_RECORD_SUFFIX, "x", 1);
	struct fp_paths paths = { 0 };

	ck_assert_uint_eq(find(registry), 0);
	fp_registry_add(registry, record.id, path);
	ck_assert_uint_eq(find(registry), 1);
	fp_registry_remove(registry, record.id);
	ck_assert_uint_eq(find(registry), 0);
	fp_registry_add(registry, record.id, path);
	unlink(path);
	ck_assert_uint_eq(find(registry), 0);
	test_write_file("x" FP_RECORD_SUFFIX, "x", 1);
	test_write_file("x.other", "x", 1);
	test_write_file(FP_RECORD_SUFFIX, "x", 1);
	ck_assert_int_eq(fp_registry_look(test_dir(), &paths, &err), 0);
	ck_assert_uint_eq(paths.n, 1);
	ck_assert_str_eq(paths.items[0], test_path("x" FP_RECORD_SUFFIX));
	fp_paths_free(&paths);
}
END_TEST

TEST_MAIN("record", record_comes_back_as_it_was,
	  only_a_shared_block_that_is_being_written_is_at_risk,
	  any_changed_byte_but_a_letter_is_found,
	  letters_are_changed_in_their_places_and_nothing_else,
	  record_that_was_replaced_is_not_removed,
	  registry_leads_to_records_and_forgets_those_that_are_gone)
