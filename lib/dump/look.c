// SPDX-License-Identifier: GPL-2.0-or-later
// Looking at one range: its kind, and the shares of its bytes.

#include "base/bytes.h"
#include "content/histogram.h"
#include "dump/look.h"

#define WINDOW 65536

static void count(void *ctx, const uint8_t *bytes, size_t n)
{
	fp_histogram_add(ctx, bytes, n);
}

/* Where the bytes at the end begin that all have this value. */
static uint64_t find_tail(const struct fp_view *view, uint8_t value)
{
	uint8_t window[WINDOW];
	uint64_t end = view->size;

	while (end) {
		const size_t n = end < sizeof window ? (size_t)end : sizeof window;
		size_t i = fp_view_read(view, end - n, window, n);

		if (i < n)
			return end;
		if (!fp_is_filled(window, n, value)) {
			while (window[i - 1] == value)
				i--;
			return end - n + i;
		}
		end -= n;
	}
	return 0;
}

static void measure(struct fp_look *look)
{
	const uint64_t erased_from = find_tail(&look->view, look->view.erased);
	const uint64_t zeros_from = find_tail(&look->view, 0);
	struct fp_histogram all = { 0 }, used = { 0 };

	look->used = erased_from < zeros_from ? erased_from : zeros_from;
	if (zeros_from && zeros_from < look->view.size)
		look->zero_tail = look->view.size - zeros_from;
	if (look->found.used && look->found.used <= look->view.size)
		look->used = look->found.used;
	fp_view_each(&look->view, 0, look->used, count, &used);
	look->entropy = used.total ? fp_histogram_entropy(&used) : 0;
	all = used;
	fp_view_each(&look->view, look->used, look->view.size - look->used, count, &all);
	look->erased = all.count[look->view.erased];
	look->zeros = all.count[0];
}

struct fp_look fp_look_at(const struct fp_view *dump, struct fp_range range,
			  const struct fp_partition *part)
{
	struct fp_look look = { .part = part, .range = range };

	look.view = fp_view_part(dump, range.offset, range.size);
	if (!look.view.size)
		return look;
	look.kind = fp_kind_identify(&look.view, &look.verdict, &look.found);
	measure(&look);
	return look;
}

bool fp_look_is_blank(const struct fp_look *look)
{
	return look->kind && look->kind->role == FP_ROLE_BLANK;
}
