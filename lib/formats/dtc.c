// SPDX-License-Identifier: GPL-2.0-or-later
// Running the device tree compiler. It reads and writes unnamed temporary files, so that none of
// the two can wait for the other.

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "formats/dtb.h"

#define BLOB_MAX ((size_t)16 << 20)

struct files {
	FILE *in, *out, *err;
};

static void close_files(struct files *f)
{
	FILE *const all[] = { f->in, f->out, f->err };

	for (size_t i = 0; i < 3; i++)
		if (all[i])
			fclose(all[i]);
}

static bool open_files(struct files *f, const char *text, size_t n)
{
	*f = (struct files){ tmpfile(), tmpfile(), tmpfile() };
	return f->in && f->out && f->err && fwrite(text, 1, n, f->in) == n && fflush(f->in) == 0 &&
	       lseek(fileno(f->in), 0, SEEK_SET) == 0;
}

/* Returns an errno, or 0 and the exit status. */
static int run(const struct files *f, int *status)
{
	char *const argv[] = { "dtc", "-q", "-q", "-I", "dts", "-O", "dtb", "-o", "-", "-", NULL };
	char *const environment[] = { "LC_ALL=C", NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	posix_spawn_file_actions_adddup2(&actions, fileno(f->in), 0);
	posix_spawn_file_actions_adddup2(&actions, fileno(f->out), 1);
	posix_spawn_file_actions_adddup2(&actions, fileno(f->err), 2);
	error = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	while (!error && waitpid(pid, status, 0) < 0)
		error = errno == EINTR ? 0 : errno;
	return error;
}

/* "Error: <stdin>:5.3-7 syntax error" */
static int refuse(FILE *log, struct fp_error *err)
{
	static const char place[] = "<stdin>:";
	char line[200] = "", *at;
	unsigned long number = 0;

	rewind(log);
	while (fgets(line, sizeof line, log) && !strstr(line, place))
		;
	line[strcspn(line, "\n")] = 0;
	at = strstr(line, place);
	if (at) {
		number = strtoul(at + strlen(place), &at, 10);
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	fp_fail(err, FP_REFUSED, "dtc: %s", at && *at ? at : line[0] ? line : "it failed");
	err->line = (unsigned)number;
	fp_hint(err, "a source that needs the C preprocessor or other files: convert its .dtb");
	return -FP_REFUSED;
}

static int read_blob(FILE *file, uint8_t **blob, size_t *size, struct fp_error *err)
{
	const off_t n = lseek(fileno(file), 0, SEEK_END);

	if (n <= 0 || (size_t)n > BLOB_MAX)
		return fp_fail(err, FP_REFUSED, "dtc made a device tree of %lld bytes",
			       (long long)n);
	rewind(file);
	*size = (size_t)n;
	*blob = malloc(*size);
	if (!*blob || fread(*blob, 1, *size, file) != *size)
		return fp_fail(err, FP_REFUSED, "cannot read the device tree that dtc made");
	return 0;
}

int fp_dtc_run(const char *text, size_t n, uint8_t **blob, size_t *size, struct fp_error *err)
{
	struct files f;
	int status = 0, error, code = 0;

	*blob = NULL;
	if (!open_files(&f, text, n)) {
		code = fp_fail_errno(err, FP_REFUSED, "cannot write a temporary file");
		goto out;
	}
	error = run(&f, &status);
	if (error == ENOENT || (!error && WIFEXITED(status) && WEXITSTATUS(status) == 127)) {
		code = fp_fail(err, FP_REFUSED,
			       "device tree sources are read by dtc, which is not installed");
		fp_hint(err, "install device-tree-compiler, or convert the .dtb");
	} else if (error) {
		errno = error;
		code = fp_fail_errno(err, FP_REFUSED, "cannot run dtc");
	} else if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		code = refuse(f.err, err);
	} else {
		code = read_blob(f.out, blob, size, err);
	}
out:
	close_files(&f);
	if (code < 0) {
		free(*blob);
		*blob = NULL;
	}
	return code;
}
