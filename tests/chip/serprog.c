// SPDX-License-Identifier: GPL-2.0-or-later
// The serprog protocol: SPI operations, and delays in virtual time.

#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "chip.h"
#include "serprog.h"

#define ACK 0x06
#define NAK 0x15

/* The longest transaction in either direction, without opcode and address. */
#define MAX_DATA 65536u

struct line {
	struct serprog *serprog;
	int fd;
	size_t at, n; /* what is left of in[] */
	uint64_t pending_us; /* delays in the operation buffer */
	uint8_t in[4096];
	uint8_t spi[MAX_DATA + 8];
	uint8_t reply[1 + MAX_DATA];
};

/* What a command's handler has to say about the connection. */
enum verdict { GO_ON, GONE, LOST };

struct command {
	uint8_t opcode;
	uint8_t n_parameters;
	uint8_t n_reply;
	uint8_t reply[16]; /* what follows the ACK, without a handler */
	enum verdict (*run)(struct line *line, const uint8_t *parameters);
};

bool serprog_wait(const struct serprog *serprog, int fd)
{
	while (!*serprog->is_stopped) {
		fd_set set;

		FD_ZERO(&set);
		FD_SET(fd, &set);
		if (pselect(fd + 1, &set, NULL, NULL, NULL, serprog->signals) > 0)
			return true;
	}
	return false;
}

static bool take(struct line *line, uint8_t *bytes, size_t n)
{
	for (size_t done = 0; done < n;) {
		size_t part = line->n - line->at;
		ssize_t got;

		if (part > n - done)
			part = n - done;
		memcpy(bytes + done, line->in + line->at, part);
		line->at += part;
		done += part;
		if (done == n)
			break;
		if (!serprog_wait(line->serprog, line->fd))
			return false;
		got = recv(line->fd, line->in, sizeof line->in, 0);
		if (got <= 0)
			return false;
		line->at = 0;
		line->n = (size_t)got;
	}
	return true;
}

static enum verdict give(const struct line *line, const uint8_t *bytes, size_t n)
{
	while (n) {
		const ssize_t sent = send(line->fd, bytes, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return GONE;
		bytes += sent;
		n -= (size_t)sent;
	}
	return GO_ON;
}

static enum verdict give_byte(const struct line *line, uint8_t byte)
{
	return give(line, &byte, 1);
}

static uint32_t get_le(const uint8_t *bytes, size_t n)
{
	uint32_t value = 0;

	while (n--)
		value = value << 8 | bytes[n];
	return value;
}

static enum verdict refuse_spi(struct line *line, size_t n)
{
	while (n) {
		const size_t part = n < MAX_DATA ? n : MAX_DATA;

		if (!take(line, line->spi, part))
			return GONE;
		n -= part;
	}
	return give_byte(line, NAK);
}

static bool is_dropped(struct serprog *serprog, uint8_t opcode)
{
	const bool is_data = opcode == 0x03 || opcode == 0x13;

	if (serprog->drop_read && is_data)
		return --serprog->drop_read == 0;
	if (!serprog->drop_after || serprog->chip->counters.transactions < serprog->drop_after)
		return false;
	serprog->drop_after = 0;
	return true;
}

/* The only real time that an answer ever takes. */
static void dawdle(const struct serprog *serprog, size_t n)
{
	const uint64_t us = serprog->slow_ms * 1000 * n / 1024;
	const struct timespec ts = { .tv_sec = (time_t)(us / 1000000),
				     .tv_nsec = (long)(us % 1000000) * 1000 };

	if (us)
		nanosleep(&ts, NULL);
}

static enum verdict run_spi(struct line *line, const uint8_t *parameters)
{
	struct serprog *serprog = line->serprog;
	const size_t n_out = get_le(parameters, 3), n_in = get_le(parameters + 3, 3);

	if (n_out > sizeof line->spi || n_in > MAX_DATA)
		return refuse_spi(line, n_out);
	if (!take(line, line->spi, n_out))
		return GONE;
	if (is_dropped(serprog, line->spi[0]))
		return LOST;
	if (chip_transact(serprog->chip, line->spi, n_out, line->reply + 1, n_in) != CHIP_OK)
		return LOST;
	dawdle(serprog, n_in);
	line->reply[0] = ACK;
	return give(line, line->reply, 1 + n_in);
}

static enum verdict run_sync(struct line *line, const uint8_t *parameters)
{
	static const uint8_t reply[] = { NAK, ACK };

