// SPDX-License-Identifier: GPL-2.0-or-later
// Reading a backup: nothing of it is used before its checksums are found right.

#include <inttypes.h>
#include <jansson.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job/backup.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"

#define BACKUP_HINT "a backup is two files, NAME and NAME.json, as they were written"

static int damaged(struct fp_error *err, const char *what)
{
	fp_fail(err, FP_REFUSED, "this manifest of a backup is damaged: %s", what);
	fp_hint(err, BACKUP_HINT);
	return -FP_REFUSED;
}

static bool get_size(const json_t *object, const char *key, uint64_t *v)
{
	const json_t *item = json_object_get(object, key);

	if (!json_is_integer(item) || json_integer_value(item) < 0)
		return false;
	*v = (uint64_t)json_integer_value(item);
	return true;
}

static bool get_text(const json_t *object, const char *key, char *buf, size_t size)
{
	const json_t *item = json_object_get(object, key);

	if (!json_is_string(item) || json_string_length(item) >= size)
		return false;
	memcpy(buf, json_string_value(item), json_string_length(item) + 1);
	return true;
}

static bool get_hash(const json_t *object, uint8_t *digest)
{
	const char *hex = json_string_value(json_object_get(object, "sha256"));

	return hex && strlen(hex) == 2 * SHA256_DIGEST_SIZE &&
	       fp_hex_decode(hex, NULL) == SHA256_DIGEST_SIZE &&
	       fp_hex_decode(hex, digest) == SHA256_DIGEST_SIZE;
}

static bool has_hash(const uint8_t *data, size_t n, const uint8_t *expected)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, n, data);
	sha256_digest(&ctx, sizeof digest, digest);
	return memcmp(digest, expected, sizeof digest) == 0;
}

static int get_about(const json_t *root, struct fp_backup *backup, struct fp_error *err)
{
	const json_t *chip = json_object_get(root, "chip");
	const json_t *version = json_object_get(root, "flashplan-backup");
	uint64_t erase_size;
	char kind[8];

	if (!json_is_integer(version))
		return fp_fail(err, FP_REFUSED, "this is not the manifest of a backup");
	if (json_integer_value(version) != 1)
		return fp_fail(err, FP_REFUSED,
			       "version %" JSON_INTEGER_FORMAT " of backups is not known here",
			       json_integer_value(version));
	if (!get_text(chip, "name", backup->chip_name, sizeof backup->chip_name) ||
	    !get_text(chip, "id", backup->chip_id, sizeof backup->chip_id) ||
	    !get_size(chip, "size", &backup->chip_size))
		return damaged(err, "no chip with name, id and size");
	fp_text_clean(backup->chip_name);
	fp_text_clean(backup->chip_id);
	/* Files are named after it. */
	if (json_object_get(root, "plan") &&
	    (!get_text(root, "plan", backup->plan, sizeof backup->plan) ||
	     !fp_name_is_valid(backup->plan)))
		return damaged(err, "the plan has no name that a plan can have");
	if (!get_size(root, "erase-size", &erase_size) || !erase_size || erase_size > UINT32_MAX ||
	    (erase_size & (erase_size - 1)))
		return damaged(err, "the erase-size is not a power of two");
	backup->erase_size = (uint32_t)erase_size;
	if (!get_text(root, "kind", kind, sizeof kind) ||
	    (strcmp(kind, "chip") && strcmp(kind, "blocks")))
		return damaged(err, "the kind is neither \"chip\" nor \"blocks\"");
	backup->is_chip = !strcmp(kind, "chip");
	return 0;
}

static int get_ranges(const json_t *root, struct fp_backup *backup, struct fp_error *err)
{
	const json_t *list = json_object_get(root, "ranges");
	const size_t n = json_array_size(list);
	uint64_t end = 0, sum = 0, size;
	struct fp_range *ranges = calloc(n ? n : 1, sizeof *ranges);

	if (!ranges)
		return fp_fail(err, FP_REFUSED, "out of memory for %zu ranges", n);
	backup->ranges = ranges;
	backup->n_ranges = n;
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(list, i);

		if (!get_size(item, "offset", &ranges[i].offset) ||
		    !get_size(item, "size", &ranges[i].size) || !ranges[i].size)
			return damaged(err, "a range without offset and size");
		if (ranges[i].offset < end || !fp_range_fits(ranges[i], backup->chip_size))
			return damaged(err,
				       "the ranges overlap, are not in order or leave the chip");
		end = fp_range_end(ranges[i]);
		sum += ranges[i].size;
	}
	if (!n || (backup->is_chip && sum != backup->chip_size))
		return damaged(err, "the ranges are not all there");
	if (!get_size(root, "size", &size) || size != sum || size > SIZE_MAX - 1)
		return damaged(err, "the size is not the sum of the ranges");
	backup->size = (size_t)size;
	return 0;
}

