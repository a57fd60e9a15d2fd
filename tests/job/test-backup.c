// SPDX-License-Identifier: GPL-2.0-or-later
// Backups: written whole or not at all, read back only if every checksum is right.

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "job/backup.h"
#include "support/test.h"

static uint8_t data[0x3000];
static const struct fp_range ranges[] = { { 0x1000, 0x1000 }, { 0x8000, 0x2000 } };
static const struct fp_backup blocks = {
	.chip_name = "GD25Q128C",
	.chip_id = "c84018",
	.chip_size = 0x10000,
	.plan = "xiaomi-dafang",
	.erase_size = 0x1000,
	.ranges = ranges,
	.n_ranges = 2,
	.data = data,
	.size = sizeof data,
};

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static const char *create(const char *name, const struct fp_backup *backup)
{
	const char *path = test_path(name);
	struct fp_error err = { 0 };

	test_random(data, sizeof data, 1);
	ck_assert_msg(!fp_backup_create(path, backup, &err), "%s", err.text);
	return path;
}

static void assert_load_fails(const char *path, const char *text)
{
	struct fp_error err = { 0 };
	struct fp_backup backup;

	ck_assert_int_eq(fp_backup_load(path, &backup, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, text);
	ck_assert(err.hint[0]);
	fp_backup_free(&backup);
}

START_TEST(backup_comes_back_as_it_was)
{
	const char *path = create("a.bak", &blocks);
	struct fp_error err = { 0 };
	struct fp_backup b;

	ck_assert_msg(!fp_backup_load(path, &b, &err), "%s", err.text);
	ck_assert_str_eq(b.chip_name, "GD25Q128C");
	ck_assert_str_eq(b.chip_id, "c84018");
	ck_assert_str_eq(b.plan, "xiaomi-dafang");
	ck_assert_uint_eq(b.chip_size, 0x10000);
	ck_assert_uint_eq(b.erase_size, 0x1000);
	ck_assert(!b.is_chip);
	ck_assert_uint_eq(b.n_ranges, 2);
	ck_assert_mem_eq(b.ranges, ranges, sizeof ranges);
	ck_assert_uint_eq(b.size, sizeof data);
	ck_assert_mem_eq(b.data, data, sizeof data);
	fp_backup_free(&b);
}
END_TEST

START_TEST(whole_chip_is_a_plain_image)
{
	const struct fp_range whole = { 0, sizeof data };
	const struct fp_backup chip = { .chip_size = sizeof data,
					.erase_size = 0x1000,
					.is_chip = true,
					.ranges = &whole,
					.n_ranges = 1,
					.data = data,
					.size = sizeof data };
	const char *path = create("chip.bin", &chip);
	struct fp_error err = { 0 };
	struct fp_backup b;
	size_t n;
	uint8_t *image = test_read_file(path, &n);

	ck_assert_uint_eq(n, sizeof data);
	ck_assert_mem_eq(image, data, n);
	ck_assert_msg(!fp_backup_load(path, &b, &err), "%s", err.text);
	ck_assert(b.is_chip);
	ck_assert_uint_eq(b.ranges[0].size, sizeof data);
	ck_assert_str_eq(b.plan, "");
	fp_backup_free(&b);
	free(image);
}
END_TEST

START_TEST(files_are_for_the_owner_only)
{
	const char *path;
	struct stat st;

	umask(0);
	path = create("a.bak", &blocks);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
	ck_assert_int_eq(stat(test_path("a.bak.json"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
}
END_TEST

static void assert_kept(const char *path)
{
	size_t n;
	uint8_t *text = test_read_file(path, &n);

	ck_assert_str_eq((char *)text, "old");
	free(text);
}

START_TEST(existing_file_is_never_replaced)
{
	const char *path = test_write_file("a.bak", "old", 3);
	struct fp_error err = { 0 };

	ck_assert_int_eq(fp_backup_create(path, &blocks, &err), -FP_REFUSED);
	ck_assert_int_eq(errno, EEXIST);
	assert_kept(path);
	ck_assert(!exists(test_path("a.bak.json")));
}
END_TEST

START_TEST(failing_manifest_leaves_no_data)
{
	const char *manifest = test_write_file("a.bak.json", "old", 3);
	struct fp_error err = { 0 };

	ck_assert_int_eq(fp_backup_create(test_path("a.bak"), &blocks, &err), -FP_REFUSED);
	ck_assert_int_eq(errno, EEXIST);
	ck_assert(!exists(test_path("a.bak")));
	assert_kept(manifest);
}
END_TEST

static void assert_next(const char *expected)
{
	struct fp_error err = { 0 };
	char *path;

	ck_assert_msg(!fp_backup_create_next(test_path("p-2026-11-24"), &blocks, &path, &err), "%s",
		      err.text);
	ck_assert_str_eq(path, test_path(expected));
	free(path);
}

START_TEST(every_backup_gets_a_new_name)
{
	test_write_file("p-2026-11-24-2.bak.json", "old", 3);
	assert_next("p-2026-11-24-1.bak");
	assert_next("p-2026-11-24-3.bak");
	assert_next("p-2026-11-24-4.bak");
	ck_assert(!exists(test_path("p-2026-11-24-2.bak")));
}
END_TEST

START_TEST(missing_directory_is_an_error_at_once)
{
	struct fp_error err = { 0 };
	char *path;

	ck_assert_int_eq(fp_backup_create_next(test_path("none/p"), &blocks, &path, &err),
			 -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "none/p-1.bak");
	ck_assert_ptr_null(path);
}
END_TEST

START_TEST(chip_name_of_any_bytes_is_no_obstacle)
{
	struct fp_backup odd = blocks;

	strcpy(odd.chip_name, "G\xff\"D\n");
	create("a.bak", &odd);
}
END_TEST

START_TEST(changed_byte_is_found)
{
	const char *path = create("a.bak", &blocks);
	FILE *file = fopen(path, "r+b");

	fseek(file, 0x1801, SEEK_SET);
	fputc(data[0x1801] ^ 1, file);
	fclose(file);
	assert_load_fails(path, "a.bak is damaged: the bytes of 0x8000+0x2000");
}
END_TEST

START_TEST(other_length_is_found)
{
	const char *path = create("a.bak", &blocks);

	ck_assert_int_eq(truncate(path, 0x2fff), 0);
	assert_load_fails(path, "a.bak has 12287 bytes, the manifest says 12288");
	ck_assert_int_eq(truncate(path, 0x3001), 0);
	assert_load_fails(path, "a.bak");
}
END_TEST

START_TEST(missing_file_is_named)
{
	const char *path = create("a.bak", &blocks);

	unlink(path);
	assert_load_fails(path, "a.bak: No such file");
	unlink(test_path("a.bak.json"));
	assert_load_fails(path, "a.bak.json: No such file");
}
END_TEST

/* Replaces one text in the manifest of edit.bak. */
static void edit_manifest(const char *from, const char *to)
{
	char edited[4096];
	size_t n;
	char *old = (char *)test_read_file(test_path("edit.bak.json"), &n);
	const char *place = strstr(old, from);

	ck_assert_msg(place != NULL, "no %s in %s", from, old);
	snprintf(edited, sizeof edited, "%.*s%s%s", (int)(place - old), old, to,
		 place + strlen(from));
	test_write_file("edit.bak.json", edited, strlen(edited));
	free(old);
}

/* Loads the good backup with one text in its manifest replaced. */
static void assert_edit_fails(const char *from, const char *to, const char *text)
{
	const char *path = create("edit.bak", &blocks);

	edit_manifest(from, to);
	assert_load_fails(path, text);
	unlink(path);
	unlink(test_path("edit.bak.json"));
}

START_TEST(damaged_manifest_is_refused)
{
	assert_edit_fails("}", "", "damaged");
	assert_edit_fails("\"flashplan-backup\"", "\"x\"", "not the manifest of a backup");
	assert_edit_fails("backup\": 1", "backup\": 2", "version 2 of backups");
	assert_edit_fails("\"blocks\"", "\"blocs\"", "the kind is neither");
	assert_edit_fails("\"blocks\"", "\"chip\"", "the ranges are not all there");
	assert_edit_fails("size\": 65536", "size\": 36864", "leave the chip");
	assert_edit_fails("size\": 65536", "size\": \"64K\"", "no chip with");
	assert_edit_fails("erase-size\": 4096", "erase-size\": 4095", "not a power of two");
	assert_edit_fails("offset\": 32768", "offset\": 8191", "overlap");
	assert_edit_fails("offset\": 32768", "offset\": 9223372036854775807", "leave the chip");
	assert_edit_fails("offset\": 4096", "offset\": -4096", "a range without");
	assert_edit_fails("size\": 8192", "size\": 8191", "not the sum");
	assert_edit_fails("\"sha256\": \"", "\"sha256\": \"0", "without its sha256");
	assert_edit_fails("\n  \"sha256\"", "\n  \"sha\"", "no sha256");
}
END_TEST

START_TEST(names_in_a_manifest_are_neither_paths_nor_controls)
{
	const char *path;
	struct fp_error err = { 0 };
	struct fp_backup backup;

	assert_edit_fails("\"xiaomi-dafang\"", "\"../evil\"", "no name that a plan can have");
	assert_edit_fails("\"partitions\": [",
			  "\"partitions\": [ { \"name\": \"\\u001b[2J\", "
			  "\"offset\": 0, \"size\": 1 }",
			  "a partition without name");
	path = create("edit.bak", &blocks);
	edit_manifest("\"GD25Q128C\"", "\"GD\\u001b[2J\"");
	ck_assert_int_eq(fp_backup_load(path, &backup, &err), 0);
	ck_assert_str_eq(backup.chip_name, "GD?[2J");
	fp_backup_free(&backup);
}
END_TEST

START_TEST(manifest_that_is_no_json_is_placed)
{
	const char *path = create("a.bak", &blocks);
	struct fp_error err = { 0 };
	struct fp_backup b;

	test_write_file("a.bak.json", "{\n  nonsense", 12);
	ck_assert_int_eq(fp_backup_load(path, &b, &err), -FP_REFUSED);
	ck_assert_uint_eq(err.line, 2);
	ck_assert_str_eq(err.file, test_path("a.bak.json"));
	fp_backup_free(&b);
}
END_TEST

TEST_MAIN("backup", backup_comes_back_as_it_was, whole_chip_is_a_plain_image,
	  files_are_for_the_owner_only, existing_file_is_never_replaced,
	  failing_manifest_leaves_no_data, every_backup_gets_a_new_name,
	  missing_directory_is_an_error_at_once, chip_name_of_any_bytes_is_no_obstacle,
	  changed_byte_is_found, other_length_is_found, missing_file_is_named,
	  damaged_manifest_is_refused, names_in_a_manifest_are_neither_paths_nor_controls,
	  manifest_that_is_no_json_is_placed)
