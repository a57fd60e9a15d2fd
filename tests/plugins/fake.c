// SPDX-License-Identifier: GPL-2.0-or-later
// A programmer for tests: a chip in memory, and every way to misbehave, chosen by the parameters.

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "programmer/serve.h"
#include "programmer/wire.h"

#define SIZE  (256u << 10)
#define BLOCK 4096u

static struct {
	struct fp_driver driver;
	const struct fp_host *host;
	char mode[256]; /* -p fake:MODE */
	uint8_t bytes[SIZE];
	struct fp_chip chip;
	struct fp_protection protection;
} fake;

static bool is_mode(const char *mode)
{
	return strcmp(fake.mode, mode) == 0;
}

static _Noreturn void hang(void)
{
	for (;;)
		pause();
}

static void say(const void *data, size_t n)
{
	send(FP_WIRE_FD, data, n, MSG_NOSIGNAL);
}

static void say_header(enum fp_frame_type type, uint32_t code, uint32_t size)
{
	const struct fp_frame frame = { .type = type, .code = code, .size = size };
	uint8_t header[FP_WIRE_HEADER];

	fp_frame_pack(&frame, header);
	say(header, sizeof header);
}

static void say_on_stderr(void)
{
	if (write(2, "x", 1) != 1)
		_exit(1);
}

static _Noreturn void crash(void)
{
	fake.host->log(fake.host->ctx, FP_LOG_ERROR, "the bus is on fire");
	signal(SIGSEGV, SIG_DFL); /* also past a sanitizer's handler */
	raise(SIGSEGV);
	_exit(1);
}

static _Noreturn void flood(void)
{
	for (;;)
		fake.host->log(fake.host->ctx, FP_LOG_DEBUG, "still busy");
}

/* Slower than any patience, but not without a sign of life. */
static void dawdle(void)
{
	for (int i = 0; i < 12; i++) {
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
		fake.host->progress(fake.host->ctx);
	}
}

/* The ways to fail that a read can show. Those that return let the read go on. */
static void misbehave(void)
{
	static const char junk[] =
		"Welcome to U-Boot, this is no frame at all. Hit any key to stop.";

	if (is_mode("hang"))
		hang();
	if (is_mode("hang-loud")) {
		say_on_stderr();
		hang();
	}
	if (is_mode("crash"))
		crash();
	if (is_mode("flood"))
		flood();
	if (is_mode("dawdle"))
		dawdle();
	if (is_mode("lifts") || is_mode("lifts-dies"))
		fake.host->lifted(fake.host->ctx, true);
	if (is_mode("lifts-dies"))
		_exit(7);
	if (is_mode("status")) /* an exit status of its own choosing */
		say_header(FP_FRAME_DONE, FP_NO, 2), say("x", 2);
	if (is_mode("empty-error"))
		say_header(FP_FRAME_DONE, FP_CHIP, 2), say("\0", 2);
	if (is_mode("exit"))
		_exit(7);
	if (is_mode("vanish")) {
		close(FP_WIRE_FD);
		hang();
	}
	if (is_mode("cut")) {
		say_header(FP_FRAME_DONE, FP_OK, 4096);
		_exit(0);
	}
	if (is_mode("junk"))
		say(junk, sizeof junk);
	if (is_mode("huge"))
		say_header(FP_FRAME_DONE, FP_OK, UINT32_MAX);
	if (is_mode("short"))
		say_header(FP_FRAME_DONE, FP_OK, 1);
	if (is_mode("huge-log"))
		say_header(FP_FRAME_LOG, FP_LOG_INFO, 1u << 20);
	if (is_mode("bad-level"))
		say_header(FP_FRAME_LOG, 99, 0);
	if (is_mode("bad-error"))
		say_header(FP_FRAME_DONE, 77, 0);
	if (is_mode("question"))
		say_header(FP_FRAME_READ, 0, 4096);
	if (is_mode("abort"))
		fp_driver_abort(FP_CHIP, "the library was about to erase %s", "everything");
}

