// SPDX-License-Identifier: GPL-2.0-or-later
// A parser of device tree source (Devicetree Specification, chapter 6) that knows no other file.

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "formats/dts-parse.h"
#include "formats/dts-value.h"

#define MEMBERS_MAX 65536 /* nodes and properties; the largest sources have some thousands */

struct label {
	struct fp_scan name;
	struct fp_dt_node *node;
	struct label *next;
};

struct parser {
	struct fp_dts_text in;
	struct fp_arena *arena;
	struct fp_dt_node *root;
	struct label *labels;
	struct fp_error *err;
	size_t n_members;
	unsigned depth;
};

static int no_memory(struct parser *p)
{
	return fp_fail(p->err, FP_REFUSED, "out of memory");
}

static bool is_equal(struct fp_scan a, struct fp_scan b)
{
	return a.end - a.p == b.end - b.p && memcmp(a.p, b.p, (size_t)(a.end - a.p)) == 0;
}

static struct fp_dt_node *find_label(const struct parser *p, struct fp_scan name)
{
	for (const struct label *l = p->labels; l; l = l->next)
		if (is_equal(l->name, name))
			return l->node;
	return NULL;
}

static int add_label(struct parser *p, struct fp_scan name, struct fp_dt_node *node)
{
	struct label *const l = fp_arena_alloc(p->arena, 1, sizeof *l);

	if (!l)
		return no_memory(p);
	*l = (struct label){ name, node, p->labels };
	p->labels = l;
	return 0;
}

static int count_member(struct parser *p)
{
	if (p->n_members++ < MEMBERS_MAX)
		return 0;
	return fp_fail(p->err, FP_REFUSED, "the device tree is too large");
}

/* The same node may be opened again, and goes on then. */
static struct fp_dt_node *open_node(struct parser *p, struct fp_dt_node *parent,
				    struct fp_scan name)
{
	const size_t n = (size_t)(name.end - name.p);
	struct fp_dt_node *node = NULL;

	if (count_member(p) < 0)
		return NULL;
	if (*name.p == '&') {
		node = find_label(p, (struct fp_scan){ name.p + 1, name.end });
		parent = p->root;
	}
	for (struct fp_dt_node *child = parent->child; child && !node; child = child->next)
		if (strncmp(child->name, name.p, n) == 0 && !child->name[n])
			node = child;
	if (node)
		return node;
	node = fp_dt_add(p->arena, parent, name.p, n);
	if (!node)
		no_memory(p);
	else
		node->line = p->in.line;
	return node;
}

static struct fp_dt_prop *open_prop(struct parser *p, struct fp_dt_node *node, struct fp_scan name)
{
	struct fp_dt_prop *prop;

	if (count_member(p) < 0)
		return NULL;
	prop = fp_dt_set(p->arena, node, name.p, (size_t)(name.end - name.p));
	if (!prop)
		no_memory(p);
	else
		*prop = (struct fp_dt_prop){
			.name = prop->name, .is_known = true, .line = p->in.line, .next = prop->next
		};
	return prop;
}

/* /delete-node/ and /delete-property/ take away what this text gave before. */
static void delete (struct fp_dt_node *node, struct fp_scan name, bool is_node)
{
	struct fp_dt_prop **prop = &node->props;
	struct fp_dt_node **child = &node->child, *last = NULL;
	const size_t n = (size_t)(name.end - name.p);

	for (; !is_node && *prop; prop = &(*prop)->next) {
		if (strlen((*prop)->name) != n || memcmp((*prop)->name, name.p, n) != 0)
			continue;
		*prop = (*prop)->next;
		return;
	}
	for (; is_node && *child; last = *child, child = &(*child)->next) {
		if (strlen((*child)->name) != n || memcmp((*child)->name, name.p, n) != 0)
			continue;
		if (node->last == *child)
			node->last = last;
		*child = (*child)->next;
		return;
	}
}

static void parse_delete(struct parser *p, struct fp_dt_node *node, bool is_node)
{
	struct fp_scan name;
	struct fp_dt_node *target;

	fp_dts_space(&p->in);
	if (!fp_dts_name(&p->in, &name))
		return;
	target = *name.p == '&' ? find_label(p, (struct fp_scan){ name.p + 1, name.end }) : NULL;
	if (target && target->parent && is_node)
		delete (target->parent,
			(struct fp_scan){ target->name, target->name + strlen(target->name) },
			true);
	else if (*name.p != '&')
		delete (node, name, is_node);
	fp_dts_skip(&p->in, ";");
}

