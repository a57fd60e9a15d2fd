// SPDX-License-Identifier: GPL-2.0-or-later
// Is it a dump of this chip at all?

#include <inttypes.h>
#include <string.h>

#include "dump/rules/rule.h"

/* Every byte alike: a blank chip, or a line that floats. */
static bool is_one_byte(const struct fp_view *dump, uint8_t *value)
{
	return fp_view_read(dump, 0, value, 1) && fp_view_is_filled(dump, 0, *value);
}

static void add_one_byte(const struct fp_view *dump, uint8_t value, struct fp_findings *findings)
{
	struct fp_finding *const finding =
		value == dump->erased
			? fp_findings_add(
				  findings, "one_byte", FP_SERIOUS,
				  "every byte is 0x%02x: the chip is blank and nothing starts from it, or it was read without contact",
				  value)
			: fp_findings_add(
				  findings, "one_byte", FP_SERIOUS,
				  "every byte is 0x%02x: no chip holds that, it was read without contact or power",
				  value);

	finding->is_brick = true;
	finding->remedy = FP_REMEDY_READ_AGAIN;
}

/* A partition that has a type for it, and room. */
static const struct fp_partition *find_place(const struct fp_inspection *in,
					     const struct fp_kind *kind)
{
	for (size_t i = 0; i < in->plan->n_parts; i++) {
		const struct fp_partition *const part = &in->plan->parts[i];

		if (part->types && fp_kind_is_among(kind, part->types) &&
		    in->dump->size <= part->range.size)
			return part;
	}
	return NULL;
}

static bool is_half_equal(const struct fp_view *dump, uint64_t size)
{
	return dump->data && size && dump->size >= 2 * size &&
	       memcmp(dump->data, dump->data + size, (size_t)size) == 0;
}

static void add_size(const struct fp_inspection *in, const struct fp_kind *kind,
		     struct fp_findings *findings)
{
	const uint64_t size = in->dump->size, want = in->plan->size;
	const struct fp_partition *const place = kind ? find_place(in, kind) : NULL;
	struct fp_finding *finding;

	if (place) {
		finding = fp_findings_add(
			findings, "single_partition", FP_SERIOUS,
			"it is no dump of the chip but one partition: %s %s, as `%s` holds it",
			kind->article, kind->title, place->name);
		finding->remedy = FP_REMEDY_WRITE;
		finding->part = place;
		finding->range = place->range;
	} else if (is_half_equal(in->dump, want)) {
		finding = fp_findings_add(
			findings, "size", FP_SERIOUS,
			"it has %" PRIu64 " bytes, the chip %" PRIu64
			", and it begins again after these: the chip was read as a larger one",
			size, want);
		finding->remedy = FP_REMEDY_READ_AGAIN;
	} else {
		finding = fp_findings_add(findings, "size", FP_SERIOUS,
					  "it has %" PRIu64
					  " bytes, the chip of the plan %s has %" PRIu64
					  ": it is of another chip, or was cut off",
					  size, in->plan->name, want);
		finding->remedy = FP_REMEDY_READ_AGAIN;
	}
}

bool fp_rule_dump(const struct fp_inspection *in, struct fp_findings *findings)
{
	struct fp_found found;
	enum fp_verdict verdict;
	const struct fp_kind *const kind = fp_kind_identify(in->dump, &verdict, &found);
	struct fp_finding *finding;
	uint8_t value;

	if (is_one_byte(in->dump, &value)) {
		add_one_byte(in->dump, value, findings);
		return false;
	}
	if (kind && (kind->role == FP_ROLE_UPDATE || kind->role == FP_ROLE_MISTAKE)) {
		finding = fp_findings_add(
			findings, "not_a_dump", FP_SERIOUS,
			"it is no dump of a chip but %s %s: written as it is, nothing starts from it",
			kind->article, kind->title);
		finding->is_brick = true;
		finding->remedy =
			kind == &fp_kind_uimage_wrapped ? FP_REMEDY_UNWRAP : FP_REMEDY_NONE;
		return false;
	}
	if (in->dump->size == in->plan->size)
		return true;
	add_size(in, kind, findings);
	return false;
}
