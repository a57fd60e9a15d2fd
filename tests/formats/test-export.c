// SPDX-License-Identifier: GPL-2.0-or-later
// What is only written (shell variables, genimage configs), what is left out aloud, and what every
// import shares.

#include <stdlib.h>
#include <string.h>

#include "support/format-bench.h"

START_TEST(shell_variables_are_quoted)
{
	struct fp_plan *plan = format_plan(
		"{\"flashplan\":1,\"name\":\"cam\",\"flash\":{\"size\":\"1M\",\"mtd-id\":\"a b\"},"
		"\"partitions\":[{\"name\":\"u-boot\",\"size\":\"64K\",\"label\":\"it's $(x)\"},"
		"{\"name\":\"rest\",\"size\":\"rest\",\"read-only\":true}],"
		"\"spans\":[{\"name\":\"all\",\"from\":\"u-boot\",\"to\":\"rest\"}]}");

	format_assert_written(&fp_format_sh, plan,
			      "plan_name='cam'\n"
			      "chip_size=1048576\n"
			      "chip_erase_size=65536\n"
			      "chip_mtd_id='a b'\n"
			      "partition_names='u-boot rest'\n"
			      "span_names='all'\n"
			      "flash_u_boot_offset=0\n"
			      "flash_u_boot_size=65536\n"
			      "flash_u_boot_label='it'\\''s $(x)'\n"
			      "flash_rest_offset=65536\n"
			      "flash_rest_size=983040\n"
			      "flash_rest_read_only=1\n"
			      "flash_all_offset=0\n"
			      "flash_all_size=1048576\n");
	fp_plan_free(plan);
}
END_TEST

#define PARTS(...)                                                                                 \
	"{\"flashplan\":1,\"name\":\"p\",\"flash\":{\"size\":\"256K\"},\"partitions\":"            \
	"[" __VA_ARGS__ "]}"

START_TEST(names_that_would_be_one_variable_are_refused)
{
	struct fp_plan *plan = format_plan(PARTS("{\"name\":\"a-b\",\"size\":\"64K\"},"
						 "{\"name\":\"a.b\",\"size\":\"64K\"}"));

	format_refuse_write(&fp_format_sh, plan,
			    "`a-b` and `a.b` would be the same shell variable");
	fp_plan_free(plan);
}
END_TEST

START_TEST(genimage_config)
{
	struct fp_plan *plan = format_plan(
		PARTS("{\"name\":\"b\",\"offset\":\"128K\",\"size\":\"64K\",\"file\":\"it's\"},"
		      "{\"name\":\"a\",\"offset\":0,\"size\":\"96K\",\"fill\":255},"
		      "{\"name\":\"mac\",\"offset\":\"96K\",\"size\":\"32K\",\"file\":\"mac\","
		      "\"per-device\":true}"));

	format_assert_written(&fp_format_genimage, plan,
			      "# genimage --config THIS --inputpath DIRECTORY-OF-THE-PLAN'S-FILES\n"
			      "flash 'p' {\n"
			      "\tpebsize = 32768\n"
			      "\tnumpebs = 8\n"
			      "\tminimum-io-unit-size = 1\n"
			      "}\n"
			      "\n"
			      "image 'p.bin' {\n"
			      "\tflash {\n"
			      "\t}\n"
			      "\tflashtype = 'p'\n"
			      "\tsize = 262144\n"
			      "\tpartition 'a' {\n"
			      "\t\toffset = 0\n"
			      "\t\tsize = 98304\n"
			      "\t}\n"
			      "\tpartition 'mac' {\n"
			      "\t\toffset = 98304\n"
			      "\t\tsize = 32768\n"
			      "\t}\n"
			      "\tpartition 'b' {\n"
			      "\t\toffset = 131072\n"
			      "\t\tsize = 65536\n"
			      "\t\timage = 'it\\'s'\n"
			      "\t}\n"
			      "\tpartition '~erased' {\n"
			      "\t\toffset = 196608\n"
			      "\t\tsize = 65536\n"
			      "\t}\n"
			      "}\n");
	fp_plan_free(plan);
}
END_TEST

static void refuse_content(const char *content)
{
	char json[400];
	struct fp_plan *plan;

	snprintf(json, sizeof json, PARTS("{\"name\":\"a\",\"size\":\"64K\",%s}"), content);
	plan = format_plan(json);
	format_refuse_write(&fp_format_genimage, plan,
			    "genimage cannot be told the content of `a`: only whole files");
	fp_plan_free(plan);
}

