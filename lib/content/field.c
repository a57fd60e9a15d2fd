// SPDX-License-Identifier: GPL-2.0-or-later
// The tables of what fields can be.

#include <string.h>

#include "content/field.h"

static const struct fp_field_format formats[] = {
	{ "mac", 6, false },   { "mac-text", 17, true }, { "hex", 0, false },
	{ "text", 0, true },   { "u8", 1, false },	 { "u16le", 2, false },
	{ "u16be", 2, false }, { "u32le", 4, false },	 { "u32be", 4, false },
};

static const struct {
	const char *name;
	size_t size;
} checksums[] = {
	[FP_CHECKSUM_NONE] = { NULL, 0 },
	[FP_CHECKSUM_INTEL_GBE] = { "intel-gbe", 128 },
};

const struct fp_field_format *fp_field_format_at(size_t i)
{
	return i < sizeof formats / sizeof *formats ? &formats[i] : NULL;
}

const struct fp_field_format *fp_field_format_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

const char *fp_field_checksum_name(size_t checksum)
{
	return checksum < sizeof checksums / sizeof *checksums ? checksums[checksum].name : NULL;
}

size_t fp_field_checksum_size(enum fp_field_checksum checksum)
{
	return checksums[checksum].size;
}
