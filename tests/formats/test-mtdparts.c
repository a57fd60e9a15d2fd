// SPDX-License-Identifier: GPL-2.0-or-later
// mtdparts: both dialects, where it is found, and what is refused.

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "support/format-bench.h"

#define FORMAT (&fp_format_mtdparts)
#define M16    (UINT64_C(16) << 20)

static void assert_read(const char *text, uint64_t size, const char *expected)
{
	struct fp_plan *plan = format_read_text(FORMAT, text, size);

	format_assert_list(plan, expected);
	fp_plan_free(plan);
}

START_TEST(dafang)
{
	struct fp_plan *plan = format_read_text(
		FORMAT,
		"mtdparts=jz_sfc:256k(boot),2048k(kernel),3392k(root),640k(driver),4736k(appfs),"
		"2048k(backupk),640k(backupd),2048k(backupa),256k(config),256k(para),-(flag)",
		M16);

	format_assert_list(plan,
			   "boot 0 40000\nkernel 40000 200000\nroot 240000 350000\n"
			   "driver 590000 a0000\nappfs 630000 4a0000\nbackupk ad0000 200000\n"
			   "backupd cd0000 a0000\nbackupa d70000 200000\nconfig f70000 40000\n"
			   "para fb0000 40000\nflag ff0000 10000\n");
	ck_assert_str_eq(plan->mtd_id, "jz_sfc");
	fp_plan_free(plan);
}
END_TEST

START_TEST(units_in_either_case_hexadecimal_and_octal)
{
	assert_read("a:1k(a),1K(b),0x800(c),1m(d),1M(e),010k(f),0X10(g),16(h),-(i)", M16,
		    "a 0 400\nb 400 400\nc 800 800\nd 1000 100000\ne 101000 100000\n"
		    "f 201000 2000\ng 203000 10\nh 203010 10\ni 203020 dfcfe0\n");
}
END_TEST

START_TEST(offsets_flags_and_missing_names)
{
	assert_read("x:64k@0x10000(a)ro,64k(b)rolk,64k(c)lk,64k,64k@1m(d)slc", M16,
		    "a 10000 10000 ro\nb 20000 10000 ro\nc 30000 10000\n"
		    "Partition_003 40000 10000\nd 100000 10000\n");
}
END_TEST

START_TEST(entries_behind_the_rest_are_read)
{
	assert_read("sfc:256k(boot),64k(env)ro,2048k(kernel),5120k(rootfs),-(rootfs_data),"
		    "7680k@0x80000(upgrade),8192k@0(all)",
		    0,
		    "boot 0 40000\nenv 40000 10000 ro\nkernel 50000 200000\n"
		    "rootfs 250000 500000\nrootfs_data 750000 b0000\n"
		    "+ upgrade 80000 780000\n+ all 0 800000\n");
}
END_TEST

START_TEST(whole_chip_is_a_span_wherever_it_stands)
{
	assert_read("a:16M@0(all),256K@0(boot),-(rest)", M16,
		    "boot 0 40000\nrest 40000 fc0000\n+ all 0 1000000\n");
}
END_TEST

START_TEST(foreign_names_become_labels)
{
	assert_read("a:64k(0:ART),64k(0_ART),64k(0:ART),64k()", 0x40000,
		    "0_ART-2 0 10000 \"0:ART\"\n0_ART 10000 10000\n"
		    "0_ART-3 20000 10000 \"0:ART\"\npart 30000 10000\n");
}
END_TEST

START_TEST(id_may_hold_colons)
{
	struct fp_plan *plan = format_read_text(FORMAT, "mtdparts=1f000000.spi:0:64k(a:b)", 0);

	ck_assert_str_eq(plan->mtd_id, "1f000000.spi:0");
	fp_plan_free(plan);
}
END_TEST

START_TEST(found_in_a_command_line)
{
	assert_read("console=ttyS1 mtdparts=jz:64k(a),64k(b) root=/dev/mtdblock2\n", 0,
		    "a 0 10000\nb 10000 10000\n");
	assert_read("setenv bootargs 'mem=64M mtdparts=jz:64k(a)'", 0, "a 0 10000\n");
	assert_read("mtdparts=mtdparts=jz:64k(a)", 0, "a 0 10000\n");
}
END_TEST

