// SPDX-License-Identifier: GPL-2.0-or-later
// Dumps that are cut, read twice, or read as a chip of another size.

#include <string.h>

#include "base/number.h"
#include "formats/dump-size.h"

#define CHIP_MIN ((size_t)512 << 10) /* bytes; smaller files are parts of a dump */

bool fp_dump_is_whole(const struct fp_input *in)
{
	return in->n >= CHIP_MIN && (in->n & (in->n - 1)) == 0 && memchr(in->data, 0, in->n);
}

static bool has_equal_halves(const struct fp_input *in)
{
	return in->n % 2 == 0 && memcmp(in->data, in->data + in->n / 2, in->n / 2) == 0;
}

void fp_dump_judge(const struct fp_input *in, const struct fp_plan *plan, const char *what,
		   struct fp_faults *notes)
{
	char told[FP_SIZE_TEXT], size[FP_SIZE_TEXT];
	struct fp_error *err;

	if (!plan->size || plan->size == in->n || in->size == plan->size)
		return;
	err = fp_faults_next(notes, FP_WARNING);
	fp_size_format(plan->size, told);
	fp_size_format(in->n, size);
	if (in->n == 2 * plan->size && has_equal_halves(in)) {
		fp_fail(err, FP_REFUSED,
			"%s tells of a chip of %s, and the file has %s in two equal halves: the "
			"chip was read as one of twice its size",
			what, told, size);
		fp_hint(err,
			"the first half is the dump: head -c %s; name the right chip with -c "
			"when it is read again",
			told);
	} else if (in->n > plan->size) {
		fp_fail(err, FP_REFUSED,
			"%s tells of a chip of %s, and the file has %s: what lies behind is in no "
			"partition",
			what, told, size);
		fp_hint(err, "a dump of several chips, or of a chip that was taken for another");
	} else {
		fp_fail(err, FP_REFUSED,
			"%s tells of a chip of %s, and the file has %s only: it is cut, or the "
			"first of several chips",
			what, told, size);
		fp_hint(err, "the plan is of the whole chip; the file is no dump of it");
	}
}
