// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of the command line: words that each end with a NUL.

#include <stdlib.h>
#include <string.h>

#include "../../tools/commands.h"
#include "../../tools/options.h"
#include "fuzz.h"

#define WORDS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *const text = malloc(n + 1);
	char *argv[WORDS_MAX + 2] = { (char[]){ "flashplan" } };
	struct fp_error err = { 0 };
	struct options o;
	int argc = 1;

	if (!text)
		return 0;
	if (n)
		memcpy(text, data, n);
	text[n] = 0;
	for (size_t at = 0; at < n && argc <= WORDS_MAX; at += strlen(text + at) + 1)
		argv[argc++] = text + at;
	if (options_parse(argc, argv, &o, &err) < 0) {
		fuzz_must(err.code == FP_USAGE && err.text[0]);
		options_guess(argc, argv, &o);
	} else if (o.command && !o.is_help && !o.is_version) {
		fuzz_must(o.n_args >= o.command->least_args && o.n_args <= o.command->most_args);
	}
	options_free(&o);
	free(text);
	return 0;
}
