// SPDX-License-Identifier: GPL-2.0-or-later
// The command sf, and the chip behind it.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "uboot/board.h"

static void probe(struct board *b, int argc)
{
	const struct dialect *const d = b->dialect;

	if (d->probe_needs_bus && argc < 3) {
		say(b, "sf - SPI flash sub-system\n\nUsage:\nsf probe [bus:]cs [hz] [mode]\n");
		return;
	}
	for (const char *p = d->probe; *p; p++) {
		if (*p == '%' && *++p == 'M')
			say(b, "%zu", b->flash_size >> 20);
		else if (*p == 'K' && p[-1] == '%')
			say(b, "%zu", b->flash_size >> 10);
		else
			say(b, "%c", *p);
	}
	say(b, "%s", d->after_probe ? d->after_probe : "");
	b->is_probed = true;
}

static void say_done(struct board *b, const char *what, uint64_t n, uint64_t offset)
{
	if (b->dialect->says_ok)
		say(b, "SF: %" PRIu64 " bytes @ 0x%" PRIx64 " %s: OK\n", n, offset, what);
}

static void read_flash(struct board *b, uint64_t address, uint64_t offset, uint64_t n)
{
	uint8_t *p = ram_at(b, address, n);

	if (b->dialect->says_ok)
		say(b, "device 0 offset 0x%" PRIx64 ", size 0x%" PRIx64 "\n", offset, n);
	if (p && !b->faults.is_read_lost)
		memcpy(p, b->flash + offset, n);
	b->counters.read += n;
	say_done(b, "Read", n, offset);
	say(b, "%s", b->dialect->after_read ? b->dialect->after_read : "");
}

static bool is_dead(const struct board *b, uint64_t offset)
{
	return b->faults.is_protected || (b->faults.dead_at && offset >= b->faults.dead_at);
}

static void write_flash(struct board *b, uint64_t address, uint64_t offset, uint64_t n)
{
	const uint8_t *p = ram_at(b, address, n);

	if (b->dialect->says_ok)
		say(b, "device 0 offset 0x%" PRIx64 ", size 0x%" PRIx64 "\n", offset, n);
	for (uint64_t i = 0; p && i < n && !is_dead(b, offset); i++)
		b->flash[offset + i] &= p[i];
	b->counters.programmed += n;
	say_done(b, "Written", n, offset);
}

static void erase_flash(struct board *b, uint64_t offset, uint64_t n)
{
	if (offset % b->dialect->erase_size || n % b->dialect->erase_size) {
		if (b->dialect->says_ok)
			say(b, "SF: %" PRIu64 " bytes @ 0x%" PRIx64 " Erased: ERROR -22\n", n,
			    offset);
		else
			say(b, "SPI flash erase failed\n");
		return;
	}
	if (!is_dead(b, offset))
		memset(b->flash + offset, 0xff, n);
	b->counters.erased += n;
	say_done(b, "Erased", n, offset);
}

void sf_command(struct board *b, int argc, char **argv)
{
	const char *const what = argc > 1 ? argv[1] : "";
	const int first = strcmp(what, "erase") == 0 ? 2 : 3;
	uint64_t address, offset, n;

	if (strcmp(what, "probe") == 0) {
		probe(b, argc);
		return;
	}
	if (argc != first + 2) {
		say(b, "sf - SPI flash sub-system\n\nUsage:\nsf probe [bus:]cs [hz] [mode]\n");
		return;
	}
	if (!b->is_probed) {
		say(b, "No SPI flash selected. Please run `sf probe'\n");
		return;
	}
	address = strtoull(argv[2], NULL, 16);
	offset = strtoull(argv[first], NULL, 16);
	n = strtoull(argv[first + 1], NULL, 16);
	if (offset > b->flash_size || n > b->flash_size - offset) {
		if (b->dialect->has_upper_crc && b->dialect->says_ok)
			say(b, "ERROR: attempting read past flash size (0x%zx)\n", b->flash_size);
		else
			say(b, "Offset exceeds device limit\n");
		return;
	}
	if (b->faults.is_protected && b->dialect->says_locked && strcmp(what, "read") != 0)
		say(b, "ERROR: flash area is locked\n");
	else if (strcmp(what, "read") == 0)
		read_flash(b, address, offset, n);
	else if (strcmp(what, "write") == 0)
		write_flash(b, address, offset, n);
	else
		erase_flash(b, offset, n);
}
