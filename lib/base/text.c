// SPDX-License-Identifier: GPL-2.0-or-later
// Text from elsewhere, cleaned, and lists of words.

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

void fp_text_clean(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

bool fp_list_add(char *list, size_t size, const char *word)
{
	const size_t n = strlen(list);
	const char *const joint = n ? ", " : "";

	if (n + strlen(joint) + strlen(word) >= size)
		return false;
	snprintf(list + n, size - n, "%s%s", joint, word);
	return true;
}

bool fp_text_has(const char *text, size_t n, const char *word)
{
	const size_t length = strlen(word);

	for (; n >= length; text++, n--) {
		size_t i = 0;

		while (i < length &&
		       tolower((unsigned char)text[i]) == tolower((unsigned char)word[i]))
			i++;
		if (i == length)
			return true;
	}
	return false;
}
