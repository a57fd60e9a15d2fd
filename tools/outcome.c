// SPDX-License-Identifier: GPL-2.0-or-later
// The outcome of a run.

#define _GNU_SOURCE /* vasprintf */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "events.h"
#include "left.h"
#include "outcome.h"
#include "report.h"
#include "table.h"
#include "say.h"

static struct {
	json_t *notes;
	json_t *facts, *shown; /* members; the second for people too */
	json_t *lines; /* for people only */
	const char *word;
	char *sentence; /* NULL: none */
	struct fp_error fault; /* the first */
	bool is_broken; /* out of memory: it is not whole */
	bool is_given; /* standard output is */
} outcome;

static json_t *command_json(const struct options *o)
{
	return o->command ? json_string(o->command->name) : json_null();
}

void outcome_begin(const struct options *o)
{
	memset(&outcome, 0, sizeof outcome);
	outcome.notes = json_array();
	outcome.lines = json_array();
	outcome.facts = json_object();
	outcome.shown = json_object();
	events_clock();
	events_add("start",
		   json_pack("{s:s, s:o}", "flashplan", FP_VERSION, "command", command_json(o)));
}

json_t *outcome_text(const char *text)
{
	json_t *json = json_string(text);
	char *plain = json ? NULL : strdup(text);

	for (char *p = plain; p && *p; p++)
		if ((unsigned char)*p > 0x7e)
			*p = '?';
	if (plain)
		json = json_string(plain);
	free(plain);
	return json;
}

void outcome_result(const char *word, const char *sentence, ...)
{
	va_list ap;

	outcome.word = word;
	free(outcome.sentence);
	outcome.sentence = NULL;
	if (!sentence)
		return;
	va_start(ap, sentence);
	if (vasprintf(&outcome.sentence, sentence, ap) < 0)
		outcome.is_broken = true;
	va_end(ap);
}

static void set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) < 0)
		outcome.is_broken = true;
}

void outcome_set(const char *key, json_t *value)
{
	set(outcome.shown, key, value);
}

void outcome_fact(const char *key, json_t *value)
{
	set(outcome.facts, key, value);
}

void outcome_members(json_t *object)
{
	if (json_object_update(outcome.shown, object) < 0)
		outcome.is_broken = true;
	json_decref(object);
}

static void append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) < 0)
		outcome.is_broken = true;
}

static void append_to(json_t *object, const char *key, json_t *row)
{
	if (!json_object_get(object, key))
		set(object, key, json_array());
	append(json_object_get(object, key), row);
}

void outcome_row(const char *key, json_t *row)
{
	append_to(outcome.shown, key, row);
}

void outcome_fact_row(const char *key, json_t *row)
{
	append_to(outcome.facts, key, row);
}

void outcome_line(const char *format, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		text = NULL;
	va_end(ap);
	append(outcome.lines, text ? outcome_text(text) : NULL);
	free(text);
}

void outcome_note(const char *text)
{
	append(outcome.notes, json_pack("{s:o}", "text", outcome_text(text)));
	events_add("note", json_pack("{s:o}", "text", outcome_text(text)));
}

static json_t *fault_json(const struct fp_error *fault)
{
	static const char *const severities[] = { "error", "warning", "note" };
	json_t *object = json_pack(
		"{s:s, s:o, s:i, s:i, s:o, s:o}", "severity", severities[fault->severity], "file",
		outcome_text(fault->file), "line", (int)fault->line, "column", (int)fault->column,
		"pointer", outcome_text(fault->pointer), "text", outcome_text(fault->text));

	if (object && fault->hint[0])
		json_object_set_new(object, "hint", outcome_text(fault->hint));
	return object;
}

void outcome_fault(const struct fp_error *fault, const char *plan)
{
	json_t *object = fault_json(fault);

	if (object && plan)
		json_object_set_new(object, "plan", outcome_text(plan));
	if (fault->severity == FP_ERROR && !outcome.fault.text[0])
		outcome.fault = *fault;
	append_to(outcome.facts, "faults", object);
}

void outcome_plan(const struct fp_plan *plan)
{
	const struct fp_text *const text = plan->n_texts ? &plan->texts[0] : NULL;
	json_t *object = json_pack("{s:o}", "name", outcome_text(plan->name));
	char digest[FP_DIGEST_TEXT];

	if (object && text) {
		fp_digest_text(text->text, text->length, digest);
		json_object_set_new(object, "file", outcome_text(text->file));
		json_object_set_new(object, "sha256", json_string(digest));
	}
	outcome_fact("plan", object);
}

void outcome_chip(const char *programmer, const struct fp_chip *chip)
{
	json_t *object = json_pack("{s:o, s:s, s:I}", "name", outcome_text(chip->name), "id",
				   chip->id, "size", (json_int_t)chip->size);

	events_add("chip", json_deep_copy(object));
	outcome_fact("programmer", outcome_text(programmer));
	outcome_fact("chip", object);
}

void outcome_block(uint32_t block)
{
	json_t *const chip = json_object_get(outcome.facts, "chip");

	if (chip && block)
		set(chip, "block", json_integer(block));
}

void outcome_backup(const char *path, const char *digest)
{
	json_t *object = json_pack("{s:o}", "file", outcome_text(path));

	if (object && digest)
		json_object_set_new(object, "sha256", json_string(digest));
	events_add("backup", json_deep_copy(object));
	outcome_fact("backup", object);
}

void outcome_left(const struct fp_selection *selection)
{
	outcome_fact("kept", left_json(selection, true));
	outcome_fact("skipped", left_json(selection, false));
}

