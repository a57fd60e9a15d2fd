// SPDX-License-Identifier: GPL-2.0-or-later
// Notes on disk about jobs under way, and going on after them.

#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file-out.h"
#include "base/file.h"
#include "job/journal.h"

#define SUFFIX	 ".unfinished"
#define TEXT_MAX 4096

int fp_journal_mark(const char *backup, struct fp_range at, struct fp_error *err)
{
	char *name = fp_file_beside(backup, SUFFIX);
	char text[160];
	int code;

	if (!name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	snprintf(text, sizeof text,
		 "{ \"flashplan-unfinished\": 1, \"offset\": %" PRIu64 ", \"size\": %" PRIu64
		 " }\n",
		 at.offset, at.size);
	code = fp_file_replace(name, text, strlen(text), err);
	free(name);
	return code;
}

int fp_journal_clear(const char *backup, struct fp_error *err)
{
	char *name = fp_file_beside(backup, SUFFIX);
	int code = 0;

	if (!name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (unlink(name) < 0 && errno != ENOENT)
		code = fp_fail_errno(err, FP_REFUSED, "cannot remove %s", name);
	free(name);
	return code;
}

static int parse(const char *name, const char *text, size_t length, struct fp_range *at,
		 struct fp_error *err)
{
	json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
	json_int_t version, offset, size;
	int code = 0;

	if (!root ||
	    json_unpack(root, "{s:I, s:I, s:I}", "flashplan-unfinished", &version, "offset",
			&offset, "size", &size) < 0 ||
	    version != 1 || offset < 0 || size < 0)
		code = fp_fail(err, FP_REFUSED, "%s is not what flashplan writes there", name);
	else
		*at = (struct fp_range){ (uint64_t)offset, (uint64_t)size };
	if (code == 0 && !fp_range_fits(*at, (uint64_t)INT64_MAX))
		code = fp_fail(err, FP_REFUSED, "%s names a range that cannot be", name);
	json_decref(root);
	return code;
}

int fp_journal_read(const char *backup, bool *is_there, struct fp_range *at, struct fp_error *err)
{
	char *name = fp_file_beside(backup, SUFFIX), *text = NULL;
	size_t length = 0;
	int code = 0;

	*is_there = false;
	*at = (struct fp_range){ 0, 0 };
	if (!name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (access(name, F_OK) == 0) {
		*is_there = true;
		code = fp_file_read(name, TEXT_MAX, &text, &length, err);
		if (code == 0)
			code = parse(name, text, length, at, err);
	}
	free(text);
	free(name);
	return code;
}

/* Where the number of PREFIX-DATE-N.bak begins. */
static size_t number_at(const char *path)
{
	const char *dash = strrchr(path, '-');

	return dash ? (size_t)(dash - path) : strlen(path);
}

/* Dates sort as text; of two numbers the shorter one is the lower. */
static int by_age(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	const size_t n = number_at(*x), m = number_at(*y);
	const size_t n_all = strlen(*x), m_all = strlen(*y);
	int order = memcmp(*x, *y, n < m ? n : m);

	if (!order)
		order = (n > m) - (n < m);
	if (!order)
		order = (n_all > m_all) - (n_all < m_all);
	return order ? order : strcmp(*x, *y);
}

/* Does "-N.bak" or "-DATE-N.bak" stand there, or nothing? Then SUFFIX. */
static bool is_ours(const char *rest)
{
	static const char date[] = "-0000-00-00";
	size_t n = 0;

	if (strcmp(rest, SUFFIX) == 0)
		return true;
	while (date[n] && (date[n] == '0' ? isdigit((unsigned char)rest[n]) : rest[n] == date[n]))
		n++;
	if (!date[n])
		rest += n;
	n = *rest == '-' ? strspn(rest + 1, "0123456789") : 0;
	return n && strcmp(rest + 1 + n, ".bak" SUFFIX) == 0;
}

/* PREFIX*SUFFIX for glob(), to which nothing in the prefix means anything. The caller frees; NULL
 * when out of memory. */
static char *make_pattern(const char *prefix)
{
	char *pattern = malloc(2 * strlen(prefix) + sizeof "*" SUFFIX);
	char *p = pattern;

	for (; p && *prefix; *p++ = *prefix++)
		if (strchr("*?[\\", *prefix))
			*p++ = '\\';
	if (p)
		strcpy(p, "*" SUFFIX);
	return pattern;
}

static int take_found(const glob_t *found, size_t prefix, char **paths, size_t *n,
		      struct fp_error *err)
{
	for (size_t i = 0; i < found->gl_pathc; i++) {
		const char *path = found->gl_pathv[i];

		if (!is_ours(path + prefix))
			continue;
		paths[*n] = strndup(path, strlen(path) - strlen(SUFFIX));
		if (!paths[*n])
			return fp_fail(err, FP_REFUSED, "out of memory");
		++*n;
	}
	return 0;
}

int fp_journal_find(const char *prefix, char ***paths, size_t *n, struct fp_error *err)
{
	char *pattern = make_pattern(prefix);
	glob_t found;
	int code = 0, result;

	*paths = NULL;
	*n = 0;
	if (!pattern)
		return fp_fail(err, FP_REFUSED, "out of memory");
	result = glob(pattern, GLOB_NOSORT, NULL, &found);
	free(pattern);
	if (result == GLOB_NOMATCH)
		return 0;
	if (result == 0)
		*paths = calloc(found.gl_pathc, sizeof **paths);
	if (*paths)
		code = take_found(&found, strlen(prefix), *paths, n, err);
	else
		code = fp_fail(err, FP_REFUSED, "out of memory");
	globfree(&found);
	if (*n)
		qsort(*paths, *n, sizeof **paths, by_age);
	return code;
}

/* What of a block is in no target. list has room for twice the targets, and one more. */
static size_t list_slack(const struct fp_job *job, struct fp_range block, struct fp_range *list)
{
	struct fp_range *const holes = list + job->n_targets + 1;
	size_t n = 0;

	for (size_t i = 0; i < job->n_targets; i++)
		if (fp_range_overlaps(job->targets[i].range, block))
			holes[n++] = job->targets[i].range;
	return fp_range_subtract(block, holes, n, list);
}

struct resumption {
	struct fp_job *job;
	struct fp_range *slack; /* scratch for list_slack() */
	uint64_t taken;
};

static int refuse_block(struct fp_range block, struct fp_error *err)
{
	fp_fail(err, FP_REFUSED,
		"an earlier run was interrupted at 0x%" PRIx64 "+0x%" PRIx64
		", and what is there now is neither what it left nor what was there before",
		block.offset, block.size);
	fp_hint(err,
		"the same chip: flashplan restore; another chip: remove the file that ends in " SUFFIX);
	return -FP_REFUSED;
}

static int resume_block(struct resumption *r, struct fp_range block, const uint8_t *before,
			struct fp_error *err)
{
	const size_t index = fp_job_index(r->job, block.offset);
	const uint8_t *const now = r->job->old + index;
	const size_t n = list_slack(r->job, block, r->slack);

	for (size_t k = 0; k < n; k++) {
		const uint64_t first = r->slack[k].offset - block.offset;

		for (uint64_t i = first; i < first + r->slack[k].size; i++) {
			/* Erasing sets bits, and programming back what was there clears no others.
			 */
			if (before[i] & (uint8_t)~now[i])
				return refuse_block(block, err);
			r->taken += before[i] != now[i];
		}
		memcpy(r->job->want + index + first, before + first, (size_t)r->slack[k].size);
	}
	return 0;
}

static bool is_in(struct fp_range block, const struct fp_range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fp_range_overlaps(block, ranges[i]))
			return true;
	return false;
}

int fp_journal_resume(struct fp_job *job, const struct fp_backup *backup, struct fp_range at,
		      const struct fp_range *older, size_t n_older, uint64_t *taken,
		      struct fp_error *err)
{
	struct resumption r = { .job = job };
	struct fp_range mixed;
	uint64_t from = at.offset;
	int code = 0;

	*taken = 0;
	r.slack = malloc((2 * job->n_targets + 1) * sizeof *r.slack);
	if (!r.slack)
		return fp_fail(err, FP_REFUSED, "out of memory");
	while (code == 0 && fp_job_next_mixed(job, &from, &mixed) &&
	       mixed.offset < fp_range_end(at)) {
		struct fp_range block = { mixed.offset, job->block };

		for (; block.offset < fp_range_end(fp_range_intersect(mixed, at)) && code == 0;
		     block.offset += block.size) {
			const uint8_t *before = fp_backup_find(backup, block);

			if (before && !is_in(block, older, n_older))
				code = resume_block(&r, block, before, err);
		}
	}
	free(r.slack);
	*taken = r.taken;
	return code;
}
