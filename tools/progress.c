// SPDX-License-Identifier: GPL-2.0-or-later
// Progress on standard error.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "events.h"
#include "progress.h"

#define BAR_WIDTH 40

/* That can take a line away again. */
static bool is_terminal(void)
{
	const char *const term = getenv("TERM");

	return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* Events have words for programs. */
static const char *phase_of(const char *what)
{
	static const struct {
		const char *what, *phase;
	} phases[] = { { "reading", "read" },
		       { "reading again", "read_again" },
		       { "writing", "write" },
		       { "verifying", "verify" } };

	for (size_t i = 0; i < sizeof phases / sizeof *phases; i++)
		if (strcmp(phases[i].what, what) == 0)
			return phases[i].phase;
	return what;
}

void progress_show(struct progress *p, const char *what, uint64_t done, uint64_t total)
{
	const int percent = total ? (int)(done * 100 / total) : 100;
	char bar[BAR_WIDTH + 1];

	events_progress(phase_of(what), done, total);
	if (!is_terminal() || (p->what == what && p->percent == percent))
		return;
	memset(bar, '.', BAR_WIDTH);
	memset(bar, '#', (size_t)(percent * BAR_WIDTH / 100));
	bar[BAR_WIDTH] = 0;
	fprintf(stderr, "\r\033[K%s [%s] %3d%%", what, bar, percent);
	p->what = what;
	p->percent = percent;
}

void progress_clear(struct progress *p)
{
	if (p->what)
		fputs("\r\033[K", stderr);
	p->what = NULL;
}
