// SPDX-License-Identifier: GPL-2.0-or-later
// MAC addresses.

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/number.h"
#include "content/mac.h"

#define MULTICAST 1 /* in the first byte (IEEE 802) */

/* Defaults that whole fleets share until somebody sets an address. */
static const struct {
	uint8_t mac[FP_MAC_SIZE];
	const char *doubt;
} defaults[] = {
	{ { 0x00, 0x00, 0x23, 0x34, 0x45, 0x66 },
	  "it is the default in OpenIPC's U-Boot for HiSilicon" },
	{ { 0x88, 0x88, 0x88, 0x88, 0x87, 0x88 },
	  "it is the default in coreboot's Ethernet region" },
	{ { 0xa0, 0x00, 0xba, 0xd0, 0x0b, 0xad }, "it is the default of MrChromebox's firmware" },
	{ { 0x00, 0x01, 0x02, 0x03, 0x04, 0x05 }, "it is a placeholder" },
	{ { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55 }, "it is a placeholder" },
};

bool fp_mac_parse(const char *text, uint8_t mac[FP_MAC_SIZE])
{
	if (strlen(text) != FP_MAC_TEXT - 1)
		return false;
	for (size_t i = 0; i < FP_MAC_SIZE; i++) {
		const unsigned high = fp_digit_value(text[3 * i]);
		const unsigned low = fp_digit_value(text[3 * i + 1]);

		if (high > 15 || low > 15 ||
		    (i + 1 < FP_MAC_SIZE && text[3 * i + 2] != ':' && text[3 * i + 2] != '-'))
			return false;
		mac[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

char *fp_mac_format(const uint8_t mac[FP_MAC_SIZE], char text[FP_MAC_TEXT])
{
	snprintf(text, FP_MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
		 mac[4], mac[5]);
	return text;
}

const char *fp_mac_doubt(const uint8_t mac[FP_MAC_SIZE])
{
	if (fp_is_filled(mac, FP_MAC_SIZE, 0))
		return "it is all zero";
	if (fp_is_filled(mac, FP_MAC_SIZE, 0xff))
		return "it is erased";
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
		if (memcmp(defaults[i].mac, mac, FP_MAC_SIZE) == 0)
			return defaults[i].doubt;
	return mac[0] & MULTICAST ? "it is a multicast address, which no unit has" : NULL;
}

bool fp_mac_is_possible(const uint8_t mac[FP_MAC_SIZE])
{
	return !fp_is_filled(mac, FP_MAC_SIZE, 0) && !(mac[0] & MULTICAST);
}
