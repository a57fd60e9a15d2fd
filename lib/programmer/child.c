// SPDX-License-Identifier: GPL-2.0-or-later
// Starting and ending a child process, and nothing but it.

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "programmer/child.h"
#include "programmer/wire.h"

/* After SIGKILL only a process that is stuck in a kernel driver stays; no use in waiting for it. */
#define KILL_MS 5000

/* A user who ignores one of these (nohup, a CI runner) does not mean the child, and exec keeps
 * what is ignored. */
static const int default_signals[] = { SIGHUP,	SIGINT,	 SIGQUIT, SIGTERM, SIGALRM, SIGCHLD,
				       SIGUSR1, SIGUSR2, SIGTSTP, SIGTTIN, SIGTTOU };

static void set_signals(void)
{
	struct sigaction action = { .sa_handler = SIG_DFL };

	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof default_signals / sizeof *default_signals; i++)
		sigaction(default_signals[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	sigprocmask(SIG_SETMASK, &action.sa_mask, NULL);
}

/* Behind the child's descriptors 0 to 3: dup2() of one onto itself would leave it close-on-exec. */
static int open_high(const char *path, int flags)
{
	const int low = open(path, flags | O_CLOEXEC);
	const int high = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, FP_WIRE_FD + 1);

	if (low >= 0)
		close(low);
	return high;
}

/* /dev/null in place of what is closed or would not survive exec: then it is not the user's. */
static bool set_descriptors(int fd)
{
	const int null = open_high("/dev/null", O_RDWR);
	const int flags = fcntl(2, F_GETFD);

	if (null < 0 || dup2(null, 0) < 0)
		return false;
	if ((flags < 0 || flags & FD_CLOEXEC) && dup2(null, 2) < 0)
		return false;
	return dup2(2, 1) == 1 && dup2(fd, FP_WIRE_FD) == FP_WIRE_FD;
}

/* Between fork() and exec(): only what POSIX allows in a signal handler. */
static _Noreturn void become(const char *path, int fd)
{
	const char *name = path;
	struct fp_frame frame = { .type = FP_FRAME_NOT_RUN };

	for (const char *p = path; *p; p++)
		if (*p == '/')
			name = p + 1;
	setpgid(0, 0);
	set_signals();
	if (set_descriptors(fd))
		execv(path, (char *const[]){ (char *)name, NULL });
	frame.code = (uint32_t)errno;
	fp_wire_send(fd, &frame, NULL, NULL);
	_exit(127);
}

/* A pair whose ends are out of the way of the child's descriptors 0 to 3. */
static int open_pair(int pair[2])
{
	int low[2], saved;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, low) < 0)
		return -1;
	pair[0] = fcntl(low[0], F_DUPFD_CLOEXEC, FP_WIRE_FD + 1);
	pair[1] = fcntl(low[1], F_DUPFD_CLOEXEC, FP_WIRE_FD + 1);
	saved = errno;
	close(low[0]);
	close(low[1]);
	if (pair[0] >= 0 && pair[1] >= 0)
		return 0;
	if (pair[0] >= 0)
		close(pair[0]);
	if (pair[1] >= 0)
		close(pair[1]);
	errno = saved;
	return -1;
}

int fp_child_start(struct fp_child *child, const char *path, struct fp_error *err)
{
	int pair[2];

	if (open_pair(pair) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot make a socket for %s", path);
	child->pid = fork();
	if (child->pid == 0)
		become(path, pair[1]);
	close(pair[1]);
	if (child->pid < 0) {
		fp_fail_errno(err, FP_REFUSED, "cannot start a process for %s", path);
		close(pair[0]);
		return -FP_REFUSED;
	}
	/* Both sides do it, so that it is done whoever comes first. */
	setpgid(child->pid, child->pid);
	child->fd = pair[0];
	return 0;
}

/* True: it has ended and is collected. */
static bool await_end(pid_t pid, int64_t deadline, int *status)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	for (;;) {
		const pid_t done = waitpid(pid, status, WNOHANG);

		if (done == pid)
			return true;
		if (done < 0 && errno != EINTR) {
			*status = -1;
			return true;
		}
		if (fp_wire_now() >= deadline)
			return false;
		nanosleep(&pause, NULL);
	}
}

bool fp_child_end(struct fp_child *child, int64_t deadline, int *status)
{
	bool by_itself;

	close(child->fd);
	child->fd = -1;
	by_itself = await_end(child->pid, deadline, status);
	if (!by_itself) {
		kill(-child->pid, SIGKILL);
		await_end(child->pid, fp_wire_now() + KILL_MS, status);
	}
	child->pid = -1;
	return by_itself;
}
