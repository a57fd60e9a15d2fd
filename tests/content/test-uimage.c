// SPDX-License-Identifier: GPL-2.0-or-later
// Headers of legacy images: made, read back, and judged.

#include <check.h>
#include <string.h>

#include "support/test.h"
#include "content/uimage.h"

/* mkimage -A mips -O linux -T firmware -C none -a 0x80010000 -e 0x80010400 -n jz_fw, of "hello\n"
 * and with SOURCE_DATE_EPOCH=1600000000 */
static const uint8_t made_by_mkimage[FP_UIMAGE_HEADER] = {
	0x27, 0x05, 0x19, 0x56, 0x2b, 0x95, 0xa5, 0xf0, 0x5f, 0x5e, 0x10, 0x00, 0x00,
	0x00, 0x00, 0x06, 0x80, 0x01, 0x00, 0x00, 0x80, 0x01, 0x04, 0x00, 0x36, 0x3a,
	0x30, 0x20, 0x05, 0x05, 0x05, 0x00, 0x6a, 0x7a, 0x5f, 0x66, 0x77, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static const struct fp_uimage example = {
	.time = 1600000000,
	.size = 6,
	.data_crc = 0x363a3020,
	.load = 0x80010000,
	.entry = 0x80010400,
	.header = FP_UIMAGE_HEADER,
	.os = 5,
	.arch = 5,
	.type = FP_UIMAGE_FIRMWARE,
	.name = "jz_fw",
};

START_TEST(header_is_what_mkimage_makes)
{
	uint8_t header[FP_UIMAGE_HEADER];

	fp_uimage_build(&example, header);
	ck_assert_mem_eq(header, made_by_mkimage, sizeof header);
}
END_TEST

START_TEST(header_is_read_back)
{
	struct fp_uimage uimage;

	ck_assert_int_eq(fp_uimage_parse(made_by_mkimage, 64, &uimage, NULL, NULL),
			 FP_UIMAGE_SOUND);
	ck_assert_mem_eq(&uimage, &example, sizeof uimage);
}
END_TEST

START_TEST(longest_name_has_no_end_in_the_header)
{
	struct fp_uimage uimage = example, back;
	uint8_t header[FP_UIMAGE_HEADER];

	memset(uimage.name, 'n', FP_UIMAGE_NAME_MAX);
	fp_uimage_build(&uimage, header);
	ck_assert_int_eq(fp_uimage_parse(header, 64, &back, NULL, NULL), FP_UIMAGE_SOUND);
	ck_assert_str_eq(back.name, uimage.name);
}
END_TEST

START_TEST(every_changed_byte_damages_the_header)
{
	struct fp_uimage uimage;

	for (size_t i = 0; i < FP_UIMAGE_HEADER; i++) {
		uint8_t header[FP_UIMAGE_HEADER];

		memcpy(header, made_by_mkimage, sizeof header);
		header[i] ^= 0x10;
		ck_assert_int_eq(fp_uimage_parse(header, 64, &uimage, NULL, NULL),
				 i < 4 ? FP_UIMAGE_NONE : FP_UIMAGE_DAMAGED);
	}
}
END_TEST

START_TEST(cut_header_is_no_sound_one)
{
	struct fp_uimage uimage;

	for (size_t n = 0; n < FP_UIMAGE_HEADER; n++)
		ck_assert_int_eq(fp_uimage_parse(made_by_mkimage, n, &uimage, NULL, NULL),
				 n < 4 ? FP_UIMAGE_NONE : FP_UIMAGE_CUT);
}
END_TEST

START_TEST(names_lead_to_numbers_and_back)
{
	static const enum fp_uimage_field fields[] = { FP_UIMAGE_OS, FP_UIMAGE_ARCH, FP_UIMAGE_TYPE,
						       FP_UIMAGE_COMPRESSION };
	uint8_t number;

	for (size_t f = 0; f < 4; f++) {
		const char *name;

		for (size_t i = 0; (name = fp_uimage_name_at(fields[f], i)); i++) {
			ck_assert(fp_uimage_number(fields[f], name, &number));
			ck_assert_ptr_nonnull(fp_uimage_name(fields[f], number));
		}
		ck_assert(!fp_uimage_number(fields[f], "no such", &number));
		ck_assert_ptr_null(fp_uimage_name(fields[f], 200));
	}
	ck_assert(fp_uimage_number(FP_UIMAGE_ARCH, "arm64", &number));
	ck_assert_uint_eq(number, 22);
}
END_TEST

TEST_MAIN("uimage", header_is_what_mkimage_makes, header_is_read_back,
	  longest_name_has_no_end_in_the_header, every_changed_byte_damages_the_header,
	  cut_header_is_no_sound_one, names_lead_to_numbers_and_back)
