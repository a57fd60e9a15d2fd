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

/* The plan has this size, and a note with this. */
static void assert_log(const char *log, uint64_t size, const char *list, const char *note)
{
	struct fp_faults *faults;
	struct fp_plan *const plan = format_import(LOG, log, strlen(log), 0, NULL, &faults);

	ck_assert_msg(plan != NULL, "%s", faults->item[0].text);
	ck_assert_uint_eq(plan->size, size);
	format_assert_list(plan, list);
	ck_assert_msg(!note || format_has_note(faults, note), "%s", faults->item[0].text);
	fp_plan_free(plan);
}

#define ONE "Creating 1 MTD partitions on \"spi0.0\":\n0x0-0xf0000 : \"a\"\n"

START_TEST(log_that_states_the_size)
{
	assert_log("m25p80 spi0.0: mx25l12805d (16384 Kbytes)\n" ONE, 16 << 20, "a 0 f0000\n",
		   NULL);
	assert_log("Block:64KB Chip:16MB Name:\"W25Q128B\"\n" ONE, 16 << 20, "a 0 f0000\n", NULL);
	assert_log(
		"SF: Detected GD25Q64 with page size 256 Bytes, erase size 4 KiB, total 8 MiB\n" ONE,
		8 << 20, "a 0 f0000\n", NULL);
	assert_log("nand: 128 MiB, SLC\nDRAM: 64 MiB\nspi-nor spi1.0: w25q256 (32768 Kbytes)\n"
		   "spi-nor spi0.0: w25q64 (8192 Kbytes)\n" ONE,
		   8 << 20, "a 0 f0000\n", NULL);
	/* Of another chip, or of several that no line tells apart. */
	format_refuse_text(LOG, "spi-nor: w25q40 (512 Kbytes)\n" ONE, 0, "how large is the chip?");
	format_refuse_text(LOG, "flash 8 MiB\nflash 16 MiB\n" ONE, 0, "how large is the chip?");
}
END_TEST

START_TEST(what_the_kernel_disabled_or_cut)
{
	assert_log(
		"Creating 2 MTD partitions on \"spi0.0\":\n0x0-0x80000 : \"a\"\n"
		"0x80000-0x200000 : \"b\"\n"
		"mtd: partition \"b\" extends beyond the end of device \"spi0.0\" -- size truncated to 0x80000\n"
		"0x200000-0x400000 : \"c\"\n"
		"mtd: partition \"c\" is out of reach -- disabled\n",
		1 << 20, "a 0 80000\nb 80000 80000\n", "\"c\" at 0x200000 is left out");
}
END_TEST

START_TEST(places_that_begin_at_0_again_without_a_heading)
{
	assert_log("0x0-0x80000 : \"a\"\n0x0-0x100000 : \"b\"\n", 1 << 20,
		   "a 0 80000\nb.rest 80000 80000\n+ b 0 100000\n",
		   "these look like several devices");
	assert_log("0x0-0x80000 : \"a\"\n0x80000-0x100000 : \"b\"\n", 1 << 20,
		   "a 0 80000\nb 80000 80000\n", NULL);
}
END_TEST

START_TEST(lines_that_a_terminal_wrapped)
{
	assert_log(
		"[    0.1] Creating 2 MTD partitions \non \"spi0.0\":\n[    0.2] 0x000000000000-0x0000000\n"
		"80000 : \"a\"\n[    0.3] 0x000000080000-0x000000100000 :\n\"b\"\n",
		1 << 20, "a 0 80000\nb 80000 80000\n", NULL);
}
END_TEST

START_TEST(only_inner_partitions_are_left)
{
	assert_log("Creating 1 MTD partitions on \"spi0.0\":\n0x0-0x200000 : \"a\"\n"
		   "mtd: partition \"a\" is out of reach -- disabled\n"
		   "Creating 1 MTD partitions on \"a\":\n0x0-0x100000 : \"b\"\n",
		   1 << 20, "b 0 100000\n", NULL);
}
END_TEST

