// SPDX-License-Identifier: GPL-2.0-or-later
// TP-Link's update file for Safeloader boards (openwrt firmware-utils src/tplink-safeloader.c).

#include <inttypes.h>
#include <string.h>

#include "content/kinds/kind.h"
#include "content/kinds/md5.h"

#define MD5	  4
#define MD5_FROM  0x14
#define VENDOR	  0x18
#define TABLE	  0x1014
#define LINES_MAX 2048 /* bytes of the table */

static unsigned count_lines(const char *text)
{
	unsigned n = 0;

	for (; (text = strstr(text, "fwup-ptn ")); text++)
		n++;
	return n;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	static const uint8_t salt[] = { 0x7a, 0x2b, 0x15, 0xed, 0x9b, 0x98, 0x59, 0x6d,
					0xe5, 0x04, 0xab, 0x44, 0xac, 0x2a, 0x9f, 0x4e };
	char lines[LINES_MAX + 1];
	uint8_t vendor[48] = { 0 }, digest[MD5_DIGEST_SIZE];
	uint32_t size = 0;
	struct md5_ctx md5;

	fp_view_be32(view, 0, &size);
	lines[fp_view_read(view, TABLE, lines, LINES_MAX)] = '\0';
	fp_view_read(view, VENDOR, vendor, sizeof vendor);
	fp_fact_text(found, "vendor", vendor, sizeof vendor);
	fp_fact(found, "partitions", "%u", count_lines(lines));
	if (size < TABLE)
		return fp_damage(found, "a size of %" PRIu32 " bytes is impossible", size);
	if (fp_found_used(found, view, size) != FP_GOOD)
		return FP_DAMAGED;
	md5_init(&md5);
	md5_update(&md5, sizeof salt, salt);
	fp_md5_add(&md5, view, (struct fp_range){ MD5_FROM, size - MD5_FROM });
	md5_digest(&md5, sizeof digest, digest);
	return fp_view_has(view, MD5, digest, sizeof digest) ? FP_GOOD
							     : fp_damage(found, "its MD5 is wrong");
}

static const struct fp_magic magics[] = {
	{ TABLE, 9, "fwup-ptn " },
	{ 0 },
};

const struct fp_kind fp_kind_safeloader = {
	.name = "tplink-safeloader",
	.article = "a",
	.title = "TP-Link Safeloader update file",
	.hint = FP_HINT_UPDATE,
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_UPDATE,
	.is_summed = true,
	.identify = identify,
};
