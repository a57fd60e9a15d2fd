// SPDX-License-Identifier: GPL-2.0-or-later
// Finding the records of unfinished jobs.

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file-out.h"
#include "base/file.h"
#include "base/path.h"
#include "job/record.h"
#include "job/registry.h"

int fp_paths_add(struct fp_paths *paths, const char *path, struct fp_error *err)
{
	char **more = realloc(paths->items, (paths->n + 1) * sizeof *more);

	if (more) {
		paths->items = more;
		more[paths->n] = strdup(path);
	}
	if (!more || !more[paths->n])
		return fp_fail(err, FP_REFUSED, "out of memory");
	paths->n++;
	return 0;
}

void fp_paths_free(struct fp_paths *paths)
{
	for (size_t i = 0; i < paths->n; i++)
		free(paths->items[i]);
	free(paths->items);
	*paths = (struct fp_paths){ 0 };
}

/* DIR/NAME; the caller frees. */
static char *join(const char *dir, const char *name)
{
	const size_t size = strlen(dir) + strlen(name) + 2;
	char *path = malloc(size);

	if (path)
		snprintf(path, size, "%s%s%s", dir, !*dir || dir[strlen(dir) - 1] == '/' ? "" : "/",
			 name);
	return path;
}

/* Calls visit for each name in a directory. */
static int each_name(const char *dir,
		     int (*visit)(const char *dir, const char *name, struct fp_paths *paths,
				  struct fp_error *err),
		     struct fp_paths *paths, struct fp_error *err)
{
	DIR *list = opendir(*dir ? dir : ".");
	const struct dirent *entry;
	int code = 0;

	while (list && code == 0 && (entry = readdir(list)))
		if (entry->d_name[0] != '.')
			code = visit(dir, entry->d_name, paths, err);
	if (list)
		closedir(list);
	return code;
}

static int visit_record(const char *dir, const char *name, struct fp_paths *paths,
			struct fp_error *err)
{
	const size_t n = strlen(name), n_suffix = sizeof FP_RECORD_SUFFIX - 1;
	char *path;
	int code;

	if (n <= n_suffix || strcmp(name + n - n_suffix, FP_RECORD_SUFFIX) != 0)
		return 0;
	path = join(dir, name);
	code = path ? fp_paths_add(paths, path, err) : fp_fail(err, FP_REFUSED, "out of memory");
	free(path);
	return code;
}

int fp_registry_look(const char *dir, struct fp_paths *paths, struct fp_error *err)
{
	return each_name(dir, visit_record, paths, err);
}

/* What was removed by hand is gone; what lies on a medium that is not there may come back. */
static bool is_gone(const char *path)
{
	const size_t length = fp_path_dir_length(path);
	struct stat st;
	char *dir;
	bool is_there;

	if (lstat(path, &st) == 0 || errno != ENOENT)
		return false;
	dir = strndup(path, length);
	is_there = dir && stat(dir, &st) == 0;
	free(dir);
	return is_there;
}

static int visit_entry(const char *dir, const char *name, struct fp_paths *paths,
		       struct fp_error *err)
{
	char *entry = join(dir, name), *path = NULL;
	struct fp_error ignored = { 0 };
	size_t n;
	int code = 0;

	if (entry && fp_file_read_by(entry, FP_BY_US, PATH_MAX + 1, &path, &n, &ignored) == 0) {
		path[strcspn(path, "\n")] = 0;
		if (path[0] != '/' || is_gone(path))
			unlink(entry);
		else
			code = fp_paths_add(paths, path, err);
	}
	free(path);
	free(entry);
	return code;
}

int fp_registry_find(const char *registry, struct fp_paths *paths, struct fp_error *err)
{
	return each_name(registry, visit_entry, paths, err);
}

/* As `mkdir -p` does, for the owner only. */
static void make_dirs(const char *dir)
{
	char *path = strdup(dir);

	for (char *p = path; p && *p; p++) {
		if (*p != '/' || p == path)
			continue;
		*p = 0;
		mkdir(path, 0700);
		*p = '/';
	}
	if (path)
		mkdir(path, 0700);
	free(path);
}

void fp_registry_add(const char *registry, const char *id, const char *record)
{
	char *entry = join(registry, id), *path = realpath(record, NULL), *line = NULL;
	struct fp_error ignored = { 0 };

	if (path)
		line = fp_file_beside(path, "\n");
	if (entry && line && !strchr(path, '\n')) {
		make_dirs(registry);
		if (fp_file_create(entry, line, strlen(line), &ignored) < 0)
			unlink(entry);
	}
	free(line);
	free(path);
	free(entry);
}

void fp_registry_remove(const char *registry, const char *id)
{
	char *entry = join(registry, id);

	if (entry)
		unlink(entry);
	free(entry);
}
