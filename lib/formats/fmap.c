// SPDX-License-Identifier: GPL-2.0-or-later
// FMAP, the flash map of coreboot and Chromebooks (flashmap's lib/fmap.h, version 1.1): a packed
// little-endian header and areas somewhere in the chip.
//
//	signature[8] "__FMAP__", major 1, minor 1, base 8, size 4, name[32], areas 2
//	area: offset 4, size 4, name[32], flags 2

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "formats/dump-size.h"
#include "formats/format.h"
#include "base/scan.h"

#define SIGNATURE   "__FMAP__"
#define HEADER_SIZE 56
#define AREA_SIZE   42
#define NAME_SIZE   32
#define READ_ONLY   4 /* flag: FMAP_AREA_RO */
#define PRESERVE    8 /* flag: FMAP_AREA_PRESERVE, kept when the firmware is updated */
#define STATIC_AREA 1 /* flag: FMAP_AREA_STATIC */

struct map {
	const uint8_t *data;
	size_t room; /* bytes from here to the end of the input */
	uint32_t size;
	uint16_t n_areas;
};

/* Text and then zeros only: the signature alone also stands in programs that look for it. */
static bool is_name(const uint8_t *name)
{
	size_t n = 0;

	while (n < NAME_SIZE && name[n] >= ' ' && name[n] <= '~')
		n++;
	return n && fp_is_filled(name + n, NAME_SIZE - n, 0);
}

static bool decode_map(const uint8_t *data, size_t room, struct map *map)
{
	*map = (struct map){ .data = data, .room = room };
	return room >= HEADER_SIZE && memcmp(data, SIGNATURE, 8) == 0 && data[8] == 1 &&
	       fp_get_le32(data, room, 18, &map->size) &&
	       fp_get_le16(data, room, 54, &map->n_areas) && map->n_areas &&
	       map->n_areas <= FP_PARTITIONS_MAX &&
	       room >= HEADER_SIZE + (size_t)map->n_areas * AREA_SIZE && is_name(data + 22);
}

static bool next_map(struct fp_scan *s, struct map *map)
{
	while ((s->p = fp_scan_find(*s, SIGNATURE))) {
		const uint8_t *const here = (const uint8_t *)s->p;

		s->p++;
		if (decode_map(here, (size_t)(s->end - (const char *)here), map))
			return true;
	}
	return false;
}

static bool is_same(const struct map *a, const struct map *b)
{
	return a->n_areas == b->n_areas &&
	       memcmp(a->data, b->data, HEADER_SIZE + (size_t)a->n_areas * AREA_SIZE) == 0;
}

static bool is_wanted(const char *table, uint64_t offset)
{
	uint64_t wanted;

	return fp_scan_offset(table, &wanted) && wanted == offset;
}

/* The only one (copies count once), or the one at the offset `table`. */
static int choose_map(const struct fp_input *in, struct map *chosen, struct fp_error *err)
{
	struct fp_scan s = fp_scan_bytes(in->data, in->n);
	const char *const table = in->table;
	char places[200] = "";
	size_t count = 0, length = 0;
	struct map map;

	while (next_map(&s, &map)) {
		const uint64_t offset = (uint64_t)(map.data - in->data);

		if (table && !is_wanted(table, offset))
			continue;
		if (count && is_same(chosen, &map))
			continue;
		if (!count++)
			*chosen = map;
		if (length < sizeof places)
			length += (size_t)snprintf(places + length, sizeof places - length,
						   "%s0x%" PRIx64, length ? ", " : "", offset);
	}
	if (count == 1)
		return 0;
	if (!count && table)
		return fp_fail(err, FP_REFUSED, "no FMAP is at %.40s", table);
	if (!count)
		return fp_fail(err, FP_REFUSED,
			       "expected an FMAP (\"" SIGNATURE
			       "\" and its areas), found no whole one");
	fp_fail(err, FP_REFUSED, "several different FMAPs are in it: at %s", places);
	fp_hint(err, "choose one with --table 0xOFFSET");
	return -FP_REFUSED;
}

/* What updates of firmware have to keep, also in maps from before there was a flag (coreboot,
 * Documentation/lib/flashmap.md): identity, settings, the memory's training, logs. */
