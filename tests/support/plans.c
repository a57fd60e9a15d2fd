// SPDX-License-Identifier: GPL-2.0-or-later
// Plans from text inside a suite.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/json.h"
#include "support/plans.h"
#include "support/test.h"

struct fp_plan *plan_try(const char *json, struct fp_faults *faults)
{
	const size_t n = strlen(json);
	char *text = malloc(n + 1);
	struct fp_plan *plan;

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i <= n; i++)
		text[i] = json[i] == '\'' ? '"' : json[i];
	memset(faults, 0, sizeof *faults);
	ck_assert_int_le(
		fp_plan_parse(text, n, test_path("plan.json"), test_dir(), NULL, &plan, faults), 0);
	free(text);
	return plan;
}

struct fp_plan *plan_of(const char *size, const char *partitions)
{
	struct fp_faults *faults = calloc(1, sizeof *faults);
	struct fp_plan *plan;
	char text[8192];

	ck_assert_ptr_nonnull(faults);
	ck_assert_int_lt(snprintf(text, sizeof text,
				  "{ 'flashplan': 1, 'flash': { 'size': '%s', 'erase-size': '4K' },"
				  " 'partitions': [ %s }",
				  size, partitions),
			 (int)sizeof text);
	plan = plan_try(text, faults);
	ck_assert_msg(plan != NULL, "%s: %s", faults->item[0].pointer, faults->item[0].text);
	free(faults);
	return plan;
}

const struct fp_error *plan_assert_fault(const struct fp_faults *faults, const char *pointer,
					 const char *text)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct fp_error *const err = &faults->item[i];

		if (strstr(err->text, text) && (!pointer || strcmp(err->pointer, pointer) == 0))
			return err;
	}
	ck_abort_msg("no fault \"%s\" at %s among %zu; the first: %s: %s", text,
		     pointer ? pointer : "any place", faults->n, faults->item[0].pointer,
		     faults->item[0].text);
	return NULL;
}
