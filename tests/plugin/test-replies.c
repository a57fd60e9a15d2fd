// SPDX-License-Identifier: GPL-2.0-or-later
// What U-Boot's versions and vendors print, taken apart.

#include <check.h>
#include <string.h>

#include "../../plugin/uboot/replies.h"
#include "support/test.h"

#define CRLF "\r\n"

static const struct {
	const char *text, *name;
	uint64_t size;
	uint32_t erase_size;
} probes[] = {
	/* 2025.01 on sifive_u */
	{ "SF: Detected is25wp256 with page size 256 Bytes, erase size 4 KiB, total 32 MiB" CRLF,
	  "is25wp256", 32 << 20, 4096 },
	/* 2010.06 of HiSilicon */
	{ "16384 KiB hi_sfc at 0:0 is now current device" CRLF, "hi_sfc", 16 << 20, 0 },
	{ "Block:64KB Chip:16MB Name:\"W25Q128B\"" CRLF
	  "16384 KiB hi_fmc at 0:0 is now current device" CRLF,
	  "hi_fmc", 16 << 20, 65536 },
	/* Goke */
	{ "@do_spi_flash_probe() flash->erase_size: 65536, flash->sector_size: 0" CRLF
	  "16384 KiB hi_fmc at 0:0 is now current device" CRLF,
	  "hi_fmc", 16 << 20, 65536 },
	/* Ingenic 2013.07 */
	{ "the manufacturer c8" CRLF "SF: Detected GD25Q128" CRLF CRLF "--->probe spend 4 ms" CRLF,
	  "GD25Q128", 0, 0 },
	/* SigmaStar */
	{ "sf: bus-0 cs-0 spedd-50000000Hz mode-3000" CRLF
	  "SF: Detected MX25L12845E with total size 16 MiB" CRLF,
	  "MX25L12845E", 0, 0 },
	{ "SF: Detected S25FL128S with page size 64 KiB, total 16 MiB" CRLF, "S25FL128S", 16 << 20,
	  0 },
};

START_TEST(probes_tell_name_and_size)
{
	for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
		struct reply_flash flash;

		ck_assert_msg(reply_flash(probes[i].text, &flash), "%s", probes[i].text);
		ck_assert_str_eq(flash.name, probes[i].name);
		ck_assert_msg(flash.size == probes[i].size, "%s", probes[i].text);
		ck_assert_uint_eq(flash.erase_size, probes[i].erase_size);
	}
}
END_TEST

START_TEST(probe_without_a_chip_is_none)
{
	static const char *const texts[] = {
		"",
		"Failed to initialize SPI flash at 0:0 (error -2)" CRLF,
		"SF: unrecognized JEDEC id bytes: ff, ff, ff" CRLF
		"Failed to initialize SPI flash at 0:0" CRLF,
		"Unknown command 'sf' - try 'help'" CRLF,
	};
	struct reply_flash flash;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ck_assert_msg(!reply_flash(texts[i], &flash), "%s", texts[i]);
}
END_TEST

static const uint8_t bytes[] = { 0x78, 0x56, 0x34, 0x12, 0xff, 0xff, 0xff, 0xff, 0x00, 0x01,
				 0x02, 0x03, 0x41, 0x42, 0x43, 0x44, 0x20, 0x30, 0x31, 0x32 };

static void assert_memory(const char *text, unsigned width, bool is_big_endian, size_t n)
{
	uint8_t buf[sizeof bytes] = { 0 };

	ck_assert_msg(reply_memory(text, 0x80600000, width, is_big_endian, buf, n) == n, "%s",
		      text);
	ck_assert_mem_eq(buf, bytes, n);
}

/* Four blanks before the text up to 2021.07, two from 2021.10 on; a short last line is not filled
 * up before 2013.04. The text may look like items. */
START_TEST(memory_is_read_in_all_its_dialects)
{
	assert_memory("80600000: 12345678 ffffffff 03020100 44434241    xV4.........ABCD" CRLF
		      "80600010: 32313020     012" CRLF,
		      4, false, 20);
	assert_memory("80600000: 12345678 ffffffff 03020100 44434241  xV4.........ABCD" CRLF
		      "80600010: 32313020                              012" CRLF,
		      4, false, 20);
	assert_memory("80600000: 78563412 ffffffff 00010203 41424344    xV4.........ABCD" CRLF, 4,
		      true, 16);
	assert_memory(
		"80600000: 78 56 34 12 ff ff ff ff 00 01 02 03 41 42 43 44  xV4.........ABCD" CRLF
		"80600010: 20 30 31 32   30 31 32" CRLF,
		1, false, 20);
}
END_TEST

