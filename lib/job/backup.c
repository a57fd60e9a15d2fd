// SPDX-License-Identifier: GPL-2.0-or-later
// Backups: bytes and their manifest, written before the first erase and read back for a restore.

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file-out.h"
#include "base/file.h"
#include "base/number.h"
#include "job/backup.h"

/* Names come from programmers: what is not plain ASCII must not cost the backup. */
static json_t *plain_string(const char *text)
{
	char plain[64];
	size_t n = 0;

	for (; text[n] && n < sizeof plain - 1; n++)
		plain[n] = text[n] >= 0x20 && text[n] < 0x7f ? text[n] : '?';
	return json_stringn(plain, n);
}

static json_t *pack_ranges(const struct fp_backup *backup)
{
	json_t *list = json_array();
	char hex[FP_DIGEST_TEXT];
	size_t at = 0;

	for (size_t i = 0; list && i < backup->n_ranges; i++) {
		const struct fp_range r = backup->ranges[i];
		json_t *item = json_pack("{s:I, s:I, s:s}", "offset", (json_int_t)r.offset, "size",
					 (json_int_t)r.size, "sha256",
					 fp_digest_text(backup->data + at, (size_t)r.size, hex));

		if (json_array_append_new(list, item)) {
			json_decref(list);
			return NULL;
		}
		at += (size_t)r.size;
	}
	return list;
}

static json_t *pack_parts(const struct fp_backup *backup)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < backup->n_parts; i++) {
		const struct fp_backup_part *const part = &backup->parts[i];
		json_t *item =
			json_pack("{s:s, s:I, s:I, s:b}", "name", part->name, "offset",
				  (json_int_t)part->range.offset, "size",
				  (json_int_t)part->range.size, "per-device", part->is_per_device);

		if (json_array_append_new(list, item)) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

/* The manifest's text, the caller's to free(); NULL when out of memory. */
static char *make_manifest(const struct fp_backup *backup, size_t *n)
{
	char hex[FP_DIGEST_TEXT];
	json_t *root =
		json_pack("{s:i, s:s, s:o*, s:I, s:{s:o, s:o, s:I}, s:o, s:o, s:I, s:s}",
			  "flashplan-backup", 1, "kind", backup->is_chip ? "chip" : "blocks",
			  "plan", backup->plan[0] ? plain_string(backup->plan) : NULL, "erase-size",
			  (json_int_t)backup->erase_size, "chip", "name",
			  plain_string(backup->chip_name), "id", plain_string(backup->chip_id),
			  "size", (json_int_t)backup->chip_size, "partitions", pack_parts(backup),
			  "ranges", pack_ranges(backup), "size", (json_int_t)backup->size, "sha256",
			  fp_digest_text(backup->data, backup->size, hex));
	char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;

	json_decref(root);
	if (text) {
		*n = strlen(text) + 1;
		text[*n - 1] = '\n';
	}
	return text;
}

int fp_backup_create(const char *path, const struct fp_backup *backup, struct fp_error *err)
{
	char *manifest = fp_file_beside(path, ".json"), *text = NULL;
	int saved = 0, ret = -FP_REFUSED;
	size_t n;

	if (manifest)
		text = make_manifest(backup, &n);
	if (!text) {
		fp_fail(err, FP_REFUSED, "out of memory for the backup's manifest");
		goto out;
	}
	ret = fp_file_create(path, backup->data, backup->size, err);
	saved = errno;
	if (ret)
		goto out;
	ret = fp_file_create(manifest, text, n, err);
	saved = errno;
	if (ret)
		unlink(path);
out:
	free(text);
	free(manifest);
	errno = saved;
	return ret;
}

int fp_backup_check(const char *path, struct fp_error *err)
{
	char *manifest = fp_file_beside(path, ".json");
	int ret;

	if (!manifest)
		return fp_fail(err, FP_REFUSED, "out of memory for the backup's name");
	ret = fp_file_create(path, "", 0, err);
	if (ret == 0) {
		ret = fp_file_create(manifest, "", 0, err);
		if (ret == 0)
			unlink(manifest);
		unlink(path);
	}
	free(manifest);
	return ret;
}

int fp_backup_create_next(const char *prefix, const struct fp_backup *backup, char **path,
			  struct fp_error *err)
{
	*path = NULL;
	for (int i = 1; i <= FP_BACKUP_NUMBER_MAX; i++) {
		struct fp_error trial = { 0 };
		char suffix[24], *name;
		int ret, saved;

		snprintf(suffix, sizeof suffix, "-%d.bak", i);
		name = fp_file_beside(prefix, suffix);
		if (!name)
			return fp_fail(err, FP_REFUSED, "out of memory for the backup's name");
		/* Before the manifest is made: that takes a while. */
		if (access(name, F_OK) == 0) {
			free(name);
			continue;
		}
		ret = fp_backup_create(name, backup, &trial);
		saved = errno;
		if (!ret) {
			*path = name;
			return 0;
		}
		free(name);
		if (saved != EEXIST) {
			*err = trial;
			return ret;
		}
	}
	return fp_fail(err, FP_REFUSED, "%s-1.bak up to -%d.bak exist already", prefix,
		       FP_BACKUP_NUMBER_MAX);
}
