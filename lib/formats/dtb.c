// SPDX-License-Identifier: GPL-2.0-or-later
// Device tree blobs, also that of the running kernel, /sys/firmware/fdt.

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "formats/dt-table.h"
#include "formats/format.h"

#define MEMBERS_MAX 65536 /* nodes and properties; the largest trees have some thousands */

/* fdt_check_full() of libfdt 1.6 follows a null pointer where the root of an old blob has no name.
 */
static int check_blob(const struct fp_input *in, const void *copy, struct fp_error *err)
{
	uint32_t version;
	int code;

	if (fp_get_be32(in->data, in->n, 20, &version) && version < 16)
		return fp_fail(err, FP_REFUSED,
			       "version %u of device tree blobs is too old: 16 or 17 is expected",
			       version);
	code = fdt_check_full(copy, in->n);
	if (code != 0)
		return fp_fail(err, FP_REFUSED, "the device tree blob is damaged: %s",
			       fdt_strerror(code));
	return 0;
}

static int copy_props(const void *fdt, int offset, struct fp_arena *arena, struct fp_dt_node *node,
		      size_t *n_members)
{
	int at;

	fdt_for_each_property_offset(at, fdt, offset)
	{
		const char *name;
		int n;
		const void *const data = fdt_getprop_by_offset(fdt, at, &name, &n);
		struct fp_dt_prop *const p =
			data ? fp_dt_set(arena, node, name, strlen(name)) : NULL;
		uint8_t *copy = p ? fp_arena_alloc(arena, (size_t)n, 1) : NULL;

		if (!copy || ++*n_members > MEMBERS_MAX)
			return -1;
		if (n)
			memcpy(copy, data, (size_t)n);
		*p = (struct fp_dt_prop){ p->name, copy, (size_t)n, true, 0, p->next };
	}
	return 0;
}

/* NULL, and an error, where the tree is larger than any. */
static struct fp_dt_node *copy_tree(const void *fdt, struct fp_arena *arena, struct fp_error *err)
{
	struct fp_dt_node *node = NULL, *root = NULL;
	int depth = -1, level = -1;
	size_t n = 0;

	for (int at = fdt_next_node(fdt, -1, &depth); at >= 0 && depth >= 0;
	     at = fdt_next_node(fdt, at, &depth)) {
		int length;
		const char *const name = fdt_get_name(fdt, at, &length);

		if (depth > FP_DT_DEPTH_MAX || n++ > MEMBERS_MAX) {
			fp_fail(err, FP_REFUSED, "the device tree is too %s",
				depth > FP_DT_DEPTH_MAX ? "deep" : "large");
			return NULL;
		}
		for (; level >= depth; level--)
			node = node->parent;
		node = fp_dt_add(arena, node, name ? name : "", name ? (size_t)length : 0);
		level = depth;
		if (!node || copy_props(fdt, at, arena, node, &n) < 0) {
			fp_fail(err, FP_REFUSED,
				n > MEMBERS_MAX ? "the device tree is too large" : "out of memory");
			return NULL;
		}
		root = root ? root : node;
	}
	return root;
}

static int read_blob(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		     struct fp_error *err)
{
	void *const copy = malloc(in->n + 1); /* aligned as libfdt needs it */
	struct fp_dt_node *root = NULL;
	int code;

	if (!copy)
		return fp_fail(err, FP_REFUSED, "out of memory");
	memcpy(copy, in->data, in->n);
	code = check_blob(in, copy, err);
	if (code == 0)
		root = copy_tree(copy, plan->arena, err);
	free(copy);
	if (code == 0 && !root)
		code = fp_fail(err, FP_REFUSED, "the device tree blob has no nodes");
	return code < 0 ? code : fp_dt_read_table(root, in, plan, notes, err);
}

static bool is_blob(const struct fp_input *in)
{
	static const uint8_t magic[] = { 0xd0, 0x0d, 0xfe, 0xed };

	return in->n >= 40 && memcmp(in->data, magic, sizeof magic) == 0;
}

const struct fp_format fp_format_dtb = {
	.name = "dtb",
	.summary = "device tree blob, also /sys/firmware/fdt",
	.carries = FP_CARRY_READ_ONLY | FP_CARRY_LABELS | FP_CARRY_PER_DEVICE,
	.is_whole_chip = true,
	.certainty = FP_BY_SIGNATURE,
	.probe = is_blob,
	.read = read_blob,
};
