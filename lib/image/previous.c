// SPDX-License-Identifier: GPL-2.0-or-later
// Earlier manifests.

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "image/previous.h"

#define MANIFEST_MAX ((size_t)4 << 20) /* bytes: 1,024 partitions take far less */

struct fp_previous {
	json_t *root;
};

int fp_previous_load(const char *path, struct fp_previous **previous, struct fp_error *err)
{
	json_t *root = NULL;
	char *text = NULL;
	size_t n = 0;
	int code;

	*previous = NULL;
	if (access(path, F_OK) != 0)
		return 0;
	code = fp_file_read(path, MANIFEST_MAX, &text, &n, err);
	if (code == 0)
		root = json_loadb(text, n, 0, NULL);
	free(text);
	if (code == 0 && !json_is_array(json_object_get(root, "partitions")))
		code = fp_fail(err, FP_REFUSED, "%s is not the manifest of an image", path);
	if (code == 0)
		*previous = malloc(sizeof **previous);
	if (code == 0 && !*previous)
		code = fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0)
		(*previous)->root = json_incref(root);
	json_decref(root);
	return code;
}

void fp_previous_free(struct fp_previous *previous)
{
	if (previous)
		json_decref(previous->root);
	free(previous);
}

bool fp_previous_find(const struct fp_previous *previous, const char *name,
		      struct fp_previous_part *part)
{
	const json_t *const list = json_object_get(previous->root, "partitions");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *const row = json_array_get(list, i);
		const char *const other = json_string_value(json_object_get(row, "name"));
		const char *const sha256 = json_string_value(json_object_get(row, "sha256"));
		const json_int_t used = json_integer_value(json_object_get(row, "used"));

		if (!other || strcmp(other, name) != 0)
			continue;
		*part = (struct fp_previous_part){ .used = used > 0 ? (uint64_t)used : 0 };
		if (sha256 && strlen(sha256) < sizeof part->sha256)
			strcpy(part->sha256, sha256);
		return true;
	}
	return false;
}