START_TEST(content_that_genimage_cannot_make_is_refused)
{
	struct fp_plan *plan = format_plan("{\"flashplan\":1,\"flash\":{\"size\":\"64K\","
					   "\"erased-value\":0},\"partitions\":["
					   "{\"name\":\"a\",\"size\":\"64K\"}]}");

	refuse_content("\"file\":{\"path\":\"x\",\"skip\":1}");
	refuse_content("\"file\":{\"path\":\"x\",\"length\":1}");
	refuse_content("\"fill\":0");
	refuse_content("\"hex\":\"00\"");
	refuse_content("\"pieces\":[{\"file\":\"x\",\"at\":1}]");
	refuse_content("\"pieces\":[{\"hex\":\"ff\"},{\"hex\":\"ff\"}]");
	format_refuse_write(&fp_format_genimage, plan, "genimage fills with 0xff");
	fp_plan_free(plan);
}
END_TEST

START_TEST(what_is_left_out_is_said)
{
	static struct fp_faults notes;
	struct fp_error err = { 0 };
	struct fp_plan *plan = format_plan(
		"{\"flashplan\":1,\"flash\":{\"size\":\"128K\",\"chips\":[{\"id\":\"c84018\"}]},"
		"\"partitions\":[{\"name\":\"a\",\"size\":\"64K\",\"label\":\"A\",\"fill\":1,"
		"\"keep\":[{\"offset\":0,\"size\":1}],\"type\":\"text\",\"note\":\"n\"},"
		"{\"name\":\"b\",\"size\":\"64K\",\"per-device\":true,\"read-only\":true}],"
		"\"spans\":[{\"name\":\"s\",\"from\":\"a\",\"to\":\"b\"}]}");
	const char *const path = test_path("layout");

	ck_assert_int_eq(fp_export(&fp_format_flashrom, plan, false, path, &notes, &err), 0);
	ck_assert_uint_eq(notes.n, 1);
	ck_assert_str_eq(
		notes.item[0].text,
		"left out, as flashrom has no place for it: spans, labels, read-only marks, "
		"contents, ranges to keep, types, per-device marks, notes, chips");
	notes = (struct fp_faults){ 0 };
	ck_assert_int_eq(fp_export(&fp_format_json, plan, false, path, &notes, &err), 0);
	ck_assert_uint_eq(notes.n, 0);
	ck_assert_int_lt(fp_export(&fp_format_ifd, plan, false, path, &notes, &err), 0);
	test_assert_error(&err, FP_REFUSED, "ifd can be read, not written");
	fp_plan_free(plan);
}
END_TEST

static const struct fp_format *recognise(const char *text, size_t n)
{
	const struct fp_format *found = NULL;

	for (size_t i = 0; fp_format_at(i); i++)
		if (fp_format_at(i)->probe && format_probe(fp_format_at(i), text, n) &&
		    (!found || fp_format_at(i)->certainty > found->certainty))
			found = fp_format_at(i);
	return found;
}

