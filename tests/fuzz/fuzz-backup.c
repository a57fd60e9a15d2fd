// SPDX-License-Identifier: GPL-2.0-or-later
// Fuzzing of the manifests of backups, beside 4 KiB of zeros.

#include <string.h>

#include "fuzz.h"
#include "job/backup.h"
#include "scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint8_t zeros[4096];
	struct fp_backup backup;
	struct fp_error err = { 0 };
	uint64_t end = 0, size = 0;

	scratch_enter();
	scratch_write("b.bak", zeros, sizeof zeros);
	scratch_write("b.bak.json", n ? data : zeros, n);
	if (fp_backup_load("b.bak", &backup, &err) == 0) {
		fuzz_must(backup.size == sizeof zeros);
		for (size_t i = 0; i < backup.n_ranges; i++) {
			fuzz_must(backup.ranges[i].offset >= end);
			fuzz_must(fp_range_fits(backup.ranges[i], backup.chip_size));
			fuzz_must(fp_backup_find(&backup, backup.ranges[i]) == backup.data + size);
			end = fp_range_end(backup.ranges[i]);
			size += backup.ranges[i].size;
		}
		fuzz_must(size == backup.size);
		for (size_t i = 0; i < backup.n_parts; i++)
			fuzz_must(fp_name_is_valid(backup.parts[i].name));
	} else {
		fuzz_must(err.code == FP_REFUSED && err.text[0]);
	}
	fp_backup_free(&backup);
	scratch_leave();
	return 0;
}
