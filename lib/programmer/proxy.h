/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A driver whose operations are done by a child process. */
#ifndef FP_PROGRAMMER_PROXY_H
#define FP_PROGRAMMER_PROXY_H

#include "programmer/connection.h"

/* Starts c->path and has it open c->target. Fills in the chip and c->driver, whose context is c.
 * After a failure a child may be left for the caller to end. */
FP_MUST_CHECK int fp_proxy_open(struct fp_connection *c, struct fp_chip *chip,
				struct fp_error *err);

#endif
