/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child process that serves its descriptor FP_WIRE_FD, in a process group of its own. */
#ifndef FP_PROGRAMMER_CHILD_H
#define FP_PROGRAMMER_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

struct fp_child {
	pid_t pid;
	int fd; /* our end of the socket */
};

/* Runs the program with standard input from /dev/null, standard output to standard error (to
 * /dev/null where that is closed), SIGPIPE ignored, all other signals at their defaults. If it
 * cannot be executed, FP_FRAME_NOT_RUN comes over the socket. The caller ends it with
 * fp_child_end(). */
FP_MUST_CHECK int fp_child_start(struct fp_child *child, const char *path, struct fp_error *err);

/* Closes the socket and waits for the end of the process; past the deadline (fp_wire_now()) ends
 * its process group with SIGKILL. True: it ended by itself, and *status is waitpid()'s, or -1 where
 * somebody else has collected it. */
bool fp_child_end(struct fp_child *child, int64_t deadline, int *status);

#endif
