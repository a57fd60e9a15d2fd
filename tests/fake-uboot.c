// SPDX-License-Identifier: GPL-2.0-or-later
// A U-Boot for tests, one command at a time, by the name under which it is called. In the current
// directory: ram, from 0x80000000 on; flash, with the rules of NOR; card/; filesize, what was
// loaded last. FAKE says how it is different, in words: be, le (how crc32 stores: 4 bytes
// big-endian, a long of 8 bytes little-endian; else one of 4 bytes), no-update, no-crc32, locked
// (erasing and writing do nothing and succeed), deaf (so does reading).

#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/path.h"

#define RAM   0x80000000u
#define BLOCK 65536u

static bool is(const char *word)
{
	const char *fake = getenv("FAKE");

	return fake && strstr(fake, word);
}

static _Noreturn void fail(const char *why)
{
	printf("%s\n", why);
	exit(1);
}

static unsigned long number(const char *text)
{
	char *end;
	const unsigned long value = strtoul(text, &end, 16);

	if (!*text || *end)
		fail("not a number in hexadecimal");
	return value;
}

/* Reads or writes all of it; what a file does not have is 0x5a. */
static void move(const char *name, bool is_write, unsigned long at, uint8_t *buf, size_t n)
{
	const int fd = open(name, O_RDWR | O_CREAT, 0666);
	ssize_t got;

	memset(is_write ? (uint8_t[1]){ 0 } : buf, 0x5a, is_write ? 1 : n);
	got = is_write ? pwrite(fd, buf, n, (off_t)at) : pread(fd, buf, n, (off_t)at);
	if (fd < 0 || got < 0 || (is_write && (size_t)got != n))
		fail("the test is broken");
	close(fd);
}

/* Memory until the end, in a process that does one thing. */
static uint8_t *room(size_t n)
{
	static uint8_t *kept[16];
	static size_t n_kept;

	if (n_kept == sizeof kept / sizeof *kept || !(kept[n_kept] = malloc(n)))
		fail("out of memory");
	return kept[n_kept++];
}

static uint8_t *get(const char *name, unsigned long at, size_t n)
{
	uint8_t *const buf = room(n + 1);

	move(name, false, at, buf, n);
	return buf;
}

static void put(const char *name, unsigned long at, uint8_t *buf, size_t n)
{
	move(name, true, at, buf, n);
}

static unsigned long ram(const char *text)
{
	const unsigned long address = number(text);

	if (address < RAM)
		fail("data abort");
	return address - RAM;
}

static void load(const char *address, const char *name, size_t most)
{
	char path[300], text[20];
	struct stat st;
	size_t n;

	snprintf(path, sizeof path, "card/%s", name);
	if (stat(path, &st) < 0)
		fail("** Unable to read file **");
	n = (size_t)st.st_size < most ? (size_t)st.st_size : most;
	put("ram", ram(address), get(path, 0, n), n);
	unlink("filesize");
	put("filesize", 0, (uint8_t *)text, (size_t)snprintf(text, sizeof text, "%zx\n", n));
}

static void erase(unsigned long at, size_t n)
{
	uint8_t *const buf = room(n + 1);

	if (at % BLOCK || n % BLOCK)
		fail("SF: Erase offset/length not multiple of erase size");
	memset(buf, 0xff, n);
	put("flash", at, buf, n);
}

static void program(unsigned long at, const uint8_t *bytes, size_t n)
{
	uint8_t *old = get("flash", at, n);

	for (size_t i = 0; i < n; i++)
		old[i] &= bytes[i];
	put("flash", at, old, n);
}

static void sf(int argc, char **argv)
{
	const bool is_erase = argc == 4 && strcmp(argv[1], "erase") == 0;
	unsigned long at;
	size_t n;

	if (argc == 3 && strcmp(argv[1], "probe") == 0)
		return;
	if (argc != 5 && !is_erase)
		fail("sf: usage");
	at = number(argv[argc - 2]);
	n = number(argv[argc - 1]);
	if (strcmp(argv[1], "read") == 0) {
		if (!is("deaf"))
			put("ram", ram(argv[2]), get("flash", at, n), n);
		return;
	}
	if (strcmp(argv[1], "update") == 0 && is("no-update"))
		fail("sf - SPI flash sub-system");
	if (is("locked"))
		return;
	if (is_erase || strcmp(argv[1], "update") == 0)
		erase(at, n);
	if (!is_erase)
		program(at, get("ram", ram(argv[2]), n), n);
}

static void crc(const char *address, const char *count, const char *to)
{
	const size_t n = number(count);
	const uint32_t sum = (uint32_t)crc32_z(0, get("ram", ram(address), n), n);
	uint8_t bytes[8] = { 0 };

	if (is("no-crc32"))
		fail("Unknown command 'crc32'");
	fp_put_le32(bytes, sum);
	if (is("be"))
		fp_put_be32(bytes, sum);
	put("ram", ram(to), bytes, is("le") ? 8 : 4);
}

static void compare(const char *a, const char *b, const char *count)
{
	const size_t n = number(count);

	if (memcmp(get("ram", ram(a), n), get("ram", ram(b), n), n) != 0)
		fail("byte at 0x... != byte at 0x...");
}

static void fill(const char *address, const char *value, size_t n, size_t width)
{
	uint8_t *const buf = room(n * width + 4);

	for (size_t i = 0; i < n * width; i++)
		buf[i] = (uint8_t)(number(value) >> 8 * (i % width));
	put("ram", ram(address), buf, n * width);
}

int main(int argc, char **argv)
{
	const char *const name = fp_path_last(argv[0]);

	if (argc > 16)
		fail("** Too many args (max. 16) **");
	if (strcmp(name, "fatload") == 0 && argc == 6)
		load(argv[3], argv[4], number(argv[5]));
	else if (strcmp(name, "tftpboot") == 0 && argc == 3)
		load(argv[1], argv[2], SIZE_MAX / 2);
	else if (strcmp(name, "sf") == 0)
		sf(argc, argv);
	else if (strcmp(name, "crc32") == 0 && argc == 4)
		crc(argv[1], argv[2], argv[3]);
	else if (strcmp(name, "cmp.b") == 0 && argc == 4)
		compare(argv[1], argv[2], argv[3]);
	else if (strcmp(name, "cp.b") == 0 && argc == 4)
		put("ram", ram(argv[2]), get("ram", ram(argv[1]), number(argv[3])),
		    number(argv[3]));
	else if (strcmp(name, "mw.b") == 0 && argc == 4)
		fill(argv[1], argv[2], number(argv[3]), 1);
	else if (strcmp(name, "mw.l") == 0 && argc == 3)
		fill(argv[1], argv[2], 1, 4);
	else if (strcmp(name, "reset") == 0 || strcmp(name, "usb") == 0)
		printf("%s\n", name);
	else
		fail("Unknown command");
	return 0;
}
