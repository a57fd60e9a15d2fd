// SPDX-License-Identifier: GPL-2.0-or-later
// The programmer mtd on a made-up device: a tree with proc, sys and dev, whose MTDs are files;
// ioctl() and pwrite() do with them what a NOR's driver does.

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mtd/mtd-user.h>

#include "base/bytes.h"
#include "plugin/mtd/mtd.h"
#include "plugin/mtd/table.h"
#include "support/test.h"

#define BLOCK 4096u

/* How the kernel is different today. */
static struct {
	bool is_old; /* no MEMERASE64 */
	bool has_locks, is_lock_broken;
	uint32_t flags;
	uint8_t type;
	struct fp_range locked; /* in the MTD that is asked */
	unsigned n_erases, n_unlocks, n_locks;
} kernel;

int __wrap_ioctl(int fd, unsigned long request, ...);
ssize_t __wrap_pwrite(int fd, const void *buf, size_t n, off_t at);
ssize_t __wrap_pwrite64(int fd, const void *buf, size_t n, off_t at);

static bool is_locked(uint64_t at, uint64_t n)
{
	return fp_range_overlaps(kernel.locked, (struct fp_range){ at, n });
}

static int erase(int fd, uint64_t at, uint64_t n)
{
	uint8_t *const buf = malloc(n);

	kernel.n_erases++;
	if (at % BLOCK || n % BLOCK)
		return errno = EINVAL, -1;
	memset(buf, 0xff, n);
	if (!is_locked(at, n)) {
		ck_assert_int_eq(lseek(fd, (off_t)at, SEEK_SET), (off_t)at);
		ck_assert_int_eq(write(fd, buf, n), (ssize_t)n);
	}
	free(buf);
	return 0;
}

static int change_lock(const struct erase_info_user *range, bool is_lock)
{
	if (!kernel.has_locks)
		return errno = EOPNOTSUPP, -1;
	kernel.n_locks += is_lock;
	kernel.n_unlocks += !is_lock;
	if (is_lock && kernel.is_lock_broken)
		return errno = EIO, -1;
	kernel.locked = is_lock ? (struct fp_range){ range->start, range->length }
				: (struct fp_range){ 0, 0 };
	return 0;
}

int __wrap_ioctl(int fd, unsigned long request, ...)
{
	struct stat st;
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	ck_assert_int_eq(fstat(fd, &st), 0);
	if (request == MEMGETINFO) {
		*(struct mtd_info_user *)arg = (struct mtd_info_user){ .type = kernel.type,
								       .flags = kernel.flags,
								       .size = (uint32_t)st.st_size,
								       .erasesize = BLOCK };
		return 0;
	}
	if (request == MEMERASE64 && !kernel.is_old) {
		const struct erase_info_user64 *const block = arg;

		return erase(fd, block->start, block->length);
	}
	if (request == MEMERASE) {
		const struct erase_info_user *const block = arg;

		return erase(fd, block->start, block->length);
	}
	if (request == MEMISLOCKED && kernel.has_locks) {
		const struct erase_info_user *const block = arg;

		return is_locked(block->start, block->length);
	}
	if (request == MEMUNLOCK || request == MEMLOCK)
		return change_lock(arg, request == MEMLOCK);
	return errno = request == MEMISLOCKED ? EOPNOTSUPP : ENOTTY, -1;
}

/* Programming clears bits, and says nothing when it should have set some. */
ssize_t __wrap_pwrite(int fd, const void *buf, size_t n, off_t at)
{
	const uint8_t *const bytes = buf;
	uint8_t *const old = malloc(n + 1);

	ck_assert_int_eq(pread(fd, old, n, at), (ssize_t)n);
	for (size_t i = 0; i < n; i++)
		old[i] &= bytes[i];
	if (n && !is_locked((uint64_t)at, n)) {
		ck_assert_int_eq(lseek(fd, at, SEEK_SET), at);
		ck_assert_int_eq(write(fd, old, n), (ssize_t)n);
	}
	free(old);
	return (ssize_t)n;
}

