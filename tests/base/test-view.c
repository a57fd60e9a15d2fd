// SPDX-License-Identifier: GPL-2.0-or-later
// Views: the same bytes from memory and from a file, cut at the view's end.

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "support/test.h"
#include "base/view.h"

#define SIZE  200000
#define START 777

static uint8_t bytes[START + SIZE + 100];
static struct fp_view views[2]; /* memory, file */

static void setup(void)
{
	test_random(bytes, sizeof bytes, 1);
	views[0] = (struct fp_view){ .data = bytes + START, .size = SIZE };
	views[1] = (struct fp_view){ .start = START, .size = SIZE };
	views[1].fd = open(test_write_file("bytes", bytes, sizeof bytes), O_RDWR);
	ck_assert_int_ge(views[1].fd, 0);
}

static void teardown(void)
{
	close(views[1].fd);
}

START_TEST(reading_stops_at_the_end_of_the_view)
{
	uint8_t buf[64];

	for (size_t i = 0; i < 2; i++) {
		ck_assert_uint_eq(fp_view_read(&views[i], 5, buf, 64), 64);
		ck_assert_mem_eq(buf, bytes + START + 5, 64);
		ck_assert_uint_eq(fp_view_read(&views[i], SIZE - 10, buf, 64), 10);
		ck_assert_mem_eq(buf, bytes + START + SIZE - 10, 10);
		ck_assert_uint_eq(fp_view_read(&views[i], SIZE, buf, 64), 0);
		ck_assert_uint_eq(fp_view_read(&views[i], UINT64_MAX, buf, 64), 0);
	}
}
END_TEST

START_TEST(crc_covers_exactly_what_is_asked)
{
	for (size_t i = 0; i < 2; i++) {
		ck_assert_uint_eq(fp_view_crc32(&views[i], 3, 150000),
				  crc32_z(0, bytes + START + 3, 150000));
		ck_assert_uint_eq(fp_view_crc32(&views[i], 3, UINT64_MAX),
				  crc32_z(0, bytes + START + 3, SIZE - 3));
		ck_assert_uint_eq(fp_view_crc32(&views[i], 3, 0), 0);
	}
}
END_TEST

START_TEST(filled_looks_at_every_byte_to_the_end)
{
	memset(bytes + START, 0xff, SIZE);
	ck_assert_int_eq(pwrite(views[1].fd, bytes + START, SIZE, START), SIZE);
	for (size_t i = 0; i < 2; i++) {
		ck_assert(fp_view_is_filled(&views[i], 0, 0xff));
		ck_assert(!fp_view_is_filled(&views[i], 0, 0));
		ck_assert(fp_view_is_filled(&views[i], SIZE, 0));
	}
	bytes[START + SIZE - 1] = 0;
	ck_assert_int_eq(pwrite(views[1].fd, bytes + START, SIZE, START), SIZE);
	for (size_t i = 0; i < 2; i++)
		ck_assert(!fp_view_is_filled(&views[i], 7, 0xff));
}
END_TEST

START_TEST(file_that_is_shorter_than_the_view_is_not_filled)
{
	uint8_t buf[64];

	ck_assert_int_eq(ftruncate(views[1].fd, START + 32), 0);
	ck_assert_uint_eq(fp_view_read(&views[1], 0, buf, 64), 32);
	ck_assert_int_eq(ftruncate(views[1].fd, START), 0);
	ck_assert_uint_eq(fp_view_read(&views[1], 0, buf, 64), 0);
	ck_assert(!fp_view_is_filled(&views[1], 0, 0xff));
}
END_TEST

TEST_MAIN_WITH("view", setup, teardown, reading_stops_at_the_end_of_the_view,
	       crc_covers_exactly_what_is_asked, filled_looks_at_every_byte_to_the_end,
	       file_that_is_shorter_than_the_view_is_not_filled)
