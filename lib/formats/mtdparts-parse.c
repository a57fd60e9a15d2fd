// SPDX-License-Identifier: GPL-2.0-or-later
// One mtdparts text: "mtd-id:size[@offset][(name)][ro][lk],...;mtd-id:..." (Linux,
// drivers/mtd/parsers/cmdlinepart.c; U-Boot, cmd/mtdparts.c). Numbers as both take them: 0x is
// hexadecimal, a leading 0 octal, units k, m and g in either case.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/format.h"
#include "formats/mtdparts.h"

static bool scan_unit(struct fp_scan *s, uint64_t *factor)
{
	static const char units[] = "kKmMgG";
	const char *unit = s->p < s->end && *s->p ? strchr(units, *s->p) : NULL;

	*factor = unit ? UINT64_C(1) << (10 * ((unit - units) / 2 + 1)) : 1;
	s->p += unit != NULL;
	return unit != NULL;
}

static bool scan_octal(struct fp_scan *s, uint64_t *v)
{
	struct fp_scan t = *s;
	uint64_t decimal, sum = 0;

	if (!fp_scan_number(&t, 10, &decimal))
		return false;
	for (const char *p = s->p; p < t.p; p++) {
		if (*p > '7' || !fp_mul(sum, 8, &sum))
			return false;
		sum += (uint64_t)(*p - '0');
	}
	*s = t;
	*v = sum;
	return true;
}

static bool scan_size(struct fp_scan *s, uint64_t *v)
{
	struct fp_scan t = *s;
	uint64_t factor;
	bool is_good;

	if (fp_scan_word(&t, "0x") || fp_scan_word(&t, "0X"))
		is_good = fp_scan_number(&t, 16, v);
	else if (t.p < t.end && *t.p == '0')
		is_good = scan_octal(&t, v);
	else
		is_good = fp_scan_number(&t, 10, v);
	if (!is_good)
		return false;
	scan_unit(&t, &factor);
	if (!fp_mul(*v, factor, v) || *v > FP_FLASH_SIZE_MAX)
		return false;
	*s = t;
	return true;
}

/* The kernel's name for an entry that has none. */
static int name_entry(struct fp_plan *plan, struct fp_partition *part, struct fp_scan name,
		      struct fp_error *err)
{
	part->name = name.p ? fp_arena_strndup(plan->arena, name.p, (size_t)(name.end - name.p))
			    : fp_arena_printf(plan->arena, "Partition_%03zu", plan->n_parts);
	return part->name ? 0 : fp_fail(err, FP_REFUSED, "out of memory");
}

/* size[@offset][(name)][ro][lk][slc] */
static bool scan_entry(struct fp_scan *s, struct fp_partition *part, struct fp_scan *name)
{
	*part = (struct fp_partition){ .range = { FP_OFFSET_NEXT, FP_SIZE_REST } };
	*name = (struct fp_scan){ NULL, NULL };
	if (!fp_scan_char(s, '-') && !scan_size(s, &part->range.size))
		return false;
	if (fp_scan_char(s, '@')) {
		if (!scan_size(s, &part->range.offset))
			return false;
		/* "-@0(all)" goes to the chip's end, and not only to the next entry. */
		if (part->range.size == FP_SIZE_REST)
			part->range.size = FP_SIZE_END;
	}
	if (fp_scan_char(s, '(')) {
		const char *const close = memchr(s->p, ')', (size_t)(s->end - s->p));

		if (!close)
			return false;
		*name = (struct fp_scan){ s->p, close };
		s->p = close + 1;
	}
	part->read_only = fp_scan_word(s, "ro");
	fp_scan_word(s, "lk");
	fp_scan_word(s, "slc");
	return true;
}

static struct fp_scan name_of_variable(struct fp_scan at)
{
	const char *const close = memchr(at.p, '}', (size_t)(at.end - at.p));

	return (struct fp_scan){ at.p, close ? close + 1 : at.end };
}

static int refuse_entry(const struct fp_mtdparts *from, struct fp_scan at, struct fp_error *err)
{
	char quote[48];
	int code;

	if (at.p < at.end && *at.p == '$') {
		code = fp_fail_line(err, from->line, "the variable %s stands nowhere in it",
				    fp_scan_quote(name_of_variable(at), quote));
	} else if (at.p == at.end) {
		code = fp_fail_line(err, from->line, "the partition table breaks off at its end");
	} else {
		code = fp_fail_line(err, from->line, "expected size[@offset](name), found \"%s\"",
				    fp_scan_quote(at, quote));
	}
	fp_hint(err, "such as mtdparts=jz_sfc:256k(boot),2048k(kernel),-(rest)");
	return code;
}

static int parse_entries(const struct fp_mtdparts *from, struct fp_scan s, struct fp_plan *plan,
			 struct fp_error *err)
{
	struct fp_partition part;
	int code = 0;

