// SPDX-License-Identifier: GPL-2.0-or-later
// Device trees, blobs and sources. What needs dtc is in tests/cli/convert.bats.

#include <libfdt.h>
#include <string.h>

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
	refuse_tree("several \"fixed-partitions\" nodes are in the device tree: "
		    "/flash@0/partitions, /other");
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
	refuse_tree("no node of the device tree is compatible with \"fixed-partitions\"");
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

START_TEST(sources_that_need_other_files_are_refused)
{
	format_refuse_text(&fp_format_dts, "/dts-v1/;\n/include/ \"x.dtsi\"\n", 2, "/include/");
	format_refuse_text(&fp_format_dts, "/dts-v1/;\n\n#include <x.dtsi>\n", 3, "#include");
	format_refuse_text(&fp_format_dts, "/ { a = /incbin/(\"/dev/zero\"); };", 1, "/incbin/");
}
END_TEST

TEST_MAIN("format-dts", reg_counts_and_not_the_name_of_the_node,
	  tables_inside_of_partitions_are_spans, several_tables_are_listed_and_chosen_by_path,
	  addresses_of_two_cells, broken_trees_are_refused,
	  old_blob_whose_root_has_no_name_is_refused, node_is_written,
	  sources_that_need_other_files_are_refused)
