// SPDX-License-Identifier: GPL-2.0-or-later
// The table of options.

#include "option-set.h"
#include "option-table.h"

#define TEXT(m)	   set_text, offsetof(struct options, m)
#define FLAG(m)	   set_flag, offsetof(struct options, m)
#define NUMBER(m)  set_number, offsetof(struct options, m)
#define MORE(m)	   set_more, offsetof(struct options, m)
#define LIST(m)	   set_list, offsetof(struct options, m)
#define FORMAT(m)  set_format, offsetof(struct options, m)
#define PERCENT(m) set_percent, offsetof(struct options, m)
#define SIZE(m)	   set_size, offsetof(struct options, m)

const struct option_row option_rows[] = {
	{ OPTION_INCLUDE, 'i', "include", "NAME[:FILE]",
	  "select a partition or span; FILE replaces its content", set_include, 0 },
	{ OPTION_FILE, 0, "file", "NAME=PATH", "content for a partition, without selecting it",
	  set_file, 0 },
	{ OPTION_ALL, 0, "all", NULL, "select every partition that has content", FLAG(is_all) },
	{ OPTION_FROM, 0, "from", "IMAGE",
	  "take the content of what is selected out of an image or dump of the chip", TEXT(from) },
	{ OPTION_SET, 0, "set", "FIELD=VALUE",
	  "the value of a field of the plan, such as a MAC address; selects just its bytes",
	  set_setting, 0 },
	{ OPTION_SET_FROM, 0, "set-from", "FILE",
	  "the values of one unit: a table (CSV), its first row the names of fields",
	  TEXT(set_from) },
	{ OPTION_ROW, 0, "row", "N", "which unit of --set-from, counted from 1", NUMBER(row) },
	{ OPTION_PER_DEVICE, 0, "per-device", NULL,
	  "touch what belongs to one unit as if it were any partition", FLAG(has_per_device) },
	{ OPTION_READ_ONLY, 0, "read-only", NULL,
	  "touch what is read-only as if it were any partition", FLAG(has_read_only) },
	{ OPTION_SKIP, 0, "skip", "NAME", "leave this partition out of --all", LIST(skips) },
	{ OPTION_INCLUDE_DIR, 'I', "include-dir", "DIR", "look for the plan's files here too",
	  LIST(include_dirs) },
	{ OPTION_PROGRAMMER, 'p', "programmer", "PROG",
	  "as in flashrom: ch341a_spi, linux_spi:dev=...; or uboot:dev=/dev/ttyUSB0",
	  TEXT(programmer) },
	{ OPTION_CHIP, 'c', "chip", "NAME",
	  "the chip's name in flashrom; otherwise the plan's names are tried", TEXT(chip) },
	{ OPTION_OUTPUT, 'o', "output", "FILE", "write here; - is standard output", TEXT(output) },
	{ OPTION_DIR, 'd', "dir", "DIR", "put the files into this directory", TEXT(dir) },
	{ OPTION_OVERWRITE, 0, "overwrite", NULL, "replace files that hold something else",
	  FLAG(has_overwrite) },
	{ OPTION_TRIM, 0, "trim", NULL,
	  "nothing around it: image: the selected range only; extract: no erased end",
	  FLAG(is_trimmed) },
	{ OPTION_PLAN, 0, "plan", "PLAN", "the plan of the chip that FILE is of", TEXT(plan) },
	{ OPTION_OFFSET, 0, "offset", "OFFSET", "where in FILE the environment is", set_offset,
	  offsetof(struct options, offset) },
	{ OPTION_HEX, 0, "hex", NULL, "show the places that differ", FLAG(is_hex) },
	{ OPTION_AGAINST, 0, "against", "DUMP",
	  "a second dump of the same chip, which shows bits that were misread", TEXT(against) },
	{ OPTION_IGNORE, 0, "ignore", "NAME", "leave this partition or span out", LIST(ignored) },
	{ OPTION_FROM_FORMAT, 'f', "from-format", "FORMAT",
	  "the format of what is read; otherwise it is recognised", FORMAT(from_format) },
	{ OPTION_TO_FORMAT, 't', "to-format", "FORMAT", "the format to write", FORMAT(to_format) },
	{ OPTION_SIZE, 0, "size", "SIZE",
	  "of the chip, where IN does not tell it; env: of the environment", SIZE(size) },
	{ OPTION_TABLE, 0, "table", "WHICH",
	  "one of several tables in IN: an mtd-id, a node's path, an offset 0x...", TEXT(table) },
	{ OPTION_MTD_ID, 0, "mtd-id", "NAME", "the name that Linux has for the chip, for mtdparts",
	  TEXT(mtd_id) },
	{ OPTION_MANIFEST, 0, "manifest", "FILE", "write checksums and sources as JSON",
	  TEXT(manifest) },
	{ OPTION_DEPFILE, 0, "depfile", "FILE", "write the dependencies for make or ninja",
	  TEXT(depfile) },
	{ OPTION_SUMMARY, 0, "summary", "FILE",
	  "write what is used, free, and changed since the old manifest as Markdown",
	  TEXT(summary) },
	{ OPTION_FORCE, 0, "force", NULL,
	  "take what is not what the plan or a rule wants, or that would brick the device",
	  FLAG(is_forced) },
	{ OPTION_VIA, 0, "via", "MEDIA",
	  "where U-Boot gets the files from: mmc, usb, tftp, \"mmc 1:1\"", TEXT(via) },
	{ OPTION_PLAIN, 0, "plain", NULL, "lines to paste one by one, for U-Boot without `if`",
	  FLAG(is_plain) },
	{ OPTION_DRY_RUN, 0, "dry-run", NULL, "say what would be done, and stop before it",
	  FLAG(is_dry_run) },
	{ OPTION_UNPROTECT, 0, "unprotect", NULL, "lift the chip's write protection for this job",
	  FLAG(has_unprotect) },
	{ OPTION_IGNORE_TABLE, 0, "ignore-table", NULL,
	  "go by the plan where the chip's own partition table contradicts it",
	  FLAG(ignores_table) },
	{ OPTION_BACKUP, 0, "backup", "FILE", "the name of the backup; it must not exist",
	  TEXT(backup) },
	{ OPTION_BACKUP_FROM, 0, "backup-from", "DUMP",
	  "where checksums say that the chip holds what DUMP does, take it from there",
	  TEXT(backup_from) },
	{ OPTION_NO_BACKUP, 0, "no-backup", NULL, "do without a backup of the touched blocks",
	  FLAG(has_no_backup) },
	{ OPTION_RESUME, 0, "resume", "BACKUP",
	  "this is the unit whose interrupted job took that backup: go on with it", LIST(resumed) },
	{ OPTION_OTHER_UNIT, 0, "other-unit", NULL,
	  "interrupted jobs were on other units: take nothing from their backups",
	  MORE(n_other_units) },
	{ OPTION_PASSES, 0, "passes", "N",
	  "read what differs again, until two readings agree, at most N times (8)",
	  NUMBER(passes) },
	{ OPTION_TIMEOUT, 0, "timeout", "SECONDS",
	  "end a programmer that takes longer for one operation (15)", NUMBER(timeout_s) },
	{ OPTION_SPANS, 0, "spans", NULL, "spans too", FLAG(has_spans) },
	{ OPTION_STRICT, 0, "strict", NULL, "warnings count as faults", FLAG(is_strict) },
	{ OPTION_FILES, 0, "files", NULL, "judge the files of contents, too", FLAG(has_files) },
	{ OPTION_WARN_ABOVE, 0, "warn-above", "PERCENT",
	  "with --files: warn of partitions that are filled to more", PERCENT(warn_above) },
	{ OPTION_WITH, 0, "with", "SOURCE",
	  "the table in this file, of any format, must be the plan's", LIST(with) },
	{ OPTION_ANNOTATIONS, 0, "annotations", NULL, "print faults as lines for GitHub Actions",
	  FLAG(has_annotations) },
	{ OPTION_JSON, 0, "json", NULL, "print the result as JSON", FLAG(is_json) },
	{ OPTION_EVENTS, 0, "events", "FILE",
	  "append a line of JSON for each step; - is standard error", TEXT(events) },
	{ OPTION_VERBOSE, 'v', "verbose", NULL, "print the programmer's log; twice: all of it",
	  MORE(verbosity) },
	{ OPTION_VERBOSE_TOO, 'V', NULL, NULL, NULL, MORE(verbosity) },
	{ OPTION_HELP, 'h', "help", NULL, "print this help", FLAG(is_help) },
	{ OPTION_VERSION, 'R', "version", NULL, "print the version", FLAG(is_version) },
	{ OPTION_NO_VERIFY, 'n', NULL, NULL, NULL, refuse_no_verify, 0 },
	{ 0 },
};

_Static_assert(sizeof option_rows / sizeof *option_rows - 1 <= OPTION_ROWS_MAX,
	       "raise OPTION_ROWS_MAX");

bool option_is_taken(const struct command *command, enum option_id id)
{
	if (id >= OPTION_VERBOSE)
		return true;
	for (const enum option_id *own = command ? command->options : NULL; own && *own; own++)
		if (*own == id)
			return true;
	return false;
}

void option_words(const struct command *command, const struct option_row *row, const char **arg,
		  const char **help)
{
	static const struct {
		const char *arg, *help;
	} include[] = {
		[INCLUDE_TARGET] = { "NAME[:FILE]", "select a partition or span; it goes to FILE" },
		[INCLUDE_NONE] = { "NAME", "select a partition or span" },
	};
	const bool is_other = row->id == OPTION_INCLUDE && command->include != INCLUDE_CONTENT;

	*arg = is_other ? include[command->include].arg : row->arg;
	*help = is_other ? include[command->include].help : row->help;
}