static int get_parts(const json_t *root, struct fp_backup *backup, struct fp_error *err)
{
	const json_t *list = json_object_get(root, "partitions");
	const size_t n = json_array_size(list);
	struct fp_backup_part *parts = calloc(n ? n : 1, sizeof *parts);

	if (!parts)
		return fp_fail(err, FP_REFUSED, "out of memory for %zu partitions", n);
	backup->parts = parts;
	backup->n_parts = n;
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(list, i);

		if (!get_text(item, "name", parts[i].name, sizeof parts[i].name) ||
		    !fp_name_is_valid(parts[i].name) ||
		    !get_size(item, "offset", &parts[i].range.offset) ||
		    !get_size(item, "size", &parts[i].range.size) ||
		    !fp_range_fits(parts[i].range, backup->chip_size))
			return damaged(err,
				       "a partition without name, offset and size on the chip");
		parts[i].is_per_device = json_is_true(json_object_get(item, "per-device"));
	}
	return 0;
}

static int check_data(const json_t *root, const struct fp_backup *backup, const char *path,
		      struct fp_error *err)
{
	const json_t *list = json_object_get(root, "ranges");
	uint8_t digest[SHA256_DIGEST_SIZE];
	size_t at = 0;

	for (size_t i = 0; i < backup->n_ranges; i++) {
		const struct fp_range r = backup->ranges[i];

		if (!get_hash(json_array_get(list, i), digest))
			return damaged(err, "a range without its sha256");
		if (!has_hash(backup->data + at, (size_t)r.size, digest))
			return fp_fail(err, FP_REFUSED,
				       "%s is damaged: the bytes of 0x%" PRIx64 "+0x%" PRIx64
				       " have another sha256 than in the manifest",
				       path, r.offset, r.size);
		at += (size_t)r.size;
	}
	if (!get_hash(root, digest))
		return damaged(err, "no sha256");
	if (!has_hash(backup->data, backup->size, digest))
		return fp_fail(err, FP_REFUSED, "%s has another sha256 than in the manifest", path);
	return 0;
}

static int load_data(const json_t *root, struct fp_backup *backup, const char *path,
		     struct fp_error *err)
{
	char *data;
	size_t n;
	int ret = fp_file_read(path, backup->size, &data, &n, err);

	if (ret)
		return ret;
	backup->data = (const uint8_t *)data;
	if (n != backup->size)
		return fp_fail(err, FP_REFUSED, "%s has %zu bytes, the manifest says %zu", path, n,
			       backup->size);
	return check_data(root, backup, path, err);
}

static json_t *load_manifest(const char *file, struct fp_error *err)
{
	json_error_t json;
	json_t *root;
	char *text;
	size_t n;

	if (fp_file_read_by(file, FP_BY_US, FP_BACKUP_MANIFEST_MAX, &text, &n, err))
		return NULL;
	snprintf(err->file, sizeof err->file, "%s", file);
	root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &json);
	free(text);
	if (root)
		return root;
	damaged(err, json.text);
	if (json.line > 0)
		err->line = (unsigned)json.line;
	if (json.column > 0)
		err->column = (unsigned)json.column;
	return NULL;
}

int fp_backup_load(const char *path, struct fp_backup *backup, struct fp_error *err)
{
	char *file = fp_file_beside(path, ".json");
	json_t *root;
	int ret;

	memset(backup, 0, sizeof *backup);
	if (!file)
		return fp_fail(err, FP_REFUSED, "out of memory for a name");
	root = load_manifest(file, err);
	ret = root ? get_about(root, backup, err) : -FP_REFUSED;
	if (!ret)
		ret = get_ranges(root, backup, err);
	if (!ret)
		ret = get_parts(root, backup, err);
	if (!ret) {
		err->file[0] = 0;
		ret = load_data(root, backup, path, err);
	}
	if (ret)
		fp_hint(err, BACKUP_HINT);
	json_decref(root);
	free(file);
	return ret;
}

const uint8_t *fp_backup_find(const struct fp_backup *backup, struct fp_range range)
{
	size_t at = 0;

	for (size_t i = 0; i < backup->n_ranges; i++) {
		if (fp_range_contains(backup->ranges[i], range))
			return backup->data + at + (range.offset - backup->ranges[i].offset);
		at += (size_t)backup->ranges[i].size;
	}
	return NULL;
}

void fp_backup_free(struct fp_backup *backup)
{
	free((void *)(uintptr_t)backup->parts);
	free((void *)(uintptr_t)backup->ranges);
	free((void *)(uintptr_t)backup->data);
	memset(backup, 0, sizeof *backup);
}
