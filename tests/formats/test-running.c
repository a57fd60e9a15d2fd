// SPDX-License-Identifier: GPL-2.0-or-later
// What a running device tells: /sys/class/mtd, and U-Boot's own lists.

#include <string.h>

#include "support/format-bench.h"

#define SYSFS (&fp_format_sysfs_mtd)
#define UBOOT (&fp_format_uboot)

/* A device in a directory below its bus, with its offset (-1: a whole chip). */
static void add_device(char *text, const char *dir, int number, const char *name, long long offset,
		       long size)
{
	const size_t n = strlen(text);
	char place[40] = "";

	if (offset >= 0)
		snprintf(place, sizeof place, "mtd%d/offset:%lld\n", number, offset);
	snprintf(text + n, 4096 - n,
		 "/sys/devices/%s/mtd%d\nmtd%d/name:%s\nmtd%d/size:%ld\nmtd%dro/name:x\n"
		 "mtd%d/erasesize:4096\nmtd%d/flags:%s\n%s",
		 dir, number, number, name, number, size, number, number, number,
		 strcmp(name, "boot") == 0 ? "0x800" : "0xc00", place);
}

START_TEST(path_tells_what_an_offset_counts_from)
{
	char text[4096] = "$ grep\n";
	struct fp_plan *plan;

	add_device(text, "spi0.0/mtd/mtd0", 1, "boot", 0, 0x10000);
	add_device(text, "spi0.0/mtd/mtd0", 2, "fw", 0x10000, 0xe0000);
	add_device(text, "spi0.0/mtd/mtd0/mtd2", 10, "kernel", 0x1000, 0x20000);
	add_device(text, "spi0.0/mtd", 0, "spi0.0", -1, 0x100000);
	ck_assert(format_probe(SYSFS, text, strlen(text)));
	plan = format_read_text(SYSFS, text, 0);
	format_assert_list(plan, "boot 0 10000 ro\nfw 10000 e0000\n+ kernel 11000 20000\n");
	ck_assert_uint_eq(plan->size, 0x100000);
	ck_assert_uint_eq(plan->erase_size, 4096);
	ck_assert_str_eq(plan->mtd_id, "spi0.0");
	fp_plan_free(plan);
}
END_TEST

START_TEST(kernel_that_shows_no_device_for_the_chip)
{
	char text[4096] = "";
	struct fp_faults *faults;
	struct fp_plan *plan;

	add_device(text, "spi0.0/mtd", 0, "boot", 0, 0x10000);
	add_device(text, "spi0.0/mtd", 1, "fw", 0x10000, 0xf0000);
	add_device(text, "spi0.0/mtd", 2, "kernel", 0, 0x20000);
	add_device(text, "spi0.0/mtd", 3, "rootfs", 0x20000, 0xd0000);
	plan = format_import(SYSFS, text, strlen(text), 0, NULL, &faults);
	ck_assert_ptr_nonnull(plan);
	format_assert_list(plan, "boot 0 10000 ro\nfw 10000 f0000\n+ kernel 10000 20000\n"
				 "+ rootfs 30000 d0000\n");
	ck_assert(
		format_has_note(faults, "taken by their room: `kernel` in `fw`, `rootfs` in `fw`"));
	fp_plan_free(plan);
}
END_TEST

START_TEST(nor_chip_is_taken_where_there_are_others)
{
	char text[4096] = "";
	struct fp_plan *plan;

	add_device(text, "nand/mtd", 0, "ubi", 0, 0x100000);
	strcat(text, "mtd0/type:nand\n");
	add_device(text, "spi0.0/mtd", 1, "a", 0, 0x10000);
	strcat(text, "mtd1/type:nor\n");
	plan = format_read_text(SYSFS, text, 0);
	format_assert_list(plan, "a 0 10000\n");
	fp_plan_free(plan);
	plan = format_read(SYSFS, text, strlen(text), 0, "ubi");
	format_assert_list(plan, "ubi 0 100000\n");
	fp_plan_free(plan);
	add_device(text, "spi0.1/mtd", 2, "b", 0, 0x10000);
	format_refuse_text(SYSFS, text, 0, "several chips are in it: ubi, a, b");
}
END_TEST

