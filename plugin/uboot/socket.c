// SPDX-License-Identifier: GPL-2.0-or-later
// Connecting to a line that somebody else serves.

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "socket.h"

#define CONNECT_MS 10000

/* Connects without waiting longer than that. False: errno says why. */
static bool join(int fd, const struct sockaddr *address, socklen_t size)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };
	socklen_t n = sizeof(int);
	int why = 0;

	if (connect(fd, address, size) == 0)
		return true;
	if (errno != EINPROGRESS)
		return false;
	if (poll(&wait, 1, CONNECT_MS) <= 0) {
		errno = ETIMEDOUT;
		return false;
	}
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &n) < 0)
		return false;
	errno = why;
	return why == 0;
}

static int open_socket(int family)
{
	const int fd = socket(family, SOCK_STREAM, 0);

	if (fd >= 0) {
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		fcntl(fd, F_SETFL, O_NONBLOCK);
	}
	return fd;
}

static int try_all(const struct addrinfo *list)
{
	const int one = 1;

	for (; list; list = list->ai_next) {
		const int fd = open_socket(list->ai_family);

		if (fd >= 0 && join(fd, list->ai_addr, list->ai_addrlen)) {
			/* A command is one small piece, and its echo is waited for. */
			setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
			return fd;
		}
		if (fd >= 0)
			close(fd);
	}
	return -1;
}

int socket_open_tcp(const char *where, int *fd, struct fp_error *err)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	const char *const colon = strrchr(where, ':');
	struct addrinfo *list;
	char host[256];
	int why;

	if (!colon || colon == where || (size_t)(colon - where) >= sizeof host)
		return fp_fail(err, FP_REFUSED, "uboot: dev=tcp:%s: expected tcp:HOST:PORT", where);
	snprintf(host, sizeof host, "%.*s", (int)(colon - where), where);
	if (host[0] == '[' && host[strlen(host) - 1] == ']') {
		host[strlen(host) - 1] = 0;
		memmove(host, host + 1, strlen(host));
	}
	why = getaddrinfo(host, colon + 1, &hints, &list);
	if (why != 0)
		return fp_fail(err, FP_REFUSED, "uboot: dev=tcp:%s: %s", where, gai_strerror(why));
	*fd = try_all(list);
	if (*fd < 0)
		fp_fail_errno(err, FP_REFUSED, "uboot: cannot connect to tcp:%s", where);
	freeaddrinfo(list);
	return *fd < 0 ? -FP_REFUSED : 0;
}

int socket_open_unix(const char *path, int *fd, struct fp_error *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof address.sun_path)
		return fp_fail(err, FP_REFUSED, "uboot: dev=unix:%s: the path is too long", path);
	strcpy(address.sun_path, path);
	*fd = open_socket(AF_UNIX);
	if (*fd >= 0 && join(*fd, (const struct sockaddr *)&address, sizeof address))
		return 0;
	return fp_fail_errno(err, FP_REFUSED, "uboot: cannot connect to unix:%s", path);
}
