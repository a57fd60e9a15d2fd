// SPDX-License-Identifier: GPL-2.0-or-later
// The choice among the chips that libflashrom knows. One id often has several names there, and
// other ones in the next version: the plan's names are compared part by part.

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "chips.h"
#include "compat.h"
#include "log.h"

struct search {
	struct flashrom_programmer *prog;
	const char *where;
	struct flashrom_flashchip_info *known; /* up to the one without a name */
	struct flashrom_flashctx **flashctx;
};

/* Have two names like "GD25Q127C/GD25Q128C" a part in common? */
static bool is_same_chip(const char *a, const char *b)
{
	for (; *a; a += strcspn(a, "/"), a += *a == '/') {
		const size_t n = strcspn(a, "/");

		for (const char *p = b; *p; p += strcspn(p, "/"), p += *p == '/')
			if (n > 0 && strcspn(p, "/") == n && strncasecmp(a, p, n) == 0)
				return true;
	}
	return false;
}

static enum compat_match probe(const struct search *s, const char *name)
{
	enum compat_match match;

	log_reset();
	match = compat_probe(s->flashctx, s->prog, name);
	log_seen();
	return match;
}

static bool is_known(const struct search *s, const char *name)
{
	for (size_t i = 0; s->known[i].name; i++)
		if (strcmp(s->known[i].name, name) == 0)
			return true;
	return false;
}

/* Probes those of libflashrom's names that the plan's names mean. */
static enum compat_match probe_planned(const struct search *s, const struct fp_target *target)
{
	enum compat_match result = COMPAT_NONE;

	for (size_t i = 0; i < target->n_chip_names; i++)
		for (size_t j = 0; s->known[j].name && result == COMPAT_NONE; j++)
			if (is_same_chip(s->known[j].name, target->chip_names[i]))
				result = probe(s, s->known[j].name);
	return result;
}

static void append(char *text, size_t size, const char *name)
{
	const size_t n = strlen(text);

	if (n + strlen(name) + 3 <= size)
		snprintf(text + n, size - n, "%s%s", n ? ", " : "", name);
}

/* The unnamed probe stops at the second match: the others are found by asking for the chips of the
 * same maker and size by their names. */
static void list_several(const struct search *s, struct fp_chip *chip)
{
	const struct log_found first = log_seen()->found[0];
	unsigned size = 0;

	for (size_t i = 0; s->known[i].name; i++)
		if (strcmp(s->known[i].name, first.name) == 0)
			size = s->known[i].total_size;
	for (size_t i = 0; s->known[i].name; i++) {
		if (s->known[i].total_size != size || strcmp(s->known[i].vendor, first.vendor) != 0)
			continue;
		if (probe(s, s->known[i].name) == COMPAT_FOUND)
			append(chip->candidates, sizeof chip->candidates, s->known[i].name);
		flashrom_flash_release(*s->flashctx);
		*s->flashctx = NULL;
	}
	memcpy(chip->id, first.id, sizeof chip->id);
	chip->size = (uint64_t)size * 1024;
}

static int fail_several(const struct search *s, const struct fp_chip *chip, struct fp_error *err)
{
	fp_fail(err, FP_REFUSED, "flashrom: the chip on %s can be one of %s", s->where,
		chip->candidates);
	fp_hint(err, "say which with -c NAME, or name it in the plan's \"chips\"");
	return -FP_REFUSED;
}

static int fail_none(const struct search *s, const char *name, struct fp_error *err)
{
	if (name && !is_known(s, name)) {
		fp_fail(err, FP_REFUSED, "flashrom does not know a chip \"%s\"", name);
		fp_hint(err, "`flashrom -L` lists the names; without -c it chooses itself");
		return -FP_REFUSED;
	}
	fp_fail(err, FP_CHIP, "flashrom: no chip%s%s found on %s", name ? " " : "",
		name ? name : "", s->where);
	fp_hint(err, "check the clip, the supply voltage and the programmer's parameters");
	return -FP_CHIP;
}

/* Its last resort are generic chips, which answer to any id, and have no size: an id that it does
 * not know, or noise. */
static int fail_unknown(const char *where, const struct fp_chip *chip, struct fp_error *err)
{
	fp_fail(err, FP_CHIP, "flashrom: what answers on %s is no chip that it knows (%s, id %s)",
		where, chip->name, chip->id[0] ? chip->id : "not told");
	fp_hint(err, "check the clip, the supply voltage and the programmer's parameters");
	return -FP_CHIP;
}

static int choose(const struct search *s, const struct fp_target *target, struct fp_chip *chip,
		  struct fp_error *err)
{
	enum compat_match result;

	if (target->chip_name) {
		result = probe(s, target->chip_name);
	} else {
		result = probe_planned(s, target);
		/* Opaque programmers know no names. */
		if (result == COMPAT_NONE)
			result = probe(s, NULL);
	}
	if (result == COMPAT_NONE)
		return fail_none(s, target->chip_name, err);
	if (result == COMPAT_SEVERAL) {
		list_several(s, chip);
		return target->is_question ? 0 : fail_several(s, chip, err);
	}
	if (result != COMPAT_FOUND)
		return fp_fail(err, FP_CHIP, "flashrom: probing %s failed", s->where);
	return 0;
}

int chips_probe(struct flashrom_programmer *prog, const char *where, const struct fp_target *target,
		struct flashrom_flashctx **flashctx, struct fp_chip *chip, struct fp_error *err)
{
	const struct search s = { .prog = prog,
				  .where = where,
				  .known = flashrom_supported_flash_chips(),
				  .flashctx = flashctx };
	const struct log_found *found = &log_seen()->found[0];
	int result;

	if (!s.known)
		return fp_fail(err, FP_REFUSED, "out of memory");
	result = choose(&s, target, chip, err);
	flashrom_data_free(s.known);
	if (result < 0)
		return result;
	if (!chip->candidates[0]) {
		snprintf(chip->name, sizeof chip->name, "%s", found->name);
		snprintf(chip->id, sizeof chip->id, "%s", found->id);
		chip->size = flashrom_flash_getsize(*flashctx);
	}
	/* For the erase size there is block(). */
	chip->window[0].range.size = chip->size;
	chip->window[0].writable = true;
	chip->n_windows = 1;
	return chip->size ? 0 : fail_unknown(where, chip, err);
}
