// SPDX-License-Identifier: GPL-2.0-or-later
// What differences have in common.

#include "base/bytes.h"
#include "content/contrast.h"

#define LEAST 16 /* differing bytes: fewer fit anything */

static uint8_t reverse(uint8_t v)
{
	v = (uint8_t)((v & 0xf0) >> 4 | (v & 0x0f) << 4);
	v = (uint8_t)((v & 0xcc) >> 2 | (v & 0x33) << 2);
	return (uint8_t)((v & 0xaa) >> 1 | (v & 0x55) << 1);
}

/* The byte that begins one bit behind p[0] and ends in p[1]. */
static uint8_t one_bit_on(const uint8_t *p)
{
	return (uint8_t)(p[0] << 1 | p[1] >> 7);
}

static void add_shifts(struct fp_contrast *c, const uint8_t *is, const uint8_t *want, size_t i,
		       size_t n)
{
	if (i + 1 < n) {
		c->later += is[i] == want[i + 1];
		c->bit_later += is[i] == one_bit_on(want + i);
	}
	if (i) {
		c->earlier += is[i] == want[i - 1];
		c->bit_earlier += is[i] == (uint8_t)(want[i - 1] << 7 | want[i] >> 1);
	}
}

static void add_byte(struct fp_contrast *c, const uint8_t *is, const uint8_t *want,
		     const uint8_t *old, size_t i, size_t n)
{
	const uint8_t bits = is[i] ^ want[i];

	c->bytes++;
	c->cleared += (bits & want[i]) != 0;
	c->set += (bits & is[i]) != 0;
	c->single += (bits & (bits - 1)) == 0;
	c->reversed += is[i] == reverse(want[i]);
	c->old += old && is[i] == old[i];
	add_shifts(c, is, want, i, n);
	for (size_t k = 0; k < FP_MIRRORS; k++) {
		const size_t other = i ^ ((size_t)1 << (FP_MIRROR_LEAST + k));

		c->mirrored[k] += other < n && is[i] == want[other];
	}
}

static void follow_value(const uint8_t *bytes, size_t n, bool is_first, bool *is_one,
			 uint8_t *value)
{
	if (is_first) {
		*is_one = true;
		*value = bytes[0];
	}
	*is_one = *is_one && bytes[0] == *value && fp_is_filled(bytes, n, bytes[0]);
}

void fp_contrast_add(struct fp_contrast *c, const uint8_t *is, const uint8_t *want,
		     const uint8_t *old, size_t n)
{
	const struct fp_difference d = fp_compare(is, want, n);

	if (!n)
		return;
	follow_value(is, n, !c->total, &c->is_one_value, &c->value);
	follow_value(want, n, !c->total, &c->is_one_wanted, &c->want_value);
	c->total += n;
	for (size_t i = d.first; d.count && i < n; i++)
		if (is[i] != want[i])
			add_byte(c, is, want, old, i, n);
}

/* Nearly all of them: at the edges of what was compared some are missing. */
static bool is_most(const struct fp_contrast *c, uint64_t count)
{
	return count >= c->bytes - c->bytes / 16;
}

static const char *why_moved(const struct fp_contrast *c)
{
	if (is_most(c, c->later) || is_most(c, c->earlier))
		return "it is the same, shifted by one byte: a clock was lost, or a cable is too long";
	if (is_most(c, c->bit_later) || is_most(c, c->bit_earlier))
		return "it is the same, shifted by one bit: a clock was lost, or a cable is too long";
	if (is_most(c, c->reversed))
		return "the bits of every byte stand in reverse: one of the two was made for another programmer";
	for (size_t k = 0; k < FP_MIRRORS; k++)
		if (is_most(c, c->mirrored[k]))
			return "it is what belongs to another address: an address bit was lost";
	return NULL;
}

const char *fp_contrast_why(const struct fp_contrast *c)
{
	const char *moved;

	if (!c->bytes)
		return NULL;
	if (c->is_one_value && !c->is_one_wanted && c->total >= LEAST)
		return c->value == 0xff
			       ? "every byte of it is 0xff: it is erased, or was read without contact"
			       : "every byte of it is the same: it was read without contact or power";
	if (c->old == c->bytes)
		return "nothing has changed at all: the chip said OK, and is write-protected";
	moved = c->bytes >= LEAST ? why_moved(c) : NULL;
	if (moved)
		return moved;
	if (c->single == c->bytes && c->bytes <= c->total / 1000 + 1)
		return "single bits differ: they were misread, by a bad contact or at too high a speed";
	if (!c->set)
		return "only bits that should be 1 are 0: it was programmed without having been erased";
	if (!c->cleared)
		return "only bits that should be 0 are 1: it was not programmed to the end, or a line floats";
	return NULL;
}
