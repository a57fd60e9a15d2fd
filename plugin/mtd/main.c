// SPDX-License-Identifier: GPL-2.0-or-later
// The program flashplan-mtd.

#include "mtd.h"
#include "programmer/serve.h"

int main(void)
{
	return fp_driver_serve(&mtd_driver);
}
