// SPDX-License-Identifier: GPL-2.0-or-later
// Listing of the installed layouts.

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plan/layout-dir.h"
#include "base/nearest.h"
#include "base/path.h"
#include "base/text.h"

#define SUFFIX	 ".json"
#define PART_MIN 3 /* characters: fewer are in every name */

static size_t stem_length(const char *file)
{
	const size_t n = strlen(file), m = strlen(SUFFIX);

	return n > m && strcmp(file + n - m, SUFFIX) == 0 ? n - m : 0;
}

static int is_layout(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && stem_length(entry->d_name) > 0;
}

static int by_name(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static const char *const *copy_names(struct fp_arena *arena, struct dirent **entries, size_t n)
{
	const char **list = fp_arena_alloc(arena, n + 1, sizeof *list);

	for (size_t i = 0; list && i < n; i++) {
		const char *const file = entries[i]->d_name;

		list[i] = fp_arena_strndup(arena, file, stem_length(file));
		if (!list[i])
			return NULL;
	}
	/* Without the suffixes, which may have sorted otherwise. */
	if (list && n)
		qsort(list, n, sizeof *list, by_name);
	return list;
}

int fp_layout_names(const char *dir, struct fp_arena *arena, const char *const **names,
		    struct fp_error *err)
{
	struct dirent **entries;
	const int n = scandir(dir, &entries, is_layout, NULL);

	if (n < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot read the layouts in %s", dir);
	*names = copy_names(arena, entries, (size_t)n);
	for (int i = 0; i < n; i++)
		free(entries[i]);
	free(entries);
	return *names ? 0 : fp_fail(err, FP_REFUSED, "out of memory");
}

void fp_layout_suggest(const char *dir, struct fp_arena *arena, const char *name,
		       struct fp_nearest *nearest)
{
	struct fp_error ignored = { 0 };
	const char *const *names;

	if (fp_layout_names(dir, arena, &names, &ignored) < 0)
		return;
	for (size_t i = 0; names[i]; i++)
		fp_nearest_offer(nearest, name, names[i]);
	if (nearest->best || strlen(name) < PART_MIN)
		return;
	for (size_t i = 0; names[i] && nearest->n < FP_NEAREST_MAX; i++)
		if (strstr(names[i], name))
			nearest->same[nearest->n++] = names[i];
	nearest->best = nearest->same[0];
}

static bool has(const char *text, const char *word)
{
	return text && fp_text_has(text, strlen(text), word);
}

static bool has_chip(const struct fp_plan *plan, const char *word)
{
	for (size_t i = 0; i < plan->n_chips; i++) {
		const char *const *name = plan->chips[i].names;

		if (has(plan->chips[i].id, word))
			return true;
		for (; name && *name; name++)
			if (has(*name, word))
				return true;
	}
	return false;
}

bool fp_layout_has(const char *name, const struct fp_plan *plan, char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!has(name, words[i]) && !has(plan->title, words[i]) &&
		    !has_chip(plan, words[i]))
			return false;
	return true;
}

bool fp_layout_is_shadowed(const char *dir, const char *path)
{
	const size_t room = strlen(dir) + strlen(path) + sizeof "/" SUFFIX;
	char *const layout = malloc(room);
	bool is_shadowed = false;
	struct stat st;

	if (layout) {
		snprintf(layout, room, "%s/%s%s", dir, fp_path_last(path), SUFFIX);
		is_shadowed =
			stat(path, &st) == 0 && !S_ISDIR(st.st_mode) && access(layout, F_OK) == 0;
	}
	free(layout);
	return is_shadowed;
}
