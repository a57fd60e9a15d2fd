// SPDX-License-Identifier: GPL-2.0-or-later
// measure NAME COMMAND...: runs the command and prints one line,
// "NAME|seconds|seconds of CPU|peak KiB of memory|bytes written"; what the command prints goes to
// stderr. Its descendants count, if it waits for them.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What was given to write() and its like, by Documentation/filesystems/proc.rst; 0: not told. */
static uint64_t written_by(pid_t pid)
{
	char path[64], line[128];
	uint64_t bytes = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%ld/io", (long)pid);
	file = fopen(path, "r");
	if (!file)
		return 0;
	while (fgets(line, sizeof line, file))
		if (strncmp(line, "wchar: ", 7) == 0)
			bytes = strtoull(line + 7, NULL, 10);
	fclose(file);
	return bytes;
}

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void run(char **argv)
{
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execvp(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double start, seconds;
	siginfo_t info;
	uint64_t bytes;
	pid_t pid;

	if (argc < 3) {
		fputs("usage: measure NAME COMMAND...\n", stderr);
		return 2;
	}
	start = now();
	pid = fork();
	if (pid == 0)
		run(argv + 2);
	/* It stays a zombie until its counters are read. */
	if (pid < 0 || waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0) {
		perror("measure");
		return 2;
	}
	seconds = now() - start;
	bytes = written_by(pid);
	waitpid(pid, NULL, 0);
	getrusage(RUSAGE_CHILDREN, &usage);
	printf("%s|%.6f|%.6f|%ld|%" PRIu64 "\n", argv[1], seconds,
	       seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), usage.ru_maxrss, bytes);
	return info.si_code == CLD_EXITED && info.si_status == 0 ? 0 : 1;
}
