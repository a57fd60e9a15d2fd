// SPDX-License-Identifier: GPL-2.0-or-later
// Reading a chain of plans and merging it, from the last base to the plan itself.

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/path.h"
#include "plan/layout-dir.h"
#include "plan/extends.h"
#include "plan/locate.h"
#include "plan/merge.h"

/* The plan itself, what it may extend, and the one too many that is refused. */
#define CHAIN_MAX (FP_EXTENDS_MAX + 2)

struct chain {
	struct fp_plan *plan;
	const struct fp_plan_paths *paths;
	struct fp_faults *faults;
	struct fp_text texts[CHAIN_MAX];
	json_t *roots[CHAIN_MAX];
	char *real[CHAIN_MAX]; /* NULL where the text came from memory */
	size_t n;
	size_t length; /* of the texts together */
};

static json_t *out_of_memory(struct fp_faults *faults)
{
	fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
	return NULL;
}

static bool has_suffix(const char *text, const char *suffix)
{
	const size_t n = strlen(text), m = strlen(suffix);

	return n >= m && strcmp(text + n - m, suffix) == 0;
}

static const char *join(struct fp_arena *arena, const char *dir, const char *name)
{
	if (!dir[0] || name[0] == '/')
		return fp_arena_strdup(arena, name);
	return fp_arena_printf(arena, "%s%s%s", dir, has_suffix(dir, "/") ? "" : "/", name);
}

static const char *dir_of(struct fp_arena *arena, const char *file)
{
	return fp_arena_strndup(arena, file, fp_path_dir_length(file));
}

const char *fp_plan_file(struct fp_arena *arena, const char *name, const char *dir,
			 const struct fp_plan_paths *paths, bool *is_installed)
{
	const char *const file = join(arena, dir, name);
	const bool is_path = strchr(name, '/') || has_suffix(name, ".json");
	struct stat st;

	*is_installed = false;
	if (!file || is_path || !paths || !paths->layout_dir)
		return file;
	/* A directory may well be called after the device. */
	if (stat(file, &st) == 0 && !S_ISDIR(st.st_mode))
		return file;
	*is_installed = true;
	return fp_arena_printf(arena, "%s/%s.json", paths->layout_dir, name);
}

/* The parser would go deeper than a plan may. */
static bool is_too_deep(const struct fp_text *text, struct fp_faults *faults)
{
	struct fp_error *err;
	unsigned depth = 0, line = 1;

	for (const char *p = text->text; *p; p++) {
		if (*p == '"')
			for (p++; *p && *p != '"'; p++)
				p += *p == '\\' && p[1];
		if (!*p)
			return false;
		line += *p == '\n';
		depth += *p == '{' || *p == '[';
		depth -= depth && (*p == '}' || *p == ']');
		if (depth <= FP_PLAN_DEPTH_MAX)
			continue;
		err = fp_text_fault(text, faults, FP_ERROR, "", "nested more than %d deep",
				    FP_PLAN_DEPTH_MAX);
		err->line = line;
		err->column = 0;
		return true;
	}
	return false;
}

/* What is commonly behind a syntax error that the parser tells in its own words. */
static void hint_syntax(const struct fp_text *text, const char *why, struct fp_error *err)
{
	const char *const p = text->text;
	const char *const first = p + strspn(p, " \t\r\n");

	if (!*first && text->length == strlen(p))
		fp_hint(err, "the file is empty");
	else if (strncmp(p, "\xef\xbb\xbf", 3) == 0)
		fp_hint(err, "it begins with a byte order mark: save it as UTF-8 without one");
	else if (strncmp(p, "\xff\xfe", 2) == 0 || strncmp(p, "\xfe\xff", 2) == 0)
		fp_hint(err, "it is UTF-16: save it as UTF-8");
	else if (strstr(why, "near '/") || strstr(why, "near '#"))
		fp_hint(err, "JSON has no comments; the key `comment` is free for them");
	else if (strstr(why, "near '}'") || strstr(why, "near ']'"))
		fp_hint(err, "is there a comma after the last item?");
	else if (strstr(why, "near '''"))
		fp_hint(err, "JSON has only double quotes");
	else if (*first != '{' && *first != '[')
		fp_hint(err,
			"a plan is JSON; `flashplan convert -t json` makes one of other partition tables");
}

/* What a plan extends may be any file: its words are nobody's business who may not read it. */
static void hide_words(char *why)
{
	char *const near = strstr(why, " near ");

	if (near)
		*near = 0;
}

