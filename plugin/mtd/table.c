// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel's table of MTDs. Lines of /proc/mtd: mtd_proc_show() in drivers/mtd/mtdcore.c.

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/scan.h"
#include "table.h"

#define TEXT_MAX ((size_t)1 << 20)

const char *mtd_root = "";

void mtd_device_path(unsigned number, char *path, size_t size)
{
	snprintf(path, size, "%s/dev/mtd%u", mtd_root, number);
	if (access(path, F_OK) < 0)
		snprintf(path, size, "%s/dev/mtd/%u", mtd_root, number);
}

/* A file below mtd_root; NULL where there is none. The caller frees. */
static char *read_text(const char *path)
{
	struct fp_error ignored = { 0 };
	char full[512], *text = NULL;
	size_t n;

	snprintf(full, sizeof full, "%s%s", mtd_root, path);
	if (fp_file_read(full, TEXT_MAX, &text, &n, &ignored) < 0)
		return NULL;
	return text;
}

/* mtd3: 00040000 00010000 "name" */
static bool scan_entry(struct fp_scan s, struct mtd_entry *entry)
{
	uint64_t number, erase_size;
	size_t n;

	*entry = (struct mtd_entry){ 0 };
	if (!fp_scan_word(&s, "mtd") || !fp_scan_number(&s, 10, &number) || number > 255 ||
	    !fp_scan_char(&s, ':') || !fp_scan_space(&s) || !fp_scan_number(&s, 16, &entry->size) ||
	    !fp_scan_space(&s) || !fp_scan_number(&s, 16, &erase_size) || !fp_scan_space(&s) ||
	    !fp_scan_char(&s, '"'))
		return false;
	n = (size_t)(s.end - s.p);
	if (!n || s.p[n - 1] != '"' || n > sizeof entry->name)
		return false;
	memcpy(entry->name, s.p, n - 1);
	entry->number = (unsigned)number;
	return true;
}

static void read_offset(struct mtd_entry *entry)
{
	char path[64], *text;

	snprintf(path, sizeof path, "/sys/class/mtd/mtd%u/offset", entry->number);
	text = read_text(path);
	if (text) {
		entry->offset = strtoull(text, NULL, 0);
		entry->has_offset = true;
	}
	free(text);
}

static struct mtd_entry *find_number(struct mtd_table *table, unsigned long number)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->entries[i].number == number)
			return &table->entries[i];
	return NULL;
}

static struct mtd_entry *find_name(struct mtd_table *table, const char *name)
{
	for (size_t i = 0; i < table->n; i++)
		if (strcmp(table->entries[i].name, name) == 0)
			return &table->entries[i];
	return NULL;
}

/* By a name of a block or character device, or jffs2's "mtd:NAME". */
static struct mtd_entry *find_device(struct mtd_table *table, const char *device)
{
	static const char *const prefixes[] = { "/dev/mtdblock", "/dev/mtd", "mtdblock", "mtd" };
	char *end;

	if (strncmp(device, "mtd:", 4) == 0)
		return find_name(table, device + 4);
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		const size_t n = strlen(prefixes[i]);
		const char *const digits =
			device + n + (strncmp(device, prefixes[i], n) == 0 && device[n] == '/');
		unsigned long number;

		if (strncmp(device, prefixes[i], n) != 0 || !*digits)
			continue;
		number = strtoul(digits, &end, 10);
		if (!*end && *digits != '-')
			return find_number(table, number);
	}
	return NULL;
}

/* What root= on the kernel's command line says: a name, or major 31 (MTD block devices) and minor,
 * as "31:2" or "1f02". */
static struct mtd_entry *find_root(struct mtd_table *table)
{
	char *const line = read_text("/proc/cmdline");
	struct mtd_entry *entry = NULL;
	char *state = NULL;

	for (char *word = line ? strtok_r(line, " \n", &state) : NULL; word;
	     word = strtok_r(NULL, " \n", &state)) {
		if (strncmp(word, "root=", 5) != 0)
			continue;
		if (strncmp(word + 5, "31:", 3) == 0)
			entry = find_number(table, strtoul(word + 8, NULL, 10));
		else if (strncmp(word + 5, "1f", 2) == 0 && strlen(word) == 9)
			entry = find_number(table, strtoul(word + 7, NULL, 16));
		else
			entry = find_device(table, word + 5);
	}
	free(line);
	return entry;
}

static void read_mounts(struct mtd_table *table)
{
	char *const text = read_text("/proc/mounts");
	char *lines = NULL, *words;

	for (char *line = text ? strtok_r(text, "\n", &lines) : NULL; line;
	     line = strtok_r(NULL, "\n", &lines)) {
		const char *const device = strtok_r(line, " ", &words);
		const char *const place = device ? strtok_r(NULL, " ", &words) : NULL;
		struct mtd_entry *entry;

		if (!place)
			continue;
		entry = strcmp(device, "/dev/root") == 0 ? find_root(table)
							 : find_device(table, device);
		if (entry)
			snprintf(entry->mounted, sizeof entry->mounted, "mounted on %.50s", place);
	}
	free(text);
}

static void read_ubi(struct mtd_table *table)
{
	for (unsigned i = 0; i < 32; i++) {
		struct mtd_entry *entry = NULL;
		char path[64], *text;

		snprintf(path, sizeof path, "/sys/class/ubi/ubi%u/mtd_num", i);
		text = read_text(path);
		if (text)
			entry = find_number(table, strtoul(text, NULL, 10));
		if (entry)
			snprintf(entry->mounted, sizeof entry->mounted, "attached to UBI");
		free(text);
	}
}

/* One MTD inside of another shows in the path of its directory. */
static bool is_inside(const struct mtd_entry *inner, const struct mtd_entry *outer)
{
	char path[512], part[32], *real;
	bool is_inner;

	snprintf(path, sizeof path, "%s/sys/class/mtd/mtd%u", mtd_root, inner->number);
	snprintf(part, sizeof part, "/mtd%u/", outer->number);
	real = realpath(path, NULL);
	is_inner = real && strstr(real, part);
	free(real);
	return is_inner;
}

/* What an inner MTD is used for, the outer one is. */
static void find_nested(struct mtd_table *table)
{
	for (size_t i = 0; i < table->n; i++) {
		struct mtd_entry *const inner = &table->entries[i];

		for (size_t k = 0; k < table->n; k++) {
			struct mtd_entry *const outer = &table->entries[k];

			if (k == i || !is_inside(inner, outer))
				continue;
			inner->is_nested |= outer->has_offset;
			if (!outer->mounted[0])
				memcpy(outer->mounted, inner->mounted, sizeof inner->mounted);
		}
	}
}

int mtd_table_read(struct mtd_table *table, struct fp_error *err)
{
	char *const text = read_text("/proc/mtd");
	struct fp_scan s, line;
	unsigned number = 0;

	table->n = 0;
	if (!text) {
		fp_fail(err, FP_REFUSED, "this kernel has no MTDs: there is no /proc/mtd");
		fp_hint(err, "-p mtd: is for the device itself; elsewhere name another programmer");
		return -FP_REFUSED;
	}
	s = (struct fp_scan){ text, text + strlen(text) };
	while (table->n < MTD_ENTRIES_MAX && fp_scan_line(&s, &line, &number))
		table->n += scan_entry(line, &table->entries[table->n]);
	free(text);
	for (size_t i = 0; i < table->n; i++)
		read_offset(&table->entries[i]);
	read_mounts(table);
	read_ubi(table);
	find_nested(table);
	if (!table->n)
		return fp_fail(err, FP_REFUSED, "this kernel has no MTDs: /proc/mtd is empty");
	return 0;
}
