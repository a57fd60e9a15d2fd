// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of proposals: a plan of any bytes keeps the rules, covers all of them, and can be
// written.

#include <stdlib.h>
#include <string.h>

#include "dump/propose.h"
#include "fuzz.h"
#include "plan/json.h"

#define STEP 4096

static void check_cover(const struct fp_plan *plan)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < plan->n_parts; i++)
		sum += plan->parts[i].range.size;
	fuzz_must(sum == plan->size);
}

static void write_json(const struct fp_plan *plan)
{
	static struct fp_faults faults;
	struct fp_plan *again = NULL;
	struct fp_error err = { 0 };
	char *text = NULL;
	size_t n = 0;
	FILE *const out = open_memstream(&text, &n);

	if (!out)
		return;
	faults = (struct fp_faults){ 0 };
	fuzz_must(fp_format_json.write(plan, out, &faults, &err) == 0);
	fuzz_must(fclose(out) == 0);
	faults = (struct fp_faults){ 0 };
	fuzz_must(fp_plan_parse(text, n, "fuzz", "", NULL, &again, &faults) == 0);
	fuzz_must(again->n_parts == plan->n_parts && again->size == plan->size);
	fp_plan_free(again);
	free(text);
}

/* The bytes are filled up to whole sectors; the first one says with what, and where in a larger
 * chip they lie. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct fp_faults notes;
	struct fp_view dump = { .fd = -1, .erased = 0xff };
	struct fp_proposal proposal;
	struct fp_error err = { 0 };
	uint8_t *buf;
	size_t size, at;

	if (!n)
		return 0;
	at = (size_t)(data[0] & 3) * STEP;
	size = 32 * STEP;
	buf = malloc(size);
	if (!buf)
		return 0;
	memset(buf, data[0] & 4 ? 0 : 0xff, size);
	for (size_t i = 1; i < n && at + i - 1 < size; i++)
		buf[at + i - 1] = data[i];
	dump.data = buf;
	dump.size = size;
	notes = (struct fp_faults){ 0 };
	if (fp_propose(&dump, "fuzz.bin", &proposal, &notes, &err) == 0) {
		fuzz_must(proposal.plan && proposal.plan->size == size);
		for (size_t i = 0; i < proposal.plan->n_parts; i++)
			fuzz_must(fp_range_fits(proposal.plan->parts[i].range, size));
		if (!proposal.table) {
			check_cover(proposal.plan);
			write_json(proposal.plan);
		}
	} else {
		fuzz_must(err.code == FP_REFUSED && err.text[0]);
	}
	fp_plan_free(proposal.plan);
	free(buf);
	return 0;
}
