// SPDX-License-Identifier: GPL-2.0-or-later
// From a selection to the steps of a script.

#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "script/script.h"

const uint8_t *fp_script_data(const struct fp_script_file *file, struct fp_range range)
{
	return file->data + (range.offset - file->part->range.offset);
}

/* FAT has one name for both cases. A file that several partitions are taken from is one file. */
static bool is_taken(const struct fp_script *script, const char *own, const char *name,
		     const char *path)
{
	if (own && strcasecmp(own, name) == 0)
		return true;
	for (size_t i = 0; i < script->n_files; i++) {
		const struct fp_script_file *const other = &script->files[i];

		if (strcasecmp(other->name, name) == 0 &&
		    !(path && other->path && strcmp(path, other->path) == 0))
			return true;
	}
	return false;
}

/* A file goes under its own name where that can be one, else under that of its partition. */
static int name_file(const struct fp_script *script, const char *own, struct fp_arena *arena,
		     struct fp_script_file *file, struct fp_error *err)
{
	const char *const last = file->path ? fp_path_last(file->path) : "";

	if (fp_name_is_valid(last) && !is_taken(script, own, last, file->path)) {
		file->name = last;
		return 0;
	}
	file->name = fp_arena_printf(arena, "%.*s.bin", FP_NAME_MAX - 4, file->part->name);
	if (!file->name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (is_taken(script, own, file->name, file->path))
		return fp_fail(err, FP_REFUSED, "two files for the device would both be called %s",
			       file->name);
	return 0;
}

static int add_item(struct fp_script *script, const struct fp_selected *item,
		    const struct fp_content *content, const char *own, struct fp_arena *arena,
		    struct fp_error *err)
{
	struct fp_script_file *const file = &script->files[script->n_files];
	int code;

	*file = (struct fp_script_file){ .part = item->part,
					 .length = content->end,
					 .data = content->data };
	if (content->file && content->skip <= FP_SCRIPT_SKIP_MAX) {
		file->path = content->file;
		file->skip = content->skip;
	}
	code = name_file(script, own, arena, file, err);
	if (code < 0)
		return code;
	script->n_files++;
	for (size_t i = 0; i < item->n_ranges; i++)
		script->steps[script->n_steps++] = (struct fp_script_step){ file, item->ranges[i] };
	return 0;
}

int fp_script_make(const struct fp_plan *plan, const struct fp_selection *selection,
		   const struct fp_contents *contents, const char *own, struct fp_arena *arena,
		   struct fp_script *script, struct fp_error *err)
{
	size_t n_ranges = 0;
	int code = 0;

	for (size_t i = 0; i < selection->n; i++)
		n_ranges += selection->items[i].n_ranges;
	if (!n_ranges)
		return fp_fail(err, FP_REFUSED, "nothing is left to write");
	*script = (struct fp_script){ .plan = plan };
	script->files = fp_arena_alloc(arena, selection->n, sizeof *script->files);
	script->steps = fp_arena_alloc(arena, n_ranges, sizeof *script->steps);
	if (!script->files || !script->steps)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < selection->n && code == 0; i++)
		if (selection->items[i].n_ranges)
			code = add_item(script, &selection->items[i], &contents->items[i], own,
					arena, err);
	return code;
}
