// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of the reader of records of unfinished jobs: the letters, a newline, and what "about"
// holds, under a digest that fits; and the bytes as they are.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "job/record.h"

/* What is taken for a record keeps the rules, and comes back as it was. */
static void check(const char *text, size_t n)
{
	struct fp_record record, again;
	size_t length = 0;
	char *copy;

	if (!fp_record_parse(text, n, &record))
		return;
	fuzz_must(strlen(record.id) == FP_RECORD_ID - 1);
	for (size_t i = 0; i < record.n_blocks; i++) {
		fuzz_must(fp_range_fits(record.blocks[i].range, record.chip_size));
		fuzz_must(text[fp_record_letter_at((ptrdiff_t)i)] == record.blocks[i].letter);
	}
	fuzz_must(fp_record_at_risk(&record) < (ptrdiff_t)record.n_blocks);
	copy = fp_record_text(&record, &length);
	fuzz_must(copy && fp_record_parse(copy, length, &again));
	fuzz_must(again.n_blocks == record.n_blocks && strcmp(again.id, record.id) == 0);
	fp_record_free(&again);
	fp_record_free(&record);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const uint8_t *end = memchr(data, '\n', n);
	const size_t n_letters = end ? (size_t)(end - data) : 0;
	char digest[FP_DIGEST_TEXT], *text = malloc(n + 256);
	int length;

	check((const char *)data, n);
	if (end && text) {
		length = snprintf(
			text, n + 256,
			"{\"flashplan-unfinished\": 2, \"letters\": \"%.*s\",\n\"about\": %.*s,\n\"sha256\": \"%s\"}\n",
			(int)n_letters, (const char *)data, (int)(n - n_letters - 1),
			(const char *)end + 1, fp_digest_text(end + 1, n - n_letters - 1, digest));
		check(text, (size_t)length);
	}
	free(text);
	return 0;
}