/* The name that it has with offsets of 64 bits. */
ssize_t __wrap_pwrite64(int fd, const void *buf, size_t n, off_t at)
{
	return __wrap_pwrite(fd, buf, n, at);
}

static struct fp_error err;
static struct fp_chip chip;
static void *ctx;
static const struct fp_place places[] = {
	{ "boot", { 0, 65536 } },
	{ "0:ART", { 65536, 32768 } },
	{ "gone", { 98304, 32768 } },
	{ "data", { 131072, 131072 } },
};

static void put(const char *name, const char *text)
{
	test_write_file(name, text, strlen(text));
}

static void make_dir(const char *name)
{
	ck_assert(mkdir(test_path(name), 0777) == 0 || errno == EEXIST);
}

static void put_mtd(const char *name, size_t size, uint32_t seed)
{
	uint8_t *const bytes = malloc(size);

	test_random(bytes, size, seed);
	test_write_file(name, bytes, size);
	free(bytes);
}

static void setup(void)
{
	static const char *const dirs[] = { "proc",
					    "dev",
					    "sys",
					    "sys/class",
					    "sys/class/mtd",
					    "sys/class/mtd/mtd0",
					    "sys/class/mtd/mtd1",
					    "sys/class/mtd/mtd2",
					    "sys/class/ubi",
					    "sys/class/ubi/ubi0" };

	mtd_root = test_dir();
	kernel.flags = MTD_CAP_NORFLASH;
	kernel.type = MTD_NORFLASH;
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++)
		make_dir(dirs[i]);
	put("proc/mtd", "dev:    size   erasesize  name\n"
			"mtd0: 00010000 00001000 \"boot\"\n"
			"mtd1: 00008000 00001000 \"0:ART\"\n"
			"mtd2: 00020000 00001000 \"data\"\n");
	put("proc/mounts", "none / tmpfs rw 0 0\n");
	put("proc/cmdline", "console=ttyS0\n");
	put_mtd("dev/mtd0", 65536, 1);
	put_mtd("dev/mtd1", 32768, 2);
	put_mtd("dev/mtd2", 131072, 3);
}

static void teardown(void)
{
	struct fp_error ignored = { 0 };

	if (ctx)
		mtd_driver.close(ctx, &ignored);
}

static int open_with(const char *params, uint64_t size, size_t n_places)
{
	const struct fp_target target = {
		.params = params, .size = size, .places = places, .n_places = n_places
	};
	const struct fp_host host = { 0 };

	return mtd_driver.open(&target, &host, &chip, &ctx, &err);
}

static void open_good(const char *params, uint64_t size, size_t n_places)
{
	ck_assert_msg(open_with(params, size, n_places) == 0, "%s", err.text);
}

static void refuses(const char *params, uint64_t size, size_t n_places, const char *text)
{
	ck_assert_int_eq(open_with(params, size, n_places), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, text);
	ck_assert_ptr_null(ctx);
}

START_TEST(partitions_become_windows_where_the_plan_has_them)
{
	open_good("", 262144, 4);
	ck_assert_uint_eq(chip.size, 262144);
	ck_assert_uint_eq(chip.n_windows, 3);
	ck_assert_uint_eq(chip.window[1].range.offset, 65536);
	ck_assert_uint_eq(chip.window[1].range.size, 32768);
	ck_assert_uint_eq(chip.window[2].range.offset, 131072);
	ck_assert_uint_eq(chip.window[2].erase_size, BLOCK);
	ck_assert(chip.window[0].writable && chip.window[2].writable);
}
END_TEST

START_TEST(a_reading_crosses_windows_but_no_gap)
{
	uint8_t buf[8192];
	size_t n;
	uint8_t *const art = test_read_file(test_path("dev/mtd1"), &n);

	open_good("", 262144, 4);
	ck_assert_int_eq(mtd_driver.read(ctx, (struct fp_range){ 65536 - 4096, 8192 }, buf, &err),
			 0);
	ck_assert_mem_eq(buf + 4096, art, 4096);
	ck_assert_int_eq(mtd_driver.read(ctx, (struct fp_range){ 98304 - 4096, 8192 }, buf, &err),
			 -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "0x17000+0x2000 is not all in MTDs of this device");
	free(art);
}
END_TEST

