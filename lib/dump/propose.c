// SPDX-License-Identifier: GPL-2.0-or-later
// Proposing of plans.

#include <stdlib.h>

#include "base/bytes.h"
#include "dump/hits.h"
#include "dump/propose.h"
#include "plan/check.h"

#define BLOCK 65536 /* bytes: where unknown bytes begin a partition of their own */

/* A table of a dump, not of a text: it covers nearly all of the chip. */
static bool is_whole(const struct fp_plan *plan, uint64_t size)
{
	uint64_t covered = 0;

	for (size_t i = 0; i < plan->n_parts; i++)
		covered += plan->parts[i].range.size;
	return plan->size == size && covered >= size / 2;
}

static bool read_table(const uint8_t *data, size_t n, uint64_t size, const struct fp_format *format,
		       struct fp_proposal *p, struct fp_faults *notes)
{
	const struct fp_input in = { .data = data, .n = n, .size = size, .file = p->file };

	*notes = (struct fp_faults){ 0 };
	if (!format->probe(&in))
		return false;
	p->table = format;
	if (fp_import(&in, &p->table, &p->plan, notes) == 0 && is_whole(p->plan, size))
		return true;
	fp_plan_free(p->plan);
	p->plan = NULL;
	p->table = NULL;
	*notes = (struct fp_faults){ 0 };
	return false;
}

/* Tables that lie in a chip as they are, then device trees among the contents. */
static bool find_table(const struct fp_view *dump, const struct fp_hits *hits,
		       struct fp_proposal *p, struct fp_faults *notes)
{
	static const struct fp_format *const formats[] = { &fp_format_ifd, &fp_format_fmap,
							   &fp_format_mtdparts };

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (read_table(dump->data, (size_t)dump->size, dump->size, formats[i], p, notes))
			return true;
	for (size_t i = 0; i < hits->n; i++)
		if (hits->item[i].kind == &fp_kind_dtb &&
		    read_table(dump->data + hits->item[i].offset, (size_t)hits->item[i].found.used,
			       dump->size, &fp_format_dtb, p, notes))
			return true;
	return false;
}

/* What people call such a thing. */
static const char *name_of(const struct fp_kind *kind)
{
	if (!kind)
		return "unknown";
	if (kind == &fp_kind_jffs2 || kind == &fp_kind_ubi)
		return "data";
	switch (kind->role) {
	case FP_ROLE_BLANK:
		return "free";
	case FP_ROLE_BOOT:
		return "boot";
	case FP_ROLE_KERNEL:
		return "kernel";
	case FP_ROLE_FILES:
		return "root";
	default:
		return kind->name;
	}
}

/* "root", "root2", ... */
static const char *free_name(const struct fp_plan *plan, const char *base)
{
	char *name = fp_arena_strdup(plan->arena, base);

	for (unsigned i = 2; name && fp_plan_find(plan, name); i++)
		name = fp_arena_printf(plan->arena, "%.24s%u", base, i);
	return name;
}

static const char *const *types_of(const struct fp_plan *plan, const struct fp_kind *kind)
{
	const char **const types = fp_arena_alloc(plan->arena, 2, sizeof *types);

	if (types)
		types[0] = kind->name;
	return types;
}

/* Where a partition begins: a content, or unknown bytes behind blank ones. */
struct start {
	uint64_t offset;
	const struct fp_hit *hit; /* NULL: unknown, or blank */
};

struct starts {
	struct start item[FP_PARTITIONS_MAX];
	size_t n;
};

static void add_start(struct starts *starts, uint64_t offset, const struct fp_hit *hit)
{
	if (starts->n && starts->item[starts->n - 1].offset == offset) {
		if (!starts->item[starts->n - 1].hit)
			starts->item[starts->n - 1].hit = hit;
		return;
	}
	if (starts->n < FP_PARTITIONS_MAX)
		starts->item[starts->n++] = (struct start){ offset, hit };
}

static bool is_blank(const struct fp_view *dump, uint64_t from, uint64_t to)
{
	const uint8_t *const p = dump->data + from;

	return fp_is_filled(p, (size_t)(to - from), dump->erased) ||
	       fp_is_filled(p, (size_t)(to - from), 0);
}

/* From what is known to end at `from`: where the first block begins that is not blank, behind at
 * least one that is. Right behind a content of unknown length all belongs to it. */
static void add_unknown(const struct fp_view *dump, uint64_t from, uint64_t to,
			struct starts *starts)
{
	bool was_blank = false;

	for (uint64_t at = (from + BLOCK - 1) & ~(uint64_t)(BLOCK - 1); at < to; at += BLOCK) {
		const uint64_t end = at + BLOCK < to ? at + BLOCK : to;

		if (is_blank(dump, at, end)) {
			was_blank = true;
		} else if (was_blank) {
			add_start(starts, at, NULL);
			was_blank = false;
		}
	}
}

