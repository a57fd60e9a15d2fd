// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of whole commands: the first byte says which; what follows are its two files, a and b,
// with a NUL between. Whatever they hold, it ends with a documented status, and says nothing that a
// terminal obeys.

#define _GNU_SOURCE /* memfd_create() */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "fuzz.h"
#include "scratch.h"

#define WORDS_MAX 16

int flashplan_main(int argc, char **argv); /* main() of tools/flashplan.c */

static const char *const lines[] = {
	"check a",
	"check a --json",
	"check a --files --annotations",
	"check a --with b",
	"show a",
	"show a --json",
	"layout a",
	"convert -t json a",
	"convert -t dts a --size 1M",
	"convert -t sh a",
	"convert -t genimage a",
	"convert -t mtdparts a --spans",
	"convert -t flashrom a -o o --depfile d",
	"image a -o o --manifest m --depfile d",
	"image a -o o -i boot:b --json",
	"image a -o o --from b",
	"extract a b",
	"extract a b -d p --trim",
	"extract a b --json",
	"replace a b -i boot:a -o o",
	"diff a b b",
	"diff a b b --json --hex",
	"env list b",
	"env list b --json",
	"env get b x y",
	"env set b x=1",
	"env unset b x --size 64",
	"env list b --plan a",
	"inspect a b",
	"inspect b --json",
	"scan b",
	"scan b -o o",
	"merge b b a -o o",
	"restore b -p none",
	"write a -p none --all",
	"verify a -p none -i boot",
};

/* What was said on the two, which are tapped while the command runs. */
static char *said(int tap)
{
	const off_t n = lseek(tap, 0, SEEK_END);
	char *text = calloc(1, (size_t)n + 1);

	fuzz_must(text && pread(tap, text, (size_t)n, 0) == n);
	return text;
}

static int run_tapped(int argc, char **argv, int tap)
{
	const int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
	int status;

	fflush(stdout);
	dup2(tap, STDOUT_FILENO);
	dup2(tap, STDERR_FILENO);
	status = flashplan_main(argc, argv);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	return status;
}

/* Of `env` into a pipe the values come as they are. */
static void check_said(const char *line, char *text)
{
	if (strncmp(line, "env list b", 10) == 0 || strncmp(line, "env get", 7) == 0)
		return;
	for (char *p = text; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	fuzz_must(fp_text_is_plain(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char program[] = "flashplan";
	char *argv[WORDS_MAX] = { program }, *line, *text;
	const uint8_t *end;
	int argc = 1, tap, status;

	if (!n)
		return 0;
	line = strdup(lines[data[0] % (sizeof lines / sizeof *lines)]);
	for (char *rest = line, *word; (word = strtok_r(rest, " ", &rest)) && argc < WORDS_MAX;)
		argv[argc++] = word;
	end = memchr(data + 1, 0, n - 1);
	scratch_enter();
	scratch_clear();
	scratch_write("a", data + 1, end ? (size_t)(end - data - 1) : n - 1);
	scratch_write("b", end ? end + 1 : data, end ? (size_t)(data + n - end - 1) : 0);
	tap = memfd_create("said", 0);
	status = run_tapped(argc, argv, tap);
	text = said(tap);
	fuzz_must(status >= 0 && status <= FP_CHIP);
	check_said(lines[data[0] % (sizeof lines / sizeof *lines)], text);
	scratch_leave();
	close(tap);
	free(text);
	free(line);
	return 0;
}
