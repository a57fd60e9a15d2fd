// SPDX-License-Identifier: GPL-2.0-or-later
// The file behind the emulated chip.

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "dummy.h"

#define KEY "image="

/* The value of "image=" among parameters that commas part, as libflashrom takes it. The caller
 * frees; NULL if there is none. */
static char *image_of(const char *params)
{
	for (const char *p = params; p && *p; p += strcspn(p, ","), p += *p == ',')
		if (strncmp(p, KEY, strlen(KEY)) == 0)
			return strndup(p + strlen(KEY), strcspn(p + strlen(KEY), ","));
	return NULL;
}

int dummy_check(const char *prog, const char *params, uint64_t chip_size, struct fp_error *err)
{
	char *image = strcmp(prog, "dummy") == 0 ? image_of(params) : NULL;
	struct stat st;
	int result = 0;

	/* One that is missing or empty is a new chip. */
	if (image && stat(image, &st) == 0 && st.st_size && (uint64_t)st.st_size != chip_size) {
		fp_fail(err, FP_REFUSED,
			"the chip's file %s has %" PRIu64 " bytes, the chip %" PRIu64
			": flashrom would start with a blank chip and overwrite the file",
			image, (uint64_t)st.st_size, chip_size);
		fp_hint(err, "give it a file of the chip's size, or a name that is not in use");
		result = -FP_REFUSED;
	}
	free(image);
	return result;
}
