// SPDX-License-Identifier: GPL-2.0-or-later
// Kinds of content: recognised when good, damaged in each way, cut off, and refused by name.

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "content/env.h"
#include "content/kinds/kind.h"
#include "support/synth.h"
#include "support/test.h"
#include "content/uimage.h"

#define SIZE 0x8000

static uint8_t buf[SIZE];
static struct fp_found found;
static char line[FP_FOUND_TEXT];

static struct fp_view view_of(const void *data, size_t size)
{
	return (struct fp_view){ .data = data, .fd = -1, .size = size, .erased = 0xff };
}

static struct fp_view text_view(const char *text)
{
	return view_of(text, strlen(text));
}

/* That the view is of this kind with this verdict, and that the detail is this (NULL: any). */
static void assert_kind(const struct fp_view *view, const struct fp_kind *want,
			enum fp_verdict want_verdict, const char *detail)
{
	enum fp_verdict verdict = FP_NOT_MINE;
	const struct fp_kind *kind = fp_kind_identify(view, &verdict, &found);

	ck_assert_msg(kind == want, "%s is taken for %s", want ? want->name : "nothing",
		      kind ? kind->name : "nothing");
	if (!want)
		return;
	fp_found_describe(&found, line);
	ck_assert_msg(verdict == want_verdict, "%s: verdict %d, \"%s\"", want->name, verdict, line);
	if (detail)
		ck_assert_str_eq(line, detail);
}

static void assert_buf(const struct fp_kind *kind, enum fp_verdict verdict, const char *detail)
{
	const struct fp_view view = view_of(buf, SIZE);

	assert_kind(&view, kind, verdict, detail);
}

/* That the check of the view as `part` refuses it in these words. */
static void assert_refused(struct fp_view view, const char *const *types, const char *text,
			   const char *hint)
{
	struct fp_error err = { 0 };

	ck_assert_int_eq(fp_kind_check(&view, types, "part", &err), -FP_REFUSED);
	ck_assert_int_eq(err.code, FP_REFUSED);
	ck_assert_str_eq(err.text, text);
	ck_assert_str_eq(err.hint, hint);
}

/* Rightly computed again after a change of the header. */
static void reseal_uimage(void)
{
	uint32_t crc;

	fp_put_be32(buf + 4, 0);
	crc = fp_view_crc32(&(struct fp_view){ .data = buf, .size = 64 }, 0, 64);
	fp_put_be32(buf + 4, crc);
}

/* The table */

START_TEST(every_kind_is_found_by_its_name)
{
	size_t n = 0;

	for (const struct fp_kind *kind; (kind = fp_kind_at(n)); n++) {
		ck_assert_ptr_eq(fp_kind_by_name(kind->name), kind);
		ck_assert_ptr_nonnull(kind->title);
		ck_assert_ptr_nonnull(kind->article);
	}
	ck_assert_uint_eq(n, 47);
	ck_assert_ptr_null(fp_kind_at(n + 1));
	ck_assert_ptr_null(fp_kind_by_name("uimag"));
}
END_TEST

START_TEST(random_bytes_are_of_no_kind)
{
	for (uint32_t seed = 1; seed < 20; seed++) {
		synth_random(buf, SIZE, seed);
		assert_buf(NULL, FP_NOT_MINE, NULL);
		ck_assert_str_eq(fp_found_describe(&found, line), "");
	}
}
END_TEST

START_TEST(no_bytes_are_of_no_kind)
{
	const struct fp_view view = view_of(buf, 0);

	assert_kind(&view, NULL, FP_NOT_MINE, NULL);
}
END_TEST

/* Of each length below max. A copy of just that length lets the sanitizer see a read past it. */
static void assert_cuts_not_good(const struct fp_kind *kind, size_t max)
{
	for (size_t size = 0; size < max; size++) {
		uint8_t *copy = malloc(size + !size);
		const struct fp_view view = view_of(memcpy(copy, buf, size), size);
		enum fp_verdict verdict;

		found = (struct fp_found){ 0 };
		verdict = fp_kind_try(kind, &view, &found);
		free(copy);
		ck_assert_msg(verdict == (size < 9 ? verdict : FP_DAMAGED) && verdict != FP_GOOD,
			      "%s of %zu bytes: verdict %d", kind->name, size, verdict);
		ck_assert_msg(verdict == FP_NOT_MINE || fp_found_describe(&found, line)[0],
			      "no detail at %zu", size);
	}
}