	(void)parameters;
	return give(line, reply, sizeof reply);
}

static enum verdict run_init(struct line *line, const uint8_t *parameters)
{
	(void)parameters;
	line->pending_us = 0;
	return give_byte(line, ACK);
}

static enum verdict run_delay(struct line *line, const uint8_t *parameters)
{
	line->pending_us += get_le(parameters, 4);
	return give_byte(line, ACK);
}

static enum verdict run_execute(struct line *line, const uint8_t *parameters)
{
	(void)parameters;
	chip_delay(line->serprog->chip, line->pending_us);
	line->serprog->chip->counters.delays_us += line->pending_us;
	line->pending_us = 0;
	return give_byte(line, ACK);
}

static enum verdict run_bus(struct line *line, const uint8_t *parameters)
{
	return give_byte(line, parameters[0] & 0x08 ? ACK : NAK); /* SPI is all there is */
}

static enum verdict run_pins(struct line *line, const uint8_t *parameters)
{
	line->serprog->chip->counters.pins_released += parameters[0] == 0;
	return give_byte(line, ACK);
}

static enum verdict run_map(struct line *line, const uint8_t *parameters);

/* With delays on offer flashrom hands all its sleeping to the programmer, and here a delay costs no
 * time. */
static const struct command commands[] = {
	{ .opcode = 0x00 },
	{ .opcode = 0x01, .n_reply = 2, .reply = { 1, 0 } },
	{ .opcode = 0x02, .run = run_map },
	{ .opcode = 0x03, .n_reply = 16, .reply = "flashplan-chip" },
	{ .opcode = 0x04, .n_reply = 2, .reply = { 0xff, 0xff } },
	{ .opcode = 0x05, .n_reply = 1, .reply = { 0x08 } },
	{ .opcode = 0x07, .n_reply = 2, .reply = { 0xff, 0xff } },
	{ .opcode = 0x08, .n_reply = 3, .reply = { 0, 0, 1 } }, /* MAX_DATA */
	{ .opcode = 0x0b, .run = run_init },
	{ .opcode = 0x0e, .n_parameters = 4, .run = run_delay },
	{ .opcode = 0x0f, .run = run_execute },
	{ .opcode = 0x10, .run = run_sync },
	{ .opcode = 0x11, .n_reply = 3, .reply = { 0, 0, 1 } },
	{ .opcode = 0x12, .n_parameters = 1, .run = run_bus },
	{ .opcode = 0x13, .n_parameters = 6, .run = run_spi },
	{ .opcode = 0x15, .n_parameters = 1, .run = run_pins },
};

#define N_COMMANDS (sizeof commands / sizeof *commands)

static enum verdict run_map(struct line *line, const uint8_t *parameters)
{
	uint8_t reply[33] = { ACK };

	(void)parameters;
	for (size_t i = 0; i < N_COMMANDS; i++)
		reply[1 + commands[i].opcode / 8] |= (uint8_t)(1u << commands[i].opcode % 8);
	return give(line, reply, sizeof reply);
}

static enum verdict run_one(struct line *line)
{
	uint8_t opcode, parameters[6], reply[17] = { ACK };

	if (!take(line, &opcode, 1))
		return GONE;
	for (size_t i = 0; i < N_COMMANDS; i++) {
		const struct command *command = &commands[i];

		if (command->opcode != opcode)
			continue;
		if (!take(line, parameters, command->n_parameters))
			return GONE;
		if (command->run)
			return command->run(line, parameters);
		memcpy(reply + 1, command->reply, command->n_reply);
		return give(line, reply, 1u + command->n_reply);
	}
	return give_byte(line, NAK);
}

static void lose(struct line *line)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
	uint8_t byte;

	switch (line->serprog->loss) {
	case SERPROG_CLOSE:
		break;
	case SERPROG_RESET:
		setsockopt(line->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
		break;
	case SERPROG_STALL:
		while (take(line, &byte, 1))
			;
		break;
	}
}

void serprog_serve(struct serprog *serprog, int fd)
{
	static struct line line; /* large; one connection at a time */
	enum verdict verdict;

	memset(&line, 0, sizeof line);
	line.serprog = serprog;
	line.fd = fd;
	do
		verdict = run_one(&line);
	while (verdict == GO_ON);
	if (verdict == LOST)
		lose(&line);
	close(fd);
}
