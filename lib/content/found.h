/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is found in bytes: facts, how long it is, and what is wrong with it. */
#ifndef FP_CONTENT_FOUND_H
#define FP_CONTENT_FOUND_H

#include <stddef.h>
#include <stdint.h>

#include "base/view.h"

#define FP_FACTS_MAX  12
#define FP_FOUND_TEXT 512 /* room for what fp_found_describe() writes */

enum fp_verdict {
	FP_NOT_MINE, /* no sign of this kind */
	FP_DAMAGED, /* of this kind, but incomplete or corrupt; damage says how */
	FP_GOOD,
	FP_UNREADABLE, /* the bytes could not be read; damage says why */
};

/* key is a literal, value one line of printable ASCII. */
struct fp_fact {
	const char *key;
	char value[64];
};

/* Flat, no ownership. Zeroed: nothing. */
struct fp_found {
	uint64_t used; /* bytes from the start that belong to it, without padding; 0: not known */
	struct fp_fact facts[FP_FACTS_MAX];
	unsigned n_facts;
	char damage[160]; /* one line */
};

/* Adds a fact; without effect where there is no more room. What is not printable becomes '?'. */
void fp_fact(struct fp_found *found, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A fact from n bytes of text that end at the first 0 byte; none if there are no characters. */
void fp_fact_text(struct fp_found *found, const char *key, const uint8_t *text, size_t n);

/* A fact from seconds since 1970, as "2026-11-26 12:00:00" (UTC). */
void fp_fact_time(struct fp_found *found, const char *key, uint32_t seconds);

/* The value of a fact; NULL if there is none of that key. */
const char *fp_fact_get(const struct fp_found *found, const char *key);

/* Says what is wrong. Returns FP_DAMAGED. */
enum fp_verdict fp_damage(struct fp_found *found, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same for bytes that end inside of a structure, after n of its bytes. */
enum fp_verdict fp_damage_cut(struct fp_found *found, const char *what, uint64_t n);

/* The same for a checksum. */
enum fp_verdict fp_damage_sum(struct fp_found *found, const char *what, uint32_t is, uint32_t says);

/* States how long it is: damaged where the view is shorter. */
enum fp_verdict fp_found_used(struct fp_found *found, const struct fp_view *view, uint64_t used);

/* One line: what is wrong, else the facts, "key value, key value". Returns buf, which has
 * FP_FOUND_TEXT bytes. */
const char *fp_found_describe(const struct fp_found *found, char *buf);

#endif
