// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a fuzz target over files, without libFuzzer: TARGET FILE... says "ok N - FILE" for each
// (TAP).

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "fuzz.h"

static void replay(int number, const char *path)
{
	struct fp_error err = { 0 };
	char *text = NULL;
	uint8_t *exact;
	size_t n = 0;

	if (fp_file_read(path, (size_t)64 << 20, &text, &n, &err) < 0) {
		printf("not ok %d - %s\n", number, err.text);
		return;
	}
	/* Nothing stands behind the last byte, so that a sanitizer sees one step too far. */
	exact = malloc(n ? n : 1);
	for (size_t i = 0; exact && i < n; i++)
		exact[i] = (uint8_t)text[i];
	free(text);
	if (exact)
		LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	printf("ok %d - %s\n", number, path);
}

int main(int argc, char **argv)
{
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		replay(i, argv[i]);
		fflush(stdout);
	}
	return EXIT_SUCCESS;
}
