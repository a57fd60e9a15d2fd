/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the size of a dump says beside the table that is found in it. Internal to the library. */
#ifndef FP_FORMATS_DUMP_SIZE_H
#define FP_FORMATS_DUMP_SIZE_H

#include "formats/format.h"

/* A table in a dump that tells another size than the file has is worth a warning, which says what
 * it commonly means. plan->size: by the table; 0: it tells none. what: "the FMAP". */
void fp_dump_judge(const struct fp_input *in, const struct fp_plan *plan, const char *what,
		   struct fp_faults *notes);

/* Is the file a dump of a whole chip, by its size: a power of two, and no text? */
bool fp_dump_is_whole(const struct fp_input *in);

#endif
