/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must hold of every plan that an importer makes. */
#ifndef FP_PROPERTY_H
#define FP_PROPERTY_H

#include "formats/format.h"

/* Written as JSON the plan is accepted, and written again it is the same text; each export that can
 * be read has the same places when it is read back. NULL if that holds, else why not, valid until
 * the next call. */
const char *property_broken(const struct fp_plan *plan);

#endif