START_TEST(cut_content_is_never_good)
{
	synth_ingenic_spl(buf, SIZE, 1);
	assert_cuts_not_good(&fp_kind_ingenic_spl, 400);
	synth_uimage(buf, SIZE, 400, 1);
	assert_cuts_not_good(&fp_kind_uimage, 464);
	synth_squashfs(buf, SIZE, 400, 1);
	assert_cuts_not_good(&fp_kind_squashfs, 400);
	synth_jffs2(buf, SIZE, false, 1);
	assert_cuts_not_good(&fp_kind_jffs2, SYNTH_JFFS2_USED);
	synth_jffs2(buf, SIZE, true, 1);
	assert_cuts_not_good(&fp_kind_jffs2, SYNTH_JFFS2_USED);
}
END_TEST

START_TEST(file_is_seen_like_memory)
{
	uint8_t file[SIZE + 100];
	struct fp_view view = { .start = 77, .size = SIZE, .erased = 0xff };

	memset(file, 'x', sizeof file);
	synth_ingenic_spl(file + 77, SIZE, 3);
	view.fd = open(test_write_file("spl", file, sizeof file), O_RDONLY);
	ck_assert_int_ge(view.fd, 0);
	assert_kind(&view, &fp_kind_ingenic_spl, FP_GOOD, NULL);
	view.start = 76;
	assert_kind(&view, NULL, FP_NOT_MINE, NULL);
	close(view.fd);
	assert_kind(&view, NULL, FP_NOT_MINE, NULL);
}
END_TEST

/* Erased flash */

START_TEST(erased_is_what_the_view_says)
{
	struct fp_view view = view_of(buf, SIZE);

	memset(buf, 0xff, SIZE);
	assert_kind(&view, &fp_kind_erased, FP_GOOD, "all 0xff");
	view.erased = 0;
	assert_kind(&view, NULL, FP_NOT_MINE, NULL);
	memset(buf, 0, SIZE);
	assert_kind(&view, &fp_kind_erased, FP_GOOD, "all 0x00");
	buf[SIZE - 1] = 1;
	assert_kind(&view, NULL, FP_NOT_MINE, NULL);
}
END_TEST

/* Ingenic SPL */

START_TEST(spl_crc7_is_that_of_mmc)
{
	/* CMD0 of MMC, 40 00 00 00 00, has the CRC7 0x4a. */
	static const uint8_t cmd0[] = { 0x40, 0, 0, 0, 0 };

	synth_ingenic_spl(buf, SIZE, 1);
	memcpy(buf + 0x800, cmd0, sizeof cmd0);
	fp_put_le32(buf + 12, 0x800 + sizeof cmd0);
	buf[9] = 0x4a;
	assert_buf(&fp_kind_ingenic_spl, FP_GOOD, "spl 2053 bytes, crc7 0x4a");
}
END_TEST

START_TEST(spl_with_a_flipped_bit_is_damaged)
{
	char detail[64];

	synth_ingenic_spl(buf, SIZE, 1);
	assert_buf(&fp_kind_ingenic_spl, FP_GOOD, NULL);
	buf[SYNTH_SPL_LENGTH] ^= 1; /* behind it */
	buf[0x7ff] ^= 1; /* before it */
	assert_buf(&fp_kind_ingenic_spl, FP_GOOD, NULL);
	buf[SYNTH_SPL_LENGTH - 1] ^= 1;
	snprintf(detail, sizeof detail, "CRC7 is 0x%02x, the header says 0x%02x", buf[9] ^ 0x09,
		 buf[9]);
	assert_buf(&fp_kind_ingenic_spl, FP_DAMAGED, detail);
}
END_TEST

START_TEST(spl_length_is_checked)
{
	synth_ingenic_spl(buf, SIZE, 1);
	fp_put_le32(buf + 12, 0x800);
	assert_buf(&fp_kind_ingenic_spl, FP_DAMAGED,
		   "the SPL's length is 0x800, it must be above 0x800");
	fp_put_le32(buf + 12, SIZE + 1);
	assert_buf(&fp_kind_ingenic_spl, FP_DAMAGED,
		   "the SPL's length 32769 is larger than the 32768 bytes there are");
}
END_TEST

