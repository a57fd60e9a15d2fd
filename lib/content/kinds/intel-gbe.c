// SPDX-License-Identifier: GPL-2.0-or-later
// The settings of Intel's gigabit Ethernet: two copies, the words of each add up to 0xBABA.

#include "base/bytes.h"
#include "content/kinds/kind.h"

#define WORDS	 0x40
#define SUM	 0xbaba
#define COPY_2	 4096
#define REGION	 8192
#define VENDOR	 0x8086
#define SUBVEND	 0x0c /* words that hold a vendor's id */
#define VENDOR_W 0x0e

static uint16_t word_at(const uint8_t *copy, size_t i)
{
	uint16_t word = 0;

	fp_get_le16(copy, 2 * WORDS, 2 * i, &word);
	return word;
}

static bool is_sound(const struct fp_view *view, uint64_t off, uint8_t copy[2 * WORDS])
{
	unsigned sum = 0;

	if (fp_view_read(view, off, copy, 2 * WORDS) < 2 * WORDS ||
	    fp_is_filled(copy, 2 * WORDS, copy[0]))
		return false;
	for (size_t i = 0; i < WORDS; i++)
		sum += word_at(copy, i);
	return (sum & 0xffff) == SUM;
}

/* Sixteen bits are few for a checksum: a vendor's id, or the region's size, must be right too. */
static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	uint8_t copy[2 * WORDS], second[2 * WORDS];
	const bool is_first = is_sound(view, 0, copy), is_second = is_sound(view, COPY_2, second);
	const uint8_t *const mac = is_first ? copy : second;

	if ((!is_first && !is_second) || (word_at(mac, SUBVEND) != VENDOR &&
					  word_at(mac, VENDOR_W) != VENDOR && view->size > REGION))
		return FP_NOT_MINE;
	fp_fact(found, "mac", "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
		mac[4], mac[5]);
	fp_fact(found, "copies", "%d valid", is_first + is_second);
	found->used = REGION < view->size ? REGION : view->size;
	return FP_GOOD;
}

const struct fp_kind fp_kind_intel_gbe = {
	.name = "intel-gbe",
	.article = "an",
	.title = "Intel Ethernet region",
	.identify = identify,
};
