// SPDX-License-Identifier: GPL-2.0-or-later
// Naming and saving of backups.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "backup.h"
#include "report.h"
#include "safekeeping.h"

static struct fp_range *list_ranges(const struct fp_job *job)
{
	struct fp_range *ranges = malloc((job->n_runs + 1) * sizeof *ranges);

	for (size_t i = 0; ranges && i < job->n_runs; i++)
		ranges[i] = job->runs[i].range;
	return ranges;
}

static int create_dated(const struct fp_backup *backup, char **path, struct fp_error *err)
{
	const time_t now = time(NULL);
	char prefix[sizeof backup->plan + 16], date[16];
	struct tm tm;

	if (!localtime_r(&now, &tm) || !strftime(date, sizeof date, "%Y-%m-%d", &tm))
		return fp_fail(err, FP_REFUSED, "cannot tell the date, for the name of the backup");
	snprintf(prefix, sizeof prefix, "%s-%s", backup->plan, date);
	return fp_backup_create_next(prefix, backup, path, err);
}

int safekeeping_save(const struct options *o, const struct fp_plan *plan,
		     const struct fp_chip *chip, const struct fp_job *job, char **path,
		     struct fp_error *err)
{
	struct fp_range *ranges = list_ranges(job);
	struct fp_backup backup = { .chip_size = chip->size,
				    .erase_size = job->block,
				    .ranges = ranges,
				    .n_ranges = job->n_runs,
				    .data = job->old,
				    .size = job->size };
	int code;

	*path = NULL;
	if (!ranges)
		return fp_fail(err, FP_REFUSED, "out of memory");
	snprintf(backup.chip_name, sizeof backup.chip_name, "%s", chip->name);
	snprintf(backup.chip_id, sizeof backup.chip_id, "%s", chip->id);
	snprintf(backup.plan, sizeof backup.plan, "%s", plan->name);
	if (o->backup) {
		code = fp_backup_create(o->backup, &backup, err);
		if (code == 0 && !(*path = strdup(o->backup)))
			code = fp_fail(err, FP_REFUSED, "out of memory");
	} else {
		code = create_dated(&backup, path, err);
	}
	free(ranges);
	if (code == 0)
		fprintf(stderr, "backup of the touched blocks: %s\n", *path);
	return code;
}
