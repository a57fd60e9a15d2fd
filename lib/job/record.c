// SPDX-License-Identifier: GPL-2.0-or-later
// Records of unfinished jobs, as text.

#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/number.h"
#include "base/text.h"
#include "job/record.h"

static const char prefix[] = "{\"flashplan-unfinished\": 2, \"letters\": \"";
static const char middle[] = "\",\n\"about\": ";
static const char suffix[] = ",\n\"sha256\": \"";
static const char end[] = "\"}\n";

uint64_t fp_record_letter_at(ptrdiff_t i)
{
	return sizeof prefix - 1 + (uint64_t)(i + 1);
}

int fp_record_draw_id(struct fp_record *record, struct fp_error *err)
{
	uint8_t bytes[FP_RECORD_ID / 2];

	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		return fp_fail_errno(err, FP_REFUSED, "no random numbers");
	fp_hex_encode(bytes, sizeof bytes, record->id);
	return 0;
}

void fp_record_digest(const struct fp_range *selected, size_t n, struct fp_range block,
		      const uint8_t *data, char *text)
{
	struct sha256_ctx sha256;

	sha256_init(&sha256);
	for (size_t i = 0; i < n; i++) {
		const struct fp_range part = fp_range_intersect(selected[i], block);

		if (part.size)
			sha256_update(&sha256, (size_t)part.size,
				      data + (part.offset - block.offset));
	}
	fp_digest_finish(&sha256, text);
}

static bool is_covered(const struct fp_record *record, struct fp_range block)
{
	uint64_t covered = 0;

	for (size_t i = 0; i < record->n_selected; i++)
		covered += fp_range_intersect(record->selected[i], block).size;
	return covered == block.size;
}

static size_t count_blocks(const struct fp_job *job)
{
	struct fp_range range;
	uint64_t from = 0;
	size_t n = 0;

	while (fp_job_next_dirty(job, &from, &range))
		n++;
	return n;
}

int fp_record_take_job(struct fp_record *record, const struct fp_job *job, struct fp_error *err)
{
	uint64_t from = 0;
	struct fp_range range;

	record->selected = calloc(job->n_targets + 1, sizeof *record->selected);
	record->blocks = calloc(count_blocks(job) + 1, sizeof *record->blocks);
	if (!record->selected || !record->blocks)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; i < job->n_targets; i++)
		record->selected[i] = job->targets[i].range;
	record->n_selected = fp_range_merge(record->selected, job->n_targets);
	while (fp_job_next_dirty(job, &from, &range)) {
		struct fp_record_block *const block = &record->blocks[record->n_blocks++];

		block->range = range;
		block->letter = FP_LETTER_WAITING;
		block->is_shared = !is_covered(record, range);
		fp_record_digest(record->selected, record->n_selected, range,
				 fp_job_want(job, range), block->wanted);
	}
	return 0;
}

ptrdiff_t fp_record_at_risk(const struct fp_record *record)
{
	for (size_t i = 0; i < record->n_blocks; i++)
		if (record->blocks[i].is_shared && record->blocks[i].letter == FP_LETTER_WRITING)
			return (ptrdiff_t)i;
	return -1;
}

/* Words are any bytes; the record must not fail by one. */
static json_t *text_of(const char *word)
{
	json_t *json = json_string(word);
	char *plain = json ? NULL : strdup(word);

	for (char *p = plain; p && *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	if (plain)
		json = json_string(plain);
	free(plain);
	return json;
}

static json_t *pack_words(const struct fp_record *record)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < record->n_command; i++)
		json_array_append_new(list, text_of(record->command[i]));
	return list;
}

static json_t *pack_selected(const struct fp_record *record)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < record->n_selected; i++)
		json_array_append_new(list,
				      json_pack("[I, I]", (json_int_t)record->selected[i].offset,
						(json_int_t)record->selected[i].size));
	return list;
}

static json_t *pack_blocks(const struct fp_record *record)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < record->n_blocks; i++)
		json_array_append_new(list,
				      json_pack("{s:I, s:I, s:s}", "offset",
						(json_int_t)record->blocks[i].range.offset, "size",
						(json_int_t)record->blocks[i].range.size, "wanted",
						record->blocks[i].wanted));
	return list;
}

