// SPDX-License-Identifier: GPL-2.0-or-later
// From libflashrom's fragments to whole lines, and what can be learnt from them.

#include <inttypes.h>
#include <libflashrom.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "log.h"

static struct {
	const struct fp_host *host;
	char line[1024];
	size_t n;
	enum fp_log_level level;
	char id[16]; /* of the chip that is being probed */
	bool is_listing, is_choices;
	struct log_seen seen;
} state;

/* Errors that say nothing by themselves (flashrom.c in v1.3.0: emergency_help_message() and
 * others): the line before them is the one to show. */
static const char *const chatter[] = {
	"Aborting.",
	"FAILED!",
	"ERASE FAILED!",
	"Uh oh. Erase/write failed.",
	"Your flash chip is in an unknown state.",
	"Please report this",
	"Get help on IRC",
	"Get help on chat",
	"on IRC",
	"on chat",
	"flashrom@flashrom.org",
	"DO NOT REBOOT",
	"Good, writing to the flash chip apparently didn't do anything.",
	"This means we have to add special support",
	"Please check the connections",
	"Get help",
	"----",
};

static bool has_prefix(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_chatter(const char *line)
{
	for (size_t i = 0; i < sizeof chatter / sizeof *chatter; i++)
		if (has_prefix(line, chatter[i]))
			return true;
	return false;
}

/* Copies what stands between two marks. False, and to untouched, if they are not there. */
static bool copy_between(const char *line, const char *before, const char *after, char *to,
			 size_t size)
{
	const char *from = strstr(line, before);
	const char *end;

	if (!from)
		return false;
	from += strlen(before);
	end = strstr(from, after);
	if (!end || (size_t)(end - from) >= size)
		return false;
	memcpy(to, from, (size_t)(end - from));
	to[end - from] = 0;
	return true;
}

/* spi25.c, compare_id(): "compare_id: id1 0xef, id2 0x4018"; id1 has a second byte for a maker of
 * JEDEC's bank 2, and then id2 may have one only. */
static void note_id(const char *line)
{
	const char *from = strstr(line, "compare_id: id1 0x");
	unsigned long id1, id2;
	char *end;

	if (has_prefix(line, "Probing for "))
		state.id[0] = 0;
	if (!from)
		return;
	id1 = strtoul(from + strlen("compare_id: id1 0x"), &end, 16);
	if (!has_prefix(end, ", id2 0x") || id1 > 0xffff)
		return;
	id2 = strtoul(end + strlen(", id2 0x"), NULL, 16);
	snprintf(state.id, sizeof state.id, id1 > 0xff && id2 <= 0xff ? "%02lx%02lx" : "%02lx%04lx",
		 id1, id2 & 0xffff);
}

/* flashrom.c, probe_flash(): "Found Winbond flash chip "W25Q128.V" (16384 kB, SPI) on dummy." */
static void note_found(const char *line)
{
	struct log_found *found = &state.seen.found[state.seen.n_found];

	if (state.seen.n_found == LOG_FOUND_MAX ||
	    !copy_between(line, "Found ", " flash chip \"", found->vendor, sizeof found->vendor) ||
	    !copy_between(line, "flash chip \"", "\" (", found->name, sizeof found->name))
		return;
	memcpy(found->id, state.id, sizeof found->id);
	state.seen.n_found++;
}

/* What a probe prints of the status register, read from the chip each time (spi25_statusreg.c); the
 * AT45's, which means something else, has no full stop (at45db.c). "Block Protect 4 (BP4) is set"
 * is how a bit is named that other chips use for something else. */
static void note_status(const char *line)
{
	const char prefix[] = "Chip status register is 0x";
	char *end;
	unsigned long value;

	if (has_prefix(line, "Chip status register: Block Protect") && strstr(line, ") is set"))
		state.seen.is_named_protected = true;
	if (!has_prefix(line, prefix))
		return;
	value = strtoul(line + strlen(prefix), &end, 16);
	if (*end != '.' || value > 0xff)
		return;
	state.seen.has_status = true;
	state.seen.status = (uint8_t)value;
}

static void list_choices(char *line)
{
	char *rest = line, *name;

	while ((name = strtok_r(rest, ", ", &rest)))
		state.host->log(state.host->ctx, FP_LOG_INFO, name);
}

static void end_line(void)
{
	if (state.n == 0)
		return;
	state.line[state.n] = 0;
	state.n = 0;
	note_id(state.line);
	note_found(state.line);
	note_status(state.line);
	if (has_prefix(state.line, "Error: Unknown programmer")) {
		state.seen.is_unknown_programmer = true;
		state.is_choices = true;
		state.level = FP_LOG_DEBUG;
	} else if (state.is_listing && state.is_choices) {
		list_choices(state.line);
	}
	if (state.is_listing)
		return;
	if (state.level == FP_LOG_ERROR && is_chatter(state.line))
		state.level = FP_LOG_INFO;
	if (state.level == FP_LOG_ERROR)
		state.seen.n_errors++;
	if (state.host->log)
		state.host->log(state.host->ctx, state.level, state.line);
}

static enum fp_log_level level_of(enum flashrom_log_level level)
{
	switch (level) {
	case FLASHROM_MSG_ERROR:
		return FP_LOG_ERROR;
	case FLASHROM_MSG_WARN:
		return FP_LOG_WARNING;
	case FLASHROM_MSG_INFO:
		return FP_LOG_INFO;
	default:
		return FP_LOG_DEBUG;
	}
}

/* A line may come in pieces, and a piece may be several lines. A piece of another level begins a
 * line of its own. */
static void take(enum fp_log_level level, const char *text)
{
	if (state.n > 0 && level != state.level)
		end_line();
	for (; *text; text++) {
		if (*text == '\n' || state.n == sizeof state.line - 1)
			end_line();
		state.level = level;
		if (*text != '\n' && (state.n > 0 || *text != ' '))
			state.line[state.n++] = *text;
	}
}

static int callback(enum flashrom_log_level level, const char *format, va_list ap)
{
	char text[1024];

	if (level >= FLASHROM_MSG_SPEW)
		return 0;
	vsnprintf(text, sizeof text, format, ap);
	take(level_of(level), text);
	guard_take(text);
	return 0;
}

void log_start(const struct fp_host *host)
{
	memset(&state, 0, sizeof state);
	state.host = host;
	flashrom_set_log_callback(callback);
}

void log_reset(void)
{
	end_line();
	memset(&state.seen, 0, sizeof state.seen);
	state.is_choices = false;
}

const struct log_seen *log_seen(void)
{
	end_line();
	return &state.seen;
}

void log_set_listing(bool is_listing)
{
	state.is_listing = is_listing;
}
