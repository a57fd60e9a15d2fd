// SPDX-License-Identifier: GPL-2.0-or-later
// The plan itself, normalised: everything resolved, extended plans merged in, offsets stated.

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"
#include "plan/json.h"
#include "base/number.h"
#include "base/text.h"

/* NULL members are left out; a failed allocation shows when the root is dumped. */
static void set_text(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, json_string(text));
}

static void set_hex(json_t *object, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "0x%llx", (unsigned long long)value);
	set_text(object, key, text);
}

static void set_size(json_t *object, const char *key, uint64_t value)
{
	char text[FP_SIZE_TEXT];

	set_text(object, key, fp_size_format(value, text));
}

static void set_texts(json_t *object, const char *key, const char *const *texts)
{
	json_t *list;

	if (!texts)
		return;
	list = json_array();
	for (; *texts; texts++)
		json_array_append_new(list, json_string(*texts));
	json_object_set_new(object, key, list);
}

static json_t *file_json(const struct fp_piece *piece)
{
	json_t *file = json_object();

	set_text(file, "path", piece->path);
	if (piece->skip)
		set_hex(file, "skip", piece->skip);
	if (piece->length != FP_SIZE_REST)
		set_hex(file, "length", piece->length);
	if (piece->is_wrapped)
		set_text(file, "unwrap", "uimage");
	set_text(file, "sha256", piece->sha256);
	return file;
}

static json_t *hex_json(const struct fp_piece *piece)
{
	char *text = malloc(2 * (size_t)piece->length + 1);
	json_t *json;

	if (!text)
		return NULL;
	fp_hex_encode(piece->bytes, (size_t)piece->length, text);
	json = json_string(text);
	free(text);
	return json;
}

static json_t *env_json(const struct fp_piece *piece)
{
	json_t *env = json_object(), *vars;

	if (piece->path) {
		set_text(env, "file", piece->path);
	} else {
		vars = json_object();
		for (size_t i = 0; i < piece->env->n_vars; i++)
			set_text(vars, piece->env->vars[i].name, piece->env->vars[i].value);
		json_object_set_new(env, "vars", vars);
	}
	if (piece->length != FP_SIZE_REST)
		set_size(env, "size", piece->length);
	if (piece->env->is_redundant)
		json_object_set_new(env, "redundant", json_true());
	if (piece->env->is_big)
		json_object_set_new(env, "big-endian", json_true());
	return env;
}

static void set_content(json_t *object, const struct fp_piece *piece)
{
	switch (piece->kind) {
	case FP_PIECE_FILE:
		json_object_set_new(object, "file", file_json(piece));
		break;
	case FP_PIECE_FILL:
		json_object_set_new(object, "fill", json_integer(piece->fill));
		break;
	case FP_PIECE_HEX:
		json_object_set_new(object, "hex", hex_json(piece));
		break;
	case FP_PIECE_ENV:
		json_object_set_new(object, "env", env_json(piece));
		break;
	}
}

static json_t *piece_json(const struct fp_piece *piece)
{
	json_t *object = json_object();

	set_content(object, piece);
	if (piece->at != FP_OFFSET_NEXT)
		set_hex(object, "at", piece->at);
	if (piece->align)
		set_hex(object, "align", piece->align);
	if (piece->kind == FP_PIECE_FILL && piece->length != FP_SIZE_REST)
		set_hex(object, "length", piece->length);
	return object;
}

static bool is_plain(const struct fp_partition *part)
{
	const struct fp_piece *const piece = part->pieces;

	return part->n_pieces == 1 && piece->at == FP_OFFSET_NEXT && !piece->align &&
	       !(piece->kind == FP_PIECE_FILL && piece->length != FP_SIZE_REST);
}

static void set_pieces(json_t *object, const struct fp_partition *part)
{
	json_t *list;

	if (is_plain(part)) {
		set_content(object, part->pieces);
	} else if (part->n_pieces) {
		list = json_array();
		for (size_t i = 0; i < part->n_pieces; i++)
			json_array_append_new(list, piece_json(&part->pieces[i]));
		json_object_set_new(object, "pieces", list);
	}
}