/* Compressed data and the like in the middle of something else is a part of it. */
static bool is_start(const struct fp_hit *hit)
{
	if (hit->offset % FP_HITS_STEP)
		return false;
	return hit->kind->role != FP_ROLE_DATA || hit->kind == &fp_kind_env ||
	       hit->kind == &fp_kind_vpd || hit->offset % BLOCK == 0;
}

static void find_starts(const struct fp_view *dump, const struct fp_hits *hits,
			struct starts *starts)
{
	uint64_t known = 0; /* up to here it is clear what there is */

	add_start(starts, 0, NULL);
	for (size_t i = 0; i < hits->n; i++) {
		const struct fp_hit *const hit = &hits->item[i];

		if (!is_start(hit))
			continue;
		add_unknown(dump, known, hit->offset, starts);
		add_start(starts, hit->offset, hit);
		known = hit->offset + hit->found.used;
	}
	add_unknown(dump, known, dump->size, starts);
}

static int add_parts(const struct fp_view *dump, const struct starts *starts, struct fp_proposal *p,
		     struct fp_error *err)
{
	int code = 0;

	for (size_t i = 0; i < starts->n && code == 0; i++) {
		const struct start *const start = &starts->item[i];
		const uint64_t end = i + 1 < starts->n ? start[1].offset : dump->size;
		const struct fp_kind *kind = start->hit ? start->hit->kind : NULL;
		struct fp_partition part = { .range = { start->offset, end - start->offset } };

		if (!kind && is_blank(dump, start->offset, end))
			kind = &fp_kind_erased;
		part.name = free_name(p->plan, name_of(kind));
		if (!part.name)
			return fp_fail(err, FP_REFUSED, "out of memory");
		if (start->hit)
			part.types = types_of(p->plan, kind);
		p->sureness[i] = start->hit ? FP_LIKELY : FP_GUESS;
		code = fp_plan_add(p->plan, &part, err);
	}
	return code;
}

/* The largest block that every partition begins at a multiple of. */
static uint32_t block_of(const struct starts *starts)
{
	uint32_t block = BLOCK;

	for (size_t i = 0; i < starts->n; i++)
		while (block > FP_HITS_STEP && starts->item[i].offset % block)
			block /= 2;
	return block;
}

static int from_contents(const struct fp_view *dump, const struct fp_hits *hits,
			 struct fp_proposal *p, struct fp_faults *notes, struct fp_error *err)
{
	struct starts *const starts = calloc(1, sizeof *starts);
	int code = 0;

	p->plan = fp_plan_new();
	if (starts && p->plan) {
		find_starts(dump, hits, starts);
		p->plan->size = dump->size;
		p->plan->erase_size = block_of(starts);
		p->plan->erased = dump->erased;
		fp_plan_name_after(p->plan, p->file);
		p->sureness = fp_arena_alloc(p->plan->arena, starts->n, sizeof *p->sureness);
	}
	if (!p->sureness)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0)
		code = add_parts(dump, starts, p, err);
	free(starts);
	if (code == 0 && fp_plan_finish(p->plan, notes) < 0) {
		fp_fail(err, FP_REFUSED, "no plan can be made of it: %s", notes->item[0].text);
		code = -FP_REFUSED;
	}
	return code;
}

/* A table says where, the contents say what: good ones with a magic number. */
static int add_types(const struct fp_view *dump, struct fp_proposal *p, struct fp_error *err)
{
	struct fp_plan *const plan = p->plan;

	p->sureness = fp_arena_alloc(plan->arena, plan->n_parts, sizeof *p->sureness);
	if (!p->sureness)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < plan->n_parts; i++) {
		const struct fp_view part =
			fp_view_part(dump, plan->parts[i].range.offset, plan->parts[i].range.size);
		enum fp_verdict verdict;
		struct fp_found found;
		const struct fp_kind *const kind = fp_kind_identify(&part, &verdict, &found);

		if (kind && verdict == FP_GOOD && (kind->magics || kind == &fp_kind_env))
			plan->parts[i].types = types_of(plan, kind);
	}
	return 0;
}

int fp_propose(const struct fp_view *dump, const char *name, struct fp_proposal *proposal,
	       struct fp_faults *notes, struct fp_error *err)
{
	struct fp_hits hits = { 0 };
	int code;

	*proposal = (struct fp_proposal){ .file = name };
	if (!dump->size || dump->size > FP_FLASH_SIZE_MAX)
		return fp_fail(err, FP_REFUSED, "%s: no chip has that size", name);
	code = fp_hits_find(dump, &hits, err);
	if (code == 0)
		code = find_table(dump, &hits, proposal, notes)
			       ? add_types(dump, proposal, err)
			       : from_contents(dump, &hits, proposal, notes, err);
	free(hits.item);
	return code;
}
