// SPDX-License-Identifier: GPL-2.0-or-later
// Names of files, and inputs confined to a directory.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

char *fp_file_beside(const char *path, const char *suffix)
{
	const size_t n = strlen(path), n_suffix = strlen(suffix);
	char *joined = malloc(n + n_suffix + 1);

	if (joined) {
		memcpy(joined, path, n);
		memcpy(joined + n, suffix, n_suffix + 1);
	}
	return joined;
}

static bool is_inside(const char *real, const char *root)
{
	/* Of the root directory, its slash is the separator already. */
	const size_t n = strcmp(root, "/") == 0 ? 0 : strlen(root);

	return strncmp(real, root, n) == 0 && real[n] == '/';
}

/* Opens what `joined` leads to, if that is inside of root. */
static int open_inside(const char *root, const char *joined, int *fd, struct fp_error *err)
{
	char *real = realpath(joined, NULL);
	int code = 0;

	if (!real && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (!real) {
		code = fp_fail_errno(err, FP_REFUSED, "cannot open %s", joined);
	} else if (!is_inside(real, root)) {
		code = fp_fail(err, FP_REFUSED, "%s leaves the directory %s", joined, root);
		fp_hint(err, "allow another directory with -I DIR, or name the file with --file");
	} else {
		/* A FIFO must not wait for its writer. */
		*fd = open(real, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
		if (*fd < 0)
			code = fp_fail_errno(err, FP_REFUSED, "cannot open %s", joined);
	}
	free(real);
	return code;
}

int fp_root_open(const char *dir, const char *path, int *fd, char **opened, struct fp_error *err)
{
	const size_t room = strlen(dir) + strlen(path) + 2;
	char *root = realpath(dir[0] ? dir : ".", NULL);
	char *joined = malloc(room);
	int code = 0;

	*fd = -1;
	if (!joined || (!root && errno == ENOMEM))
		code = fp_fail(err, FP_REFUSED, "out of memory");
	else
		snprintf(joined, room, "%s%s%s", dir, dir[0] ? "/" : "", path);
	if (root && joined)
		code = open_inside(root, joined, fd, err);
	if (*fd < 0) {
		free(joined);
		joined = NULL;
	}
	*opened = joined;
	free(root);
	return code;
}

/* Whoever left a descriptor non-blocking (the other end of a shell's pipe or socket) did not mean
 * us. False: it was another error. */
static bool await_input(int fd, int error)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return (error == EAGAIN || error == EWOULDBLOCK) &&
	       (poll(&p, 1, -1) >= 0 || errno == EINTR);
}

/* Reads to the end of the file, at most max + 1 bytes. */
static int read_all(int fd, size_t max, char **text, size_t *length)
{
	struct stat st;
	size_t room = 0, n = 0;
	ssize_t got = 1;

	/* At once where the size is known: two more, to see that the file ends there. */
	if (fstat(fd, &st) == 0 && st.st_size > 8192 && (uint64_t)st.st_size <= max)
		room = (size_t)st.st_size / 2 + 1;
	while (got > 0) {
		if (n + 1 >= room || !*text) {
			char *more = realloc(*text, room = room ? room * 2 : 8192);

			if (!more)
				return -1;
			*text = more;
		}
		got = read(fd, *text + n, room - n - 1);
		if (got < 0 && (errno == EINTR || await_input(fd, errno)))
			got = 1;
		else if (got > 0)
			n += (size_t)got;
		if (n > max)
			break;
	}
	(*text)[n] = 0;
	*length = n;
	return got < 0 ? -1 : 0;
}

int fp_file_read_fd(int fd, const char *path, size_t max, char **text, size_t *length,
		    struct fp_error *err)
{
	int code = 0;

	*text = NULL;
	if (read_all(fd, max, text, length) < 0)
		code = fp_fail_errno(err, FP_REFUSED, "cannot read %s", path);
	else if (*length > max)
		code = fp_fail(err, FP_REFUSED, "%s is larger than %zu bytes", path, max);
	if (code < 0) {
		free(*text);
		*text = NULL;
	}
	return code;
}

static int refuse_open(const char *path, enum fp_origin origin, int fd, struct fp_error *err)
{
	const int saved = errno;
	int code;

	if (fd >= 0)
		close(fd);
	if (saved == ELOOP && origin == FP_BY_US)
		code = fp_fail(err, FP_REFUSED, "cannot open %s: it is a symbolic link", path);
	else if (fd >= 0)
		code = fp_fail(err, FP_REFUSED, "cannot open %s: it is no regular file", path);
	else
		code = fp_fail_errno(err, FP_REFUSED, "cannot open %s", path);
	errno = saved;
	return code;
}

int fp_file_open(const char *path, enum fp_origin origin, int *fd, struct fp_error *err)
{
	const int flags = origin == FP_BY_USER ? 0 : O_NONBLOCK | O_NOCTTY;
	struct stat st;

	*fd = open(path, O_RDONLY | O_CLOEXEC | flags | (origin == FP_BY_US ? O_NOFOLLOW : 0));
	if (*fd >= 0 && (origin == FP_BY_USER || (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))))
		return 0;
	if (*fd >= 0)
		errno = EINVAL;
	refuse_open(path, origin, *fd, err);
	*fd = -1;
	return -FP_REFUSED;
}

int fp_file_read_by(const char *path, enum fp_origin origin, size_t max, char **text,
		    size_t *length, struct fp_error *err)
{
	int fd, code = fp_file_open(path, origin, &fd, err);

	*text = NULL;
	if (code < 0)
		return code;
	code = fp_file_read_fd(fd, path, max, text, length, err);
	close(fd);
	return code;
}

int fp_file_read(const char *path, size_t max, char **text, size_t *length, struct fp_error *err)
{
	return fp_file_read_by(path, FP_BY_USER, max, text, length, err);
}

size_t fp_file_pread(int fd, uint64_t off, void *buf, size_t n)
{
	size_t done = 0;
	ssize_t got = 1;

	errno = 0;
	while (done < n && got != 0) {
		got = pread(fd, (char *)buf + done, n - done, (off_t)(off + done));
		if (got < 0 && errno != EINTR)
			break;
		if (got > 0)
			done += (size_t)got;
	}
	if (got >= 0)
		errno = 0;
	return done;
}

int fp_file_read_at(int fd, const char *path, uint64_t off, void *buf, size_t n,
		    struct fp_error *err)
{
	if (fp_file_pread(fd, off, buf, n) == n)
		return 0;
	if (errno)
		return fp_fail_errno(err, FP_REFUSED, "cannot read %s", path);
	return fp_fail(err, FP_REFUSED, "%s became shorter while it was read", path);
}
