// SPDX-License-Identifier: GPL-2.0-or-later
// USB ids of programmers, as flashrom's ch341a_spi.c, ch347_spi.c, ft2232_spi.c and dediprog.c have
// them. contrib/udev gives rights to the same ones.

#include <stddef.h>
#include <string.h>

#include "usb.h"

static const struct {
	const char *prog;
	const char *type; /* among the parameters; NULL: any, or none */
	const char *ids;
} devices[] = {
	{ "ch341a_spi", NULL, "1a86:5512" },
	{ "ch347_spi", NULL, "1a86:55db or 1a86:55de" },
	{ "ft2232_spi", "type=232H", "0403:6014" },
	{ "ft2232_spi", "type=4232H", "0403:6011" },
	{ "ft2232_spi", "type=2232H", "0403:6010" },
	{ "ft2232_spi", "type=", "the id of its type" },
	{ "ft2232_spi", NULL, "0403:6010 (other chips than the FT2232 need type=)" },
	{ "dediprog", NULL, "0483:dada" },
};

static const char *find_ids(const char *prog, const char *params)
{
	for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
		const char *const type = devices[i].type;

		if (strcmp(devices[i].prog, prog) == 0 &&
		    (!type || (params && strstr(params, type))))
			return devices[i].ids;
	}
	return NULL;
}

void usb_hint(const char *prog, const char *params, struct fp_error *err)
{
	const char *const ids = find_ids(prog, params);

	if (ids)
		fp_hint(err,
			"look for %s in `lsusb`: if it is not there, check the plug; if it is, you may not use it: the udev rule 60-flashplan.rules (contrib/udev) allows it",
			ids);
}
