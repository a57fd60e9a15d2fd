// SPDX-License-Identifier: GPL-2.0-or-later
// A driver whose operations are done by a child process, and the choice of its program.

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "programmer/connection.h"
#include "programmer/message.h"
#include "programmer/programmer.h"

#define DEFAULT_TIMEOUT_MS 15000

static int check_size(const struct fp_connection *c, struct fp_range range, struct fp_error *err)
{
	if (range.size <= FP_WIRE_PAYLOAD_MAX / 2)
		return 0;
	return fp_fail(err, FP_REFUSED, "programmer \"%s\": too much for one operation", c->name);
}

static int proxy_read(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	struct fp_exchange x = { .frame = { .type = FP_FRAME_READ, .range = range },
				 .answer = buf,
				 .answer_size = (size_t)range.size };

	if (check_size(ctx, range, err) < 0)
		return -FP_REFUSED;
	return fp_connection_ask(ctx, &x, err);
}

static int proxy_write(void *ctx, struct fp_range range, const uint8_t *old, const uint8_t *want,
		       struct fp_error *err)
{
	struct fp_exchange x = { .frame = { .type = FP_FRAME_WRITE, .range = range },
				 .first = old,
				 .second = want };

	if (check_size(ctx, range, err) < 0)
		return -FP_REFUSED;
	x.frame.size = (uint32_t)(2 * range.size);
	return fp_connection_ask(ctx, &x, err);
}

static int proxy_crc32(void *ctx, struct fp_range range, uint32_t *crc, struct fp_error *err)
{
	uint8_t answer[4];
	struct fp_exchange x = { .frame = { .type = FP_FRAME_CRC32, .range = range },
				 .answer = answer,
				 .answer_size = sizeof answer };
	const int result = fp_connection_ask(ctx, &x, err);

	if (result == 0)
		fp_get_le32(answer, sizeof answer, 0, crc);
	return result;
}

static int fail_chip(const struct fp_connection *c, struct fp_error *err)
{
	return fp_fail(err, FP_CHIP, "programmer \"%s\" describes a chip that cannot be", c->name);
}

static int proxy_identify(void *ctx, struct fp_chip *chip, struct fp_error *err)
{
	uint8_t answer[FP_MESSAGE_CHIP_SIZE];
	struct fp_exchange x = { .frame.type = FP_FRAME_IDENTIFY,
				 .answer = answer,
				 .answer_size = sizeof answer };
	const int result = fp_connection_ask(ctx, &x, err);
	unsigned abilities;

	if (result < 0)
		return result;
	return fp_chip_unpack(answer, chip, &abilities) ? 0 : fail_chip(ctx, err);
}

static int proxy_get_protection(void *ctx, struct fp_range *range, struct fp_error *err)
{
	struct fp_exchange x = { .frame.type = FP_FRAME_GET_PROTECTION };
	const int result = fp_connection_ask(ctx, &x, err);

	if (result == 0)
		*range = x.range;
	return result;
}

static int proxy_close(void *ctx, struct fp_error *err)
{
	struct fp_connection *c = ctx;
	struct fp_error own = { 0 };
	int code = 0;

	if (c->child.pid >= 0)
		code = fp_connection_close(c, &own);
	free(c);
	if (code == 0)
		return 0;
	fp_fail(err, own.code, "%s", own.text);
	if (own.hint[0])
		fp_hint(err, "%s", own.hint);
	return -(int)own.code;
}

static const struct fp_driver proxy = {
	.read = proxy_read,
	.write = proxy_write,
	.crc32 = proxy_crc32,
	.identify = proxy_identify,
	.get_protection = proxy_get_protection,
	.close = proxy_close,
};

/* The same rule as for partitions: such a name is never a path. */
static bool is_name(const char *name, size_t n)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

	if (n == 0 || n > FP_PROGRAMMER_NAME_MAX || !strchr(letters, name[0]))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!strchr(letters, name[i]) && !strchr(".+-", name[i]))
			return false;
	return true;
}

static bool find_program(const char *dir, const char *name, char *path, size_t n)
{
	const int length = dir ? snprintf(path, n, "%s/flashplan-%s", dir, name) : 0;

	return length > 0 && (size_t)length < n && access(path, X_OK) == 0;
}

/* Starts the program of that name. *c is the caller's to free() after fp_connection_close(). */
static int start(const char *name, const struct fp_programmer_options *options,
		 struct fp_connection **c, struct fp_error *err)
{
	char path[PATH_MAX];

