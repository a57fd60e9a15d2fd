// SPDX-License-Identifier: GPL-2.0-or-later
// genimage configs: sections `NAME [TITLE] { ... }` and options `NAME = VALUE`, with comments.

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/scan.h"
#include "base/text.h"
#include "formats/genimage-config.h"

#define WORD_MAX  256
#define DEPTH_MAX 8
#define SECTOR	  512

enum token { TOKEN_END, TOKEN_WORD, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_EQUALS, TOKEN_OTHER };

struct config {
	struct fp_scan text, left;
	char word[WORD_MAX]; /* of TOKEN_WORD; what is longer is cut */
	/* What is wanted of it. */
	const char *image; /* the name of the image that is read; NULL: none is */
	struct fp_plan *plan;
	struct fp_error *err;
	/* What was found. */
	size_t n_images; /* with partitions */
	char first[WORD_MAX], names[200];
	/* Of the image that is read. */
	char flash_type[WORD_MAX];
	uint64_t pebs, peb_size; /* of the flash section that is being read */
};

static void skip_line(struct config *c)
{
	while (c->left.p < c->left.end && *c->left.p != '\n')
		c->left.p++;
}

static void skip_blanks(struct config *c)
{
	struct fp_scan *const s = &c->left;

	for (; s->p < s->end; s->p++) {
		const size_t n = (size_t)(s->end - s->p);

		if (*s->p == '#' || (n > 1 && s->p[0] == '/' && s->p[1] == '/')) {
			skip_line(c);
		} else if (n > 1 && s->p[0] == '/' && s->p[1] == '*') {
			const char *const end =
				fp_scan_find((struct fp_scan){ s->p + 2, s->end }, "*/");

			s->p = end ? end + 1 : s->end - 1;
		} else if (!isspace((unsigned char)*s->p)) {
			return;
		}
		if (s->p == s->end)
			return;
	}
}

static void take_word(struct config *c, char quote)
{
	struct fp_scan *const s = &c->left;
	size_t n = 0;

	for (; s->p < s->end; s->p++) {
		if (quote ? *s->p == quote
			  : isspace((unsigned char)*s->p) || strchr("{}=,()\"'#", *s->p))
			break;
		if (quote && *s->p == '\\' && s->p + 1 < s->end)
			s->p++;
		if (n + 1 < WORD_MAX && *s->p)
			c->word[n++] = *s->p;
	}
	if (quote && s->p < s->end)
		s->p++;
	c->word[n] = 0;
}

static enum token next(struct config *c)
{
	struct fp_scan *const s = &c->left;

	skip_blanks(c);
	if (s->p >= s->end)
		return TOKEN_END;
	switch (*s->p) {
	case '{':
		s->p++;
		return TOKEN_OPEN;
	case '}':
		s->p++;
		return TOKEN_CLOSE;
	case '=':
		s->p++;
		return TOKEN_EQUALS;
	case '"':
	case '\'':
		s->p++;
		take_word(c, s->p[-1]);
		return TOKEN_WORD;
	case ',':
	case '(':
	case ')':
	case 0:
		s->p++;
		return TOKEN_OTHER;
	default:
		take_word(c, 0);
		return TOKEN_WORD;
	}
}

/* Bytes; "s" is sectors. */
static bool read_size(struct config *c, uint64_t *size)
{
	struct fp_error why = { 0 };
	const size_t n = strlen(c->word);
	char text[WORD_MAX];

	strcpy(text, c->word);
	if (n && text[n - 1] == 's') {
		text[n - 1] = 0;
		return fp_size_parse(text, size, &why) == 0 && fp_mul(*size, SECTOR, size);
	}
	if (fp_size_parse(text, size, &why) == 0)
		return true;
	fp_fail_line(c->err, fp_scan_line_of(c->text, c->left.p), "\"%.40s\" is no size in bytes",
		     c->word);
	return false;
}

/* Where what is being read stands. */
struct section {
	char name[WORD_MAX], title[WORD_MAX];
	struct fp_partition part; /* of "partition" */
	uint64_t size; /* of "image" */
	bool has_partitions;
};

static bool set_option(struct config *c, struct section *section, const char *name)
{
	const bool is_read = c->plan;

	if (is_read && strcmp(section->name, "partition") == 0 && strcmp(name, "offset") == 0)
		return read_size(c, &section->part.range.offset);
	if (is_read && strcmp(section->name, "partition") == 0 && strcmp(name, "size") == 0)
		return read_size(c, &section->part.range.size);
	if (is_read && strcmp(section->name, "image") == 0 && strcmp(name, "size") == 0 &&
	    !strchr(c->word, '%'))
		return read_size(c, &section->size);
	if (strcmp(section->name, "image") == 0 && strcmp(name, "flashtype") == 0 && c->image &&
	    strcmp(section->title, c->image) == 0)
		strcpy(c->flash_type, c->word);
	if (is_read && strcmp(section->name, "flash") == 0 && strcmp(name, "pebsize") == 0)
		return read_size(c, &c->peb_size);
	if (is_read && strcmp(section->name, "flash") == 0 && strcmp(name, "numpebs") == 0)
		return read_size(c, &c->pebs);
	return true;
}

