// SPDX-License-Identifier: GPL-2.0-or-later
// Images: every byte against an oracle, nothing published after a failed check, manifest and
// dependency file.

#include <dirent.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "image/image.h"
#include "base/number.h"
#include "support/plans.h"
#include "support/test.h"

#define SIZE ((size_t)1 << 20)

static struct fp_error err;
static struct fp_plan *plan;
static struct fp_arena *arena;
static struct fp_selection selection;
static uint8_t bytes[SIZE], want[SIZE];

/* Ranges that lie across the chunks in which images are written. */
static const char device[] =
	"{ 'name': 'boot', 'size': '60K', 'file': 'boot.bin',"
	"  'keep': [ { 'offset': 0, 'size': '4K' } ] },"
	"{ 'name': 'kernel', 'size': '300K', 'type': 'text',"
	"  'pieces': [ { 'file': 'kernel.txt' }, { 'hex': '0a', 'at': '280K' } ] },"
	"{ 'name': 'para', 'offset': '400K', 'size': '200K', 'per-device': true },"
	"{ 'name': 'app', 'size': '300K' }, { 'name': 'end', 'size': 'rest' } ],"
	"'spans': [ { 'name': 'system', 'from': 'para', 'to': 'app' } ]";

static void setup(void)
{
	test_random(bytes, sizeof bytes, 1);
	memset(want, 0xff, sizeof want);
	arena = fp_arena_new();
	plan = plan_of("1M", device);
	test_write_file("boot.bin", bytes, 50000);
}

static void teardown(void)
{
	fp_arena_free(arena);
	fp_plan_free(plan);
}

static void write_kernel(char c)
{
	memset(want + 60 * 1024, c, 280 * 1024);
	want[340 * 1024] = '\n';
	test_write_file("kernel.txt", want + 60 * 1024, 280 * 1024);
	memcpy(want, bytes, 50000);
}

/* file: NULL: none */
static int make(const char *path, const char *name, const char *file,
		const struct fp_image_options *options)
{
	const struct fp_choice choice = { name, file, true };
	const struct fp_request request = { .choices = &choice,
					    .n_choices = name != NULL,
					    .purpose = FP_FOR_IMAGE };

	memset(&err, 0, sizeof err);
	ck_assert_msg(fp_select(plan, &request, arena, &selection, &err) == 0, "%s", err.text);
	return fp_image_write(plan, &selection, path, options, &err);
}

static int make_plain(const char *path, const char *name, const char *file)
{
	return make(path, name, file, &(struct fp_image_options){ 0 });
}

static void assert_image(const char *path)
{
	size_t n;
	uint8_t *image = test_read_file(path, &n);

	ck_assert_uint_eq(n, SIZE);
	/* An assertion for each byte would take seconds. */
	for (size_t i = 0; i < SIZE; i++)
		if (image[i] != want[i])
			ck_abort_msg("byte 0x%zx is 0x%02x, not 0x%02x", i, image[i], want[i]);
	free(image);
}

static char *read_text(const char *name)
{
	size_t n;

	return (char *)test_read_file(test_path(name), &n);
}

static const char *sha256_of(const uint8_t *data, size_t n)
{
	static char text[8][2 * SHA256_DIGEST_SIZE + 1];
	static unsigned next;
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	next = (next + 1) % 8;
	sha256_init(&ctx);
	sha256_update(&ctx, n, data);
	sha256_digest(&ctx, sizeof digest, digest);
	fp_hex_encode(digest, sizeof digest, text[next]);
	return text[next];
}

START_TEST(image_is_contents_at_their_places_and_padding)
{
	write_kernel('k');
	ck_assert_msg(make_plain(test_path("out"), NULL, NULL) == 0, "%s", err.text);
	assert_image(test_path("out"));
}
END_TEST

START_TEST(padding_is_the_erased_value_of_the_plan)
{
	memset(want, 0, SIZE);
	plan->erased = 0;
	write_kernel('k');
	ck_assert_msg(make_plain(test_path("out"), NULL, NULL) == 0, "%s", err.text);
	assert_image(test_path("out"));
}
END_TEST

START_TEST(protected_partition_inside_a_span_stays_erased)
{
	const char *file = test_write_file("system.bin", bytes, 500 * 1024);

	memcpy(want + 600 * 1024, bytes + 200 * 1024, 300 * 1024);
	ck_assert_msg(make_plain(test_path("out"), "system", file) == 0, "%s", err.text);
	assert_image(test_path("out"));
}
END_TEST

START_TEST(partition_that_ends_the_chip_is_filled_whole)
{
	const char *file = test_write_file("end.bin", bytes, 124 * 1024);

	memcpy(want + 900 * 1024, bytes, 124 * 1024);
	ck_assert_msg(make_plain(test_path("out"), "end", file) == 0, "%s", err.text);
	assert_image(test_path("out"));
}
END_TEST

