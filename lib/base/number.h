/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes and offsets as people write them. */
#ifndef FP_BASE_NUMBER_H
#define FP_BASE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define FP_SIZE_TEXT 24 /* room for what fp_size_format() writes */

/* Bytes: decimal or 0x hexadecimal, with an optional binary unit K, M or G ("256K", "0x40000").
 * On failure -FP_REFUSED, and err says what was expected. */
FP_MUST_CHECK int fp_size_parse(const char *text, uint64_t *bytes, struct fp_error *err);

/* The shortest exact form that fp_size_parse() reads back: 65536 is "64K", 65537 is "65537".
 * Returns buf, which has FP_SIZE_TEXT bytes. */
char *fp_size_format(uint64_t bytes, char *buf);

#define FP_SIZE_WORDS 48 /* room for what fp_size_words() writes */

/* A size for people, who compare it with tables of either kind: "256K (0x40000)". Returns buf,
 * which has FP_SIZE_WORDS bytes. */
char *fp_size_words(uint64_t bytes, char *buf);

/* The value of a hexadecimal digit; 16 for what is none. */
unsigned fp_digit_value(char c);

/* Pairs of hexadecimal digits, white space between pairs allowed. Returns the number of bytes, or
 * SIZE_MAX if the text is anything else; out may be NULL to count only. */
size_t fp_hex_decode(const char *text, uint8_t *out);

/* Lower-case digits; text needs room for 2 * n + 1 characters. */
void fp_hex_encode(const uint8_t *bytes, size_t n, char *text);

#endif
