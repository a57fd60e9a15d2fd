// SPDX-License-Identifier: GPL-2.0-or-later
// Selections: what is named, what is protected, what is left.

#include <stdio.h>
#include <string.h>

#include "content/kinds/kind.h"
#include "support/plans.h"
#include "selection/select.h"
#include "support/test.h"

static struct fp_error err;
static struct fp_plan *plan;
static struct fp_arena *arena;
static struct fp_selection selection;

/* boot keeps 4K at 0x3000; bare has no content; para is per-device and cal read-only; system spans
 * kernel to cal. */
static const char device[] =
	"{ 'name': 'boot', 'size': '64K', 'file': 'boot.bin',"
	"  'keep': [ { 'offset': '0x3000', 'size': '4K' } ] },"
	"{ 'name': 'kernel', 'size': '64K', 'file': 'kernel.bin', 'type': 'text' },"
	"{ 'name': 'bare', 'size': '64K' },"
	"{ 'name': 'para', 'size': '64K', 'per-device': true, 'note': 'Holds the MAC.',"
	"  'file': 'para.bin', 'keep': [ { 'offset': 0, 'size': '4K' } ], 'type': 'text' },"
	"{ 'name': 'cal', 'size': '64K', 'read-only': true, 'file': 'cal.bin' },"
	"{ 'name': 'rest', 'size': 'rest' } ],"
	"'spans': [ { 'name': 'system', 'from': 'kernel', 'to': 'cal', 'file': 'system.bin' },"
	"  { 'name': 'low', 'from': 'boot', 'to': 'kernel', 'file': 'low.bin' },"
	"  { 'name': 'empty', 'from': 'bare', 'to': 'bare' } ]";

static void setup(void)
{
	plan = plan_of("1M", device);
	arena = fp_arena_new();
}

static void teardown(void)
{
	fp_arena_free(arena);
	fp_plan_free(plan);
}

/* Chooses by words: "NAME", "NAME:FILE", "file NAME=FILE"; for --all and --per-device the flags. */
enum { IMAGE = 1, ALL = 2, PER_DEVICE = 4, READ_ONLY = 8 };

static int choose(unsigned flags, const char *const *names)
{
	struct fp_choice choices[8];
	static char words[8][64];
	struct fp_request request = { .choices = choices,
				      .purpose = flags & IMAGE ? FP_FOR_IMAGE : FP_FOR_WRITE,
				      .is_all = flags & ALL,
				      .has_per_device = flags & PER_DEVICE,
				      .has_read_only = flags & READ_ONLY };

	for (; names[request.n_choices]; request.n_choices++) {
		char *const word = words[request.n_choices];
		char *end;

		snprintf(word, sizeof words[0], "%s", names[request.n_choices]);
		end = strpbrk(word, ":=");
		choices[request.n_choices] =
			(struct fp_choice){ word, end ? end + 1 : NULL, !end || *end == ':' };
		if (end)
			*end = 0;
	}
	memset(&err, 0, sizeof err);
	return fp_select(plan, &request, arena, &selection, &err);
}

#define CHOOSE(flags, ...) choose(flags, (const char *const[9]){ __VA_ARGS__ })

static const struct fp_selected *item(const char *name)
{
	for (size_t i = 0; i < selection.n; i++)
		if (strcmp(selection.items[i].part->name, name) == 0)
			return &selection.items[i];
	ck_abort_msg("%s is not selected", name);
	return NULL;
}

static void assert_range(const struct fp_range *r, uint64_t offset, uint64_t size)
{
	ck_assert_uint_eq(r->offset, offset);
	ck_assert_uint_eq(r->size, size);
}

static void assert_left(size_t i, const char *name, uint64_t offset, uint64_t size,
			enum fp_left_why why)
{
	ck_assert_uint_lt(i, selection.n_left);
	ck_assert_str_eq(selection.left[i].part->name, name);
	ck_assert_int_eq(selection.left[i].why, why);
	assert_range(&selection.left[i].range, offset, size);
}

START_TEST(named_partition_is_selected_with_its_range)
{
	ck_assert_int_eq(CHOOSE(0, "kernel"), 0);
	ck_assert_uint_eq(selection.n, 1);
	ck_assert_ptr_null(item("kernel")->file);
	ck_assert_uint_eq(item("kernel")->n_ranges, 1);
	assert_range(item("kernel")->ranges, 0x10000, 0x10000);
	ck_assert_uint_eq(selection.n_left, 0);
}
END_TEST

