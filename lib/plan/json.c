// SPDX-License-Identifier: GPL-2.0-or-later
// Plans from JSON: one table of keys for each object.

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "plan/check.h"
#include "plan/content.h"
#include "plan/expect.h"
#include "plan/extends.h"
#include "plan/fields.h"
#include "plan/json.h"
#include "plan/locate.h"
#include "plan/reader.h"
#include "plan/table.h"
#include "plan/uboot.h"
#include "plan/wrap.h"

/* A partition or span that is being read. */
struct draft {
	struct fp_partition part;
	const char *from, *to;
};

static void read_version(struct fp_reader *r, json_t *value, void *out)
{
	(void)out;
	if (!json_is_integer(value) || json_integer_value(value) != 1)
		FP_FAULT(r, "expected version 1 of the plan format, the only one there is");
}

static void read_flash_size(struct fp_reader *r, json_t *value, void *out)
{
	uint64_t size = 0;

	if (fp_reader_number(r, value, &size) && !size)
		FP_FAULT(r, "a chip of size 0");
	*(uint64_t *)out = size;
}

static void read_erase_size(struct fp_reader *r, json_t *value, void *out)
{
	uint64_t size = 0;

	if (fp_reader_number(r, value, &size) && (!size || size > UINT32_MAX)) {
		FP_FAULT(r, "expected an erase size such as \"64K\"");
		size = 0;
	}
	*(uint32_t *)out = (uint32_t)size;
}

static void read_chip_id(struct fp_reader *r, json_t *value, void *out)
{
	const char *text = json_string_value(value);
	const size_t n = text ? fp_hex_decode(text, NULL) : SIZE_MAX;

	if (n < 2 || n > 6 || strlen(text) != 2 * n)
		FP_FAULT(r, "expected a JEDEC id in hexadecimal, such as \"c84018\"");
	else
		fp_read_string(r, value, out);
}

static void read_chip(struct fp_reader *r, json_t *value, void *out)
{
	static const struct fp_key keys[] = {
		{ "id", read_chip_id, offsetof(struct fp_chip_ref, id) },
		{ "names", fp_read_strings, offsetof(struct fp_chip_ref, names) },
		{ NULL, NULL, 0 },
	};

	if (fp_reader_object(r, value, keys, out) && !json_object_get(value, "id") &&
	    !json_object_get(value, "names"))
		FP_FAULT(r, "expected `id`, `names` or both");
}

static void read_chips(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_plan *const plan = out;
	const size_t n = json_array_size(value);
	struct fp_chip_ref *chips = fp_reader_alloc(r, n, sizeof *chips);

	if (!chips ||
	    !fp_reader_array(r, value, "an array of chips", read_chip, chips, sizeof *chips))
		return;
	plan->chips = chips;
	plan->n_chips = n;
}

static void read_flash(struct fp_reader *r, json_t *value, void *out)
{
	static const struct fp_key keys[] = {
		{ "size", read_flash_size, offsetof(struct fp_plan, size) },
		{ "erase-size", read_erase_size, offsetof(struct fp_plan, erase_size) },
		{ "erased-value", fp_read_byte, offsetof(struct fp_plan, erased) },
		{ "mtd-id", fp_read_string, offsetof(struct fp_plan, mtd_id) },
		{ "chips", read_chips, 0 },
		{ "table", fp_read_table, 0 },
		{ NULL, NULL, 0 },
	};

	if (fp_reader_object(r, value, keys, out) && !json_object_get(value, "size"))
		FP_FAULT(r, "the chip's `size` is missing");
}

static void read_range(struct fp_reader *r, json_t *value, void *out)
{
	static const struct fp_key keys[] = {
		{ "offset", fp_read_size, offsetof(struct fp_range, offset) },
		{ "size", fp_read_size, offsetof(struct fp_range, size) },
		{ NULL, NULL, 0 },
	};

	if (fp_reader_object(r, value, keys, out) &&
	    (!json_object_get(value, "offset") || !json_object_get(value, "size")))
		FP_FAULT(r, "a range to keep needs `offset` and `size`");
}

