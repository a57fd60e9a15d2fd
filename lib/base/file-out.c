// SPDX-License-Identifier: GPL-2.0-or-later
// Outputs by temporary file and rename.

#define _GNU_SOURCE /* sync_file_range() */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attributes.h"
#include "base/direct.h"
#include "base/file.h"
#include "base/file-out.h"
#include "base/file-set.h"
#include "base/temporary.h"

struct fp_out {
	char *path; /* as the caller said, for messages */
	struct fp_entry entry;
	struct fp_temporary temporary; /* its descriptor is the file in both cases */
	bool is_direct; /* copied into the target on commit, not renamed */
};

int fp_file_write_all(int fd, const void *data, size_t n)
{
	const uint8_t *buf = data;

	while (n) {
		const ssize_t done = write(fd, buf, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		buf += done;
		n -= (size_t)done;
	}
	return 0;
}

int fp_file_sync_dir(const char *path)
{
	struct fp_entry entry;
	int code = fp_entry_open(path, &entry);

	if (code == 0)
		code = fp_entry_sync(&entry);
	fp_entry_close(&entry);
	return code;
}

/* Takes over what the target's attributes say of the new file. */
static int replace(struct fp_out *out, const struct fp_out_rules *rules, const struct stat *target)
{
	const int fd = out->temporary.fd;
	int from, code;

	if (!rules->is_in_place) {
		if (fchmod(fd, target->st_mode & 0777) < 0)
			return -1;
		return rules->whole ? fp_attributes_limit(rules->whole, fd) : 0;
	}
	from = openat(out->entry.dir, out->entry.name,
		      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (from < 0)
		return -1;
	code = fp_attributes_copy(from, fd);
	close(from);
	return code;
}

static bool is_another(const struct stat *a, const struct stat *b)
{
	return a->st_dev != b->st_dev || a->st_ino != b->st_ino || a->st_size != b->st_size ||
	       a->st_mtim.tv_sec != b->st_mtim.tv_sec || a->st_mtim.tv_nsec != b->st_mtim.tv_nsec;
}

/* What is there may be refused before anything is made. */
static int check_target(const struct fp_out *out, const struct fp_out_rules *rules,
			const struct stat *target, struct fp_error *err)
{
	if (!S_ISREG(target->st_mode))
		return fp_fail(err, FP_REFUSED, "cannot write %s: it is no regular file",
			       out->path);
	if (!rules->is_in_place)
		return 0;
	if (rules->whole && is_another(rules->whole, target))
		return fp_fail(err, FP_REFUSED, "%s changed since it was read: nothing was done",
			       out->path);
	if (target->st_nlink == 1)
		return 0;
	fp_fail(err, FP_REFUSED,
		"%s has %lu names (hard links): the others would keep the old contents", out->path,
		(unsigned long)target->st_nlink);
	fp_hint(err, "name another file for the output: -o FILE");
	return -FP_REFUSED;
}

static int fail_attributes(const struct fp_out *out, struct fp_error *err)
{
	fp_fail_errno(err, FP_REFUSED,
		      "%s cannot be changed in place: its owner or other attributes would be lost",
		      out->path);
	fp_hint(err, "name another file for the output: -o FILE");
	return -FP_REFUSED;
}

static int open_regular(struct fp_out *out, const struct fp_out_rules *rules, struct fp_error *err)
{
	struct stat target;
	bool is_there;
	int code = rules->is_derived ? fp_entry_derive(out->path, &out->entry)
				     : fp_entry_open(out->path, &out->entry);

	if (code < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot write %s", out->path);
	is_there = fp_entry_stat(&out->entry, &target) == 0;
	if (!is_there && (errno != ENOENT || rules->is_in_place))
		return fp_fail_errno(err, FP_REFUSED, "cannot write %s", out->path);
	code = is_there ? check_target(out, rules, &target, err) : 0;
	if (code < 0)
		return code;
	/* Nobody looks into what is not yet what it will be. */
	if (fp_temporary_open(&out->temporary, &out->entry,
			      is_there || rules->is_in_place ? 0600 : 0666) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot write %s", out->path);
	if (is_there)
		code = replace(out, rules, &target);
	else if (rules->whole)
		code = fp_attributes_limit(rules->whole, out->temporary.fd);
	if (code < 0 && rules->is_in_place)
		return fail_attributes(out, err);
	return code < 0 ? fp_fail_errno(err, FP_REFUSED, "cannot write %s", out->path) : 0;
}

static int open_any(struct fp_out *out, const struct fp_out_rules *rules, struct fp_error *err)
{
	/* "-" is no file, even where there is one of that name. */
	const bool is_stdout = strcmp(out->path, "-") == 0;
	struct stat st;

	if (!is_stdout && (rules->is_derived || stat(out->path, &st) < 0 || S_ISREG(st.st_mode)))
		return open_regular(out, rules, err);
	out->is_direct = true;
	errno = EISDIR;
	if (is_stdout || !S_ISDIR(st.st_mode))
		out->temporary.fd = fp_direct_open(out->path);
	if (out->temporary.fd < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot write %s", out->path);
	return 0;
}

int fp_out_open_by(const char *path, const struct fp_out_rules *rules, struct fp_out **result,
		   struct fp_error *err)
{
	struct fp_out *out = calloc(1, sizeof *out);
	int code;

	*result = NULL;
	if (!out)
		return fp_fail(err, FP_REFUSED, "out of memory");
	out->entry.dir = out->temporary.fd = -1;
	out->path = strdup(path);
	code = out->path ? open_any(out, rules, err) : fp_fail(err, FP_REFUSED, "out of memory");
	if (code < 0)
		fp_out_close(out);
	else
		*result = out;
	return code;
}

int fp_out_open(const char *path, struct fp_out **out, struct fp_error *err)
{
	return fp_out_open_by(path, &(struct fp_out_rules){ 0 }, out, err);
}

int fp_out_check(const char *path, const char *other, struct fp_error *err)
{
	struct fp_file_set *set = fp_file_set_new();
	int code = set ? fp_file_set_input(set, other, err)
		       : fp_fail(err, FP_REFUSED, "out of memory");

	if (code == 0)
		code = fp_file_set_output(set, path, err);
	fp_file_set_free(set);
	return code;
}

int fp_out_write(struct fp_out *out, const void *buf, size_t n, struct fp_error *err)
{
	if (fp_file_write_all(out->temporary.fd, buf, n) == 0)
		return 0;
	return fp_fail_errno(err, FP_REFUSED, "cannot write %s", out->path);
}

int fp_out_fd(const struct fp_out *out)
{
	return out->temporary.fd;
}

static bool is_renamed(const struct fp_out *out)
{
	return out && !out->is_direct;
}

static int fail_commit(const struct fp_out *out, struct fp_error *err)
{
	return fp_fail_errno(err, FP_REFUSED, "cannot write %s", out->path);
}

static bool is_same_dir(const struct fp_out *a, const struct fp_out *b)
{
	struct stat x, y;

	return is_renamed(a) && is_renamed(b) && fstat(a->entry.dir, &x) == 0 &&
	       fstat(b->entry.dir, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* One disk access for many files: all are on their way before the first is waited for. */
static int sync_all(struct fp_out *const *outs, size_t n, struct fp_error *err)
{
	for (size_t i = 0; i < n && n > 1; i++)
		if (is_renamed(outs[i]))
			(void)sync_file_range(outs[i]->temporary.fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	for (size_t i = 0; i < n; i++)
		if (is_renamed(outs[i]) && fsync(outs[i]->temporary.fd) < 0)
			return fail_commit(outs[i], err);
	return 0;
}

int fp_out_commit_all(struct fp_out *const *outs, size_t n, struct fp_error *err)
{
	int code = sync_all(outs, n, err);

	for (size_t i = 0; i < n && code == 0; i++)
		if (outs[i] &&
		    (outs[i]->is_direct ? fp_direct_copy(outs[i]->temporary.fd, outs[i]->path)
					: fp_temporary_publish(&outs[i]->temporary)) < 0)
			code = fail_commit(outs[i], err);
	/* Each directory once, where neighbours share it. */
	for (size_t i = 0; i < n && code == 0; i++)
		if (is_renamed(outs[i]) && !(i + 1 < n && is_same_dir(outs[i], outs[i + 1])) &&
		    fp_entry_sync(&outs[i]->entry) < 0)
			code = fail_commit(outs[i], err);
	return code;
}

int fp_out_commit(struct fp_out *out, struct fp_error *err)
{
	return fp_out_commit_all(&out, 1, err);
}

void fp_out_close(struct fp_out *out)
{
	if (!out)
		return;
	fp_temporary_close(&out->temporary);
	fp_entry_close(&out->entry);
	free(out->path);
	free(out);
}

int fp_file_replace_by(const char *path, const struct fp_out_rules *rules, const void *buf,
		       size_t n, struct fp_error *err)
{
	struct fp_out *out;
	int code = fp_out_open_by(path, rules, &out, err);

	if (code == 0)
		code = fp_out_write(out, buf, n, err);
	if (code == 0)
		code = fp_out_commit(out, err);
	fp_out_close(out);
	return code;
}

int fp_file_replace(const char *path, const void *buf, size_t n, struct fp_error *err)
{
	return fp_file_replace_by(path, &(struct fp_out_rules){ 0 }, buf, n, err);
}

int fp_file_create(const char *path, const void *buf, size_t n, struct fp_error *err)
{
	struct fp_entry entry;
	int fd = -1, saved;

	/* O_EXCL follows no link; fp_entry_open() would, to one that dangles. */
	if (fp_entry_derive(path, &entry) == 0)
		fd = openat(entry.dir, entry.name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	else if (errno == ELOOP)
		errno = EEXIST;
	if (fd < 0) {
		saved = errno;
		fp_entry_close(&entry);
		errno = saved;
		return fp_fail_errno(err, FP_REFUSED, "cannot create %s", path);
	}
	if (fp_file_write_all(fd, buf, n) == 0 && fsync(fd) == 0 && fp_entry_sync(&entry) == 0) {
		close(fd);
		fp_entry_close(&entry);
		return 0;
	}
	saved = errno;
	unlinkat(entry.dir, entry.name, 0);
	close(fd);
	fp_entry_close(&entry);
	errno = saved;
	return fp_fail_errno(err, FP_REFUSED, "cannot write %s", path);
}
