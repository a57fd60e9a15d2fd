// SPDX-License-Identifier: GPL-2.0-or-later
// The counters as JSON.

#include <inttypes.h>
#include <stddef.h>

#include "chip.h"

static const struct {
	const char *name;
	size_t offset;
} fields[] = {
#define FIELD(name)                                                                                \
	{                                                                                          \
#name, offsetof(struct chip_counters, name)                                        \
	}
	FIELD(connections),	  FIELD(transactions),	 FIELD(status_reads),
	FIELD(status_writes),	  FIELD(bytes_read),	 FIELD(bytes_programmed),
	FIELD(bytes_erased),	  FIELD(programs),	 FIELD(erases),
	FIELD(erases_4k),	  FIELD(erases_32k),	 FIELD(erases_64k),
	FIELD(erases_chip),	  FIELD(refused_busy),	 FIELD(refused_not_enabled),
	FIELD(refused_protected), FIELD(refused_locked), FIELD(refused_malformed),
	FIELD(unerased_bytes),	  FIELD(faults),	 FIELD(power_cuts),
	FIELD(delays_us),	  FIELD(pins_released),
#undef FIELD
};

void chip_counters_print(const struct chip *chip, FILE *file)
{
	const char *base = (const char *)&chip->counters;
	uint32_t block;
	const uint32_t wear = chip_max_wear(chip, &block);

	fprintf(file, "{\n  \"chip\": \"%s\",\n", chip->type->name);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const void *value = base + fields[i].offset;

		fprintf(file, "  \"%s\": %" PRIu64 ",\n", fields[i].name, *(const uint64_t *)value);
	}
	fprintf(file, "  \"max_wear\": %" PRIu32 ",\n  \"max_wear_offset\": %" PRIu32 ",\n", wear,
		block);
	fprintf(file, "  \"sr1\": %u,\n  \"sr2\": %u,\n  \"sr3\": %u,\n", chip->sr[0], chip->sr[1],
		chip->sr[2]);
	fprintf(file, "  \"virtual_ms\": %" PRIu64 "\n}\n", chip->now / 1000000);
}