static json_t *parse_text(const struct fp_text *text, bool is_named_by_plan,
			  struct fp_faults *faults)
{
	struct fp_error *err;
	json_error_t why;
	json_t *root;

	if (text->length > FP_PLAN_TEXT_MAX) {
		fp_text_fault(text, faults, FP_ERROR, "", "larger than %zu bytes: not a plan",
			      FP_PLAN_TEXT_MAX);
		return NULL;
	}
	if (is_too_deep(text, faults))
		return NULL;
	root = json_loadb(text->text, text->length, JSON_REJECT_DUPLICATES, &why);
	if (json_is_object(root))
		return root;
	if (root) {
		fp_text_fault(text, faults, FP_ERROR, "",
			      "expected an object {...}, found an array");
		json_decref(root);
		return NULL;
	}
	/* The parser says nothing when memory runs out. */
	if (!why.text[0])
		return out_of_memory(faults);
	if (is_named_by_plan)
		hide_words(why.text);
	err = fp_text_fault(text, faults, FP_ERROR, "", "%s%s",
			    json_error_code(&why) == json_error_duplicate_key ? ""
									      : "not valid JSON: ",
			    why.text);
	err->line = why.line > 0 ? (unsigned)why.line : 1;
	err->column = why.column > 0 ? (unsigned)why.column : 0;
	hint_syntax(text, why.text, err);
	return NULL;
}

static bool add_text(struct chain *chain, const struct fp_text *text)
{
	json_t *const root = parse_text(text, chain->n > 0, chain->faults);

	chain->texts[chain->n] = *text;
	chain->roots[chain->n] = root;
	chain->n++;
	return root && fp_plan_check_names(text, root, chain->faults);
}

static int refuse_layout(struct chain *chain, const char *file, struct fp_error *err)
{
	struct fp_arena *const arena = chain->plan->arena;
	const char *const base = fp_path_last(file);
	const size_t length = strlen(base) - (has_suffix(base, ".json") ? strlen(".json") : 0);
	const char *const name = fp_arena_strndup(arena, base, length);
	const char *const dir = chain->paths ? chain->paths->layout_dir : NULL;
	struct fp_nearest nearest = { 0 };

	if (name && dir)
		fp_layout_suggest(dir, arena, name, &nearest);
	fp_fail(err, FP_REFUSED, "\"%.*s\" is neither a file nor an installed layout", (int)length,
		base);
	fp_nearest_hint(&nearest, "`", "`", err);
	if (!nearest.best)
		fp_hint(err, "`flashplan layouts` lists those that are installed");
	return -FP_REFUSED;
}

/* At the `extends` that names the file, if one does. */
static int refuse_file(struct chain *chain, const char *file, const struct fp_error *why,
		       bool is_installed)
{
	struct fp_error *err;

	if (chain->n) {
		err = fp_text_fault(&chain->texts[chain->n - 1], chain->faults, FP_ERROR,
				    "/extends", "%s", "");
	} else {
		err = fp_faults_next(chain->faults, FP_ERROR);
	}
	err->code = FP_OK;
	if (is_installed)
		return refuse_layout(chain, file, err);
	fp_fail(err, FP_REFUSED, "%s", why->text);
	fp_hint(err, "%s", why->hint);
	return -FP_REFUSED;
}

/* Reads the next text; real[n] is its place in the file system. */
static bool read_text(struct chain *chain, const char *file, bool is_installed)
{
	struct fp_arena *arena = chain->plan->arena;
	struct fp_text text = { .file = file };
	struct fp_error why = { 0 };
	char *content = NULL;

	/* The first is the user's; those that it extends are named by whoever wrote it. */
	if (fp_file_read_by(file, chain->n ? FP_BY_PLAN : FP_BY_USER, FP_PLAN_TEXT_MAX, &content,
			    &text.length, &why) < 0) {
		if (text.length > FP_PLAN_TEXT_MAX)
			fp_hint(&why,
				"a plan is JSON, and stands before images and dumps; `flashplan convert -t json` makes one of the table in a dump");
		refuse_file(chain, file, &why, is_installed);
		return false;
	}
	chain->length += text.length;
	if (chain->length > FP_PLAN_TEXT_MAX) {
		fp_fail(&why, FP_REFUSED,
			"the plans that extend one another have more than %zu bytes",
			FP_PLAN_TEXT_MAX);
		free(content);
		refuse_file(chain, file, &why, false);
		return false;
	}
	text.text = fp_arena_strndup(arena, content, text.length);
	text.dir = is_installed ? "" : dir_of(arena, file);
	free(content);
	if (!text.text || !text.dir) {
		out_of_memory(chain->faults);
		return false;
	}
	return add_text(chain, &text);
}

