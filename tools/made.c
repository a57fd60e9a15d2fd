// SPDX-License-Identifier: GPL-2.0-or-later
// Rows of images.

#include "made.h"
#include "outcome.h"

static json_t *file_json(const struct fp_source_file *file)
{
	return json_pack("{s:o, s:I}", "file", outcome_text(file->path), "size",
			 (json_int_t)file->size);
}

void made_row(void *ctx, const struct fp_selected *item, const struct fp_source *source)
{
	const struct fp_partition *const part = item->part;
	json_t *row =
		json_pack("{s:s, s:I, s:I, s:s, s:I}", "name", part->name, "offset",
			  (json_int_t)part->range.offset, "size", (json_int_t)part->range.size,
			  "result", "made", "used", (json_int_t)fp_source_end(source));
	const struct fp_source_file *file;
	json_t *files = json_array();

	(void)ctx;
	for (size_t i = 0; (file = fp_source_file_at(source, i)); i++)
		json_array_append_new(files, file_json(file));
	if (json_array_size(files) == 1)
		json_object_set(row, "source", json_array_get(files, 0));
	else if (json_array_size(files))
		json_object_set(row, "sources", files);
	json_decref(files);
	outcome_row("partitions", row);
}
