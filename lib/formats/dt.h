/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device tree in memory, whether it comes from a blob or from source text. Everything belongs to
 * the arena that it was made in. Internal to the library. */
#ifndef FP_FORMATS_DT_H
#define FP_FORMATS_DT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define FP_DT_PATH_MAX	256 /* bytes of a path, with its end; longer ones are cut */
#define FP_DT_DEPTH_MAX 32 /* nodes in nodes */

struct fp_dt_prop {
	const char *name;
	const uint8_t *data; /* as in a blob: cells are big-endian, strings end with 0 */
	size_t n;
	bool is_known; /* false: a source that needs more than itself to tell the value */
	unsigned line; /* of the source; 0: none */
	struct fp_dt_prop *next;
};

struct fp_dt_node {
	const char *name; /* with its unit address; that of the root is empty */
	struct fp_dt_node *parent, *child, *last, *next;
	struct fp_dt_prop *props;
	unsigned line;
};

/* Appends a node; parent NULL: a root. NULL when out of memory. */
struct fp_dt_node *fp_dt_add(struct fp_arena *arena, struct fp_dt_node *parent, const char *name,
			     size_t length);

/* The property of that name, made if there is none. NULL when out of memory. */
struct fp_dt_prop *fp_dt_set(struct fp_arena *arena, struct fp_dt_node *node, const char *name,
			     size_t length);

/* The next node of a walk over the tree under root, outer ones first; NULL at the end. is_inside
 * false passes over what is in the node. */
struct fp_dt_node *fp_dt_next(const struct fp_dt_node *root, struct fp_dt_node *node,
			      bool is_inside);

/* NULL if there is none. */
const struct fp_dt_prop *fp_dt_prop(const struct fp_dt_node *node, const char *name);
struct fp_dt_node *fp_dt_child(const struct fp_dt_node *node, const char *name);

/* A property that is one string at least; NULL otherwise. */
const char *fp_dt_string(const struct fp_dt_node *node, const char *name);

/* A property that is one cell. */
bool fp_dt_cell(const struct fp_dt_node *node, const char *name, uint32_t *value);

/* The i-th string of `compatible`; NULL past the end. */
const char *fp_dt_compatible(const struct fp_dt_node *node, size_t i);
bool fp_dt_is_compatible(const struct fp_dt_node *node, const char *with);

/* Is the node, or one around it, switched off by its `status`? */
bool fp_dt_is_disabled(const struct fp_dt_node *node);

/* "/spi@1000/flash@0"; returns path, which has FP_DT_PATH_MAX bytes. */
const char *fp_dt_path(const struct fp_dt_node *node, char *path);

/* Length of the name without its unit address. */
size_t fp_dt_name_length(const struct fp_dt_node *node);

#endif
