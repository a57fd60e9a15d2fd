// SPDX-License-Identifier: GPL-2.0-or-later
// Copying to what is no regular file.

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/direct.h"
#include "base/file-out.h"

#define CHUNK_SIZE 65536

static bool is_stdout(const char *path)
{
	return strcmp(path, "-") == 0;
}

int fp_direct_open(const char *path)
{
	FILE *file;
	int fd;

	if (!is_stdout(path) && faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) < 0)
		return -1;
	file = tmpfile();
	if (!file)
		return -1;
	fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
	fclose(file);
	return fd;
}

static int copy(int from, int to)
{
	uint8_t *const buf = malloc(CHUNK_SIZE);
	ssize_t n = -1;

	if (buf && lseek(from, 0, SEEK_SET) == 0)
		while ((n = read(from, buf, CHUNK_SIZE)) > 0)
			if (fp_file_write_all(to, buf, (size_t)n) < 0) {
				n = -1;
				break;
			}
	free(buf);
	return n < 0 ? -1 : 0;
}

int fp_direct_copy(int from, const char *path)
{
	struct stat st;
	int fd, code;

	if (is_stdout(path))
		return copy(from, STDOUT_FILENO);
	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return -1;
	code = copy(from, fd);
	if (code == 0 && fstat(fd, &st) == 0 && S_ISBLK(st.st_mode))
		code = fsync(fd);
	return close(fd) < 0 ? -1 : code;
}
