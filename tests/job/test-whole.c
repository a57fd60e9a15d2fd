// SPDX-License-Identifier: GPL-2.0-or-later
// Random plans, selections and chips through the whole library, against an oracle that goes byte by
// byte over what the plan's generator kept. FP_TORTURE is the number of jobs of each kind; then the
// totals are printed.

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "plan/json.h"
#include "selection/contents.h"
#include "support/job-bench.h"
#include "plan/plan.h"
#include "selection/select.h"
#include "support/test.h"
#include "support/torture-plan.h"
#include "support/torture.h"

#define USUAL_JOBS  60
#define CHOICES_MAX 6

/* What the user asks for, and the bytes of the files named there. */
struct order {
	struct fp_choice choices[CHOICES_MAX];
	char names[CHOICES_MAX][8], paths[CHOICES_MAX][256];
	uint8_t *data[CHOICES_MAX];
	size_t sizes[CHOICES_MAX];
	struct fp_request request;
};

/* What must come of it. */
struct oracle {
	bool is_usage, is_refused; /* is there a reason for that exit status? */
	const char *reasons[32]; /* the message contains one of these */
	size_t n_reasons;
	uint8_t wanted[TORTURE_CHIP_MAX];
	bool is_covered[TORTURE_CHIP_MAX]; /* some selected content goes there */
	uint64_t n_covered;
};

static struct torture_plan plan;
static struct order order;
static struct oracle oracle;
static struct job_bench bench;
static struct job_bench *const b = &bench;

static struct {
	uint64_t jobs, refusals, bytes, mixed;
} totals;

static void add_file(size_t i, const struct torture_part *part)
{
	const uint64_t room = part ? part->range.size : 100;

	order.sizes[i] = draw_one_in(30) ? (size_t)room + 1 : 1 + draw((uint32_t)room);
	strcpy(order.paths[i], test_path(torture_file(&plan, order.sizes[i], &order.data[i])));
	order.choices[i].file = order.paths[i];
}

static void draw_choice(size_t i)
{
	const struct torture_part *part = NULL;

	/* Mostly what is no span: two that overlap are refused. */
	if (!draw_one_in(60))
		part = &plan.parts[draw((uint32_t)(draw_one_in(3) ? plan.n : plan.n_parts))];
	strcpy(order.names[i], part ? part->name : "unknown");
	order.choices[i] =
		(struct fp_choice){ .name = order.names[i], .is_selected = !draw_one_in(5) };
	/* A file for what is to be erased is a mistake. */
	if (order.request.purpose == FP_FOR_ERASE && !draw_one_in(10)) {
		order.choices[i].is_selected = true;
		return;
	}
	if (!order.choices[i].is_selected || draw_one_in(3) ||
	    (part && !part->content && !draw_one_in(10)))
		add_file(i, part);
}

static void draw_order(void)
{
	size_t n = draw_one_in(20) ? 0 : 1 + draw(3);

	memset(&order, 0, sizeof order);
	order.request.purpose = draw_one_in(6) ? FP_FOR_ERASE : FP_FOR_WRITE;
	if (draw_one_in(10))
		n = CHOICES_MAX;
	for (size_t i = 0; i < n; i++)
		draw_choice(i);
	order.request = (struct fp_request){ .choices = order.choices,
					     .n_choices = n,
					     .purpose = order.request.purpose,
					     .is_all = draw_one_in(4),
					     .has_per_device = !draw_one_in(3),
					     .has_read_only = !draw_one_in(3) };
}

static void free_order(void)
{
	for (size_t i = 0; i < CHOICES_MAX; i++)
		free(order.data[i]);
}

static void expect_usage(const char *text)
{
	oracle.is_usage = true;
	oracle.reasons[oracle.n_reasons++] = text;
}

static void expect_refusal(const char *text)
{
	oracle.is_refused = true;
	oracle.reasons[oracle.n_reasons++] = text;
}

static const struct torture_part *find_part(const char *name)
{
	for (size_t i = 0; i < plan.n; i++)
		if (strcmp(plan.parts[i].name, name) == 0)
			return &plan.parts[i];
	return NULL;
}

/* Whose byte is it? */
static const struct torture_part *owner_of(uint64_t at)
{
	for (size_t i = 0; i < plan.n_parts; i++)
		if (fp_range_contains(plan.parts[i].range, (struct fp_range){ at, 1 }))
			return &plan.parts[i];
	return NULL;
}

