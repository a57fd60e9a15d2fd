// SPDX-License-Identifier: GPL-2.0-or-later
// Environments by their checksum, where nothing tells place and size.

#include <ctype.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "content/env-find.h"
#include "content/env.h"

#define NAME_MAX_SEEN 64 /* characters: longer names are not looked for */
#define STEP	      4096
#define TRIES_MAX     512 /* places that begin like an environment and are none: then a scan ends */

/* Of one way to read the bytes: with a flag, or without. */
struct guess {
	size_t head, done; /* the CRC covers head .. done - 1 */
	uLong crc;
};

static bool is_text(uint8_t c)
{
	return c >= 0x20 || (c >= '\a' && c <= '\r') || c == 0x1b; /* ESC: coloured menus */
}

/* Bytes of text in a row, remembered: where many places of a dump lie in one run, its end is looked
 * for once. Zeroed: none. */
struct run {
	const uint8_t *start, *end;
};

static const uint8_t *text_end(struct run *run, const uint8_t *p, const uint8_t *end)
{
	if (!run->end || p < run->start || p >= run->end) {
		run->start = run->end = p;
		while (run->end < end && is_text(*run->end))
			run->end++;
	}
	return run->end;
}

/* "name=value", with its end. */
static bool begins_with_variable(const uint8_t *buf, size_t n, struct run *run)
{
	const uint8_t *end;
	size_t i = 0;

	while (i < n && i < NAME_MAX_SEEN && isgraph(buf[i]) && buf[i] != '=')
		i++;
	if (!i || i == n || buf[i] != '=')
		return false;
	end = text_end(run, buf + i, buf + n);
	return end < buf + n && !*end;
}

/* A cheap look before the CRC of many sizes: a variable, or nothing at all. */
static bool is_plausible(const uint8_t *buf, size_t n, size_t head)
{
	struct run run = { 0 };
	uint32_t crc = 0;

	if (n <= head || !fp_get_le32(buf, n, 0, &crc) || !crc || crc == UINT32_MAX)
		return false;
	return !buf[head] || begins_with_variable(buf + head, n - head, &run);
}

static bool try_size(const uint8_t *buf, struct guess *guess, struct fp_env_shape *shape)
{
	uint32_t le = 0, be = 0;

	guess->crc = crc32_z(guess->crc, buf + guess->done, shape->size - guess->done);
	guess->done = shape->size;
	fp_get_le32(buf, shape->size, 0, &le);
	fp_get_be32(buf, shape->size, 0, &be);
	if ((uint32_t)guess->crc != le && (uint32_t)guess->crc != be)
		return false;
	shape->is_big = (uint32_t)guess->crc == be;
	shape->is_redundant = guess->head != fp_env_head(&(struct fp_env_shape){ 0 });
	/* The end of the first string that made it plausible must lie inside, too. */
	return memchr(buf + guess->head, 0, shape->size - guess->head) != NULL;
}

/* Powers of two, then multiples of 4K, at last all that there is. */
static size_t next_size(size_t size, size_t n)
{
	size_t next = size < STEP ? size * 2 : size + STEP;

	if (!size)
		next = FP_ENV_SIZE_MIN;
	return next > n && size < n ? n : next;
}

bool fp_env_guess(const uint8_t *buf, size_t n, size_t limit, struct fp_env_shape *shape)
{
	struct guess guesses[2];
	size_t n_guesses = 0;

	if (n > limit)
		n = limit;
	for (size_t head = 4; head <= 5; head++)
		if (n >= FP_ENV_SIZE_MIN && is_plausible(buf, n, head))
			guesses[n_guesses++] = (struct guess){ head, head, crc32(0, NULL, 0) };
	if (!n_guesses)
		return false;
	for (size_t size = next_size(0, n); size <= n; size = next_size(size, n)) {
		for (size_t i = 0; i < n_guesses; i++) {
			*shape = (struct fp_env_shape){ .size = size };
			if (try_size(buf, &guesses[i], shape))
				return true;
		}
	}
	return false;
}

/* Far inside of a dump only what begins with a variable is worth the checksums. */
static bool is_worth_it(const uint8_t *buf, size_t n, struct run *run)
{
	return begins_with_variable(buf + 4, n - 4, run) ||
	       begins_with_variable(buf + 5, n - 5, run);
}

size_t fp_env_scan(const uint8_t *buf, size_t n, struct fp_env_copy *copies, size_t max)
{
	size_t found = 0, tries = 0, size;
	struct run run = { 0 };

	for (size_t at = 0; at < n && n - at >= FP_ENV_SIZE_MIN && found < max; at += size) {
		struct fp_env_copy *const copy = &copies[found];

		size = FP_ENV_STEP;
		if (at && !is_worth_it(buf + at, n - at, &run))
			continue;
		if (tries++ == TRIES_MAX)
			break;
		if (fp_env_guess(buf + at, n - at, at ? FP_ENV_GUESS_MAX : FP_ENV_SIZE_MAX,
				 &copy->shape)) {
			copy->offset = at;
			found++;
			size = (copy->shape.size + FP_ENV_STEP - 1) & ~(size_t)(FP_ENV_STEP - 1);
		}
	}
	return found;
}

static bool is_pair(const struct fp_env_copy *copies)
{
	const struct fp_env_shape *const a = &copies[0].shape, *const b = &copies[1].shape;

	return a->is_redundant && b->is_redundant && a->size == b->size && a->is_big == b->is_big;
}

static int refuse(const struct fp_env_copy *copies, size_t n, struct fp_error *err)
{
	if (!n) {
		fp_fail(err, FP_REFUSED,
			"no U-Boot environment is there: none with a right checksum");
		fp_hint(err,
			"one that was never saved is blank, and U-Boot uses its defaults; a plan's `env` makes one");
	} else {
		fp_fail(err, FP_REFUSED,
			"there is more than one U-Boot environment, such as 0x%zx+0x%zx and 0x%zx+0x%zx",
			copies[0].offset, copies[0].shape.size, copies[1].offset,
			copies[1].shape.size);
		fp_hint(err, "name the partition: --plan PLAN -i NAME");
	}
	return -FP_REFUSED;
}

int fp_env_locate(const uint8_t *buf, size_t n, const struct fp_range *ranges, size_t n_ranges,
		  struct fp_env_place *place, struct fp_error *err)
{
	const struct fp_range whole = { 0, n };
	struct fp_env_copy copies[FP_ENV_COPIES_MAX];
	size_t found = 0;

	if (!n_ranges) {
		ranges = &whole;
		n_ranges = 1;
	}
	for (size_t i = 0; i < n_ranges; i++) {
		const size_t start = (size_t)ranges[i].offset;
		size_t more = fp_env_scan(buf + start, (size_t)ranges[i].size, copies + found,
					  FP_ENV_COPIES_MAX - found);

		for (; more; more--)
			copies[found++].offset += start;
	}
	if (found != 1 && !(found == 2 && is_pair(copies)))
		return refuse(copies, found, err);
	*place = (struct fp_env_place){
		copies[0].shape, { copies[0].offset, copies[found - 1].offset }, (unsigned)found, 0
	};
	if (found == 2)
		place->active = fp_env_active(buf[copies[0].offset + 4], buf[copies[1].offset + 4]);
	return 0;
}
