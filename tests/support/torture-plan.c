// SPDX-License-Identifier: GPL-2.0-or-later
// Drawing of plans.

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "support/test.h"
#include "support/torture-plan.h"
#include "support/torture.h"

/* Numbers in all the ways in which they can be written. */
static void put_number(FILE *f, uint64_t v)
{
	char text[FP_SIZE_TEXT];

	switch (draw(3)) {
	case 0:
		fprintf(f, "%" PRIu64, v);
		break;
	case 1:
		fprintf(f, "\"0x%" PRIx64 "\"", v);
		break;
	default:
		fprintf(f, "\"%s\"", fp_size_format(v, text));
	}
}

static void put_range(FILE *f, struct fp_range range)
{
	fprintf(f, "\"offset\": ");
	put_number(f, range.offset);
	fprintf(f, ", \"size\": ");
	put_number(f, range.size);
}

const char *torture_file(struct torture_plan *plan, size_t n, uint8_t **data)
{
	static char names[64][16];
	char *name = names[plan->n_files % 64];

	snprintf(name, sizeof names[0], "f%u", plan->n_files++ % 64);
	*data = malloc(n);
	ck_assert_ptr_nonnull(*data);
	test_random(*data, n, 1 + draw(1u << 24));
	test_write_file(name, *data, n);
	return name;
}

/* A file of which the piece takes all, or a part. Returns the piece's size. */
static size_t put_file(struct torture_plan *plan, FILE *f, uint8_t *out, size_t room)
{
	const size_t n = 1 + draw((uint32_t)room);
	const size_t skip = draw(2) ? 0 : draw(100), more = draw(2) ? 0 : draw(100);
	uint8_t *data;
	const char *name = torture_file(plan, skip + n + more, &data);

	memcpy(out, data + skip, n);
	free(data);
	if (!skip && !more && draw(2)) {
		fprintf(f, "\"file\": \"%s\"", name);
		return n;
	}
	fprintf(f, "\"file\": { \"path\": \"%s\", \"skip\": ", name);
	put_number(f, skip);
	if (more || draw(2)) {
		fprintf(f, ", \"length\": ");
		put_number(f, n);
	}
	fprintf(f, " }");
	return n;
}

static size_t put_hex(FILE *f, uint8_t *out, size_t room)
{
	const size_t n = 1 + draw(room < 32 ? (uint32_t)room : 32);

	test_random(out, n, draw(1u << 24));
	fprintf(f, "\"hex\": \"");
	for (size_t i = 0; i < n; i++)
		fprintf(f, "%s%02x", i && draw(2) ? " " : "", out[i]);
	fprintf(f, "\"");
	return n;
}

static size_t put_fill(FILE *f, uint8_t *out, size_t room, bool can_have_length)
{
	const uint8_t value = draw(2) ? 0xff : (uint8_t)draw(256);
	const bool has_length = can_have_length && draw(2);
	const size_t n = has_length ? 1 + draw((uint32_t)room) : room;

	memset(out, value, n);
	fprintf(f, "\"fill\": %u", value);
	if (has_length) {
		fprintf(f, ", \"length\": ");
		put_number(f, n);
	}
	return n;
}

static size_t put_source(struct torture_plan *plan, FILE *f, uint8_t *out, size_t room,
			 bool is_piece)
{
	switch (draw(3)) {
	case 0:
		return put_hex(f, out, room);
	case 1:
		return put_fill(f, out, room, is_piece);
	default:
		return put_file(plan, f, out, room);
	}
}

/* Where the next piece begins; says so if that is not right behind the one before. */
static size_t put_place(FILE *f, size_t end, size_t size)
{
	const size_t align = (size_t)1 << draw(13);
	size_t place = end;

	switch (draw(3)) {
	case 0:
		place = end + draw((uint32_t)(size - end));
		fprintf(f, "\"at\": ");
		put_number(f, place);
		fprintf(f, ", ");
		break;
	case 1:
		place = (end + align - 1) & ~(align - 1);
		if (place >= size)
			return end;
		fprintf(f, "\"align\": ");
		put_number(f, align);
		fprintf(f, ", ");
		break;
	}
	return place;
}

static void put_pieces(struct torture_plan *plan, FILE *f, uint8_t *out, size_t size)
{
	size_t end = 0;

	fprintf(f, ", \"pieces\": [");
	for (uint32_t i = 0, n = 1 + draw(4); i < n && end < size; i++) {
		size_t place;

		fprintf(f, "%s{ ", i ? ", " : "");
		place = put_place(f, end, size);
		end = place + put_source(plan, f, out + place, size - place, true);
		fprintf(f, " }");
	}
	fprintf(f, "]");
}

static void put_content(struct torture_plan *plan, FILE *f, struct torture_part *part)
{
	const size_t size = (size_t)part->range.size;

	if (draw_one_in(4))
		return;
	part->content = malloc(size);
	ck_assert_ptr_nonnull(part->content);
	memset(part->content, plan->erased, size);
	if (draw(2)) {
		put_pieces(plan, f, part->content, size);
	} else {
		fprintf(f, ", ");
		put_source(plan, f, part->content, size, false);
	}
}

static void put_keeps(FILE *f, struct torture_part *part)
{
	uint64_t from = 0;

	while (part->n_keeps < TORTURE_KEEPS && draw_one_in(3) && from + 2 < part->range.size) {
		struct fp_range *keep = &part->keeps[part->n_keeps++];

		keep->offset = from + draw((uint32_t)(part->range.size - from) / 2);
		keep->size = 1 + draw((uint32_t)(part->range.size - keep->offset));
		from = fp_range_end(*keep);
	}
	for (size_t i = 0; i < part->n_keeps; i++) {
		fprintf(f, "%s{ ", i ? ", " : ", \"keep\": [");
		put_range(f, part->keeps[i]);
		fprintf(f, " }");
	}
	if (part->n_keeps)
		fprintf(f, "]");
}

