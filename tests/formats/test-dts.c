// SPDX-License-Identifier: GPL-2.0-or-later
// Device trees, blobs and sources.

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "support/format-bench.h"

#define DTB (&fp_format_dtb)

static uint8_t blob[8192];

static void begin_tree(void)
{
	ck_assert_int_eq(fdt_create(blob, sizeof blob), 0);
	fdt_finish_reservemap(blob);
	fdt_begin_node(blob, "");
}

static void end_tree(void)
{
	fdt_end_node(blob);
	ck_assert_int_eq(fdt_finish(blob), 0);
}

static void begin_table(const char *name, uint32_t address_cells, uint32_t size_cells)
{
	fdt_begin_node(blob, name);
	fdt_property_string(blob, "compatible", "fixed-partitions");
	fdt_property_u32(blob, "#address-cells", address_cells);
	fdt_property_u32(blob, "#size-cells", size_cells);
}

/* Left open, for more properties. */
static void begin_partition(const char *name, const char *label, uint32_t offset, uint32_t size)
{
	const fdt32_t reg[2] = { cpu_to_fdt32(offset), cpu_to_fdt32(size) };

	fdt_begin_node(blob, name);
	if (label)
		fdt_property(blob, "label", label, (int)strlen(label) + 1);
	fdt_property(blob, "reg", reg, (int)sizeof reg);
}

static void add_partition(const char *name, const char *label, uint32_t offset, uint32_t size)
{
	begin_partition(name, label, offset, size);
	fdt_end_node(blob);
}

static struct fp_plan *read_tree(const char *table)
{
	return format_read(DTB, blob, fdt_totalsize(blob), 0, table);
}

static void refuse_tree(const char *why)
{
	format_refuse(DTB, blob, fdt_totalsize(blob), 0, 0, why);
}

