/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a programmer's process answers to a request about its open chip. */
#ifndef FP_PROGRAMMER_ANSWER_H
#define FP_PROGRAMMER_ANSWER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "programmer/driver.h"
#include "programmer/wire.h"

struct fp_question {
	const struct fp_driver *driver;
	void *ctx;
	const struct fp_chip *chip; /* as it was opened */
	enum fp_frame_type type;
	struct fp_range range; /* not checked yet */
	const uint8_t *payload; /* n bytes */
	size_t n;
};

/* What the DONE holds. */
struct fp_answer {
	struct fp_range range;
	uint8_t *data; /* n bytes; the caller's to free() */
	size_t n;
};

/* A set of enum fp_ability. */
unsigned fp_answer_abilities(const struct fp_driver *driver);

/* Asks the driver. */
FP_MUST_CHECK int fp_answer(const struct fp_question *question, struct fp_answer *answer,
			    struct fp_error *err);

#endif