/* Writes want over what is there. */
static int write_at(uint64_t offset, size_t n, const uint8_t *want)
{
	uint8_t *const old = malloc(n);
	int code = mtd_driver.read(ctx, (struct fp_range){ offset, n }, old, &err);

	if (code == 0)
		code = mtd_driver.write(ctx, (struct fp_range){ offset, n }, old, want, &err);
	free(old);
	return code;
}

static void check_written(uint64_t offset, size_t n, const uint8_t *want)
{
	uint8_t *const now = malloc(n);

	ck_assert_int_eq(mtd_driver.read(ctx, (struct fp_range){ offset, n }, now, &err), 0);
	ck_assert_mem_eq(now, want, n);
	free(now);
}

START_TEST(only_blocks_that_differ_are_erased_across_windows)
{
	static uint8_t want[16384];

	open_good("", 262144, 4);
	ck_assert_int_eq(mtd_driver.read(ctx, (struct fp_range){ 65536 - 8192, 16384 }, want, &err),
			 0);
	test_random(want, 4096, 7);
	test_random(want + 8192, 4096, 8);
	ck_assert_msg(write_at(65536 - 8192, 16384, want) == 0, "%s", err.text);
	check_written(65536 - 8192, 16384, want);
	ck_assert_uint_eq(kernel.n_erases, 2);
}
END_TEST

START_TEST(kernels_without_memerase64_erase_too)
{
	static uint8_t want[BLOCK];

	kernel.is_old = true;
	test_random(want, sizeof want, 9);
	open_good("", 262144, 4);
	ck_assert_int_eq(write_at(131072, sizeof want, want), 0);
	check_written(131072, sizeof want, want);
}
END_TEST

START_TEST(half_a_block_is_refused)
{
	static uint8_t want[BLOCK];

	open_good("", 262144, 4);
	ck_assert_int_eq(write_at(131072 + 2048, 2048, want), -FP_REFUSED);
	ck_assert_uint_eq(kernel.n_erases, 0);
}
END_TEST

START_TEST(mounted_partitions_are_read_and_never_written)
{
	static uint8_t want[8192];
	static const char *const mounts[] = { "/dev/mtdblock1 /mnt jffs2 rw 0 0\n",
					      "mtd:0:ART /mnt jffs2 rw 0 0\n",
					      "/dev/mtdblock/1 /mnt jffs2 rw 0 0\n" };

	for (size_t i = 0; i < sizeof mounts / sizeof *mounts; i++) {
		put("proc/mounts", mounts[i]);
		open_good("", 262144, 4);
		ck_assert(chip.window[0].writable && !chip.window[1].writable);
		ck_assert_str_eq(chip.window[1].why, "mounted on /mnt");
		/* Nothing of it, also not the block in the window before. */
		ck_assert_int_eq(write_at(65536 - 4096, 8192, want), -FP_REFUSED);
		test_assert_error(&err, FP_REFUSED, "mtd1 is not written: mounted on /mnt");
		ck_assert_uint_eq(kernel.n_erases, 0);
		err.code = FP_OK;
		mtd_driver.close(ctx, &err);
		ctx = NULL;
	}
}
END_TEST

START_TEST(the_root_file_system_is_found_on_the_command_line)
{
	static const char *const words[] = { "root=/dev/mtdblock2", "root=31:2", "root=1f02",
					     "root=mtd:data", "root=mtdblock2" };
	char line[100];

	put("proc/mounts", "/dev/root / squashfs ro 0 0\n");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		snprintf(line, sizeof line, "console=ttyS0 %s quiet\n", words[i]);
		put("proc/cmdline", line);
		open_good("", 262144, 4);
		ck_assert_msg(!chip.window[2].writable, "%s", words[i]);
		ck_assert(chip.window[0].writable);
		mtd_driver.close(ctx, &err);
		ctx = NULL;
	}
}
END_TEST

