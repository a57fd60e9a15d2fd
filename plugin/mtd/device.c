// SPDX-License-Identifier: GPL-2.0-or-later
// Requests to an MTD. A write to a NOR does not erase, and succeeds where it should have: the
// caller reads back.

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <mtd/mtd-user.h>

#include "base/bytes.h"
#include "device.h"

#define LOCK_STEP 65536 /* bytes asked about at once */

static void stop_writing(struct mtd_device *device, const char *why)
{
	device->is_writable = false;
	if (!device->why[0])
		snprintf(device->why, sizeof device->why, "%s", why);
}

static int open_file(struct mtd_device *device, struct fp_error *err)
{
	device->is_writable = true;
	device->fd = open(device->path, O_RDWR | O_CLOEXEC);
	if (device->fd < 0) {
		stop_writing(device, strerror(errno));
		device->fd = open(device->path, O_RDONLY | O_CLOEXEC);
	}
	if (device->fd >= 0)
		return 0;
	fp_fail_errno(err, FP_REFUSED, "cannot open %s", device->path);
	if (errno == EACCES || errno == EPERM)
		fp_hint(err, "MTDs are root's: run this as root");
	return -FP_REFUSED;
}

static int get_info(struct mtd_device *device, const struct mtd_entry *entry, struct fp_error *err)
{
	struct mtd_info_user info = { 0 };

	if (ioctl(device->fd, MEMGETINFO, &info) < 0) {
		fp_fail_errno(err, FP_REFUSED, "%s is no MTD", device->path);
		fp_hint(err, "it is a character device such as /dev/mtd9, not /dev/mtdblock9");
		return -FP_REFUSED;
	}
	if (info.type != MTD_NORFLASH && info.type != MTD_RAM && info.type != MTD_DATAFLASH)
		return fp_fail(err, FP_REFUSED, "%s (%s) is no NOR flash: its type is %u",
			       device->path, entry->name, info.type);
	if (!info.size || !info.erasesize || info.size % info.erasesize)
		return fp_fail(err, FP_REFUSED, "%s (%s): a size of %u and an erase size of %u",
			       device->path, entry->name, info.size, info.erasesize);
	device->size = info.size;
	device->erase_size = info.erasesize;
	if (!(info.flags & MTD_WRITEABLE))
		stop_writing(device, "read-only for this kernel");
	if (entry->mounted[0])
		stop_writing(device, entry->mounted);
	return 0;
}

/* From the first locked block to the last. Drivers without locks fail. */
static void find_locked(struct mtd_device *device)
{
	const uint64_t step = device->erase_size > LOCK_STEP ? device->erase_size : LOCK_STEP;

	for (uint64_t at = 0; at < device->size; at += step) {
		const uint64_t n = device->size - at < step ? device->size - at : step;
		const struct erase_info_user block = { (uint32_t)at, (uint32_t)n };
		const int is_locked = ioctl(device->fd, MEMISLOCKED, &block);

		if (is_locked < 0)
			return;
		if (is_locked && !device->locked.size)
			device->locked.offset = at;
		if (is_locked)
			device->locked.size = at + n - device->locked.offset;
	}
}

int mtd_device_open(struct mtd_device *device, const struct mtd_entry *entry, struct fp_error *err)
{
	int code;

	*device = (struct mtd_device){ .fd = -1 };
	mtd_device_path(entry->number, device->path, sizeof device->path);
	code = open_file(device, err);
	if (code == 0)
		code = get_info(device, entry, err);
	if (code == 0)
		find_locked(device);
	else if (device->fd >= 0)
		close(device->fd);
	return code;
}

int mtd_device_read(const struct mtd_device *device, struct fp_range range, uint8_t *buf,
		    struct fp_error *err)
{
	size_t done = 0;

	while (done < range.size) {
		const ssize_t n = pread(device->fd, buf + done, (size_t)range.size - done,
					(off_t)(range.offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fp_fail_errno(err, FP_CHIP, "reading %s at 0x%" PRIx64 " failed",
					     device->path, range.offset + done);
		if (n == 0)
			return fp_fail(err, FP_CHIP, "%s ends at 0x%" PRIx64, device->path,
				       range.offset + done);
		done += (size_t)n;
	}
	return 0;
}

static int change_lock(const struct mtd_device *device, unsigned long request)
{
	const struct erase_info_user range = { (uint32_t)device->locked.offset,
					       (uint32_t)device->locked.size };

	return ioctl(device->fd, request, &range);
}

static int unlock(struct mtd_device *device, struct fp_range range, struct fp_error *err)
{
	if (device->is_unlocked || !fp_range_overlaps(device->locked, range))
		return 0;
	if (change_lock(device, MEMUNLOCK) < 0)
		return fp_fail_errno(err, FP_REFUSED, "%s cannot be unlocked", device->path);
	device->is_unlocked = true;
	return 0;
}

/* MEMERASE64 is of Linux 2.6.31. */
static int erase(const struct mtd_device *device, struct fp_range block, struct fp_error *err)
{
	const struct erase_info_user64 request64 = { block.offset, block.size };
	const struct erase_info_user request = { (uint32_t)block.offset, (uint32_t)block.size };
	int code = ioctl(device->fd, MEMERASE64, &request64);

	if (code < 0 && errno == ENOTTY)
		code = ioctl(device->fd, MEMERASE, &request);
	return code < 0 ? fp_fail_errno(err, FP_CHIP, "erasing %s at 0x%" PRIx64 " failed",
					device->path, block.offset)
			: 0;
}

static int program(const struct mtd_device *device, struct fp_range block, const uint8_t *want,
		   struct fp_error *err)
{
	size_t done = 0;

	while (done < block.size) {
		const ssize_t n = pwrite(device->fd, want + done, (size_t)block.size - done,
					 (off_t)(block.offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fp_fail_errno(err, FP_CHIP, "writing %s at 0x%" PRIx64 " failed",
					     device->path, block.offset + done);
		done += (size_t)n;
	}
	return 0;
}

int mtd_device_write(struct mtd_device *device, struct fp_range range, const uint8_t *old,
		     const uint8_t *want, struct fp_error *err)
{
	const size_t n = device->erase_size;
	int code;

	if (!device->is_writable)
		return fp_fail(err, FP_REFUSED, "%s is not written: %s", device->path, device->why);
	if (range.offset % n || range.size % n)
		return fp_fail(err, FP_REFUSED, "%s is written in blocks of %zu bytes",
			       device->path, n);
	code = unlock(device, range, err);
	for (size_t at = 0; at < range.size && code == 0; at += n) {
		const struct fp_range block = { range.offset + at, n };

		if (memcmp(old + at, want + at, n) == 0)
			continue;
		code = erase(device, block, err);
		if (code == 0 && !fp_is_filled(want + at, n, 0xff))
			code = program(device, block, want + at, err);
	}
	return code;
}

int mtd_device_close(struct mtd_device *device, struct fp_error *err)
{
	int code = 0;

	if (device->is_unlocked && change_lock(device, MEMLOCK) < 0)
		code = fp_fail_errno(err, FP_CHIP,
				     "%s: the write protection of 0x%" PRIx64 "+0x%" PRIx64
				     " could not be brought back",
				     device->path, device->locked.offset, device->locked.size);
	close(device->fd);
	return code;
}
