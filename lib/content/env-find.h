/* SPDX-License-Identifier: GPL-2.0-or-later */
/* U-Boot environments found by their checksum, in dumps and in partitions. */
#ifndef FP_CONTENT_ENV_FIND_H
#define FP_CONTENT_ENV_FIND_H

#include "content/env.h"

/* Finds the shape of the environment at the start of n bytes by its checksum: n itself, powers of
 * two, multiples of 4K, up to the given limit; with and without flag, in both byte orders. */
bool fp_env_guess(const uint8_t *buf, size_t n, size_t limit, struct fp_env_shape *shape);

/* One copy that was found. */
struct fp_env_copy {
	size_t offset;
	struct fp_env_shape shape;
};

/* Finds environments in n bytes: at the start, or anywhere if they hold variables. Returns how many
 * there are, at most max. */
size_t fp_env_scan(const uint8_t *buf, size_t n, struct fp_env_copy *copies, size_t max);

/* Finds the environment in the given ranges of buf (without any: in all of its n bytes), and
 * refuses where there is none, or more than one. */
FP_MUST_CHECK int fp_env_locate(const uint8_t *buf, size_t n, const struct fp_range *ranges,
				size_t n_ranges, struct fp_env_place *place, struct fp_error *err);

#endif