static void set_keeps(json_t *object, const struct fp_partition *part)
{
	json_t *list;

	if (!part->n_keeps)
		return;
	list = json_array();
	for (size_t i = 0; i < part->n_keeps; i++) {
		json_t *range = json_object();

		set_hex(range, "offset", part->keeps[i].offset);
		set_hex(range, "size", part->keeps[i].size);
		json_array_append_new(list, range);
	}
	json_object_set_new(object, "keep", list);
}

/* What has the value that is taken by default is stated all the same. */
static json_t *wrap_json(const struct fp_uimage *uimage)
{
	json_t *header = json_object(), *wrap = json_object();

	set_text(header, "name", uimage->name);
	set_text(header, "os", fp_uimage_name(FP_UIMAGE_OS, uimage->os));
	set_text(header, "arch", fp_uimage_name(FP_UIMAGE_ARCH, uimage->arch));
	set_text(header, "type", fp_uimage_name(FP_UIMAGE_TYPE, uimage->type));
	set_text(header, "compression", fp_uimage_name(FP_UIMAGE_COMPRESSION, uimage->compression));
	set_hex(header, "load", uimage->load);
	set_hex(header, "entry", uimage->entry);
	json_object_set_new(header, "time", json_integer(uimage->time));
	json_object_set_new(wrap, "uimage", header);
	return wrap;
}

static json_t *part_json(const struct fp_partition *part)
{
	json_t *object = json_object();

	set_text(object, "name", part->name);
	set_text(object, "label", part->label);
	set_hex(object, "offset", part->range.offset);
	set_size(object, "size", part->range.size);
	set_texts(object, "type", part->types);
	set_pieces(object, part);
	set_keeps(object, part);
	if (part->wrap)
		json_object_set_new(object, "wrap", wrap_json(part->wrap));
	if (part->per_device)
		json_object_set_new(object, "per-device", json_true());
	if (part->read_only)
		json_object_set_new(object, "read-only", json_true());
	set_text(object, "note", part->note);
	return object;
}

static void set_parts(json_t *root, const char *key, const struct fp_partition *parts, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, part_json(&parts[i]));
	json_object_set_new(root, key, list);
}

static json_t *field_json(const struct fp_field *field)
{
	json_t *object = json_object(), *list = json_array();

	set_text(object, "name", field->name);
	set_text(object, "partition", field->partition);
	set_text(object, "env", field->env);
	if (!field->env)
		set_hex(object, "offset", field->offset);
	set_text(object, "format", field->format->name);
	if (!field->env && !field->format->size)
		json_object_set_new(object, "size", json_integer((json_int_t)field->size));
	for (size_t i = 0; i < field->n_copies; i++) {
		char text[FP_SIZE_TEXT];

		json_array_append_new(list, json_string(fp_size_format(field->copies[i], text)));
	}
	if (field->n_copies)
		json_object_set(object, "copies", list);
	json_decref(list);
	set_text(object, "checksum", fp_field_checksum_name(field->checksum));
	return object;
}

static void set_fields(json_t *root, const struct fp_plan *plan)
{
	json_t *list;

	if (!plan->n_fields)
		return;
	list = json_array();
	for (size_t i = 0; i < plan->n_fields; i++)
		json_array_append_new(list, field_json(&plan->fields[i]));
	json_object_set_new(root, "fields", list);
}

static json_t *chips_json(const struct fp_plan *plan)
{
	json_t *list = json_array();

	for (size_t i = 0; i < plan->n_chips; i++) {
		json_t *chip = json_object();

		set_text(chip, "id", plan->chips[i].id);
		set_texts(chip, "names", plan->chips[i].names);
		json_array_append_new(list, chip);
	}
	return list;
}

static json_t *table_json(const struct fp_table_ref *table)
{
	json_t *object;

	if (table->kind == FP_TABLE_IFD || table->kind == FP_TABLE_NONE)
		return json_string(table->kind == FP_TABLE_IFD ? "ifd" : "none");
	object = json_object();
	if (table->kind == FP_TABLE_FMAP)
		set_hex(object, "fmap", table->offset);
	else
		set_text(object, "mtdparts", table->partition);
	return object;
}