static void read_keep(struct fp_reader *r, json_t *value, void *out)
{
	struct fp_partition *const part = out;
	const size_t n = json_array_size(value);
	const size_t before = r->faults->n_errors;
	struct fp_range *keeps;

	if (n > FP_PARTITIONS_MAX) {
		FP_FAULT(r, "more than %d ranges to keep", FP_PARTITIONS_MAX);
		return;
	}
	keeps = fp_reader_alloc(r, n, sizeof *keeps);
	if (!keeps ||
	    !fp_reader_array(r, value, "an array of ranges", read_range, keeps, sizeof *keeps))
		return;
	part->keeps = keeps;
	part->n_keeps = r->faults->n_errors == before ? n : 0;
}

static void read_size_or_rest(struct fp_reader *r, json_t *value, void *out)
{
	if (json_is_string(value) && strcmp(json_string_value(value), "rest") == 0)
		*(uint64_t *)out = FP_SIZE_REST;
	else
		fp_read_size(r, value, out);
}

#define PART(member) (offsetof(struct draft, part) + offsetof(struct fp_partition, member))

/* Read together by fp_content_read(). */
// clang-format off
#define CONTENT_KEYS \
	{ "file", fp_read_nothing, 0 }, \
	{ "fill", fp_read_nothing, 0 }, \
	{ "hex", fp_read_nothing, 0 }, \
	{ "env", fp_read_nothing, 0 }, \
	{ "pieces", fp_read_nothing, 0 }
// clang-format on

static const struct fp_key partition_keys[] = {
	{ "name", fp_read_string, PART(name) },
	{ "label", fp_read_string, PART(label) },
	{ "note", fp_read_string, PART(note) },
	{ "offset", fp_read_size, PART(range.offset) },
	{ "size", read_size_or_rest, PART(range.size) },
	{ "type", fp_read_strings, PART(types) },
	{ "keep", read_keep, offsetof(struct draft, part) },
	{ "per-device", fp_read_bool, PART(per_device) },
	{ "read-only", fp_read_bool, PART(read_only) },
	{ "before", fp_read_change, 0 },
	{ "remove", fp_read_change, 0 },
	CONTENT_KEYS,
	{ NULL, NULL, 0 },
};

static const struct fp_key span_keys[] = {
	{ "name", fp_read_string, PART(name) },
	{ "label", fp_read_string, PART(label) },
	{ "note", fp_read_string, PART(note) },
	{ "from", fp_read_string, offsetof(struct draft, from) },
	{ "to", fp_read_string, offsetof(struct draft, to) },
	{ "offset", fp_read_size, PART(range.offset) },
	{ "size", fp_read_size, PART(range.size) },
	{ "type", fp_read_strings, PART(types) },
	{ "wrap", fp_read_wrap, PART(wrap) },
	{ "per-device", fp_read_bool, PART(per_device) },
	{ "read-only", fp_read_bool, PART(read_only) },
	{ "before", fp_read_change, 0 },
	{ "remove", fp_read_change, 0 },
	CONTENT_KEYS,
	{ NULL, NULL, 0 },
};

static const struct fp_partition *find_end(struct fp_reader *r, const char *key, const char *name)
{
	const struct fp_partition *part = fp_plan_find(r->plan, name);
	struct fp_error *err;

	if (part && !part->is_span)
		return part;
	err = FP_FAULT(r, "`%s` names `%.40s`, which is no partition", key, name);
	if (!part)
		fp_plan_suggest(r->plan, name, err);
	return NULL;
}

/* From the names of a span's first and last partition. */
static struct fp_range range_between(struct fp_reader *r, const struct draft *draft)
{
	const struct fp_partition *const from = find_end(r, "from", draft->from);
	const struct fp_partition *const to = find_end(r, "to", draft->to);
	struct fp_range range = { 0, FP_SIZE_UNKNOWN };