static void assert_list(const char *text, uint64_t size, const char *list, const char *note)
{
	char whole[1024];
	struct fp_faults *faults;
	struct fp_plan *plan;

	snprintf(whole, sizeof whole, HEADING "%s", text);
	plan = format_import(MTD, whole, strlen(whole), size, NULL, &faults);
	ck_assert_msg(plan != NULL, "%s", faults->item[0].text);
	format_assert_list(plan, list);
	ck_assert_msg(format_has_note(faults, note), "%s", faults->item[0].text);
	fp_plan_free(plan);
}

START_TEST(sums_tell_what_lies_over_all)
{
	static const char parts[] =
		"mtd0: 80000 1000 \"a\"\nmtd1: 40000 1000 \"b\"\nmtd2: 40000 1000 \"c\"\n";
	char text[400];

	snprintf(text, sizeof text, "%smtd3: 100000 1000 \"all\"\n", parts);
	assert_list(text, 0, "a 0 80000\nb 80000 40000\nc c0000 40000\n+ all 0 100000\n",
		    "unless sums tell");
	assert_list(text, 1 << 20, "a 0 80000\nb 80000 40000\nc c0000 40000\n+ all 0 100000\n",
		    "unless sums tell");
	/* Called like any other it is one more, but where the chip is as large as that. */
	snprintf(text, sizeof text, "%smtd3: 100000 1000 \"x\"\n", parts);
	assert_list(text, 0, "a 0 80000\nb 80000 40000\nc c0000 40000\nx 100000 100000\n", "");
	assert_list(text, 1 << 20, "a 0 80000\nb 80000 40000\nc c0000 40000\n+ x 0 100000\n", "");
	snprintf(text, sizeof text, "mtd9: 100000 1000 \"spi0.0\"\n%s", parts);
	assert_list(text, 0, "a 0 80000\nb 80000 40000\nc c0000 40000\n+ spi0.0 0 100000\n", "");
}
END_TEST

START_TEST(sums_tell_what_lies_in_the_firmware)
{
	assert_list("mtd0: 30000 1000 \"u-boot\"\nmtd1: c0000 1000 \"firmware\"\n"
		    "mtd2: 40000 1000 \"kernel\"\nmtd3: 80000 1000 \"rootfs\"\n"
		    "mtd4: 20000 1000 \"rootfs_data\"\nmtd5: 10000 1000 \"art\"\n",
		    0,
		    "u-boot 0 30000\nfirmware 30000 c0000\nart f0000 10000\n+ kernel 30000 40000\n"
		    "+ rootfs 70000 80000\n+ rootfs_data d0000 20000\n",
		    "unless sums tell");
}
END_TEST

START_TEST(sums_that_do_not_fill_the_chip_are_said)
{
	assert_list(
		"mtd0: 20000 1000 \"spl\"\nmtd1: 300000 1000 \"uboot\"\n", 16 << 20,
		"spl 0 20000\nuboot 20000 300000\n",
		"add up to 0x320000, not to the chip's 16M: there are gaps, or partitions inside");
}
END_TEST

TEST_MAIN("format-bootlog", log_with_time_stamps,
	  nested_partitions_are_spans_and_late_ones_find_their_chip,
	  late_partition_goes_where_one_is_missing, lost_lines_are_noticed,
	  last_start_of_the_machine_counts, log_without_heading,
	  several_chips_are_listed_and_chosen_by_name, impossible_places_are_errors_with_their_line,
	  list_of_mtd_devices, broken_lists_are_errors_with_their_line, log_that_states_the_size,
	  what_the_kernel_disabled_or_cut, places_that_begin_at_0_again_without_a_heading,
	  lines_that_a_terminal_wrapped, only_inner_partitions_are_left,
	  sums_tell_what_lies_over_all, sums_tell_what_lies_in_the_firmware,
	  sums_that_do_not_fill_the_chip_are_said)
