// SPDX-License-Identifier: GPL-2.0-or-later
// Identity of files, also of those that are not there yet.

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file-set.h"
#include "base/entry.h"

struct member {
	char *path; /* as the user said */
	char name[NAME_MAX + 1]; /* in the directory */
	dev_t dir_dev, dev;
	ino_t dir_ino, ino; /* ino 0: not there yet */
	bool is_output, is_standard;
};

struct fp_file_set {
	struct member *items;
	size_t n;
};

struct fp_file_set *fp_file_set_new(void)
{
	return calloc(1, sizeof(struct fp_file_set));
}

void fp_file_set_free(struct fp_file_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->n; i++)
		free(set->items[i].path);
	free(set->items);
	free(set);
}

/* False: nothing can be another name of it. */
static bool identify(const char *path, struct member *member)
{
	struct fp_entry entry;
	struct stat st, dir;
	bool is_file = false;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return false;
	if (fp_entry_open(path, &entry) == 0 && fstat(entry.dir, &dir) == 0) {
		is_file = true;
		member->dir_dev = dir.st_dev;
		member->dir_ino = dir.st_ino;
		strcpy(member->name, entry.name);
		if (fp_entry_stat(&entry, &st) == 0) {
			member->dev = st.st_dev;
			member->ino = st.st_ino;
		}
	}
	fp_entry_close(&entry);
	return is_file;
}

static bool is_same(const struct member *a, const struct member *b)
{
	if (a->is_standard || b->is_standard)
		return a->is_standard && b->is_standard && a->is_output && b->is_output;
	if (a->ino && a->ino == b->ino && a->dev == b->dev)
		return true;
	return a->dir_dev == b->dir_dev && a->dir_ino == b->dir_ino &&
	       strcmp(a->name, b->name) == 0;
}

static int refuse(const struct member *a, const struct member *b, struct fp_error *err)
{
	const struct member *const output = b->is_output ? b : a;
	const struct member *const other = b->is_output ? a : b;

	if (output->is_standard)
		return fp_fail(err, FP_REFUSED, "two outputs are standard output");
	if (strcmp(output->path, other->path) == 0)
		fp_fail(err, FP_REFUSED, "%s would be replaced by the output", other->path);
	else
		fp_fail(err, FP_REFUSED, "%s would be replaced by the output %s", other->path,
			output->path);
	fp_hint(err, "name another file for the output");
	return -FP_REFUSED;
}

static int add(struct fp_file_set *set, const char *path, bool is_output, struct fp_error *err)
{
	struct member member = { .is_output = is_output };
	struct member *more;

	if (!path)
		return 0;
	member.is_standard = strcmp(path, "-") == 0;
	if (!member.is_standard && !identify(path, &member))
		return 0;
	member.path = strdup(path);
	for (size_t i = 0; member.path && i < set->n; i++)
		if ((is_output || set->items[i].is_output) && is_same(&set->items[i], &member)) {
			refuse(&set->items[i], &member, err);
			free(member.path);
			return -FP_REFUSED;
		}
	more = member.path ? realloc(set->items, (set->n + 1) * sizeof *more) : NULL;
	if (!more) {
		free(member.path);
		return fp_fail(err, FP_REFUSED, "out of memory");
	}
	set->items = more;
	set->items[set->n++] = member;
	return 0;
}

int fp_file_set_input(struct fp_file_set *set, const char *path, struct fp_error *err)
{
	return add(set, path, false, err);
}

int fp_file_set_output(struct fp_file_set *set, const char *path, struct fp_error *err)
{
	return add(set, path, true, err);
}
