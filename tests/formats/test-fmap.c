// SPDX-License-Identifier: GPL-2.0-or-later
// FMAPs.

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "support/format-bench.h"

#define FMAP (&fp_format_fmap)

struct area {
	uint32_t offset, size;
	const char *name;
	uint16_t flags;
};

/* At most 16 areas. */
static size_t make_map(uint8_t *p, uint32_t size, const struct area *areas, uint16_t n)
{
	memset(p, 0, 56 + 42u * n);
	memcpy(p, "__FMAP__\x01\x01", 10);
	fp_put_le32(p + 18, size);
	memcpy(p + 22, "FLASH", 5);
	fp_put_le16(p + 54, n);
	for (uint8_t *a = p + 56; n--; areas++, a += 42) {
		fp_put_le32(a, areas->offset);
		fp_put_le32(a + 4, areas->size);
		memcpy(a + 8, areas->name, strlen(areas->name));
		fp_put_le16(a + 40, areas->flags);
	}
	return (size_t)(56 + 42 * p[54]);
}

/* coreboot, src/mainboard/google/kukui/chromeos.fmd, in short */
static const struct area kukui[] = {
	{ 0, 0x200000, "WP_RO", 4 },
	{ 0x100000, 0x1000, "FMAP", 0 },
	{ 0x101000, 0xef000, "GBB", 0 },
	{ 0x1f0000, 0x10000, "RO_VPD", 4 },
	{ 0x200000, 0x78000, "RW A", 0 },
	{ 0x280000, 0, "EMPTY", 0 },
	{ 0x300000, 0x100000, "0123456789abcdefghijklmnopqrstuv", 0 },
};

START_TEST(leaves_are_partitions_and_what_holds_them_are_spans)
{
	uint8_t dump[1024];
	struct fp_faults *faults;
	struct fp_plan *plan;
	size_t n;

	memset(dump, 0xff, sizeof dump);
	memcpy(dump + 3, "__FMAP__ is what is searched", 28);
	n = make_map(dump + 101, 0x800000, kukui, 7);
	plan = format_import(FMAP, dump, 101 + n, 0, NULL, &faults);
	ck_assert_ptr_nonnull(plan);
	format_assert_list(plan, "FMAP 100000 1000\nGBB 101000 ef000\nRO_VPD 1f0000 10000 ro\n"
				 "RW_A 200000 78000 \"RW A\"\n"
				 "0123456789abcdefghijklmnopqrstu 300000 100000 "
				 "\"0123456789abcdefghijklmnopqrstuv\"\n+ WP_RO 0 200000 ro\n");
	ck_assert_uint_eq(plan->size, 0x800000);
	ck_assert(format_has_note(faults, "the area \"EMPTY\" of size 0 is left out"));
	fp_plan_free(plan);
}
END_TEST

START_TEST(broken_off_map_is_none)
{
	uint8_t dump[1024];
	const size_t n = make_map(dump, 0x800000, kukui, 7);

	format_refuse(FMAP, dump, n - 1, 0, 0, "found no whole one");
	dump[8] = 2;
	format_refuse(FMAP, dump, n, 0, 0, "found no whole one");
	format_refuse(FMAP, "", 0, 0, 0, "found no whole one");
}
END_TEST

START_TEST(copies_count_once_and_different_maps_are_listed)
{
	uint8_t dump[2048] = { 0 };
	const size_t n = make_map(dump, 0x800000, kukui, 3);
	struct fp_plan *plan;

	make_map(dump + 0x200, 0x800000, kukui, 3);
	plan = format_read(FMAP, dump, 0x200 + n, 0, NULL);
	fp_plan_free(plan);
	make_map(dump + 0x200, 0x800000, kukui + 4, 1);
	format_refuse(FMAP, dump, 0x400, 0, 0, "several different FMAPs are in it: at 0x0, 0x200");
	plan = format_read(FMAP, dump, 0x400, 0, "0x200");
	format_assert_list(plan, "RW_A 200000 78000 \"RW A\"\n");
	fp_plan_free(plan);
	ck_assert_ptr_null(format_import(FMAP, dump, 0x400, 0, "0x201", NULL));
}
END_TEST

