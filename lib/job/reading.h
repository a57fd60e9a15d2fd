/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading for a job. No decision rests on one reading that a floating line could have made: where
 * one would be enough to go wrong, the chip is read again, after all else was read. */
#ifndef FP_JOB_READING_H
#define FP_JOB_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "job/plan.h"
#include "programmer/programmer.h"

enum fp_phase {
	FP_PHASE_READ,
	FP_PHASE_READ_AGAIN,
	FP_PHASE_WRITE,
	FP_PHASE_VERIFY,
	FP_PHASE_COMPARE, /* by checksums */
	FP_PHASES
};

/* What a job needs from its surroundings. Any of them may be NULL. */
struct fp_job_io {
	void *ctx;
	void (*progress)(void *ctx, enum fp_phase phase, uint64_t done, uint64_t total); /* bytes */
	bool (*is_cancelled)(void *ctx); /* asked between operations */
	/* Reading is slow: how many bytes are left, and how long they will take. */
	void (*estimate)(void *ctx, uint64_t bytes, unsigned seconds);
};

/* What was done, also after a failure. Bytes. */
struct fp_job_report {
	uint64_t touched, differing, written; /* written: erased, programmed, read back and equal */
	uint64_t read, erased, programmed; /* over the wire; programmed: what is not 0xff of it */
	bool is_issued; /* an erase or program was issued */
};

/* Who works on what. The report is counted up. */
struct fp_work {
	const struct fp_programmer *programmer;
	const struct fp_job_io *io;
	struct fp_job_report *report;
};

/* Reads in operations of at most FP_TRANSFER_MAX. */
FP_MUST_CHECK int fp_reading_range(const struct fp_work *work, struct fp_range range, uint8_t *buf,
				   struct fp_error *err);

/* Compares what the chip holds with what is expected: by a checksum where the programmer computes
 * one at the chip's end, else, and to name what differs, by reading into scratch (range.size
 * bytes). */
FP_MUST_CHECK int fp_reading_compare(const struct fp_work *work, struct fp_range range,
				     const uint8_t *expected, uint8_t *scratch,
				     struct fp_difference *d, struct fp_error *err);

/* Is the chip that was opened still there? 0 too where the programmer cannot tell. */
FP_MUST_CHECK int fp_reading_identify(const struct fp_programmer *programmer, struct fp_error *err);

/* Reads the touched blocks and composes; then reads those again of which one reading is not enough
 * (fp_job_next_doubtful()): they must agree, but for what was lost. Nothing is changed. */
FP_MUST_CHECK int fp_reading_job(struct fp_job *job, const struct fp_work *work,
				 struct fp_error *err);

/* How long slow reading takes: by what the first bytes took, said once, where it is worth a word.
 */
struct fp_estimate {
	int64_t start; /* milliseconds */
	uint64_t read; /* of the report, at the start */
	bool is_said;
};
struct fp_estimate fp_estimate_begin(const struct fp_work *work);
void fp_estimate_say(struct fp_estimate *estimate, const struct fp_work *work, uint64_t left);

/* A fault of contact: the text of the hint that belongs to it. */
extern const char fp_contact_hint[];

/* The programmer's words, after what was being done ("reading"), unless they say it themselves. */
int fp_reading_failed(struct fp_error *err, const char *doing, struct fp_range range);

/* -FP_CHIP when the user asks for an end; before anything was issued. */
FP_MUST_CHECK int fp_reading_cancelled(const struct fp_work *work, struct fp_error *err);

/* Of the larger of FP_TRANSFER_MAX and a block; NULL when out of memory. The caller frees. */
uint8_t *fp_reading_scratch(uint32_t block, struct fp_error *err);

void fp_reading_progress(const struct fp_work *work, enum fp_phase phase, uint64_t done,
			 uint64_t total);

#endif
