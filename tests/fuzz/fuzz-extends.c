// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of plans that extend others: up to three texts, each behind a NUL, as plan.json, a.json
// and b.json. What comes out keeps the rules, and is the same after it was written and read again.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "plan/json.h"
#include "scratch.h"

static struct fp_faults faults;

static char *text_of(const struct fp_plan *plan, size_t *length)
{
	struct fp_error err = { 0 };
	char *text = NULL;
	FILE *const out = open_memstream(&text, length);

	fuzz_must(out && fp_format_json.write(plan, out, &faults, &err) == 0);
	fuzz_must(fclose(out) == 0);
	return text;
}

/* Files stand relative to the plan that names them, so only plans of one directory come back. */
static void round_trip(const struct fp_plan *plan)
{
	size_t length, length_again;
	char *const text = text_of(plan, &length), *again;
	struct fp_plan *second;

	faults = (struct fp_faults){ 0 };
	fuzz_must(fp_plan_parse(text, length, "plan.json", "", NULL, &second, &faults) == 0);
	again = text_of(second, &length_again);
	fuzz_must(length == length_again && memcmp(text, again, length) == 0);
	fp_plan_free(second);
	free(text);
	free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const names[] = { "plan.json", "a.json", "b.json" };
	struct fp_plan *plan;

	scratch_enter();
	for (size_t i = 0; i < 3; i++) {
		const uint8_t *const end = i < 2 && n ? memchr(data, 0, n) : NULL;
		const size_t length = end ? (size_t)(end - data) : n;

		scratch_write(names[i], length ? data : (const uint8_t *)"", length);
		data += length + (end != NULL);
		n -= length + (end != NULL);
	}
	faults = (struct fp_faults){ 0 };
	if (fp_plan_load("plan.json", NULL, &plan, &faults) == 0) {
		fuzz_must(!faults.n_errors);
		for (size_t i = 0; i < plan->n_parts; i++)
			fuzz_must(fp_range_fits(plan->parts[i].range, plan->size));
		round_trip(plan);
		fp_plan_free(plan);
	} else {
		fuzz_must(!plan && faults.n_errors);
	}
	scratch_leave();
	return 0;
}