START_TEST(area_beyond_the_chip_is_refused)
{
	static const struct area area = { 0x10000, 0xffffffff, "big", 0 };
	uint8_t dump[128];
	const size_t n = make_map(dump, 0x20000, &area, 1);

	format_refuse(FMAP, dump, n, 0, 0, "bytes behind the end of the 128K chip");
}
END_TEST

START_TEST(map_is_written_to_the_byte)
{
	static const struct area areas[] = { { 0, 0x10000, "a", 5 },
					     { 0x10000, 0x10000, "RW B", 1 },
					     { 0, 0x20000, "all", 1 } };
	struct fp_plan *plan = format_plan(
		"{\"flashplan\":1,\"name\":\"FLASH\",\"flash\":{\"size\":\"128K\"},\"partitions\":["
		"{\"name\":\"a\",\"size\":\"64K\",\"read-only\":true},"
		"{\"name\":\"b\",\"size\":\"64K\",\"label\":\"RW B\"}],"
		"\"spans\":[{\"name\":\"all\",\"from\":\"a\",\"to\":\"b\"}]}");
	uint8_t expected[256];
	const size_t n = make_map(expected, 0x20000, areas, 3);
	size_t length;
	char *const written = format_write(FMAP, plan, &length);

	ck_assert_uint_eq(length, n);
	ck_assert_mem_eq(written, expected, n);
	free(written);
	plan->size = UINT64_C(4) << 30;
	format_refuse_write(FMAP, plan, "below 4G");
	fp_plan_free(plan);
}
END_TEST

START_TEST(what_is_preserved_belongs_to_the_unit)
{
	static const struct area areas[] = { { 0, 0x10000, "A", 1 | 8 },
					     { 0x10000, 0x10000, "B", 1 },
					     { 0x20000, 0x10000, "RO_VPD", 5 },
					     { 0x30000, 0x10000, "RW_MRC_CACHE", 0 } };
	static const uint16_t flags[] = { 9, 1, 13, 9 };
	uint8_t map[56 + 4 * 42];
	const size_t n = make_map(map, 0x40000, areas, 4);
	struct fp_plan *const plan = format_read(FMAP, map, n, 0, NULL);
	uint16_t found = 0;
	size_t length;
	char *back;

	ck_assert_int_eq(plan->table.kind, FP_TABLE_UNSTATED);
	ck_assert_uint_eq(plan->erase_size, 4096);
	back = format_write(FMAP, plan, &length);
	ck_assert_uint_eq(length, n);
	for (size_t i = 0; i < 4; i++) {
		ck_assert_int_eq(plan->parts[i].per_device, i != 1);
		ck_assert(fp_get_le16((uint8_t *)back, length, 56 + 42 * i + 40, &found));
		ck_assert_uint_eq(found, flags[i]);
	}
	free(back);
	fp_plan_free(plan);
}
END_TEST

START_TEST(map_in_a_dump_tells_its_place_and_whether_the_dump_is_whole)
{
	static const struct area areas[] = { { 0, 0x100000, "A", 1 } };
	static uint8_t dump[0x80000];
	struct fp_faults *faults;
	struct fp_plan *plan;

	make_map(dump + 0x1000, 0x80000, areas, 0);
	make_map(dump + 0x1000, 0x100000, areas, 1);
	plan = format_import(FMAP, dump, sizeof dump, 0, NULL, &faults);
	ck_assert_ptr_nonnull(plan);
	ck_assert_int_eq(plan->table.kind, FP_TABLE_FMAP);
	ck_assert_uint_eq(plan->table.offset, 0x1000);
	ck_assert(format_has_note(faults,
				  "the FMAP tells of a chip of 1M, and the file has 512K only"));
	fp_plan_free(plan);
}
END_TEST

TEST_MAIN("format-fmap", leaves_are_partitions_and_what_holds_them_are_spans,
	  broken_off_map_is_none, copies_count_once_and_different_maps_are_listed,
	  area_beyond_the_chip_is_refused, what_is_preserved_belongs_to_the_unit,
	  map_in_a_dump_tells_its_place_and_whether_the_dump_is_whole, map_is_written_to_the_byte)