static bool is_protected(const struct torture_part *part)
{
	return (part->is_per_device && !order.request.has_per_device) ||
	       (part->is_read_only && !order.request.has_read_only);
}

static bool is_kept(const struct torture_part *part, uint64_t at)
{
	for (size_t i = 0; i < part->n_keeps; i++)
		if (at - part->range.offset - part->keeps[i].offset < part->keeps[i].size)
			return true;
	return false;
}

/* The choice of that kind with that name, or -1. */
static int find_choice(const char *name, bool is_selected)
{
	for (size_t i = 0; i < order.request.n_choices; i++)
		if (strcmp(order.names[i], name) == 0 &&
		    order.choices[i].is_selected == is_selected)
			return (int)i;
	return -1;
}

/* The choice that brings the content of a partition, or -1. */
static int file_of(const struct torture_part *part)
{
	const int selected = find_choice(part->name, true);

	return selected >= 0 && order.data[selected] ? selected : find_choice(part->name, false);
}

static uint8_t content_at(const struct torture_part *part, int file, uint64_t i)
{
	if (order.request.purpose == FP_FOR_ERASE)
		return plan.erased;
	if (file >= 0)
		return i < order.sizes[file] ? order.data[file][i] : plan.erased;
	return part->content[i];
}

static void expect_content(const struct torture_part *part)
{
	const int file = file_of(part);

	if (order.request.purpose == FP_FOR_WRITE && file >= 0 &&
	    order.sizes[file] > part->range.size)
		expect_refusal("more than the partition's");
	for (uint64_t i = 0; i < part->range.size; i++) {
		const uint64_t at = part->range.offset + i;
		const struct torture_part *owner = owner_of(at);

		if (owner && ((owner != part && is_protected(owner)) || is_kept(owner, at)))
			continue;
		if (oracle.is_covered[at]) {
			expect_refusal("both give content for");
			return;
		}
		oracle.is_covered[at] = true;
		oracle.wanted[at] = content_at(part, file, i);
		oracle.n_covered++;
	}
}

static void expect_choice(size_t i)
{
	const struct fp_choice *choice = &order.choices[i];
	const struct torture_part *part = find_part(choice->name);
	const int other = find_choice(choice->name, !choice->is_selected);

	if (!part) {
		expect_usage("has no partition or span `unknown`");
		return;
	}
	if (find_choice(choice->name, choice->is_selected) != (int)i ||
	    (other >= 0 && choice->file && order.choices[other].file)) {
		expect_usage("is named twice");
		return;
	}
	if (choice->file && order.request.purpose == FP_FOR_ERASE) {
		expect_usage("is to be erased: what is");
		return;
	}
	if (!choice->is_selected)
		return;
	if (is_protected(part))
		expect_refusal(part->is_per_device ? "is per-device" : "is read-only");
	else if (order.request.purpose == FP_FOR_WRITE && !part->content && file_of(part) < 0)
		expect_refusal("gives no content for");
	else
		expect_content(part);
}

static void expect_all(void)
{
	for (size_t i = 0; i < plan.n_parts; i++) {
		const struct torture_part *part = &plan.parts[i];

		if (find_choice(part->name, true) >= 0 || (!part->content && file_of(part) < 0))
			continue;
		if (is_protected(part))
			expect_refusal("there is content for what is not touched unasked");
		else
			expect_content(part);
	}
}

static void ask_oracle(void)
{
	bool is_any = order.request.is_all;

	memset(&oracle, 0, sizeof oracle);
	memcpy(oracle.wanted, b->before, (size_t)plan.size);
	for (size_t i = 0; i < order.request.n_choices; i++) {
		is_any |= order.choices[i].is_selected;
		expect_choice(i);
	}
	if (!is_any)
		expect_usage("nothing is selected");
	else if (order.request.is_all)
		expect_all();
	if (is_any && !oracle.n_reasons && !oracle.n_covered) {
		expect_refusal("nothing is left to do");
		expect_refusal("has content");
	}
}

static struct fp_plan *parse(void)
{
	static struct fp_faults faults;
	const struct fp_plan_paths paths = { NULL };
	struct fp_plan *parsed;

