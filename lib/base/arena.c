// SPDX-License-Identifier: GPL-2.0-or-later
// A list of blocks; small pieces share one.

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* AddressSanitizer sees an overrun only at the end of an allocation. */
#if defined(__SANITIZE_ADDRESS__)
#define BLOCK_SIZE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BLOCK_SIZE 0
#endif
#endif
#ifndef BLOCK_SIZE
#define BLOCK_SIZE 4096
#endif

struct block {
	struct block *next;
	size_t used, size;
	_Alignas(max_align_t) unsigned char data[];
};

struct fp_arena {
	struct block *blocks;
};

struct fp_arena *fp_arena_new(void)
{
	return calloc(1, sizeof(struct fp_arena));
}

void fp_arena_free(struct fp_arena *arena)
{
	if (!arena)
		return;
	while (arena->blocks) {
		struct block *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
	free(arena);
}

static struct block *add_block(struct fp_arena *arena, size_t least)
{
	const size_t size = least > BLOCK_SIZE ? least : BLOCK_SIZE;
	struct block *block = calloc(1, sizeof *block + size);

	if (!block)
		return NULL;
	block->size = size;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *fp_arena_alloc(struct fp_arena *arena, size_t n, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	struct block *block = arena->blocks;
	size_t want;
	void *p;

	if (size && n > (SIZE_MAX / 2) / size)
		return NULL;
	want = n * size;
	if (BLOCK_SIZE)
		want = (want + align - 1) / align * align;
	if (!block || !BLOCK_SIZE || block->size - block->used < want)
		block = add_block(arena, want);
	if (!block)
		return NULL;
	p = block->data + block->used;
	block->used += want;
	return p;
}

char *fp_arena_strndup(struct fp_arena *arena, const char *text, size_t n)
{
	char *copy = fp_arena_alloc(arena, n + 1, 1);

	if (copy)
		memcpy(copy, text, n);
	return copy;
}

char *fp_arena_strdup(struct fp_arena *arena, const char *text)
{
	return fp_arena_strndup(arena, text, strlen(text));
}

char *fp_arena_printf(struct fp_arena *arena, const char *format, ...)
{
	char *text = NULL;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (n >= 0)
		text = fp_arena_alloc(arena, (size_t)n + 1, 1);
	if (!text)
		return NULL;
	va_start(ap, format);
	vsnprintf(text, (size_t)n + 1, format, ap);
	va_end(ap);
	return text;
}
