// SPDX-License-Identifier: GPL-2.0-or-later
// What U-Boot prints, taken apart.

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/range.h"
#include "base/scan.h"
#include "replies.h"

static struct fp_scan scan_text(const char *text)
{
	return (struct fp_scan){ text, text + strlen(text) };
}

/* Progress is drawn again behind a CR: that ends a line, too. Empty ones are left out. */
static bool next_line(struct fp_scan *s, struct fp_scan *line)
{
	while (s->p < s->end && (*s->p == '\r' || *s->p == '\n'))
		s->p++;
	line->p = s->p;
	while (s->p < s->end && *s->p != '\r' && *s->p != '\n')
		s->p++;
	line->end = s->p;
	return line->p < line->end;
}

static bool starts_with(const char *p, const char *end, const char *word)
{
	for (; *word; p++, word++)
		if (p == end || tolower((unsigned char)*p) != *word)
			return false;
	return true;
}

/* Steps behind the word, in any case of its letters; the word is in lower case. */
static bool skip_to(struct fp_scan *s, const char *word)
{
	for (const char *p = s->p; p < s->end; p++)
		if (starts_with(p, s->end, word)) {
			s->p = p + strlen(word);
			return true;
		}
	return false;
}

static bool has(struct fp_scan s, const char *word)
{
	return skip_to(&s, word);
}

static void copy(struct fp_scan s, char *text, size_t size)
{
	snprintf(text, size, "%.*s", (int)(s.end - s.p), s.p);
}

/* "16 MiB", "64KB", "256 Bytes". */
static bool scan_bytes(struct fp_scan *s, uint64_t *bytes)
{
	static const char units[] = "KMG";
	struct fp_scan at = *s;
	const char *unit;
	uint64_t n;

	fp_scan_space(&at);
	if (!fp_scan_number(&at, 10, &n))
		return false;
	fp_scan_space(&at);
	unit = at.p < at.end && isalpha((unsigned char)*at.p) ? strchr(units, *at.p) : NULL;
	for (size_t i = unit ? (size_t)(unit - units) + 1 : 0; i; i--)
		if (!fp_mul(n, 1024, &n))
			return false;
	*s = at;
	*bytes = n;
	return true;
}

/* Up to the next blank or quotation mark, or a comma. */
static void scan_name(struct fp_scan s, struct reply_flash *flash)
{
	struct fp_scan word = { s.p, s.p };

	while (word.end < s.end && !strchr(" \t\",", *word.end))
		word.end++;
	copy(word, flash->name, sizeof flash->name);
}

static void scan_erase_size(struct fp_scan line, const char *word, struct reply_flash *flash)
{
	uint64_t n;

	if (skip_to(&line, word) && scan_bytes(&line, &n) && n <= UINT32_MAX && !(n & (n - 1)))
		flash->erase_size = (uint32_t)n;
}

/* Mainline 2010 and what HiSilicon made of it: "16384 KiB hi_sfc at 0:0 is now current device". */
static bool flash_of_2010(struct fp_scan line, struct reply_flash *flash)
{
	struct fp_scan s = line;
	uint64_t size;

	if (!has(line, "is now current device") || !scan_bytes(&s, &size) ||
	    !fp_scan_word(&s, "KiB "))
		return false;
	flash->size = size;
	scan_name(s, flash);
	return true;
}

/* From 2011 on: "SF: Detected NAME with page size 256 Bytes, erase size 4 KiB, total 16 MiB"; all
 * behind the name may be missing. */
static bool flash_detected(struct fp_scan line, struct reply_flash *flash)
{
	struct fp_scan s = line;

	if (!skip_to(&s, "sf: detected "))
		return false;
	scan_name(s, flash);
	scan_erase_size(line, "erase size ", flash);
	if (skip_to(&s, "total "))
		scan_bytes(&s, &flash->size);
	return true;
}

/* HiSilicon's driver: Block:64KB Chip:16MB Name:"W25Q128B". Goke's: flash->erase_size: 65536. */
static bool flash_of_vendor(struct fp_scan line, struct reply_flash *flash)
{
	struct fp_scan s = line;

	scan_erase_size(line, "flash->erase_size: ", flash);
	if (!skip_to(&s, "chip:") || !scan_bytes(&s, &flash->size))
		return false;
	scan_erase_size(line, "block:", flash);
	if (skip_to(&s, "name:\""))
		scan_name(s, flash);
	return true;
}