START_TEST(ubi_and_what_is_mounted_inside_count)
{
	put("sys/class/ubi/ubi0/mtd_num", "2\n");
	make_dir("sys/class/mtd/mtd0/mtd9");
	put("proc/mtd", "mtd0: 00010000 00001000 \"boot\"\nmtd1: 00008000 00001000 \"0:ART\"\n"
			"mtd2: 00020000 00001000 \"data\"\nmtd9: 00001000 00001000 \"inner\"\n");
	ck_assert_int_eq(symlink("mtd0/mtd9", test_path("sys/class/mtd/mtd9")), 0);
	put("proc/mounts", "/dev/mtdblock9 /mnt jffs2 rw 0 0\n");
	open_good("", 262144, 4);
	ck_assert_str_eq(chip.window[2].why, "attached to UBI");
	ck_assert_str_eq(chip.window[0].why, "mounted on /mnt");
}
END_TEST

START_TEST(read_only_for_the_kernel)
{
	kernel.flags = MTD_CAP_ROM;
	open_good("", 262144, 4);
	ck_assert(!chip.window[0].writable);
	ck_assert_str_eq(chip.window[0].why, "read-only for this kernel");
}
END_TEST

START_TEST(another_device_is_refused)
{
	put("proc/mtd", "mtd0: 00010000 00001000 \"boot\"\nmtd1: 00020000 00001000 \"0:ART\"\n");
	refuses("", 262144, 4,
		"`0:ART` (mtd1) has 0x20000 bytes on this device, 0x8000 in the plan");
	err = (struct fp_error){ 0 };
	put("proc/mtd", "mtd0: 00010000 00001000 \"boot\"\nmtd1: 00010000 00001000 \"boot\"\n");
	refuses("", 262144, 4, "mtd0 and mtd1 are both called `boot`");
	err = (struct fp_error){ 0 };
	put("proc/mtd", "mtd0: 00010000 00001000 \"uboot\"\n");
	refuses("", 262144, 4, "no MTD of this device has the name of a partition of the plan");
	err = (struct fp_error){ 0 };
	put("proc/mtd", "mtd0: 00010000 00001000 \"boot\"\n");
	put("sys/class/mtd/mtd0/offset", "65536\n");
	refuses("", 262144, 4, "`boot` (mtd0) is at 0x10000 on this device, at 0x0 in the plan");
}
END_TEST

START_TEST(one_mtd_of_the_chips_size_is_the_chip)
{
	put("proc/mtd", "mtd0: 00040000 00001000 \"spi0.0\"\n");
	put_mtd("dev/mtd0", 262144, 4);
	open_good("", 262144, 4);
	ck_assert_uint_eq(chip.n_windows, 1);
	ck_assert_uint_eq(chip.window[0].range.size, 262144);
	ck_assert_str_eq(chip.name, "spi0.0");
}
END_TEST

START_TEST(dev_names_one_mtd)
{
	open_good("dev=/dev/mtd2", 262144, 4);
	ck_assert_uint_eq(chip.size, 262144);
	ck_assert_uint_eq(chip.n_windows, 1);
	ck_assert_uint_eq(chip.window[0].range.offset, 131072);
	mtd_driver.close(ctx, &err);
	ctx = NULL;
	open_good("dev=/dev/mtd2", 0, 0);
	ck_assert_uint_eq(chip.size, 131072);
	ck_assert_uint_eq(chip.window[0].range.offset, 0);
}
END_TEST