	if (!find_program(options->dir, name, path, sizeof path)) {
		fp_fail(err, FP_REFUSED, "programmer plug-in flashplan-%s is not installed in %s",
			name, options->dir ? options->dir : "this system");
		if (strcmp(name, "flashrom") == 0)
			fp_hint(err,
				"it is built where libflashrom is installed (Debian: libflashrom-dev)");
		return -FP_REFUSED;
	}
	*c = calloc(1, sizeof **c);
	if (!*c)
		return fp_fail(err, FP_REFUSED, "out of memory");
	snprintf((*c)->name, sizeof(*c)->name, "%s", name);
	(*c)->timeout_ms = options->timeout_ms ? options->timeout_ms : DEFAULT_TIMEOUT_MS;
	(*c)->host = options->host;
	(*c)->driver = proxy;
	(*c)->driver.name = (*c)->name;
	if (fp_child_start(&(*c)->child, path, err) < 0) {
		free(*c);
		return -(int)err->code;
	}
	return 0;
}

/* Ends a child with which nothing is open, whatever it says to that. */
static void drop(struct fp_connection *c)
{
	int status;

	if (c->child.pid >= 0)
		fp_child_end(&c->child, fp_wire_now() + c->timeout_ms, &status);
	free(c);
}

static int ask_open(struct fp_connection *c, const struct fp_target *target, struct fp_chip *chip,
		    struct fp_error *err)
{
	uint8_t answer[FP_MESSAGE_CHIP_SIZE];
	struct fp_exchange x = { .frame.type = FP_FRAME_OPEN,
				 .answer = answer,
				 .answer_size = sizeof answer };
	uint8_t *request = malloc(FP_MESSAGE_TARGET_MAX);
	unsigned abilities = 0;
	int result;

	if (!request)
		return fp_fail(err, FP_REFUSED, "out of memory");
	x.first = request;
	x.frame.size = (uint32_t)fp_target_pack(target, request);
	result = x.frame.size ? fp_connection_ask(c, &x, err)
			      : fp_fail(err, FP_REFUSED, "too many chip names or parameters");
	free(request);
	if (result < 0)
		return result;
	if (!fp_chip_unpack(answer, chip, &abilities))
		return fail_chip(c, err);
	if (!(abilities & FP_HAS_CRC32))
		c->driver.crc32 = NULL;
	if (!(abilities & FP_HAS_IDENTIFY))
		c->driver.identify = NULL;
	if (!(abilities & FP_HAS_GET_PROTECTION))
		c->driver.get_protection = NULL;
	return 0;
}

int fp_programmer_open(struct fp_programmer *programmer, const char *prog,
		       const struct fp_target *target, const struct fp_programmer_options *options,
		       struct fp_error *err)
{
	const size_t n = strcspn(prog, ":");
	struct fp_target own = *target;
	char name[FP_PROGRAMMER_NAME_MAX + 1] = "", path[PATH_MAX];
	struct fp_connection *c = NULL;

	memset(programmer, 0, sizeof *programmer);
	if (is_name(prog, n))
		memcpy(name, prog, n);
	if (name[0] && find_program(options->dir, name, path, sizeof path)) {
		own.params = prog[n] ? prog + n + 1 : "";
	} else {
		own.params = prog;
		snprintf(name, sizeof name, "flashrom");
	}
	if (start(name, options, &c, err) < 0)
		return -(int)err->code;
	if (ask_open(c, &own, &programmer->chip, err) < 0) {
		drop(c);
		return -(int)err->code;
	}
	programmer->driver = &c->driver;
	programmer->ctx = c;
	return 0;
}

int fp_programmer_close(struct fp_programmer *programmer, struct fp_error *err)
{
	const struct fp_driver *driver = programmer->driver;

	programmer->driver = NULL;
	return driver ? driver->close(programmer->ctx, err) : 0;
}

int fp_programmer_list(const char *name, const struct fp_programmer_options *options,
		       struct fp_error *err)
{
	struct fp_exchange x = { .frame.type = FP_FRAME_LIST };
	struct fp_connection *c = NULL;
	int result;

	if (!is_name(name, strlen(name)))
		return fp_fail(err, FP_REFUSED, "\"%s\" is no name of a programmer plug-in", name);
	if (start(name, options, &c, err) < 0)
		return -(int)err->code;
	result = fp_connection_ask(c, &x, err);
	if (result == 0)
		result = fp_connection_close(c, err);
	drop(c);
	return result;
}