	memset(&faults, 0, sizeof faults);
	ck_assert_msg(!fp_plan_parse(plan.text, plan.length, "torture.json", test_dir(), &paths,
				     &parsed, &faults),
		      "%s: %s\n%s", faults.item[0].pointer, faults.item[0].text, plan.text);
	return parsed;
}

static void assert_expected_failure(int code, const struct fp_error *err)
{
	bool is_expected = false;

	ck_assert_int_eq(code, -(int)err->code);
	ck_assert((code == -FP_USAGE && oracle.is_usage) ||
		  (code == -FP_REFUSED && oracle.is_refused));
	for (size_t i = 0; i < oracle.n_reasons; i++)
		is_expected |= strstr(err->text, oracle.reasons[i]) != NULL;
	ck_assert_msg(is_expected, "%s", err->text);
}

/* True if there is something to do, which the caller frees; false if it was rightly refused. */
static bool load(const struct fp_plan *parsed, struct fp_contents *contents)
{
	const struct fp_source_dirs dirs = { NULL, 0 };
	struct fp_selection selection;
	struct fp_error err = { 0 };
	int code = fp_select(parsed, &order.request, parsed->arena, &selection, &err);

	memset(contents, 0, sizeof *contents);
	if (!code)
		code = fp_contents_load(contents, parsed, &selection, &dirs, &err);
	if (oracle.n_reasons) {
		ck_assert_msg(code, "not refused: %s\n%s", oracle.reasons[0], plan.text);
		assert_expected_failure(code, &err);
		fp_contents_free(contents);
		return false;
	}
	ck_assert_msg(!code, "%s\n%s", err.text, plan.text);
	return true;
}

/* Bytes like those of flash: some erased, some as they are wanted already. */
static void draw_chip(uint32_t erase_size)
{
	job_bench_open(b, plan.size, erase_size, draw(1u << 24));
	b->chip.has_crc32 = draw_one_in(3);
	b->chip.has_identify = true;
	for (int i = 0; i < 4; i++) {
		const uint32_t n = draw((uint32_t)plan.size / 4);

		memset(b->chip.data + draw((uint32_t)plan.size - n), 0xff, n);
	}
	memcpy(b->before, b->chip.data, (size_t)plan.size);
}

static void put_some_in_place(void)
{
	for (int i = 0; i < 3; i++) {
		const uint32_t n = draw((uint32_t)plan.size / 3);
		const uint32_t at = draw((uint32_t)plan.size - n);

		memcpy(b->chip.data + at, oracle.wanted + at, n);
	}
	memcpy(b->before, b->chip.data, (size_t)plan.size);
}

static uint32_t block_size(void)
{
	return b->chip.erase_size > plan.erase_size ? b->chip.erase_size : plan.erase_size;
}

static bool is_as_wanted(void)
{
	return memcmp(b->chip.data, oracle.wanted, (size_t)plan.size) == 0;
}

static void do_well(const struct fp_contents *contents)
{
	job_bench_run(b, contents->targets, contents->n_targets, block_size());
	ck_assert_msg(!b->ret, "%s", b->err.text);
	ck_assert_msg(is_as_wanted(), "%s", plan.text);
	ck_assert_uint_eq(b->n_backups, b->report.differing > 0);
	totals.bytes += b->report.written;
	totals.mixed += oracle.n_covered < b->report.touched;
	job_bench_pass(b, contents->targets, contents->n_targets, block_size());
	ck_assert_uint_eq(b->report.differing, 0);
}

static void random_job(uint32_t seed, void (*perform)(const struct fp_contents *))
{
	struct fp_contents contents;
	struct fp_plan *parsed;

	draw_seed(seed);
	torture_plan_make(&plan);
	parsed = parse();
	draw_chip(draw(2) ? 0x1000 : 0x10000);
	draw_order();
	ask_oracle();
	if (load(parsed, &contents)) {
		put_some_in_place();
		perform(&contents);
		fp_contents_free(&contents);
		totals.jobs++;
	} else {
		totals.refusals++;
	}
	free_order();
	job_bench_close(b);
	fp_plan_free(parsed);
	torture_plan_free(&plan);
}