static bool refuse_chain(struct chain *chain, const char *file)
{
	const char *real = chain->real[chain->n];

	for (size_t i = 0; real && i < chain->n; i++) {
		if (chain->real[i] && strcmp(chain->real[i], real) == 0) {
			fp_text_fault(&chain->texts[chain->n - 1], chain->faults, FP_ERROR,
				      "/extends", "\"%.80s\" extends itself", file);
			return true;
		}
	}
	if (chain->n <= FP_EXTENDS_MAX)
		return false;
	fp_text_fault(&chain->texts[chain->n - 1], chain->faults, FP_ERROR, "/extends",
		      "more than %d plans extend one another", FP_EXTENDS_MAX);
	return true;
}

/* Follows `extends` of the last text; false after a fault. *is_more: there was one. */
static bool add_base(struct chain *chain, bool *is_more)
{
	struct fp_arena *arena = chain->plan->arena;
	const struct fp_text *text = &chain->texts[chain->n - 1];
	const json_t *value = json_object_get(chain->roots[chain->n - 1], "extends");
	const char *file, *dir;
	bool is_installed;

	*is_more = value != NULL;
	if (!value)
		return true;
	if (!json_string_length(value)) {
		fp_text_fault(text, chain->faults, FP_ERROR, "/extends",
			      "expected the file of a plan, or the name of an installed layout");
		return false;
	}
	if (json_string_value(value)[0] == '/') {
		fp_hint(fp_text_fault(
				text, chain->faults, FP_ERROR, "/extends",
				"\"%.80s\" is absolute: on another machine it is another file",
				json_string_value(value)),
			"name it relative to this plan, or by the name of an installed layout");
		return false;
	}
	dir = dir_of(arena, text->file);
	file = dir ? fp_plan_file(arena, json_string_value(value), dir, chain->paths, &is_installed)
		   : NULL;
	if (!file) {
		out_of_memory(chain->faults);
		return false;
	}
	if (!is_installed && chain->paths && chain->paths->layout_dir &&
	    fp_layout_is_shadowed(chain->paths->layout_dir, file))
		fp_text_fault(text, chain->faults, FP_NOTE, "/extends",
			      "the file %.80s is taken, not the installed layout of that name",
			      file);
	/* What an installed layout extends is one too: its files are relative to the current
	 * directory. */
	is_installed |= !text->dir[0] && dir[0];
	chain->real[chain->n] = realpath(file, NULL);
	if (refuse_chain(chain, json_string_value(value)))
		return false;
	return read_text(chain, file, is_installed);
}

static json_t *merge_chain(struct chain *chain)
{
	json_t *root = json_incref(chain->roots[chain->n - 1]);

	for (size_t i = chain->n - 1; i-- > 0;) {
		if (fp_plan_merge(&chain->texts[i], root, chain->roots[i], chain->faults) < 0) {
			json_decref(root);
			return out_of_memory(chain->faults);
		}
	}
	return root;
}

/* Hands the texts that were read to the plan, also after a fault: messages need them. */
static bool keep_texts(struct chain *chain)
{
	struct fp_text *texts = fp_arena_alloc(chain->plan->arena, chain->n, sizeof *texts);

	if (!texts)
		return false;
	memcpy(texts, chain->texts, chain->n * sizeof *texts);
	chain->plan->texts = texts;
	chain->plan->n_texts = chain->n;
	return true;
}

json_t *fp_extends_load(struct fp_plan *plan, const struct fp_text *first,
			const struct fp_plan_paths *paths, struct fp_faults *faults)
{
	struct chain chain = { .plan = plan, .paths = paths, .faults = faults };
	bool is_good, is_more = true;
	json_t *root = NULL;

	chain.real[0] = first->text ? NULL : realpath(first->file, NULL);
	is_good =
		first->text ? add_text(&chain, first) : read_text(&chain, first->file, !first->dir);
	while (is_good && is_more)
		is_good = add_base(&chain, &is_more);
	if (!keep_texts(&chain))
		root = out_of_memory(faults);
	else if (is_good)
		root = merge_chain(&chain);
	for (size_t i = 0; i < CHAIN_MAX; i++) {
		json_decref(chain.roots[i]);
		free(chain.real[i]);
	}
	return root;
}
