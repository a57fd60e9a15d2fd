// SPDX-License-Identifier: GPL-2.0-or-later
// Tables beside a plan.

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "formats/agree.h"
#include "formats/format.h"
#include "plan/json.h"
#include "report.h"
#include "with.h"

#define INPUT_MAX ((size_t)512 << 20) /* bytes; dumps are searched too */

static bool is_installed(const char *name)
{
	return !strchr(name, '/') && access(name, F_OK) != 0;
}

/* A size that the source does not state is that of the plan's chip. */
static int read_table(const struct options *o, const char *name, uint64_t size,
		      struct fp_plan **other, struct fp_faults *faults)
{
	const struct fp_plan_paths paths = { layout_dir() };
	char *const dir = strndup(name, fp_path_dir_length(name));
	struct fp_input in = {
		.file = name, .dir = dir, .paths = &paths, .table = o->table, .size = size
	};
	const struct fp_format *format = o->from_format;
	struct fp_error err = { 0 };
	char *data = NULL;
	int code = -FP_REFUSED;

	if (!dir || fp_file_read(name, INPUT_MAX, &data, &in.n, &err) < 0) {
		*fp_faults_next(faults, FP_ERROR) = err;
	} else {
		in.data = (const uint8_t *)data;
		code = fp_import(&in, &format, other, faults);
	}
	free(data);
	free(dir);
	return code;
}

/* Of a source only what is wrong counts here. */
static void keep_errors(const struct fp_faults *from, struct fp_faults *to)
{
	for (size_t i = 0; i < from->n; i++)
		if (from->item[i].severity == FP_ERROR)
			*fp_faults_next(to, FP_ERROR) = from->item[i];
}

static void compare_source(const struct options *o, const struct fp_plan *plan, const char *name,
			   struct fp_faults *theirs, struct fp_faults *faults)
{
	const struct fp_plan_paths paths = { layout_dir() };
	struct fp_plan *other = NULL;
	int code;

	*theirs = (struct fp_faults){ 0 };
	code = is_installed(name) ? fp_plan_load(name, &paths, &other, theirs)
				  : read_table(o, name, plan->size, &other, theirs);
	if (code == 0)
		fp_tables_compare(plan, other, name, faults);
	else
		keep_errors(theirs, faults);
	fp_plan_free(other);
}

void compare_sources(const struct options *o, const struct fp_plan *plan, struct fp_faults *faults)
{
	struct fp_faults *theirs = calloc(1, sizeof *theirs);

	if (!theirs)
		fp_fail(fp_faults_next(faults, FP_ERROR), FP_REFUSED, "out of memory");
	for (size_t i = 0; theirs && i < o->with.n; i++)
		compare_source(o, plan, o->with.items[i], theirs, faults);
	free(theirs);
}
