// SPDX-License-Identifier: GPL-2.0-or-later
// The table of options.

#include <string.h>

#include "option-table.h"

const struct option_row option_rows[] = {
	{ 'i', 'i', "include", "NAME[:FILE]",
	  "select a partition or span; FILE replaces its content" },
	{ 'k', 'i', "include", "NAME", "select a partition or span" },
	{ 'r', 'i', "include", "NAME[:FILE]", "select a partition or span; it goes to FILE" },
	{ 'f', 0, "file", "NAME=PATH", "content for a partition, without selecting it" },
	{ 'a', 0, "all", NULL, "select every partition that has content" },
	{ 'F', 0, "from", "IMAGE",
	  "take the content of what is selected out of an image or dump of the chip" },
	{ 'D', 0, "per-device", NULL,
	  "also touch per-device or read-only partitions named with -i" },
	{ 'I', 'I', "include-dir", "DIR", "look for the plan's files here too" },
	{ 'p', 'p', "programmer", "PROG",
	  "as in flashrom: ch341a_spi, dummy:emulate=..., linux_spi:dev=..." },
	{ 'c', 'c', "chip", "NAME",
	  "the chip's name in flashrom; otherwise the plan's names are tried" },
	{ 'o', 'o', "output", "FILE", "write here; - is standard output" },
	{ 'd', 'd', "dir", "DIR", "put the files into this directory" },
	{ 'T', 0, "trim", NULL,
	  "nothing around it: image: the selected range only; extract: no erased end" },
	{ 'P', 0, "plan", "PLAN", "the plan of the chip that FILE is of" },
	{ 'x', 0, "hex", NULL, "show the places that differ" },
	{ 'g', 0, "ignore", "NAME", "leave this partition or span out" },
	{ 'q', 'f', "from-format", "FORMAT", "the format of IN; otherwise it is recognised" },
	{ 'e', 't', "to-format", "FORMAT", "the format to write" },
	{ 'z', 0, "size", "SIZE", "of the chip, where IN does not tell it" },
	{ 'w', 0, "table", "WHICH",
	  "one of several tables in IN: an mtd-id, a node's path, an offset 0x..." },
	{ 'm', 0, "manifest", "FILE", "write checksums and sources as JSON" },
	{ 'M', 0, "depfile", "FILE", "write the dependencies for make or ninja" },
	{ 'y', 0, "dry-run", NULL, "say what would be done, and stop before it" },
	{ 'u', 0, "unprotect", NULL, "lift the chip's write protection for this job" },
	{ 'b', 0, "backup", "FILE", "the name of the backup; it must not exist" },
	{ 'B', 0, "no-backup", NULL, "do without a backup of the touched blocks" },
	{ 'N', 0, "passes", "N", "read the chip so often; all must agree (2)" },
	{ 't', 0, "timeout", "SECONDS",
	  "end a programmer that takes longer for one operation (15)" },
	{ 's', 0, "spans", NULL, "spans too" },
	{ 'S', 0, "strict", NULL, "warnings count as faults" },
	{ 'j', 0, "json", NULL, "print the result as JSON" },
	{ 'v', 'v', "verbose", NULL, "print the programmer's log; twice: all of it" },
	{ 'V', 'V', NULL, NULL, NULL },
	{ 'h', 'h', "help", NULL, "print this help" },
	{ 'R', 'R', "version", NULL, "print the version" },
	/* flashrom's "do not verify": accepted there, so it must not be taken for --dry-run here.
	 */
	{ 'n', 'n', NULL, NULL, NULL },
};

const size_t n_option_rows = sizeof option_rows / sizeof *option_rows;

_Static_assert(sizeof option_rows / sizeof *option_rows <= OPTION_ROWS_MAX,
	       "raise OPTION_ROWS_MAX");

bool option_is_taken(const struct command *command, int id)
{
	return strchr("vVhRn", id) || (command && strchr(command->options, id));
}
