// SPDX-License-Identifier: GPL-2.0-or-later
// What a terminal would take for commands.

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "give.h"
#include "outcome.h"

static bool is_terminal(const char *path)
{
	struct stat st;
	int fd;
	bool is_tty;

	if (strcmp(path, "-") == 0)
		return isatty(STDOUT_FILENO);
	if (stat(path, &st) < 0 || !S_ISCHR(st.st_mode))
		return false;
	fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	is_tty = fd >= 0 && isatty(fd);
	if (fd >= 0)
		close(fd);
	return is_tty;
}

int give_binary(const struct options *o, const char *path, struct fp_error *err)
{
	if (is_terminal(path)) {
		fp_fail(err, FP_REFUSED, "%s: bytes of a chip are nothing for a terminal",
			o->command->name);
		fp_hint(err, "name a file, or pipe the output to a program");
		return -FP_REFUSED;
	}
	return strcmp(path, "-") == 0 ? outcome_give_stdout(o, err) : 0;
}