/* Legacy uImage */

START_TEST(uimage_tells_name_type_and_size)
{
	synth_uimage(buf, SIZE, 1000, 1);
	assert_buf(&fp_kind_uimage, FP_GOOD,
		   "name Linux-3.10.14, type kernel, arch mips, os linux, compression lzma, load "
		   "0x80010000, entry 0x80010400, data 1000 bytes, time 2020-07-04 04:05:20");
	ck_assert_uint_eq(found.used, 1064);
}
END_TEST

START_TEST(uimage_name_cannot_drive_a_terminal)
{
	synth_uimage(buf, SIZE, 1000, 1);
	memcpy(buf + 32, "\033[2J\200", 5);
	buf[30] = 200;
	buf[31] = 201;
	reseal_uimage();
	assert_buf(&fp_kind_uimage, FP_GOOD,
		   "name ?[2J?-3.10.14, type 200, arch mips, os linux, compression 201, load "
		   "0x80010000, entry 0x80010400, data 1000 bytes, time 2020-07-04 04:05:20");
}
END_TEST

START_TEST(uimage_header_crc_is_checked)
{
	synth_uimage(buf, SIZE, 1000, 1);
	fp_put_be32(buf + 4, 0x01020304);
	assert_buf(&fp_kind_uimage, FP_DAMAGED, NULL);
	ck_assert_ptr_nonnull(strstr(line, "header CRC is 0x"));
	ck_assert_ptr_nonnull(strstr(line, ", the header says 0x01020304"));
}
END_TEST

START_TEST(uimage_data_crc_is_checked)
{
	synth_uimage(buf, SIZE, 3, 1);
	memcpy(buf + 64, "abc", 3);
	fp_put_be32(buf + 24, 0xcafe);
	reseal_uimage();
	assert_buf(&fp_kind_uimage, FP_DAMAGED,
		   "data CRC is 0x352441c2, the header says 0x0000cafe");
}
END_TEST

START_TEST(uimage_size_is_checked)
{
	synth_uimage(buf, SIZE, SIZE - 64, 1);
	assert_buf(&fp_kind_uimage, FP_GOOD, NULL);
	fp_put_be32(buf + 12, SIZE - 63);
	reseal_uimage();
	assert_buf(&fp_kind_uimage, FP_DAMAGED,
		   "the data's size 32705 is larger than the 32704 bytes behind the header");
}
END_TEST

/* SquashFS */

START_TEST(squashfs_tells_version_compression_and_size)
{
	synth_squashfs(buf, SIZE, 5000, 1);
	assert_buf(&fp_kind_squashfs, FP_GOOD,
		   "version 4.0, byte-order little, compression xz, time 2020-07-04 04:05:20");
	ck_assert_uint_eq(found.used, 5000);
	fp_put_le16(buf + 20, 77);
	assert_buf(&fp_kind_squashfs, FP_GOOD,
		   "version 4.0, byte-order little, compression 77, time 2020-07-04 04:05:20");
}
END_TEST

START_TEST(squashfs_size_is_checked)
{
	struct fp_view view = view_of(buf, 4999);

	synth_squashfs(buf, SIZE, 5000, 1);
	assert_kind(&view, &fp_kind_squashfs, FP_DAMAGED,
		    "bytes_used 5000 is larger than the 4999 bytes there are");
}
END_TEST

START_TEST(squashfs_whose_tail_was_padded_is_damaged)
{
	for (int fill = 0; fill < 0x100; fill += 0xff) {
		synth_squashfs(buf, SIZE, 5000, 1);
		memset(buf + 4096, fill, SIZE - 4096);
		assert_buf(&fp_kind_squashfs, FP_DAMAGED,
			   "the owners' table, indexed at 0x1380, is lost: the tail is missing");
	}
}
END_TEST

START_TEST(squashfs_block_size_is_checked)
{
	synth_squashfs(buf, SIZE, 5000, 1);
	fp_put_le16(buf + 22, 16);
	assert_buf(&fp_kind_squashfs, FP_DAMAGED,
		   "a block size of 131072 (logarithm 16) is impossible");
	fp_put_le16(buf + 22, 200);
	assert_buf(&fp_kind_squashfs, FP_DAMAGED,
		   "a block size of 131072 (logarithm 200) is impossible");
	fp_put_le16(buf + 22, 21);
	fp_put_le32(buf + 12, 0x200000);
	assert_buf(&fp_kind_squashfs, FP_DAMAGED,
		   "a block size of 2097152 (logarithm 21) is impossible");
}
END_TEST

