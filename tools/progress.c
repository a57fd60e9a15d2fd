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

/* Draws the line again where something on it changed. */
static void progress_show(struct progress *p, const char *what, uint64_t done, uint64_t total)
{
	const int percent = total ? (int)(done * 100 / total) : 100;
	char bar[BAR_WIDTH + 1];

	if (!is_terminal() || (p->what == what && p->percent == percent))
		return;
	memset(bar, '.', BAR_WIDTH);
	memset(bar, '#', (size_t)(percent * BAR_WIDTH / 100));
	bar[BAR_WIDTH] = 0;
	fprintf(stderr, "\r\033[K%s [%s] %3d%%", what, bar, percent);
	p->what = what;
	p->percent = percent;
}

void progress_phase(struct progress *p, enum fp_phase phase, uint64_t done, uint64_t total)
{
	/* For people, and for events. */
	static const struct {
		const char *text, *word;
	} names[] = {
		[FP_PHASE_READ] = { "reading", "read" },
		[FP_PHASE_READ_AGAIN] = { "reading again", "read_again" },
		[FP_PHASE_WRITE] = { "writing", "write" },
		[FP_PHASE_VERIFY] = { "reading", "verify" },
		[FP_PHASE_COMPARE] = { "comparing", "compare" },
	};

	events_progress(names[phase].word, done, total);
	progress_show(p, names[phase].text, done, total);
}

void progress_callback(void *ctx, enum fp_phase phase, uint64_t done, uint64_t total)
{
	progress_phase(ctx, phase, done, total);
}

void progress_clear(struct progress *p)
{
	if (p->what)
		fputs("\r\033[K", stderr);
	p->what = NULL;
}
