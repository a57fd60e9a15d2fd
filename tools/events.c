// SPDX-License-Identifier: GPL-2.0-or-later
// The events of a run.

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "events.h"
#include "say.h"

#define INTERVAL 0.5 /* seconds between two of `progress` */

static struct {
	int fd; /* 0: none */
	char phase[32];
	double last; /* when `progress` was told */
} events;

double events_clock(void)
{
	static struct timespec start;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!start.tv_sec && !start.tv_nsec)
		start = now;
	return (double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) / 1e9;
}

int events_open(const char *path, struct fp_error *err)
{
	events.fd = strcmp(path, "-") == 0
			    ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO)
			    : open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
	if (events.fd > 0)
		return 0;
	events.fd = 0;
	return fp_fail_errno(err, FP_REFUSED, "cannot write events to %s", path);
}

/* One write(): lines of several runs in one file stay whole. */
static void write_line(const char *line, size_t n)
{
	const ssize_t written = write(events.fd, line, n);

	if (written == (ssize_t)n)
		return;
	dprintf(STDERR_FILENO, "note: events are lost from here on: %s\n",
		written < 0 ? strerror(errno) : "a line could not be written whole");
	close(events.fd);
	events.fd = 0;
}

void events_add(const char *event, json_t *members)
{
	json_t *line = events.fd ? json_object() : NULL;
	char *text;
	size_t n;

	if (line) {
		json_object_set_new(line, "t",
				    json_real((double)(long)(events_clock() * 1000) / 1000));
		json_object_set_new(line, "event", json_string(event));
		json_object_update(line, members);
		text = say_json(line, JSON_COMPACT | JSON_REAL_PRECISION(9));
		n = text ? strlen(text) : 0;
		if (n) {
			text[n] = '\n';
			write_line(text, n + 1);
		}
		free(text);
		json_decref(line);
	}
	json_decref(members);
}

void events_progress(const char *phase, uint64_t done, uint64_t total)
{
	const double now = events_clock();
	const bool is_new = strncmp(phase, events.phase, sizeof events.phase - 1) != 0;

	if (is_new) {
		strncpy(events.phase, phase, sizeof events.phase - 1);
		events_add("phase",
			   json_pack("{s:s, s:I}", "phase", phase, "total", (json_int_t)total));
	} else if (now - events.last < INTERVAL || !total) {
		return;
	}
	if (!total)
		return;
	events.last = now;
	events_add("progress", json_pack("{s:s, s:I, s:I}", "phase", phase, "done",
					 (json_int_t)done, "total", (json_int_t)total));
}
