/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The next command: the one that was run, but for what has to be said otherwise. */
#ifndef FP_AGAIN_H
#define FP_AGAIN_H

#include <stdbool.h>

#include "options.h"

struct again {
	const char *resume; /* --resume this, too; NULL: nothing more */
	bool is_other_unit; /* --other-unit, too */
	bool is_fresh; /* without any --resume that was said */
	const char *not_resumed; /* without --resume of this; may be NULL */
	const char *backup; /* in place of what --backup said; NULL: as it was */
};

/* Quoted for a shell; the caller frees. NULL when out of memory. */
char *again_text(const struct options *o, const struct again *again);

/* The first FILE-N.bak that is free. The caller frees; NULL when out of memory. */
char *again_free_name(const char *file);

/* Other words, quoted alike, as one command; the caller frees. */
char *again_words(const char *const *words, size_t n);

#endif
