/* SPDX-License-Identifier: GPL-2.0-or-later */
/* U-Boot environments from text, as mkenvimage reads it. */
#ifndef FP_CONTENT_ENV_TEXT_H
#define FP_CONTENT_ENV_TEXT_H

#include "content/env.h"

/* Fills an environment of fp_env_init() with the variables of a text, as mkenvimage reads it: lines
 * of name=value; a backslash before the line's end continues the value with a newline; empty lines
 * and lines that begin with # are passed over. err->line tells where it is wrong. text, n bytes and
 * a 0 byte, is changed. */
FP_MUST_CHECK int fp_env_parse(uint8_t *buf, const struct fp_env_shape *shape, char *text, size_t n,
			       struct fp_error *err);

/* Why a "name=value" cannot be written as lines that would be read as it is; NULL: it can. */
const char *fp_env_text_trouble(const char *text);

#endif