START_TEST(items_are_in_offset_order)
{
	ck_assert_int_eq(CHOOSE(0, "bare:x", "kernel", "boot"), 0);
	ck_assert_str_eq(selection.items[0].part->name, "boot");
	ck_assert_str_eq(selection.items[1].part->name, "kernel");
	ck_assert_str_eq(selection.items[2].part->name, "bare");
	ck_assert_str_eq(selection.items[2].file, "x");
}
END_TEST

START_TEST(keeps_are_cut_for_the_chip_only)
{
	ck_assert_int_eq(CHOOSE(0, "boot"), 0);
	ck_assert_uint_eq(item("boot")->n_ranges, 2);
	assert_range(&item("boot")->ranges[0], 0, 0x3000);
	assert_range(&item("boot")->ranges[1], 0x4000, 0xc000);
	ck_assert_uint_eq(selection.n_left, 1);
	assert_left(0, "boot", 0x3000, 0x1000, FP_LEFT_KEEP);
	ck_assert_int_eq(CHOOSE(IMAGE, "boot"), 0);
	ck_assert_uint_eq(item("boot")->n_ranges, 1);
	ck_assert_uint_eq(selection.n_left, 0);
}
END_TEST

START_TEST(keeps_are_cut_from_spans_too)
{
	ck_assert_int_eq(CHOOSE(0, "low"), 0);
	ck_assert_uint_eq(item("low")->n_ranges, 2);
	assert_range(&item("low")->ranges[1], 0x4000, 0x1c000);
}
END_TEST

START_TEST(protected_partitions_are_cut_from_spans)
{
	for (unsigned flags = 0; flags <= IMAGE; flags++) {
		ck_assert_int_eq(CHOOSE(flags, "system"), 0);
		ck_assert_uint_eq(item("system")->n_ranges, 1);
		assert_range(item("system")->ranges, 0x10000, 0x20000);
		ck_assert_uint_eq(selection.n_left, 2);
		assert_left(0, "para", 0x30000, 0x10000, FP_LEFT_PER_DEVICE);
		assert_left(1, "cal", 0x40000, 0x10000, FP_LEFT_READ_ONLY);
		ck_assert(selection.left[0].is_kept);
	}
}
END_TEST

START_TEST(with_its_flag_a_protected_partition_belongs_to_its_span)
{
	ck_assert_int_eq(CHOOSE(PER_DEVICE | IMAGE, "system"), 0);
	assert_range(item("system")->ranges, 0x10000, 0x30000);
	ck_assert_int_eq(CHOOSE(PER_DEVICE | READ_ONLY | IMAGE, "system"), 0);
	assert_range(item("system")->ranges, 0x10000, 0x40000);
	ck_assert_uint_eq(selection.n_left, 0);
}
END_TEST

START_TEST(all_refuses_stated_content_of_protected_partitions_all_at_once)
{
	ck_assert_int_eq(CHOOSE(ALL, NULL), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED,
			  "there is content for what is not touched unasked: `para` (per-device), "
			  "`cal` (read-only)");
	ck_assert_int_eq(err.reason, FP_REASON_PER_DEVICE);
	ck_assert_str_eq(err.names, "para, cal");
	ck_assert_int_eq(CHOOSE(ALL | PER_DEVICE, NULL), -FP_REFUSED);
	ck_assert_int_eq(err.reason, FP_REASON_READ_ONLY);
	ck_assert_str_eq(err.names, "cal");
	ck_assert_int_eq(CHOOSE(ALL | PER_DEVICE | READ_ONLY, NULL), 0);
	ck_assert_uint_eq(selection.n, 4);
	/* The keeps of boot and para, and what has no content. */
	ck_assert_uint_eq(selection.n_left, 4);
}
END_TEST

START_TEST(image_without_names_takes_every_partition_with_content)
{
	ck_assert_int_eq(CHOOSE(IMAGE, "bare=bare.bin"), -FP_REFUSED);
	ck_assert_str_eq(err.names, "para");
	ck_assert_int_eq(CHOOSE(IMAGE | PER_DEVICE, "bare=bare.bin"), 0);
	ck_assert_uint_eq(selection.n, 5);
	ck_assert_str_eq(item("bare")->file, "bare.bin");
	ck_assert_uint_eq(selection.n_left, 1);
	assert_left(0, "rest", 0x50000, 0xb0000, FP_LEFT_NO_CONTENT);
}
END_TEST

