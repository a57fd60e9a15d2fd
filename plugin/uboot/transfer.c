// SPDX-License-Identifier: GPL-2.0-or-later
// Sending by a program: it talks to one end of a socket, and we carry between the other end and the
// line.

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programmer/wire.h"
#include "replies.h"
#include "speed.h"
#include "transfer.h"

#define READY_MS 5000 /* for the boot loader to begin */
#define STALL_MS 30000 /* without a byte in either direction */
#define DATA_FD	 4 /* where the program finds the data */

extern char **environ;

/* The first that is installed is taken. A file that is a descriptor needs no name and leaves
 * nothing behind. */
static const struct program {
	enum transfer how;
	const char *argv[8];
} programs[] = {
	{ TRANSFER_YMODEM, { "sb", "-k", "-q", "/dev/fd/4" } },
	{ TRANSFER_YMODEM, { "lsb", "-k", "-q", "/dev/fd/4" } },
	{ TRANSFER_KERMIT, { "gkermit", "-q", "-i", "-s", "/dev/fd/4" } },
};

static bool is_installed(const char *name)
{
	const char *path = getenv("PATH");
	char file[1024];

	for (; path && *path; path += strcspn(path, ":"), path += *path == ':') {
		snprintf(file, sizeof file, "%.*s/%s", (int)strcspn(path, ":"), path, name);
		if (access(file, X_OK) == 0)
			return true;
	}
	return false;
}

static const struct program *find_program(enum transfer how)
{
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		if (programs[i].how == how && is_installed(programs[i].argv[0]))
			return &programs[i];
	return NULL;
}

int transfer_check(enum transfer how, struct fp_error *err)
{
	if (find_program(how))
		return 0;
	if (how == TRANSFER_YMODEM) {
		fp_fail(err, FP_REFUSED, "uboot: writing needs the program sb");
		fp_hint(err, "it belongs to lrzsz (Debian: apt install lrzsz)");
	} else {
		fp_fail(err, FP_REFUSED,
			"uboot: this boot loader has loadb only: writing needs the program gkermit");
		fp_hint(err, "Debian: apt install gkermit");
	}
	return -FP_REFUSED;
}

/* A file without a name. */
static int make_file(const uint8_t *data, size_t n, int *fd, struct fp_error *err)
{
	const char *dir = getenv("TMPDIR");
	char name[1024];
	size_t done = 0;

	snprintf(name, sizeof name, "%s/flashplan-XXXXXX", dir && *dir ? dir : "/tmp");
	*fd = mkstemp(name);
	if (*fd < 0)
		return fp_fail_errno(err, FP_REFUSED, "uboot: cannot make %s", name);
	unlink(name);
	while (done < n) {
		const ssize_t now = write(*fd, data + done, n - done);

		if (now > 0)
			done += (size_t)now;
		else if (now == 0 || errno != EINTR)
			break;
	}
	if (done == n && lseek(*fd, 0, SEEK_SET) == 0)
		return 0;
	fp_fail_errno(err, FP_REFUSED, "uboot: cannot write a temporary file");
	close(*fd);
	return -FP_REFUSED;
}

/* The program sees its socket, nothing to complain to, and the data. */
static int set_up(posix_spawn_file_actions_t *actions, int socket, int data)
{
	return posix_spawn_file_actions_adddup2(actions, data, DATA_FD) ||
	       posix_spawn_file_actions_adddup2(actions, socket, 0) ||
	       posix_spawn_file_actions_adddup2(actions, socket, 1) ||
	       posix_spawn_file_actions_addopen(actions, 2, "/dev/null", O_WRONLY, 0) ||
	       posix_spawn_file_actions_addclose(actions, FP_WIRE_FD);
}

static int spawn(const struct program *program, int socket, int data, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t pipe;
	int why = ENOMEM;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	posix_spawnattr_setsigdefault(&attributes, &pipe);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	if (!set_up(&actions, socket, data))
		why = posix_spawnp(pid, program->argv[0], &actions, &attributes,
				   (char *const *)program->argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return why;
}

/* Above the descriptors that the program gets. */
static int move_up(int fd)
{
	const int high = fcntl(fd, F_DUPFD_CLOEXEC, 16);

	close(fd);
	return high;
}

static int start(const struct program *program, const uint8_t *data, size_t n, int *socket,
		 pid_t *pid, struct fp_error *err)
{
	int pair[2], file, why;

	if (make_file(data, n, &file, err) < 0)
		return -FP_REFUSED;
	file = move_up(file);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) {
		fp_fail_errno(err, FP_REFUSED, "uboot: cannot make a socket");
		close(file);
		return -FP_REFUSED;
	}
	*socket = move_up(pair[0]);
	pair[1] = move_up(pair[1]);
	why = spawn(program, pair[1], file, pid);
	close(pair[1]);
	close(file);
	if (why) {
		close(*socket);
		errno = why;
		return fp_fail_errno(err, FP_REFUSED, "uboot: cannot run %s", program->argv[0]);
	}
	fcntl(*socket, F_SETFL, O_NONBLOCK);
	return 0;
}

