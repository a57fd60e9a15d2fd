// SPDX-License-Identifier: GPL-2.0-or-later
// Frames and messages: what goes over comes back, and nothing that is received is trusted.

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "programmer/message.h"
#include "support/test.h"
#include "programmer/wire.h"

static int pair[2];

static void open_pair(void)
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
}

START_TEST(frame_comes_back_as_it_was)
{
	const struct fp_frame sent = { FP_FRAME_DONE, 5, 3, { UINT64_C(0x123456789), 65536 } };
	struct fp_frame got;
	char data[3];

	open_pair();
	ck_assert_int_eq(fp_wire_send(pair[0], &sent, "abc", NULL), FP_WIRE_OK);
	ck_assert_int_eq(fp_wire_receive(pair[1], &got, NULL), FP_WIRE_OK);
	ck_assert(got.type == sent.type && got.code == 5 && got.size == 3);
	ck_assert(got.range.offset == sent.range.offset && got.range.size == 65536);
	ck_assert_int_eq(fp_wire_receive_bytes(pair[1], data, 3, NULL), FP_WIRE_OK);
	ck_assert_mem_eq(data, "abc", 3);
}
END_TEST

START_TEST(header_with_a_wrong_byte_is_no_frame)
{
	const struct fp_frame sent = { FP_FRAME_DONE, 0, 0, { 0, 0 } };
	uint8_t header[FP_WIRE_HEADER];
	struct fp_frame got;

	for (size_t i = 0; i < 8; i++) {
		fp_frame_pack(&sent, header);
		ck_assert(fp_frame_unpack(header, &got));
		header[i] ^= 0x80;
		ck_assert_msg(!fp_frame_unpack(header, &got), "byte %zu", i);
	}
}
END_TEST

START_TEST(type_that_is_not_known_is_no_frame)
{
	struct fp_frame frame = { FP_FRAME_NOT_RUN, 0, 0, { 0, 0 } };
	uint8_t header[FP_WIRE_HEADER];

	frame.type++;
	fp_frame_pack(&frame, header);
	ck_assert(!fp_frame_unpack(header, &frame));
	frame.type = 0;
	fp_frame_pack(&frame, header);
	ck_assert(!fp_frame_unpack(header, &frame));
}
END_TEST

START_TEST(payload_larger_than_any_is_no_frame)
{
	struct fp_frame frame = { FP_FRAME_DONE, 0, FP_WIRE_PAYLOAD_MAX, { 0, 0 } };
	uint8_t header[FP_WIRE_HEADER];

	fp_frame_pack(&frame, header);
	ck_assert(fp_frame_unpack(header, &frame));
	frame.size++;
	fp_frame_pack(&frame, header);
	ck_assert(!fp_frame_unpack(header, &frame));
}
END_TEST

START_TEST(half_a_header_at_the_end_is_closed)
{
	struct fp_frame frame;

	open_pair();
	ck_assert_int_eq(write(pair[0], "FPW2", 4), 4);
	close(pair[0]);
	ck_assert_int_eq(fp_wire_receive(pair[1], &frame, NULL), FP_WIRE_CLOSED);
}
END_TEST

START_TEST(sending_to_nobody_is_closed_and_no_signal)
{
	const struct fp_frame frame = { FP_FRAME_CLOSE, 0, 0, { 0, 0 } };

	open_pair();
	close(pair[1]);
	ck_assert_int_eq(fp_wire_send(pair[0], &frame, NULL, NULL), FP_WIRE_CLOSED);
}
END_TEST

START_TEST(silence_is_late)
{
	struct fp_patience patience = { 0 };
	struct fp_frame frame;

	open_pair();
	fp_patience_start(&patience, 10);
	ck_assert_int_eq(fp_wire_receive(pair[1], &frame, &patience), FP_WIRE_LATE);
}
END_TEST

START_TEST(bytes_that_are_there_without_patience_are_late)
{
	struct fp_patience patience = { 0 };
	char c;

	open_pair();
	ck_assert_int_eq(write(pair[0], "x", 1), 1);
	fp_patience_start(&patience, 0);
	ck_assert_int_eq(fp_wire_receive_bytes(pair[1], &c, 1, &patience), FP_WIRE_LATE);
}
END_TEST

START_TEST(time_in_which_we_were_stopped_does_not_count)
{
	struct fp_patience patience = { 0 };
	char c;

	open_pair();
	ck_assert_int_eq(write(pair[0], "x", 1), 1);
	fp_patience_start(&patience, 1000);
	patience.seen -= 3600 * 1000; /* as if the last look had been an hour ago */
	ck_assert_int_eq(fp_wire_receive_bytes(pair[1], &c, 1, &patience), FP_WIRE_OK);
	ck_assert_int_gt(patience.left, 0);
}
END_TEST

static bool is_cancelled(void *ctx)
{
	return *(bool *)ctx;
}

