/* SPDX-License-Identifier: GPL-2.0-or-later */
/* U-Boot environments in memory: a CRC-32, a flag where there are two copies, "name=value" strings,
 * an empty one, padding (u-boot include/env_internal.h, tools/mkenvimage.c). Pure. */
#ifndef FP_CONTENT_ENV_H
#define FP_CONTENT_ENV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/range.h"

#define FP_ENV_SIZE_MAX	  ((size_t)1 << 20) /* bytes of one copy */
#define FP_ENV_GUESS_MAX  ((size_t)256 << 10) /* bytes, where nothing tells the size */
#define FP_ENV_SIZE_MIN	  16 /* bytes */
#define FP_ENV_PADDING	  0xff /* as mkenvimage pads */
#define FP_ENV_IN_USE	  1 /* the flag that mkenvimage gives a redundant environment */
#define FP_ENV_STEP	  1024 /* bytes: environments begin at multiples of it */
#define FP_ENV_VARS_MAX	  4096
#define FP_ENV_COPIES_MAX 16

struct fp_env_shape {
	size_t size; /* bytes, checksum and flag included */
	bool is_redundant; /* one of two copies: there is a flag */
	bool is_big; /* the checksum is big-endian */
};

/* Where the strings begin: behind checksum and flag. */
size_t fp_env_head(const struct fp_env_shape *shape);

/* An environment without variables: buf has shape->size bytes. Not sealed. */
void fp_env_init(uint8_t *buf, const struct fp_env_shape *shape);

/* Computes the checksum over what buf holds, and puts it in. */
void fp_env_seal(uint8_t *buf, const struct fp_env_shape *shape);

/* Is the checksum right? */
bool fp_env_is_sound(const uint8_t *buf, const struct fp_env_shape *shape);

/* The environment of a dump: one copy, or the two of a redundant one. */
struct fp_env_place {
	struct fp_env_shape shape;
	size_t offset[2]; /* of the copies */
	unsigned n_copies, active; /* active: the one that U-Boot uses */
};

/* Changes variables at their place in buf: with one copy there, with two in the inactive one, which
 * becomes the active one. The checksum is put right, and all else stays. changes are "name=value",
 * or "name" to remove it; *is_changed tells whether anything did. */
FP_MUST_CHECK int fp_env_change(uint8_t *buf, const struct fp_env_place *place,
				char *const *changes, size_t n, bool *is_changed,
				struct fp_error *err);

/* Which of two copies with these flags U-Boot uses: 0 or 1. */
unsigned fp_env_active(uint8_t first, uint8_t second);

/* Flags for a pair so that `inactive` (0 or 1) becomes the active one. */
void fp_env_activate(uint8_t flags[2], unsigned inactive);

/* The next "name=value", in the order of the environment; *at starts at 0. False at the end. *text
 * stays in buf, with the end that it has there; strings without '=' are passed over. */
bool fp_env_next(const uint8_t *buf, const struct fp_env_shape *shape, size_t *at,
		 const char **text);

/* The value of a variable, in buf; NULL if it is not set. Of several of one name the last counts.
 */
const char *fp_env_get(const uint8_t *buf, const struct fp_env_shape *shape, const char *name);

/* How far an environment of fp_env_init() is filled: zeroed, not at all. */
struct fp_env_fill {
	size_t end; /* where the last, empty string is; 0: at the start */
	size_t n; /* variables */
};

/* Appends a variable that is not there yet, which the caller knows: no look at the others. Refuses
 * bad names and what does not fit; buf is then untouched. Not sealed. */
FP_MUST_CHECK int fp_env_append(uint8_t *buf, const struct fp_env_shape *shape,
				struct fp_env_fill *fill, const char *name, const char *value,
				struct fp_error *err);

/* Sets a variable at its place, or behind the others; value NULL removes it (also if it is not
 * set). Others of the same name, which it hides, go. Everything else stays, padding too. Refuses
 * bad names and what does not fit; buf is then untouched. Not sealed. */
FP_MUST_CHECK int fp_env_set(uint8_t *buf, const struct fp_env_shape *shape, const char *name,
			     const char *value, struct fp_error *err);

#endif