static json_t *pack_inherits(const struct fp_record *record)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < record->n_inherits; i++)
		json_array_append_new(list, json_string(record->inherits[i]));
	return list;
}

/* "about", as it stands in the file; the caller frees. */
static char *about_text(const struct fp_record *record)
{
	json_t *about = json_pack(
		"{s:s, s:{s:I, s:s}, s:{s:o, s:o, s:I}, s:o, s:o, s:I, s:{s:I, s:I, s:o}, s:o, s:o, s:o}",
		"id", record->id, "backup", "size", (json_int_t)record->backup_size, "sha256",
		record->backup_sha256, "chip", "name", text_of(record->chip_name), "id",
		text_of(record->chip_id), "size", (json_int_t)record->chip_size, "command",
		pack_words(record), "directory",
		text_of(record->directory ? record->directory : ""), "other-units",
		(json_int_t)record->n_other_units, "protection", "offset",
		(json_int_t)record->protection.offset, "size", (json_int_t)record->protection.size,
		"mode", text_of(record->protection_mode), "selected", pack_selected(record),
		"blocks", pack_blocks(record), "inherits", pack_inherits(record));
	char *text = about ? json_dumps(about, JSON_COMPACT) : NULL;

	json_decref(about);
	return text;
}

char *fp_record_text(const struct fp_record *record, size_t *n)
{
	char *about = about_text(record), *letters = malloc(record->n_blocks + 2), *text = NULL;
	char digest[FP_DIGEST_TEXT];
	size_t size;

	if (about && letters) {
		letters[0] = record->protection_letter;
		for (size_t i = 0; i < record->n_blocks; i++)
			letters[1 + i] = record->blocks[i].letter;
		letters[1 + record->n_blocks] = 0;
		fp_digest_text(about, strlen(about), digest);
		size = sizeof prefix + sizeof middle + sizeof suffix + sizeof end +
		       strlen(letters) + strlen(about) + sizeof digest;
		text = malloc(size);
		if (text)
			*n = (size_t)snprintf(text, size, "%s%s%s%s%s%s%s", prefix, letters, middle,
					      about, suffix, digest, end);
	}
	free(about);
	free(letters);
	return text;
}

static bool get_number(const json_t *json, uint64_t *v)
{
	if (!json_is_integer(json) || json_integer_value(json) < 0)
		return false;
	*v = (uint64_t)json_integer_value(json);
	return true;
}

static bool get_text(const json_t *json, char *buf, size_t size)
{
	if (!json_is_string(json) || json_string_length(json) >= size)
		return false;
	memcpy(buf, json_string_value(json), json_string_length(json) + 1);
	return true;
}

static bool get_range(const json_t *offset, const json_t *size, uint64_t limit,
		      struct fp_range *range)
{
	return get_number(offset, &range->offset) && get_number(size, &range->size) &&
	       fp_range_fits(*range, limit);
}

static bool get_words(const json_t *list, struct fp_record *record)
{
	const char **words = calloc(json_array_size(list) + 1, sizeof *words);

	record->command = words;
	for (size_t i = 0; words && i < json_array_size(list); i++) {
		words[i] = json_string_value(json_array_get(list, i));
		if (!words[i])
			return false;
		record->n_command++;
	}
	return words;
}

static bool get_selected(const json_t *list, struct fp_record *record)
{
	record->selected = calloc(json_array_size(list) + 1, sizeof *record->selected);
	for (size_t i = 0; record->selected && i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);

		if (!get_range(json_array_get(item, 0), json_array_get(item, 1), record->chip_size,
			       &record->selected[i]))
			return false;
	}
	record->n_selected = json_array_size(list);
	return record->selected &&
	       fp_range_merge(record->selected, record->n_selected) == record->n_selected;
}

