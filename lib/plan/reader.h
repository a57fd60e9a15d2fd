/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading JSON objects by tables of keys: one decoder for each type of value, faults with their
 * place. Internal to the library. */
#ifndef FP_PLAN_READER_H
#define FP_PLAN_READER_H

#include "plan/locate.h"
#include "plan/plan.h"

struct json_t; /* jansson's */

struct fp_reader {
	struct fp_plan *plan;
	struct fp_faults *faults;
	char pointer[FP_POINTER_MAX]; /* to the value that is being read */
	const char *dir; /* of the text that states the content: its paths count from there */
};

/* A row of a table that ends with a NULL name. decode() fills in what out points to, or records a
 * fault. */
struct fp_key {
	const char *name;
	void (*decode)(struct fp_reader *r, struct json_t *value, void *out);
	size_t offset; /* of out in the object that is filled in */
};

/* Records an error at the value that is being read; returns it for a hint. */
#define FP_FAULT(r, ...) fp_plan_fault((r)->plan, (r)->faults, FP_ERROR, (r)->pointer, __VA_ARGS__)

/* From the plan's arena. NULL, and a fault, when out of memory. */
void *fp_reader_alloc(struct fp_reader *r, size_t n, size_t size);

/* "expected WHAT, found a string" */
void fp_reader_refuse(struct fp_reader *r, const char *expected, const struct json_t *value);

/* NULL if the table has no such key. */
const struct fp_key *fp_reader_find(const struct fp_key *keys, const char *name);

/* Decodes the members of an object into *out. Unknown keys are faults; `comment` and x-... are
 * free. False if the value is no object. */
bool fp_reader_object(struct fp_reader *r, struct json_t *value, const struct fp_key *keys,
		      void *out);

/* Calls decode() for each element of an array, with the pointer set; false, and a fault, if it is
 * none. out moves by size for each element. */
bool fp_reader_array(struct fp_reader *r, struct json_t *value, const char *expected,
		     void (*decode)(struct fp_reader *r, struct json_t *value, void *out),
		     void *out, size_t size);

/* In messages an element goes by its name; the array's index stays where it has none. */
void fp_reader_name(struct fp_reader *r, const struct json_t *object);

/* Bytes, as an integer or a string. */
bool fp_reader_number(struct fp_reader *r, struct json_t *value, uint64_t *number);

/* Decoders. What out points to stands behind each. */
void fp_read_nothing(struct fp_reader *r, struct json_t *value, void *out);
void fp_read_change(struct fp_reader *r, struct json_t *value, void *out); /* refuses it */
void fp_read_string(struct fp_reader *r, struct json_t *value, void *out); /* const char * */
/* A string, or an array of them; NULL-terminated. */
void fp_read_strings(struct fp_reader *r, struct json_t *value,
		     void *out); /* const char *const * */
void fp_read_bool(struct fp_reader *r, struct json_t *value, void *out); /* bool */
void fp_read_byte(struct fp_reader *r, struct json_t *value, void *out); /* uint8_t */
void fp_read_size(struct fp_reader *r, struct json_t *value, void *out); /* uint64_t */
void fp_read_path(struct fp_reader *r, struct json_t *value, void *out); /* struct fp_piece */

#endif
