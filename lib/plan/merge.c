// SPDX-License-Identifier: GPL-2.0-or-later
// Merging of a plan over the one that it extends.

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "plan/content.h"
#include "plan/locate.h"
#include "plan/merge.h"

struct merge {
	const struct fp_text *text; /* of the child */
	struct fp_faults *faults;
};

static const char *name_of(const json_t *element)
{
	return json_string_value(json_object_get(element, "name"));
}

/* The index of the element of that name among the first n; n if there is none. */
static size_t find_named(const json_t *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		const char *other = name_of(json_array_get(list, i));

		if (other && strcmp(other, name) == 0)
			return i;
	}
	return n;
}

/* What merges by name, and how many there may be. */
static const struct list {
	const char *key, *what;
	size_t max;
} lists[] = {
	{ "partitions", "partitions and spans", FP_PARTITIONS_MAX },
	{ "spans", "partitions and spans", FP_PARTITIONS_MAX },
	{ "fields", "fields", FP_FIELDS_MAX },
};

static bool is_list(const char *key)
{
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (strcmp(lists[i].key, key) == 0)
			return true;
	return false;
}

static bool check_names(const struct fp_text *text, const json_t *root, const struct list *rule,
			struct fp_faults *faults)
{
	const char *const key = rule->key;
	const json_t *list = json_object_get(root, key);
	json_t *const seen = json_object(); /* the number of the first element of each name */
	int code = 0;

	if (json_array_size(list) > rule->max) {
		char pointer[FP_POINTER_MAX] = "";

		fp_pointer_push(pointer, key);
		fp_text_fault(text, faults, FP_ERROR, pointer, "more than %zu %s", rule->max,
			      rule->what);
		json_decref(seen);
		return false;
	}
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *name = name_of(json_array_get(list, i));
		char pointer[FP_POINTER_MAX];
		const json_t *first = name ? json_object_get(seen, name) : NULL;

		if (name && !first)
			code |= json_object_set_new(seen, name, json_integer((json_int_t)i));
		if (!first)
			continue;
		snprintf(pointer, sizeof pointer, "/%s/%zu/name", key, i);
		fp_text_fault(text, faults, FP_ERROR, pointer,
			      "`%s` is there twice: elements %zu and %zu", name,
			      (size_t)json_integer_value(first), i);
	}
	json_decref(seen);
	if (code < 0)
		fp_text_fault(text, faults, FP_ERROR, "", "out of memory");
	return code == 0;
}

bool fp_plan_check_names(const struct fp_text *text, json_t *root, struct fp_faults *faults)
{
	bool is_good = true;

	for (size_t i = 0; i < sizeof lists / sizeof *lists && is_good; i++)
		is_good = check_names(text, root, &lists[i], faults);
	return is_good;
}

/* A content in the child replaces the base's, whatever kind each is. */
static void drop_replaced_content(json_t *base, const json_t *child)
{
	bool is_replaced = false;

	for (const char *const *key = fp_content_keys; *key; key++) {
		const json_t *value = json_object_get(child, *key);

		is_replaced |= value && !json_is_null(value);
	}
	for (const char *const *key = fp_content_keys; is_replaced && *key; key++)
		json_object_del(base, *key);
}

/* A null that has nothing to remove stays, for the decoder to complain about. */
static int merge_object(json_t *base, json_t *child)
{
	const char *key;
	json_t *value;

	drop_replaced_content(base, child);
	json_object_foreach(child, key, value)
	{
		if (json_is_null(value) && json_object_get(base, key))
			json_object_del(base, key);
		else if (json_object_set(base, key, value) < 0)
			return -1;
	}
	return 0;
}

static int insert_new(struct merge *m, const char *pointer, json_t *list, json_t *element)
{
	const char *before = json_string_value(json_object_get(element, "before"));
	const size_t n = json_array_size(list);
	size_t at = n;

	if (before) {
		at = find_named(list, n, before);
		if (at == n)
			fp_text_fault(m->text, m->faults, FP_ERROR, pointer,
				      "`before` names `%.40s`, which the extended plan has not",
				      before);
		json_object_del(element, "before");
	}
	return json_array_insert(list, at, element);
}

static void refuse_removal(struct merge *m, const char *pointer, const json_t *list,
			   const char *name)
{
	struct fp_error *err = fp_text_fault(m->text, m->faults, FP_ERROR, pointer,
					     "there is no `%.40s` to remove", name);
	struct fp_nearest nearest = { 0 };

	for (size_t i = 0; i < json_array_size(list); i++)
		if (name_of(json_array_get(list, i)))
			fp_nearest_offer(&nearest, name, name_of(json_array_get(list, i)));
	fp_nearest_hint(&nearest, "`", "`", err);
}

static int merge_element(struct merge *m, const char *key, json_t *list, json_t *element)
{
	const size_t n = json_array_size(list);
	const char *const name = name_of(element);
	const size_t at = name ? find_named(list, n, name) : n;
	char pointer[FP_POINTER_MAX] = "";

	if (!name)
		return json_array_append(list, element);
	fp_pointer_push(pointer, key);
	fp_pointer_push(pointer, name);
	if (json_is_true(json_object_get(element, "remove"))) {
		if (at < n)
			return json_array_remove(list, at);
		refuse_removal(m, pointer, list, name);
		return 0;
	}
	if (at == n)
		return insert_new(m, pointer, list, element);
	if (json_object_get(element, "before")) {
		fp_text_fault(
			m->text, m->faults, FP_ERROR, pointer,
			"`before` is for new partitions; `%.40s` is one of the extended plan's",
			name);
		json_object_del(element, "before");
	}
	return merge_object(json_array_get(list, at), element);
}

static int merge_list(struct merge *m, const char *key, json_t *list, const json_t *child)
{
	int code = 0;

	for (size_t i = 0; i < json_array_size(child) && code == 0; i++)
		code = merge_element(m, key, list, json_array_get(child, i));
	return code;
}

int fp_plan_merge(const struct fp_text *text, json_t *base, json_t *child, struct fp_faults *faults)
{
	struct merge merge = { text, faults };
	struct merge *const m = &merge;
	const char *key;
	json_t *value;
	int code = 0;

	json_object_del(child, "extends");
	/* A plan without a name is called after its own file. */
	if (!json_object_get(child, "name"))
		json_object_del(base, "name");
	json_object_foreach(child, key, value)
	{
		json_t *old = json_object_get(base, key);

		if (json_is_array(old) && json_is_array(value) && is_list(key))
			code = merge_list(m, key, old, value);
		else if (json_is_object(old) && json_is_object(value) &&
			 (strcmp(key, "flash") == 0 || strcmp(key, "uboot") == 0))
			code = merge_object(old, value);
		else if (old && json_is_null(value))
			code = json_object_del(base, key);
		else
			code = json_object_set(base, key, value);
		if (code < 0)
			return code;
	}
	return 0;
}
