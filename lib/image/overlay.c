// SPDX-License-Identifier: GPL-2.0-or-later
// Fields over the contents of an image.

#include <stdlib.h>
#include <string.h>

#include "image/overlay.h"
#include "selection/amend.h"

static const struct fp_selected *find_item(const struct fp_selection *selection,
					   const struct fp_partition *part)
{
	for (size_t i = 0; i < selection->n; i++)
		if (selection->items[i].part == part)
			return &selection->items[i];
	return NULL;
}

/* All of the content, of which the amendment's range is a part. */
static int read_content(const struct fp_plan *plan, const struct fp_selected *item,
			const struct fp_source_dirs *dirs, uint8_t **content, struct fp_error *err)
{
	const size_t size = (size_t)item->part->range.size;
	struct fp_source *source = NULL;
	int code = fp_source_open(plan, item, dirs, &source, err);

	*content = malloc(size);
	if (code == 0 && !*content)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0)
		code = fp_source_read(source, *content, size, err);
	fp_source_free(source);
	return code;
}

static int amend(const struct fp_plan *plan, const struct fp_selection *selection,
		 const struct fp_amendment *a, const struct fp_source_dirs *dirs, uint8_t *bytes,
		 struct fp_error *err)
{
	uint8_t *content = NULL;
	int code = 0;

	if (a->content)
		code = read_content(plan, find_item(selection, a->content), dirs, &content, err);
	if (code == 0)
		code = fp_amend_apply(
			plan, a,
			content ? content + (a->range.offset - a->content->range.offset) : NULL,
			bytes, err);
	free(content);
	return code;
}

int fp_overlay_make(const struct fp_plan *plan, const struct fp_selection *selection,
		    const struct fp_source_dirs *dirs, const struct fp_dump *base,
		    struct fp_overlay *overlay, struct fp_error *err)
{
	int code = 0;

	overlay->n = 0;
	overlay->items = calloc(selection->n_amendments + 1, sizeof *overlay->items);
	if (!overlay->items)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < selection->n_amendments && code == 0; i++) {
		const struct fp_amendment *const a = &selection->amendments[i];
		uint8_t *const bytes = malloc((size_t)a->range.size);

		if (!bytes)
			return fp_fail(err, FP_REFUSED, "out of memory");
		overlay->items[overlay->n++] = (struct fp_job_target){ a->range, bytes };
		memset(bytes, plan->erased, (size_t)a->range.size);
		if (base->fd >= 0)
			code = fp_dump_read(base, a->range, bytes, err);
		if (code == 0)
			code = amend(plan, selection, a, dirs, bytes, err);
	}
	return code;
}

void fp_overlay_put(const struct fp_job_target *items, size_t n, struct fp_range window,
		    uint8_t *bytes)
{
	for (size_t i = 0; i < n; i++) {
		const struct fp_job_target *const item = &items[i];
		const struct fp_range r = fp_range_intersect(item->range, window);

		if (r.size)
			memcpy(bytes + (r.offset - window.offset),
			       item->data + (r.offset - item->range.offset), (size_t)r.size);
	}
}

void fp_overlay_free(struct fp_overlay *overlay)
{
	for (size_t i = 0; i < overlay->n; i++)
		free((uint8_t *)overlay->items[i].data);
	free(overlay->items);
}
