/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device with a boot loader, emulated at the far end of a serial line: what the versions of
 * U-Boot print, what they leave unsaid, and everything that can happen on a line. */
#ifndef FP_TESTS_UBOOT_BOARD_H
#define FP_TESTS_UBOOT_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RAM_SIZE (64u << 20)

/* How one version talks. */
struct dialect {
	const char *name, *version, *prompt;
	const char *banner; /* until the countdown, or the question */
	const char *key; /* what stops it; NULL: any key */
	const char *commands; /* separated by blanks */
	const char *probe; /* after sf probe; %s is the size in MiB, %K in KiB */
	const char *after_probe, *after_read; /* what a vendor adds */
	const char *loadaddr; /* NULL: not in the environment */
	const char *bdinfo;
	uint64_t ram; /* where it begins */
	uint32_t erase_size; /* bytes; what is no multiple is refused */
	bool is_big_endian;
	bool says_ok; /* from 2013.07 on "SF: ... OK" */
	bool has_upper_crc; /* "CRC32 for" */
	bool has_wide_gap; /* md before 2021.10; not filled up at the end before 2013.04 */
	bool is_filled_up;
	bool says_aborted; /* Y-modem that broke off, from 2022.01 on */
	bool says_locked; /* from 2022.10 on */
	bool probe_needs_bus; /* 2010 */
};

const struct dialect *dialect_find(const char *name);
void dialect_list(void);

/* What goes wrong; 0: does not. */
struct faults {
	unsigned reset_at, hang_at, gone_at; /* the n-th command is its last */
	unsigned pace; /* bytes a second that it sends at most */
	unsigned fifo; /* bytes that the UART holds while nobody reads it */
	unsigned lose_at; /* the n-th typed byte is lost */
	unsigned flip_every; /* every n-th printed byte is another one */
	unsigned chatter_every; /* a message of somebody else behind every n-th line */
	unsigned cut_transfer; /* bytes after which a transfer breaks, ... */
	unsigned cut_times; /* ... so many times */
	bool is_protected, is_read_lost; /* it says nothing of it */
	bool is_endless;
	unsigned dead_at; /* from there on in the flash, writes do nothing */
};

struct counters {
	uint64_t received, sent, echoed; /* bytes on the line */
	uint64_t read, erased, programmed, uploaded; /* bytes */
	unsigned commands, repeats; /* repeats: by an empty line */
};

struct board {
	const struct dialect *dialect;
	struct faults faults;
	struct counters counters;
	int fd; /* the line */
	unsigned baud; /* of the boot loader; 0: a line without a speed */
	unsigned start_baud;
	uint8_t *ram, *flash;
	size_t flash_size;
	bool is_off, is_linux, is_probed, must_boot, is_loading;
	unsigned typed, printed; /* for the faults */
	char without[256]; /* commands that were left out when it was built */
	char mtdparts[512];
	char reset_on[64]; /* the first command that begins so is its last; empty: none */
};

/* The line. */
void say(struct board *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_bytes(struct board *b, const void *data, size_t n);
void say_raw(struct board *b, const uint8_t *p, size_t n); /* without CR before LF */
int hear(struct board *b, int wait_ms); /* a byte; -1: none came */
bool is_heard(struct board *b); /* is one there? */
void set_baud(struct board *b, unsigned baud);
void count(const struct board *b);

/* The boot loader. */
void live(struct board *b);
void boot(struct board *b);
void run_line(struct board *b, char *line);
bool has_command(const struct board *b, const char *name);

/* Where an address is; NULL: n bytes from there are no RAM. */
uint8_t *ram_at(struct board *b, uint64_t address, uint64_t n);

void sf_command(struct board *b, int argc, char **argv);

/* Receive into RAM. Returns how many bytes; *is_whole: the sender said that it was all. */
size_t ymodem_receive(struct board *b, uint64_t address, bool *is_whole);
size_t kermit_receive(struct board *b, uint64_t address, bool *is_whole);

/* Plays the device's part of a log that plugin/uboot has written. Returns an exit status: 1, and
 * says why on standard error, where the other side does not do what it did then. */
int replay(struct board *b, const char *path);

extern volatile int power_cycles; /* asked for by a signal */

#endif
