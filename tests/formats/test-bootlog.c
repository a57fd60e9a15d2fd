// SPDX-License-Identifier: GPL-2.0-or-later
// Kernel logs and /proc/mtd.

#include <string.h>

#include "support/format-bench.h"

#define LOG (&fp_format_bootlog)
#define MTD (&fp_format_proc_mtd)

START_TEST(log_with_time_stamps)
{
	struct fp_plan *plan = format_read_text(
		LOG,
		"[    0.806926] 2 cmdlinepart partitions found on MTD device jz_sfc\r\n"
		"[    0.813135] Creating 2 MTD partitions on \"jz_sfc\":\r\n"
		"[    0.818163] 0x000000000000-0x000000040000 : \"boot\"\r\n"
		"[    0.820000] usb 0x1-0x2 : nothing\r\n"
		"[    0.823787] 0x000000040000-0x000001000000 : \"0:rest\"\r\n",
		0);

	format_assert_list(plan, "boot 0 40000\n0_rest 40000 fc0000 \"0:rest\"\n");
	ck_assert_str_eq(plan->mtd_id, "jz_sfc");
	ck_assert_uint_eq(plan->size, 0x1000000);
	fp_plan_free(plan);
}
END_TEST

/* openwrt/openwrt#1562 */
static const char nested[] = "Creating 4 MTD partitions on \"spi0.0\":\n"
			     "0x000000000000-0x000000050000 : \"u-boot\"\n"
			     "0x000000050000-0x000000070000 : \"u-boot-env\"\n"
			     "0x000000070000-0x000000ff0000 : \"firmware\"\n"
			     "Creating 2 MTD partitions on \"firmware\":\n"
			     "0x000000000000-0x00000018e440 : \"kernel\"\n"
			     "0x00000018e440-0x000000f80000 : \"rootfs\"\n"
			     "0x000000720000-0x000000f80000 : \"rootfs_data\"\n"
			     "0x000000ff0000-0x000001000000 : \"art\"\n";

START_TEST(nested_partitions_are_spans_and_late_ones_find_their_chip)
{
	struct fp_faults *faults;
	struct fp_plan *plan = format_import(LOG, nested, strlen(nested), 0, NULL, &faults);

	ck_assert_ptr_nonnull(plan);
	format_assert_list(plan, "u-boot 0 50000\nu-boot-env 50000 20000\nfirmware 70000 f80000\n"
				 "art ff0000 10000\n+ kernel 70000 18e440\n"
				 "+ rootfs 1fe440 df1bc0\n+ rootfs_data 790000 860000\n");
	ck_assert(!format_has_note(faults, "are announced"));
	fp_plan_free(plan);
}
END_TEST

