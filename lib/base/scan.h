/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scanning text of known length that may hold anything, also no end and no lines. */
#ifndef FP_BASE_SCAN_H
#define FP_BASE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* What is left to scan. Owns nothing. */
struct fp_scan {
	const char *p, *end;
};

/* Each steps over what it found; where it returns false the place is as before. */
bool fp_scan_char(struct fp_scan *s, char c);
bool fp_scan_word(struct fp_scan *s, const char *word);

/* Digits of base 10 or 16, at least one; false also where they do not fit in 64 bits. */
bool fp_scan_number(struct fp_scan *s, unsigned base, uint64_t *v);

/* Is the text "0xOFFSET", and nothing else? */
bool fp_scan_offset(const char *text, uint64_t *offset);

/* Blanks and tabs. Returns whether there were any. */
bool fp_scan_space(struct fp_scan *s);

/* The place of the first such word, or NULL. */
const char *fp_scan_find(struct fp_scan s, const char *word);

/* Takes the next line, without its LF or CR LF, and counts it; false at the end. */
bool fp_scan_line(struct fp_scan *text, struct fp_scan *line, unsigned *number);

struct fp_scan fp_scan_bytes(const uint8_t *data, size_t n);

/* The number of the line that p stands in. */
unsigned fp_scan_line_of(struct fp_scan text, const char *p);

/* Up to 40 characters of what is left, as messages may quote it; valid until the next call for the
 * same buffer, which has 48 bytes. */
const char *fp_scan_quote(struct fp_scan s, char *buf);

/* Like fp_fail(), with a line. */
int fp_fail_line(struct fp_error *err, unsigned line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