START_TEST(random_jobs_do_for_every_byte_what_the_plan_says)
{
	const uint32_t n = torture_count(USUAL_JOBS);

	for (uint32_t i = 0; i < n; i++)
		random_job(i, do_well);
	if (n >= USUAL_JOBS) {
		ck_assert_uint_gt(totals.refusals, n / 20);
		ck_assert_uint_gt(totals.mixed, n / 20);
	}
	torture_say("random plans: %" PRIu32 " runs, %" PRIu64 " jobs (%" PRIu64
		    " with mixed blocks, %" PRIu64 " bytes written), %" PRIu64
		    " refused as predicted\n",
		    n, totals.jobs, totals.mixed, totals.bytes, totals.refusals);
}
END_TEST

enum fault { LOST_ERASE, LOST_PROGRAM, STUCK_BITS, NOISE, NO_CONTACT, FAULTS };

static struct {
	uint64_t runs, passed, false_successes, failed_unchanged, failed_changed;
} faults[FAULTS];

/* Of a selected range, if one is hit soon. */
static uint64_t draw_offset(void)
{
	uint64_t at = draw((uint32_t)plan.size);

	for (int i = 0; i < 20 && !oracle.is_covered[at]; i++)
		at = draw((uint32_t)plan.size);
	return at;
}

static void draw_fault(enum fault fault)
{
	struct fake_chip *const chip = &b->chip;

	switch (fault) {
	case LOST_ERASE:
		chip->lost_erase = draw_one_in(3) ? FAKE_ALL : 1 + draw(6);
		break;
	case LOST_PROGRAM:
		chip->lost_program = draw_one_in(3) ? FAKE_ALL : 1 + draw(200);
		break;
	case STUCK_BITS:
		for (uint32_t i = 0; i < FAKE_STUCK_MAX; i++)
			chip->stuck[i] =
				(struct fake_stuck){ draw_offset(), (uint8_t)(1u << draw(8)) };
		break;
	case NOISE:
		chip->noise = 1u << (12 + draw(11));
		chip->seed = draw(1u << 24);
		break;
	default:
		chip->absent_at = 1 + draw(12);
	}
}

/* Whatever the chip pretends, 0 must mean that every byte is as wanted; and once it is mended, the
 * same command must lead there. */
static void do_badly(const struct fp_contents *contents)
{
	const enum fault fault = (enum fault)draw(FAULTS);

	job_bench_reset(b);
	draw_fault(fault);
	job_bench_run(b, contents->targets, contents->n_targets, block_size());
	faults[fault].runs++;
	faults[fault].passed += b->ret == 0;
	faults[fault].false_successes += b->ret == 0 && !is_as_wanted();
	faults[fault].failed_unchanged += b->ret == -FP_CHIP;
	faults[fault].failed_changed += b->ret == -FP_CHANGED;
	ck_assert(b->ret == 0 || b->ret == -FP_CHIP || b->ret == -FP_CHANGED);
	ck_assert_int_eq(b->ret == -FP_CHANGED, b->ret && b->report.is_issued);
	if (b->ret == -FP_CHIP)
		ck_assert(memcmp(b->chip.data, b->before, (size_t)plan.size) == 0);
	if (faults[fault].false_successes)
		return;
	fake_chip_repair(&b->chip);
	job_bench_pass(b, contents->targets, contents->n_targets, block_size());
	ck_assert(is_as_wanted());
}

START_TEST(chips_that_lie_never_make_a_false_success)
{
	static const char *const names[] = { "lost erases", "ignored programs", "stuck bits",
					     "read noise", "lost contact, another id" };
	const uint32_t n = torture_count(USUAL_JOBS);

	for (uint32_t i = 0; totals.jobs < n; i++)
		random_job(i, do_badly);
	for (int i = 0; i < FAULTS; i++) {
		torture_say("%s: %" PRIu64 " runs, %" PRIu64 " passed, %" PRIu64
			    " false successes, %" PRIu64 " failed with the chip unchanged, %" PRIu64
			    " failed and said so\n",
			    names[i], faults[i].runs, faults[i].passed, faults[i].false_successes,
			    faults[i].failed_unchanged, faults[i].failed_changed);
		ck_assert(n < USUAL_JOBS || faults[i].runs > faults[i].passed);
		ck_assert_uint_eq(faults[i].false_successes, 0);
	}
}
END_TEST

TEST_MAIN("torture", random_jobs_do_for_every_byte_what_the_plan_says,
	  chips_that_lie_never_make_a_false_success)