START_TEST(what_is_no_table_of_sysfs_is_refused)
{
	format_refuse_text(SYSFS, "x\n", 0, "expected lines such as");
	format_refuse_text(SYSFS, "mtd0/name:a\n", 0, "mtd0 has no size in it");
	format_refuse_text(SYSFS, "mtd0/size:4096\n", 0, "mtd0 has no name in it");
	format_refuse_text(SYSFS, "mtd0/name:a\nmtd0/size:4K\n", 2,
			   "expected a number, found \"4K\"");
	format_refuse_text(SYSFS,
			   "mtd0/name:a\nmtd0/size:65536\nmtd1/name:b\nmtd1/size:65536\n"
			   "mtd2/name:c\nmtd2/size:4096\nmtd2/offset:0\n",
			   0, "no paths tell which partitions are whose");
}
END_TEST

#define TITLE " #: name\t\tsize\t\toffset\t\tmask_flags\n"

START_TEST(table_of_mtdparts)
{
	static const char text[] = "=> mtdparts\r\n\r\ndevice nor0 <spi0.0>, # parts = 2\r\n" TITLE
				   " 0: u-boot              0x00040000\t0x00000000\t1\r\n"
				   " 1: a-name-of-20-letters0x000c0000\t0x00040000\t0\r\n\r\n"
				   "mtdparts: mtdparts=spi0.0:64k(other)\r\n";
	struct fp_plan *const plan = format_read_text(UBOOT, text, 0);

	ck_assert(format_probe(UBOOT, text, strlen(text)));
	format_assert_list(plan, "u-boot 0 40000 ro\na-name-of-20-letters 40000 c0000\n");
	ck_assert_str_eq(plan->mtd_id, "spi0.0");
	fp_plan_free(plan);
}
END_TEST

START_TEST(net_size_is_passed_over)
{
	struct fp_plan *const plan = format_read_text(
		UBOOT,
		"device nor0 <a>, # parts = 1\n" TITLE
		" 0: x y                 0x00100000\t0x000e0000 (!)\t0x00000000\t0\n",
		0);

	format_assert_list(plan, "x_y 0 100000 \"x y\"\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(list_of_devices)
{
	static const char text[] =
		"* nand0\n  - type: NAND flash\n  - 0x0-0x8000000 : \"nand0\"\n\t  - 0x0-0x1000 : \"x\"\n"
		"* nor0\n  - type: NOR flash\n  - block size: 0x1000 bytes\n  - 0x0-0x100000 : \"nor0\"\n"
		"\t  - 0x0-0x40000 : \"u-boot\"\n          - 0x40000-0x100000 : \"fw\"\n"
		"\t\t  - 0x1000-0x2000 : \"kernel\"\n";
	struct fp_plan *plan = format_read_text(UBOOT, text, 0);

	ck_assert(format_probe(UBOOT, text, strlen(text)));
	format_assert_list(plan, "u-boot 0 40000\nfw 40000 c0000\n+ kernel 41000 1000\n");
	ck_assert_uint_eq(plan->size, 0x100000);
	ck_assert_uint_eq(plan->erase_size, 4096);
	fp_plan_free(plan);
	plan = format_read(UBOOT, text, strlen(text), 0, "nand0");
	format_assert_list(plan, "x 0 1000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(what_u_boot_does_not_print_is_refused)
{
	static const char two[] =
		"device nor0 <a>, # parts = 1\n" TITLE "device nor1 <b>, # parts = 1\n" TITLE;

	ck_assert(!format_probe(UBOOT, "* a\n* b\n", 8));
	format_refuse_text(UBOOT, "x\n", 0, "no list of partitions of a NOR chip");
	format_refuse_text(UBOOT, two, 0, "several devices are in it: a, b");
	format_refuse_text(UBOOT, "device nor0 <a>, # parts = 1\n" TITLE, 0,
			   "no partitions are in it");
	format_refuse_text(UBOOT,
			   "device nor0 <a>, # parts = 1\n" TITLE " 0: a 0x200000000 0x0 0\n", 3,
			   "this is no place on a flash chip");
}
END_TEST

TEST_MAIN("format-running", path_tells_what_an_offset_counts_from,
	  kernel_that_shows_no_device_for_the_chip, nor_chip_is_taken_where_there_are_others,
	  what_is_no_table_of_sysfs_is_refused, table_of_mtdparts, net_size_is_passed_over,
	  list_of_devices, what_u_boot_does_not_print_is_refused)
