// SPDX-License-Identifier: GPL-2.0-or-later
// A tree of nodes and properties (Devicetree Specification, chapter 2).

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "formats/dt.h"

struct fp_dt_node *fp_dt_add(struct fp_arena *arena, struct fp_dt_node *parent, const char *name,
			     size_t length)
{
	struct fp_dt_node *const node = fp_arena_alloc(arena, 1, sizeof *node);

	if (!node)
		return NULL;
	node->name = fp_arena_strndup(arena, name, length);
	node->parent = parent;
	if (!node->name || !parent)
		return node->name ? node : NULL;
	if (parent->last)
		parent->last->next = node;
	else
		parent->child = node;
	parent->last = node;
	return node;
}

static struct fp_dt_prop *find_prop(const struct fp_dt_node *node, const char *name, size_t length)
{
	struct fp_dt_prop *p = node->props;

	while (p && (strlen(p->name) != length || memcmp(p->name, name, length) != 0))
		p = p->next;
	return p;
}

struct fp_dt_prop *fp_dt_set(struct fp_arena *arena, struct fp_dt_node *node, const char *name,
			     size_t length)
{
	struct fp_dt_prop *p = find_prop(node, name, length);

	if (p)
		return p;
	p = fp_arena_alloc(arena, 1, sizeof *p);
	if (!p)
		return NULL;
	p->name = fp_arena_strndup(arena, name, length);
	p->next = node->props;
	node->props = p;
	return p->name ? p : NULL;
}

struct fp_dt_node *fp_dt_next(const struct fp_dt_node *root, struct fp_dt_node *node,
			      bool is_inside)
{
	if (is_inside && node->child)
		return node->child;
	while (node != root && !node->next)
		node = node->parent;
	return node == root ? NULL : node->next;
}

const struct fp_dt_prop *fp_dt_prop(const struct fp_dt_node *node, const char *name)
{
	return find_prop(node, name, strlen(name));
}

struct fp_dt_node *fp_dt_child(const struct fp_dt_node *node, const char *name)
{
	for (struct fp_dt_node *child = node->child; child; child = child->next)
		if (strcmp(child->name, name) == 0)
			return child;
	return NULL;
}

static bool is_text(const struct fp_dt_prop *p)
{
	return p && p->is_known && p->n > 1 && !p->data[p->n - 1];
}

const char *fp_dt_string(const struct fp_dt_node *node, const char *name)
{
	const struct fp_dt_prop *const p = fp_dt_prop(node, name);

	return is_text(p) && p->data[0] ? (const char *)p->data : NULL;
}

bool fp_dt_cell(const struct fp_dt_node *node, const char *name, uint32_t *value)
{
	const struct fp_dt_prop *const p = fp_dt_prop(node, name);

	return p && p->is_known && p->n == 4 && fp_get_be32(p->data, 4, 0, value);
}

const char *fp_dt_compatible(const struct fp_dt_node *node, size_t i)
{
	const struct fp_dt_prop *const p = fp_dt_prop(node, "compatible");
	size_t at = 0;

	if (!is_text(p))
		return NULL;
	for (; i && at < p->n; i--)
		at += strlen((const char *)p->data + at) + 1;
	return at < p->n ? (const char *)p->data + at : NULL;
}

bool fp_dt_is_compatible(const struct fp_dt_node *node, const char *with)
{
	for (size_t i = 0; fp_dt_compatible(node, i); i++)
		if (strcmp(fp_dt_compatible(node, i), with) == 0)
			return true;
	return false;
}

/* Anything but "okay" and "ok" (Devicetree Specification, 2.3.4). */
bool fp_dt_is_disabled(const struct fp_dt_node *node)
{
	for (; node; node = node->parent) {
		const char *const status = fp_dt_string(node, "status");

		if (status && strcmp(status, "okay") != 0 && strcmp(status, "ok") != 0)
			return true;
	}
	return false;
}

static size_t append_path(const struct fp_dt_node *node, char *path)
{
	size_t n;

	if (!node->parent)
		return 0;
	n = append_path(node->parent, path);
	if (n < FP_DT_PATH_MAX)
		n += (size_t)snprintf(path + n, FP_DT_PATH_MAX - n, "/%s", node->name);
	return n;
}

const char *fp_dt_path(const struct fp_dt_node *node, char *path)
{
	strcpy(path, "/");
	append_path(node, path);
	return path;
}

size_t fp_dt_name_length(const struct fp_dt_node *node)
{
	return strcspn(node->name, "@");
}