bool reply_flash(const char *text, struct reply_flash *flash)
{
	struct fp_scan s = scan_text(text), line;
	bool is_found = false;

	*flash = (struct reply_flash){ 0 };
	while (next_line(&s, &line)) {
		if (has(line, "failed to initialize") || has(line, "unrecognized jedec id"))
			return false;
		is_found |= flash_of_2010(line, flash) || flash_detected(line, flash) ||
			    flash_of_vendor(line, flash);
	}
	return is_found;
}

static void put_item(uint64_t item, unsigned width, bool is_big_endian, uint8_t *buf)
{
	for (unsigned i = 0; i < width; i++)
		buf[is_big_endian ? width - 1 - i : i] = (uint8_t)(item >> (8 * i));
}

/* Exactly that many digits, and no more. */
static bool scan_item(struct fp_scan *s, unsigned digits, uint64_t *item)
{
	const char *start;

	fp_scan_space(s);
	start = s->p;
	return fp_scan_number(s, 16, item) && s->p - start == digits &&
	       (s->p == s->end || strchr(" \r\n", *s->p));
}

/* One line. The text behind the items may look like more of them: they are counted. Returns the
 * bytes that came. */
static size_t memory_line(struct fp_scan line, uint64_t address, unsigned width, bool is_big_endian,
			  uint8_t *buf, size_t n)
{
	uint64_t at, item;
	size_t done = 0;

	if (!fp_scan_number(&line, 16, &at) || !fp_scan_char(&line, ':') || at != address)
		return 0;
	for (; done < n && done < 16; done += width) {
		if (!scan_item(&line, 2 * width, &item))
			break;
		put_item(item, width, is_big_endian, buf + done);
	}
	return done;
}

size_t reply_memory(const char *text, uint64_t address, unsigned width, bool is_big_endian,
		    uint8_t *buf, size_t n)
{
	struct fp_scan s = scan_text(text), line;
	size_t done = 0;

	while (done < n && next_line(&s, &line)) {
		const size_t left = n - done < 16 ? n - done : 16;
		const size_t came =
			memory_line(line, address + done, width, is_big_endian, buf + done, left);

		if (came < left)
			break;
		done += came;
	}
	return done;
}

bool reply_crc32(const char *text, uint64_t address, uint64_t size, uint32_t *crc)
{
	struct fp_scan s = scan_text(text);
	uint64_t first, last, sum;

	if (!skip_to(&s, "crc32 for ") || !fp_scan_number(&s, 16, &first) ||
	    !fp_scan_word(&s, " ... ") || !fp_scan_number(&s, 16, &last) ||
	    !fp_scan_word(&s, " ==> ") || !scan_item(&s, 8, &sum))
		return false;
	/* 64-bit MIPS prints addresses with their sign. */
	if ((uint32_t)first != (uint32_t)address ||
	    (uint32_t)last != (uint32_t)(address + size - 1))
		return false;
	*crc = (uint32_t)sum;
	return true;
}

bool reply_total(const char *text, uint64_t *bytes)
{
	struct fp_scan s = scan_text(text);

	if (!skip_to(&s, "## total size") || !skip_to(&s, "= 0x") || !fp_scan_number(&s, 16, bytes))
		return false;
	return fp_scan_word(&s, " = ");
}

static bool has_any(struct fp_scan line, const char *const *words)
{
	for (; *words; words++)
		if (has(line, *words))
			return true;
	return false;
}

bool reply_error(const char *text, char out[REPLY_LINE_MAX])
{
	static const char *const words[] = {
		"error",	"fail",		 "unknown command", "usage:",
		"no spi flash", "exceeds",	 "aborted",	    "past flash",
		"not multiple", "locked",	 "exception",	    "data abort",
		"timeout",	"too many args", "out of range",    NULL,
	};
	struct fp_scan s = scan_text(text), line;

	while (next_line(&s, &line))
		if (has_any(line, words)) {
			copy(line, out, REPLY_LINE_MAX);
			return true;
		}
	return false;
}