	if (!from || !to || !fp_range_is_known(from->range) || !fp_range_is_known(to->range))
		return range;
	if (to->range.offset < from->range.offset) {
		FP_FAULT(r, "`from` (`%s`) lies behind `to` (`%s`) on the chip", from->name,
			 to->name);
		return range;
	}
	range.offset = from->range.offset;
	if (!fp_add(to->range.offset - range.offset, to->range.size, &range.size))
		range.size = FP_SIZE_UNKNOWN;
	return range;
}

static void place_span(struct fp_reader *r, const json_t *object, struct draft *draft)
{
	const bool has_offset = json_object_get(object, "offset");
	const bool has_size = json_object_get(object, "size");
	const bool has_from = json_object_get(object, "from"),
		   has_to = json_object_get(object, "to");

	if (has_offset != has_size || has_from != has_to || has_offset == has_from) {
		FP_FAULT(r, "expected either `from` and `to`, or `offset` and `size`");
		draft->part.range.size = FP_SIZE_UNKNOWN;
	} else if (has_from && draft->from && draft->to) {
		draft->part.range = range_between(r, draft);
	} else if (has_from) {
		draft->part.range.size = FP_SIZE_UNKNOWN;
	}
}

static void place_partition(struct fp_reader *r, const json_t *object, struct draft *draft)
{
	if (!json_object_get(object, "offset"))
		draft->part.range.offset = FP_OFFSET_NEXT;
	if (json_object_get(object, "size"))
		return;
	fp_hint(FP_FAULT(r, "the `size` is missing"),
		"\"rest\" means up to the next partition or the chip's end");
	draft->part.range.size = FP_SIZE_UNKNOWN;
}

static void read_part(struct fp_reader *r, json_t *value, bool is_span)
{
	struct draft draft = { .part.is_span = is_span };
	struct fp_error err = { 0 };

	fp_reader_name(r, value);
	if (!fp_reader_object(r, value, is_span ? span_keys : partition_keys, &draft))
		return;
	if (!json_object_get(value, "name"))
		FP_FAULT(r, "the `name` is missing");
	fp_content_read(r, value, &draft.part);
	if (is_span)
		place_span(r, value, &draft);
	else
		place_partition(r, value, &draft);
	if (draft.part.name && fp_plan_add(r->plan, &draft.part, &err) < 0)
		FP_FAULT(r, "%s", err.text);
}

static void read_partition(struct fp_reader *r, json_t *value, void *out)
{
	(void)out;
	read_part(r, value, false);
}

static void read_span(struct fp_reader *r, json_t *value, void *out)
{
	(void)out;
	read_part(r, value, true);
}

static void read_partitions(struct fp_reader *r, json_t *value, void *out)
{
	if (fp_reader_array(r, value, "an array of partitions", read_partition, out, 0) &&
	    !json_array_size(value))
		FP_FAULT(r, "expected at least one partition");
}

static void read_spans(struct fp_reader *r, json_t *value, void *out)
{
	fp_reader_array(r, value, "an array of spans", read_span, out, 0);
}

static void read_member(struct fp_reader *r, json_t *root, const char *name, bool is_needed,
			void (*decode)(struct fp_reader *, json_t *, void *))
{
	json_t *const value = json_object_get(root, name);
	const size_t old = fp_pointer_push(r->pointer, name);

	if (value)
		decode(r, value, r->plan);
	r->pointer[old] = 0;
	if (!value && is_needed)
		FP_FAULT(r, "`%s` is missing", name);
}

static void name_plan(struct fp_reader *r)
{
	struct fp_plan *const plan = r->plan;

	if (!plan->name)
		fp_plan_name_after(plan, plan->texts[0].file);
	else if (!fp_name_is_valid(plan->name))
		fp_plan_fault(plan, r->faults, FP_ERROR, "/name", "\"%.40s\" cannot be a name",
			      plan->name);
}

