// SPDX-License-Identifier: GPL-2.0-or-later
// From a request about the open chip to the driver's operation, and back.

#include <stdlib.h>

#include "base/bytes.h"
#include "programmer/answer.h"
#include "programmer/message.h"

unsigned fp_answer_abilities(const struct fp_driver *driver)
{
	return (driver->crc32 ? (unsigned)FP_HAS_CRC32 : 0) |
	       (driver->get_protection ? (unsigned)FP_HAS_GET_PROTECTION : 0) |
	       (driver->identify ? (unsigned)FP_HAS_IDENTIFY : 0) |
	       (driver->block ? (unsigned)FP_HAS_BLOCK : 0) |
	       (driver->set_protection ? (unsigned)FP_HAS_SET_PROTECTION : 0);
}

static int make_room(struct fp_answer *answer, size_t n, struct fp_error *err)
{
	answer->data = malloc(n ? n : 1);
	answer->n = n;
	return answer->data ? 0 : fp_fail(err, FP_REFUSED, "out of memory");
}

static int answer_read(const struct fp_question *q, struct fp_answer *answer, struct fp_error *err)
{
	const int result = make_room(answer, (size_t)q->range.size, err);

	return result < 0 ? result : q->driver->read(q->ctx, q->range, answer->data, err);
}

static int answer_write(const struct fp_question *q, struct fp_error *err)
{
	if (q->n != 2 * q->range.size)
		return fp_fail(err, FP_REFUSED, "the request to write makes no sense");
	return q->driver->write(q->ctx, q->range, q->payload, q->payload + q->range.size, err);
}

static int answer_crc32(const struct fp_question *q, struct fp_answer *answer, struct fp_error *err)
{
	uint32_t crc = 0;
	int result;

	if (!q->driver->crc32)
		return fp_fail(err, FP_REFUSED, "this programmer computes no checksums");
	result = q->driver->crc32(q->ctx, q->range, &crc, err);
	if (result == 0)
		result = make_room(answer, 4, err);
	if (result == 0)
		fp_put_le32(answer->data, crc);
	return result;
}

static int answer_identify(const struct fp_question *q, struct fp_answer *answer,
			   struct fp_error *err)
{
	struct fp_chip chip = { 0 };
	int result;

	if (!q->driver->identify)
		return fp_fail(err, FP_REFUSED, "this programmer cannot probe again");
	result = q->driver->identify(q->ctx, &chip, err);
	if (result == 0)
		result = make_room(answer, FP_MESSAGE_CHIP_SIZE, err);
	if (result == 0)
		fp_chip_pack(&chip, fp_answer_abilities(q->driver), answer->data);
	return result;
}

static int answer_block(const struct fp_question *q, struct fp_answer *answer, struct fp_error *err)
{
	if (!q->driver->block)
		return fp_fail(err, FP_REFUSED, "this programmer cannot tell its erase blocks");
	return q->driver->block(q->ctx, q->range, &answer->range, err);
}

static int answer_protection(const struct fp_question *q, struct fp_answer *answer,
			     struct fp_error *err)
{
	struct fp_protection protection = { 0 };
	int result;

	if (!q->driver->get_protection)
		return fp_fail(err, FP_REFUSED, "this programmer cannot tell write protection");
	result = q->driver->get_protection(q->ctx, &protection, err);
	if (result == 0)
		result = make_room(answer, FP_MESSAGE_PROTECTION_SIZE, err);
	if (result == 0)
		fp_protection_pack(&protection, answer->data);
	return result;
}

static int answer_set_protection(const struct fp_question *q, struct fp_error *err)
{
	struct fp_protection protection;

	if (!q->driver->set_protection || q->n != FP_MESSAGE_PROTECTION_SIZE ||
	    !fp_protection_unpack(q->payload, q->chip->size, &protection))
		return fp_fail(err, FP_REFUSED, "this programmer cannot set that write protection");
	return q->driver->set_protection(q->ctx, &protection, err);
}

int fp_answer(const struct fp_question *q, struct fp_answer *answer, struct fp_error *err)
{
	if (!fp_range_fits(q->range, q->chip->size))
		return fp_fail(err, FP_REFUSED, "the range is outside of the chip");
	if (q->range.size > FP_WIRE_PAYLOAD_MAX / 2)
		return fp_fail(err, FP_REFUSED, "too much for one operation");
	answer->range = q->range;
	switch (q->type) {
	case FP_FRAME_READ:
		return answer_read(q, answer, err);
	case FP_FRAME_WRITE:
		return answer_write(q, err);
	case FP_FRAME_CRC32:
		return answer_crc32(q, answer, err);
	case FP_FRAME_IDENTIFY:
		return answer_identify(q, answer, err);
	case FP_FRAME_BLOCK:
		return answer_block(q, answer, err);
	case FP_FRAME_SET_PROTECTION:
		return answer_set_protection(q, err);
	default:
		return answer_protection(q, answer, err);
	}
}
