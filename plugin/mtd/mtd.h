/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The programmer "mtd", as its main() serves it and its suite calls it. */
#ifndef MTD_MTD_H
#define MTD_MTD_H

#include "programmer/driver.h"

extern const struct fp_driver mtd_driver;

#endif
