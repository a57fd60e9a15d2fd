// SPDX-License-Identifier: GPL-2.0-or-later
// Loading of device-tree blobs out of dumps.

#include <inttypes.h>
#include <libfdt.h>
#include <stdlib.h>

#include "content/kinds/fdt.h"

#define HEADER_SIZE 40 /* of version 17 */
#define VERSION_AT  20
#define VERSION_MIN 16 /* fdt_check_full() of libfdt 1.6 cannot take older ones */

enum fp_verdict fp_fdt_load(const struct fp_view *view, void **blob, struct fp_found *found)
{
	uint32_t size, version;
	int code;

	if (!fp_view_be32(view, 4, &size) || !fp_view_be32(view, VERSION_AT, &version))
		return fp_damage_cut(found, "the header", view->size);
	if (size < HEADER_SIZE)
		return fp_damage(found, "its size %" PRIu32 " is less than its header's", size);
	if (version < VERSION_MIN)
		return fp_damage(found, "version %" PRIu32 " is too old", version);
	if (fp_found_used(found, view, size) != FP_GOOD)
		return FP_DAMAGED;
	*blob = malloc(size);
	if (!*blob || fp_view_read(view, 0, *blob, size) != size)
		return fp_damage(found, "its %" PRIu32 " bytes cannot be read", size);
	code = fdt_check_full(*blob, size);
	if (code)
		return fp_damage(found, "the tree is broken: %s", fdt_strerror(code));
	return FP_GOOD;
}