START_TEST(squashfs_superblock_that_is_cut_is_damaged)
{
	struct fp_view view = view_of(buf, 95);

	synth_squashfs(buf, SIZE, 5000, 1);
	assert_kind(&view, &fp_kind_squashfs, FP_DAMAGED,
		    "the superblock is cut off after 95 bytes");
	buf[28] = 3;
	view.size = 118;
	assert_kind(&view, &fp_kind_squashfs, FP_DAMAGED,
		    "the superblock is cut off after 118 bytes");
}
END_TEST

START_TEST(squashfs_3_is_recognised_in_both_byte_orders)
{
	memset(buf, 0, SIZE);
	memcpy(buf, "sqsh", 4);
	buf[29] = 3;
	buf[31] = 1;
	fp_put_be32(buf + 67, SIZE);
	assert_buf(&fp_kind_squashfs, FP_GOOD, "version 3.1, byte-order big");
	fp_put_be32(buf + 63, 1);
	assert_buf(&fp_kind_squashfs, FP_DAMAGED,
		   "bytes_used 4295000064 is larger than the 32768 bytes there are");
	memcpy(buf, "hsqs\0\0\0\0", 8);
	fp_put_le32(buf + 28, 0x00010003);
	fp_put_le64(buf + 63, 1234);
	assert_buf(&fp_kind_squashfs, FP_GOOD, "version 3.1, byte-order little");
	buf[28] = 5;
	assert_buf(&fp_kind_squashfs, FP_DAMAGED, "there is no little-endian version 5.1");
}
END_TEST

START_TEST(squashfs_shorter_than_its_superblock_is_damaged)
{
	memset(buf, 0, SIZE);
	memcpy(buf, "hsqs", 4);
	fp_put_le32(buf + 28, 0x00010003);
	fp_put_le64(buf + 63, 118);
	assert_buf(&fp_kind_squashfs, FP_DAMAGED,
		   "bytes_used 118 is less than the superblock's 119");
	synth_squashfs(buf, SIZE, 5000, 1);
	fp_put_le64(buf + 40, 95);
	assert_buf(&fp_kind_squashfs, FP_DAMAGED, "bytes_used 95 is less than the superblock's 96");
}
END_TEST

START_TEST(squashfs_index_must_end_inside)
{
	synth_squashfs(buf, SIZE, 5000, 1);
	fp_put_le64(buf + 48, 4992);
	fp_put_le64(buf + 4992, 200);
	assert_buf(&fp_kind_squashfs, FP_GOOD, NULL);
	fp_put_le64(buf + 48, 4993);
	fp_put_le64(buf + 4993, 200);
	assert_buf(&fp_kind_squashfs, FP_DAMAGED, NULL);
}
END_TEST

/* JFFS2 */

START_TEST(jffs2_is_recognised_in_both_byte_orders)
{
	synth_jffs2(buf, SIZE, false, 1);
	assert_buf(&fp_kind_jffs2, FP_GOOD, "byte-order little, nodes 2");
	synth_jffs2(buf, SIZE, true, 1);
	assert_buf(&fp_kind_jffs2, FP_GOOD, "byte-order big, nodes 2");
}
END_TEST

START_TEST(jffs2_clean_marker_of_a_real_device_is_good)
{
	memset(buf, 0xff, SIZE);
	memcpy(buf, "\x85\x19\x03\x20\x0c\x00\x00\x00\xb1\xb0\x1e\xe4", 12);
	assert_buf(&fp_kind_jffs2, FP_GOOD, "byte-order little, nodes 1");
}
END_TEST

START_TEST(jffs2_header_crc_is_checked)
{
	synth_jffs2(buf, SIZE, false, 1);
	buf[8] ^= 0xff;
	assert_buf(&fp_kind_jffs2, FP_DAMAGED,
		   "header CRC is 0xe41eb0b1, the first node says 0xe41eb04e");
}
END_TEST