static json_t *flash_json(const struct fp_plan *plan)
{
	json_t *flash = json_object();

	set_size(flash, "size", plan->size);
	set_size(flash, "erase-size", plan->erase_size);
	json_object_set_new(flash, "erased-value", json_integer(plan->erased));
	set_text(flash, "mtd-id", plan->mtd_id);
	if (plan->n_chips)
		json_object_set_new(flash, "chips", chips_json(plan));
	if (plan->table.kind != FP_TABLE_UNSTATED)
		json_object_set_new(flash, "table", table_json(&plan->table));
	return flash;
}

static void set_uboot(json_t *root, const struct fp_uboot *uboot)
{
	json_t *object;

	if (!uboot->load_address && !uboot->media)
		return;
	object = json_object();
	if (uboot->load_address)
		set_hex(object, "load-address", uboot->load_address);
	set_text(object, "media", uboot->media);
	json_object_set_new(root, "uboot", object);
}

/* Control characters of titles and notes as \uXXXX, all of them. */
static int dump_json(const json_t *root, FILE *out)
{
	char *const text = json_dumps(root, JSON_INDENT(2));
	char *const safe = text ? fp_text_escape_json(text) : NULL;
	int code = -1;

	if (safe && fputs(safe, out) >= 0 && fputc('\n', out) != EOF)
		code = 0;
	free(text);
	free(safe);
	return code;
}

static json_t *conditions_json(const struct fp_condition *list, size_t n)
{
	json_t *const array = json_array();
	char hex[2 * FP_CONDITION_MAX + 1];

	for (size_t i = 0; i < n; i++) {
		json_t *const object = json_object();

		set_text(object, "partition", list[i].part->name);
		set_texts(object, "is", list[i].kinds);
		if (list[i].bytes) {
			fp_hex_encode(list[i].bytes, list[i].n_bytes, hex);
			set_hex(object, "offset", list[i].offset);
			set_text(object, "hex", hex);
		}
		if (list[i].is_not)
			json_object_set_new(object, "not", json_true());
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *expects_json(const struct fp_plan *plan)
{
	json_t *const array = json_array();

	for (size_t i = 0; i < plan->n_expects; i++) {
		const struct fp_expect *const expect = &plan->expects[i];
		json_t *const object = json_object();

		if (expect->n_when)
			json_object_set_new(object, "when",
					    conditions_json(expect->when, expect->n_when));
		json_object_set_new(object, "then", conditions_json(expect->then, expect->n_then));
		set_text(object, "text", expect->text);
		if (expect->is_serious)
			json_object_set_new(object, "serious", json_true());
		json_array_append_new(array, object);
	}
	return array;
}

static int write_json(const struct fp_plan *plan, FILE *out, struct fp_faults *notes,
		      struct fp_error *err)
{
	json_t *root = json_object();
	int code = 0;

	(void)notes;
	json_object_set_new(root, "flashplan", json_integer(1));
	set_text(root, "name", plan->name);
	set_text(root, "title", plan->title);
	set_texts(root, "sources", plan->sources);
	json_object_set_new(root, "flash", flash_json(plan));
	set_uboot(root, &plan->uboot);
	set_parts(root, "partitions", plan->parts, plan->n_parts);
	if (plan->n_spans)
		set_parts(root, "spans", plan->spans, plan->n_spans);
	set_fields(root, plan);
	if (plan->n_expects)
		json_object_set_new(root, "expect", expects_json(plan));
	if (dump_json(root, out) < 0)
		code = fp_fail(err, FP_REFUSED, "cannot write the plan as JSON");
	json_decref(root);
	return code;
}

static int read_json(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
		     struct fp_error *err)
{
	const struct fp_text text = { in->file ? in->file : "plan", in->dir ? in->dir : "",
				      (const char *)in->data, in->n };

	(void)err;
	return fp_plan_read(plan, &text, in->paths, notes);
}

static bool is_json(const struct fp_input *in)
{
	size_t i = 0;

	while (i < in->n && in->data[i] && strchr(" \t\r\n", in->data[i]))
		i++;
	return i < in->n && in->data[i] == '{';
}

const struct fp_format fp_format_json = {
	.name = "json",
	.summary = "the plan, normalised",
	.carries = FP_CARRY_ALL,
	.certainty = FP_BY_SYNTAX,
	.probe = is_json,
	.read = read_json,
	.write = write_json,
};
