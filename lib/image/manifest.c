// SPDX-License-Identifier: GPL-2.0-or-later
// Manifests of images.

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file-out.h"
#include "base/path.h"
#include "base/text.h"
#include "image/manifest.h"

struct fp_digests {
	const struct fp_plan *plan;
	uint64_t position;
	struct digest {
		struct sha256_ctx sha256;
		char text[FP_DIGEST_TEXT]; /* once it is finished */
	} image, parts[];
};

struct fp_digests *fp_digests_new(const struct fp_plan *plan)
{
	struct fp_digests *digests =
		calloc(1, sizeof *digests + plan->n_parts * sizeof digests->parts[0]);

	if (!digests)
		return NULL;
	digests->plan = plan;
	sha256_init(&digests->image.sha256);
	for (size_t i = 0; i < plan->n_parts; i++)
		sha256_init(&digests->parts[i].sha256);
	return digests;
}

void fp_digests_free(struct fp_digests *digests)
{
	free(digests);
}

void fp_digests_update(struct fp_digests *digests, const uint8_t *buf, size_t n)
{
	const struct fp_range window = { digests->position, n };

	sha256_update(&digests->image.sha256, n, buf);
	for (size_t i = 0; i < digests->plan->n_parts; i++) {
		const struct fp_range part =
			fp_range_intersect(digests->plan->parts[i].range, window);

		if (part.size)
			sha256_update(&digests->parts[i].sha256, (size_t)part.size,
				      buf + (part.offset - window.offset));
	}
	digests->position += n;
}

void fp_digests_finish(struct fp_digests *digests)
{
	fp_digest_finish(&digests->image.sha256, digests->image.text);
	for (size_t i = 0; i < digests->plan->n_parts; i++)
		fp_digest_finish(&digests->parts[i].sha256, digests->parts[i].text);
}

const char *fp_digests_part(const struct fp_digests *digests, size_t i)
{
	return digests->parts[i].text;
}

/* A user's file may be named by any path; only its last part is the same on every machine. */
static const char *portable_name(const char *path)
{
	return path[0] == '/' || strstr(path, "..") ? fp_path_last(path) : path;
}

uint64_t fp_manifest_used(const struct fp_partition *part, const struct fp_selection *selection,
			  struct fp_source *const *sources)
{
	uint64_t used = 0;

	for (size_t i = 0; i < selection->n; i++) {
		const struct fp_range content = { selection->items[i].part->range.offset,
						  fp_source_end(sources[i]) };
		const struct fp_range common = fp_range_intersect(content, part->range);

		if (common.size && fp_selected_fills(&selection->items[i], part) &&
		    fp_range_end(common) - part->range.offset > used)
			used = fp_range_end(common) - part->range.offset;
	}
	return used;
}

static json_t *sources_of(const struct fp_partition *part, const struct fp_selection *selection,
			  struct fp_source *const *sources, struct fp_error *err)
{
	json_t *list = json_array();

	for (size_t i = 0; i < selection->n; i++) {
		const struct fp_source_file *file;

		if (!fp_selected_fills(&selection->items[i], part))
			continue;
		for (size_t k = 0; (file = fp_source_file_at(sources[i], k)); k++) {
			json_t *source = json_pack("{s:s, s:I}", "name", portable_name(file->path),
						   "size", (json_int_t)file->size);

			if (json_array_append_new(list, source) == 0)
				continue;
			fp_fail(err, FP_REFUSED,
				"%s cannot stand in a manifest: its name is not UTF-8, or memory ran out",
				file->opened);
		}
	}
	return list;
}

static json_t *describe_parts(const struct fp_plan *plan, struct fp_digests *digests,
			      const struct fp_selection *selection,
			      struct fp_source *const *sources, struct fp_error *err)
{
	json_t *list = json_array();

	for (size_t i = 0; i < plan->n_parts; i++) {
		const struct fp_partition *const part = &plan->parts[i];

		json_t *described = json_pack(
			"{s:s, s:I, s:I, s:I, s:o, s:o}", "name", part->name, "offset",
			(json_int_t)part->range.offset, "size", (json_int_t)part->range.size,
			"used", (json_int_t)fp_manifest_used(part, selection, sources), "sha256",
			json_string(digests->parts[i].text), "sources",
			sources_of(part, selection, sources, err));

		if (json_array_append_new(list, described) < 0)
			fp_fail(err, FP_REFUSED, "out of memory");
	}
	return list;
}

int fp_manifest_write(struct fp_out *out, const struct fp_plan *plan, struct fp_digests *digests,
		      const struct fp_selection *selection, struct fp_source *const *sources,
		      struct fp_error *err)
{
	json_t *root = json_pack("{s:i, s:s, s:I, s:o, s:o}", "flashplan-manifest", 1, "plan",
				 plan->name, "size", (json_int_t)plan->size, "sha256",
				 json_string(digests->image.text), "partitions",
				 describe_parts(plan, digests, selection, sources, err));
	char *dumped = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
	char *text = dumped ? fp_text_escape_json(dumped) : NULL;
	int code = -(int)err->code;

	if (code == 0 && !text)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0)
		code = fp_out_write(out, text, strlen(text), err);
	if (code == 0)
		code = fp_out_write(out, "\n", 1, err);
	free(dumped);
	free(text);
	json_decref(root);
	return code;
}
