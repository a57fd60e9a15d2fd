// SPDX-License-Identifier: GPL-2.0-or-later
// Loading of contents.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "selection/amend.h"
#include "selection/contents.h"
#include "content/kinds/kind.h"

static int keep_file(const struct fp_source *source, struct fp_content *content,
		     struct fp_error *err)
{
	const struct fp_source_file *const file = fp_source_only_file(source);

	if (!file)
		return 0;
	content->skip = file->skip;
	content->file = strdup(file->opened);
	return content->file ? 0 : fp_fail(err, FP_REFUSED, "out of memory");
}

static int read_item(const struct fp_plan *plan, const struct fp_selected *item,
		     const struct fp_source_dirs *dirs, struct fp_content *content,
		     struct fp_error *err)
{
	const size_t size = (size_t)item->part->range.size;
	const struct fp_view view = { .data = content->data, .size = size, .erased = plan->erased };
	struct fp_source *source = NULL;
	int code = fp_source_open(plan, item, dirs, &source, err);

	if (code == 0)
		code = fp_source_read(source, content->data, size, err);
	if (code == 0)
		code = fp_source_finish(source, err);
	if (code == 0) {
		content->end = fp_source_end(source);
		code = keep_file(source, content, err);
	}
	if (code == 0)
		code = fp_selected_check(plan, item, &view, err);
	fp_source_free(source);
	return code;
}

static int load_item(const struct fp_plan *plan, const struct fp_selected *item,
		     const struct fp_source_dirs *dirs, struct fp_content *content,
		     struct fp_error *err)
{
	const size_t size = (size_t)item->part->range.size;

	/* 4 GiB are no size where it has 32 bits. */
	content->data = size == item->part->range.size ? malloc(size) : NULL;
	if (!content->data)
		return fp_fail(err, FP_REFUSED, "out of memory for the %" PRIu64 " bytes of `%s`",
			       item->part->range.size, item->part->name);
	if (!item->is_erased)
		return read_item(plan, item, dirs, content, err);
	memset(content->data, plan->erased, size);
	return 0;
}

int fp_contents_load(struct fp_contents *contents, const struct fp_plan *plan,
		     const struct fp_selection *selection, const struct fp_source_dirs *dirs,
		     struct fp_error *err)
{
	size_t n_ranges = 0;
	int code = 0;

	for (size_t i = 0; i < selection->n; i++)
		n_ranges += selection->items[i].n_ranges;
	*contents = (struct fp_contents){ .n_items = selection->n };
	contents->targets = calloc(n_ranges + selection->n_values + 1, sizeof *contents->targets);
	contents->amended = calloc(selection->n_amendments + 1, sizeof *contents->amended);
	contents->items = calloc(selection->n + 1, sizeof *contents->items);
	if (!contents->targets || !contents->items || !contents->amended)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < selection->n && code == 0; i++) {
		const struct fp_selected *const item = &selection->items[i];

		code = load_item(plan, item, dirs, &contents->items[i], err);
		for (size_t k = 0; k < item->n_ranges && code == 0; k++)
			contents->targets[contents->n_targets++] = (struct fp_job_target){
				item->ranges[k],
				contents->items[i].data +
					(item->ranges[k].offset - item->part->range.offset)
			};
	}
	for (size_t i = 0; i < selection->n_values; i++)
		contents->targets[contents->n_targets++] = selection->values[i];
	for (size_t i = 0; i < selection->n_amendments; i++)
		contents->amended[i] = selection->amendments[i].range;
	return code;
}

int fp_contents_amend(const struct fp_contents *contents, const struct fp_plan *plan,
		      const struct fp_selection *selection, size_t i, uint8_t *bytes,
		      struct fp_error *err)
{
	const struct fp_amendment *const a = &selection->amendments[i];
	const uint8_t *content = NULL;

	for (size_t k = 0; k < selection->n && !content; k++)
		if (selection->items[k].part == a->content)
			content = contents->items[k].data +
				  (a->range.offset - a->content->range.offset);
	return fp_amend_apply(plan, a, content, bytes, err);
}

void fp_contents_free(struct fp_contents *contents)
{
	for (size_t i = 0; contents->items && i < contents->n_items; i++) {
		free(contents->items[i].data);
		free(contents->items[i].file);
	}
	free(contents->items);
	free(contents->targets);
	free(contents->amended);
}