START_TEST(dev_that_is_none_is_refused)
{
	static const struct {
		const char *params, *text;
	} rows[] = {
		{ "dev=/dev/mtd7", "this device has no mtd7" },
		{ "dev=/dev/mtdblock2", "expected a device such as /dev/mtd9" },
		{ "dev=", "expected a device such as /dev/mtd9" },
		{ "bus=2", "the only parameter is dev=" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		refuses(rows[i].params, 262144, 4, rows[i].text);
		err = (struct fp_error){ 0 };
	}
}
END_TEST

START_TEST(without_a_plan_several_mtds_are_refused)
{
	refuses("", 0, 0, "the flash is in several MTDs");
}
END_TEST

START_TEST(no_mtds_nand_and_no_permission)
{
	kernel.type = MTD_NANDFLASH;
	refuses("", 262144, 4, "is no NOR flash: its type is 4");
	err = (struct fp_error){ 0 };
	kernel.type = MTD_NORFLASH;
	unlink(test_path("dev/mtd0"));
	refuses("", 262144, 4, "cannot open");
	err = (struct fp_error){ 0 };
	unlink(test_path("proc/mtd"));
	refuses("", 262144, 4, "this kernel has no MTDs");
}
END_TEST

START_TEST(who_may_not_open_it_is_told_so)
{
	const bool is_root = geteuid() == 0;

	ck_assert_int_eq(chmod(test_dir(), 0755), 0);
	ck_assert_int_eq(chmod(test_path("dev/mtd0"), 0), 0);
	if (is_root)
		ck_assert_int_eq(seteuid(65534), 0);
	refuses("", 262144, 4, "dev/mtd0: Permission denied");
	ck_assert_str_eq(err.hint, "MTDs are root's: run this as root");
	/* A sanitizer looks into its own process in the end, which the change of the user forbids.
	 */
	if (is_root)
		ck_assert_int_eq(seteuid(0) + prctl(PR_SET_DUMPABLE, 1), 0);
}
END_TEST

START_TEST(a_protected_part_is_told_lifted_once_and_brought_back)
{
	static uint8_t want[BLOCK];
	struct fp_protection found;

	kernel.has_locks = true;
	kernel.locked = (struct fp_range){ 65536, 65536 };
	open_good("dev=/dev/mtd2", 262144, 4);
	ck_assert_int_eq(mtd_driver.get_protection(ctx, &found, &err), 0);
	ck_assert_uint_eq(found.range.offset, 131072 + 65536);
	ck_assert_uint_eq(found.range.size, 65536);
	test_random(want, sizeof want, 5);
	ck_assert_int_eq(write_at(131072, sizeof want, want), 0);
	ck_assert_uint_eq(kernel.n_unlocks, 0);
	ck_assert_int_eq(write_at(131072 + 65536, sizeof want, want), 0);
	ck_assert_int_eq(write_at(131072 + 69632, sizeof want, want), 0);
	check_written(131072 + 65536, sizeof want, want);
	ck_assert_uint_eq(kernel.n_unlocks, 1);
	ck_assert_int_eq(mtd_driver.close(ctx, &err), 0);
	ctx = NULL;
	ck_assert_uint_eq(kernel.n_locks, 1);
	ck_assert(kernel.locked.offset == 65536 && kernel.locked.size == 65536);
}
END_TEST

START_TEST(protection_that_stays_off_is_an_error_of_the_close)
{
	static uint8_t want[BLOCK];

	kernel.has_locks = true;
	kernel.is_lock_broken = true;
	kernel.locked = (struct fp_range){ 0, 131072 };
	open_good("dev=/dev/mtd2", 262144, 4);
	ck_assert_int_eq(write_at(131072, sizeof want, want), 0);
	ck_assert_int_eq(mtd_driver.close(ctx, &err), -FP_CHIP);
	ctx = NULL;
	test_assert_error(&err, FP_CHIP,
			  "the write protection of 0x0+0x20000 could not be brought back");
}
END_TEST

TEST_MAIN_WITH("mtd", setup, teardown, partitions_become_windows_where_the_plan_has_them,
	       a_reading_crosses_windows_but_no_gap,
	       only_blocks_that_differ_are_erased_across_windows,
	       kernels_without_memerase64_erase_too, half_a_block_is_refused,
	       mounted_partitions_are_read_and_never_written,
	       the_root_file_system_is_found_on_the_command_line,
	       ubi_and_what_is_mounted_inside_count, read_only_for_the_kernel,
	       another_device_is_refused, one_mtd_of_the_chips_size_is_the_chip, dev_names_one_mtd,
	       dev_that_is_none_is_refused, without_a_plan_several_mtds_are_refused,
	       who_may_not_open_it_is_told_so, no_mtds_nand_and_no_permission,
	       a_protected_part_is_told_lifted_once_and_brought_back,
	       protection_that_stays_off_is_an_error_of_the_close)
