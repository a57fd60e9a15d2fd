// SPDX-License-Identifier: GPL-2.0-or-later
// Memory that is freed all at once. Leaks show in the sanitized build.

#include <string.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "support/test.h"

static struct fp_arena *arena;

static void setup(void)
{
	arena = fp_arena_new();
	ck_assert_ptr_nonnull(arena);
}

START_TEST(memory_is_zeroed_aligned_and_disjoint)
{
	static unsigned char *pieces[500];

	setup();
	for (size_t i = 0; i < 500; i++) {
		pieces[i] = fp_arena_alloc(arena, i, 3);
		ck_assert_ptr_nonnull(pieces[i]);
		ck_assert_uint_eq((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		ck_assert(fp_is_filled(pieces[i], 3 * i, 0));
		memset(pieces[i], (int)(i % 255 + 1), 3 * i);
	}
	for (size_t i = 0; i < 500; i++)
		ck_assert(fp_is_filled(pieces[i], 3 * i, (uint8_t)(i % 255 + 1)));
	fp_arena_free(arena);
}
END_TEST

START_TEST(large_piece_fits_whole)
{
	char *large;

	setup();
	large = fp_arena_alloc(arena, 1, 1 << 20);
	ck_assert_ptr_nonnull(large);
	memset(large, 1, 1 << 20);
	ck_assert_ptr_nonnull(fp_arena_alloc(arena, 16, 1));
	fp_arena_free(arena);
}
END_TEST

START_TEST(overflowing_size_is_refused)
{
	setup();
	ck_assert_ptr_null(fp_arena_alloc(arena, SIZE_MAX, 2));
	ck_assert_ptr_null(fp_arena_alloc(arena, SIZE_MAX / 4, 16));
	ck_assert_ptr_null(fp_arena_alloc(arena, SIZE_MAX, 1));
	fp_arena_free(arena);
}
END_TEST

START_TEST(nothing_may_be_allocated)
{
	setup();
	ck_assert_ptr_nonnull(fp_arena_alloc(arena, 0, 8));
	ck_assert_ptr_nonnull(fp_arena_alloc(arena, 8, 0));
	fp_arena_free(arena);
	fp_arena_free(NULL);
}
END_TEST

/* Only a sanitizer sees it; elsewhere the byte is the block's. */
#if defined(__SANITIZE_ADDRESS__)
#define SEES_OVERRUNS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SEES_OVERRUNS 1
#endif
#endif

#ifdef SEES_OVERRUNS
#include <sanitizer/asan_interface.h>

START_TEST(sanitizer_sees_the_end_of_each_piece)
{
	unsigned char *piece, *next;

	setup();
	piece = fp_arena_alloc(arena, 3, 7);
	next = fp_arena_alloc(arena, 1, 24);
	ck_assert(!__asan_address_is_poisoned(piece + 20));
	ck_assert(__asan_address_is_poisoned(piece + 21));
	ck_assert(!__asan_address_is_poisoned(next + 23));
	ck_assert(__asan_address_is_poisoned(next + 24));
	fp_arena_free(arena);
}
END_TEST
#endif

START_TEST(texts_are_copied)
{
	char text[] = "abcdef";
	const char *whole, *part, *printed;

	setup();
	whole = fp_arena_strdup(arena, text);
	part = fp_arena_strndup(arena, text, 3);
	printed = fp_arena_printf(arena, "%s-%05d", text, 42);
	memset(text, 'x', sizeof text - 1);
	ck_assert_str_eq(whole, "abcdef");
	ck_assert_str_eq(part, "abc");
	ck_assert_str_eq(printed, "abcdef-00042");
	fp_arena_free(arena);
}
END_TEST

TEST_MAIN("arena", memory_is_zeroed_aligned_and_disjoint, large_piece_fits_whole,
#ifdef SEES_OVERRUNS
	  sanitizer_sees_the_end_of_each_piece,
#endif
	  overflowing_size_is_refused, nothing_may_be_allocated, texts_are_copied)