int outcome_give_stdout(const struct options *o, struct fp_error *err)
{
	outcome.is_given = true;
	if (!o->is_json)
		return 0;
	fp_fail(err, FP_USAGE,
		"%s --json: standard output cannot hold both the result and what is made",
		o->command->name);
	fp_hint(err, "name a file for what is made: -o FILE");
	outcome.is_given = false;
	return -FP_USAGE;
}

static json_t *error_json(const struct fp_error *err)
{
	static const char *const codes[] = {
		[FP_NO] = "no",	    [FP_USAGE] = "usage",     [FP_REFUSED] = "refused",
		[FP_CHIP] = "chip", [FP_CHANGED] = "changed",
	};
	json_t *object;

	if (!err->code)
		return json_null();
	object = json_pack("{s:s, s:o}", "code", codes[err->code], "text", outcome_text(err->text));
	if (object && err->reason)
		json_object_set_new(object, "reason", json_string(fp_reason_name(err->reason)));
	if (object && err->hint[0])
		json_object_set_new(object, "hint", outcome_text(err->hint));
	if (object && err->file[0])
		json_object_set_new(object, "file", outcome_text(err->file));
	if (object && err->line)
		json_object_set_new(object, "line", json_integer(err->line));
	if (object && err->column)
		json_object_set_new(object, "column", json_integer(err->column));
	if (object && err->pointer[0])
		json_object_set_new(object, "pointer", outcome_text(err->pointer));
	return object;
}

static json_t *compose(const struct options *o, int status, const struct fp_error *err)
{
	json_t *root = json_pack("{s:s, s:o, s:i, s:s, s:o, s:O, s:o}", "flashplan", FP_VERSION,
				 "command", command_json(o), "exit", status, "result", outcome.word,
				 "error", error_json(err), "notes", outcome.notes, "seconds",
				 json_real((double)(long)(events_clock() * 1000) / 1000));

	if (json_object_update(root, outcome.facts) < 0 ||
	    json_object_update(root, outcome.shown) < 0 || outcome.is_broken) {
		json_decref(root);
		return NULL;
	}
	return root;
}

/* "written and read back; 2 partitions left (config, para: per-device)" */
static void print_last_line(FILE *out)
{
	char *const left = left_words(json_object_get(outcome.facts, "kept"),
				      json_object_get(outcome.facts, "skipped"));

	if (outcome.sentence || left)
		say(out, "result: %s%s%s\n", outcome.sentence ? outcome.sentence : "",
		    outcome.sentence && left ? "; " : "", left ? left : "");
	free(left);
}

static int print_json(const json_t *root, FILE *out)
{
	char *const text = say_json(root, JSON_INDENT(2) | JSON_REAL_PRECISION(9));

	if (!text)
		return -1;
	fputs(text, out);
	fputc('\n', out);
	free(text);
	return 0;
}

static void print_lines(FILE *out)
{
	json_t *line;
	size_t i;

	json_array_foreach(outcome.lines, i, line) say(out, "%s\n", json_string_value(line));
}

static int print(const struct options *o, int status, bool has_answer, const struct fp_error *err)
{
	FILE *const out = outcome.is_given ? stderr : stdout;
	int code = 0;
	json_t *root;

	if (!outcome.facts)
		return 0;
	root = compose(o, status, err);
	if (!root)
		return -1;
	if (o->is_json) {
		code = print_json(root, out);
	} else if (has_answer) {
		table_print(out, outcome.shown);
		print_lines(out);
		print_last_line(out);
	}
	json_decref(root);
	return code;
}

/* Where the work is done, only its telling can be lost. */
static bool is_proven(void)
{
	static const char *const words[] = { "written", "already", "erased", "restored",
					     "equal",	"differs", "made" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(outcome.word, words[i]) == 0)
			return true;
	return false;
}

static void settle_error(int status, struct fp_error *err)
{
	if (!err->code && status > FP_NO) {
		*err = outcome.fault;
		err->code = (enum fp_code)status;
		if (!err->text[0])
			snprintf(err->text, sizeof err->text, "it failed; see above");
	}
	if (err->code)
		outcome.word = "failed";
	else if (!outcome.word)
		outcome.word = "ok";
}

/* What is refused is never left without a next step. */
static void add_hint(const struct options *o, int status, struct fp_error *err)
{
	if (status != FP_REFUSED || err->hint[0] || !o->command)
		return;
	err->has_lost = false; /* this hint goes with every failure */
	if (strncmp(o->command->args, "PLAN", 4) == 0 && o->command->run != cmd_check)
		fp_hint(err,
			"flashplan check %s --files finds every fault of the plan and its files",
			o->args[0]);
	else
		fp_hint(err, "flashplan %s --help says what it takes", o->command->name);
	say(stderr, "hint: %s\n", err->hint);
}

static void add_end(int status, const struct fp_error *err)
{
	if (err->code)
		events_add("error", error_json(err));
	events_add("end", json_pack("{s:i, s:s}", "exit", status, "result", outcome.word));
}

int outcome_end(const struct options *o, int code, struct fp_error *err)
{
	const bool has_answer = !err->code;
	int status = -code;

	if (err->code)
		report_error(err);
	settle_error(status, err);
	add_hint(o, status, err);
	errno = ENOMEM;
	if (print(o, status, has_answer, err) < 0 || fflush(stdout) != 0 || ferror(stdout)) {
		say(stderr, "flashplan: the result is lost: standard output: %s\n",
		    strerror(errno));
		if (status == FP_OK && !is_proven())
			status = FP_REFUSED;
	}
	add_end(status, err);
	free(outcome.sentence);
	json_decref(outcome.notes);
	json_decref(outcome.lines);
	json_decref(outcome.facts);
	json_decref(outcome.shown);
	return status;
}