static void read_plan(struct fp_reader *r, json_t *root)
{
	/* The last four in an order of their own: spans refer to partitions that have a place. */
	static const struct fp_key keys[] = {
		{ "$schema", fp_read_nothing, 0 },
		{ "extends", fp_read_nothing, 0 }, /* joined before, by plan/extends.c */
		{ "flashplan", read_version, 0 },
		{ "name", fp_read_string, offsetof(struct fp_plan, name) },
		{ "title", fp_read_string, offsetof(struct fp_plan, title) },
		{ "sources", fp_read_strings, offsetof(struct fp_plan, sources) },
		{ "flash", fp_read_nothing, 0 },
		{ "uboot", fp_read_uboot, offsetof(struct fp_plan, uboot) },
		{ "partitions", fp_read_nothing, 0 },
		{ "spans", fp_read_nothing, 0 },
		{ "fields", fp_read_nothing, 0 },
		{ "expect", fp_read_nothing, 0 },
		{ NULL, NULL, 0 },
	};

	fp_reader_object(r, root, keys, r->plan);
	if (!json_object_get(root, "flashplan"))
		fp_hint(FP_FAULT(r, "`flashplan` is missing"),
			"a plan begins with \"flashplan\": 1");
	name_plan(r);
	read_member(r, root, "flash", true, read_flash);
	read_member(r, root, "partitions", true, read_partitions);
	fp_plan_resolve(r->plan);
	read_member(r, root, "spans", false, read_spans);
	read_member(r, root, "fields", false, fp_read_fields);
	read_member(r, root, "expect", false, fp_read_expect);
}

static int load(struct fp_plan *plan, const struct fp_text *first,
		const struct fp_plan_paths *paths, struct fp_faults *faults)
{
	struct fp_reader r = { .plan = plan, .faults = faults };
	int code = -FP_REFUSED;
	json_t *root = NULL;

	if (first->file)
		root = fp_extends_load(plan, first, paths, faults);
	else
		fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
	if (root) {
		read_plan(&r, root);
		code = fp_plan_finish(plan, faults);
	}
	json_decref(root);
	fp_faults_sort(faults);
	return code;
}

/* A good plan, or none. */
static int give(struct fp_plan *new, int code, struct fp_plan **plan)
{
	if (code < 0)
		fp_plan_free(new);
	*plan = code < 0 ? NULL : new;
	return code;
}

int fp_plan_load(const char *name, const struct fp_plan_paths *paths, struct fp_plan **plan,
		 struct fp_faults *faults)
{
	struct fp_plan *new = fp_plan_new();
	struct fp_text first = { .dir = "" };
	bool is_installed = false;

	if (new)
		first.file = fp_plan_file(new->arena, name, "", paths, &is_installed);
	if (is_installed)
		first.dir = NULL;
	return give(new, load(new, &first, paths, faults), plan);
}

int fp_plan_read(struct fp_plan *plan, const struct fp_text *text,
		 const struct fp_plan_paths *paths, struct fp_faults *faults)
{
	struct fp_text first = { .length = text->length };

	first.text = fp_arena_strndup(plan->arena, text->text, text->length);
	if (first.text)
		first.dir = fp_arena_strdup(plan->arena, text->dir);
	if (first.dir)
		first.file = fp_arena_strdup(plan->arena, text->file);
	return load(plan, &first, paths, faults);
}

int fp_plan_parse(const char *text, size_t length, const char *file, const char *dir,
		  const struct fp_plan_paths *paths, struct fp_plan **plan,
		  struct fp_faults *faults)
{
	const struct fp_text first = { file, dir, text, length };
	struct fp_plan *const new = fp_plan_new();

	if (!new)
		fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
	return give(new, new ? fp_plan_read(new, &first, paths, faults) : -FP_REFUSED, plan);
}