/* Nothing appears, and what is there stays. */
static void assert_nothing_published(const char *name, const char *file, const char *text)
{
	const struct fp_image_options options = { .manifest = test_path("out/manifest"),
						  .depfile = test_path("out/dep") };
	char *old;
	DIR *dir;
	size_t n = 0;

	ck_assert_int_eq(mkdir(test_path("out"), 0755), 0);
	test_write_file("out/image", "old", 3);
	ck_assert_int_eq(make(test_path("out/image"), name, file, &options), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, text);
	old = read_text("out/image");
	ck_assert_str_eq(old, "old");
	free(old);
	dir = opendir(test_path("out"));
	while (readdir(dir))
		n++;
	closedir(dir);
	ck_assert_uint_eq(n, 3); /* with . and .. */
}

START_TEST(wrong_type_publishes_nothing)
{
	assert_nothing_published("kernel", test_write_file("bad", "\001\002\003\004", 4),
				 "`kernel`: expected");
}
END_TEST

START_TEST(wrong_checksum_publishes_nothing)
{
	fp_plan_free(plan);
	plan = plan_of("1M", "{ 'name': 'boot', 'size': 'rest', 'file': { 'path': 'boot.bin', "
			     "'sha256': "
			     "'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'"
			     " } } ]");
	assert_nothing_published(NULL, NULL, "the plan pins ba7816bf");
}
END_TEST

START_TEST(source_too_large_publishes_nothing)
{
	assert_nothing_published(
		"app", test_write_file("large", bytes, 300 * 1024 + 1),
		"307201 (0x4b001), 1 (0x1) more than the partition's 300K (0x4b000)");
}
END_TEST

START_TEST(missing_source_publishes_nothing)
{
	assert_nothing_published("kernel", NULL, "kernel.txt: No such file");
}
END_TEST

START_TEST(no_output_replaces_a_source)
{
	const char *file = test_write_file("app", bytes, 1000);
	const struct fp_image_options options[] = { { .manifest = file }, { .depfile = file } };
	uint8_t *kept;
	size_t n;

	ck_assert_int_eq(make_plain(file, "app", file), -FP_REFUSED);
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(make(test_path("out"), "app", file, &options[i]), -FP_REFUSED);
	kept = test_read_file(file, &n);
	ck_assert_uint_eq(n, 1000);
	ck_assert_mem_eq(kept, bytes, 1000);
	free(kept);
	ck_assert_int_ne(access(test_path("out"), F_OK), 0);
}
END_TEST

START_TEST(pipe_gets_the_whole_image)
{
	uint8_t got[32768];
	int fd;

	fp_plan_free(plan);
	plan = plan_of("32K", "{ 'name': 'boot', 'size': 'rest', 'fill': 7 } ]");
	ck_assert_int_eq(mkfifo(test_path("fifo"), 0600), 0);
	fd = open(test_path("fifo"), O_RDONLY | O_NONBLOCK);
	ck_assert_int_eq(make_plain(test_path("fifo"), NULL, NULL), 0);
	ck_assert_int_eq(read(fd, got, sizeof got), sizeof got);
	ck_assert(fp_is_filled(got, sizeof got, 7));
	close(fd);
}
END_TEST

START_TEST(manifest_is_right_and_the_same_again)
{
	const struct fp_image_options options = { .manifest = test_path("manifest") };
	static char expected[4096];
	char *text;

	write_kernel('k');
	snprintf(
		expected, sizeof expected,
		"{\n  \"flashplan-manifest\": 1,\n  \"plan\": \"plan\",\n  \"size\": 1048576,\n"
		"  \"sha256\": \"%s\",\n  \"partitions\": [\n"
		"    {\n      \"name\": \"boot\",\n      \"offset\": 0,\n      \"size\": 61440,\n"
		"      \"used\": 50000,\n"
		"      \"sha256\": \"%s\",\n      \"sources\": [\n        {\n"
		"          \"name\": \"boot.bin\",\n          \"size\": 50000\n        }\n"
		"      ]\n    },\n"
		"    {\n      \"name\": \"kernel\",\n      \"offset\": 61440,\n"
		"      \"size\": 307200,\n      \"used\": 286721,\n      \"sha256\": \"%s\",\n      \"sources\": [\n"
		"        {\n          \"name\": \"kernel.txt\",\n          \"size\": 286720\n"
		"        }\n      ]\n    },\n",
		sha256_of(want, SIZE), sha256_of(want, 61440), sha256_of(want + 61440, 307200));
	for (int i = 0; i < 2; i++) {
		ck_assert_msg(make(test_path("out"), NULL, NULL, &options) == 0, "%s", err.text);
		text = read_text("manifest");
		ck_assert_msg(strncmp(text, expected, strlen(expected)) == 0, "%s\n%s", text,
			      expected);
		free(text);
	}
}
END_TEST

