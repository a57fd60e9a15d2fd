// SPDX-License-Identifier: GPL-2.0-or-later
// The regions of an Intel flash descriptor, in the first 4 KiB of an x86 machine's chip.

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "formats/dump-size.h"
#include "formats/format.h"
#include "formats/ifd-decode.h"

/* As flashrom --ifd calls them. */
static const char *const names[FP_IFD_REGIONS] = { "fd",    "bios",  "me",    "gbe",  "pd", "reg5",
						   "bios2", "reg7",  "ec",    "reg9", "ie", "10gbe",
						   "reg12", "reg13", "reg14", "reg15" };

static bool is_alone(const struct fp_input *in)
{
	return in->n == FP_IFD_SIZE;
}

/* The region of the network controller holds its MAC address, twice, each with a checksum (Intel,
 * "I/O Control Hub GbE NVM Map and Information Guide"). */
static int add_mac(struct fp_plan *plan, const struct fp_partition *part, struct fp_error *err)
{
	struct fp_field field = { .name = "gbe-mac",
				  .partition = part->name,
				  .format = fp_field_format_by_name("mac"),
				  .size = 6,
				  .checksum = FP_CHECKSUM_INTEL_GBE };
	uint64_t *copy;

	if (part->range.size < 8192)
		return 0;
	copy = fp_arena_alloc(plan->arena, 1, sizeof *copy);
	if (!copy)
		return fp_fail(err, FP_REFUSED, "out of memory");
	*copy = part->range.size / 2;
	field.copies = copy;
	field.n_copies = 1;
	return fp_plan_add_field(plan, &field, err);
}

static int by_offset(const void *a, const void *b)
{
	const struct fp_partition *x = a, *y = b;

	return (x->range.offset > y->range.offset) - (x->range.offset < y->range.offset);
}

static int add_regions(const struct fp_ifd *ifd, struct fp_plan *plan, struct fp_error *err)
{
	struct fp_partition parts[FP_IFD_REGIONS];
	size_t n = 0;
	int code = 0;

	for (size_t i = 0; i < FP_IFD_REGIONS; i++)
		if (ifd->regions[i].size)
			parts[n++] = (struct fp_partition){ .name = names[i],
							    .range = ifd->regions[i],
							    .per_device = strstr(names[i], "gbe") };
	if (n)
		qsort(parts, n, sizeof *parts, by_offset);
	for (size_t i = 0; i < n && code == 0; i++) {
		code = fp_plan_add(plan, &parts[i], err);
		if (code == 0 && strcmp(parts[i].name, "gbe") == 0)
			code = add_mac(plan, &parts[i], err);
	}
	return code;
}

static uint64_t find_end(const struct fp_plan *plan)
{
	return plan->n_parts ? fp_range_end(plan->parts[plan->n_parts - 1].range) : 0;
}

/* What the descriptor says of the chips, unless regions lie behind it; else the file's size. */
static void set_size(const struct fp_input *in, const struct fp_ifd *ifd, struct fp_plan *plan,
		     struct fp_faults *notes)
{
	const bool is_told = ifd->chip_sizes[0] && (ifd->n_chips == 1 || ifd->chip_sizes[1]);
	const uint64_t size = ifd->chip_sizes[0] + ifd->chip_sizes[1];
	char first[FP_SIZE_TEXT], second[FP_SIZE_TEXT];

	if (is_told && size >= find_end(plan))
		plan->size = size;
	else if (!is_alone(in) && in->n >= find_end(plan))
		plan->size = in->n;
	if (plan->size == size && ifd->n_chips == 2)
		fp_fail(fp_faults_next(notes, FP_NOTE), FP_REFUSED,
			"the descriptor tells of two chips, %s and %s behind it: the plan is of "
			"both together, as one image",
			fp_size_format(ifd->chip_sizes[0], first),
			fp_size_format(ifd->chip_sizes[1], second));
}

static int read_text(const struct fp_input *in, struct fp_plan *plan, struct fp_error *err)
{
	struct fp_ifd ifd;

	plan->erase_size = 4096;
	if (!fp_ifd_decode_text(fp_scan_bytes(in->data, in->n), &ifd))
		return fp_fail(err, FP_REFUSED,
			       "expected a flash descriptor (5a a5 f0 0f at 0x10), found none");
	return add_regions(&ifd, plan, err);
}

static int read_descriptor(const struct fp_input *in, struct fp_plan *plan, struct fp_faults *notes,
			   struct fp_error *err)
{
	struct fp_ifd ifd;

	if (!fp_ifd_is_there(in->data, in->n))
		return read_text(in, plan, err);
	if (in->n < FP_IFD_SIZE)
		return fp_fail(err, FP_REFUSED,
			       "the flash descriptor of 4096 bytes breaks off after %zu", in->n);
	fp_ifd_decode(in->data, &ifd);
	plan->erase_size = 4096;
	plan->table.kind = FP_TABLE_IFD;
	if (add_regions(&ifd, plan, err) < 0)
		return -FP_REFUSED;
	set_size(in, &ifd, plan, notes);
	if (!is_alone(in))
		fp_dump_judge(in, plan, "the flash descriptor", notes);
	return 0;
}

static bool is_descriptor(const struct fp_input *in)
{
	struct fp_ifd ifd;

	if (fp_ifd_is_there(in->data, in->n))
		return true;
	return in->n < 1 << 20 && fp_ifd_decode_text(fp_scan_bytes(in->data, in->n), &ifd);
}

const struct fp_format fp_format_ifd = {
	.name = "ifd",
	.summary = "Intel flash descriptor, also in a dump or as FLREG lines",
	.carries = FP_CARRY_FLASH_SIZE | FP_CARRY_ERASE_SIZE | FP_CARRY_PER_DEVICE,
	.certainty = FP_BY_SIGNATURE,
	.probe = is_descriptor,
	.read = read_descriptor,
};
