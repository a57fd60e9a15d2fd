// SPDX-License-Identifier: GPL-2.0-or-later
// Reading of dumps, which must belong to the plan by their size.

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <stdlib.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/number.h"
#include "dump/dump.h"

static bool has_equal_halves(const struct fp_dump *dump)
{
	enum { CHUNK = 65536 };
	uint8_t *const buf = malloc((size_t)2 * CHUNK);
	const uint64_t half = dump->size / 2;
	struct fp_error ignored = { 0 };
	bool is_equal = buf;

	for (uint64_t at = 0; is_equal && at < half; at += CHUNK) {
		const size_t n = half - at < CHUNK ? (size_t)(half - at) : CHUNK;

		is_equal = fp_file_read_at(dump->fd, dump->path, at, buf, n, &ignored) == 0 &&
			   fp_file_read_at(dump->fd, dump->path, half + at, buf + CHUNK, n,
					   &ignored) == 0 &&
			   memcmp(buf, buf + CHUNK, n) == 0;
	}
	free(buf);
	return is_equal;
}

int fp_dump_open(struct fp_dump *dump, const char *path, const struct fp_plan *plan,
		 struct fp_error *err)
{
	char has[FP_SIZE_WORDS], wants[FP_SIZE_WORDS];
	struct stat st;

	*dump = (struct fp_dump){ .path = path };
	dump->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (dump->fd < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot open %s", path);
	if (fstat(dump->fd, &st) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot read %s", path);
	if (!S_ISREG(st.st_mode))
		return fp_fail(err, FP_REFUSED, "%s is not a regular file", path);
	dump->size = (uint64_t)st.st_size;
	if (dump->size == plan->size)
		return 0;
	fp_fail(err, FP_REFUSED, "%s has %s, the chip of the plan %s has %s", path,
		fp_size_words(dump->size, has), plan->name, fp_size_words(plan->size, wants));
	if (dump->size == 2 * plan->size && has_equal_halves(dump))
		fp_hint(err,
			"its two halves are the same: the chip was read as one of twice its size; the first half is the dump: head -c %" PRIu64,
			plan->size);
	fp_hint(err,
		"it must be an image or dump of the whole chip; a single partition goes with -i NAME:FILE");
	return -FP_REFUSED;
}

void fp_dump_close(struct fp_dump *dump)
{
	if (dump->fd >= 0)
		close(dump->fd);
	dump->fd = -1;
}

int fp_dump_read(const struct fp_dump *dump, struct fp_range range, uint8_t *buf,
		 struct fp_error *err)
{
	return fp_file_read_at(dump->fd, dump->path, range.offset, buf, (size_t)range.size, err);
}