/* What a child finds around itself. */
static void describe_process(char *name, size_t size)
{
	struct sigaction action, user;
	int n = 0;
	char c;

	for (int fd = FP_WIRE_FD + 1; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	sigaction(SIGPIPE, NULL, &action);
	sigaction(SIGUSR1, NULL, &user);
	snprintf(name, size, "others=%d group=%d pipe=%d user=%d in=%zd out=%d err=%d", n,
		 getpgrp() == getpid(), action.sa_handler == SIG_IGN, user.sa_handler == SIG_DFL,
		 read(0, &c, 1), fcntl(1, F_GETFD) >= 0, write(2, "", 0) == 0);
}

static int fake_open(const struct fp_target *target, const struct fp_host *host,
		     struct fp_chip *chip, void **ctx, struct fp_error *err)
{
	fake.host = host;
	snprintf(fake.mode, sizeof fake.mode, "%s", target->params);
	if (is_mode("hang-open"))
		hang();
	if (is_mode("refuse"))
		return fp_fail(err, FP_REFUSED, "there is no chip today");
	memset(fake.bytes, 0xff, SIZE);
	snprintf(chip->name, sizeof chip->name, "%s",
		 target->chip_name	    ? target->chip_name
		 : target->n_chip_names > 1 ? target->chip_names[1]
					    : target->params);
	if (is_mode("process"))
		describe_process(chip->name, sizeof chip->name);
	snprintf(chip->id, sizeof chip->id, "c84018");
	chip->size = SIZE;
	chip->n_windows = 1;
	chip->window[0].range.size = is_mode("bad-chip") ? SIZE + 1 : SIZE;
	chip->window[0].erase_size = BLOCK;
	chip->window[0].writable = true;
	if (is_mode("plain") || is_mode("close-fails"))
		fake.driver.crc32 = NULL;
	fake.chip = *chip;
	fake.protection = (struct fp_protection){ { 0x10000, 0x8000 }, "hardware", false };
	host->log(host->ctx, FP_LOG_INFO, "opened \033[31mred\n");
	*ctx = fake.bytes;
	return 0;
}

static int fake_read(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	const uint8_t *bytes = ctx;

	misbehave();
	if (is_mode("fail")) {
		fake.host->log(fake.host->ctx, FP_LOG_ERROR, "no answer on MISO");
		fp_fail(err, FP_CHIP, "the read failed");
		fp_hint(err, "turn it off and on again");
		return -FP_CHIP;
	}
	memcpy(buf, bytes + range.offset, (size_t)range.size);
	return 0;
}

/* What the caller says of the old must be true. */
static int fake_write(void *ctx, struct fp_range range, const uint8_t *old, const uint8_t *want,
		      struct fp_error *err)
{
	uint8_t *bytes = (uint8_t *)ctx + range.offset;

	if (memcmp(bytes, old, (size_t)range.size) != 0)
		return fp_fail(err, FP_CHIP, "that is not what the chip holds");
	memcpy(bytes, want, (size_t)range.size);
	return 0;
}

static int fake_crc32(void *ctx, struct fp_range range, uint32_t *crc, struct fp_error *err)
{
	const uint8_t *bytes = ctx;

	(void)err;
	*crc = 0;
	for (uint64_t i = 0; i < range.size; i++)
		*crc += bytes[range.offset + i];
	return 0;
}

static int fake_block(void *ctx, struct fp_range range, struct fp_range *block,
		      struct fp_error *err)
{
	(void)ctx, (void)err;
	*block = fp_range_widen(range, is_mode("coarse") ? 0x8000 : BLOCK);
	if (is_mode("bad-block"))
		block->size = 1;
	return 0;
}

static int fake_get_protection(void *ctx, struct fp_protection *protection, struct fp_error *err)
{
	(void)ctx, (void)err;
	*protection = fake.protection;
	if (is_mode("bad-protection"))
		protection->range.size = SIZE;
	return 0;
}

static int fake_set_protection(void *ctx, const struct fp_protection *protection,
			       struct fp_error *err)
{
	(void)ctx, (void)err;
	fake.protection = *protection;
	return 0;
}

static int fake_identify(void *ctx, struct fp_chip *chip, struct fp_error *err)
{
	(void)ctx, (void)err;
	*chip = fake.chip;
	chip->is_doubtful = is_mode("doubtful");
	return 0;
}

static int fake_close(void *ctx, struct fp_error *err)
{
	(void)ctx;
	if (is_mode("lifts"))
		fake.host->lifted(fake.host->ctx, false);
	if (strncmp(fake.mode, "mark=", 5) == 0)
		close(open(fake.mode + 5, O_WRONLY | O_CREAT, 0600));
	if (is_mode("hang-close"))
		hang();
	if (is_mode("exit-close"))
		_exit(9);
	if (is_mode("close-fails") || is_mode("fail"))
		return fp_fail(err, FP_CHIP, "the image could not be saved");
	return 0;
}

static int fake_list(const struct fp_host *host, struct fp_error *err)
{
	(void)err;
	host->log(host->ctx, FP_LOG_INFO, "one");
	host->log(host->ctx, FP_LOG_INFO, "two");
	return 0;
}

int main(void)
{
	fake.driver = (struct fp_driver){
		.name = "fake",
		.list = fake_list,
		.open = fake_open,
		.read = fake_read,
		.write = fake_write,
		.crc32 = fake_crc32,
		.identify = fake_identify,
		.block = fake_block,
		.get_protection = fake_get_protection,
		.set_protection = fake_set_protection,
		.close = fake_close,
	};
	return fp_driver_serve(&fake.driver);
}