START_TEST(late_partition_goes_where_one_is_missing)
{
	struct fp_plan *plan = format_read_text(LOG,
						"Creating 2 MTD partitions on \"a\":\n"
						"0x80000-0x100000 : \"firmware\"\n"
						"Creating 1 MTD partitions on \"firmware\":\n"
						"0x40000-0x80000 : \"kernel\"\n"
						"0x0-0x40000 : \"boot\"\n",
						0);

	format_assert_list(plan, "firmware 80000 80000\nboot 0 40000\n+ kernel c0000 40000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(lost_lines_are_noticed)
{
	static const char log[] = "Creating 3 MTD partitions on \"a\":\n0x0-0x10000 : \"x\"\n";
	struct fp_faults *faults;
	struct fp_plan *plan = format_import(LOG, log, strlen(log), 0, NULL, &faults);

	ck_assert(format_has_note(faults, "3 partitions on \"a\" are announced, 1 found"));
	fp_plan_free(plan);
}
END_TEST

START_TEST(last_start_of_the_machine_counts)
{
	struct fp_plan *plan = format_read_text(LOG,
						"Creating 1 MTD partitions on \"a\":\n"
						"0x0-0x10000 : \"x\"\n"
						"Creating 1 MTD partitions on \"x\":\n"
						"0x0-0x1000 : \"y\"\n"
						"Creating 1 MTD partitions on \"a\":\n"
						"0x0-0x20000 : \"x\"\n",
						0);

	format_assert_list(plan, "x 0 20000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(log_without_heading)
{
	struct fp_plan *plan =
		format_read_text(LOG, "0x00000000-0x00040000 : \"boot\"\n", 0x100000);

	format_assert_list(plan, "boot 0 40000\n");
	ck_assert_ptr_null(plan->mtd_id);
	fp_plan_free(plan);
}
END_TEST

START_TEST(several_chips_are_listed_and_chosen_by_name)
{
	static const char log[] = "Creating 1 MTD partitions on \"spi0.0\":\n0x0-0x10000 : \"x\"\n"
				  "Creating 1 MTD partitions on \"spi0.1\":\n0x0-0x20000 : \"x\"\n";
	struct fp_plan *plan = format_read(LOG, log, strlen(log), 0, "spi0.1");

	format_assert_list(plan, "x 0 20000\n");
	fp_plan_free(plan);
	format_refuse_text(LOG, log, 0,
			   "several MTD devices are in the log: \"spi0.0\", \"spi0.1\"");
	ck_assert_ptr_null(format_import(LOG, log, strlen(log), 0, "spi1.0", NULL));
}
END_TEST

START_TEST(impossible_places_are_errors_with_their_line)
{
	format_refuse_text(LOG, "\n0x20000-0x10000 : \"x\"\n", 2, "0x20000-0x10000 is no place");
	format_refuse_text(LOG, "0x0-0x100000001 : \"x\"\n", 1, "is no place on a flash chip");
	format_refuse_text(LOG, "nothing\n", 0, "expected lines such as");
}
END_TEST

START_TEST(list_of_mtd_devices)
{
	static const char list[] = "# cat /proc/mtd\n"
				   "dev:    size   erasesize  name\n"
				   "mtd0: 000c0000 00001000 \"uboot\"\n"
				   "mtd1: 00340000 00001000 \"ker \"nel\"\n"
				   "# ";
	struct fp_faults *faults;
	struct fp_plan *plan = format_import(MTD, list, strlen(list), 0, NULL, &faults);

	ck_assert_ptr_nonnull(plan);
	format_assert_list(plan, "uboot 0 c0000\nker__nel c0000 340000 \"ker \"nel\"\n");
	ck_assert_uint_eq(plan->erase_size, 4096);
	ck_assert(format_has_note(faults, "does not tell offsets"));
	fp_plan_free(plan);
}
END_TEST

START_TEST(broken_lists_are_errors_with_their_line)
{
#define HEADING "dev:    size   erasesize  name\n"
	format_refuse_text(MTD, HEADING "mtd0: 10000 1000 boot\n", 2, "expected a line such as");
	format_refuse_text(MTD, HEADING "mtd0: 10000 1000 \"a\"\nmtd1: x 1000 \"b\"\n", 3,
			   "found \"mtd1: x 1000 \"b\"\"");
	format_refuse_text(MTD, HEADING "mtd0: 10000 0 \"a\"\n", 2, "no size of a flash chip");
	format_refuse_text(MTD, "x\n", 1, "expected the heading");
	format_refuse_text(MTD, HEADING, 0, "no partitions are in it");
}
END_TEST

TEST_MAIN("format-bootlog", log_with_time_stamps,
	  nested_partitions_are_spans_and_late_ones_find_their_chip,
	  late_partition_goes_where_one_is_missing, lost_lines_are_noticed,
	  last_start_of_the_machine_counts, log_without_heading,
	  several_chips_are_listed_and_chosen_by_name, impossible_places_are_errors_with_their_line,
	  list_of_mtd_devices, broken_lists_are_errors_with_their_line)
