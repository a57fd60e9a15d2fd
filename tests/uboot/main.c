// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan-uboot FLASH: a device with a boot loader on a pty or a socket, for tests. README.md
// tells the options. SIGUSR1 switches its power off and on; SIGTERM ends it.

#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include "uboot/board.h"

#define LIFE_S 600 /* longer than any test takes */

static struct board board = { .baud = 115200 };
volatile int power_cycles;

static void on_signal(int number)
{
	if (number == SIGUSR1)
		power_cycles++;
	else {
		count(&board);
		_exit(0);
	}
}

static _Noreturn void fail(const char *what)
{
	perror(what);
	exit(1);
}

/* Where it can be reached goes to stdout, and to the file. */
static void announce(const char *file, const char *where)
{
	FILE *out = file ? fopen(file, "w") : stdout;

	if (!out)
		fail(file);
	fprintf(out, "%s\n", where);
	if (out == stdout)
		fflush(out);
	else
		fclose(out);
}

static int open_pty(const char *file)
{
	const int master = posix_openpt(O_RDWR | O_NOCTTY);
	struct termios t;
	int slave;

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
		fail("pty");
	/* Held open, so that the master does not see the tests come and go. */
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	if (slave < 0 || tcgetattr(slave, &t) < 0)
		fail(ptsname(master));
	cfmakeraw(&t);
	cfsetspeed(&t, B115200);
	tcsetattr(slave, TCSANOW, &t);
	announce(file, ptsname(master));
	return master;
}

static int accept_one(int listener, const char *file, const char *where)
{
	int fd;

	if (listen(listener, 1) < 0)
		fail(where);
	announce(file, where);
	fd = accept(listener, NULL, NULL);
	close(listener);
	return fd;
}

static int open_unix(const char *path, const char *file)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
		fail(path);
	return accept_one(fd, file, path);
}

static int open_tcp(const char *file)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t n = sizeof address;
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	char where[32];

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, n) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &n) < 0)
		fail("tcp");
	snprintf(where, sizeof where, "127.0.0.1:%d", ntohs(address.sin_port));
	return accept_one(fd, file, where);
}

static void open_flash(const char *path)
{
	const int fd = open(path, O_RDWR);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		fail(path);
	board.flash_size = (size_t)st.st_size;
	board.flash = mmap(NULL, board.flash_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	board.ram = calloc(1, RAM_SIZE);
	if (board.flash == MAP_FAILED || !board.ram)
		fail(path);
}

static const struct {
	const char *name;
	size_t offset;
	bool is_flag;
} faults[] = {
#define NUMBER(name)                                                                               \
	{                                                                                          \
#name, offsetof(struct faults, name), false                                        \
	}
#define FLAG(name)                                                                                 \
	{                                                                                          \
#name, offsetof(struct faults, is_##name), true                                    \
	}
	NUMBER(reset_at),     NUMBER(hang_at),	 NUMBER(gone_at),    NUMBER(fifo),
	NUMBER(pace),	      NUMBER(lose_at),	 NUMBER(flip_every), NUMBER(chatter_every),
	NUMBER(cut_transfer), NUMBER(cut_times), NUMBER(dead_at),    FLAG(protected),
	FLAG(read_lost),      FLAG(endless),
};

/* NAME or NAME=N */
static void set_fault(char *text)
{
	char *value = strchr(text, '=');

	if (value)
		*value++ = 0;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		void *place = (char *)&board.faults + faults[i].offset;

		if (strcmp(faults[i].name, text) != 0)
			continue;
		if (faults[i].is_flag)
			*(bool *)place = true;
		else
			*(unsigned *)place = (unsigned)strtoul(value ? value : "1", NULL, 0);
		return;
	}
	fprintf(stderr, "no fault \"%s\"\n", text);
	exit(2);
}

static const struct option options[] = {
	{ "dialect", required_argument, NULL, 'd' },  { "fault", required_argument, NULL, 'f' },
	{ "without", required_argument, NULL, 'w' },  { "where", required_argument, NULL, 'o' },
	{ "unix", required_argument, NULL, 'u' },     { "tcp", no_argument, NULL, 't' },
	{ "baud", required_argument, NULL, 'b' },     { "off", no_argument, NULL, 'x' },
	{ "linux", no_argument, NULL, 'l' },	      { "mtdparts", required_argument, NULL, 'm' },
	{ "dialects", no_argument, NULL, 'D' },	      { "replay", required_argument, NULL, 'r' },
	{ "reset-on", required_argument, NULL, 'R' }, { 0 },
};

static void parse(int argc, char **argv, const char **where, const char **path,
		  const char **replayed, bool *is_tcp)
{
	int c;

	board.dialect = dialect_find("2025.01");
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'd':
			board.dialect = dialect_find(optarg);
			break;
		case 'f':
			set_fault(optarg);
			break;
		case 'w':
			snprintf(board.without, sizeof board.without, "%s", optarg);
			break;
		case 'o':
			*where = optarg;
			break;
		case 'u':
			*path = optarg;
			break;
		case 't':
			*is_tcp = true;
			break;
		case 'b':
			board.baud = (unsigned)atoi(optarg);
			break;
		case 'x':
			board.is_off = true;
			break;
		case 'l':
			board.is_linux = true;
			break;
		case 'm':
			snprintf(board.mtdparts, sizeof board.mtdparts, "%s", optarg);
			break;
		case 'R':
			snprintf(board.reset_on, sizeof board.reset_on, "%s", optarg);
			break;
		case 'r':
			*replayed = optarg;
			break;
		case 'D':
			dialect_list();
			exit(0);
		default:
			exit(2);
		}
	}
	if (!board.dialect || optind + !*replayed != argc)
		exit(2);
}

int main(int argc, char **argv)
{
	const char *where = NULL, *path = NULL, *replayed = NULL;
	struct sigaction action = { .sa_handler = on_signal };
	bool is_tcp = false;

	/* It ends with the test, whatever came of that. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(LIFE_S);
	parse(argc, argv, &where, &path, &replayed, &is_tcp);
	if (!replayed)
		open_flash(argv[optind]);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	board.fd = path ? open_unix(path, where) : is_tcp ? open_tcp(where) : open_pty(where);
	board.start_baud = board.baud;
	if (replayed)
		return replay(&board, replayed);
	live(&board);
	count(&board);
	return 0;
}