/* `offset` and `size` may be left out where they follow from the rest. */
static void put_place_on_chip(const struct torture_plan *plan, FILE *f,
			      const struct torture_part *part, uint64_t end_of_last)
{
	const bool is_rest = fp_range_end(part->range) == plan->size && draw(2);

	if (part->range.offset != end_of_last || draw(2)) {
		fprintf(f, ", \"offset\": ");
		put_number(f, part->range.offset);
	}
	fprintf(f, ", \"size\": ");
	if (is_rest)
		fprintf(f, "\"rest\"");
	else
		put_number(f, part->range.size);
}

static void put_part(struct torture_plan *plan, FILE *f, struct torture_part *part,
		     uint64_t end_of_last)
{
	fprintf(f, "    { \"name\": \"%s\"", part->name);
	put_place_on_chip(plan, f, part, end_of_last);
	if (part->is_per_device)
		fprintf(f, ", \"per-device\": true");
	if (part->is_read_only)
		fprintf(f, ", \"read-only\": true");
	put_keeps(f, part);
	put_content(plan, f, part);
	fprintf(f, " }");
}

/* Byte by byte, by 4K, or by blocks; with gaps or without. */
static void draw_parts(struct torture_plan *plan)
{
	const uint32_t most = (uint32_t)plan->size / 4;
	uint64_t end = 0;

	while (plan->n_parts < TORTURE_PARTS) {
		const uint32_t unit = draw(3) ? plan->erase_size : draw(2) ? 0x1000 : 1;
		const uint64_t gap = draw_one_in(3) ? draw(most) : 0;
		const uint64_t offset = (end + gap + unit - 1) / unit * unit;
		const uint64_t size = (1 + draw(most) / unit) * unit;
		struct torture_part *part = &plan->parts[plan->n_parts];

		if (offset + size > plan->size)
			break;
		snprintf(part->name, sizeof part->name, "p%zu", plan->n_parts++);
		part->range = (struct fp_range){ offset, size };
		part->is_per_device = draw_one_in(6);
		part->is_read_only = draw_one_in(9);
		end = offset + size;
	}
}

static void swap(struct torture_part *a, struct torture_part *b)
{
	const struct torture_part c = *a;

	*a = *b;
	*b = c;
}

static void put_parts(struct torture_plan *plan, FILE *f)
{
	uint64_t end = 0;

	if (draw(2))
		for (size_t i = plan->n_parts; i-- > 1;)
			swap(&plan->parts[i], &plan->parts[draw((uint32_t)i + 1)]);
	fprintf(f, "  \"partitions\": [\n");
	for (size_t i = 0; i < plan->n_parts; i++) {
		put_part(plan, f, &plan->parts[i], end);
		fprintf(f, i + 1 < plan->n_parts ? ",\n" : "\n  ]");
		end = fp_range_end(plan->parts[i].range);
	}
}

static void put_span(struct torture_plan *plan, FILE *f, struct torture_part *span)
{
	const struct torture_part *from = &plan->parts[draw((uint32_t)plan->n_parts)];
	const struct torture_part *to = &plan->parts[draw((uint32_t)plan->n_parts)];

	span->is_span = true;
	snprintf(span->name, sizeof span->name, "s%zu", plan->n);
	fprintf(f, "    { \"name\": \"%s\", ", span->name);
	if (draw(2) && from->range.offset <= to->range.offset) {
		span->range.offset = from->range.offset;
		span->range.size = fp_range_end(to->range) - from->range.offset;
		fprintf(f, "\"from\": \"%s\", \"to\": \"%s\"", from->name, to->name);
	} else {
		span->range.offset = draw((uint32_t)plan->size);
		span->range.size = 1 + draw((uint32_t)(plan->size - span->range.offset));
		put_range(f, span->range);
	}
	put_content(plan, f, span);
	fprintf(f, " }");
}

void torture_plan_make(struct torture_plan *plan)
{
	static const uint32_t erase_sizes[] = { 0x1000, 0x8000, 0x10000 };
	FILE *f;

	memset(plan, 0, sizeof *plan);
	plan->erase_size = erase_sizes[draw(3)];
	plan->size = (uint64_t)plan->erase_size * (8 + draw(9));
	plan->size = (plan->size + 0xffff) & ~UINT64_C(0xffff);
	plan->erased = draw(4) ? 0xff : (uint8_t)draw(256);
	draw_parts(plan);
	f = open_memstream(&plan->text, &plan->length);
	ck_assert_ptr_nonnull(f);
	fprintf(f, "{ \"flashplan\": 1, \"name\": \"torture\",\n  \"flash\": { \"size\": ");
	put_number(f, plan->size);
	fprintf(f, ", \"erase-size\": ");
	put_number(f, plan->erase_size);
	fprintf(f, ", \"erased-value\": %u },\n", plan->erased);
	put_parts(plan, f);
	plan->n = plan->n_parts;
	fprintf(f, ",\n  \"spans\": [");
	for (uint32_t i = 0, n = draw(TORTURE_SPANS + 1); i < n; i++) {
		fprintf(f, i ? ",\n" : "\n");
		put_span(plan, f, &plan->parts[plan->n]);
		plan->n++;
	}
	fprintf(f, "]\n}\n");
	ck_assert_int_eq(fclose(f), 0);
}

void torture_plan_free(struct torture_plan *plan)
{
	for (size_t i = 0; i < plan->n; i++)
		free(plan->parts[i].content);
	free(plan->text);
}
