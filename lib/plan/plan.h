/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A plan: the partitions of one flash chip and what belongs into them. Every format's reader builds
 * one through fp_plan_add() and fp_plan_finish(); it is constant afterwards. */
#ifndef FP_PLAN_PLAN_H
#define FP_PLAN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/range.h"
#include "content/field.h"
#include "content/uimage.h"

#define FP_PARTITIONS_MAX 1024 /* partitions and spans together; keeps of one partition */
#define FP_FIELDS_MAX	  1024 /* of a plan; copies of one field */
#define FP_FLASH_SIZE_MAX (UINT64_C(4) << 30) /* bytes */
#define FP_PLAN_TEXT_MAX  ((size_t)1 << 20) /* bytes of JSON in one file */
#define FP_PLAN_DEPTH_MAX 32 /* nesting of JSON */
#define FP_EXTENDS_MAX	  8 /* plans in one chain of `extends` */
#define FP_NAME_MAX	  31 /* characters */

/* For fp_plan_add() only: right after the partition before; up to the next one or the chip's end.
 */
#define FP_OFFSET_NEXT UINT64_MAX
#define FP_SIZE_REST   UINT64_MAX

enum fp_piece_kind { FP_PIECE_FILE, FP_PIECE_FILL, FP_PIECE_HEX, FP_PIECE_ENV };

/* A U-Boot environment: its variables in their order, or a text (the piece's path) of them. */
struct fp_env_var {
	const char *name, *value;
};

struct fp_env {
	const struct fp_env_var *vars;
	size_t n_vars;
	bool is_redundant, is_big; /* as in struct fp_env_shape */
};

/* One part of a partition's content. Pieces stand in the order of their places. */
struct fp_piece {
	enum fp_piece_kind kind;
	uint64_t at; /* from the partition's start; FP_OFFSET_NEXT: after the piece before */
	uint64_t align; /* with FP_OFFSET_NEXT: rounded up to a multiple of this; 0: as it comes */
	uint64_t length; /* bytes; FP_SIZE_REST: all of the file, or up to the partition's end */
	/* FP_PIECE_FILE, FP_PIECE_ENV (path NULL: it has none) */
	const char *dir,
		*path; /* the directory of the plan that names it ("" is the current one) */
	/* FP_PIECE_FILE */
	uint64_t skip; /* bytes left out at the file's start */
	bool is_wrapped; /* in a legacy uImage, whose header is left out and tells the length */
	const char *sha256; /* of the bytes that are used, 64 hex digits; NULL: not pinned */
	/* FP_PIECE_FILL, FP_PIECE_HEX */
	uint8_t fill;
	const uint8_t *bytes; /* length of them */
	const struct fp_env
		*env; /* FP_PIECE_ENV; NULL: it could not be read, and a fault is recorded */
};

/* A partition, or a span: a named range over partitions. Strings are UTF-8, NULL where not stated.
 */
struct fp_partition {
	const char *name, *label, *note;
	struct fp_range range;
	const char *const *types; /* names of kinds, NULL-terminated; NULL: anything */
	const struct fp_piece *pieces;
	size_t n_pieces;
	const struct fp_range
		*keeps; /* from the partition's start; what `write` leaves on the chip */
	size_t n_keeps;
	bool per_device, read_only, is_span;
	const struct fp_uimage *wrap; /* of spans: the header of an update file; NULL: none */
};

/* A value in a partition that has a name of its own: a layer over the partition's bytes, whatever
 * content these have. */
struct fp_field {
	const char *name, *partition;
	const struct fp_field_format *format; /* NULL: not readable, and a fault is recorded */
	const char *env; /* a variable of the environment that the partition holds; then no place */
	uint64_t offset, size; /* of the first copy in the partition; size is that of each copy */
	const uint64_t *copies; /* of further copies, from offset */
	size_t n_copies;
	enum fp_field_checksum checksum; /* over each copy */
};

#define FP_CONDITION_MAX 64 /* bytes */

/* Something that a dump holds, or does not. */
struct fp_condition {
	const struct fp_partition *part;
	const char *const *kinds; /* NULL-terminated: good content of one of them; or these bytes */
	const uint8_t *bytes;
	size_t n_bytes; /* at most FP_CONDITION_MAX */
	uint64_t offset; /* from the partition's start */
	bool is_not;
};

/* Where all of `when` is so, all of `then` must be; else the text says what that means. */
struct fp_expect {
	const struct fp_condition *when, *then;
	size_t n_when, n_then;
	const char *text;
	bool is_serious;
};

