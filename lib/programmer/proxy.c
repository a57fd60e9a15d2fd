// SPDX-License-Identifier: GPL-2.0-or-later
// The operations of a driver, asked of a child process.

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "programmer/message.h"
#include "programmer/proxy.h"

#define PIECE	   4096u /* what is read at once of a slow programmer, and to see whether it is */
#define LARGEST	   (256u << 10) /* bytes of the largest erase block that is common */
#define SLOW_SHARE 4 /* of the timeout: 64 KiB that take more are slow */

static int check_size(const struct fp_connection *c, struct fp_range range, struct fp_error *err)
{
	if (range.size <= FP_WIRE_PAYLOAD_MAX / 2)
		return 0;
	return fp_fail(err, FP_REFUSED, "programmer \"%s\": too much for one operation", c->name);
}

/* One read, and how long it took: time in which this process was stopped does not count. */
static int read_piece(struct fp_connection *c, struct fp_range range, uint8_t *buf,
		      struct fp_error *err)
{
	struct fp_exchange x = { .frame = { .type = FP_FRAME_READ, .range = range },
				 .answer = buf,
				 .answer_size = (size_t)range.size };
	const int result = fp_connection_ask(c, &x, err);

	if (result == 0 && range.size >= PIECE)
		c->pace_ms = 1 + (uint64_t)(x.spent_ms > 0 ? x.spent_ms : 0) * FP_TRANSFER_MAX /
					 range.size;
	return result;
}

static bool is_slow(const struct fp_connection *c)
{
	return c->pace_ms == 0 || c->pace_ms > c->timeout_ms / SLOW_SHARE;
}

/* A slow programmer is asked for little at once, so that what is late is seen to be, and not what
 * is only slow. */
static int proxy_read(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	struct fp_connection *const c = ctx;
	int result;

	if (check_size(c, range, err) < 0)
		return -FP_REFUSED;
	do {
		const uint64_t n = is_slow(c) && range.size > PIECE ? PIECE : range.size;

		result = read_piece(c, (struct fp_range){ range.offset, n }, buf, err);
		range.offset += n;
		range.size -= n;
		buf += n;
	} while (result == 0 && range.size);
	return result;
}

/* Four times what reading so much took; not known yet: four times the timeout. */
static unsigned slow_ms(const struct fp_connection *c, uint64_t size)
{
	if (!c->pace_ms)
		return 4 * c->timeout_ms;
	return (unsigned)(4 * c->pace_ms * (1 + size / FP_TRANSFER_MAX));
}

static int proxy_write(void *ctx, struct fp_range range, const uint8_t *old, const uint8_t *want,
		       struct fp_error *err)
{
	struct fp_exchange x = { .frame = { .type = FP_FRAME_WRITE, .range = range },
				 .first = old,
				 .second = want };
	const struct fp_connection *const c = ctx;

	if (check_size(ctx, range, err) < 0)
		return -FP_REFUSED;
	x.frame.size = (uint32_t)(2 * range.size);
	if (c->pace_ms)
		x.patience_ms = slow_ms(c, range.size);
	return fp_connection_ask(ctx, &x, err);
}

static int proxy_crc32(void *ctx, struct fp_range range, uint32_t *crc, struct fp_error *err)
{
	uint8_t answer[4];
	struct fp_exchange x = { .frame = { .type = FP_FRAME_CRC32, .range = range },
				 .answer = answer,
				 .answer_size = sizeof answer };
	const int result = fp_connection_ask(ctx, &x, err);

	if (result == 0)
		fp_get_le32(answer, sizeof answer, 0, crc);
	return result;
}

static int fail_chip(const struct fp_connection *c, struct fp_error *err)
{
	return fp_fail(err, FP_CHIP, "programmer \"%s\" describes a chip that cannot be", c->name);
}

/* Ends the child, which brings back the chip's protection, and has a new one look at the chip. */
static int open_anew(struct fp_connection *c, struct fp_chip *chip, struct fp_error *err)
{
	const int result = fp_connection_close(c, err);

	return result < 0 ? result : fp_proxy_open(c, chip, err);
}

