// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of what a programmer's process and its parent send each other: frames as they arrive on a
// socket, and the payloads.

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "fuzz.h"
#include "programmer/message.h"
#include "programmer/wire.h"

static void frames(const uint8_t *data, size_t n)
{
	struct fp_patience patience = { 0 };
	struct fp_frame frame, again;
	uint8_t header[FP_WIRE_HEADER];
	uint8_t *payload;
	int fds[2];

	if (n > 4096 || socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
		return;
	fp_patience_start(&patience, 1000);
	if (fp_wire_send_bytes(fds[0], data, n, &patience) == FP_WIRE_OK)
		shutdown(fds[0], SHUT_WR);
	while (fp_wire_receive(fds[1], &frame, &patience) == FP_WIRE_OK) {
		fp_frame_pack(&frame, header);
		fuzz_must(fp_frame_unpack(header, &again));
		fuzz_must(again.type == frame.type && again.size == frame.size &&
			  again.code == frame.code && again.range.offset == frame.range.offset &&
			  again.range.size == frame.range.size);
		payload = frame.size <= n ? malloc(frame.size + 1) : NULL;
		if (!payload ||
		    fp_wire_receive_bytes(fds[1], payload, frame.size, &patience) != FP_WIRE_OK) {
			free(payload);
			break;
		}
		free(payload);
	}
	close(fds[0]);
	close(fds[1]);
}

static void chip(const uint8_t *data)
{
	uint8_t packed[FP_MESSAGE_CHIP_SIZE];
	struct fp_chip chip;
	unsigned abilities;

	if (!fp_chip_unpack(data, &chip, &abilities))
		return;
	fuzz_must(fp_text_is_plain(chip.name) && fp_text_is_plain(chip.id));
	fuzz_must(chip.size > 0);
	for (unsigned i = 0; i < chip.n_windows; i++)
		fuzz_must(fp_range_fits(chip.window[i].range, chip.size));
	fp_chip_pack(&chip, abilities, packed);
	fuzz_must(fp_chip_unpack(packed, &chip, &abilities));
}

static void error(const uint8_t *data, size_t n)
{
	for (uint32_t code = 0; code < 8; code++) {
		struct fp_error err = { 0 };

		if (fp_error_unpack(data, n, code, &err))
			fuzz_must(err.code && fp_text_is_plain(err.text) &&
				  fp_text_is_plain(err.hint));
	}
}

static void target(const uint8_t *data, size_t n)
{
	static struct fp_place places[FP_MESSAGE_PLACES_MAX];
	const char *names[FP_MESSAGE_NAMES_MAX];
	uint8_t packed[FP_MESSAGE_TARGET_MAX];
	struct fp_target target = { 0 };

	if (fp_target_unpack(data, n, &target, names, places))
		fuzz_must(fp_target_pack(&target, packed) > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	uint8_t *const exact = malloc(FP_MESSAGE_CHIP_SIZE);

	frames(data, n);
	target(data, n);
	error(data, n);
	if (exact && n) {
		memset(exact, 0, FP_MESSAGE_CHIP_SIZE);
		memcpy(exact, data, n < FP_MESSAGE_CHIP_SIZE ? n : FP_MESSAGE_CHIP_SIZE);
		chip(exact);
	}
	free(exact);
	return 0;
}
