// SPDX-License-Identifier: GPL-2.0-or-later
// Files that are created whole or not at all, and read whole.

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

static int write_all(int fd, const void *buf, size_t n)
{
	const char *p = buf;

	while (n) {
		const ssize_t got = write(fd, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		p += got;
		n -= (size_t)got;
	}
	return 0;
}

static int sync_dir(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	int fd = dir ? open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	int ret = -1;

	if (fd >= 0) {
		ret = fsync(fd);
		close(fd);
	}
	free(dir);
	return ret;
}

int fp_file_create(const char *path, const void *buf, size_t n, struct fp_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int saved, ret;

	if (fd < 0) {
		saved = errno;
		fp_fail_errno(err, FP_REFUSED, "cannot create %s", path);
		errno = saved;
		return -FP_REFUSED;
	}
	ret = write_all(fd, buf, n) || fsync(fd);
	saved = errno;
	if (close(fd) && !ret) {
		saved = errno;
		ret = -1;
	}
	if (!ret && sync_dir(path)) {
		saved = errno;
		ret = -1;
	}
	if (!ret)
		return 0;
	unlink(path);
	errno = saved;
	fp_fail_errno(err, FP_REFUSED, "cannot write %s", path);
	errno = saved;
	return -FP_REFUSED;
}

static int read_all(int fd, char *buf, size_t max, size_t *length)
{
	ssize_t got = 1;

	for (*length = 0; *length < max && got; *length += (size_t)got) {
		got = read(fd, buf + *length, max - *length);
		if (got < 0 && errno != EINTR)
			return -1;
		if (got < 0)
			got = 0;
	}
	return 0;
}

int fp_file_read(const char *path, size_t max, char **text, size_t *length, struct fp_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int ret = 0;

	*text = NULL;
	if (fd < 0 || fstat(fd, &st))
		ret = fp_fail_errno(err, FP_REFUSED, "cannot open %s", path);
	else if (!S_ISREG(st.st_mode))
		ret = fp_fail(err, FP_REFUSED, "%s is not a regular file", path);
	else if ((uintmax_t)st.st_size > max)
		ret = fp_fail(err, FP_REFUSED, "%s is larger than %zu bytes", path, max);
	else if (!(*text = malloc((size_t)st.st_size + 1)))
		ret = fp_fail(err, FP_REFUSED, "out of memory for %s", path);
	else if (read_all(fd, *text, (size_t)st.st_size, length))
		ret = fp_fail_errno(err, FP_REFUSED, "cannot read %s", path);
	else
		(*text)[*length] = 0;
	if (ret) {
		free(*text);
		*text = NULL;
	}
	if (fd >= 0)
		close(fd);
	return ret;
}
