// SPDX-License-Identifier: GPL-2.0-or-later
// The programmer "mtd": the flash of the device on which this runs.

#include <inttypes.h>
#include <stdlib.h>

#include "mtd.h"
#include "windows.h"

static int open_chip(const struct fp_target *target, const struct fp_host *host,
		     struct fp_chip *chip, void **ctx, struct fp_error *err)
{
	struct mtd_windows *const m = calloc(1, sizeof *m);
	int code;

	(void)host;
	if (!m)
		return fp_fail(err, FP_REFUSED, "out of memory");
	code = mtd_windows_open(m, target, chip, err);
	if (code == 0) {
		*ctx = m;
		return 0;
	}
	/* The first error stays. */
	if (mtd_windows_close(m, err) < 0)
		code = -(int)err->code;
	free(m);
	return code;
}

/* Calls a function for each part of a range, in its window. All of it must lie in windows. */
typedef int on_part(struct mtd_window *window, struct fp_range part, uint64_t at, void *ctx,
		    struct fp_error *err);

static int for_parts(struct mtd_windows *m, struct fp_range range, on_part *function, void *ctx,
		     struct fp_error *err)
{
	uint64_t sum = 0;
	int code = 0;

	for (unsigned i = 0; i < m->n; i++)
		sum += fp_range_intersect(range, (struct fp_range){ m->items[i].offset,
								    m->items[i].device.size })
			       .size;
	if (sum != range.size)
		return fp_fail(err, FP_REFUSED,
			       "0x%" PRIx64 "+0x%" PRIx64 " is not all in MTDs of this device",
			       range.offset, range.size);
	for (unsigned i = 0; i < m->n && code == 0; i++) {
		struct mtd_window *const window = &m->items[i];
		struct fp_range part = fp_range_intersect(
			range, (struct fp_range){ window->offset, window->device.size });
		const uint64_t at = part.offset - range.offset;

		part.offset -= window->offset;
		if (part.size)
			code = function(window, part, at, ctx, err);
	}
	return code;
}

static int read_part(struct mtd_window *window, struct fp_range part, uint64_t at, void *ctx,
		     struct fp_error *err)
{
	uint8_t *const buf = ctx;

	return mtd_device_read(&window->device, part, buf + at, err);
}

static int read_chip(void *ctx, struct fp_range range, uint8_t *buf, struct fp_error *err)
{
	return for_parts(ctx, range, read_part, buf, err);
}

struct contents {
	const uint8_t *old, *want;
};

/* Before the first part is written: can all of them be? */
static int check_part(struct mtd_window *window, struct fp_range part, uint64_t at, void *ctx,
		      struct fp_error *err)
{
	(void)part, (void)at, (void)ctx;
	return window->device.is_writable ? 0
					  : fp_fail(err, FP_REFUSED, "%s is not written: %s",
						    window->device.path, window->device.why);
}

static int write_part(struct mtd_window *window, struct fp_range part, uint64_t at, void *ctx,
		      struct fp_error *err)
{
	const struct contents *const contents = ctx;

	return mtd_device_write(&window->device, part, contents->old + at, contents->want + at,
				err);
}

static int write_chip(void *ctx, struct fp_range range, const uint8_t *old, const uint8_t *want,
		      struct fp_error *err)
{
	struct contents contents = { old, want };
	int code = for_parts(ctx, range, check_part, NULL, err);

	return code < 0 ? code : for_parts(ctx, range, write_part, &contents, err);
}

/* From the first protected byte to the last. */
static int get_protection(void *ctx, struct fp_protection *protection, struct fp_error *err)
{
	const struct mtd_windows *const m = ctx;
	struct fp_range *const range = &protection->range;
	uint64_t end = 0;

	(void)err;
	*protection = (struct fp_protection){ 0 };
	for (unsigned i = 0; i < m->n; i++) {
		const struct fp_range locked = m->items[i].device.locked;

		if (!locked.size)
			continue;
		if (!end)
			range->offset = m->items[i].offset + locked.offset;
		end = m->items[i].offset + fp_range_end(locked);
		range->size = end - range->offset;
	}
	return 0;
}

static int list(const struct fp_host *host, struct fp_error *err)
{
	(void)err;
	host->log(host->ctx, FP_LOG_INFO, "mtd");
	return 0;
}

static int close_chip(void *ctx, struct fp_error *err)
{
	const int code = mtd_windows_close(ctx, err);

	free(ctx);
	return code;
}

const struct fp_driver mtd_driver = {
	.name = "mtd",
	.list = list,
	.open = open_chip,
	.read = read_chip,
	.write = write_chip,
	.get_protection = get_protection,
	.close = close_chip,
};
