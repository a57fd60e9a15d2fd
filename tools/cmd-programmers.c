// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan programmers: what -p can name.

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "outcome.h"
#include "session.h"

#define PREFIX "flashplan-"

struct list {
	const char *plugin;
};

static void add_line(void *ctx, enum fp_log_level level, const char *line)
{
	struct list *const list = ctx;

	if (level == FP_LOG_INFO)
		outcome_row("programmers", json_pack("{s:o, s:s}", "programmer", outcome_text(line),
						     "plugin", list->plugin));
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
	struct list list = { 0 };

	return ask_plugins(o, &list, err);
}
