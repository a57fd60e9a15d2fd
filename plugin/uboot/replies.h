/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What U-Boot prints, in all its versions, taken apart. Pure: text in, values out. A reply is the
 * text between the echo of a command and the next prompt, with a 0 byte behind it. The formats are
 * those of U-Boot's own sources, cmd/sf.c, lib/display_options.c, common/hash.c, cmd/load.c, and of
 * the vendors' trees that are named where they differ. */
#ifndef FP_UBOOT_REPLIES_H
#define FP_UBOOT_REPLIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPLY_LINE_MAX 128 /* bytes of a line or value that is taken out, with its end */

struct reply_flash {
	char name[64]; /* empty: not told */
	uint64_t size; /* bytes; 0: not told */
	uint32_t erase_size; /* bytes; 0: not told */
};

/* The answer to "sf probe". False: no chip was found, or that is no such answer. */
bool reply_flash(const char *text, struct reply_flash *flash);

/* The answer to "md.b" or "md.l" (width 1 or 4) of n bytes at address. Returns how many bytes of
 * it, from the start, came as expected. Items are numbers in the CPU's byte order. */
size_t reply_memory(const char *text, uint64_t address, unsigned width, bool is_big_endian,
		    uint8_t *buf, size_t n);

/* The answer to "crc32" over size bytes at address. False: not, or of another place, or cut. */
bool reply_crc32(const char *text, uint64_t address, uint64_t size, uint32_t *crc);

/* Bytes that loady or loadb say they received. */
bool reply_total(const char *text, uint64_t *bytes);

/* Takes out the first line that says that something went wrong. False: there is none, which alone
 * is no success. */
bool reply_error(const char *text, char line[REPLY_LINE_MAX]);

/* The words by which "sf" refuses before it has issued anything. */
bool reply_is_refusal(const char *line);

bool reply_is_locked(const char *line);

/* Is the command in the answer to "help"? */
bool reply_has_command(const char *help, const char *name);

/* The line of "version" that names it: "U-Boot 2013.07 (...)". */
bool reply_version(const char *text, char line[REPLY_LINE_MAX]);

/* A line "NAME=VALUE" of printenv. */
bool reply_variable(const char *text, const char *name, char *value, size_t size);

/* Where the RAM begins, after bdinfo. */
bool reply_ram(const char *text, uint64_t *start);

/* Does a boot loader or a kernel begin in there: has the device been reset? */
bool reply_is_boot(const char *text);

/* What stops autoboot, where the text asks for a key. False: it does not. */
bool reply_stop_key(const char *text, char key[REPLY_LINE_MAX]);

/* Can this be the prompt of a boot loader? */
bool reply_can_be_prompt(const char *line);

#endif
