/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that is allocated piece by piece and freed all at once. */
#ifndef FP_BASE_ARENA_H
#define FP_BASE_ARENA_H

#include <stddef.h>

struct fp_arena;

/* NULL when out of memory. The caller frees with fp_arena_free(), which accepts NULL. */
struct fp_arena *fp_arena_new(void);
void fp_arena_free(struct fp_arena *arena);

/* Zeroed memory for n items of size bytes, aligned for any type, valid until fp_arena_free();
 * NULL when out of memory or when n * size overflows. n or size may be 0. */
void *fp_arena_alloc(struct fp_arena *arena, size_t n, size_t size);

/* Copies of text, of its first n bytes with an end added, of formatted text; NULL when out of
 * memory. */
char *fp_arena_strdup(struct fp_arena *arena, const char *text);
char *fp_arena_strndup(struct fp_arena *arena, const char *text, size_t n);
char *fp_arena_printf(struct fp_arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
