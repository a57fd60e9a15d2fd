// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of what cleans words: whatever comes in, what goes out is UTF-8 without control
// characters, and JSON stays the same JSON.

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fuzz.h"

static void clean(const char *text)
{
	char *copy = strdup(text);
	bool was_plain = fp_text_is_plain(text);

	if (!copy)
		return;
	fp_text_clean(copy);
	fuzz_must(fp_text_is_plain(copy));
	fuzz_must(strlen(copy) <= strlen(text));
	fuzz_must(!was_plain || strcmp(copy, text) == 0);
	fp_text_clean(copy);
	fuzz_must(strlen(copy) <= strlen(text));
	free(copy);
}

/* Newlines are between tokens only: inside of strings jansson has escaped them. */
static void escape(const char *text)
{
	json_t *json = json_string(text), *again;
	char *dumped = json ? json_dumps(json, JSON_ENCODE_ANY) : NULL;
	char *safe = dumped ? fp_text_escape_json(dumped) : NULL;

	if (safe) {
		fuzz_must(fp_text_is_plain(safe));
		again = json_loads(safe, JSON_DECODE_ANY, NULL);
		fuzz_must(again && json_equal(again, json));
		json_decref(again);
	}
	free(safe);
	free(dumped);
	json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *const text = malloc(n + 1);

	if (!text)
		return 0;
	if (n)
		memcpy(text, data, n);
	text[n] = 0;
	clean(text);
	escape(text);
	free(text);
	return 0;
}