static bool end_partition(struct config *c, const struct section *image, struct section *section)
{
	/* What genimage pads with has no name that a plan can have. */
	if (!c->plan || strcmp(image->title, c->image) != 0 || section->title[0] == '~')
		return true;
	section->part.name = fp_arena_strdup(c->plan->arena, section->title);
	if (!section->part.name)
		fp_fail(c->err, FP_REFUSED, "out of memory");
	return section->part.name && fp_plan_add(c->plan, &section->part, c->err) == 0;
}

/* A flash may stand before or behind the image that is of its type: it is read again then. */
static void end_flash(struct config *c, const struct section *section)
{
	const uint64_t peb = c->peb_size, pebs = c->pebs;

	c->peb_size = c->pebs = 0;
	if (!c->plan || strcmp(section->title, c->flash_type) != 0 || !peb)
		return;
	if (peb <= UINT32_MAX && !(peb & (peb - 1)))
		c->plan->erase_size = (uint32_t)peb;
	if (!c->plan->size && !fp_mul(peb, pebs, &c->plan->size))
		c->plan->size = 0;
}

static bool end_section(struct config *c, struct section *stack, size_t depth)
{
	struct section *const section = &stack[depth];

	if (depth == 2 && strcmp(section->name, "partition") == 0 &&
	    strcmp(stack[1].name, "image") == 0) {
		stack[1].has_partitions = true;
		return end_partition(c, &stack[1], section);
	}
	if (depth == 1 && strcmp(section->name, "flash") == 0)
		end_flash(c, section);
	if (depth != 1 || strcmp(section->name, "image") != 0 || !section->has_partitions)
		return true;
	if (c->plan && strcmp(section->title, c->image) == 0 && section->size)
		c->plan->size = section->size;
	if (!c->n_images++)
		strcpy(c->first, section->title);
	fp_list_add(c->names, sizeof c->names, section->title);
	return true;
}

static void begin_section(struct section *section, const char *name, const char *title)
{
	memset(section, 0, sizeof *section);
	strcpy(section->name, name);
	strcpy(section->title, title);
	section->part.range = (struct fp_range){ FP_OFFSET_NEXT, FP_SIZE_REST };
}

/* False after an error. What is not understood is passed over. */
static bool walk(struct config *c)
{
	struct section stack[DEPTH_MAX + 1];
	char words[2][WORD_MAX] = { "", "" };
	size_t depth = 0, n = 0;
	enum token token;

	begin_section(&stack[0], "", "");
	c->left = c->text;
	while ((token = next(c)) != TOKEN_END) {
		if (token == TOKEN_WORD) {
			strcpy(words[n ? 1 : 0], c->word);
			n++;
		} else if (token == TOKEN_EQUALS && n && next(c) == TOKEN_WORD) {
			if (!set_option(c, &stack[depth], words[n > 1]))
				return false;
			n = 0;
		} else if (token == TOKEN_OPEN && depth < DEPTH_MAX) {
			begin_section(&stack[++depth], n ? words[0] : "", n > 1 ? words[1] : "");
			n = 0;
		} else if (token == TOKEN_CLOSE && depth) {
			if (!end_section(c, stack, depth--))
				return false;
			n = 0;
		} else if (token == TOKEN_OPEN) {
			return true; /* deeper than any config */
		} else {
			n = 0;
		}
	}
	return true;
}

bool fp_genimage_is_config(const uint8_t *data, size_t n)
{
	struct config c = { .text = fp_scan_bytes(data, n) };

	/* Configs are text of some pages. */
	return n < 65536 && !memchr(data, 0, n) && fp_scan_find(c.text, "partition") && walk(&c) &&
	       c.n_images;
}

int fp_genimage_read(const uint8_t *data, size_t n, const char *image, struct fp_plan *plan,
		     struct fp_error *err)
{
	struct config c = { .text = fp_scan_bytes(data, n), .err = err };
	char name[WORD_MAX];

	walk(&c);
	if (!c.n_images)
		return fp_fail(err, FP_REFUSED, "expected an image with partitions, found none");
	if (!image && c.n_images > 1) {
		fp_fail(err, FP_REFUSED, "several images have partitions: %s", c.names);
		fp_hint(err, "choose one with --table NAME");
		return -FP_REFUSED;
	}
	snprintf(name, sizeof name, "%s", image ? image : c.first);
	c.image = name;
	c.plan = plan;
	c.n_images = 0;
	/* Twice: the flash's section may stand before the image that names it. */
	walk(&c);
	plan->n_parts = 0;
	if (!err->code)
		walk(&c);
	if (!err->code && !plan->n_parts)
		fp_fail(err, FP_REFUSED, "no image `%.40s` with partitions", name);
	return -(int)err->code;
}