static int proxy_identify(void *ctx, struct fp_chip *chip, struct fp_error *err)
{
	uint8_t answer[FP_MESSAGE_CHIP_SIZE];
	struct fp_exchange x = { .frame.type = FP_FRAME_IDENTIFY,
				 .answer = answer,
				 .answer_size = sizeof answer };
	const int result = fp_connection_ask(ctx, &x, err);
	unsigned abilities;

	if (result < 0)
		return result;
	if (!fp_chip_unpack(answer, chip, &abilities))
		return fail_chip(ctx, err);
	return chip->is_doubtful ? open_anew(ctx, chip, err) : 0;
}

static int proxy_block(void *ctx, struct fp_range range, struct fp_range *block,
		       struct fp_error *err)
{
	struct fp_connection *const c = ctx;
	struct fp_exchange x = { .frame = { .type = FP_FRAME_BLOCK, .range = range },
				 .patience_ms = slow_ms(c, LARGEST) };
	const int result = fp_connection_ask(c, &x, err);

	if (result < 0)
		return result;
	*block = x.range;
	if (fp_range_end(*block) >= fp_range_end(range) && block->offset <= range.offset)
		return 0;
	return fp_fail(err, FP_CHIP, "programmer \"%s\" describes an erase block that cannot be",
		       c->name);
}

static int proxy_get_protection(void *ctx, struct fp_protection *protection, struct fp_error *err)
{
	struct fp_connection *const c = ctx;
	uint8_t answer[FP_MESSAGE_PROTECTION_SIZE];
	struct fp_exchange x = { .frame.type = FP_FRAME_GET_PROTECTION,
				 .answer = answer,
				 .answer_size = sizeof answer };
	const int result = fp_connection_ask(c, &x, err);

	if (result < 0)
		return result;
	if (fp_protection_unpack(answer, c->chip_size, protection))
		return 0;
	fp_fail(err, FP_CHIP,
		"programmer \"%s\" reports a write protection that cannot be: the chip may be protected",
		c->name);
	return -FP_CHIP;
}

static int proxy_set_protection(void *ctx, const struct fp_protection *protection,
				struct fp_error *err)
{
	uint8_t request[FP_MESSAGE_PROTECTION_SIZE];
	struct fp_exchange x = { .frame = { .type = FP_FRAME_SET_PROTECTION,
					    .size = sizeof request },
				 .first = request };

	fp_protection_pack(protection, request);
	return fp_connection_ask(ctx, &x, err);
}

/* fp_programmer_close() frees the connection. */
static int proxy_close(void *ctx, struct fp_error *err)
{
	struct fp_connection *const c = ctx;
	struct fp_error own = { 0 };

	if (c->child.pid < 0 || fp_connection_close(c, &own) == 0)
		return 0;
	fp_fail(err, own.code, "%s", own.text);
	if (own.hint[0])
		fp_hint(err, "%s", own.hint);
	return -(int)own.code;
}

static const struct fp_driver proxy = {
	.read = proxy_read,
	.write = proxy_write,
	.crc32 = proxy_crc32,
	.identify = proxy_identify,
	.block = proxy_block,
	.get_protection = proxy_get_protection,
	.set_protection = proxy_set_protection,
	.close = proxy_close,
};

/* The proxy's table without what this child cannot do. */
static struct fp_driver table(unsigned abilities, const char *name)
{
	struct fp_driver driver = proxy;

	driver.name = name;
	if (!(abilities & FP_HAS_CRC32))
		driver.crc32 = NULL;
	if (!(abilities & FP_HAS_IDENTIFY))
		driver.identify = NULL;
	if (!(abilities & FP_HAS_BLOCK))
		driver.block = NULL;
	if (!(abilities & FP_HAS_GET_PROTECTION))
		driver.get_protection = NULL;
	if (!(abilities & FP_HAS_SET_PROTECTION))
		driver.set_protection = NULL;
	return driver;
}

int fp_proxy_open(struct fp_connection *c, struct fp_chip *chip, struct fp_error *err)
{
	uint8_t answer[FP_MESSAGE_CHIP_SIZE];
	struct fp_exchange x = { .frame = { .type = FP_FRAME_OPEN, .size = c->n_target },
				 .first = c->target,
				 .answer = answer,
				 .answer_size = sizeof answer };
	unsigned abilities = 0;
	int result = fp_child_start(&c->child, c->path, err);

	if (result == 0)
		result = fp_connection_ask(c, &x, err);
	if (result == 0 && !fp_chip_unpack(answer, chip, &abilities))
		result = fail_chip(c, err);
	if (result < 0)
		return result;
	c->driver = table(abilities, c->name);
	c->chip_size = chip->size;
	return 0;
}
