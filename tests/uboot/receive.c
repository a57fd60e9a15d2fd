// SPDX-License-Identifier: GPL-2.0-or-later
// The receivers of Y-modem and of Kermit, as loady and loadb have them.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "uboot/board.h"

enum { SOH = 1, STX = 2, ETX = 3, EOT = 4, ACK = 6, NAK = 0x15, CAN = 0x18 };

struct packet {
	int kind; /* -1: nothing came */
	uint8_t number;
	size_t size;
	uint8_t data[1024];
	bool is_right;
};

static void answer(struct board *b, int byte)
{
	const uint8_t c = (uint8_t)byte;

	say_bytes(b, &c, 1);
}

static uint16_t crc16(const uint8_t *p, size_t n)
{
	uint16_t crc = 0;

	for (; n; n--, p++) {
		crc ^= (uint16_t)(*p << 8);
		for (int i = 0; i < 8; i++)
			crc = (uint16_t)(crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1);
	}
	return crc;
}

static void receive_packet(struct board *b, struct packet *p)
{
	int number, inverse, high, low;

	p->kind = hear(b, 2000);
	p->is_right = false;
	if (p->kind != SOH && p->kind != STX)
		return;
	p->size = p->kind == SOH ? 128 : 1024;
	number = hear(b, 1000);
	inverse = hear(b, 1000);
	for (size_t i = 0; i < p->size; i++) {
		const int byte = hear(b, 1000);

		if (byte < 0)
			return;
		p->data[i] = (uint8_t)byte;
	}
	high = hear(b, 1000);
	low = hear(b, 1000);
	p->number = (uint8_t)number;
	p->is_right = number >= 0 && low >= 0 && inverse == 255 - number &&
		      crc16(p->data, p->size) == (high << 8 | low);
}

/* Breaks off, as a sender that was killed would: what comes is not looked at any more. */
static bool is_cut(struct board *b, size_t done)
{
	if (!b->faults.cut_transfer || done < b->faults.cut_transfer || !b->faults.cut_times)
		return false;
	b->faults.cut_times--;
	answer(b, CAN);
	answer(b, CAN);
	answer(b, CAN);
	while (hear(b, 300) >= 0)
		;
	return true;
}

/* Packet 0: the name, and behind it the length in decimal. */
static size_t header_length(const struct packet *p)
{
	const size_t name = strnlen((const char *)p->data, sizeof p->data - 2);

	return strtoul((const char *)p->data + name + 1, NULL, 10);
}

static size_t keep(struct board *b, uint64_t address, size_t done, size_t length,
		   const struct packet *p)
{
	const size_t n = length - done < p->size ? length - done : p->size;
	uint8_t *ram = ram_at(b, address + done, n);

	if (ram)
		memcpy(ram, p->data, n);
	return n;
}

size_t ymodem_receive(struct board *b, uint64_t address, bool *is_whole)
{
	size_t length = 0, done = 0;
	unsigned next = 0, silent = 0, cans = 0;
	bool is_over = false;
	struct packet p;

	*is_whole = false;
	answer(b, 'C');
	for (;;) {
		receive_packet(b, &p);
		if (p.kind < 0 && ++silent > 10)
			return done;
		if (p.kind < 0 && !next)
			answer(b, 'C');
		cans = p.kind == CAN || p.kind == ETX ? cans + 1 : 0;
		if (cans >= 3)
			return done;
		if (p.kind == EOT) {
			answer(b, ACK);
			answer(b, 'C');
			is_over = true;
		} else if (p.is_right && is_over) {
			answer(b, ACK);
			*is_whole = done == length;
			return done;
		} else if (p.is_right && p.number == (uint8_t)next) {
			if (next)
				done += keep(b, address, done, length, &p);
			else
				length = header_length(&p);
			if (is_cut(b, done))
				return done;
			answer(b, ACK);
			if (!next++)
				answer(b, 'C');
		} else if (p.kind == SOH || p.kind == STX) {
			answer(b, p.is_right ? ACK : NAK);
		}
	}
}

/* Kermit, as little of it as loadb knows (cmd/load.c): packets of up to 94 bytes, block check 1, #
 * as the prefix of control characters, no prefix for the eighth bit or for repetition. */
static int unchar(int c)
{
	return c - 32;
}

static void kermit_send(struct board *b, int sequence, char type, const char *data)
{
	uint8_t out[128];
	const size_t n = strlen(data);
	unsigned sum = 0;
	size_t k = 0;

	out[k++] = SOH;
	out[k++] = (uint8_t)(n + 3 + 32);
	out[k++] = (uint8_t)(sequence + 32);
	out[k++] = (uint8_t)type;
	memcpy(out + k, data, n);
	k += n;
	for (size_t i = 1; i < k; i++)
		sum += out[i];
	out[k++] = (uint8_t)(((sum + ((sum & 192) / 64)) & 63) + 32);
	out[k++] = '\r';
	say_bytes(b, out, k);
}

/* The bytes of a data packet. */
static size_t kermit_decode(struct board *b, uint64_t address, const uint8_t *p, size_t n)
{
	size_t done = 0;

	for (size_t i = 0; i < n; i++, done++) {
		uint8_t c = p[i], *ram;

		if (c == '#' && i + 1 < n) {
			c = p[++i];
			/* Only of these is there a control character. */
			if ((c & 0x7f) >= 0x3f && (c & 0x7f) <= 0x5f)
				c ^= 0x40;
		}
		ram = ram_at(b, address + done, 1);
		if (ram)
			*ram = c;
	}
	return done;
}

size_t kermit_receive(struct board *b, uint64_t address, bool *is_whole)
{
	uint8_t data[96];
	size_t done = 0;
	int next = 0;

	*is_whole = false;
	for (unsigned silent = 0; silent < 10;) {
		int c = hear(b, 1000), n, sequence, type;
		unsigned sum;

		silent += c < 0;
		if (c == ETX)
			return done;
		if (c != SOH)
			continue;
		n = unchar(hear(b, 1000)) - 3;
		sequence = unchar(hear(b, 1000));
		type = hear(b, 1000);
		sum = (unsigned)(n + 3 + 32 + sequence + 32 + type);
		for (int i = 0; i < n && i < (int)sizeof data; i++) {
			data[i] = (uint8_t)hear(b, 1000);
			sum += data[i];
		}
		c = hear(b, 1000);
		if (n < 0 || n > 91 || c != (int)(((sum + ((sum & 192) / 64)) & 63) + 32)) {
			kermit_send(b, next, 'N', "");
			continue;
		}
		if (sequence == next) {
			if (type == 'D')
				done += kermit_decode(b, address + done, data, (size_t)n);
			next = (next + 1) % 64;
		}
		/* Send-Init: 94 bytes, 1 s, no padding, CR, #. */
		kermit_send(b, sequence, 'Y', type == 'S' ? "~! @-#N1N" : "");
		*is_whole |= type == 'B';
		if (type == 'B') {
			/* The end of its line is not for the prompt. */
			while (hear(b, 100) >= 0)
				;
			return done;
		}
	}
	return done;
}
