// SPDX-License-Identifier: GPL-2.0-or-later
// Remedies as commands.

#include <stdio.h>
#include <string.h>

#include "again.h"
#include "remedy.h"

#define WORDS_MAX    24
#define INCLUDE_SIZE 4096

struct command_line {
	const char *words[WORDS_MAX];
	size_t n;
	char include[INCLUDE_SIZE]; /* a word that is put together */
};

static void add(struct command_line *c, const char *word)
{
	if (c->n < WORDS_MAX)
		c->words[c->n++] = word;
}

static void add_words(struct command_line *c, const char *const *words)
{
	for (; *words; words++)
		add(c, *words);
}

static const char *programmer(const struct options *o)
{
	return o->programmer ? o->programmer : "PROG";
}

static const char *plan_word(const struct options *o)
{
	return o->n_args == 2 || (o->programmer && o->n_args) ? o->args[0] : "PLAN";
}

static const char *dump_word(const struct options *o)
{
	return o->programmer || !o->n_args ? "DUMP" : o->args[o->n_args - 1];
}

/* flashplan VERB PLAN -p PROG OPTION VALUE */
static void add_job(const struct options *o, const char *verb, const char *option,
		    const char *value, struct command_line *c)
{
	add_words(c, (const char *const[]){ "flashplan", verb, plan_word(o), "-p", programmer(o),
					    option, value, NULL });
}

static void add_flags(struct command_line *c, const struct fp_partition *part)
{
	if (part->per_device)
		add(c, "--per-device");
	if (part->read_only)
		add(c, "--read-only");
}

/* The partition's content is in the plan, or a file that only the person has. */
static void add_write(const struct options *o, const struct fp_partition *part,
		      struct command_line *c)
{
	snprintf(c->include, sizeof c->include, "%s%s", part->name, part->n_pieces ? "" : ":FILE");
	add_job(o, "write", "-i", c->include, c);
	add_flags(c, part);
}

static void add_write_own(const struct options *o, const struct fp_partition *part,
			  struct command_line *c)
{
	add_job(o, "write", "-i", part->name, c);
	add_flags(c, part);
	add_words(c, (const char *const[]){ "--from", "OLD_DUMP", NULL });
}

/* The span that unwraps such a file, with it. */
static bool add_unwrap(const struct options *o, const struct fp_plan *plan, struct command_line *c)
{
	for (size_t i = 0; i < plan->n_spans; i++) {
		const struct fp_partition *const span = &plan->spans[i];

		if (!span->n_pieces || !span->pieces[0].is_wrapped)
			continue;
		snprintf(c->include, sizeof c->include, "%s:%s", span->name, dump_word(o));
		add_job(o, "write", "-i", c->include, c);
		return true;
	}
	return false;
}

static void add_read_again(const struct options *o, struct command_line *c)
{
	const bool has_plan = strcmp(plan_word(o), "PLAN") != 0;

	add_words(c, (const char *const[]){ "flashplan", "backup", NULL });
	if (has_plan)
		add(c, plan_word(o));
	add_words(c, (const char *const[]){ "-p", programmer(o), "-o", "NEW_DUMP", "--passes", "8",
					    NULL });
}

char *remedy_command(const struct options *o, const struct fp_plan *plan,
		     const struct fp_finding *finding)
{
	struct command_line c = { .n = 0 };

	switch (finding->remedy) {
	case FP_REMEDY_WRITE:
		add_write(o, finding->part, &c);
		break;
	case FP_REMEDY_WRITE_OWN:
		add_write_own(o, finding->part, &c);
		break;
	case FP_REMEDY_ERASE:
		add_job(o, "erase", "-i", finding->part->name, &c);
		add_flags(&c, finding->part);
		break;
	case FP_REMEDY_READ_AGAIN:
		add_read_again(o, &c);
		break;
	case FP_REMEDY_MERGE:
		add_words(&c, (const char *const[]){ "flashplan", "merge", dump_word(o), o->against,
						     "THIRD_DUMP", "-o", "NEW_DUMP", NULL });
		break;
	case FP_REMEDY_UNWRAP:
		if (!add_unwrap(o, plan, &c))
			return NULL;
		break;
	case FP_REMEDY_TABLE:
		add_words(&c, (const char *const[]){ "flashplan", "scan", dump_word(o), "-o",
						     "plan.json", NULL });
		break;
	case FP_REMEDY_SET_FIELD:
		snprintf(c.include, sizeof c.include, "%s=AA:BB:CC:DD:EE:FF", finding->detail);
		add_job(o, "write", "--set", c.include, &c);
		break;
	case FP_REMEDY_SET_VARIABLE:
		snprintf(c.include, sizeof c.include, "%s=AA:BB:CC:DD:EE:FF", finding->detail);
		add_words(&c, (const char *const[]){ "flashplan", "env", "set", dump_word(o),
						     c.include, "--plan", plan_word(o), NULL });
		break;
	case FP_REMEDY_NONE:
		return NULL;
	}
	return again_words(c.words, c.n);
}
