// SPDX-License-Identifier: GPL-2.0-or-later
// Rules of one device, from a plan's JSON.

#include <jansson.h>
#include <string.h>

#include "base/nearest.h"
#include "base/number.h"
#include "content/kinds/kind.h"
#include "plan/check.h"
#include "plan/expect.h"

static void read_partition(struct fp_reader *r, json_t *value, void *out)
{
	const char *const name = json_string_value(value);
	const struct fp_partition *const part = name ? fp_plan_find(r->plan, name) : NULL;
	struct fp_error *err;

	if (!name) {
		fp_reader_refuse(r, "the name of a partition", value);
	} else if (!part || part->is_span) {
		err = FP_FAULT(r, "`%.40s` is no partition", name);
		if (!part)
			fp_plan_suggest(r->plan, name, err);
	} else {
		*(const struct fp_partition **)out = part;
	}
}

static void read_kinds(struct fp_reader *r, json_t *value, void *out)
{
	const char *const **const kinds = out;

	fp_read_strings(r, value, out);
	for (const char *const *kind = *kinds; kind && *kind; kind++) {
		struct fp_nearest nearest = { 0 };
		struct fp_error *err;

		if (fp_kind_by_name(*kind))
			continue;
		err = FP_FAULT(r, "there is no kind \"%.40s\"", *kind);
		for (size_t i = 0; fp_kind_at(i); i++)
			fp_nearest_offer(&nearest, *kind, fp_kind_at(i)->name);
		if (nearest.best)
			fp_hint(err, "did you mean \"%s\"?", nearest.best);
	}
}

static void read_hex(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_condition *const condition = out;
	const char *const text = json_string_value(value);
	const size_t n = text ? fp_hex_decode(text, NULL) : SIZE_MAX;
	uint8_t *const bytes = n && n <= FP_CONDITION_MAX ? fp_reader_alloc(r, n, 1) : NULL;

	if (!n || n > FP_CONDITION_MAX)
		FP_FAULT(r, "expected up to %d bytes as pairs of hexadecimal digits",
			 FP_CONDITION_MAX);
	if (!bytes)
		return;
	fp_hex_decode(text, bytes);
	condition->bytes = bytes;
	condition->n_bytes = n;
}

static void read_condition(struct fp_reader *r, json_t *value, void *out)
{
	static const struct fp_key keys[] = {
		{ "partition", read_partition, offsetof(struct fp_condition, part) },
		{ "is", read_kinds, offsetof(struct fp_condition, kinds) },
		{ "offset", fp_read_size, offsetof(struct fp_condition, offset) },
		{ "hex", read_hex, 0 },
		{ "not", fp_read_bool, offsetof(struct fp_condition, is_not) },
		{ NULL, NULL, 0 },
	};
	struct fp_condition *const c = out;

	if (!fp_reader_object(r, value, keys, c))
		return;
	if (!json_object_get(value, "partition"))
		FP_FAULT(r, "the `partition` is missing");
	if (!json_object_get(value, "is") == !json_object_get(value, "hex"))
		FP_FAULT(r, "expected either `is` or `hex`");
	else if (c->part && c->bytes && fp_range_is_known(c->part->range) &&
		 !fp_range_fits((struct fp_range){ c->offset, c->n_bytes }, c->part->range.size))
		FP_FAULT(r, "the bytes do not lie in `%s`", c->part->name);
}

struct conditions {
	const struct fp_condition *list;
	size_t n;
};

static void read_conditions(struct fp_reader *r, json_t *value, struct conditions *conditions)
{
	const size_t n = json_array_size(value);
	struct fp_condition *const list = fp_reader_alloc(r, n, sizeof *list);

	if (list &&
	    fp_reader_array(r, value, "an array of conditions", read_condition, list, sizeof *list))
		*conditions = (struct conditions){ list, n };
}

static void read_when(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_expect *const expect = out;
	struct conditions conditions = { 0 };

	read_conditions(r, value, &conditions);
	expect->when = conditions.list;
	expect->n_when = conditions.n;
}

static void read_then(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_expect *const expect = out;
	struct conditions conditions = { 0 };

	read_conditions(r, value, &conditions);
	expect->then = conditions.list;
	expect->n_then = conditions.n;
}

static void read_expectation(struct fp_reader *r, json_t *value, void *out)
{
	static const struct fp_key keys[] = {
		{ "when", read_when, 0 },
		{ "then", read_then, 0 },
		{ "text", fp_read_string, offsetof(struct fp_expect, text) },
		{ "serious", fp_read_bool, offsetof(struct fp_expect, is_serious) },
		{ NULL, NULL, 0 },
	};

	if (!fp_reader_object(r, value, keys, out))
		return;
	if (!json_object_get(value, "text"))
		FP_FAULT(r, "the `text` is missing, which says what it means where it is not so");
	if (!json_array_size(json_object_get(value, "then")))
		FP_FAULT(r, "expected at least one condition in `then`");
}

void fp_read_expect(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_plan *const plan = out;
	const size_t n = json_array_size(value);
	struct fp_expect *const expects = fp_reader_alloc(r, n, sizeof *expects);

	if (!expects || !fp_reader_array(r, value, "an array of expectations", read_expectation,
					 expects, sizeof *expects))
		return;
	plan->expects = expects;
	plan->n_expects = n;
}
