/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words that come from plans, dumps and devices, made fit for messages. */
#ifndef FP_BASE_TEXT_H
#define FP_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes of the character that text begins with: 1 where it is not UTF-8, or is its end.
 * *is_plain: it is neither that nor a control character, of which there are C0 (the newline too),
 * DEL, C1, the separators of lines and those that turn the direction of writing. */
size_t fp_text_next(const char *text, bool *is_plain);

/* Is all of it so? */
bool fp_text_is_plain(const char *text);

/* Each that is not becomes '?': words from elsewhere must neither steer a terminal nor begin a line
 * of their own. What stays is UTF-8. */
void fp_text_clean(char *text);

/* JSON text with each of its characters that is not plain written as \uXXXX, but for the newlines
 * between its tokens: the same JSON, and nothing that a terminal obeys. The caller frees; NULL when
 * out of memory. */
char *fp_text_escape_json(const char *json);

/* "a, b, c": appends a word to a list, a string in size bytes. False, and the list stays as it is,
 * where the word does not fit. */
bool fp_list_add(char *list, size_t size, const char *word);

/* Is the word in the n bytes of text, in either case? */
bool fp_text_has(const char *text, size_t n, const char *word);

#endif