START_TEST(memory_that_is_not_whole_is_told)
{
	static const struct {
		const char *text;
		size_t n;
	} rows[] = {
		{ "", 0 },
		{ "80600000: 12345678 ffffffff 03020100" CRLF, 0 },
		/* a digit was lost, and one was added */
		{ "80600000: 12345678 fffffff 03020100 44434241    xV4.........ABCD" CRLF, 0 },
		{ "80600000: 12345678 fffffffff 03020100 44434241    xV4.........ABCD" CRLF, 0 },
		/* a line was lost */
		{ "80600010: 12345678 ffffffff 03020100 44434241    xV4.........ABCD" CRLF, 0 },
		/* somebody else speaks */
		{ "80600000: 12345678 ffffffff 03020100 44434241    xV4.........ABCD" CRLF
		  "[ 1.5] usb 1-1: new device" CRLF "80600010: 32313020     012" CRLF,
		  16 },
	};
	uint8_t buf[sizeof bytes];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_msg(reply_memory(rows[i].text, 0x80600000, 4, false, buf, 20) ==
				      rows[i].n,
			      "%s", rows[i].text);
}
END_TEST

START_TEST(checksum_comes_in_both_spellings)
{
	uint32_t crc = 0;

	ck_assert(reply_crc32("CRC32 for 80600000 ... 8060ffff ==> deadbeef" CRLF, 0x80600000,
			      0x10000, &crc));
	ck_assert_uint_eq(crc, 0xdeadbeef);
	ck_assert(reply_crc32("SF: 65536 bytes @ 0x0 Read: OK" CRLF
			      "crc32 for 80600000 ... 8060ffff ==> 0000000f" CRLF,
			      0x80600000, 0x10000, &crc));
	ck_assert_uint_eq(crc, 0xf);
	/* 64-bit MIPS */
	ck_assert(reply_crc32("crc32 for ffffffff80600000 ... ffffffff8060ffff ==> 12345678" CRLF,
			      0x80600000, 0x10000, &crc));
}
END_TEST

START_TEST(checksum_that_is_cut_or_another_does_not_count)
{
	static const char *const texts[] = {
		"",
		"crc32 for 80600000 ... 8060ffff ==> deadbee",
		"crc32 for 80600000 ... 8060ffff ==> deadbeef0",
		"crc32 for 80600000 ... 8060fffe ==> deadbeef",
		"crc32 for 80601000 ... 8060ffff ==> deadbeef",
		"crc32 for 80600000 ... 8060ffff ==> deadbexf",
		"crc32 - checksum calculation" CRLF "Usage:" CRLF "crc32 address count [addr]",
	};
	uint32_t crc = 7;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ck_assert_msg(!reply_crc32(texts[i], 0x80600000, 0x10000, &crc), "%s", texts[i]);
	ck_assert_uint_eq(crc, 7);
}
END_TEST

START_TEST(total_of_a_transfer_is_found_behind_its_noise)
{
	uint64_t n = 0;

	ck_assert(reply_total("CCxyzModem - CRC mode, 2(SOH)/65(STX)/0(CAN) packets, 3 retries" CRLF
			      "## Total Size      = 0x00010000 = 65536 Bytes" CRLF
			      "## Start Addr      = 0x80600000" CRLF,
			      &n));
	ck_assert_uint_eq(n, 65536);
	ck_assert(!reply_total("## Binary (ymodem) download aborted" CRLF, &n));
	ck_assert(!reply_total("## Total Size      = 0x000100", &n));
}
END_TEST

START_TEST(errors_are_taken_out)
{
	static const struct {
		const char *text, *line;
		bool is_refusal, is_locked;
	} rows[] = {
		{ "SF: 16 bytes @ 0x100 Erased: ERROR -22" CRLF,
		  "SF: 16 bytes @ 0x100 Erased: ERROR -22", true, false },
		{ "device 0 offset 0x0, size 0x10000" CRLF
		  "SF: 65536 bytes @ 0x0 Written: ERROR -5" CRLF,
		  "SF: 65536 bytes @ 0x0 Written: ERROR -5", false, false },
		{ "SPI flash erase failed" CRLF, "SPI flash erase failed", false, false },
		{ "Offset exceeds device limit" CRLF "sf - SPI flash sub-system" CRLF,
		  "Offset exceeds device limit", true, false },
		{ "ERROR: attempting erase past flash size (0x1000000)" CRLF,
		  "ERROR: attempting erase past flash size (0x1000000)", true, false },
		{ "ERROR: flash area is locked" CRLF, "ERROR: flash area is locked", true, true },
		{ "Unknown command 'sf' - try 'help'" CRLF, "Unknown command 'sf' - try 'help'",
		  true, false },
		{ "No SPI flash selected. Please run `sf probe'" CRLF,
		  "No SPI flash selected. Please run `sf probe'", true, false },
	};
	char line[REPLY_LINE_MAX];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ck_assert(reply_error(rows[i].text, line));
		ck_assert_str_eq(line, rows[i].line);
		ck_assert_msg(reply_is_refusal(line) == rows[i].is_refusal, "%s", line);
		ck_assert_msg(reply_is_locked(line) == rows[i].is_locked, "%s", line);
	}
}
END_TEST

