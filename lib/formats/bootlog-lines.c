// SPDX-License-Identifier: GPL-2.0-or-later
// From the text of a kernel log to what its lines tell (Linux, drivers/mtd/mtdpart.c and
// drivers/mtd/spi-nor/core.c; the vendors' kernels and U-Boot have words of their own for the
// size).

#include <ctype.h>
#include <string.h>

#include "base/range.h"
#include "base/text.h"
#include "formats/bootlog-lines.h"

#define SIZE_MIN UINT64_C(65536) /* bytes; what is smaller is no chip */

static bool scan_name(struct fp_scan *s, struct fp_scan *name)
{
	const char *close;

	if (!fp_scan_char(s, '"'))
		return false;
	close = memchr(s->p, '"', (size_t)(s->end - s->p));
	if (!close || close == s->p)
		return false;
	*name = (struct fp_scan){ s->p, close };
	s->p = close + 1;
	return true;
}

/* Creating 4 MTD partitions on "spi0.0": */
static bool scan_heading(struct fp_scan s, struct fp_log_line *line)
{
	const char *const start = fp_scan_find(s, "Creating ");

	if (!start)
		return false;
	s.p = start + strlen("Creating ");
	return fp_scan_number(&s, 10, &line->number) && fp_scan_word(&s, " MTD partitions on ") &&
	       scan_name(&s, &line->name);
}

/* 0x000000000000-0x000000040000 : "boot" */
static bool scan_entry(struct fp_scan s, struct fp_log_line *line)
{
	while ((s.p = fp_scan_find(s, "0x"))) {
		struct fp_scan t = { s.p + 2, s.end };

		if (fp_scan_number(&t, 16, &line->from) && fp_scan_word(&t, "-0x") &&
		    fp_scan_number(&t, 16, &line->to) && fp_scan_space(&t) &&
		    fp_scan_char(&t, ':') && fp_scan_space(&t) && scan_name(&t, &line->name))
			return true;
		s.p += 2;
	}
	return false;
}

/* What became of a partition that does not fit. */
static enum fp_log_kind scan_fate(struct fp_scan s, struct fp_log_line *line)
{
	static const char cut[] = "size truncated to 0x";

	s.p = fp_scan_find(s, "partition \"");
	if (!s.p)
		return FP_LOG_OTHER;
	s.p += strlen("partition ");
	if (!scan_name(&s, &line->name))
		return FP_LOG_OTHER;
	if (fp_scan_find(s, "out of reach"))
		return FP_LOG_DISABLED;
	s.p = fp_scan_find(s, cut);
	if (!s.p || !fp_scan_word(&s, cut) || !fp_scan_number(&s, 16, &line->number))
		return FP_LOG_OTHER;
	return FP_LOG_TRUNCATED;
}

/* "16384 Kbytes", "16 MiB", "16MB" */
static bool scan_size(struct fp_scan *s, uint64_t *bytes)
{
	static const struct {
		const char *word;
		uint64_t factor;
	} units[] = { { "Kbytes", 1024 },
		      { "KiB", 1024 },
		      { "KB", 1024 },
		      { "MiB", 1 << 20 },
		      { "MB", 1 << 20 } };

	if (!fp_scan_number(s, 10, bytes))
		return false;
	fp_scan_space(s);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (fp_scan_word(s, units[i].word))
			return fp_mul(*bytes, units[i].factor, bytes);
	return false;
}

/* The largest power of two in a line about a flash chip: pages and blocks are smaller. */
static bool scan_chip(struct fp_scan s, struct fp_log_line *line)
{
	static const char *const words[] = { "nor", "flash", "m25p80", "sf:", "sfc", "chip:" };
	bool is_flash = fp_scan_find(s, " Kbytes)");
	uint64_t size;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		is_flash |= fp_text_has(s.p, (size_t)(s.end - s.p), words[i]);
	line->number = 0;
	if (!is_flash || fp_text_has(s.p, (size_t)(s.end - s.p), "nand"))
		return false;
	while (s.p < s.end) {
		if (!isdigit((unsigned char)*s.p)) {
			s.p++;
			continue;
		}
		if (scan_size(&s, &size) && !(size & (size - 1)) && size > line->number)
			line->number = size;
		while (s.p < s.end && isalnum((unsigned char)*s.p))
			s.p++;
	}
	return line->number >= SIZE_MIN;
}

static enum fp_log_kind judge(const struct fp_log_lines *lines, struct fp_scan text,
			      struct fp_log_line *line)
{
	line->text = text;
	line->kind = scan_fate(text, line);
	if (line->kind != FP_LOG_OTHER)
		return line->kind;
	if (scan_heading(text, line))
		return line->kind = FP_LOG_HEADING;
	if (scan_entry(text, line))
		return line->kind = FP_LOG_ENTRY;
	if (!lines->is_without_sizes && scan_chip(text, line))
		return line->kind = FP_LOG_SIZE;
	return FP_LOG_OTHER;
}

/* Only headings, entries and fates have parts that a wrap can tear; a blank may be lost at it. */
static bool join(struct fp_log_lines *lines, struct fp_scan first, struct fp_scan second,
		 const char *glue, struct fp_log_line *line)
{
	const size_t n = (size_t)(first.end - first.p), m = (size_t)(second.end - second.p);
	const size_t length = n + strlen(glue) + m;

	if (length > sizeof lines->joined)
		return false;
	memcpy(lines->joined, first.p, n);
	memcpy(lines->joined + n, glue, strlen(glue));
	memcpy(lines->joined + n + strlen(glue), second.p, m);
	judge(lines, (struct fp_scan){ lines->joined, lines->joined + length }, line);
	return line->kind != FP_LOG_OTHER && line->kind != FP_LOG_SIZE;
}

static bool is_torn(struct fp_scan text)
{
	return fp_scan_find(text, "0x") || fp_scan_find(text, "Creating ") ||
	       fp_scan_find(text, "partition \"");
}

bool fp_log_next(struct fp_log_lines *lines, struct fp_log_line *line)
{
	struct fp_scan text, next, rest;
	unsigned ignored = 0;

	*line = (struct fp_log_line){ 0 };
	if (!fp_scan_line(&lines->text, &text, &lines->line))
		return false;
	line->line = lines->line;
	if (judge(lines, text, line) != FP_LOG_OTHER || !is_torn(text))
		return true;
	rest = lines->text;
	if (!fp_scan_line(&rest, &next, &ignored) || judge(lines, next, line) != FP_LOG_OTHER ||
	    (!join(lines, text, next, "", line) && !join(lines, text, next, " ", line))) {
		*line = (struct fp_log_line){ .text = text, .line = lines->line };
		return true;
	}
	lines->text = rest;
	lines->line++;
	return true;
}