static bool get_blocks(const json_t *list, const char *letters, struct fp_record *record)
{
	uint64_t last = 0;

	record->blocks = calloc(json_array_size(list) + 1, sizeof *record->blocks);
	if (!record->blocks || strlen(letters) != json_array_size(list))
		return false;
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct fp_record_block *const block = &record->blocks[i];
		const json_t *item = json_array_get(list, i);

		if (!get_range(json_object_get(item, "offset"), json_object_get(item, "size"),
			       record->chip_size, &block->range) ||
		    !block->range.size || block->range.offset < last ||
		    !get_text(json_object_get(item, "wanted"), block->wanted,
			      sizeof block->wanted) ||
		    !strchr(".wd", letters[i]))
			return false;
		last = fp_range_end(block->range);
		block->letter = letters[i];
		block->is_shared = !is_covered(record, block->range);
	}
	record->n_blocks = json_array_size(list);
	return true;
}

static bool get_inherits(const json_t *list, struct fp_record *record)
{
	record->inherits = calloc(json_array_size(list) + 1, sizeof *record->inherits);
	for (size_t i = 0; record->inherits && i < json_array_size(list); i++)
		if (!get_text(json_array_get(list, i), record->inherits[i], FP_RECORD_ID))
			return false;
	record->n_inherits = json_array_size(list);
	return record->inherits;
}

static bool get_about(const json_t *about, struct fp_record *record)
{
	const json_t *backup = json_object_get(about, "backup");
	const json_t *chip = json_object_get(about, "chip");
	const json_t *protection = json_object_get(about, "protection");

	uint64_t n_other_units;

	record->directory = json_string_value(json_object_get(about, "directory"));
	if (!get_number(json_object_get(about, "other-units"), &n_other_units) ||
	    n_other_units > UINT_MAX)
		return false;
	record->n_other_units = (unsigned)n_other_units;
	return record->directory &&
	       get_text(json_object_get(about, "id"), record->id, sizeof record->id) &&
	       strspn(record->id, "0123456789abcdef") == FP_RECORD_ID - 1 &&
	       get_text(json_object_get(backup, "sha256"), record->backup_sha256,
			sizeof record->backup_sha256) &&
	       get_number(json_object_get(backup, "size"), &record->backup_size) &&
	       get_text(json_object_get(chip, "name"), record->chip_name,
			sizeof record->chip_name) &&
	       get_text(json_object_get(chip, "id"), record->chip_id, sizeof record->chip_id) &&
	       get_number(json_object_get(chip, "size"), &record->chip_size) &&
	       get_range(json_object_get(protection, "offset"), json_object_get(protection, "size"),
			 record->chip_size, &record->protection) &&
	       get_text(json_object_get(protection, "mode"), record->protection_mode,
			sizeof record->protection_mode);
}

/* Its own digest holds, and the letters stand where they are overwritten. */
static bool is_whole(const char *text, size_t n, const json_t *root)
{
	const char *letters = json_string_value(json_object_get(root, "letters"));
	const char *digest = json_string_value(json_object_get(root, "sha256"));
	char *about = json_dumps(json_object_get(root, "about"), JSON_COMPACT);
	char is[FP_DIGEST_TEXT];
	bool is_good = about && letters && digest && letters[0] && strchr(".l", letters[0]) &&
		       n > sizeof prefix && memcmp(text, prefix, sizeof prefix - 1) == 0;

	if (is_good)
		is_good = strcmp(fp_digest_text(about, strlen(about), is), digest) == 0;
	free(about);
	return is_good;
}

bool fp_record_parse(const char *text, size_t n, struct fp_record *record)
{
	json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
	const json_t *about = json_object_get(root, "about");
	const char *letters = json_string_value(json_object_get(root, "letters"));

	*record = (struct fp_record){ .owned = root };
	if (is_whole(text, n, root) && get_about(about, record) &&
	    get_words(json_object_get(about, "command"), record) &&
	    get_selected(json_object_get(about, "selected"), record) &&
	    get_blocks(json_object_get(about, "blocks"), letters + 1, record) &&
	    get_inherits(json_object_get(about, "inherits"), record)) {
		record->protection_letter = letters[0];
		fp_text_clean(record->chip_name);
		return true;
	}
	fp_record_free(record);
	return false;
}

void fp_record_free(struct fp_record *record)
{
	if (record->owned) {
		free((void *)(uintptr_t)record->command);
		json_decref(record->owned);
	}
	free(record->selected);
	free(record->blocks);
	free(record->inherits);
	*record = (struct fp_record){ 0 };
}
