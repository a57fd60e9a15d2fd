/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The variables of an environment that count, in their order. */
#ifndef FP_CONTENT_ENV_LIST_H
#define FP_CONTENT_ENV_LIST_H

#include "content/env.h"

/* "name=value" each, in buf: of several of one name only the last, which hides the others. The
 * caller frees the array *texts. */
FP_MUST_CHECK int fp_env_list(const uint8_t *buf, const struct fp_env_shape *shape,
			      const char ***texts, size_t *n, struct fp_error *err);

#endif
