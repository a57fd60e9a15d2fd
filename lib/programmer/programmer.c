// SPDX-License-Identifier: GPL-2.0-or-later
// The choice of a programmer's program, and the course of its use.

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "programmer/connection.h"
#include "programmer/message.h"
#include "programmer/programmer.h"
#include "programmer/proxy.h"

#define DEFAULT_TIMEOUT_MS 15000

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

static int fail_not_installed(const char *name, const char *dir, struct fp_error *err)
{
	fp_fail(err, FP_REFUSED, "programmer plug-in flashplan-%s is not installed in %s", name,
		dir ? dir : "this system");
	if (strcmp(name, "flashrom") == 0)
		fp_hint(err, "it is built where libflashrom is installed "
			     "(Debian: libflashrom-dev)");
	return -FP_REFUSED;
}

/* A connection to the program of that name, which runs not yet; drop() frees it. */
static int prepare(const char *name, const struct fp_programmer_options *options,
		   struct fp_connection **c, struct fp_error *err)
{
	char path[PATH_MAX];

	if (!find_program(options->dir, name, path, sizeof path))
		return fail_not_installed(name, options->dir, err);
	*c = calloc(1, sizeof **c);
	if (*c)
		(*c)->path = strdup(path);
	if (!*c || !(*c)->path) {
		free(*c);
		return fp_fail(err, FP_REFUSED, "out of memory");
	}
	(*c)->child.pid = -1;
	snprintf((*c)->name, sizeof(*c)->name, "%s", name);
	(*c)->timeout_ms = options->timeout_ms ? options->timeout_ms : DEFAULT_TIMEOUT_MS;
	(*c)->host = options->host;
	return 0;
}

/* Ends a child with which nothing is open, whatever it says to that. */
static void drop(struct fp_connection *c)
{
	int status;

	if (c->child.pid >= 0)
		fp_child_end(&c->child, fp_wire_now() + c->timeout_ms, &status);
	free(c->path);
	free(c->target);
	free(c);
}

static int pack_target(struct fp_connection *c, const struct fp_target *target,
		       struct fp_error *err)
{
	c->target = malloc(FP_MESSAGE_TARGET_MAX);
	if (!c->target)
		return fp_fail(err, FP_REFUSED, "out of memory");
	c->n_target = (uint32_t)fp_target_pack(target, c->target);
	return c->n_target ? 0 : fp_fail(err, FP_REFUSED, "too many chip names or parameters");
}

/* For what may have to be said when the child is no more; whoever decides by it asks again. */
static void note_protection(struct fp_programmer *programmer)
{
	struct fp_protection protection;
	struct fp_error ignored = { 0 };

	if (programmer->driver->get_protection &&
	    programmer->driver->get_protection(programmer->ctx, &protection, &ignored) == 0)
		programmer->protection = protection;
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
	if (prepare(name, options, &c, err) < 0)
		return -(int)err->code;
	if (pack_target(c, &own, err) < 0 || fp_proxy_open(c, &programmer->chip, err) < 0) {
		drop(c);
		return -(int)err->code;
	}
	programmer->driver = &c->driver;
	programmer->ctx = c;
	programmer->connection = c;
	note_protection(programmer);
	return 0;
}

int fp_programmer_close(struct fp_programmer *programmer, struct fp_error *err)
{
	const struct fp_driver *driver = programmer->driver;
	struct fp_connection *const c = programmer->connection;
	const int result = driver ? driver->close(programmer->ctx, err) : 0;

	if (c) {
		programmer->was_lifted = c->was_lifted;
		programmer->is_lifted = c->is_lifted;
		drop(c);
	}
	programmer->driver = NULL;
	programmer->connection = NULL;
	return result;
}

int fp_programmer_list(const char *name, const struct fp_programmer_options *options,
		       struct fp_error *err)
{
	struct fp_exchange x = { .frame.type = FP_FRAME_LIST };
	struct fp_connection *c = NULL;
	int result;

	if (!is_name(name, strlen(name)))
		return fp_fail(err, FP_REFUSED, "\"%s\" is no name of a programmer plug-in", name);
	if (prepare(name, options, &c, err) < 0)
		return -(int)err->code;
	result = fp_child_start(&c->child, c->path, err);
	if (result == 0)
		result = fp_connection_ask(c, &x, err);
	if (result == 0)
		result = fp_connection_close(c, err);
	drop(c);
	return result;
}