#define DECOY "\377\0mtdparts=jz:64k(a),64k\0mtdparts=jz:64k(a),64k(c\0"

START_TEST(bootargs_of_a_boot_loader_win_over_truncated_text)
{
	static const char dump[] = "\x27\x05" DECOY "bootargs=x mtdparts=jz:64k(a),192k(b)\0"
				   "mtdparts=jz:128k(other)\0set mtdparts=${mtdparts}\0";
	struct fp_plan *plan = format_read(FORMAT, dump, sizeof dump, 0, NULL);

	format_assert_list(plan, "a 0 10000\nb 10000 30000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(longer_text_wins_over_its_beginning)
{
	static const char dump[] = DECOY "mtdparts=jz:64k(a),64k(c)\0";
	struct fp_plan *plan = format_read(FORMAT, dump, sizeof dump, 0, NULL);

	format_assert_list(plan, "a 0 10000\nc 10000 10000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(text_that_cannot_be_read_is_passed_over)
{
	static const char dump[] = "mtdparts=jz:128k(b\0mtdparts=jz:64k(a)";
	struct fp_plan *plan = format_read(FORMAT, dump, sizeof dump, 0, NULL);

	format_assert_list(plan, "a 0 10000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(truncated_text_alone_is_refused)
{
	static const char dump[] = "\0mtdparts=jz:64k(a),64k(b\0\377";

	format_refuse(FORMAT, dump, sizeof dump, M16, 1,
		      "expected size[@offset](name), found \"64k(b\"");
	format_refuse_text(FORMAT, "x\nmtdparts=jz:64k(a),", 2, "breaks off at its end");
}
END_TEST

START_TEST(different_tables_are_listed_and_chosen_by_offset)
{
	static const char dump[] = "mtdparts=jz:64k(a)\0mtdparts=jz:128k(b)";
	struct fp_plan *plan;

	format_refuse(FORMAT, dump, sizeof dump, M16, 0,
		      "several different partition tables are in it: \"jz:64k(a)\" at 0x9, "
		      "\"jz:128k(b)\" at 0x1c");
	plan = format_read(FORMAT, dump, sizeof dump, 0, "0x1c");
	format_assert_list(plan, "b 0 20000\n");
	fp_plan_free(plan);
	ck_assert_ptr_null(format_import(FORMAT, dump, sizeof dump, 0, "0x1d", NULL));
}
END_TEST

START_TEST(several_devices_are_listed_and_chosen_by_id)
{
	static const char text[] = "\nmtdparts=nand0:1m(x);spi0.0:64k(a),64k(b)";
	struct fp_plan *plan = format_read(FORMAT, text, strlen(text), 0, "spi0.0");

	format_assert_list(plan, "a 0 10000\nb 10000 10000\n");
	fp_plan_free(plan);
	format_refuse_text(FORMAT, text, 2,
			   "partitions of several devices are in it: `nand0`, `spi0.0`");
	ck_assert_ptr_null(format_import(FORMAT, text, strlen(text), 0, "nor0", NULL));
}
END_TEST

START_TEST(malformed_entries_are_refused)
{
	static const char *const bad[] = {
		"a:64x(b)",	     "a:64k(b)rw",  "a:(b)",
		"a:64k@(b)",	     "a:64k@zz(b)", "a:5g(b)",
		"a:099k(b)",	     "a:0x(b)",	    "a:99999999999999999999(b)",
		"a:64k(b)ro,,64k(c)"
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		format_refuse_text(FORMAT, bad[i], 1, "expected size[@offset](name)");
	format_refuse_text(FORMAT, "mtdparts=64k(b)", 1, "expected \"mtd-id:\"");
	format_refuse_text(FORMAT, "mtdparts=$x", 0, "expected \"mtdparts=...\"");
}
END_TEST

START_TEST(size_of_the_chip_is_asked_for)
{
	format_refuse_text(FORMAT, "a:256k(b),-(c)", 0,
			   "how large is the chip? mtdparts does not tell, and the last partition "
			   "takes the rest");
	format_refuse_text(FORMAT, "a:192k(b)", 0, "the last partition ends at 0x30000");
}
END_TEST

START_TEST(written_strictly)
{
	struct fp_plan *plan = format_plan(
		"{\"flashplan\":1,\"flash\":{\"size\":\"1M\",\"mtd-id\":\"jz_sfc\"},"
		"\"partitions\":[{\"name\":\"b\",\"offset\":\"128K\",\"size\":\"64K\","
		"\"read-only\":true},{\"name\":\"a\",\"offset\":0,\"size\":1000},"
		"{\"name\":\"c\",\"offset\":\"192K\",\"size\":\"rest\",\"label\":\"0:C\"}]}");

	format_assert_written(FORMAT, plan,
			      "mtdparts=jz_sfc:0x3e8(a),64k@0x20000(b)ro,832k(0:C)\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(label_that_cannot_stand_there_is_noted)
{
	static struct fp_faults notes;
	struct fp_error err = { 0 };
	struct fp_plan *plan = format_plan(
		"{\"flashplan\":1,\"flash\":{\"size\":\"1M\",\"mtd-id\":\"a\"},\"partitions\":["
		"{\"name\":\"a\",\"size\":\"1M\",\"label\":\"x) y\"}]}");

	format_assert_written(FORMAT, plan, "mtdparts=a:1024k(a)\n");
	ck_assert_int_eq(fp_export(FORMAT, plan, false, test_path("out"), &notes, &err), 0);
	ck_assert(format_has_note(&notes, "the label \"x) y\" cannot stand in mtdparts: `a`"));
	fp_plan_free(plan);
}
END_TEST

START_TEST(not_written_without_an_id)
{
	struct fp_plan *plan = format_plan("{\"flashplan\":1,\"flash\":{\"size\":\"1M\"},"
					   "\"partitions\":[{\"name\":\"a\",\"size\":\"1M\"}]}");

	format_refuse_write(FORMAT, plan, "mtdparts needs the name that the kernel has");
	plan->mtd_id = "a b";
	format_refuse_write(FORMAT, plan, "the mtd-id \"a b\" cannot stand in mtdparts");
	fp_plan_free(plan);
}
END_TEST

/* Each "mtdparts=" begins a text that would go on to the end of all. */
START_TEST(text_without_an_end_is_bounded)
{
	static const char piece[] = "mtdparts=x:1k(";
	char *text = malloc(100000 * strlen(piece) + 1), *end = text;

	for (int i = 0; i < 100000; i++)
		end = stpcpy(end, piece);
	format_refuse_text(FORMAT, text, 1, "the partition table has no end within 65536 bytes");
	free(text);
}
END_TEST

START_TEST(variables_of_the_environment_are_put_in)
{
	struct fp_plan *plan = format_read_text(
		FORMAT,
		"bootargs=mtdparts=a:64k(boot),${size}(root),$(rest)\nsize=${n}k\nn=128\nrest=-(x)\nmysize=1\n",
		1 << 20);

	format_assert_list(plan, "boot 0 10000\nroot 10000 20000\nx 30000 d0000\n");
	fp_plan_free(plan);
	format_refuse_text(FORMAT, "mtdparts=a:64k(boot),${size}(root)\n", 1,
			   "the variable ${size} stands nowhere in it");
	/* One that holds itself comes to an end. */
	format_refuse_text(FORMAT, "x=${x}k\nmtdparts=a:${x}(boot)\n", 2, "the variable ${x}");
}
END_TEST

START_TEST(names_may_hold_blanks)
{
	struct fp_plan *const plan = format_read_text(
		FORMAT, "console=x mtdparts=a:64k(u-boot env),-(b) root=/dev/mtd (1)\n", 1 << 20);

	format_assert_list(plan, "u-boot_env 0 10000 \"u-boot env\"\nb 10000 f0000\n");
	fp_plan_free(plan);
	format_refuse_text(FORMAT, "mtdparts=a:64k(boot root=/dev/mtd(1)\n", 1, "expected size");
}
END_TEST

START_TEST(lines_that_were_wrapped)
{
	struct fp_plan *plan = format_read_text(
		FORMAT, "Kernel command line: mtdparts=a:64k(boot),64k(ker\nnel),\r\n-(b) x=1\n",
		1 << 20);

	format_assert_list(plan, "boot 0 10000\nkernel 10000 10000\nb 20000 e0000\n");
	fp_plan_free(plan);
	format_refuse_text(FORMAT, "mtdparts=a:64k(boot),\n\n", 1, "breaks off at its end");
}
END_TEST

START_TEST(rest_at_an_offset_goes_to_the_chip_s_end)
{
	struct fp_plan *const plan =
		format_read_text(FORMAT, "mtdparts=a:64k(boot),-(fs),-@0(all)", 1 << 20);

	format_assert_list(plan, "boot 0 10000\nfs 10000 f0000\n+ all 0 100000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(list_without_an_id_goes_with_one_that_is_stated)
{
	const struct fp_input in = {
		.data = (const uint8_t *)"64k(a),64k(b)", .n = 13, .file = "in", .mtd_id = "spi0.0"
	};
	const struct fp_format *format = FORMAT;
	static struct fp_faults faults;
	struct fp_plan *plan;

	ck_assert_int_eq(fp_import(&in, &format, &plan, &faults), 0);
	format_assert_list(plan, "a 0 10000\nb 10000 10000\n");
	ck_assert_str_eq(plan->mtd_id, "spi0.0");
	fp_plan_free(plan);
	format_refuse_text(FORMAT, "64k(a),64k(b)", 1, "expected \"mtd-id:\"");
}
END_TEST

START_TEST(whole_dump_tells_the_size_and_where_the_table_is)
{
	static uint8_t dump[1 << 20];
	static const char vars[] = "mtdparts=a:64k(boot),64k(env),-(rest)";
	struct fp_faults *faults;
	struct fp_plan *plan;

	memset(dump, 0, sizeof dump);
	memcpy(dump + 0x10004, vars, sizeof vars);
	fp_put_le32(dump + 0x10000, (uint32_t)crc32(0, dump + 0x10004, 0x10000 - 4));
	plan = format_import(FORMAT, dump, sizeof dump, 0, NULL, &faults);
	ck_assert_ptr_nonnull(plan);
	ck_assert_uint_eq(plan->size, sizeof dump);
	ck_assert(format_has_note(faults, "the chip's size is taken to be the file's, 1M"));
	ck_assert_int_eq(plan->table.kind, FP_TABLE_MTDPARTS);
	ck_assert_str_eq(plan->table.partition, "env");
	fp_plan_free(plan);
	/* The boot loader alone, and a dump that is none of this table's. */
	format_refuse(FORMAT, dump, 0x10000 + 200, 0, 0, "how large is the chip?");
	memcpy(dump + 0x10004, "mtdparts=a:64k(boot),448k(env)", 31);
	plan = format_import(FORMAT, dump, sizeof dump, 0, NULL, &faults);
	ck_assert_uint_eq(plan->size, sizeof dump);
	ck_assert(format_has_note(faults, "mtdparts tells of a chip of 512K, and the file has 1M"));
	ck_assert_int_eq(plan->table.kind, FP_TABLE_UNSTATED);
	fp_plan_free(plan);
	memcpy(dump + 0x80000, dump, 0x80000);
	plan = format_import(FORMAT, dump, sizeof dump, 0, NULL, &faults);
	ck_assert_uint_eq(plan->size, 0x80000);
	ck_assert(format_has_note(faults, "in two equal halves"));
	fp_plan_free(plan);
}
END_TEST

TEST_MAIN("format-mtdparts", dafang, units_in_either_case_hexadecimal_and_octal,
	  offsets_flags_and_missing_names, entries_behind_the_rest_are_read,
	  whole_chip_is_a_span_wherever_it_stands, foreign_names_become_labels, id_may_hold_colons,
	  found_in_a_command_line, bootargs_of_a_boot_loader_win_over_truncated_text,
	  longer_text_wins_over_its_beginning, text_that_cannot_be_read_is_passed_over,
	  truncated_text_alone_is_refused, label_that_cannot_stand_there_is_noted,
	  different_tables_are_listed_and_chosen_by_offset,
	  several_devices_are_listed_and_chosen_by_id, malformed_entries_are_refused,
	  size_of_the_chip_is_asked_for, text_without_an_end_is_bounded, written_strictly,
	  not_written_without_an_id, variables_of_the_environment_are_put_in, names_may_hold_blanks,
	  lines_that_were_wrapped, rest_at_an_offset_goes_to_the_chip_s_end,
	  list_without_an_id_goes_with_one_that_is_stated,
	  whole_dump_tells_the_size_and_where_the_table_is)
