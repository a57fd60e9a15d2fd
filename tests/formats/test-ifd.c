// SPDX-License-Identifier: GPL-2.0-or-later
// Intel flash descriptors: alone, in dumps, and as text.

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "support/format-bench.h"

#define IFD  (&fp_format_ifd)
#define NONE 0x00007fffu

static uint8_t chip[1 << 20];

static uint32_t region(uint32_t first, uint32_t last)
{
	return first >> 12 | last >> 12 << 16;
}

/* Four regions, and FLCOMP; the signature is at 0x10 or at 0. */
static void make_descriptor(size_t at, uint32_t n_chips, uint32_t flcomp)
{
	static const uint32_t base = 0x40, components = 0x30, masters = 0x80;

	memset(chip, 0xff, 4096);
	fp_put_le32(chip + at, 0x0ff0a55a);
	fp_put_le32(chip + at + 4, components >> 4 | (n_chips - 1) << 8 | base >> 4 << 16);
	fp_put_le32(chip + at + 8, masters >> 4);
	fp_put_le32(chip + components, flcomp);
	fp_put_le32(chip + base, region(0, 0xfff));
	fp_put_le32(chip + base + 4, region(0x80000, 0xfffff));
	fp_put_le32(chip + base + 8, region(0x3000, 0x7ffff));
	fp_put_le32(chip + base + 12, region(0x1000, 0x2fff));
	for (size_t i = 4; i < 16; i++)
		fp_put_le32(chip + base + 4 * i, NONE);
}

#define REGIONS "fd 0 1000\ngbe 1000 2000\nme 3000 7d000\nbios 80000 80000\n"

static struct fp_plan *read_dump(size_t n, uint64_t size, const char *note)
{
	struct fp_faults *faults;
	struct fp_plan *const plan = format_import(IFD, chip, n, 0, NULL, &faults);

	ck_assert_ptr_nonnull(plan);
	format_assert_list(plan, REGIONS);
	ck_assert_uint_eq(plan->size, size);
	ck_assert_int_eq(plan->table.kind, FP_TABLE_IFD);
	if (note)
		ck_assert_msg(format_has_note(faults, note), "%s", faults->item[0].text);
	else
		ck_assert_uint_eq(faults->n, 0);
	return plan;
}

START_TEST(descriptor_alone_tells_the_size_of_the_chip)
{
	make_descriptor(0x10, 1, 1);
	fp_plan_free(read_dump(4096, 1 << 20, NULL));
	/* Since Skylake a density has four bits. */
	make_descriptor(0x10, 1, 6 << 17 | 0xf0 | 1);
	fp_plan_free(read_dump(4096, 1 << 20, NULL));
}
END_TEST

START_TEST(two_chips_are_one_image)
{
	make_descriptor(0x10, 2, 1 << 3 | 0);
	fp_plan_free(read_dump(4096, (1 << 20) + (512 << 10), "two chips, 512K and 1M behind it"));
	make_descriptor(0x10, 2, 6 << 17 | 1 << 4 | 1);
	fp_plan_free(read_dump(4096, 2 << 20, "two chips, 1M and 1M behind it"));
}
END_TEST

START_TEST(old_descriptor_has_its_signature_at_0)
{
	make_descriptor(0, 1, 1);
	ck_assert(format_probe(IFD, chip, 4096));
	fp_plan_free(read_dump(4096, 1 << 20, NULL));
}
END_TEST

START_TEST(size_that_is_not_told_is_that_of_the_dump)
{
	make_descriptor(0x10, 1, 7);
	fp_plan_free(read_dump(sizeof chip, 64 << 20,
			       "tells of a chip of 64M, and the file has 1M only"));
	/* A density that is none, and one that the regions do not fit in. */
	make_descriptor(0x10, 1, 6 << 17 | 9);
	fp_plan_free(read_dump(sizeof chip, 1 << 20, NULL));
	make_descriptor(0x10, 1, 0);
	fp_plan_free(read_dump(sizeof chip, 1 << 20, NULL));
	format_refuse(IFD, chip, 4095, 0, 0, "breaks off after 4095");
}
END_TEST

START_TEST(dump_of_two_equal_halves_was_read_as_a_larger_chip)
{
	uint8_t *const twice = malloc(2 * sizeof chip);
	struct fp_faults *faults;
	struct fp_plan *plan;

	ck_assert_ptr_nonnull(twice);
	make_descriptor(0x10, 1, 1);
	memcpy(twice, chip, sizeof chip);
	memcpy(twice + sizeof chip, chip, sizeof chip);
	plan = format_import(IFD, twice, 2 * sizeof chip, 0, NULL, &faults);
	ck_assert_ptr_nonnull(plan);
	ck_assert_uint_eq(plan->size, 1 << 20);
	ck_assert(format_has_note(
		faults, "tells of a chip of 1M, and the file has 2M in two equal halves"));
	fp_plan_free(plan);
	twice[2 * sizeof chip - 1] ^= 1;
	plan = format_import(IFD, twice, 2 * sizeof chip, 0, NULL, &faults);
	ck_assert(format_has_note(faults, "what lies behind is in no partition"));
	fp_plan_free(plan);
	free(twice);
}
END_TEST