bool reply_is_refusal(const char *line)
{
	static const char *const words[] = {
		"unknown command", "usage:",	"no spi flash",	 "exceeds",   "past flash",
		"not multiple",	   "error -22", "too many args", "is locked", NULL,
	};

	return has_any(scan_text(line), words);
}

bool reply_is_locked(const char *line)
{
	return has(scan_text(line), "locked") || has(scan_text(line), "protected");
}

bool reply_has_command(const char *help, const char *name)
{
	struct fp_scan s = scan_text(help), line;

	while (next_line(&s, &line))
		if (fp_scan_word(&line, name) && fp_scan_space(&line))
			return true;
	return false;
}

bool reply_version(const char *text, char out[REPLY_LINE_MAX])
{
	struct fp_scan s = scan_text(text), line;

	while (next_line(&s, &line))
		if (starts_with(line.p, line.end, "u-boot ")) {
			copy(line, out, REPLY_LINE_MAX);
			return true;
		}
	return false;
}

bool reply_variable(const char *text, const char *name, char *value, size_t size)
{
	struct fp_scan s = scan_text(text), line;

	while (next_line(&s, &line))
		if (fp_scan_word(&line, name) && fp_scan_char(&line, '=')) {
			copy(line, value, size);
			return true;
		}
	return false;
}

bool reply_ram(const char *text, uint64_t *start)
{
	static const char *const words[] = { "-> start", "memstart", NULL };
	struct fp_scan s = scan_text(text), line;

	while (next_line(&s, &line))
		if (has_any(line, words) && skip_to(&line, "= 0x"))
			return fp_scan_number(&line, 16, start);
	return false;
}

bool reply_is_boot(const char *text)
{
	static const char *const words[] = {
		"u-boot spl",	   "hit any key",   "stop autoboot", "autoboot in", "autobooting",
		"starting kernel", "linux version", "dram:",	     NULL,
	};

	return has_any(scan_text(text), words);
}

/* What stands between quotation marks, where that can be typed. */
static bool quoted_key(struct fp_scan line, char *key)
{
	const char *quote = line.p, *end;

	while (quote < line.end && *quote != '\'' && *quote != '"')
		quote++;
	if (quote == line.end)
		return false;
	end = memchr(quote + 1, *quote, (size_t)(line.end - quote - 1));
	if (!end || end == quote + 1 || end - quote > 20)
		return false;
	copy((struct fp_scan){ quote + 1, end }, key, REPLY_LINE_MAX);
	return true;
}

bool reply_stop_key(const char *text, char key[REPLY_LINE_MAX])
{
	/* In this order: what is more exact comes first. The last but one are TP-Link's loaders,
	 * which ask for a word and do not say so. */
	static const struct {
		const char *words, *key; /* NULL: the one in quotation marks */
	} rows[] = {
		{ "<esc><esc>", "\033\033" },
		{ "press space", " " },
		{ "to stop use '", NULL },
		{ "autoboot with '", NULL },
		{ "to stop autoboot, type '", NULL },
		{ "ctrl-c", "\003" },
		{ "ctrl+c", "\003" },
		{ "please choose the operation", "4" },
		{ "any key", "\003" },
		{ "/esc", "\033" },
		{ "press esc", "\033" },
		{ "hit esc", "\033" },
		{ "autobooting in", "\003slptpl" },
		{ "stop autoboot", "\003" },
	};
	const struct fp_scan s = scan_text(text);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fp_scan at = s;

		if (!skip_to(&at, rows[i].words))
			continue;
		if (rows[i].key) {
			strcpy(key, rows[i].key);
			return true;
		}
		at.p--;
		if (quoted_key(at, key))
			return true;
	}
	return false;
}

bool reply_can_be_prompt(const char *line)
{
	size_t n = strlen(line);

	if (n > 40 || strncmp(line, "##", 2) == 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (line[i] < 0x20 || line[i] > 0x7e)
			return false;
	if (n && line[n - 1] == ' ')
		n--;
	return n && strchr(">#$", line[n - 1]);
}