/* What begins with '/': a directive, or the root. */
static bool parse_directive(struct parser *p, struct fp_dt_node *node)
{
	struct fp_scan *const s = &p->in.text;

	if (fp_scan_word(s, "/delete-node/"))
		parse_delete(p, node, true);
	else if (fp_scan_word(s, "/delete-property/"))
		parse_delete(p, node, false);
	else if (fp_scan_word(s, "/omit-if-no-ref/"))
		return true;
	else if (fp_scan_word(s, "/include/"))
		fp_dts_skip(&p->in, "\n");
	else if (fp_scan_word(s, "/dts-v1/") || fp_scan_word(s, "/plugin/") ||
		 fp_scan_word(s, "/memreserve/"))
		fp_dts_skip(&p->in, ";");
	else
		return false;
	return true;
}

static int refuse_open(struct parser *p, unsigned line, const char *what)
{
	fp_fail_line(p->err, line, "the source breaks off: %s is not closed", what);
	fp_hint(p->err, "give the whole file");
	return -FP_REFUSED;
}

static int parse_body(struct parser *p, struct fp_dt_node *node, bool is_top);

/* What stands between the braces of a node that is opened. */
static int parse_node(struct parser *p, struct fp_dt_node *node, struct fp_scan label)
{
	const unsigned line = p->in.line;
	int code = node ? 0 : -FP_REFUSED;

	if (code == 0 && label.p)
		code = add_label(p, label, node);
	if (code == 0 && ++p->depth > FP_DT_DEPTH_MAX)
		code = fp_fail_line(p->err, line, "the device tree is too deep");
	if (code == 0)
		code = parse_body(p, node, false);
	p->depth--;
	if (code == 0 && !fp_scan_char(&p->in.text, '}'))
		code = refuse_open(p, line, "the `{` of this line");
	return code;
}

/* What begins with a name; `label:` is kept for what follows it. */
static int parse_named(struct parser *p, struct fp_dt_node *node, struct fp_scan *label)
{
	struct fp_scan *const s = &p->in.text;
	const struct fp_scan was = *label;
	struct fp_dt_prop *prop;
	struct fp_scan name;

	*label = (struct fp_scan){ NULL, NULL };
	if (!fp_dts_name(&p->in, &name)) {
		s->p++;
		return 0;
	}
	fp_dts_space(&p->in);
	if (fp_scan_char(s, ':')) {
		*label = name;
		return 0;
	}
	if (fp_scan_char(s, '{'))
		return parse_node(p, open_node(p, node, name), was);
	if (s->p == s->end || (*s->p != '=' && *s->p != ';') || *name.p == '&')
		return 0;
	prop = open_prop(p, node, name);
	if (!prop)
		return -FP_REFUSED;
	return *s->p++ == ';' ? 0 : fp_dts_value(&p->in, p->arena, prop, p->err);
}

/* One member of a node, or what is none, which is passed over. */
static int parse_member(struct parser *p, struct fp_dt_node *node, struct fp_scan *label)
{
	const unsigned line = p->in.line;

	if (*p->in.text.p == '"')
		return fp_dts_quote(&p->in) ? 0 : refuse_open(p, line, "the quote of this line");
	if (*p->in.text.p != '/')
		return parse_named(p, node, label);
	if (parse_directive(p, node))
		return 0;
	p->in.text.p++;
	fp_dts_space(&p->in);
	return fp_scan_char(&p->in.text, '{') ? parse_node(p, p->root, *label) : 0;
}

static int parse_body(struct parser *p, struct fp_dt_node *node, bool is_top)
{
	struct fp_scan label = { NULL, NULL };
	int code = 0;

	for (;;) {
		fp_dts_space(&p->in);
		if (code < 0 || p->in.text.p == p->in.text.end)
			return code;
		if (*p->in.text.p != '}')
			code = parse_member(p, node, &label);
		else if (!is_top)
			return 0;
		else
			return fp_fail_line(p->err, p->in.line, "this `}` closes no node");
	}
}

int fp_dts_parse(struct fp_scan text, struct fp_arena *arena, struct fp_dt_node **root,
		 struct fp_error *err)
{
	struct parser p = { .in = { text, 1, true }, .arena = arena, .err = err };

	p.root = *root = fp_dt_add(arena, NULL, "", 0);
	if (!p.root)
		return no_memory(&p);
	return parse_body(&p, p.root, true);
}
