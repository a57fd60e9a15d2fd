// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan programmers: what -p can name.

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "report.h"
#include "result.h"
#include "session.h"

#define PREFIX "flashplan-"

struct list {
	json_t *rows;
	const char *plugin;
};

static void add_line(void *ctx, enum fp_log_level level, const char *line)
{
	struct list *const list = ctx;

	if (level == FP_LOG_INFO)
		json_array_append_new(list->rows, json_pack("{s:s, s:s}", "programmer", line,
							    "plug-in", list->plugin));
}

static int is_plugin(const struct dirent *entry)
{
	return strncmp(entry->d_name, PREFIX, strlen(PREFIX)) == 0;
}

static int ask_plugins(const struct options *o, struct list *list, struct fp_error *err)
{
	struct fp_programmer_options options = programmer_options(o);
	struct dirent **entries;
	const int n = options.dir ? scandir(options.dir, &entries, is_plugin, alphasort) : -1;
	int code = 0;

	if (n <= 0) {
		if (n == 0)
			free(entries);
		return fp_fail(err, FP_REFUSED, "no programmer plug-ins are installed in %s",
			       options.dir ? options.dir : "this system");
	}
	options.host = (struct fp_host){ .ctx = list, .log = add_line };
	for (int i = 0; i < n; i++) {
		list->plugin = entries[i]->d_name + strlen(PREFIX);
		if (code == 0)
			code = fp_programmer_list(list->plugin, &options, err);
	}
	for (int i = 0; i < n; i++)
		free(entries[i]);
	free(entries);
	return code;
}

int cmd_programmers(const struct options *o, struct fp_error *err)
{
	struct list list = { .rows = json_array() };
	int code = ask_plugins(o, &list, err);

	if (code == 0)
		code = result_print(json_pack("{s:O}", "programmers", list.rows), o->is_json, err);
	json_decref(list.rows);
	return code;
}
