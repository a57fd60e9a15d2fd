// SPDX-License-Identifier: GPL-2.0-or-later
// Commands for the user to run next.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "base/text.h"

/* As bash and ksh write what a terminal would obey: the word stays the same. */
static void put_escaped(FILE *out, const char *word)
{
	fputs("$'", out);
	for (; *word; word++)
		if (*word < ' ' || *word > '~' || *word == '\'' || *word == '\\')
			fprintf(out, "\\%03o", (unsigned char)*word);
		else
			fputc(*word, out);
	fputc('\'', out);
}

/* In single quotes where the shell would see more than a word. */
static void put_word(FILE *out, const char *word)
{
	if (ftell(out) > 0)
		fputc(' ', out);
	if (!fp_text_is_plain(word)) {
		put_escaped(out, word);
		return;
	}
	if (*word && !word[strcspn(word, " \t\n'\"\\$`&|;<>()*?[]#~{}!")]) {
		fputs(word, out);
		return;
	}
	fputc('\'', out);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", out);
		else
			fputc(*word, out);
	}
	fputc('\'', out);
}

/* The option of that name, also cut short as getopt_long() takes it: how long its word is, without
 * "=VALUE"; 0: it is another word. */
static size_t is_option(const char *word, const char *name)
{
	const size_t n = strcspn(word, "=");

	return n > 2 && n <= strlen(name) && strncmp(word, name, n) == 0 ? n : 0;
}

static bool is_dropped(const struct again *a, const char *name, const char *value)
{
	if (strcmp(name, "--backup") == 0)
		return a->backup;
	return a->is_fresh || (a->not_resumed && strcmp(value, a->not_resumed) == 0);
}

/* How many words an option that is left out has; 0: it stays. */
static int count_dropped(const struct again *a, char *const *words, int left)
{
	static const char *const names[] = { "--resume", "--backup" };

	for (int i = 0; i < 2; i++) {
		const size_t n = is_option(words[0], names[i]);
		const bool is_joined = n && words[0][n] == '=';

		if (!n || (!is_joined && left < 2))
			continue;
		if (is_dropped(a, names[i], is_joined ? words[0] + n + 1 : words[1]))
			return is_joined ? 1 : 2;
	}
	return 0;
}

static void put_additions(FILE *out, const struct again *a)
{
	if (a->backup) {
		put_word(out, "--backup");
		put_word(out, a->backup);
	}
	if (a->resume) {
		put_word(out, "--resume");
		put_word(out, a->resume);
	}
	for (unsigned i = 0; i < a->n_other_units; i++)
		put_word(out, "--other-unit");
}

char *again_text(const struct options *o, const struct again *a)
{
	bool is_done = false;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (int i = 0; out && i < o->argc;) {
		const int n = is_done ? 0 : count_dropped(a, o->argv + i, o->argc - i);

		i += n;
		if (n)
			continue;
		/* Options stand before it. */
		if (!is_done && strcmp(o->argv[i], "--") == 0) {
			put_additions(out, a);
			is_done = true;
		}
		put_word(out, o->argv[i++]);
	}
	if (out && !is_done)
		put_additions(out, a);
	if (out && fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

char *again_words(const char *const *words, size_t n)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; out && i < n; i++)
		put_word(out, words[i]);
	if (out && fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

char *again_free_name(const char *file)
{
	const size_t size = strlen(file) + 24;
	char *name = malloc(size);

	for (int i = 1; name && i < 10000; i++) {
		snprintf(name, size, "%s-%d.bak", file, i);
		if (access(name, F_OK) < 0)
			break;
	}
	return name;
}
