// SPDX-License-Identifier: GPL-2.0-or-later
// The table of formats.

#include <stddef.h>
#include <string.h>

#include "formats/format.h"

static const struct fp_format *const formats[] = {
	&fp_format_flashrom,
	&fp_format_json,
};

const struct fp_format *fp_format_at(size_t i)
{
	return i < sizeof formats / sizeof *formats ? formats[i] : NULL;
}

const struct fp_format *fp_format_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}