START_TEST(cancelled_wait_is_short)
{
	struct fp_frame frame;
	bool yes = true;
	struct fp_patience patience = { .is_cancelled = is_cancelled, .ctx = &yes };

	open_pair();
	fp_patience_start(&patience, 3600 * 1000);
	ck_assert_int_eq(fp_wire_receive(pair[1], &frame, &patience), FP_WIRE_LATE);
}
END_TEST

START_TEST(peer_that_does_not_listen_is_late)
{
	struct fp_patience patience = { 0 };
	const size_t n = 4u << 20;
	uint8_t *data = calloc(1, n);

	open_pair();
	fp_patience_start(&patience, 20);
	ck_assert_int_eq(fp_wire_send_bytes(pair[0], data, n, &patience), FP_WIRE_LATE);
	free(data);
}
END_TEST

static size_t pack_example(uint8_t *buf)
{
	static const char *const names[] = { "GD25Q127C", "GD25Q128C" };
	static const struct fp_place places[] = { { "boot", { 0, 65536 } },
						  { "0:ART", { 65536, 4096 } } };
	const struct fp_target target = { .params = "image=a,b",
					  .chip_name = "W25Q128.V",
					  .chip_names = names,
					  .n_chip_names = 2,
					  .size = 1 << 20,
					  .places = places,
					  .n_places = 2 };

	return fp_target_pack(&target, buf);
}

START_TEST(target_comes_back_as_it_was)
{
	static uint8_t buf[FP_MESSAGE_TARGET_MAX];
	const char *names[FP_MESSAGE_NAMES_MAX];
	static struct fp_place places[FP_MESSAGE_PLACES_MAX];
	struct fp_target got;

	ck_assert(fp_target_unpack(buf, pack_example(buf), &got, names, places));
	ck_assert_str_eq(got.params, "image=a,b");
	ck_assert_str_eq(got.chip_name, "W25Q128.V");
	ck_assert_uint_eq(got.n_chip_names, 2);
	ck_assert_str_eq(got.chip_names[1], "GD25Q128C");
	ck_assert_uint_eq(got.size, 1 << 20);
	ck_assert_uint_eq(got.n_places, 2);
	ck_assert_str_eq(got.places[1].name, "0:ART");
	ck_assert_uint_eq(got.places[1].range.offset, 65536);
	ck_assert_uint_eq(got.places[1].range.size, 4096);
}
END_TEST

START_TEST(target_that_is_cut_anywhere_is_refused)
{
	static uint8_t buf[FP_MESSAGE_TARGET_MAX];
	const char *names[FP_MESSAGE_NAMES_MAX];
	static struct fp_place places[FP_MESSAGE_PLACES_MAX];
	const size_t n = pack_example(buf);
	struct fp_target got;

	for (size_t i = 0; i < n; i++) {
		uint8_t *cut = malloc(i + 1);

		memcpy(cut, buf, i);
		ck_assert_msg(!fp_target_unpack(cut, i, &got, names, places), "cut at %zu", i);
		free(cut);
	}
	ck_assert(!fp_target_unpack(buf, n + 1, &got, names, places));
	buf[4] = 255, buf[5] = 255;
	ck_assert(!fp_target_unpack(buf, n, &got, names, places));
}
END_TEST

START_TEST(target_without_the_name_that_it_announces_is_refused)
{
	static uint8_t buf[FP_MESSAGE_TARGET_MAX];
	const char *names[FP_MESSAGE_NAMES_MAX];
	static struct fp_place places[FP_MESSAGE_PLACES_MAX];
	const struct fp_target target = { .params = "image=a,b", .chip_name = "W25Q128.V" };
	const size_t n = fp_target_pack(&target, buf);
	struct fp_target got;

	ck_assert(fp_target_unpack(buf, n, &got, names, places));
	ck_assert(!fp_target_unpack(buf, n - 16 - sizeof "W25Q128.V", &got, names, places));
}
END_TEST

START_TEST(target_that_is_too_large_is_not_packed)
{
	static uint8_t buf[FP_MESSAGE_TARGET_MAX];
	static char params[FP_MESSAGE_TARGET_MAX];

	memset(params, 'x', sizeof params - 1);
	ck_assert_uint_eq(fp_target_pack(&(struct fp_target){ .params = params }, buf), 0);
	params[sizeof params - 26] = 0;
	ck_assert_uint_eq(fp_target_pack(&(struct fp_target){ .params = params }, buf),
			  FP_MESSAGE_TARGET_MAX - 1);
}
END_TEST

static struct fp_chip example_chip(void)
{
	return (struct fp_chip){ .name = "W25Q128.V",
				 .id = "ef4018",
				 .size = 0x1000000,
				 .window = { { { 0, 0x10000 }, 4096, false, "mounted on /" },
					     { { 0x20000, 0xfe0000 }, 65536, true, "" } },
				 .n_windows = 2 };
}

