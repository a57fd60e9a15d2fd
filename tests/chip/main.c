// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan-chip: an emulated SPI-NOR chip behind a TCP port, for tests.

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"

static volatile sig_atomic_t is_stopped;

static void stop(int signal)
{
	(void)signal;
	is_stopped = 1;
}

static void die(const char *what)
{
	fprintf(stderr, "flashplan-chip: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* SIGTERM and SIGINT arrive only while the program waits, so none is missed. Returns the mask to
 * wait with. */
static sigset_t catch_signals(void)
{
	const struct sigaction action = { .sa_handler = stop };
	sigset_t blocked, before;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGINT);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigdelset(&before, SIGTERM);
	sigdelset(&before, SIGINT);
	return before;
}

/* Maps the image, shared, so that the file is the chip even after SIGKILL. */
static uint8_t *map_image(const char *path, uint32_t size)
{
	const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	struct stat st;
	uint8_t *cells;

	if (fd < 0 || fstat(fd, &st) < 0 || (st.st_size == 0 && ftruncate(fd, size) < 0))
		die(path);
	if (st.st_size != 0 && st.st_size != (off_t)size) {
		fprintf(stderr, "flashplan-chip: %s has %lld bytes, the chip %lu\n", path,
			(long long)st.st_size, (unsigned long)size);
		exit(1);
	}
	cells = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (cells == MAP_FAILED)
		die(path);
	close(fd);
	if (st.st_size == 0)
		memset(cells, 0xff, size);
	return cells;
}

static int listen_on(uint16_t *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(*port) };
	socklen_t n = sizeof address;
	const int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
	    bind(fd, (struct sockaddr *)&address, n) < 0 || listen(fd, 8) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &n) < 0)
		die("cannot listen");
	*port = ntohs(address.sin_port);
	return fd;
}

/* Opens a file that appears under its name only when it is whole: readers may be polling for it. */
static FILE *begin(const char *path, char *temporary, size_t n)
{
	FILE *file;

	snprintf(temporary, n, "%s.new", path);
	file = fopen(temporary, "w");
	if (!file)
		die(temporary);
	return file;
}

static void publish(FILE *file, const char *temporary, const char *path)
{
	if (fclose(file) != 0 || rename(temporary, path) < 0)
		die(path);
}

static void write_counters(const struct chip *chip, const char *path)
{
	char temporary[4096];
	FILE *file;

	if (!path)
		return;
	file = begin(path, temporary, sizeof temporary);
	chip_counters_print(chip, file);
	publish(file, temporary, path);
}

static void announce(uint16_t port, const char *path)
{
	char temporary[4096];
	FILE *file;

	printf("port %u\n", port);
	fflush(stdout);
	if (!path)
		return;
	file = begin(path, temporary, sizeof temporary);
	fprintf(file, "%u\n", port);
	publish(file, temporary, path);
}

static void serve(struct serprog *serprog, int listener, const struct chip_options *options)
{
	const int on = 1;

	do {
		int fd;

		if (!serprog_wait(serprog, listener))
			break;
		fd = accept(listener, NULL, NULL);
		if (fd < 0)
			continue;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		serprog->chip->counters.connections++;
		serprog_serve(serprog, fd);
		write_counters(serprog->chip, options->counters_file);
	} while (!options->is_once);
	write_counters(serprog->chip, options->counters_file);
}

int main(int argc, char **argv)
{
	static struct chip chip;
	struct chip_options options;
	struct serprog serprog;
	sigset_t signals;
	int listener;

	chip_options_parse(&options, argc, argv);
	signals = catch_signals();
	chip_init(&chip, options.type, map_image(options.image, options.type->size));
	chip.timing = options.timing;
	chip.faults = options.faults;
	memcpy(chip.sr, options.sr, sizeof chip.sr);
	chip.is_wp_low = options.is_wp_low;
	chip_settle(&chip, 0, chip.type->size);
	serprog = (struct serprog){
		&chip,		 options.loss, options.drop_after, options.drop_read,
		options.slow_ms, &signals,     &is_stopped
	};
	listener = listen_on(&options.port);
	announce(options.port, options.port_file);
	serve(&serprog, listener, &options);
	munmap(chip.cells, chip.type->size);
	close(listener);
	return 0;
}
