// SPDX-License-Identifier: GPL-2.0-or-later
// genimage configs as people write them.

#include <string.h>

#include "support/format-bench.h"

static const char config[] =
	"# a board\n"
	"flash nor-16M {\n  pebsize = 4k /* small */\n  numpebs = 4096\n}\n"
	"image boot.vfat {\n  vfat { files = { \"zImage\", \"x.dtb\" } }\n  size = 4M\n}\n"
	"image firmware.bin {\n  flash {}\n  flashtype = nor-16M\n"
	"  partition u-boot { image = u-boot.bin size = 256K }\n"
	"  partition \"env\" {\n    size = 128s // sectors\n  }\n"
	"  partition 'kernel' {\n    offset = 0x100000\n    size = 4M\n  }\n"
	"  partition rootfs {\n    offset = 5M\n  }\n}\n";

START_TEST(partitions_of_a_flash_image_are_read)
{
	struct fp_plan *plan = format_read_text(&fp_format_genimage, config, 0);

	ck_assert_uint_eq(plan->size, 16 << 20);
	ck_assert_uint_eq(plan->erase_size, 4096);
	format_assert_list(plan, "u-boot 0 40000\nenv 40000 10000\nkernel 100000 400000\n"
				 "rootfs 500000 b00000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(of_several_images_one_is_chosen)
{
	static const char two[] = "image a { partition x { size = 1M } size = 1M }\n"
				  "image b { partition y { size = 2M } size = 2M }\n";
	struct fp_plan *plan;

	format_refuse_text(&fp_format_genimage, two, 0, "several images have partitions: a, b");
	plan = format_read(&fp_format_genimage, two, strlen(two), 0, "b");
	format_assert_list(plan, "y 0 200000\n");
	fp_plan_free(plan);
}
END_TEST

START_TEST(a_size_that_is_none_is_refused_with_its_line)
{
	format_refuse_text(&fp_format_genimage, "image a {\n partition x {\n  size = soon\n }\n}\n",
			   3, "\"soon\" is no size in bytes");
}
END_TEST

START_TEST(what_breaks_off_or_is_too_deep_is_no_config)
{
	static const char *const texts[] = { "image a { partition x { size = 1M }",
					     "{{{{{{{{{{ image a { partition x { } } }",
					     "partition", "image a { vfat { } } partition /* ",
					     "image 'partition" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct fp_faults *faults;

		ck_assert(!format_import(&fp_format_genimage, texts[i], strlen(texts[i]), 0, NULL,
					 &faults));
	}
}
END_TEST

TEST_MAIN("genimage-config", partitions_of_a_flash_image_are_read, of_several_images_one_is_chosen,
	  a_size_that_is_none_is_refused_with_its_line, what_breaks_off_or_is_too_deep_is_no_config)
