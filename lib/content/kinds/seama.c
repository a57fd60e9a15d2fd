// SPDX-License-Identifier: GPL-2.0-or-later
// SEAMA of D-Link and others: entities with texts and an MD5, one behind the other (openwrt
// firmware-utils src/seama.h), big-endian.

#include <inttypes.h>
#include <string.h>

#include "content/kinds/kind.h"
#include "content/kinds/md5.h"

#define HEADER_SIZE 12
#define META_SIZE   6
#define IMAGE_SIZE  8
#define META_MAX    1024

/* "dev=/dev/mtdblock/2", "type=firmware": strings with an end each. */
static void tell(const uint8_t *meta, size_t n, struct fp_found *found)
{
	static const char *const keys[] = { "signature", "dev", "type", "noheader" };

	for (size_t at = 0; at < n;) {
		const char *const text = (const char *)meta + at;
		const size_t length = strnlen(text, n - at);

		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
			const size_t k = strlen(keys[i]);

			if (length > k && text[k] == '=' && memcmp(text, keys[i], k) == 0)
				fp_fact_text(found, keys[i], meta + at + k + 1, length - k - 1);
		}
		at += length + 1;
	}
}

/* The entity at off; its end goes to found->used. */
static enum fp_verdict take(const struct fp_view *view, uint64_t off, struct fp_found *found)
{
	uint8_t meta[META_MAX], digest[MD5_DIGEST_SIZE];
	struct md5_ctx md5;
	uint16_t meta_size;
	uint32_t size;
	uint64_t at;

	if (!fp_view_be16(view, off + META_SIZE, &meta_size) ||
	    !fp_view_be32(view, off + IMAGE_SIZE, &size))
		return fp_damage_cut(found, "the header", view->size - off);
	at = off + HEADER_SIZE + (size ? MD5_DIGEST_SIZE : 0);
	tell(meta, fp_view_read(view, at, meta, meta_size < META_MAX ? meta_size : META_MAX),
	     found);
	at += meta_size;
	if (fp_found_used(found, view, at + size) != FP_GOOD)
		return FP_DAMAGED;
	if (!size)
		return FP_GOOD;
	md5_init(&md5);
	fp_md5_add(&md5, view, (struct fp_range){ at, size });
	md5_digest(&md5, sizeof digest, digest);
	if (!fp_view_has(view, off + HEADER_SIZE, digest, sizeof digest))
		return fp_damage(found, "the MD5 of the image at 0x%" PRIx64 " is wrong", at);
	return FP_GOOD;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	const struct fp_view all = fp_view_grow(view);
	enum fp_verdict verdict = FP_GOOD;
	unsigned n = 0;

	do {
		verdict = take(&all, found->used, found);
		n++;
	} while (verdict == FP_GOOD && fp_view_has(&all, found->used, "\x5e\xa3\xa4\x17", 4));
	if (n > 1)
		fp_fact(found, "entities", "%u", n);
	return verdict;
}

static const struct fp_magic magics[] = {
	{ 0, 4, "\x5e\xa3\xa4\x17" },
	{ 0 },
};

const struct fp_kind fp_kind_seama = {
	.name = "seama",
	.article = "a",
	.title = "SEAMA image",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_KERNEL,
	.is_payload = true,
	.is_summed = true,
	.identify = identify,
};