START_TEST(jffs2_node_smaller_than_its_header_is_damaged)
{
	synth_jffs2(buf, SIZE, false, 1);
	memcpy(buf, "\x85\x19\x03\x20\x08\x00\x00\x00\xe6\x27\x7c\x6b", 12);
	assert_buf(&fp_kind_jffs2, FP_DAMAGED,
		   "the first node has 8 bytes, its header alone takes 12");
}
END_TEST

START_TEST(jffs2_that_starts_with_an_obsolete_node_is_good)
{
	synth_jffs2(buf, SIZE, false, 1);
	memmove(buf, buf + 12, SIZE - 12);
	buf[3] &= (uint8_t)~0x20;
	assert_buf(&fp_kind_jffs2, FP_GOOD, "byte-order little, nodes 1");
	synth_jffs2(buf, SIZE, true, 1);
	memmove(buf, buf + 12, SIZE - 12);
	buf[2] &= (uint8_t)~0x20;
	assert_buf(&fp_kind_jffs2, FP_GOOD, "byte-order big, nodes 1");
}
END_TEST

START_TEST(jffs2_with_a_torn_later_node_is_good)
{
	synth_jffs2(buf, SIZE, false, 1);
	buf[20] ^= 1;
	assert_buf(&fp_kind_jffs2, FP_GOOD, "byte-order little, nodes 1");
}
END_TEST

START_TEST(jffs2_cut_in_a_block_behind_erased_space_is_damaged)
{
	const struct fp_view view = view_of(buf, 0x4000 + 100);

	synth_jffs2(buf + 0x4000, SIZE - 0x4000, false, 2);
	synth_jffs2(buf, 0x4000, false, 1);
	assert_buf(&fp_kind_jffs2, FP_GOOD, "byte-order little, nodes 4");
	assert_kind(&view, &fp_kind_jffs2, FP_DAMAGED,
		    "the node at 0x400c has 324 bytes, there are 88");
}
END_TEST

START_TEST(jffs2_magic_alone_is_not_enough)
{
	synth_random(buf, SIZE, 1);
	memcpy(buf, "\x85\x19\x00\x00", 4);
	assert_buf(NULL, FP_NOT_MINE, NULL);
}
END_TEST

/* HTML and text */

START_TEST(html_is_found_behind_white_space_in_any_case)
{
	static const char *const pages[] = { "<!DOCTYPE html>\n<html lang=\"en\">",
					     "\n\n\n\t <!doctype HTML PUBLIC \"x\">",
					     "\xef\xbb\xbf<HTML>\n", "<html\nclass=x>" };

	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		const struct fp_view view = text_view(pages[i]);

		assert_kind(&view, &fp_kind_html, FP_GOOD, NULL);
	}
}
END_TEST

START_TEST(text_that_mentions_html_is_text)
{
	static const char *const texts[] = { "see <html>", "<htmlx>", "<!doctype htm>" };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const struct fp_view view = text_view(texts[i]);

		assert_kind(&view, &fp_kind_text, FP_GOOD, NULL);
	}
}
END_TEST

START_TEST(text_tells_its_first_line)
{
	const struct fp_view view = text_view("404: Not Found\nSorry.\n");

	assert_kind(&view, &fp_kind_text, FP_GOOD, "begins \"404: Not Found\"");
}
END_TEST

START_TEST(text_may_be_padded)
{
	for (int fill = 0; fill < 0x100; fill += 0xff) {
		memset(buf, fill, SIZE);
		memcpy(buf, "hello\r\n", 7);
		assert_buf(&fp_kind_text, FP_GOOD, "begins \"hello\"");
		ck_assert_uint_eq(found.used, 7);
		buf[SIZE - 1] = 'x';
		assert_buf(NULL, FP_NOT_MINE, NULL);
	}
}
END_TEST

START_TEST(text_may_be_utf8)
{
	const struct fp_view good = text_view("gr\xc3\xbc\xc3\x9f dich, \xe4\xb8\xad\n");
	const struct fp_view bad = text_view("gr\xfc\xdf dich\n");

	assert_kind(&good, &fp_kind_text, FP_GOOD, NULL);
	assert_kind(&bad, NULL, FP_NOT_MINE, NULL);
}
END_TEST

START_TEST(few_bytes_are_no_text)
{
	const struct fp_view view = text_view("abc");

	assert_kind(&view, NULL, FP_NOT_MINE, NULL);
}
END_TEST

/* The check */

