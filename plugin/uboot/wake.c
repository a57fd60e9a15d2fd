// SPDX-License-Identifier: GPL-2.0-or-later
// Finding the prompt, and stopping autoboot before that.

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/text.h"
#include "wake.h"

#define KNOCK_MS  30 /* between two keys: some loaders listen for 100 ms in all */
#define WORDS_MAX 16 /* of power= */

extern char **environ;

/* What came while the power was awaited. */
struct waiting {
	char key[REPLY_LINE_MAX]; /* to be sent again and again; empty: it was asked for, and sent
				   */
	char asked[REPLY_LINE_MAX]; /* the key that the boot loader has asked for */
	size_t n_bytes, n_odd; /* of all that came; those that no console prints */
	bool is_other; /* something answers that is no boot loader */
};

/* Ctrl-C at a prompt: "<INTERRUPT>", and the prompt again. It runs nothing, where Enter would run
 * the last command again. The line that comes three times is the prompt. CAN before it ends a
 * Y-modem transfer that an earlier session has left. */
static int find_prompt(struct console *c, const char *known, bool *is_found, struct fp_error *err)
{
	char tail[sizeof c->prompt];
	int code = line_send(&c->line, "\030\030\030", 3, err);

	*is_found = false;
	if (code == 0)
		code = console_interrupt(c, err);
	if (code < 0 || !c->n)
		return code;
	for (int i = 0; i < 3; i++) {
		code = console_interrupt(c, err);
		if (code < 0 || strlen(console_tail(c)) >= sizeof tail)
			return code;
		if (i && strcmp(tail, console_tail(c)) != 0)
			return 0;
		strcpy(tail, console_tail(c));
	}
	*is_found = *known ? strcmp(tail, known) == 0 : reply_can_be_prompt(tail);
	if (*is_found)
		strcpy(c->prompt, tail);
	return 0;
}

/* A prompt, and it is U-Boot's: a shell of a running system is neither typed to nor waited on. */
static int find_loader(struct console *c, const struct params *p, char *version, bool *is_found,
		       bool *is_other, struct fp_error *err)
{
	const char *reply;
	int code = find_prompt(c, p->prompt, is_found, err);

	if (code < 0 || !*is_found)
		return code;
	code = console_ask(c, "version", CONSOLE_QUIET_MS, &reply, err);
	if (code < 0)
		return code;
	*is_found = reply_version(reply, version);
	*is_other |= !*is_found;
	return 0;
}

static int run_power(const char *command, struct fp_error *err)
{
	char words[PARAM_MAX], *argv[WORDS_MAX + 1], *rest = NULL;
	size_t n = 0;
	int status;
	pid_t pid;

	snprintf(words, sizeof words, "%s", command);
	for (char *w = strtok_r(words, " ", &rest); w && n < WORDS_MAX;
	     w = strtok_r(NULL, " ", &rest))
		argv[n++] = w;
	argv[n] = NULL;
	errno = n ? posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ) : ENOENT;
	if (errno)
		return fp_fail_errno(err, FP_REFUSED, "uboot: cannot run power=%s", command);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fp_fail_errno(err, FP_CHIP, "uboot: power=%s", command);
	if (status != 0)
		return fp_fail(err, FP_CHIP, "uboot: power=%s failed (%s %d)", command,
			       WIFEXITED(status) ? "exit status" : "signal",
			       WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	return 0;
}

static void count_odd(struct waiting *w, const char *text, size_t n)
{
	w->n_bytes += n;
	for (; n; n--, text++)
		w->n_odd += (*text < 0x20 && !strchr("\r\n\t\b\a\033", *text)) || *text > 0x7e;
}

static bool is_noise(const struct waiting *w)
{
	return w->n_bytes > 16 && w->n_odd * 4 > w->n_bytes;
}

/* What came within wait_ms, counted. */
static int listen(struct console *c, int wait_ms, struct waiting *w, size_t *came,
		  struct fp_error *err)
{
	const int code = console_collect(c, wait_ms, came, err);

	count_odd(w, c->text + c->n - *came, *came);
	return code;
}

/* The key that the boot loader asks for, each time that it does; the rest of the sentence may say
 * more of it. */
