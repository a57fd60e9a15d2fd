// SPDX-License-Identifier: GPL-2.0-or-later
// --backup-from.

#include <stdio.h>

#include "base/file.h"
#include "base/number.h"
#include "guess.h"
#include "plan/plan.h"
#include "report.h"

/* bytes: no chip is larger */
#define DUMP_MAX ((size_t)(FP_FLASH_SIZE_MAX < SIZE_MAX ? FP_FLASH_SIZE_MAX : SIZE_MAX / 2))

int guess_load(const struct options *o, struct fp_guess *guess, char **bytes, struct fp_error *err)
{
	size_t n = 0;
	int code = 0;

	*bytes = NULL;
	*guess = (struct fp_guess){ 0 };
	if (o->backup_from)
		code = fp_file_read(o->backup_from, DUMP_MAX, bytes, &n, err);
	if (code == 0 && o->backup_from && n == 0)
		code = fp_fail(err, FP_REFUSED, "%s is empty", o->backup_from);
	if (code == 0)
		*guess = (struct fp_guess){ (const uint8_t *)*bytes, n };
	return code;
}

void guess_note_slow(const struct options *o, uint64_t bytes, unsigned seconds)
{
	char size[FP_SIZE_TEXT], time[32];

	if (seconds < 120)
		snprintf(time, sizeof time, "%u s", seconds);
	else
		snprintf(time, sizeof time, "%u min", (seconds + 30) / 60);
	report_note(
		"%s more must be read, which takes about %s%s", fp_size_format(bytes, size), time,
		o->backup_from
			? ""
			: "; what a dump of this chip or release holds too is not read with --backup-from DUMP, where the programmer computes checksums");
}