/* From the program to the line. *is_over: the program has ended. */
static int carry_out(struct console *c, int socket, bool *is_over, struct fp_error *err)
{
	uint8_t buf[2048];
	const ssize_t n = read(socket, buf, sizeof buf);

	if (n > 0)
		return line_send_unlogged(&c->line, buf, (size_t)n, err);
	*is_over = n == 0 || (errno != EAGAIN && errno != EINTR);
	return 0;
}

/* From the line to the program, and into c->text: what comes at the end is for us. */
static int carry_in(struct console *c, int socket, struct fp_error *err)
{
	uint8_t buf[CONSOLE_ENTER_MAX];
	size_t n;
	const int code = line_receive_unlogged(&c->line, buf, sizeof buf, &n, err);

	/* It may have ended; then what came is not for it. */
	if (code == 0 && n)
		send(socket, buf, n, MSG_NOSIGNAL);
	return code < 0 ? code : console_enter(c, buf, n, err);
}

static int carry(struct console *c, const char *command, int socket, struct fp_error *err)
{
	struct pollfd fds[2] = { { .fd = socket, .events = POLLIN },
				 { .fd = c->line.fd, .events = POLLIN } };
	bool is_over = false;
	int code = 0, n;

	while (code == 0 && !is_over) {
		n = poll(fds, 2, STALL_MS);
		if (n == 0)
			return fp_fail(err, FP_CHIP, "uboot: the transfer stands still");
		if (n > 0 && fds[1].revents)
			code = carry_in(c, socket, err);
		if (code == 0 && c->n && reply_is_boot(c->text))
			return console_fail_reset(command, err);
		if (code == 0 && n > 0 && fds[0].revents)
			code = carry_out(c, socket, &is_over, err);
		console_progress(c);
	}
	return code;
}

/* Until "## Ready for binary ... bps..." has come as a whole. */
static int await_ready(struct console *c, const char *command, bool *is_fast, struct fp_error *err)
{
	const int64_t deadline = line_now() + READY_MS;
	const char *ready;
	unsigned baud;
	size_t came;
	int code = 0;

	while (code == 0 && line_now() < deadline) {
		code = console_collect(c, 100, &came, err);
		if (code == 0 && !*is_fast && speed_is_asked_for(c, "press ENTER", &baud)) {
			*is_fast = true;
			code = speed_change(c, baud, "\r", err);
		}
		if (code == 0 && reply_is_boot(c->text))
			return console_fail_reset(command, err);
		ready = strstr(c->text, "## Ready for binary");
		if (code == 0 && ready && strchr(ready, '\n'))
			return 0;
	}
	return code < 0 ? code : fp_fail(err, FP_CHIP, "uboot: \"%s\" does not start", command);
}

/* After a failure the boot loader may still wait for bytes. */
static void give_up(struct console *c)
{
	struct fp_error ignored = { 0 };

	if (line_send(&c->line, "\030\030\030\030\030", 5, &ignored) == 0 &&
	    console_drain(c, 3000, 300, &ignored) == 0)
		console_interrupt(c, &ignored);
}

int transfer_send(struct console *c, enum transfer how, const char *command, const uint8_t *data,
		  size_t n, const char **reply, struct fp_error *err)
{
	const struct program *const program = find_program(how);
	bool is_fast = false;
	const char *rest;
	int socket, status, code;
	pid_t pid;

	if (!program)
		return transfer_check(how, err);
	code = console_type(c, command, err);
	if (code == 0)
		code = await_ready(c, command, &is_fast, err);
	if (code < 0 || start(program, data, n, &socket, &pid, err) < 0)
		return -(int)err->code;
	line_note(&c->line, "%zu bytes are sent by %s", n, program->argv[0]);
	/* What has come behind that line is for the program. */
	rest = strchr(strstr(c->text, "## Ready"), '\n') + 1;
	send(socket, rest, strlen(rest), MSG_NOSIGNAL);
	console_forget(c);
	code = carry(c, command, socket, err);
	close(socket);
	if (code < 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	line_note(&c->line, "%s: status %d", program->argv[0], status);
	if (code < 0 || status != 0) {
		give_up(c);
		*reply = "";
		return code;
	}
	if (is_fast)
		code = speed_await(c, "press ESC", "\033", err);
	return code < 0 ? code : console_await(c, command, CONSOLE_QUIET_MS, reply, err);
}