	do {
		struct fp_scan at = s, name;

		if (!scan_entry(&s, &part, &name) || (s.p < s.end && *s.p != ','))
			return refuse_entry(from, at, err);
		if (!plan)
			continue;
		code = name_entry(plan, &part, name, err);
		if (code == 0)
			code = fp_plan_add(plan, &part, err);
	} while (code == 0 && fp_scan_char(&s, ','));
	return code;
}

/* Takes "mtd-id:entries" up to the next ';'. The id ends at the last ':' before the first '('. */
static bool take_device(struct fp_scan *s, struct fp_scan *id, struct fp_scan *entries)
{
	const char *stop = s->p;

	*id = (struct fp_scan){ s->p, NULL };
	while (stop < s->end && *stop != ';') {
		if (*stop == '(')
			stop = memchr(stop, ')', (size_t)(s->end - stop));
		/* A name that is not closed takes all: that is refused later. */
		stop = stop ? stop + 1 : s->end;
	}
	for (const char *p = s->p; p < stop && *p != '('; p++)
		if (*p == ':')
			id->end = p;
	*entries = (struct fp_scan){ id->end ? id->end + 1 : s->p, stop };
	s->p = stop < s->end ? stop + 1 : stop;
	return id->end && id->end > id->p;
}

static int refuse_id(const struct fp_mtdparts *from, struct fp_scan id, struct fp_error *err)
{
	char quote[48];

	if (!id.end)
		id.end = from->text.end;
	fp_fail_line(err, from->line, "expected \"mtd-id:\" before the partitions, found \"%s\"",
		     fp_scan_quote(id, quote));
	fp_hint(err, "such as mtdparts=jz_sfc:256k(boot),2048k(kernel),-(rest)");
	return -FP_REFUSED;
}

int fp_mtdparts_check(const struct fp_mtdparts *from, struct fp_error *err)
{
	struct fp_scan s = from->text, id, entries;
	int code = 0;

	if (from->text.end - from->text.p >= FP_MTDPARTS_TEXT_MAX)
		return fp_fail_line(err, from->line,
				    "the partition table has no end within %d bytes",
				    FP_MTDPARTS_TEXT_MAX);
	do {
		if (!take_device(&s, &id, &entries))
			return refuse_id(from, id, err);
		code = parse_entries(from, entries, NULL, err);
	} while (code == 0 && s.p < s.end);
	return code;
}

static bool is_id(struct fp_scan id, const char *wanted)
{
	return !wanted || ((size_t)(id.end - id.p) == strlen(wanted) &&
			   memcmp(id.p, wanted, strlen(wanted)) == 0);
}

static int refuse_devices(const struct fp_mtdparts *from, const char *wanted, struct fp_error *err)
{
	struct fp_scan s = from->text, id, entries;
	char names[200] = "", quote[48];
	size_t length = 0;

	while (s.p < s.end && take_device(&s, &id, &entries) && length < sizeof names)
		length += (size_t)snprintf(names + length, sizeof names - length, "%s`%s`",
					   length ? ", " : "", fp_scan_quote(id, quote));
	if (wanted)
		fp_fail_line(err, from->line, "no mtd-id `%.60s` is in it; found %s", wanted,
			     names);
	else
		fp_fail_line(err, from->line, "partitions of several devices are in it: %s", names);
	fp_hint(err, "choose one with --table MTD-ID");
	return -FP_REFUSED;
}

bool fp_mtdparts_is_bare(const struct fp_mtdparts *from)
{
	struct fp_error ignored = { 0 };

	return parse_entries(from, from->text, NULL, &ignored) == 0;
}

static int parse_bare(const struct fp_mtdparts *from, const char *mtd_id, struct fp_plan *plan,
		      struct fp_error *err)
{
	plan->mtd_id = fp_arena_strdup(plan->arena, mtd_id);
	if (!plan->mtd_id)
		return fp_fail(err, FP_REFUSED, "out of memory");
	return parse_entries(from, from->text, plan, err);
}

int fp_mtdparts_parse(const struct fp_mtdparts *from, const char *mtd_id, bool is_bare,
		      struct fp_plan *plan, struct fp_error *err)
{
	struct fp_scan s = from->text, id, entries, chosen = s, chosen_id = s;
	size_t n = 0;

	if (is_bare)
		return parse_bare(from, mtd_id, plan, err);
	if (fp_mtdparts_check(from, err) < 0)
		return -FP_REFUSED;
	while (s.p < s.end && take_device(&s, &id, &entries)) {
		if (!is_id(id, mtd_id))
			continue;
		n++;
		chosen = entries;
		chosen_id = id;
	}
	if (n != 1)
		return refuse_devices(from, mtd_id, err);
	plan->mtd_id =
		fp_arena_strndup(plan->arena, chosen_id.p, (size_t)(chosen_id.end - chosen_id.p));
	if (!plan->mtd_id)
		return fp_fail(err, FP_REFUSED, "out of memory");
	return parse_entries(from, chosen, plan, err);
}