static int answer(struct console *c, const struct params *p, struct waiting *w,
		  struct fp_error *err)
{
	size_t came;
	int code;

	if (*p->key || !reply_stop_key(c->text, w->asked))
		return 0;
	code = listen(c, KNOCK_MS, w, &came, err);
	if (code < 0)
		return code;
	reply_stop_key(c->text, w->asked);
	console_forget(c);
	w->key[0] = 0;
	return line_send(&c->line, w->asked, strlen(w->asked), err);
}

static int fail_noise(const struct console *c, const struct params *p, struct fp_error *err)
{
	fp_fail(err, FP_CHIP, "uboot: what comes over %s is no text at %u baud", p->dev,
		(unsigned)p->baud);
	fp_hint(err,
		"try another speed (baud=57600, 38400, 9600); then check the ground wire and "
		"that the levels are right%s",
		c->line.is_tty ? "" : "; the server sets the speed, and must not speak telnet");
	return -FP_CHIP;
}

static int fail_late(const struct console *c, const struct params *p, const struct waiting *w,
		     struct fp_error *err)
{
	if (is_noise(w))
		return fail_noise(c, p, err);
	if (!w->n_bytes) {
		fp_fail(err, FP_CHIP, "uboot: nothing came over %s in %u s", p->dev,
			(unsigned)p->wait);
		fp_hint(err,
			"is the device on, are RX and TX crossed, is it the right line? The device "
			"is switched off and on while this waits");
	} else if (w->is_other) {
		fp_fail(err, FP_CHIP, "uboot: on %s answers something that is not U-Boot", p->dev);
		fp_hint(err,
			"the device runs its system: switch it off and on while this waits; if it was, name what stops autoboot (key=ctrl-c, enter, esc, space or a text)");
	} else {
		fp_fail(err, FP_CHIP, "uboot: no prompt of a boot loader on %s in %u s%s", p->dev,
			(unsigned)p->wait, w->asked[0] ? ": it did not stop for its key" : "");
		fp_hint(err,
			"name what stops autoboot (key=ctrl-c, enter, esc, space or a text), or the prompt (prompt=)");
	}
	return -FP_CHIP;
}

/* Until what came looks like a prompt. */
static int knock(struct console *c, const struct params *p, struct waiting *w, int64_t deadline,
		 struct fp_error *err)
{
	size_t came;
	int code = 0;

	while (code == 0 && line_now() < deadline) {
		if (*w->key)
			code = line_send(&c->line, w->key, strlen(w->key), err);
		if (code == 0)
			code = listen(c, KNOCK_MS, w, &came, err);
		if (code == 0)
			code = answer(c, p, w, err);
		console_progress(c);
		if (code == 0 && c->n && reply_can_be_prompt(console_tail(c)))
			return 0;
	}
	return code;
}

static int wait_for_power(struct console *c, const struct params *p, char *version,
			  struct waiting *w, struct fp_error *err)
{
	const int64_t deadline = line_now() + (int64_t)p->wait * 1000;
	bool is_found = false;
	int code = 0;

	while (code == 0 && !is_found && line_now() < deadline) {
		code = knock(c, p, w, deadline, err);
		if (code == 0)
			code = find_loader(c, p, version, &is_found, &w->is_other, err);
	}
	if (code == 0 && !is_found)
		return fail_late(c, p, w, err);
	return code;
}

int wake(struct console *c, const struct params *p, char *version, struct fp_error *err)
{
	struct waiting w = { .key = "\003" };
	bool is_found;
	int code = find_loader(c, p, version, &is_found, &w.is_other, err);

	if (code < 0 || is_found)
		return code;
	count_odd(&w, c->text, c->n);
	if (is_noise(&w))
		console_say(c, "what comes is no text at %u baud: perhaps the speed is another",
			    (unsigned)p->baud);
	if (*p->key)
		strcpy(w.key, p->key);
	if (*p->power)
		console_say(c, "switching the power with %s", p->power);
	else
		console_say(c, "waiting for the boot loader: switch the device off and on (%u s)",
			    (unsigned)p->wait);
	if (*p->power)
		code = run_power(p->power, err);
	return code < 0 ? code : wait_for_power(c, p, version, &w, err);
}
