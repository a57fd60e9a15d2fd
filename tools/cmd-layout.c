// SPDX-License-Identifier: GPL-2.0-or-later
// flashplan layout: the layout file for flashrom -l.

#include "convert.h"

int cmd_layout(const struct options *o, struct fp_error *err)
{
	return convert(o, &fp_format_flashrom, err);
}
