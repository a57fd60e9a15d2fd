// SPDX-License-Identifier: GPL-2.0-or-later
// Tables on chips.

#include <inttypes.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "formats/format.h"
#include "formats/own.h"

#define DESCRIPTOR_SIZE 4096 /* bytes; formats/ifd.c tells where that is specified */
#define FMAP_SIZE	16384 /* header of 56 bytes and areas of 42: far more than there are */
#define ENV_SIZE	((uint64_t)1 << 20)

static const struct fp_format *format_of(enum fp_table_kind kind)
{
	switch (kind) {
	case FP_TABLE_FMAP:
		return &fp_format_fmap;
	case FP_TABLE_MTDPARTS:
		return &fp_format_mtdparts;
	default:
		return &fp_format_ifd;
	}
}

struct fp_own fp_own_find(const struct fp_plan *plan, uint64_t size)
{
	const struct fp_table_ref none = { .kind = FP_TABLE_UNSTATED };
	const struct fp_table_ref *const ref = plan ? &plan->table : &none;
	struct fp_own own = { .kind = ref->kind, .is_stated = ref->kind != FP_TABLE_UNSTATED };

	switch (ref->kind) {
	case FP_TABLE_NONE:
		return own;
	case FP_TABLE_UNSTATED:
	case FP_TABLE_IFD:
		own.title = "Intel flash descriptor";
		own.place.size = DESCRIPTOR_SIZE;
		break;
	case FP_TABLE_FMAP:
		own.title = "FMAP";
		own.place = (struct fp_range){ ref->offset, FMAP_SIZE };
		break;
	case FP_TABLE_MTDPARTS:
		own.title = "mtdparts";
		own.place = fp_plan_find(plan, ref->partition)->range;
		if (own.place.size > ENV_SIZE)
			own.place.size = ENV_SIZE;
		break;
	}
	own.place = fp_range_intersect(own.place, (struct fp_range){ 0, size });
	return own;
}

static void refuse(const struct fp_own *own, const char *why, struct fp_error *err)
{
	fp_fail(err, FP_NO, "the %s at 0x%" PRIx64 " of the chip: %s", own->title,
		own->place.offset, why);
}

void fp_own_read(const struct fp_own *own, const uint8_t *bytes, uint64_t size,
		 struct fp_plan **table, struct fp_error *err)
{
	const struct fp_input in = { .data = bytes, .n = (size_t)own->place.size, .size = size };
	struct fp_faults *faults = calloc(1, sizeof *faults);
	const struct fp_format *format = format_of(own->kind);

	*table = NULL;
	if (!faults) {
		refuse(own, "out of memory", err);
	} else if (!format->probe(&in)) {
		if (own->is_stated)
			refuse(own,
			       fp_is_filled(bytes, in.n, 0xff) ? "there is none, it is erased"
							       : "there is none",
			       err);
	} else if (fp_import(&in, &format, table, faults) < 0) {
		*table = NULL;
		refuse(own, faults->n ? faults->item[0].text : "it cannot be read", err);
	}
	free(faults);
}

static bool is_known(const struct fp_range *known, size_t n, struct fp_range range)
{
	for (size_t i = 0; i < n; i++)
		if (fp_range_is_same(known[i], range))
			return true;
	return false;
}

static const struct fp_partition *region_at(const struct fp_plan *table, size_t i)
{
	return i < table->n_parts ? &table->parts[i] : &table->spans[i - table->n_parts];
}

/* Areas inside one that both tables have are that one's own affair. */
static bool is_inner(const struct fp_plan *table, struct fp_range range,
		     const struct fp_range *known, size_t n)
{
	for (size_t i = 0; i < table->n_parts + table->n_spans; i++) {
		const struct fp_range outer = region_at(table, i)->range;

		if (fp_range_contains(outer, range) && is_known(known, n, outer))
			return true;
	}
	return false;
}

static bool agrees(const struct fp_plan *table, struct fp_range region, struct fp_range selected,
		   const struct fp_range *known, size_t n)
{
	if (!fp_range_overlaps(region, selected) || fp_range_contains(region, selected) ||
	    is_known(known, n, region))
		return true;
	return fp_range_contains(selected, region) && is_inner(table, region, known, n);
}

const struct fp_partition *fp_own_judge(const struct fp_plan *table, struct fp_range selected,
					const struct fp_range *known, size_t n_known)
{
	const struct fp_partition *first = NULL;

	for (size_t i = 0; i < table->n_parts + table->n_spans; i++) {
		const struct fp_partition *const region = region_at(table, i);

		if (!agrees(table, region->range, selected, known, n_known) &&
		    (!first || region->range.offset < first->range.offset))
			first = region;
	}
	return first;
}