START_TEST(without_a_type_anything_is_right)
{
	const struct fp_view view = text_view("anything");
	struct fp_error err = { 0 };

	ck_assert_int_eq(fp_kind_check(&view, NULL, "part", &err), 0);
	ck_assert_int_eq(fp_kind_check(&view, (const char *const[]){ NULL }, "part", &err), 0);
}
END_TEST

START_TEST(any_of_several_types_is_right)
{
	static const char *const types[] = { "jffs2", "erased", NULL };
	const struct fp_view view = view_of(buf, SIZE);
	struct fp_error err = { 0 };

	memset(buf, 0xff, SIZE);
	ck_assert_int_eq(fp_kind_check(&view, types, "part", &err), 0);
	synth_jffs2(buf, SIZE, false, 1);
	ck_assert_int_eq(fp_kind_check(&view, types, "part", &err), 0);
	ck_assert_int_eq(err.code, FP_OK);
}
END_TEST

static const char *const spl[] = { "ingenic-spl", NULL };

START_TEST(web_page_is_refused_with_a_hint)
{
	assert_refused(text_view("<!DOCTYPE html><title>GitHub</title>"), spl,
		       "`part`: expected an Ingenic SPL boot loader (ingenic-spl), found an HTML "
		       "page",
		       "the download saved a web page: use the address of the raw file");
}
END_TEST

START_TEST(error_message_is_refused_and_quoted)
{
	assert_refused(
		text_view("404: Not Found"), spl,
		"`part`: expected an Ingenic SPL boot loader (ingenic-spl), found some plain "
		"text (begins \"404: Not Found\")",
		"was an error message saved instead of the file?");
}
END_TEST

START_TEST(two_and_three_wanted_kinds_are_joined)
{
	static const char *const two[] = { "uimage", "squashfs", NULL };
	static const char *const three[] = { "uimage", "squashfs", "jffs2", NULL };

	memset(buf, 0xff, SIZE);
	assert_refused(view_of(buf, SIZE), two,
		       "`part`: expected a legacy uImage (uimage) or a SquashFS file system "
		       "(squashfs), found only erased bytes",
		       "");
	assert_refused(view_of(buf, SIZE), three,
		       "`part`: expected a legacy uImage (uimage), a SquashFS file system "
		       "(squashfs) or a JFFS2 file system (jffs2), found only erased bytes",
		       "");
}
END_TEST

START_TEST(wanted_but_damaged_is_refused_with_what_is_wrong)
{
	static const char *const types[] = { "erased", "uimage", NULL };

	synth_uimage(buf, SIZE, 1000, 1);
	assert_refused(view_of(buf, 40), types,
		       "`part`: damaged legacy uImage: the header is cut off after 40 bytes", "");
	assert_refused(view_of(buf, 40), spl,
		       "`part`: expected an Ingenic SPL boot loader (ingenic-spl), found a damaged "
		       "legacy uImage",
		       "");
}
END_TEST

START_TEST(unknown_bytes_are_refused_by_their_first_four)
{
	assert_refused(view_of("\x00\x01\x02\x03\x04", 5), spl,
		       "`part`: expected an Ingenic SPL boot loader (ingenic-spl), found nothing "
		       "known (starts with 00 01 02 03)",
		       "");
	assert_refused(view_of("\x0a\x01", 2), spl,
		       "`part`: expected an Ingenic SPL boot loader (ingenic-spl), found nothing "
		       "known (starts with 0a 01)",
		       "");
	assert_refused(view_of("", 0), spl,
		       "`part`: expected an Ingenic SPL boot loader (ingenic-spl), found nothing: "
		       "it is empty",
		       "");
}
END_TEST

START_TEST(zeros_are_refused_with_a_hint)
{
	memset(buf, 0, SIZE);
	assert_refused(
		view_of(buf, SIZE), spl,
		"`part`: expected an Ingenic SPL boot loader (ingenic-spl), found only "
		"zeros",
		"zeros are what a failed read or an interrupted copy leaves behind; make the "
		"file again");
}
END_TEST

START_TEST(unknown_type_is_refused)
{
	static const char *const types[] = { "erased", "uimag", NULL };

	memset(buf, 0xff, SIZE);
	assert_refused(view_of(buf, SIZE), types, "`part`: there is no kind `uimag`", "");
}
END_TEST

