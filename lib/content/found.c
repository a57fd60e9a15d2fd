// SPDX-License-Identifier: GPL-2.0-or-later
// Facts and damages, in words that come from dumps and are fit for a terminal.

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "content/found.h"

/* These are somebody else's bytes on their way to a terminal. */
static void clean(char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7e)
			*text = '?';
}

void fp_fact(struct fp_found *found, const char *key, const char *format, ...)
{
	struct fp_fact *const fact = &found->facts[found->n_facts];
	va_list ap;

	if (found->n_facts == FP_FACTS_MAX)
		return;
	fact->key = key;
	va_start(ap, format);
	vsnprintf(fact->value, sizeof fact->value, format, ap);
	va_end(ap);
	clean(fact->value);
	found->n_facts++;
}

void fp_fact_text(struct fp_found *found, const char *key, const uint8_t *text, size_t n)
{
	n = strnlen((const char *)text, n);
	if (n)
		fp_fact(found, key, "%.*s", (int)(n < 64 ? n : 64), (const char *)text);
}

void fp_fact_time(struct fp_found *found, const char *key, uint32_t seconds)
{
	const time_t time = (time_t)seconds;
	char text[32];
	struct tm tm;

	if (seconds && gmtime_r(&time, &tm) && strftime(text, sizeof text, "%F %T", &tm))
		fp_fact(found, key, "%s", text);
}

const char *fp_fact_get(const struct fp_found *found, const char *key)
{
	for (unsigned i = 0; i < found->n_facts; i++)
		if (strcmp(found->facts[i].key, key) == 0)
			return found->facts[i].value;
	return NULL;
}

enum fp_verdict fp_damage(struct fp_found *found, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(found->damage, sizeof found->damage, format, ap);
	va_end(ap);
	clean(found->damage);
	return FP_DAMAGED;
}

enum fp_verdict fp_damage_cut(struct fp_found *found, const char *what, uint64_t n)
{
	return fp_damage(found, "%s is cut off after %" PRIu64 " bytes", what, n);
}

enum fp_verdict fp_damage_sum(struct fp_found *found, const char *what, uint32_t is, uint32_t says)
{
	return fp_damage(found, "%s is 0x%08" PRIx32 ", the header says 0x%08" PRIx32, what, is,
			 says);
}

enum fp_verdict fp_found_used(struct fp_found *found, const struct fp_view *view, uint64_t used)
{
	found->used = used;
	if (used <= view->size)
		return FP_GOOD;
	return fp_damage(found, "it has %" PRIu64 " bytes, there are %" PRIu64, used, view->size);
}

const char *fp_found_describe(const struct fp_found *found, char *buf)
{
	size_t n = 0;

	if (found->damage[0]) {
		snprintf(buf, FP_FOUND_TEXT, "%s", found->damage);
		return buf;
	}
	buf[0] = '\0';
	for (unsigned i = 0; i < found->n_facts && n < FP_FOUND_TEXT; i++)
		n += (size_t)snprintf(buf + n, FP_FOUND_TEXT - n, "%s%s %s", i ? ", " : "",
				      found->facts[i].key, found->facts[i].value);
	return buf;
}
