/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The child's side of a programmer: serves its driver to the parent. */
#ifndef FP_PROGRAMMER_SERVE_H
#define FP_PROGRAMMER_SERVE_H

#include "programmer/driver.h"

/* The main() of a programmer: serves driver over descriptor 3 until end of file or CLOSE.
 * Returns the exit status. */
int fp_driver_serve(const struct fp_driver *driver);

/* For a driver that finds that it must not go on (a library about to do harm, from inside its own
 * callback): tells the parent, closes the socket and ends the process. code as a driver returns it.
 * Never returns. */
_Noreturn void fp_driver_abort(enum fp_code code, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