/* The generators */

START_TEST(generators_repeat_themselves_and_differ_by_seed)
{
	static uint8_t other[SIZE];

	synth_uimage(buf, SIZE, 1000, 1);
	synth_uimage(other, SIZE, 1000, 1);
	ck_assert_mem_eq(buf, other, SIZE);
	synth_uimage(other, SIZE, 1000, 2);
	ck_assert_mem_ne(buf, other, SIZE);
}
END_TEST

START_TEST(generators_refuse_what_does_not_fit)
{
	ck_assert(!synth_ingenic_spl(buf, SYNTH_SPL_LENGTH - 1, 1));
	ck_assert(!synth_uimage(buf, 63, 0, 1));
	ck_assert(!synth_uimage(buf, 100, 37, 1));
	ck_assert(!synth_squashfs(buf, SIZE, SYNTH_SQUASHFS_MIN - 1, 1));
	ck_assert(!synth_squashfs(buf, SIZE, SIZE + 1, 1));
	ck_assert(!synth_jffs2(buf, SYNTH_JFFS2_USED - 1, false, 1));
}
END_TEST

/* A firmware update around a uImage, all of buf. */
static void make_update(void)
{
	struct fp_uimage update = { .size = SIZE - FP_UIMAGE_HEADER,
				    .os = 5,
				    .type = FP_UIMAGE_FIRMWARE,
				    .name = "jz_fw" };

	synth_uimage(buf + FP_UIMAGE_HEADER, SIZE - FP_UIMAGE_HEADER, 1000, 1);
	update.data_crc = fp_view_crc32(&(struct fp_view){ .data = buf, .size = SIZE },
					FP_UIMAGE_HEADER, SIZE);
	fp_uimage_build(&update, buf);
}

START_TEST(update_is_no_plain_uimage)
{
	static const char *const uimage[] = { "uimage", NULL };

	make_update();
	assert_buf(&fp_kind_uimage_wrapped, FP_GOOD,
		   "name jz_fw, type firmware, arch invalid, os linux, compression none, load "
		   "0x00000000, entry 0x00000000, data 32704 bytes");
	ck_assert_uint_eq(found.used, SIZE);
	assert_refused(view_of(buf, SIZE), uimage,
		       "`part`: expected a legacy uImage (uimage), found a firmware update in a "
		       "legacy uImage",
		       "its header of 64 bytes must not be flashed: \"unwrap\": \"uimage\" in the "
		       "plan's file takes the content out");
	buf[SIZE - 1] ^= 1;
	assert_buf(&fp_kind_uimage_wrapped, FP_DAMAGED, NULL);
}
END_TEST

/* As SPL loads it: type firmware, but no partitions inside. */
START_TEST(uboot_of_type_firmware_is_a_plain_uimage)
{
	synth_uimage(buf, SIZE, 1000, 1);
	buf[30] = FP_UIMAGE_FIRMWARE;
	reseal_uimage();
	assert_buf(&fp_kind_uimage, FP_GOOD, NULL);
}
END_TEST

START_TEST(partition_behind_the_data_makes_no_update)
{
	synth_uimage(buf, SIZE, 2, 1);
	synth_squashfs(buf + FP_UIMAGE_HEADER, SIZE - FP_UIMAGE_HEADER, 5000, 1);
	fp_put_be32(buf + 24, fp_view_crc32(&(struct fp_view){ .data = buf, .size = SIZE },
					    FP_UIMAGE_HEADER, 2));
	buf[30] = FP_UIMAGE_FIRMWARE;
	reseal_uimage();
	assert_buf(&fp_kind_uimage, FP_GOOD, NULL);
}
END_TEST

START_TEST(env_is_found_by_its_checksum)
{
	const struct fp_env_shape shape = { 0x4000, true, true };
	struct fp_error err = { 0 };

	memset(buf, 0xff, SIZE);
	fp_env_init(buf, &shape);
	fp_env_seal(buf, &shape);
	assert_buf(&fp_kind_env, FP_GOOD,
		   "variables 0, size 16384, copies one of two, byte-order big");
	ck_assert_int_eq(fp_env_set(buf, &shape, "bootdelay", "1", &err), 0);
	assert_buf(NULL, FP_NOT_MINE, NULL);
	fp_env_seal(buf, &shape);
	assert_buf(&fp_kind_env, FP_GOOD,
		   "variables 1, size 16384, copies one of two, byte-order big");
	ck_assert_uint_eq(found.used, 0x4000);
}
END_TEST