START_TEST(all_beside_names_takes_the_others_too)
{
	ck_assert_int_eq(CHOOSE(ALL | PER_DEVICE | READ_ONLY, "bare:x", "boot:y"), 0);
	ck_assert_uint_eq(selection.n, 5);
	ck_assert_str_eq(item("boot")->file, "y");
}
END_TEST

/* With what is left out at the user's wish. */
static int choose_all(const char *skip, const char *const *names, unsigned flags)
{
	struct fp_choice choice = { names[0], NULL, true };
	const struct fp_request request = { .choices = &choice,
					    .n_choices = names[0] ? 1 : 0,
					    .purpose = flags & IMAGE ? FP_FOR_IMAGE : FP_FOR_WRITE,
					    .is_all = flags & ALL,
					    .skips = &skip,
					    .n_skips = 1 };

	memset(&err, 0, sizeof err);
	return fp_select(plan, &request, arena, &selection, &err);
}

#define CHOOSE_ALL(flags, skip, ...) choose_all(skip, (const char *const[2]){ __VA_ARGS__ }, flags)

START_TEST(what_is_left_out_is_recorded)
{
	ck_assert_int_eq(CHOOSE_ALL(IMAGE, "para", NULL), 0);
	ck_assert_uint_eq(selection.n, 3);
	assert_left(1, "para", 0x30000, 0x10000, FP_LEFT_ASKED);
	ck_assert(!selection.left[1].is_kept);
	ck_assert_int_eq(CHOOSE_ALL(ALL, "para", NULL), -FP_REFUSED);
	ck_assert_str_eq(err.names, "cal");
	/* A span is the partitions in it. */
	ck_assert_int_eq(CHOOSE_ALL(ALL, "system", NULL), 0);
	ck_assert_uint_eq(selection.n, 1);
	item("boot");
}
END_TEST

START_TEST(what_is_not_selected_cannot_be_left_out)
{
	ck_assert_int_eq(CHOOSE_ALL(ALL, "prara", NULL), -FP_USAGE);
	ck_assert_str_eq(err.hint, "did you mean `para`?");
	ck_assert_int_eq(CHOOSE_ALL(ALL, "boot", "boot"), -FP_USAGE);
	test_assert_error(&err, FP_USAGE, "`boot` is both selected and left out");
	ck_assert_int_eq(CHOOSE_ALL(IMAGE, "kernel", "boot"), -FP_USAGE);
	test_assert_error(&err, FP_USAGE, "`kernel` is not selected in the first place");
}
END_TEST