START_TEST(mac_of_the_network_controller_is_the_unit_s)
{
	struct fp_plan *plan;

	make_descriptor(0x10, 1, 1);
	plan = read_dump(4096, 1 << 20, NULL);
	ck_assert(plan->parts[1].per_device);
	ck_assert(!plan->parts[3].per_device);
	ck_assert_uint_eq(plan->n_fields, 1);
	ck_assert_str_eq(plan->fields[0].name, "gbe-mac");
	ck_assert_str_eq(plan->fields[0].partition, "gbe");
	ck_assert_int_eq(plan->fields[0].checksum, FP_CHECKSUM_INTEL_GBE);
	ck_assert_uint_eq(plan->fields[0].n_copies, 1);
	ck_assert_uint_eq(plan->fields[0].copies[0], 4096);
	fp_plan_free(plan);
}
END_TEST

START_TEST(text_of_other_tools)
{
	static const char text[] =
		"=== Region Section ===\nFLREG0   0x00000000\nFLREG1   0x00ff0080\n"
		"FLREG2:  0x007f0003\nFLREG3:  0x00020001\nFLREG4   0x00001fff\n";
	struct fp_plan *const plan = format_read_text(IFD, text, 1 << 20);

	ck_assert(format_probe(IFD, text, strlen(text)));
	ck_assert(!format_probe(IFD, "FLREG", 5));
	format_assert_list(plan, REGIONS);
	fp_plan_free(plan);
	format_refuse_text(IFD, "FLREG1   0x02ff0080\n", 0, "how large is the chip?");
}
END_TEST

/* regions: pairs of first and last byte */
static void make_regions(uint8_t *p, size_t n, const uint32_t *regions, size_t n_regions,
			 uint32_t masters)
{
	memset(p, 0xff, n);
	fp_put_le32(p + 0x10, 0x0ff0a55a);
	fp_put_le32(p + 0x14, 0x00040003);
	fp_put_le32(p + 0x18, masters >> 4);
	for (size_t i = 0; i < n_regions; i++)
		fp_put_le32(p + 0x40 + 4 * i,
			    regions[2 * i] >> 12 | regions[2 * i + 1] >> 12 << 16);
}

/* coreboot, Documentation/tutorial/flashing_firmware: a chip of 12M; the last region is unused */
static const uint32_t x86[] = { 0,	  0xfff,  0x500000, 0xbfffff,  0x3000,
				0x4fffff, 0x1000, 0x2fff,   0x7fff000, 0 };

START_TEST(regions_of_a_descriptor)
{
	static uint8_t dump[0xc00000];
	struct fp_plan *plan;

	make_regions(dump, sizeof dump, x86, 5, 0x60);
	plan = format_read(IFD, dump, sizeof dump, 0, NULL);
	format_assert_list(plan, "fd 0 1000\ngbe 1000 2000\nme 3000 4fd000\nbios 500000 700000\n");
	ck_assert_uint_eq(plan->size, 0xc00000);
	ck_assert_uint_eq(plan->erase_size, 4096);
	fp_plan_free(plan);
}
END_TEST

START_TEST(descriptor_alone_needs_the_size)
{
	uint8_t dump[4096];
	struct fp_plan *plan;

	make_regions(dump, sizeof dump, x86, 5, 0x60);
	format_refuse(IFD, dump, sizeof dump, 0, 0, "the last partition ends at 0xc00000");
	plan = format_read(IFD, dump, sizeof dump, 0xc00000, NULL);
	ck_assert_uint_eq(plan->n_parts, 4);
	fp_plan_free(plan);
}
END_TEST

START_TEST(descriptor_that_breaks_off)
{
	uint8_t dump[4096];

	make_regions(dump, sizeof dump, x86, 5, 0x60);
	format_refuse(IFD, dump, 4095, 0, 0, "breaks off after 4095");
	format_refuse(IFD, dump, 16, 0, 0, "expected a flash descriptor");
}
END_TEST

START_TEST(descriptor_whose_table_lies_in_the_last_bytes)
{
	uint8_t dump[4096];

	make_regions(dump, sizeof dump, x86, 5, 0xff0);
	fp_put_le32(dump + 0x14, 0x00ff0000);
	format_refuse(IFD, dump, sizeof dump, 0, 0, "no partitions are in it");
}
END_TEST

TEST_MAIN("format-ifd", descriptor_alone_tells_the_size_of_the_chip, two_chips_are_one_image,
	  old_descriptor_has_its_signature_at_0, size_that_is_not_told_is_that_of_the_dump,
	  dump_of_two_equal_halves_was_read_as_a_larger_chip,
	  mac_of_the_network_controller_is_the_unit_s, text_of_other_tools, regions_of_a_descriptor,
	  descriptor_alone_needs_the_size, descriptor_that_breaks_off,
	  descriptor_whose_table_lies_in_the_last_bytes)
