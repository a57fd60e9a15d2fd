// SPDX-License-Identifier: GPL-2.0-or-later
// SHA-256 as text, against the examples of FIPS 180.

#include <string.h>

#include "base/digest.h"
#include "support/test.h"

static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

START_TEST(a_buffer)
{
	char text[FP_DIGEST_TEXT];

	ck_assert_str_eq(fp_digest_text("abc", 3, text), abc);
	ck_assert_str_eq(fp_digest_text("", 0, text),
			 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
END_TEST

START_TEST(a_context_begins_anew)
{
	char text[FP_DIGEST_TEXT];
	struct sha256_ctx sha256;

	sha256_init(&sha256);
	for (int i = 0; i < 2; i++) {
		sha256_update(&sha256, 1, (const uint8_t *)"a");
		sha256_update(&sha256, 2, (const uint8_t *)"bc");
		ck_assert_str_eq(fp_digest_finish(&sha256, text), abc);
	}
}
END_TEST

TEST_MAIN("digest", a_buffer, a_context_begins_anew)
