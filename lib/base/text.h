/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words that come from plans, dumps and devices, made fit for messages. */
#ifndef FP_BASE_TEXT_H
#define FP_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Control characters become '?': what a device says must not steer a terminal. */
void fp_text_clean(char *text);

/* "a, b, c": appends a word to a list, a string in size bytes. False, and the list stays as it is,
 * where the word does not fit. */
bool fp_list_add(char *list, size_t size, const char *word);

/* Is the word in the n bytes of text, in either case? */
bool fp_text_has(const char *text, size_t n, const char *word);

#endif
