// SPDX-License-Identifier: GPL-2.0-or-later
// SHA-256 as text.

#include "base/digest.h"
#include "base/number.h"

char *fp_digest_finish(struct sha256_ctx *sha256, char *text)
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_digest(sha256, sizeof digest, digest);
	fp_hex_encode(digest, sizeof digest, text);
	return text;
}

char *fp_digest_text(const void *data, size_t n, char *text)
{
	struct sha256_ctx sha256;

	sha256_init(&sha256);
	sha256_update(&sha256, n, data);
	return fp_digest_finish(&sha256, text);
}