START_TEST(reg_counts_and_not_the_name_of_the_node)
{
	struct fp_plan *plan;

	begin_tree();
	begin_table("partitions", 1, 1);
	begin_partition("partition@99", "u-boot", 0, 0x20000);
	fdt_property(blob, "read-only", NULL, 0);
	fdt_end_node(blob);
	add_partition("rest@0", NULL, 0x20000, 0x20000);
	fdt_end_node(blob);
	end_tree();
	plan = read_tree(NULL);
	format_assert_list(plan, "u-boot 0 20000 ro\nrest 20000 20000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(tables_inside_of_partitions_are_spans)
{
	struct fp_plan *plan;

	begin_tree();
	begin_table("partitions", 1, 1);
	add_partition("p@0", "boot", 0, 0x10000);
	begin_partition("p@10000", "firmware", 0x10000, 0x30000);
	begin_table("partitions", 1, 1);
	add_partition("p@0", "kernel", 0, 0x8000);
	fdt_end_node(blob);
	fdt_end_node(blob);
	fdt_end_node(blob);
	end_tree();
	plan = read_tree(NULL);
	format_assert_list(plan, "boot 0 10000\nfirmware 10000 30000\n+ kernel 10000 8000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(several_tables_are_listed_and_chosen_by_path)
{
	struct fp_plan *plan;

	begin_tree();
	fdt_begin_node(blob, "flash@0");
	begin_table("partitions", 1, 1);
	add_partition("p@0", "a", 0, 0x10000);
	fdt_end_node(blob);
	fdt_end_node(blob);
	begin_table("other", 1, 1);
	add_partition("p@0", "b", 0, 0x20000);
	fdt_end_node(blob);
	end_tree();
	refuse_tree("several partition tables are in the device tree: /flash@0/partitions, /other");
	plan = read_tree("/other");
	format_assert_list(plan, "b 0 20000\n");
	fp_plan_free(plan);
	plan = read_tree("/flash@0");
	format_assert_list(plan, "a 0 10000\n");
	fp_plan_free(plan);
	ck_assert_ptr_null(format_import(DTB, blob, fdt_totalsize(blob), 0, "/flash", NULL));
}
END_TEST

START_TEST(addresses_of_two_cells)
{
	const fdt32_t reg[3] = { 0, cpu_to_fdt32(0x10000), cpu_to_fdt32(0x10000) };
	struct fp_plan *plan;

	begin_tree();
	begin_table("partitions", 2, 1);
	fdt_begin_node(blob, "p");
	fdt_property(blob, "reg", reg, (int)sizeof reg);
	fdt_end_node(blob);
	fdt_end_node(blob);
	end_tree();
	plan = read_tree(NULL);
	format_assert_list(plan, "p 10000 10000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(broken_trees_are_refused)
{
	begin_tree();
	end_tree();
	refuse_tree("no partitions of a flash chip are in the device tree");
	format_refuse(DTB, blob, fdt_totalsize(blob) - 1, 0, 0, "the device tree blob is damaged");
	begin_tree();
	begin_table("t", 3, 1);
	add_partition("p", NULL, 0, 0x10000);
	fdt_end_node(blob);
	end_tree();
	refuse_tree("/t: #address-cells and #size-cells must be 1 or 2");
	begin_tree();
	begin_table("t", 2, 1);
	add_partition("p", NULL, 0, 0x10000);
	fdt_end_node(blob);
	end_tree();
	refuse_tree("/t/p: `reg` must be one address and one size");
}
END_TEST

/* Found by fuzzing: libfdt's own check followed a null pointer. */
START_TEST(old_blob_whose_root_has_no_name_is_refused)
{
	begin_tree();
	end_tree();
	blob[23] = 2;
	blob[27] = 2;
	refuse_tree("version 2 of device tree blobs is too old");
}
END_TEST

START_TEST(node_is_written)
{
	struct fp_plan *plan = format_plan(
		"{\"flashplan\":1,\"flash\":{\"size\":\"1M\"},\"partitions\":["
		"{\"name\":\"b\",\"offset\":\"64K\",\"size\":\"rest\",\"label\":\"say \\\"b\\\"\"},"
		"{\"name\":\"a\",\"offset\":0,\"size\":\"64K\",\"read-only\":true}]}");

	format_assert_written(&fp_format_dts, plan,
			      "partitions {\n"
			      "\tcompatible = \"fixed-partitions\";\n"
			      "\t#address-cells = <1>;\n"
			      "\t#size-cells = <1>;\n"
			      "\n"
			      "\tpartition@0 {\n"
			      "\t\tlabel = \"a\";\n"
			      "\t\treg = <0x0 0x10000>;\n"
			      "\t\tread-only;\n"
			      "\t};\n"
			      "\n"
			      "\tpartition@10000 {\n"
			      "\t\tlabel = \"say \\\"b\\\"\";\n"
			      "\t\treg = <0x10000 0xf0000>;\n"
			      "\t};\n"
			      "};\n");
	fp_plan_free(plan);
}
END_TEST

/* A source, whole or in part, and the list of what is in it. */
static void assert_source(const char *text, uint64_t size, const char *expected)
{
	struct fp_plan *const plan = format_read_text(&fp_format_dts, text, size);

	format_assert_list(plan, expected);
	fp_plan_free(plan);
}

#define HEAD  "compatible = \"fixed-partitions\"; #address-cells = <1>; #size-cells = <1>;"
#define TABLE "partitions { " HEAD
#define ROOT  "/dts-v1/; / { "
#define NOR   "compatible = \"jedec,spi-nor\";"

START_TEST(other_files_are_not_needed)
{
	assert_source(
		"#include \"a.dtsi\"\n/include/ \"b.dtsi\"\n#define X \\\n }\n"
		"&spi0 {\n\tflash@0 {" TABLE
		"a: partition@0 { label = \"boot\"; reg = <0x0 0x10000>; key = <KEY_WPS X>; };"
		"}; }; }; &a { read-only; };\n",
		0, "boot 0 10000 ro\n");
	assert_source(
		"/delete-node/ &x; &b { partitions { " HEAD
		"partition@0 { reg = <0 0x10000>; }; b@0 { reg = <0 4>; }; /delete-node/ b@0; }; };",
		0, "partition 0 10000\n");
}
END_TEST

START_TEST(what_a_macro_stands_for_is_refused_only_where_it_counts)
{
	format_refuse_text(&fp_format_dts,
			   ROOT "x = <FOO>;\n" TABLE "\np@0 { reg = <0 SIZE>; }; }; };", 3,
			   "/partitions/p@0: `reg` is not made of plain numbers");
	assert_source("&flash { " TABLE "p@0 { reg = <0UL 0x10000>, <>; lock = FOO(1, 2); }; }; };",
		      0, "p 0 10000\n");
}
END_TEST

START_TEST(first_branch_of_a_condition_counts)
{
	assert_source(
		TABLE
		"\n#ifdef X\na@0 { reg = <0 0x10000>; };\n#else\nb@0 { reg = <0 0x20000>; };\n"
		"#endif\n#if 0\n}\n#if 1\n#endif\n#elif 1\nc@0 { reg = <0x10000 0x10000>; };\n"
		"#endif\n};",
		0, "a 0 10000\nc 10000 10000\n");
}
END_TEST

START_TEST(source_that_breaks_off_is_refused)
{
	format_refuse_text(&fp_format_dts, TABLE "\np@0 { reg = <0 0x10000>; };\n", 1,
			   "the source breaks off: the `{` of this line is not closed");
	format_refuse_text(&fp_format_dts, TABLE "\np@0 { reg = <0 0x10", 2,
			   "the source breaks off: no `;` ends this property");
	format_refuse_text(&fp_format_dts, TABLE "\np@0 { label = \"x; };", 2,
			   "the source breaks off: no `;` ends this property");
	format_refuse_text(&fp_format_dts, TABLE "};\n};", 2, "this `}` closes no node");
}
END_TEST

START_TEST(comments_hold_nothing)
{
	assert_source("/* 0x000000000000-0x000000030000 : \"Bootloader\"\n*/" TABLE
		      "// p@0 { \n p@0 { reg = <0 /* 1 */ 0x10000>; }; };",
		      0, "p 0 10000\n");
}
END_TEST

START_TEST(values_are_as_a_compiler_makes_them)
{
	assert_source(TABLE "p@0 { label = \"a\\x62\\\"\"; reg = <0>, <0x10000>; };"
			    "q@1 { label = [63 64 00]; reg = <65536 0x10000>; }; };",
		      0, "ab_ 0 10000 \"ab\"\"\ncd 10000 10000\n");
}
END_TEST

START_TEST(partitions_right_below_the_chip)
{
	assert_source(ROOT "spi { flash@0 {" NOR
			   "reg = <0>; #address-cells = <1>; #size-cells = <1>;"
			   "partition@0 { label = \"u-boot\"; reg = <0 0x40000>; read-only; };"
			   "rest@40000 { label = \"fw\"; reg = <0x40000 0xc0000>; };"
			   "other@0 { compatible = \"x\"; reg = <0 0x10000>; }; }; }; };",
		      0, "u-boot 0 40000 ro\nfw 40000 c0000\n");
}
END_TEST

START_TEST(only_the_spi_nor_chip_counts)
{
	static const char nand[] =
		"nand@0 { compatible = \"spi-nand\"; " TABLE "n@0 { reg = <0 0x800000>; }; }; };";
	static const char off[] = "flash@1 {" NOR "status = \"disabled\"; " TABLE
				  "n@0 { reg = <0 0x800000>; }; }; };";
	static const char nor[] = "flash@0 {" NOR TABLE "a@0 { reg = <0 0x10000>; };"
				  "b@0 { reg = <0 0x10000>; status = \"disabled\"; }; }; };";
	static const char concat[] =
		"all { compatible = \"mtd-concat\"; " TABLE "n@0 { reg = <0 0x800000>; }; }; };";
	char text[2048];

	snprintf(text, sizeof text, ROOT "%s%s%s%s };", nand, off, nor, concat);
	assert_source(text, 0, "a 0 10000\n");
	snprintf(text, sizeof text, ROOT "%s };", nand);
	format_refuse_text(&fp_format_dts, text, 0,
			   "are of NAND or of several chips together: /nand@0");
	snprintf(text, sizeof text, ROOT "a {%s}; b {%s}; };", nor, nor);
	format_refuse_text(&fp_format_dts, text, 0, "several partition tables");
	format_refuse_text(&fp_format_dts,
			   ROOT "flash@0 {" NOR
				"partitions { compatible = \"redboot-fis\"; }; }; };",
			   0, "leaves the partitions to \"redboot-fis\"");
}
END_TEST

START_TEST(size_of_zero_is_the_rest_of_what_is_around)
{
	static const char text[] =
		TABLE "a@0 { reg = <0 0x10000>; }; b@1 { reg = <0x10000 0>; " TABLE
		      "c@0 { reg = <0x1000 0>; }; }; }; };";

	assert_source(text, 0x100000, "a 0 10000\nb 10000 f0000\n+ c 11000 ef000\n");
	format_refuse_text(&fp_format_dts, text, 0, "how large is the chip?");
}
END_TEST

START_TEST(chip_ends_at_the_next_power_of_two)
{
	struct fp_faults *faults;
	static const char text[] = TABLE "a@0 { reg = <0 0xff0000>; }; };";
	struct fp_plan *const plan =
		format_import(&fp_format_dts, text, strlen(text), 0, NULL, &faults);

	ck_assert_ptr_nonnull(plan);
	ck_assert_uint_eq(plan->size, 16 << 20);
	ck_assert(format_has_note(faults, "16M is taken, the next size of chips behind 0xff0000"));
	fp_plan_free(plan);
}
END_TEST

static void assert_field(const struct fp_plan *plan, size_t i, const char *expected)
{
	const struct fp_field *const f = &plan->fields[i];
	char text[120];

	ck_assert_uint_lt(i, plan->n_fields);
	snprintf(text, sizeof text, "%s in %s %s %x+%x", f->name, f->partition, f->format->name,
		 (unsigned)f->offset, (unsigned)f->size);
	if (f->env)
		snprintf(text, sizeof text, "%s in %s %s %s", f->name, f->partition,
			 f->format->name, f->env);
	ck_assert_str_eq(text, expected);
}

#define CELLS(kind)                                                                                \
	"nvmem-layout { compatible = \"" kind "\"; #address-cells = <1>; #size-cells = <1>;"

START_TEST(cells_are_fields_and_make_their_partition_per_device)
{
	struct fp_plan *const plan = format_read_text(
		&fp_format_dts,
		TABLE "p@0 { label = \"u-boot\"; reg = <0 0x20000>; read-only; " CELLS(
			"fixed-layout") "macaddr@1fc00 { reg = <0x1fc00 0x6>; }; }; };"
					"p@1 { label = \"0:ART\"; reg = <0x20000 0x10000>; " CELLS(
						"fixed-layout") "calibration@1000 { reg = <0x1000 0x440>; }; macaddr@1002 { reg = <0x1002 6>; };"
								"x@0 { compatible = \"mac-base\"; reg = <0 0x11>; }; }; };"
								"p@2 { label = \"info\"; reg = <0x30000 0x10000>; compatible = \"nvmem-cells\";"
								"#address-cells = <1>; #size-cells = <1>; macaddr@0 { reg = <0 6>; }; };"
								"p@3 { label = \"env\"; reg = <0x40000 0x40000>; " CELLS(
									"u-boot,env") "ethaddr { }; }; }; };",
		0);

	ck_assert(!plan->parts[0].per_device);
	ck_assert(plan->parts[1].per_device);
	ck_assert(plan->parts[2].per_device);
	ck_assert(plan->parts[3].per_device);
	ck_assert_str_eq(plan->parts[3].types[0], "env");
	ck_assert_uint_eq(plan->n_fields, 6);
	assert_field(plan, 0, "macaddr-1fc00 in u-boot mac 1fc00+6");
	assert_field(plan, 1, "calibration in 0_ART hex 1000+440");
	assert_field(plan, 2, "macaddr-1002 in 0_ART mac 1002+6");
	assert_field(plan, 3, "x in 0_ART mac-text 0+11");
	assert_field(plan, 4, "macaddr-0 in info mac 0+6");
	assert_field(plan, 5, "ethaddr in env mac-text ethaddr");
	fp_plan_free(plan);
}
END_TEST

START_TEST(cells_that_no_plan_can_have_are_left_out_with_a_note)
{
	struct fp_faults *faults;
	static const char text[] = TABLE "p@0 { label = \"a\"; reg = <0 0x10000>; " CELLS(
		"fixed-layout") "a@0 { reg = <0 8>; }; b@4 { reg = <4 8>; }; mac@6 { reg = <6 6>; };"
				"c@ffff { reg = <0xffff 2>; }; d@0 { reg = <0 0>; }; }; }; };";
	struct fp_plan *const plan =
		format_import(&fp_format_dts, text, strlen(text), 0, NULL, &faults);

	ck_assert_ptr_nonnull(plan);
	ck_assert_uint_eq(plan->n_fields, 1);
	assert_field(plan, 0, "mac in a mac 6+6");
	ck_assert(format_has_note(faults,
				  "over other values: \"b\" of `a`, \"a\" of `a`, \"c\" of `a`"));
	fp_plan_free(plan);
}
END_TEST

START_TEST(compatible_of_a_partition_tells_its_content)
{
	struct fp_plan *const plan = format_read_text(
		&fp_format_dts,
		TABLE
		"a@0 { reg = <0 0x10000>; compatible = \"denx,uimage\"; };"
		"b@1 { reg = <0x10000 0x10000>; compatible = \"openwrt,uimage\", \"denx,uimage\"; };"
		"c@2 { reg = <0x20000 0x20000>; compatible = \"u-boot,env\"; ethaddr { }; }; };",
		0);

	ck_assert_str_eq(plan->parts[0].types[0], "uimage");
	ck_assert_ptr_null(plan->parts[1].types);
	ck_assert_ptr_nonnull(plan->parts[1].note);
	ck_assert_str_eq(plan->parts[2].types[0], "env");
	assert_field(plan, 0, "ethaddr in c mac-text ethaddr");
	fp_plan_free(plan);
}
END_TEST

START_TEST(inner_partitions_with_cells_are_the_partitions)
{
	assert_source(TABLE "p@0 { label = \"all\"; reg = <0 0x10000>; read-only; " TABLE
			    "a@0 { reg = <0 0x8000>; }; b@8000 { reg = <0x8000 0x4000>; " CELLS(
				    "fixed-layout") "}; }; }; }; };",
		      0, "a 0 8000 ro\nb 8000 4000 ro\n+ all 0 10000 ro\n");
}
END_TEST

START_TEST(outer_partition_that_is_not_filled_is_written)
{
	struct fp_plan *const plan =
		format_read_text(&fp_format_dts,
				 TABLE "a@0 { label = \"u-boot\"; reg = <0 0x40000>; read-only; };"
				       "b@1 { label = \"env\"; reg = <0x30000 0x10000>; }; };",
				 0);
	struct fp_error err = { 0 };
	struct fp_faults notes = { 0 };
	char *text;
	size_t n;

	format_assert_list(plan, "env 30000 10000\n+ u-boot 0 40000 ro\n");
	ck_assert_int_eq(
		fp_export(&fp_format_flashrom, plan, false, test_path("layout"), &notes, &err), 0);
	ck_assert_int_eq(fp_file_read(test_path("layout"), 4096, &text, &n, &err), 0);
	ck_assert_str_eq(text, "00000000:0003ffff u-boot\n00030000:0003ffff env\n");
	free(text);
	fp_plan_free(plan);
}
END_TEST

TEST_MAIN("format-dts", reg_counts_and_not_the_name_of_the_node,
	  tables_inside_of_partitions_are_spans, several_tables_are_listed_and_chosen_by_path,
	  addresses_of_two_cells, broken_trees_are_refused,
	  old_blob_whose_root_has_no_name_is_refused, node_is_written, other_files_are_not_needed,
	  what_a_macro_stands_for_is_refused_only_where_it_counts,
	  first_branch_of_a_condition_counts, source_that_breaks_off_is_refused,
	  comments_hold_nothing, values_are_as_a_compiler_makes_them,
	  partitions_right_below_the_chip, only_the_spi_nor_chip_counts,
	  size_of_zero_is_the_rest_of_what_is_around, chip_ends_at_the_next_power_of_two,
	  cells_are_fields_and_make_their_partition_per_device,
	  cells_that_no_plan_can_have_are_left_out_with_a_note,
	  compatible_of_a_partition_tells_its_content,
	  inner_partitions_with_cells_are_the_partitions,
	  outer_partition_that_is_not_filled_is_written)
