// SPDX-License-Identifier: GPL-2.0-or-later
// copy FROM TO [PASSES]: what any tool must do to make a file whole or not at all - read, write,
// fsync, rename, fsync of the directory - and PASSES SHA-256 over all of it. The measure for
// `flashplan image`.

#include <fcntl.h>
#include <libgen.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_SIZE ((size_t)256 << 10)

static int fail(const char *what)
{
	perror(what);
	return 1;
}

static int copy(int from, int to, int passes)
{
	static uint8_t chunk[CHUNK_SIZE];
	struct sha256_ctx sha256;
	ssize_t n;

	sha256_init(&sha256);
	while ((n = read(from, chunk, sizeof chunk)) > 0) {
		if (write(to, chunk, (size_t)n) != n)
			return -1;
		for (int i = 0; i < passes; i++)
			sha256_update(&sha256, (size_t)n, chunk);
	}
	return n < 0 ? -1 : fsync(to);
}

static int publish(const char *temporary, char *path)
{
	int dir;

	if (rename(temporary, path) < 0)
		return -1;
	dir = open(dirname(path), O_RDONLY | O_DIRECTORY);
	return dir < 0 ? -1 : fsync(dir);
}

int main(int argc, char **argv)
{
	char temporary[4096];
	int from, to;

	if (argc < 3 || argc > 4) {
		fputs("usage: copy FROM TO [PASSES]\n", stderr);
		return 2;
	}
	snprintf(temporary, sizeof temporary, "%s.tmp", argv[2]);
	from = open(argv[1], O_RDONLY);
	to = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (from < 0 || to < 0 || copy(from, to, argc > 3 ? atoi(argv[3]) : 0) < 0)
		return fail(argv[1]);
	if (publish(temporary, argv[2]) < 0)
		return fail(argv[2]);
	return 0;
}
