// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of inspections: any bytes as a dump, against a plan that has something for every rule.

#include <stdlib.h>
#include <string.h>

#include "dump/guard.h"
#include "dump/inspect.h"
#include "fuzz.h"
#include "plan/json.h"

#define SIZE 65536

static const char text[] =
	"{\"flashplan\":1,\"flash\":{\"size\":\"64K\",\"erase-size\":\"4K\"},\"partitions\":["
	"{\"name\":\"boot\",\"size\":\"8K\",\"type\":\"ingenic-spl\"},"
	"{\"name\":\"env\",\"size\":\"4K\"},"
	"{\"name\":\"kernel\",\"size\":\"8K\",\"type\":[\"uimage\",\"fit\"]},"
	"{\"name\":\"firmware\",\"size\":\"8K\"},"
	"{\"name\":\"root\",\"size\":\"8K\",\"type\":[\"squashfs\",\"cramfs\"]},"
	"{\"name\":\"gbe\",\"size\":\"8K\",\"type\":\"intel-gbe\"},"
	"{\"name\":\"para\",\"offset\":\"0xc000\",\"size\":\"8K\",\"per-device\":true,\"note\":\"x\"},"
	"{\"name\":\"data\",\"size\":\"rest\",\"type\":[\"jffs2\",\"erased\"]}]}";

static struct fp_plan *plan;

static void check_line(const char *line, size_t size)
{
	fuzz_must(memchr(line, 0, size));
	for (; *line; line++)
		fuzz_must((unsigned char)*line >= 0x20 && *line != 0x7f);
}

static void check_look(const struct fp_look *look)
{
	fuzz_must(look->erased <= look->view.size && look->zeros <= look->view.size);
	fuzz_must(look->entropy >= 0 && look->entropy <= 8.0001);
	fuzz_must(look->used <= look->view.size && look->zero_tail <= look->view.size);
}

static void check_guard(const struct fp_inspection *in)
{
	for (size_t i = 0; i < in->n_looks; i++) {
		struct fp_error err = { 0 };

		if (in->looks[i].part &&
		    fp_guard(plan, in->looks[i].part, &in->looks[i].view, &err) < 0)
			fuzz_must(err.code == FP_REFUSED && err.text[0]);
	}
}

static void inspect(const struct fp_view *dump, const struct fp_view *other)
{
	static struct fp_findings findings;
	struct fp_inspection in = { .plan = plan, .dump = dump, .other = other };
	struct fp_error err = { 0 };

	findings = (struct fp_findings){ 0 };
	fuzz_must(fp_inspect(&in, &findings, &err) == 0);
	fuzz_must(findings.n <= FP_FINDINGS_MAX);
	for (size_t i = 0; i < findings.n; i++) {
		check_line(findings.item[i].text, sizeof findings.item[i].text);
		fuzz_must(findings.item[i].text[0] && findings.item[i].rule);
		fuzz_must(!i || findings.item[i].gravity >= findings.item[i - 1].gravity);
	}
	for (size_t i = 0; i < in.n_looks; i++)
		check_look(&in.looks[i]);
	check_guard(&in);
	fp_inspection_free(&in);
}

/* As they are, and spread over a chip of the plan's size: the first two bytes say where, and what
 * lies around them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct fp_faults faults;
	const struct fp_view bare = { .data = data, .fd = -1, .size = n, .erased = 0xff };
	struct fp_view chip = { .fd = -1, .size = SIZE, .erased = 0xff };
	uint8_t *buf;
	size_t at;

	if (!plan)
		fuzz_must(fp_plan_parse(text, sizeof text - 1, "fuzz", "", NULL, &plan, &faults) ==
			  0);
	inspect(&bare, NULL);
	if (n < 2)
		return 0;
	buf = malloc(SIZE);
	if (!buf)
		return 0;
	at = (size_t)(data[0] & 15) * 4096;
	memset(buf, data[0] & 16 ? 0 : 0xff, SIZE);
	for (size_t i = 0; i + 2 < n && at + i < SIZE; i++)
		buf[at + i] = data[i + 2];
	if (data[0] & 32)
		memcpy(buf + SIZE / 2, buf, SIZE / 2);
	chip.data = buf;
	inspect(&chip, NULL);
	inspect(&chip, &bare);
	free(buf);
	return 0;
}
