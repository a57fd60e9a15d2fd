/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Backups: what blocks held before they were written, or a whole chip. A file of bytes, NAME, and
 * its manifest, NAME.json:
 *     { "flashplan-backup": 1, "kind": "blocks" | "chip", "plan": NAME, "erase-size": BYTES,
 *       "chip": { "name": TEXT, "id": HEX, "size": BYTES },
 *       "partitions": [ { "name": TEXT, "offset": BYTES, "size": BYTES, "per-device": BOOL } ... ],
 *       "ranges": [ { "offset": BYTES, "size": BYTES, "sha256": HEX } ... ],
 *       "size": BYTES, "sha256": HEX }
 * Ranges are places on the chip, in offset order; their bytes follow each other in NAME. */
#ifndef FP_JOB_BACKUP_H
#define FP_JOB_BACKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "plan/plan.h"
#include "base/range.h"

#define FP_BACKUP_MANIFEST_MAX ((size_t)4 << 20) /* bytes */
#define FP_BACKUP_NUMBER_MAX   9999

/* A partition of the plan, so that a restore can go by names. */
struct fp_backup_part {
	char name[FP_NAME_MAX + 1];
	struct fp_range range;
	bool is_per_device;
};

struct fp_backup {
	char chip_name[64], chip_id[16]; /* as in struct fp_chip */
	uint64_t chip_size; /* bytes */
	char plan[64]; /* its name; empty: none */
	uint32_t erase_size; /* bytes, a power of two */
	bool is_chip; /* the whole chip: one range, 0 .. chip_size */
	const struct fp_backup_part *parts;
	size_t n_parts;
	const struct fp_range *ranges; /* disjoint, in offset order, inside the chip */
	size_t n_ranges;
	const uint8_t *data; /* size bytes: those of the ranges, one after the other */
	size_t size; /* bytes, the sum of the ranges */
};

/* Writes path and path.json, which must not exist: mode 0600, the data first, both fsynced with
 * their directory. After a failure neither is left, except what was there before: then errno is
 * EEXIST. */
FP_MUST_CHECK int fp_backup_create(const char *path, const struct fp_backup *backup,
				   struct fp_error *err);

/* The same under the first free name PREFIX-N.bak, N = 1, 2, ... *path is that name, the caller's
 * to free(); NULL after a failure. */
FP_MUST_CHECK int fp_backup_create_next(const char *prefix, const struct fp_backup *backup,
					char **path, struct fp_error *err);

/* Whether fp_backup_create() can make its two files, before there is anything to put into them.
 * Neither is left. */
FP_MUST_CHECK int fp_backup_check(const char *path, struct fp_error *err);

/* Reads path and path.json, and checks all sizes and checksums: the data is what the manifest says.
 * The caller frees with fp_backup_free(), also after a failure. */
FP_MUST_CHECK int fp_backup_load(const char *path, struct fp_backup *backup, struct fp_error *err);

/* The bytes of a range that lies inside one of the backup's; NULL if it does not. */
const uint8_t *fp_backup_find(const struct fp_backup *backup, struct fp_range range);

/* Frees what fp_backup_load() made. */
void fp_backup_free(struct fp_backup *backup);

#endif
