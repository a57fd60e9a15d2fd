// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of votes: what comes out is of the dumps, and a majority is never overruled.

#include <stdlib.h>
#include <string.h>

#include "dump/vote.h"
#include "fuzz.h"
#include "plan/json.h"

#define DUMPS_MAX 5
#define CHIP_SIZE 4096
#define UIMAGE_AT 256

static const char text[] =
	"{\"flashplan\":1,\"flash\":{\"size\":\"4K\",\"erase-size\":\"4K\"},\"partitions\":["
	"{\"name\":\"a\",\"size\":\"256\"},{\"name\":\"b\",\"size\":\"rest\",\"type\":[\"uimage\",\"env\"]}]}";

static size_t count(const struct fp_vote *v, size_t at, uint8_t value)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++)
		n += v->dumps[i].data[at] == value;
	return n;
}

static void vote(const uint8_t *data, size_t n_dumps, size_t size, const struct fp_plan *plan)
{
	struct fp_view dumps[DUMPS_MAX];
	struct fp_vote v = { .dumps = dumps, .n = n_dumps, .out = malloc(size) };
	struct fp_error err = { 0 };
	uint64_t doubtful = 0;

	if (!v.out)
		return;
	for (size_t i = 0; i < n_dumps; i++)
		dumps[i] = (struct fp_view){
			.data = data + i * size, .fd = -1, .size = size, .erased = 0xff
		};
	fuzz_must((fp_vote(&v, plan, &err) == 0) == (!plan || plan->size == size));
	if (err.code) {
		free(v.out);
		return;
	}
	for (size_t at = 0; at < size; at++) {
		fuzz_must(count(&v, at, v.out[at]) > 0);
		for (size_t i = 0; i < n_dumps; i++)
			if (2 * count(&v, at, dumps[i].data[at]) > n_dumps && size <= 64)
				fuzz_must(v.out[at] == dumps[i].data[at] || v.blocks);
	}
	for (size_t i = 0; i < v.n_doubts; i++) {
		fuzz_must(fp_range_fits(v.doubt[i], size));
		doubtful += v.doubt[i].size;
	}
	fuzz_must(doubtful == v.open || v.n_doubts >= FP_DOUBTS_MAX);
	free(v.out);
}

/* The same, filled up to the size of the plan's chip. */
static void vote_chips(const uint8_t *data, size_t n_dumps, size_t size, const struct fp_plan *plan)
{
	uint8_t *const all = malloc(n_dumps * CHIP_SIZE);

	if (!all)
		return;
	memset(all, 0xff, n_dumps * CHIP_SIZE);
	for (size_t i = 0; i < n_dumps; i++)
		memcpy(all + i * CHIP_SIZE + UIMAGE_AT, data + i * size,
		       size < CHIP_SIZE - UIMAGE_AT ? size : CHIP_SIZE - UIMAGE_AT);
	vote(all, n_dumps, CHIP_SIZE, plan);
	free(all);
}

/* The first byte says how many dumps the others make. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct fp_plan *plan;
	static struct fp_faults faults;
	size_t n_dumps;

	if (!plan)
		fuzz_must(fp_plan_parse(text, sizeof text - 1, "fuzz", "", NULL, &plan, &faults) ==
			  0);
	if (n < 1 + DUMPS_MAX)
		return 0;
	n_dumps = 2 + data[0] % (DUMPS_MAX - 1);
	vote(data + 1, n_dumps, (n - 1) / n_dumps, NULL);
	vote(data + 1, n_dumps, (n - 1) / n_dumps, plan);
	vote_chips(data + 1, n_dumps, (n - 1) / n_dumps, plan);
	return 0;
}
