// SPDX-License-Identifier: GPL-2.0-or-later
// The events of a run.

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "events.h"
#include "say.h"

#define FIRST	 "{\"t\":" /* what every line starts with */
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

/* A regular file holds events already, or nothing: what an option names by mistake stays whole. */
static int check_events(int fd, const char *path, struct fp_error *err)
{
	char start[sizeof FIRST - 1];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot write events to %s", path);
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return 0;
	n = pread(fd, start, sizeof start, 0);
	if (n == (ssize_t)sizeof start && memcmp(start, FIRST, sizeof start) == 0)
		return 0;
	fp_fail(err, FP_REFUSED, "%s holds other things than events", path);
	fp_hint(err, "--events FILE: a new file, or one that earlier runs wrote events to");
	return -FP_REFUSED;
}

/* Without a wait for somebody who reads a FIFO. */
static int open_events(const char *path)
{
	const int flags = O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK;
	int fd;

	if (strcmp(path, "-") == 0)
		return fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO);
	fd = open(path, O_RDWR | flags, 0666);
	if (fd < 0 && errno == EACCES)
		fd = open(path, O_WRONLY | flags, 0666);
	if (fd >= 0)
		(void)fcntl(fd, F_SETFL, O_APPEND);
	return fd;
}

int events_open(const char *path, struct fp_error *err)
{
	int code = 0;

	events.fd = open_events(path);
	if (events.fd < 0)
		code = fp_fail_errno(err, FP_REFUSED, "cannot write events to %s", path);
	if (code == 0 && strcmp(path, "-") != 0)
		code = check_events(events.fd, path, err);
	if (code < 0 && events.fd >= 0)
		close(events.fd);
	if (code < 0)
		events.fd = 0;
	return code;
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
