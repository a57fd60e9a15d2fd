// SPDX-License-Identifier: GPL-2.0-or-later
// Outputs by temporary file and rename.

#define _GNU_SOURCE /* O_TMPFILE */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file-out.h"
#include "base/path.h"

struct fp_out {
	char *path; /* the target, symbolic links resolved; for messages too */
	char *temporary; /* the name beside it; NULL while the file has none */
	int fd;
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

/* The directory of a path, opened. */
static int open_dir(const char *path, int flags, mode_t mode)
{
	const size_t length = fp_path_dir_length(path);
	char *dir = length ? strndup(path, length) : strdup(".");
	int fd = dir ? open(dir, flags | O_CLOEXEC, mode) : -1;

	free(dir);
	return fd;
}

int fp_file_sync_dir(const char *path)
{
	int fd = open_dir(path, O_RDONLY | O_DIRECTORY, 0);
	int code;

	if (fd < 0)
		return -1;
	code = fsync(fd);
	/* Some file systems cannot sync a directory. */
	if (code < 0 && errno == EINVAL)
		code = 0;
	close(fd);
	return code;
}

/* A name beside the target that is not in use: for the file in fd, or for a new one. */
static int name_temporary(struct fp_out *out, mode_t mode, bool has_fd)
{
	const size_t size = strlen(out->path) + 48;
	char proc[48];

	out->temporary = malloc(size);
	if (!out->temporary)
		return -1;
	snprintf(proc, sizeof proc, "/proc/self/fd/%d", out->fd);
	for (unsigned i = 0; i < 10000; i++) {
		snprintf(out->temporary, size, "%s.%ld-%u.tmp", out->path, (long)getpid(), i);
		if (!has_fd)
			out->fd = open(out->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (has_fd ? linkat(AT_FDCWD, proc, AT_FDCWD, out->temporary, AT_SYMLINK_FOLLOW) ==
				     0
			   : out->fd >= 0)
			return 0;
		if (errno != EEXIST)
			break;
	}
	free(out->temporary);
	out->temporary = NULL;
	return -1;
}

/* Without a name at first, where the file system can: then nothing stays even after SIGKILL. To get
 * one it needs /proc, which a bare chroot may lack. */
static int open_temporary(struct fp_out *out, mode_t mode)
{
	if (access("/proc/self/fd", X_OK) == 0)
		out->fd = open_dir(out->path, O_TMPFILE | O_RDWR, mode);
	if (out->fd >= 0)
		return 0;
	return name_temporary(out, mode, false);
}

/* The mode of what it replaces, whatever the umask leaves of it. */
static int open_replacement(struct fp_out *out, mode_t mode)
{
	return open_temporary(out, mode) == 0 ? fchmod(out->fd, mode) : -1;
}

static int open_direct(struct fp_out *out)
{
	FILE *file = tmpfile();

	if (!file)
		return -1;
	out->is_direct = true;
	out->fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
	fclose(file);
	return out->fd < 0 ? -1 : 0;
}

int fp_out_open(const char *path, struct fp_out **result, struct fp_error *err)
{
	struct fp_out *out = calloc(1, sizeof *out);
	struct stat st;
	int code;

	*result = NULL;
	if (!out)
		return fp_fail(err, FP_REFUSED, "out of memory");
	out->fd = -1;
	/* "-" is no file, even where there is one of that name. */
	if (strcmp(path, "-") != 0)
		out->path = realpath(path, NULL);
	if (!out->path)
		out->path = strdup(path);
	if (!out->path) {
		free(out);
		return fp_fail(err, FP_REFUSED, "out of memory");
	}
	if (strcmp(path, "-") == 0)
		code = open_direct(out);
	else if (stat(out->path, &st) < 0)
		code = path[0] ? open_temporary(out, 0666) : -1;
	else if (S_ISREG(st.st_mode))
		code = open_replacement(out, st.st_mode & 0777);
	else if (S_ISDIR(st.st_mode))
		errno = EISDIR, code = -1;
	else
		code = open_direct(out);
	if (code < 0) {
		fp_fail_errno(err, FP_REFUSED, "cannot write %s", path);
		fp_out_close(out);
		return -FP_REFUSED;
	}
	*result = out;
	return 0;
}

/* By what they are, or by their names where neither is there yet. */
static bool is_same_file(const char *a, const char *b)
{
	struct stat of_a, of_b;

	if (stat(a, &of_a) < 0)
		return strcmp(a, b) == 0;
	return stat(b, &of_b) == 0 && S_ISREG(of_a.st_mode) && of_a.st_dev == of_b.st_dev &&
	       of_a.st_ino == of_b.st_ino;
}

int fp_out_check(const char *path, const char *other, struct fp_error *err)
{
	if (!path || !other || strcmp(path, "-") == 0 || !is_same_file(path, other))
		return 0;
	if (strcmp(path, other) == 0)
		fp_fail(err, FP_REFUSED, "%s would be replaced by the output", other);
	else
		fp_fail(err, FP_REFUSED, "%s would be replaced by the output %s", other, path);
	fp_hint(err, "name another file for the output");
	return -FP_REFUSED;
}

int fp_out_write(struct fp_out *out, const void *buf, size_t n, struct fp_error *err)
{
	if (fp_file_write_all(out->fd, buf, n) == 0)
		return 0;
	return fp_fail_errno(err, FP_REFUSED, "cannot write %s", out->path);
}

int fp_out_fd(const struct fp_out *out)
{
	return out->fd;
}

static int copy_direct(struct fp_out *out)
{
	const bool is_stdout = strcmp(out->path, "-") == 0;
	int fd = is_stdout ? STDOUT_FILENO : open(out->path, O_WRONLY | O_CLOEXEC);
	uint8_t *buf = malloc(65536);
	ssize_t n = -1;

	if (fd >= 0 && buf && lseek(out->fd, 0, SEEK_SET) == 0)
		while ((n = read(out->fd, buf, 65536)) > 0)
			if (fp_file_write_all(fd, buf, (size_t)n) < 0) {
				n = -1;
				break;
			}
	free(buf);
	if (fd >= 0 && !is_stdout && close(fd) < 0)
		n = -1;
	return n < 0 ? -1 : 0;
}

static int publish(struct fp_out *out)
{
	if (fsync(out->fd) < 0)
		return -1;
	if (!out->temporary && name_temporary(out, 0, true) < 0)
		return -1;
	if (rename(out->temporary, out->path) < 0)
		return -1;
	free(out->temporary);
	out->temporary = NULL;
	return fp_file_sync_dir(out->path);
}

int fp_out_commit(struct fp_out *out, struct fp_error *err)
{
	if ((out->is_direct ? copy_direct(out) : publish(out)) == 0)
		return 0;
	return fp_fail_errno(err, FP_REFUSED, "cannot write %s", out->path);
}

void fp_out_close(struct fp_out *out)
{
	if (!out)
		return;
	if (out->temporary)
		unlink(out->temporary);
	if (out->fd >= 0)
		close(out->fd);
	free(out->temporary);
	free(out->path);
	free(out);
}

int fp_file_replace(const char *path, const void *buf, size_t n, struct fp_error *err)
{
	struct fp_out *out;
	int code = fp_out_open(path, &out, err);

	if (code == 0)
		code = fp_out_write(out, buf, n, err);
	if (code == 0)
		code = fp_out_commit(out, err);
	fp_out_close(out);
	return code;
}

int fp_file_create(const char *path, const void *buf, size_t n, struct fp_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int saved;

	if (fd < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot create %s", path);
	if (fp_file_write_all(fd, buf, n) == 0 && fsync(fd) == 0) {
		if (close(fd) == 0 && fp_file_sync_dir(path) == 0)
			return 0;
		fd = -1;
	}
	saved = errno;
	if (fd >= 0)
		close(fd);
	unlink(path);
	errno = saved;
	return fp_fail_errno(err, FP_REFUSED, "cannot write %s", path);
}
