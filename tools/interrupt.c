// SPDX-License-Identifier: GPL-2.0-or-later
// Signals that stop a job.

#include <signal.h>
#include <stddef.h>

#include "interrupt.h"

static volatile sig_atomic_t has_signal;

static void note_signal(int signal)
{
	(void)signal;
	has_signal = 1;
}

void interrupt_catch(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = note_signal };
	struct sigaction before;

	/* Without SA_RESTART: what waits for a pipe or a terminal ends as well. */
	sigemptyset(&action.sa_mask);
	/* What is ignored stays so: nohup means that a job goes on. */
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	/* Nobody has to listen for the job to be finished. */
	signal(SIGPIPE, SIG_IGN);
}

bool is_interrupted(void *ctx)
{
	(void)ctx;
	return has_signal;
}
