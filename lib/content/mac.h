/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MAC addresses: as text, and those that belong to no unit. */
#ifndef FP_CONTENT_MAC_H
#define FP_CONTENT_MAC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FP_MAC_SIZE 6
#define FP_MAC_TEXT 18 /* bytes of "aa:bb:cc:dd:ee:ff", with the end */

/* Is the text an address, with ':' or '-' between its bytes, and nothing else? */
bool fp_mac_parse(const char *text, uint8_t mac[FP_MAC_SIZE]);

char *fp_mac_format(const uint8_t mac[FP_MAC_SIZE], char text[FP_MAC_TEXT]);

/* Why this cannot be one unit's own address, as a part of a sentence: "it is a multicast address";
 * NULL where nothing speaks against it. */
const char *fp_mac_doubt(const uint8_t mac[FP_MAC_SIZE]);

/* Can a unit have it at all? Not where it is all 0, all ff or a multicast address; a placeholder is
 * possible, and wrong. */
bool fp_mac_is_possible(const uint8_t mac[FP_MAC_SIZE]);

#endif
