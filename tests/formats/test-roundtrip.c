// SPDX-License-Identifier: GPL-2.0-or-later
// Random plans through every format that can be both written and read: they come back equal.
// FP_ROUNDTRIPS says how many (500).

#include <stdlib.h>
#include <string.h>

#include "support/format-bench.h"

static uint32_t state;

/* 0 .. n - 1 */
static uint32_t pick(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (uint32_t)(((uint64_t)state * n) >> 32);
}

static unsigned count_rounds(unsigned most)
{
	const char *const text = getenv("FP_ROUNDTRIPS");

	return text ? (unsigned)strtoul(text, NULL, 10) : most;
}

/* Names that need no change, and a few that do. */
static const char *make_name(struct fp_plan *plan)
{
	static const char good[] = "abcXYZ019_", rest[] = "abcXYZ019_.+-", foreign[] = "ab:/@";
	const bool is_foreign = pick(8) == 0;
	const char *const set = is_foreign ? foreign : rest;
	char name[FP_NAME_MAX + 1];
	size_t n = 0;

	name[n++] = is_foreign ? ':' : good[pick(sizeof good - 1)];
	for (uint32_t more = pick(FP_NAME_MAX); more; more--)
		name[n++] = set[pick((uint32_t)strlen(set))];
	name[n] = 0;
	return fp_arena_strdup(plan->arena, name);
}

/* Units of a size that the chip has at least 32 of. */
static void add_parts(struct fp_plan *plan, uint64_t unit)
{
	struct fp_error err = { 0 };
	uint64_t at = 0;

	for (uint32_t n = 1 + pick(16); n && at < plan->size; n--) {
		struct fp_partition part = { .name = make_name(plan), .read_only = pick(4) == 0 };
		uint64_t size = unit * (1 + pick(4));

		if (pick(4) == 0)
			at += unit * (1 + pick(2));
		if (at >= plan->size)
			break;
		if (size > plan->size - at || pick(16) == 0)
			size = plan->size - at;
		part.range = (struct fp_range){ at, size };
		ck_assert_int_eq(fp_plan_add(plan, &part, &err), 0);
		at += size;
	}
}

/* Over whole partitions; every format that carries spans tells these from partitions. */
static void add_spans(struct fp_plan *plan)
{
	struct fp_error err = { 0 };

	for (uint32_t n = pick(3); n; n--) {
		const size_t from = pick((uint32_t)plan->n_parts);
		const size_t to = from + pick((uint32_t)(plan->n_parts - from));
		struct fp_partition span = { .name = make_name(plan), .is_span = true };

		span.range.offset = plan->parts[from].range.offset;
		span.range.size = fp_range_end(plan->parts[to].range) - span.range.offset;
		ck_assert_int_eq(fp_plan_add(plan, &span, &err), 0);
	}
}

static struct fp_plan *make_plan(unsigned seed, bool with_spans)
{
	static const uint64_t units[] = { 4096, 65536, 65536, 0x1000, 0x3c, 0x8000 };
	const struct fp_input in = { 0 };
	static struct fp_faults faults;
	struct fp_plan *const plan = fp_plan_new();

	state = seed * 2654435761u + 1;
	faults = (struct fp_faults){ 0 };
	ck_assert_ptr_nonnull(plan);
	plan->size = UINT64_C(1) << (21 + pick(11));
	plan->mtd_id = "spi0.0";
	plan->name = "plan";
	add_parts(plan, units[pick(6)]);
	if (with_spans)
		add_spans(plan);
	ck_assert_msg(fp_import_settle(plan, &in, &fp_format_json, &faults) == 0, "seed %u: %s",
		      seed, faults.item[0].text);
	return plan;
}

/* Takes away what the format does not carry. */
static void strip(const struct fp_format *format, struct fp_partition *parts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!(format->carries & FP_CARRY_LABELS))
			parts[i].label = NULL;
		if (!(format->carries & FP_CARRY_READ_ONLY))
			parts[i].read_only = false;
	}
}

static void round_trip(const struct fp_format *format, unsigned seed)
{
	struct fp_plan *const plan = make_plan(seed, format->carries & FP_CARRY_SPANS);
	struct fp_plan *back;
	char *text, *before, *after;
	size_t n;

	text = format_write(format, plan, &n);
	back = format_read(format, text, n, format->carries & FP_CARRY_FLASH_SIZE ? 0 : plan->size,
			   NULL);
	strip(format, plan->parts, plan->n_parts);
	strip(format, plan->spans, plan->n_spans);
	before = format_list(plan);
	after = format_list(back);
	ck_assert_msg(strcmp(before, after) == 0, "%s, seed %u: wrote\n%s\nread\n%s", format->name,
		      seed, before, after);
	ck_assert_uint_eq(back->size, plan->size);
	if (format == &fp_format_mtdparts)
		ck_assert_str_eq(back->mtd_id, plan->mtd_id);
	free(text);
	free(before);
	free(after);
	fp_plan_free(plan);
	fp_plan_free(back);
}

static void round_trips(const struct fp_format *format, unsigned rounds)
{
	rounds = count_rounds(rounds);
	for (unsigned seed = 1; seed <= rounds; seed++)
		round_trip(format, seed);
}

START_TEST(flashrom)
{
	round_trips(&fp_format_flashrom, 500);
}
END_TEST

START_TEST(mtdparts)
{
	round_trips(&fp_format_mtdparts, 500);
}
END_TEST

START_TEST(fmap)
{
	round_trips(&fp_format_fmap, 500);
}
END_TEST

START_TEST(json)
{
	round_trips(&fp_format_json, 500);
}
END_TEST

START_TEST(dts)
{
	round_trips(&fp_format_dts, 500);
}
END_TEST

TEST_MAIN("format-roundtrip", flashrom, mtdparts, fmap, json, dts)