START_TEST(success_is_no_error)
{
	static const char *const texts[] = {
		"",
		"SF: 65536 bytes @ 0x0 Erased: OK" CRLF,
		"device 0 offset 0x0, size 0x10000" CRLF "SF: 65536 bytes @ 0x0 Written: OK" CRLF,
		"\rErasing at 0x10000 --  50% complete.\rErasing at 0x20000 -- 100% complete." CRLF,
		"SF: 65536 bytes @ 0x0 Read: OK" CRLF "--->read spend 35 ms" CRLF,
	};
	char line[REPLY_LINE_MAX];

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		ck_assert_msg(!reply_error(texts[i], line), "%s", texts[i]);
}
END_TEST

START_TEST(help_names_whole_commands)
{
	static const char help[] =
		"?       - alias for 'help'" CRLF "loadb   - load binary file" CRLF
		"md      - memory display" CRLF "sf      - SPI flash sub-system" CRLF;

	ck_assert(reply_has_command(help, "sf"));
	ck_assert(reply_has_command(help, "loadb"));
	ck_assert(!reply_has_command(help, "loady"));
	ck_assert(!reply_has_command(help, "load"));
	ck_assert(!reply_has_command(help, "memory"));
}
END_TEST

START_TEST(version_variables_and_ram_are_found)
{
	char text[REPLY_LINE_MAX];
	uint64_t start = 0;

	ck_assert(reply_version(CRLF "U-Boot 2013.07 (Apr 12 2019 - 10:11:12)" CRLF "gcc" CRLF,
				text));
	ck_assert_str_eq(text, "U-Boot 2013.07 (Apr 12 2019 - 10:11:12)");
	ck_assert(!reply_version("-sh: version: not found" CRLF, text));
	ck_assert(reply_variable("loadaddr=0x80200000" CRLF, "loadaddr", text, sizeof text));
	ck_assert_str_eq(text, "0x80200000");
	ck_assert(!reply_variable("## Error: \"loadaddr\" not defined" CRLF, "loadaddr", text,
				  sizeof text));
	ck_assert(
		reply_ram("DRAM bank   = 0x00000000" CRLF "-> start    = 0x40000000" CRLF, &start));
	ck_assert_uint_eq(start, 0x40000000);
	ck_assert(
		reply_ram("boot_params = 0x83F63FB0" CRLF "memstart    = 0x80000000" CRLF, &start));
	ck_assert_uint_eq(start, 0x80000000);
}
END_TEST

START_TEST(keys_are_those_that_are_asked_for)
{
	static const struct {
		const char *text, *key;
	} rows[] = {
		{ "Hit any key to stop autoboot:  3 ", "\003" },
		{ "Press Ctrl+C to stop autoboot" CRLF, "\003" },
		{ "KEY: ###### Press Ctrl-C now to interrupt boot...", "\003" },
		{ "Autobooting in 2 seconds, press \"<Esc><Esc>\" to stop" CRLF, "\033\033" },
		{ "Press SPACE to abort autoboot in 2 seconds" CRLF, " " },
		{ "Autoboot in 2 seconds, to stop use 's' key" CRLF, "s" },
		{ "Please choose the operation: " CRLF
		  "   4: Entr boot command line interface." CRLF,
		  "4" },
		{ "Autobooting in 1 seconds" CRLF, "\003slptpl" },
		{ "Hit Esc key to stop autoboot:  2 ", "\033" },
		{ "Stop autoboot with 'gl'" CRLF, "gl" },
	};
	char key[REPLY_LINE_MAX];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ck_assert_msg(reply_stop_key(rows[i].text, key), "%s", rows[i].text);
		ck_assert_msg(strcmp(key, rows[i].key) == 0, "%s", rows[i].text);
	}
	ck_assert(!reply_stop_key("DRAM:  64 MiB" CRLF, key));
}
END_TEST

START_TEST(prompts_are_told_from_other_lines)
{
	static const char *const good[] = { "=> ",   "U-Boot> ",  "isvp_t20# ", "hisilicon # ",
					    "CFE> ", "<RealTek>", "U-Boot#",	"Marvell>> " };
	static const char *const bad[] = {
		"",
		"## Booting kernel #",
		"login: ",
		"Hit any key to stop autoboot:  3 ",
		"\033[1;32m> ",
		"a line that is far too long to be a prompt of anything> "
	};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		ck_assert_msg(reply_can_be_prompt(good[i]), "%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!reply_can_be_prompt(bad[i]), "%s", bad[i]);
}
END_TEST

TEST_MAIN("replies", probes_tell_name_and_size, probe_without_a_chip_is_none,
	  memory_is_read_in_all_its_dialects, memory_that_is_not_whole_is_told,
	  checksum_comes_in_both_spellings, checksum_that_is_cut_or_another_does_not_count,
	  total_of_a_transfer_is_found_behind_its_noise, errors_are_taken_out, success_is_no_error,
	  help_names_whole_commands, version_variables_and_ram_are_found,
	  keys_are_those_that_are_asked_for, prompts_are_told_from_other_lines)