static bool is_unit_s(const char *name)
{
	static const char *const parts[] = { "VPD", "SMMSTORE", "MRC_CACHE" };
	static const char *const names[] = { "RW_NVRAM", "RW_ELOG", "GBB", "SI_GBE" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (strstr(name, parts[i]))
			return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static int add_area(const struct map *map, size_t at, struct fp_plan *plan, struct fp_faults *notes,
		    struct fp_error *err)
{
	const char *const name = (const char *)map->data + at + 8;
	struct fp_partition part = { 0 };
	uint32_t offset = 0, size = 0;
	uint16_t flags = 0;
	char quote[48];

	fp_get_le32(map->data, map->room, at, &offset);
	fp_get_le32(map->data, map->room, at + 4, &size);
	fp_get_le16(map->data, map->room, at + 40, &flags);
	part.name = fp_arena_strndup(plan->arena, name, strnlen(name, NAME_SIZE));
	if (!part.name)
		return fp_fail(err, FP_REFUSED, "out of memory");
	if (!size) {
		fp_fail(fp_faults_next(notes, FP_NOTE), FP_REFUSED,
			"the area \"%s\" of size 0 is left out",
			fp_scan_quote((struct fp_scan){ name, name + strnlen(name, NAME_SIZE) },
				      quote));
		return 0;
	}
	part.range = (struct fp_range){ offset, size };
	part.read_only = flags & READ_ONLY;
	part.per_device = flags & PRESERVE || is_unit_s(part.name);
	return fp_plan_add(plan, &part, err);
}

/* A map without the dump that it belongs to. */
static bool is_alone(const struct fp_input *in, const struct map *map)
{
	return map->data == in->data && in->n < 65536;
}

static int read_map(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		    struct fp_error *err)
{
	struct map map = { 0 };
	int code = choose_map(in, &map, err);

	if (code < 0)
		return code;
	plan->size = map.size;
	/* Areas of firmware on x86 and Chromebooks go by blocks of 4 KiB. */
	plan->erase_size = 4096;
	if (!is_alone(in, &map)) {
		fp_dump_judge(in, plan, "the FMAP", notes);
		plan->table = (struct fp_table_ref){ .kind = FP_TABLE_FMAP,
						     .offset = (uint64_t)(map.data - in->data) };
	}
	for (size_t i = 0; i < map.n_areas && code == 0; i++)
		code = add_area(&map, HEADER_SIZE + i * AREA_SIZE, plan, notes, err);
	return code;
}

static bool has_map(const struct fp_input *in)
{
	struct fp_scan s = fp_scan_bytes(in->data, in->n);
	struct map map;

	return next_map(&s, &map);
}

/* Up to 31 bytes and a 0. */
static void put_name(uint8_t *p, const struct fp_partition *part, struct fp_faults *notes)
{
	const char *name = part->name;

	if (part->label && part->label[0] && strlen(part->label) < NAME_SIZE)
		name = part->label;
	else if (part->label)
		fp_fail(fp_faults_next(notes, FP_NOTE), FP_REFUSED,
			"the label \"%.60s\" is too long for an FMAP: `%s` stands for it",
			part->label, part->name);
	memcpy(p, name, strlen(name));
}

static void put_area(const struct fp_partition *part, FILE *out, struct fp_faults *notes)
{
	uint8_t area[AREA_SIZE] = { 0 };

	fp_put_le32(area, (uint32_t)part->range.offset);
	fp_put_le32(area + 4, (uint32_t)part->range.size);
	put_name(area + 8, part, notes);
	fp_put_le16(area + 40, (uint16_t)(STATIC_AREA | (part->read_only ? READ_ONLY : 0) |
					  (part->per_device ? PRESERVE : 0)));
	fwrite(area, 1, sizeof area, out);
}

static int write_map(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
		     struct fp_error *err)
{
	uint8_t header[HEADER_SIZE] = SIGNATURE "\x01\x01";

	if (plan->size > UINT32_MAX)
		return fp_fail(err, FP_REFUSED, "an FMAP holds sizes below 4G only");
	fp_put_le32(header + 18, (uint32_t)plan->size);
	memcpy(header + 22, plan->name, strnlen(plan->name, NAME_SIZE - 1));
	fp_put_le16(header + 54, (uint16_t)(plan->n_parts + plan->n_spans));
	fwrite(header, 1, sizeof header, out);
	for (size_t i = 0; i < plan->n_parts; i++)
		put_area(&plan->parts[i], out, notes);
	for (size_t i = 0; i < plan->n_spans; i++)
		put_area(&plan->spans[i], out, notes);
	return 0;
}

const struct fp_format fp_format_fmap = {
	.name = "fmap",
	.summary = "flash map of coreboot and Chromebooks, also inside a dump",
	.carries = FP_CARRY_FLASH_SIZE | FP_CARRY_ERASE_SIZE | FP_CARRY_PER_DEVICE |
		   FP_CARRY_SPANS | FP_CARRY_READ_ONLY | FP_CARRY_LABELS,
	.certainty = FP_ANYWHERE,
	.probe = has_map,
	.read = read_map,
	.write = write_map,
};
