// SPDX-License-Identifier: GPL-2.0-or-later
// How versions and vendors of U-Boot talk.

#include <stdio.h>
#include <string.h>

#include "uboot/board.h"

#define MAINLINE "version help printenv setenv bdinfo sf md mw crc32 cmp cp loadb loadx loady reset"
#define PLAIN	 "Hit any key to stop autoboot:  "

static const char ok_probe[] =
	"SF: Detected w25q128 with page size 256 Bytes, erase size 4 KiB, total %M MiB\n";

static const struct dialect dialects[] = {
	{ .name = "2025.01",
	  .version = "U-Boot 2025.01 (Jan 06 2025 - 15:39:55 +0000)\n\ngcc 12.2\n",
	  .prompt = "=> ",
	  .banner = "\n\nU-Boot 2025.01 (Jan 06 2025 - 15:39:55 +0000)\n\nDRAM:  64 MiB\n" PLAIN,
	  .commands = MAINLINE,
	  .probe = ok_probe,
	  .loadaddr = "0x80600000",
	  .bdinfo = "-> start    = 0x0000000080000000\n-> size     = 0x0000000004000000\n",
	  .ram = 0x80000000,
	  .erase_size = 4096,
	  .says_ok = true,
	  .is_filled_up = true,
	  .says_aborted = true,
	  .says_locked = true },
	{ .name = "2018.03",
	  .version = "U-Boot 2018.03 (Mar 13 2018 - 12:02:19 +0000)\n",
	  .prompt = "U-Boot> ",
	  .banner = "\n\nU-Boot 2018.03\n\nDRAM:  64 MiB\n"
		    "Autobooting in 2 seconds, press \"<Esc><Esc>\" to stop\n",
	  .key = "\033\033",
	  .commands = MAINLINE,
	  .probe = ok_probe,
	  .loadaddr = "0x80600000",
	  .bdinfo = "",
	  .ram = 0x80000000,
	  .erase_size = 4096,
	  .says_ok = true,
	  .has_wide_gap = true,
	  .is_filled_up = true },
	{ .name = "ingenic-2013.07",
	  .version = "U-Boot 2013.07 (Apr 12 2019 - 10:11:12)\n",
	  .prompt = "isvp_t20# ",
	  .banner = "\n\nU-Boot SPL 2013.07 (Apr 12 2019)\n\nU-Boot 2013.07\n\nBoard: ISVP\n"
		    "DRAM:  64 MiB\n" PLAIN,
	  .commands = "version help printenv setenv bdinfo sf md mw crc32 loadb loady reset",
	  .probe = "the manufacturer c8\nSF: Detected GD25Q128\n\n",
	  .after_probe = "--->probe spend 4 ms\n",
	  .after_read = "--->read spend 35 ms\n",
	  .bdinfo =
		  "boot_params = 0x83F63FB0\nmemstart    = 0x80000000\nmemsize     = 0x04000000\n",
	  .ram = 0x80000000,
	  .erase_size = 65536,
	  .says_ok = true,
	  .has_upper_crc = true,
	  .has_wide_gap = true,
	  .is_filled_up = true },
	{ .name = "hisilicon-2010.06",
	  .version = "U-Boot 2010.06 (Jun 28 2018 - 09:13:01)\n",
	  .prompt = "hisilicon # ",
	  .banner = "\n\nU-Boot 2010.06\n\nDRAM:  64 MiB\nSPI Nor total size: 16MB\n"
		    "Press Ctrl+C to stop autoboot\n",
	  .key = "\003",
	  .commands = "version help printenv setenv bdinfo sf md mw crc32 loadb loady reset",
	  .probe = "%K KiB hi_sfc at 0:0 is now current device\n",
	  .bdinfo =
		  "DRAM bank   = 0x00000000\n-> start    = 0x80000000\n-> size     = 0x04000000\n",
	  .ram = 0x80000000,
	  .erase_size = 65536,
	  .has_upper_crc = true,
	  .has_wide_gap = true,
	  .probe_needs_bus = true },
	/* Big-endian MIPS; no loady. */
	{ .name = "realtek-2011.12",
	  .version = "U-Boot 2011.12.(3.6.6.55087) (Jul 12 2019 - 11:22:33)\n",
	  .prompt = "RTL838x# ",
	  .banner = "\n\nU-Boot 2011.12\n\nDRAM:  64 MiB\nHit Esc key to stop autoboot:  ",
	  .key = "\033",
	  .commands = "version help printenv setenv bdinfo sf md mw crc32 loadb reset",
	  .probe = "SF: Detected MX25L12805D with page size 64 KiB, total %M MiB\n",
	  .loadaddr = "0x81000000",
	  .bdinfo = "memstart    = 0x80000000\n",
	  .ram = 0x80000000,
	  .erase_size = 65536,
	  .is_big_endian = true,
	  .has_upper_crc = true,
	  .has_wide_gap = true },
	{ .name = "ralink-1.1.3",
	  .version = "U-Boot 1.1.3 (Apr 19 2016 - 12:00:00)\n",
	  .prompt = "MT7628 # ",
	  .banner = "\n\nU-Boot 1.1.3 (Apr 19 2016 - 12:00:00)\n\nDRAM:  64 MiB\n"
		    "Please choose the operation:\n   1: Load system code to SDRAM via TFTP.\n"
		    "   4: Entr boot command line interface.\n",
	  .key = "4",
	  .commands = "version help printenv setenv md mw erase cp spi loadb reset",
	  .probe = "",
	  .bdinfo = "",
	  .ram = 0x80000000,
	  .erase_size = 65536,
	  .has_wide_gap = true },
};

const struct dialect *dialect_find(const char *name)
{
	for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
		if (strcmp(dialects[i].name, name) == 0)
			return &dialects[i];
	return NULL;
}

void dialect_list(void)
{
	for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
		puts(dialects[i].name);
}
