// SPDX-License-Identifier: GPL-2.0-or-later
// Text from elsewhere, cleaned.

#include "base/text.h"

void fp_text_clean(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}