START_TEST(manifest_names_no_place_of_this_machine)
{
	static const char *const files[] = { "app.bin", "app..bin", "sub/../app.bin" };
	const struct fp_image_options options = { .manifest = "manifest" };

	ck_assert_int_eq(chdir(test_dir()), 0);
	ck_assert_int_eq(mkdir("sub", 0755), 0);
	test_write_file("app.bin", bytes, 1000);
	test_write_file("app..bin", bytes, 1000);
	for (size_t i = 0; i < 6; i++) {
		const char *file = i < 3 ? files[i] : test_path(files[i - 3]);
		char *text;

		ck_assert_msg(make(test_path("out"), "app", file, &options) == 0, "%s", err.text);
		text = read_text("manifest");
		ck_assert_ptr_nonnull(strstr(text, i % 3 == 1 ? "\"name\": \"app..bin\""
							      : "\"name\": \"app.bin\""));
		ck_assert_ptr_null(strstr(text, test_dir()));
		ck_assert_ptr_null(strchr(text, '/'));
		free(text);
	}
}
END_TEST

START_TEST(manifest_gives_sources_only_to_what_they_fill)
{
	const struct fp_image_options options = { .manifest = test_path("manifest") };
	char *text, *para;

	test_write_file("system.bin", bytes, 500 * 1024);
	ck_assert_int_eq(make(test_path("out"), "system", test_path("system.bin"), &options), 0);
	text = read_text("manifest");
	para = strstr(text, "\"para\"");
	ck_assert_ptr_nonnull(para);
	ck_assert_ptr_nonnull(strstr(para, "\"sources\": []"));
	ck_assert_ptr_nonnull(strstr(strstr(para, "\"app\""), "system.bin"));
	ck_assert_ptr_null(strstr(strstr(para, "system.bin") + 1, "system.bin"));
	free(text);
}
END_TEST

START_TEST(source_that_JSON_cannot_name_is_told)
{
	const struct fp_image_options options = { .manifest = test_path("manifest") };
	const char *file = test_write_file("caf\xe9.bin", bytes, 10);

	ck_assert_int_eq(make(test_path("out"), "app", file, &options), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "UTF-8");
	ck_assert_int_ne(access(test_path("manifest"), F_OK), 0);
}
END_TEST

START_TEST(depfile_escapes_names_as_make_reads_them)
{
	const struct fp_image_options options = { .depfile = "dep" };
	static const char *const names[][2] = {
		{ "a b", "a\\ b" }, { "a$b", "a$$b" },	{ "a#b", "a\\#b" },
		{ "a:b", "a\\:b" }, { "a\\b", "a\\b" }, { "a\\ b", "a\\\\\\ b" },
	};

	ck_assert_int_eq(chdir(test_dir()), 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char expected[512], *text;

		test_write_file(names[i][0], bytes, 10);
		ck_assert_int_eq(make("out:1", "app", names[i][0], &options), 0);
		snprintf(expected, sizeof expected, "out\\:1: \\\n  %s \\\n  %s\n\n%s:\n\n%s:\n",
			 plan->texts[0].file, names[i][1], plan->texts[0].file, names[i][1]);
		text = read_text("dep");
		ck_assert_str_eq(text, expected);
		free(text);
	}
}
END_TEST

START_TEST(depfile_has_no_name_that_make_would_run_or_ninja_would_cut)
{
	const struct fp_image_options options = { .depfile = "dep" };
	static const char *const names[] = { "a\nb", "a;b",   "SHELL=b", "a|b", "a*b",
					     "a\tb", "a\\#b", "a\\",	 "a ",	"a:",
					     "~a",   "a(b)",  "a\233z",	 "a%b", "a'b" };

	ck_assert_int_eq(chdir(test_dir()), 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		test_write_file(names[i], bytes, 10);
		ck_assert_int_eq(make("out", "app", names[i], &options), -FP_REFUSED);
		test_assert_error(&err, FP_REFUSED, "cannot stand in a dependency file");
		ck_assert_int_ne(access("out", F_OK), 0);
		ck_assert_int_ne(access("dep", F_OK), 0);
	}
}
END_TEST

TEST_MAIN_WITH("image", setup, teardown, image_is_contents_at_their_places_and_padding,
	       padding_is_the_erased_value_of_the_plan,
	       protected_partition_inside_a_span_stays_erased,
	       partition_that_ends_the_chip_is_filled_whole, wrong_type_publishes_nothing,
	       wrong_checksum_publishes_nothing, source_too_large_publishes_nothing,
	       missing_source_publishes_nothing, no_output_replaces_a_source,
	       pipe_gets_the_whole_image, manifest_is_right_and_the_same_again,
	       manifest_names_no_place_of_this_machine,
	       manifest_gives_sources_only_to_what_they_fill, source_that_JSON_cannot_name_is_told,
	       depfile_escapes_names_as_make_reads_them,
	       depfile_has_no_name_that_make_would_run_or_ninja_would_cut)