START_TEST(a_selection_of_which_nothing_is_left_is_refused)
{
	const struct fp_choice choice = { "only-para", "x", true };
	const struct fp_request request = { .choices = &choice,
					    .n_choices = 1,
					    .purpose = FP_FOR_WRITE };
	struct fp_partition span = { .is_span = true,
				     .name = "only-para",
				     .range = { 0x30000, 0x10000 } };

	ck_assert_int_eq(fp_plan_add(plan, &span, &err), 0);
	ck_assert_int_eq(fp_select(plan, &request, arena, &selection, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "nothing is left to do: `para` is per-device");
	ck_assert_int_eq(err.reason, FP_REASON_PER_DEVICE);
	fp_plan_free(plan);
	plan = plan_of("1M", "{ 'name': 'a', 'size': 'rest' } ]");
	ck_assert_int_eq(CHOOSE(ALL, NULL), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "no partition of the plan");
	ck_assert_int_eq(err.reason, FP_REASON_NO_CONTENT);
	ck_assert_int_eq(CHOOSE(IMAGE, NULL), 0);
}
END_TEST

START_TEST(protected_partition_needs_its_flag)
{
	ck_assert_int_eq(CHOOSE(READ_ONLY, "para"), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "`para` is per-device");
	ck_assert_int_eq(err.reason, FP_REASON_PER_DEVICE);
	ck_assert_str_eq(err.names, "para");
	ck_assert_int_eq(CHOOSE(PER_DEVICE, "cal"), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "`cal` is read-only");
	ck_assert_int_eq(CHOOSE(READ_ONLY, "cal"), 0);
	assert_range(item("cal")->ranges, 0x40000, 0x10000);
	ck_assert_int_eq(CHOOSE(IMAGE, "cal"), 0);
	item("cal");
}
END_TEST

START_TEST(keep_of_a_named_protected_partition_is_cut)
{
	ck_assert_int_eq(CHOOSE(PER_DEVICE, "para"), 0);
	ck_assert_uint_eq(item("para")->n_ranges, 1);
	assert_range(item("para")->ranges, 0x31000, 0xf000);
}
END_TEST

START_TEST(protected_partition_beside_its_span_is_not_reported_as_left)
{
	ck_assert_int_eq(CHOOSE(IMAGE, "system", "cal"), 0);
	assert_range(item("system")->ranges, 0x10000, 0x20000);
	assert_range(item("cal")->ranges, 0x40000, 0x10000);
	ck_assert_uint_eq(selection.n_left, 1);
	assert_left(0, "para", 0x30000, 0x10000, FP_LEFT_PER_DEVICE);
}
END_TEST

START_TEST(two_contents_for_one_byte_are_refused)
{
	ck_assert_int_eq(CHOOSE(0, "system", "kernel"), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED,
			  "`system` and `kernel` both give content for 0x10000+0x10000");
	ck_assert_int_eq(CHOOSE(0, "low", "system"), -FP_REFUSED);
	ck_assert_int_eq(CHOOSE(0, "low", "bare:x"), 0);
}
END_TEST

START_TEST(unknown_name_gets_a_suggestion)
{
	ck_assert_int_eq(CHOOSE(0, "kernal"), -FP_USAGE);
	test_assert_error(&err, FP_USAGE, "has no partition or span `kernal`");
	ck_assert_str_eq(err.hint, "did you mean `kernel`?");
	ck_assert_int_eq(CHOOSE(0, "sytem:x"), -FP_USAGE);
	ck_assert_str_eq(err.hint, "did you mean `system`?");
	ck_assert_int_eq(CHOOSE(IMAGE, "kernal=x"), -FP_USAGE);
	ck_assert_int_eq(CHOOSE(0, "something-else"), -FP_USAGE);
	ck_assert_str_eq(err.hint,
			 "it has boot, kernel, bare, para, cal, rest, system, low, empty");
	ck_assert_int_eq(CHOOSE(0, "mtd3"), -FP_USAGE);
	ck_assert_str_eq(err.hint, "counted from mtd0, mtd3 is `para`");
	ck_assert_int_eq(CHOOSE(0, "mtd9"), -FP_USAGE);
	ck_assert_ptr_nonnull(strstr(err.hint, "it has boot"));
}
END_TEST

START_TEST(name_given_twice_is_refused)
{
	ck_assert_int_eq(CHOOSE(0, "kernel", "kernel"), -FP_USAGE);
	test_assert_error(&err, FP_USAGE, "`kernel` is named twice");
	ck_assert_int_eq(CHOOSE(0, "kernel:x", "kernel=y"), -FP_USAGE);
	ck_assert_int_eq(CHOOSE(IMAGE, "kernel=x", "kernel=y"), -FP_USAGE);
}
END_TEST

START_TEST(file_changes_content_without_selecting)
{
	ck_assert_int_eq(CHOOSE(0, "kernel", "boot=b"), 0);
	ck_assert_uint_eq(selection.n, 1);
	ck_assert_int_eq(CHOOSE(0, "bare", "bare=b"), 0);
	ck_assert_str_eq(item("bare")->file, "b");
	ck_assert_int_eq(CHOOSE(0, "bare=b"), -FP_USAGE);
	test_assert_error(&err, FP_USAGE, "nothing is selected");
}
END_TEST

START_TEST(nothing_selected_is_refused_for_the_chip)
{
	ck_assert_int_eq(CHOOSE(0, NULL), -FP_USAGE);
	test_assert_error(&err, FP_USAGE, "nothing is selected");
}
END_TEST

START_TEST(selected_partition_without_content_is_refused)
{
	ck_assert_int_eq(CHOOSE(0, "bare"), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "the plan gives no content for `bare`");
	ck_assert_int_eq(err.reason, FP_REASON_NO_CONTENT);
	ck_assert_str_eq(err.names, "bare");
	ck_assert_int_eq(CHOOSE(IMAGE, "empty"), -FP_REFUSED);
}
END_TEST

/* Each span leaves a piece of its own of the protected partition. */
START_TEST(many_spans_over_one_protected_partition_are_all_reported)
{
	static struct fp_choice choices[400];
	static char names[400][8];
	struct fp_request request = { .choices = choices, .n_choices = 400 };

	fp_plan_free(plan);
	plan = plan_of("1M", "{ 'name': 'para', 'size': '64K', 'per-device': true },"
			     "{ 'name': 'other', 'size': 'rest' } ]");
	for (size_t i = 0; i < 400; i++) {
		struct fp_partition span = { .is_span = true, .range = { 16 * i, 16 } };

		snprintf(names[i], sizeof names[i], "s%zu", i);
		span.name = names[i];
		ck_assert_int_eq(fp_plan_add(plan, &span, &err), 0);
		choices[i] = (struct fp_choice){ names[i], "x", true };
	}
	ck_assert_int_eq(fp_select(plan, &request, arena, &selection, &err), 0);
	ck_assert_uint_eq(selection.n_left, 400);
	for (size_t i = 0; i < 400; i++) {
		assert_left(i, "para", 16 * i, 16, FP_LEFT_PER_DEVICE);
		ck_assert_uint_eq(selection.items[i].n_ranges, 0);
	}
}
END_TEST

/* Each span begins with the protected partition that the one before ends with. */
START_TEST(what_two_items_leave_is_said_once_in_the_order_of_the_choices)
{
	enum { N = 20 };
	struct fp_choice choices[N];
	static char names[3 * N][8];
	struct fp_request request = { .choices = choices, .n_choices = N };

	fp_plan_free(plan);
	plan = plan_of("16M", "{ 'name': 'first', 'size': '4K' } ]");
	for (size_t i = 0; i < N; i++) {
		struct fp_partition part = { .name = names[3 * i],
					     .range = { 0x3000 * i + 0x1000, 0x1000 } };
		struct fp_partition para = { .name = names[3 * i + 1],
					     .range = { 0x3000 * i + 0x2000, 0x2000 },
					     .per_device = true };
		struct fp_partition span = { .name = names[3 * i + 2],
					     .range = { i ? 0x3000 * i - 0x1000 : 0x1000,
							i ? 0x5000 : 0x3000 },
					     .is_span = true };

		snprintf(names[3 * i], sizeof names[0], "p%zu", i);
		snprintf(names[3 * i + 1], sizeof names[0], "q%zu", i);
		snprintf(names[3 * i + 2], sizeof names[0], "s%zu", i);
		ck_assert_int_eq(fp_plan_add(plan, &part, &err), 0);
		ck_assert_int_eq(fp_plan_add(plan, &para, &err), 0);
		ck_assert_int_eq(fp_plan_add(plan, &span, &err), 0);
		/* Neither up nor down. */
		choices[i * 7 % N] = (struct fp_choice){ names[3 * i + 2], "x", true };
	}
	ck_assert_msg(fp_select(plan, &request, arena, &selection, &err) == 0, "%s", err.text);
	ck_assert_uint_eq(selection.n_left, N);
	for (size_t i = 0; i < N; i++)
		for (size_t k = 0; k < i; k++)
			ck_assert_ptr_ne(selection.left[i].part, selection.left[k].part);
	ck_assert_str_eq(selection.left[0].part->name, "q0");
	ck_assert_str_eq(selection.left[1].part->name, "q2");
	ck_assert_str_eq(selection.left[2].part->name, "q3");
	ck_assert_str_eq(selection.left[3].part->name, "q5");
}
END_TEST

/* An item has room for all that its holes leave, and no more: a sanitized build sees one too few.
 */
START_TEST(many_keeps_and_protected_partitions_leave_as_many_ranges_and_one)
{
	enum { N = 300 };
	static struct fp_range keeps[N];
	struct fp_choice choice = { "all", "x", true };
	struct fp_request request = { .choices = &choice, .n_choices = 1, .purpose = FP_FOR_WRITE };

	fp_plan_free(plan);
	plan = plan_of("1M",
		       "{ 'name': 'a', 'offset': 0, 'size': '64K' },"
		       "{ 'name': 'para', 'offset': '128K', 'size': '64K', 'per-device': true },"
		       "{ 'name': 'b', 'offset': '192K', 'size': '64K' } ],"
		       "'spans': [ { 'name': 'all', 'offset': 0, 'size': '512K' } ]");
	for (size_t i = 0; i < N; i++)
		keeps[i] = (struct fp_range){ 0x40 * ((i * 7) % N) + 0x10, 0x10 };
	plan->parts[0].keeps = plan->parts[2].keeps = keeps;
	plan->parts[0].n_keeps = plan->parts[2].n_keeps = N;
	ck_assert_msg(fp_select(plan, &request, arena, &selection, &err) == 0, "%s", err.text);
	ck_assert_uint_eq(selection.n, 1);
	ck_assert_uint_eq(item("all")->n_ranges, 2 * N + 2);
	ck_assert_uint_eq(selection.n_left, 2 * N + 1);
	assert_range(&item("all")->ranges[0], 0, 0x10);
	for (size_t i = 1; i < N; i++)
		assert_range(&item("all")->ranges[i], 0x40 * i - 0x20, 0x30);
	assert_range(&item("all")->ranges[N], 0x40 * N - 0x20, 0x20000 - (0x40 * N - 0x20));
	assert_range(&item("all")->ranges[2 * N + 1], 0x30000 + 0x40 * N - 0x20,
		     0x80000 - (0x30000 + 0x40 * N - 0x20));
}
END_TEST

START_TEST(partition_in_two_spans_without_content_is_one_item_of_an_image)
{
	struct fp_partition one = { .name = "one", .is_span = true, .range = { 0, 0x20000 } };
	struct fp_partition two = { .name = "two", .is_span = true, .range = { 0, 0x30000 } };

	ck_assert_int_eq(fp_plan_add(plan, &one, &err), 0);
	ck_assert_int_eq(fp_plan_add(plan, &two, &err), 0);
	ck_assert_int_eq(CHOOSE(IMAGE, "one", "two"), 0);
	ck_assert_uint_eq(selection.n, 2);
	ck_assert_str_eq(selection.items[0].part->name, "boot");
	ck_assert_str_eq(selection.items[1].part->name, "kernel");
}
END_TEST

static int check_types(const char *name, const char *text)
{
	static uint8_t content[0x40000];
	const struct fp_view view = { .data = content,
				      .size = item(name)->part->range.size,
				      .erased = 0xff };

	memset(content, 0xff, sizeof content);
	memcpy(content, text, strlen(text));
	memset(&err, 0, sizeof err);
	return fp_selected_check(plan, item(name), &view, &err);
}

START_TEST(types_are_checked_inside_of_spans_but_not_of_what_is_left)
{
	ck_assert_int_eq(CHOOSE(IMAGE, "system"), 0);
	ck_assert_int_eq(check_types("system", "just some text\n"), 0);
	ck_assert_int_eq(check_types("system", "\001\002\003\004"), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "`kernel`: expected");
	ck_assert_int_eq(CHOOSE(IMAGE | PER_DEVICE, "para"), 0);
	ck_assert_int_eq(check_types("para", "\001\002\003\004"), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "`para`: expected");
}
END_TEST

TEST_MAIN_WITH("select", setup, teardown, named_partition_is_selected_with_its_range,
	       items_are_in_offset_order, keeps_are_cut_for_the_chip_only,
	       keeps_are_cut_from_spans_too, protected_partitions_are_cut_from_spans,
	       with_its_flag_a_protected_partition_belongs_to_its_span,
	       all_refuses_stated_content_of_protected_partitions_all_at_once,
	       image_without_names_takes_every_partition_with_content,
	       all_beside_names_takes_the_others_too, what_is_left_out_is_recorded,
	       what_is_not_selected_cannot_be_left_out,
	       a_selection_of_which_nothing_is_left_is_refused, protected_partition_needs_its_flag,
	       keep_of_a_named_protected_partition_is_cut,
	       protected_partition_beside_its_span_is_not_reported_as_left,
	       two_contents_for_one_byte_are_refused, unknown_name_gets_a_suggestion,
	       name_given_twice_is_refused, file_changes_content_without_selecting,
	       nothing_selected_is_refused_for_the_chip,
	       selected_partition_without_content_is_refused,
	       many_spans_over_one_protected_partition_are_all_reported,
	       what_two_items_leave_is_said_once_in_the_order_of_the_choices,
	       many_keeps_and_protected_partitions_leave_as_many_ranges_and_one,
	       partition_in_two_spans_without_content_is_one_item_of_an_image,
	       types_are_checked_inside_of_spans_but_not_of_what_is_left)