START_TEST(what_cannot_be_read_says_so)
{
	static const char *const types[] = { "uimage", NULL };
	struct fp_view view = { .erased = 0xff };
	enum fp_verdict verdict;
	struct fp_error err = { 0 };
	const char *path;

	/* A file that became shorter: the header is there, the data is not. */
	synth_uimage(buf, SIZE, 20000, 1);
	path = test_write_file("short", buf, 5000);
	view.fd = open(path, O_RDONLY);
	view.size = SIZE;
	ck_assert_int_ge(view.fd, 0);
	ck_assert_ptr_null(fp_kind_identify(&view, &verdict, &found));
	ck_assert_int_eq(verdict, FP_UNREADABLE);
	ck_assert_ptr_nonnull(strstr(found.damage, "cannot be read"));
	ck_assert_int_eq(fp_kind_check(&view, types, "part", &err), -FP_REFUSED);
	ck_assert_ptr_nonnull(strstr(err.text, "it cannot be read"));
	close(view.fd);
}
END_TEST

/* The data of a uImage over kernel and root file system goes on beyond the first of them. */
START_TEST(uimage_may_reach_over_what_follows)
{
	const struct fp_view all = view_of(buf, SIZE);
	const struct fp_view part = fp_view_part(&all, 0, 8192);

	synth_uimage(buf, SIZE, 20000, 1);
	assert_kind(&part, &fp_kind_uimage, FP_GOOD, NULL);
	ck_assert_uint_eq(found.used, 20064);
	buf[15000] ^= 1;
	assert_kind(&part, &fp_kind_uimage, FP_DAMAGED,
		    "the data's size 20000 is larger than the 8128 bytes behind the header");
}
END_TEST

TEST_MAIN("kind", what_cannot_be_read_says_so, uimage_may_reach_over_what_follows,
	  update_is_no_plain_uimage, uboot_of_type_firmware_is_a_plain_uimage,
	  squashfs_shorter_than_its_superblock_is_damaged, squashfs_index_must_end_inside,
	  partition_behind_the_data_makes_no_update, env_is_found_by_its_checksum,
	  every_kind_is_found_by_its_name, random_bytes_are_of_no_kind, no_bytes_are_of_no_kind,
	  cut_content_is_never_good, file_is_seen_like_memory, erased_is_what_the_view_says,
	  spl_crc7_is_that_of_mmc, spl_with_a_flipped_bit_is_damaged, spl_length_is_checked,
	  uimage_tells_name_type_and_size, uimage_name_cannot_drive_a_terminal,
	  uimage_header_crc_is_checked, uimage_data_crc_is_checked, uimage_size_is_checked,
	  squashfs_tells_version_compression_and_size, squashfs_size_is_checked,
	  squashfs_whose_tail_was_padded_is_damaged, squashfs_block_size_is_checked,
	  squashfs_superblock_that_is_cut_is_damaged, squashfs_3_is_recognised_in_both_byte_orders,
	  jffs2_is_recognised_in_both_byte_orders, jffs2_clean_marker_of_a_real_device_is_good,
	  jffs2_header_crc_is_checked, jffs2_node_smaller_than_its_header_is_damaged,
	  jffs2_that_starts_with_an_obsolete_node_is_good, jffs2_with_a_torn_later_node_is_good,
	  jffs2_cut_in_a_block_behind_erased_space_is_damaged, jffs2_magic_alone_is_not_enough,
	  html_is_found_behind_white_space_in_any_case, text_that_mentions_html_is_text,
	  text_tells_its_first_line, text_may_be_padded, text_may_be_utf8, few_bytes_are_no_text,
	  without_a_type_anything_is_right, any_of_several_types_is_right,
	  web_page_is_refused_with_a_hint, error_message_is_refused_and_quoted,
	  two_and_three_wanted_kinds_are_joined, wanted_but_damaged_is_refused_with_what_is_wrong,
	  unknown_bytes_are_refused_by_their_first_four, zeros_are_refused_with_a_hint,
	  unknown_type_is_refused, generators_repeat_themselves_and_differ_by_seed,
	  generators_refuse_what_does_not_fit)