struct fp_chip_ref {
	const char *id; /* JEDEC id, lower-case hexadecimal; NULL: not stated */
	const char *const *names; /* NULL-terminated, as flashrom spells them */
};

/* `flash.table`: the partition table that the chip holds itself. */
enum fp_table_kind {
	FP_TABLE_UNSTATED, /* an Intel descriptor is looked for, nothing else */
	FP_TABLE_NONE, /* there is none: nothing is looked for */
	FP_TABLE_IFD, /* an Intel flash descriptor, at the chip's start */
	FP_TABLE_FMAP, /* at `offset` */
	FP_TABLE_MTDPARTS, /* in the U-Boot environment in `partition` */
};

struct fp_table_ref {
	enum fp_table_kind kind;
	uint64_t offset; /* on the chip, bytes */
	const char *partition;
};

/* How the device's U-Boot takes files, for recovery scripts. */
struct fp_uboot {
	uint64_t load_address; /* of RAM that is free to use; 0: not stated */
	const char *media; /* as fp_uboot_media_is_valid() has it; NULL: not stated */
};

/* One file of JSON that the plan was read from. */
struct fp_text {
	const char *file; /* as messages name it */
	const char *dir; /* of the file; "" is the current one, and that of an installed layout */
	const char *text;
	size_t length;
};

/* Everything belongs to the arena; fp_plan_free() frees it and the plan. */
struct fp_plan {
	struct fp_arena *arena;
	const char *name, *title, *mtd_id;
	char own_name[FP_NAME_MAX + 1]; /* for a name after the file */
	const char *const *sources; /* NULL-terminated */
	uint64_t size; /* of the chip, bytes */
	uint32_t erase_size; /* bytes, a power of two */
	uint8_t erased; /* the value of an erased byte */
	const struct fp_chip_ref *chips;
	size_t n_chips;
	struct fp_table_ref table;
	struct fp_uboot uboot;
	struct fp_partition *parts, *spans; /* in the order in which they were added */
	size_t n_parts, n_spans;
	struct fp_field *fields; /* in the order in which they were added */
	size_t n_fields;
	const struct fp_expect *expects; /* rules of this device alone */
	size_t n_expects;
	const struct fp_text
		*texts; /* the plan's own first, then what it extends; none for other formats */
	size_t n_texts;
};

/* Where plans are looked for. */
struct fp_plan_paths {
	const char *layout_dir; /* of the installed layouts, NAME.json; NULL: there are none */
};

/* For readers of other formats: an empty plan with default erase size and erased value; NULL when
 * out of memory. */
struct fp_plan *fp_plan_new(void);

/* Accepts NULL. */
void fp_plan_free(struct fp_plan *plan);

/* Gives a plan without a name that of its file, up to the first dot. */
void fp_plan_name_after(struct fp_plan *plan, const char *file);

/* Appends a partition or span (is_span). Strings and arrays must live in plan->arena, but for
 * literals. The range may use FP_OFFSET_NEXT and FP_SIZE_REST until fp_plan_finish(). */
FP_MUST_CHECK int fp_plan_add(struct fp_plan *plan, const struct fp_partition *part,
			      struct fp_error *err);

/* Appends a field; what it points to must live as long as a partition's. */
FP_MUST_CHECK int fp_plan_add_field(struct fp_plan *plan, const struct fp_field *field,
				    struct fp_error *err);

/* The partition or span of that name; NULL if there is none. */
const struct fp_partition *fp_plan_find(const struct fp_plan *plan, const char *name);

/* The field of that name; NULL if there is none. */
const struct fp_field *fp_plan_find_field(const struct fp_plan *plan, const char *name);

/* As fp_plan_suggest(), of the fields. */
const char *fp_plan_suggest_field(const struct fp_plan *plan, const char *name);

/* The range on the chip of copy i of a field that is no variable: 0 is the first, n_copies the
 * last. The field must be one of a plan that fp_plan_finish() accepted. */
struct fp_range fp_field_range(const struct fp_plan *plan, const struct fp_field *field, size_t i);

/* Hints the known names most like this one; false if none is near. */
bool fp_plan_suggest(const struct fp_plan *plan, const char *name, struct fp_error *err);

/* [A-Za-z0-9_][A-Za-z0-9_.+-]{0,30} */
bool fp_name_is_valid(const char *name);

/* Does the plan have a chip of that JEDEC id? Ids compare without regard to case. */
bool fp_plan_has_chip_id(const struct fp_plan *plan, const char *id);

#endif
