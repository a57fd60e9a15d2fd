// SPDX-License-Identifier: GPL-2.0-or-later
// Text from elsewhere, cleaned, and lists of words.

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