START_TEST(chip_comes_back_as_it_was)
{
	const struct fp_chip chip = example_chip();
	uint8_t buf[FP_MESSAGE_CHIP_SIZE];
	unsigned abilities = 0;
	struct fp_chip got;

	fp_chip_pack(&chip, FP_HAS_CRC32, buf);
	ck_assert(fp_chip_unpack(buf, &got, &abilities));
	ck_assert_uint_eq(abilities, FP_HAS_CRC32);
	ck_assert_str_eq(got.name, chip.name);
	ck_assert_str_eq(got.id, chip.id);
	ck_assert(got.size == chip.size && got.n_windows == 2);
	ck_assert(got.window[1].range.offset == 0x20000 && got.window[1].erase_size == 65536);
	ck_assert(!got.window[0].writable && got.window[1].writable);
	ck_assert_str_eq(got.window[0].why, "mounted on /");
	ck_assert_str_eq(got.window[1].why, "");
}
END_TEST

static bool is_accepted(const struct fp_chip *chip)
{
	uint8_t buf[FP_MESSAGE_CHIP_SIZE];
	unsigned abilities;
	struct fp_chip got;

	fp_chip_pack(chip, 0, buf);
	return fp_chip_unpack(buf, &got, &abilities);
}

START_TEST(chip_that_cannot_be_is_refused)
{
	struct fp_chip chip = example_chip();

	ck_assert(is_accepted(&chip));
	chip.size = 0xffffff; /* a window ends behind it */
	ck_assert(!is_accepted(&chip));
	chip = example_chip();
	chip.window[1].range.offset = 0x8000; /* overlaps the first */
	ck_assert(!is_accepted(&chip));
	chip = example_chip();
	chip.window[1].erase_size = 65537;
	ck_assert(!is_accepted(&chip));
	chip = example_chip();
	chip.window[1].range.size = UINT64_MAX;
	ck_assert(!is_accepted(&chip));
	chip = example_chip();
	chip.n_windows = FP_WINDOWS_MAX + 1;
	ck_assert(!is_accepted(&chip));
	chip.n_windows = 0;
	ck_assert(!is_accepted(&chip));
}
END_TEST

START_TEST(error_comes_back_without_control_characters)
{
	struct fp_error err = { 0 }, got = { 0 };
	uint8_t buf[FP_MESSAGE_ERROR_MAX];
	size_t n;

	fp_fail(&err, FP_CHIP, "bad \033[2J clip");
	fp_hint(&err, "press it");
	n = fp_error_pack(&err, buf);
	ck_assert(!fp_error_unpack(buf, n - 1, FP_CHIP, &got));
	ck_assert(!fp_error_unpack(buf, n, FP_OK, &got));
	ck_assert(!fp_error_unpack(buf, n, FP_NO, &got));
	ck_assert(!fp_error_unpack(buf, n, FP_USAGE, &got));
	ck_assert(!fp_error_unpack(buf, n, FP_CHANGED, &got));
	ck_assert(!fp_error_unpack(buf, n, FP_CHANGED + 1, &got));
	ck_assert(fp_error_unpack(buf, n, FP_CHIP, &got));
	ck_assert_str_eq(got.text, "bad ?[2J clip");
	ck_assert_str_eq(got.hint, "press it");
}
END_TEST

START_TEST(error_with_too_long_a_part_is_refused)
{
	struct fp_error got = { 0 };
	uint8_t buf[FP_MESSAGE_ERROR_MAX];

	memset(buf, 'x', sizeof buf);
	buf[sizeof got.text] = buf[sizeof buf - 1] = 0;
	ck_assert(!fp_error_unpack(buf, sizeof buf, FP_CHIP, &got));
	buf[sizeof got.text - 1] = buf[sizeof got.text] = 0;
	ck_assert(fp_error_unpack(buf, sizeof got.text + 1, FP_CHIP, &got));
}
END_TEST

TEST_MAIN("wire", frame_comes_back_as_it_was, header_with_a_wrong_byte_is_no_frame,
	  type_that_is_not_known_is_no_frame, payload_larger_than_any_is_no_frame,
	  half_a_header_at_the_end_is_closed, sending_to_nobody_is_closed_and_no_signal,
	  silence_is_late, time_in_which_we_were_stopped_does_not_count, cancelled_wait_is_short,
	  bytes_that_are_there_without_patience_are_late, peer_that_does_not_listen_is_late,
	  target_comes_back_as_it_was, target_that_is_cut_anywhere_is_refused,
	  target_without_the_name_that_it_announces_is_refused,
	  target_that_is_too_large_is_not_packed, chip_comes_back_as_it_was,
	  chip_that_cannot_be_is_refused, error_comes_back_without_control_characters,
	  error_with_too_long_a_part_is_refused)
