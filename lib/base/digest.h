/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SHA-256 as the 64 lower-case hexadecimal digits that plans, manifests and messages show. */
#ifndef FP_BASE_DIGEST_H
#define FP_BASE_DIGEST_H

#include <nettle/sha2.h>
#include <stddef.h>

#define FP_DIGEST_TEXT (2 * SHA256_DIGEST_SIZE + 1) /* bytes, with the end */

/* Ends a computation; the context is ready for the next one. Returns text, which has
 * FP_DIGEST_TEXT bytes. */
char *fp_digest_finish(struct sha256_ctx *sha256, char *text);

/* All of that for n bytes. */
char *fp_digest_text(const void *data, size_t n, char *text);

#endif