START_TEST(every_format_is_recognised)
{
	static const struct {
		const char *text, *name;
	} cases[] = {
		{ " \n{ }", "json" },
		{ "dev:    size   erasesize  name\n", "proc-mtd" },
		{ "00000000:0003ffff boot\n", "flashrom" },
		{ "x mtdparts=a:1m(b)\nCreating 1 MTD partitions on \"a\":\n", "bootlog" },
		{ "/dts-v1/;\n/ { };", "dts" },
		{ "partitions { compatible = \"fixed-partitions\"; };", "dts" },
		{ "console=x mtdparts=a:1m(b)", "mtdparts" },
		{ "jz_sfc:1m(b)\n", "mtdparts" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct fp_format *const format =
			recognise(cases[i].text, strlen(cases[i].text));

		ck_assert_msg(format && strcmp(format->name, cases[i].name) == 0, "%s: %s",
			      cases[i].text, format ? format->name : "none");
	}
	ck_assert_ptr_null(recognise("hello: 12(3)", 12));
	ck_assert_ptr_null(recognise("", 0));
	format_refuse_text(NULL, "hello", 0, "no partition table of a known format is in it");
}
END_TEST

START_TEST(second_format_in_the_same_bytes_is_noted)
{
	static const char log[] = "mtdparts=a:64k(b)\nCreating 1 MTD partitions on \"a\":\n"
				  "0x0-0x10000 : \"b\"\n";
	struct fp_faults *faults;
	struct fp_plan *plan = format_import(NULL, log, strlen(log), 0, NULL, &faults);

	ck_assert(format_has_note(faults, "taken as bootlog; it looks like mtdparts too"));
	fp_plan_free(plan);
}
END_TEST

START_TEST(what_only_is_written_cannot_be_read)
{
	format_refuse_text(&fp_format_sh, "x=1\n", 0, "sh can be written, not read");
}
END_TEST

START_TEST(partial_overlap_is_a_span_with_a_warning)
{
	static const char layout[] = "0:ffff a\n8000:17fff b\n10000:1ffff c\n";
	struct fp_faults *faults;
	struct fp_plan *plan =
		format_import(&fp_format_flashrom, layout, strlen(layout), 0, NULL, &faults);

	format_assert_list(plan, "a 0 10000\nc 10000 10000\n+ b 8000 10000\n");
	ck_assert(format_has_note(faults, "spans, as they overlap an earlier partition: `b`"));
	fp_plan_free(plan);
}
END_TEST

START_TEST(stated_size_of_the_chip_counts)
{
	static const char layout[] = "0:ffff a\n";
	struct fp_faults *faults;
	struct fp_plan *plan =
		format_import(&fp_format_flashrom, layout, strlen(layout), 0x100000, NULL, &faults);

	ck_assert_uint_eq(plan->size, 0x100000);
	fp_plan_free(plan);
	plan = format_import(&fp_format_flashrom, layout, strlen(layout), 0, NULL, &faults);
	ck_assert_uint_eq(plan->size, 0x10000);
	ck_assert(format_has_note(faults, "flashrom does not tell the chip's size: 64K is taken"));
	fp_plan_free(plan);
	ck_assert_ptr_null(
		format_import(&fp_format_flashrom, layout, strlen(layout), 0x8000, NULL, &faults));
}
END_TEST

START_TEST(a_thousand_equal_names_and_one_too_many)
{
	char layout[1025 * 32];
	size_t n = 0;
	struct fp_plan *plan;

	for (unsigned i = 0; i < 1024; i++)
		n += (size_t)snprintf(layout + n, sizeof layout - n, "%x:%x boot\n", i * 0x1000,
				      i * 0x1000 + 0xfff);
	plan = format_read(&fp_format_flashrom, layout, n, 0, NULL);
	ck_assert_uint_eq(plan->n_parts, 1024);
	ck_assert_str_eq(plan->parts[1023].name, "boot-1024");
	ck_assert_str_eq(plan->parts[1023].label, "boot");
	fp_plan_free(plan);
	n += (size_t)snprintf(layout + n, sizeof layout - n, "400000:400fff boot\n");
	format_refuse(&fp_format_flashrom, layout, n, 0, 0, "more than 1024 partitions and spans");
}
END_TEST

START_TEST(json_plan_keeps_its_directory)
{
	static const char json[] = PARTS("{\"name\":\"a\",\"size\":\"64K\",\"file\":\"x\"}");
	static struct fp_faults faults;
	char dir[] = "dir";
	const struct fp_input in = { .data = (const uint8_t *)json, .n = strlen(json), .dir = dir };
	const struct fp_format *format = NULL;
	struct fp_plan *plan;

	ck_assert_int_eq(fp_import(&in, &format, &plan, &faults), 0);
	strcpy(dir, "old");
	ck_assert_ptr_eq(format, &fp_format_json);
	ck_assert_str_eq(plan->parts[0].pieces[0].dir, "dir");
	fp_plan_free(plan);
}
END_TEST

TEST_MAIN("format-export", shell_variables_are_quoted, names_that_would_be_one_variable_are_refused,
	  genimage_config, content_that_genimage_cannot_make_is_refused, what_is_left_out_is_said,
	  every_format_is_recognised, second_format_in_the_same_bytes_is_noted,
	  what_only_is_written_cannot_be_read, partial_overlap_is_a_span_with_a_warning,
	  stated_size_of_the_chip_counts, a_thousand_equal_names_and_one_too_many,
	  json_plan_keeps_its_directory)
