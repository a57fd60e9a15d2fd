// SPDX-License-Identifier: GPL-2.0-or-later
// Loading when memory runs out: every allocation fails in turn. The Makefile has the linker lead
// the library's allocations here. Leaks show in the sanitized build.

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/format.h"
#include "plan/json.h"
#include "selection/contents.h"
#include "image/image.h"
#include "support/plans.h"
#include "support/test.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t n);
char *__real_realpath(const char *path, char *resolved);
void *__real_fp_arena_alloc(struct fp_arena *arena, size_t n, size_t size);
char *__real_fp_arena_strdup(struct fp_arena *arena, const char *text);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t n);
char *__wrap_realpath(const char *path, char *resolved);
void *__wrap_fp_arena_alloc(struct fp_arena *arena, size_t n, size_t size);
char *__wrap_fp_arena_strdup(struct fp_arena *arena, const char *text);

static size_t until_failure; /* allocations, with the one that fails; 0: none fails */
static bool has_failed, has_parser_failed;

static bool fails(void)
{
	if (!until_failure || --until_failure)
		return false;
	has_failed = true;
	errno = ENOMEM;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t n)
{
	return fails() ? NULL : __real_strndup(text, n);
}

char *__wrap_realpath(const char *path, char *resolved)
{
	return fails() ? NULL : __real_realpath(path, resolved);
}

/* An arena has room for most pieces; a test of what follows a failure cannot wait for the others.
 */
void *__wrap_fp_arena_alloc(struct fp_arena *arena, size_t n, size_t size)
{
	return fails() ? NULL : __real_fp_arena_alloc(arena, n, size);
}

char *__wrap_fp_arena_strdup(struct fp_arena *arena, const char *text)
{
	return fails() ? NULL : __real_fp_arena_strdup(arena, text);
}

/* jansson 2.14 may go on with a string that lost a byte (lex_save() in load.c looks at no error):
 * what it makes of a failure is only seen to the end. */
static void *parser_malloc(size_t size)
{
	if (!fails())
		return __real_malloc(size);
	has_parser_failed = true;
	return NULL;
}

/* Padded, so that each text takes a block of the arena of its own. */
static void write_json(const char *name, const char *json)
{
	char text[6000];

	memset(text, ' ', sizeof text);
	for (size_t n = 0; json[n]; n++)
		text[n] = json[n] == '\'' ? '"' : json[n];
	test_write_file(name, text, sizeof text);
}

/* Three files that use every key and every way of merging. */
static const char *write_chain(void)
{
	write_json(
		"base.json",
		"{ 'flashplan': 1, 'name': 'base', 'title': 'T', 'sources': [ 'here' ],"
		"'flash': { 'size': '1M', 'erase-size': '4K', 'mtd-id': 'm',"
		"  'chips': [ { 'id': 'c84018', 'names': [ 'X', 'Y' ] } ] }, 'partitions': ["
		"{ 'name': 'a', 'size': '64K', 'file': 'a.bin', 'label': 'l', 'note': 'n',"
		"  'keep': [ { 'offset': 0, 'size': 16 } ] },"
		"{ 'name': 'b', 'size': '64K', 'type': [ 'text', 'erased' ] },"
		"{ 'name': 'c', 'size': 'rest' } ], 'fields': ["
		"{ 'name': 'm', 'partition': 'a', 'offset': 0, 'format': 'mac', 'copies': [ 16 ] },"
		"{ 'name': 't', 'partition': 'b', 'offset': 0, 'format': 'text', 'size': 4 } ] }");
	write_json(
		"dir/middle.json",
		"{ 'flashplan': 1, 'extends': '../base.json', 'title': null, 'partitions': ["
		"{ 'name': 'z', 'size': '4K', 'before': 'a', 'hex': '00 01', 'per-device': true },"
		"{ 'name': 'b', 'pieces': [ { 'hex': '41424344' },"
		"  { 'fill': 10, 'length': 5, 'align': 4 } ] } ] }");
	write_json("child.json", "{ 'flashplan': 1, 'extends': 'dir/middle.json',"
				 "'flash': { 'erased-value': 0 }, 'partitions': ["
				 "{ 'name': 'a', 'file': { 'path': 'b.bin', 'skip': 1 } },"
				 "{ 'name': 'c', 'remove': true } ],"
				 "'fields': [ { 'name': 't', 'size': 8 } ],"
				 "'spans': [ { 'name': 's', 'from': 'a', 'to': 'b' } ] }");
	test_write_file("b.bin", "xhello", 6);
	return test_path("child.json");
}

static struct fp_faults faults;

/* Fails the k-th allocation of each call until one gets through with none that failed; a call that
 * fails must say so, and one of the first must fail, or nothing was tried. */
#define FAIL_EACH(call, failed)                                                                    \
	for (size_t k = 1, n_failed = 0;; k++) {                                                   \
		memset(&faults, 0, sizeof faults);                                                 \
		has_failed = has_parser_failed = false;                                            \
		until_failure = k;                                                                 \
		call;                                                                              \
		until_failure = 0;                                                                 \
		n_failed += (failed);                                                              \
		if (has_failed)                                                                    \
			continue;                                                                  \
		ck_assert_msg(!(failed), "%s", faults.item[0].text);                               \
		ck_assert_uint_gt(n_failed, 5);                                                    \
		break;                                                                             \
	}

static int load(const char *path)
{
	struct fp_plan *plan;
	const int code = fp_plan_load(path, NULL, &plan, &faults);

	until_failure = 0;
	ck_assert((code == 0) == (plan != NULL));
	ck_assert((code == 0) == (faults.n_errors == 0));
	if (has_parser_failed) {
		ck_assert_str_ne(faults.item[0].text, "not valid JSON: ");
		fp_plan_free(plan);
		return code;
	}
	if (code < 0) {
		ck_assert_msg(strstr(faults.item[0].text, "emory"), "%s", faults.item[0].text);
	} else {
		/* What went through is what the files say. */
		ck_assert_str_eq(plan->name, "child");
		ck_assert_uint_eq(plan->n_parts, 3);
		ck_assert_uint_eq(plan->parts[2].n_pieces, 2);
		ck_assert_uint_eq(plan->spans[0].range.size, 0x20000);
		ck_assert_uint_eq(plan->erased, 0);
		ck_assert_uint_eq(plan->n_fields, 2);
		ck_assert_uint_eq(plan->fields[0].n_copies, 1);
		ck_assert_uint_eq(plan->fields[1].size, 8);
	}
	fp_plan_free(plan);
	return code;
}

START_TEST(loading_survives_every_failed_allocation)
{
	const char *path;
	int code = 0;

	ck_assert_int_eq(mkdir(test_path("dir"), 0755), 0);
	path = write_chain();
	json_set_alloc_funcs(parser_malloc, free);
	FAIL_EACH(code = load(path), code < 0);
}
END_TEST

START_TEST(refusing_survives_every_failed_allocation)
{
	const char *path;
	int code = 0;

	write_json("bad.json", "{ 'flashplan': 1, 'flash': { 'size': '1MB', 'sise': 1 },"
			       "'partitions': [ { 'name': 'a', 'file': '/x' }, { 'name': 'a' },"
			       "{ 'name': 'b', 'size': 1, 'hex': 'x', 'type': 'txt' } ] }");
	path = test_path("bad.json");
	json_set_alloc_funcs(parser_malloc, free);
	for (size_t k = 1; k < 100; k++) {
		struct fp_plan *plan;

		memset(&faults, 0, sizeof faults);
		until_failure = k;
		code = fp_plan_load(path, NULL, &plan, &faults);
		until_failure = 0;
		ck_assert_int_eq(code, -FP_REFUSED);
		ck_assert_uint_gt(faults.n_errors, 0);
		ck_assert_ptr_null(plan);
	}
}
END_TEST

static int make_image(const struct fp_plan *plan, struct fp_error *err)
{
	const struct fp_image_options options = { .manifest = test_path("manifest"),
						  .depfile = test_path("dep") };
	const struct fp_request request = { .purpose = FP_FOR_IMAGE, .has_per_device = true };
	const char *const image = test_path("image");
	struct fp_arena *arena = fp_arena_new();
	struct fp_selection selection;
	int code = -FP_REFUSED;

	memset(err, 0, sizeof *err);
	if (arena)
		code = fp_select(plan, &request, arena, &selection, err);
	else
		fp_fail(err, FP_REFUSED, "out of memory");
	if (code == 0)
		code = fp_image_write(plan, &selection, image, &options, err);
	fp_arena_free(arena);
	until_failure = 0;
	ck_assert_msg(code == 0 ? err->code == FP_OK : strstr(err->text, "emory") != NULL, "%d: %s",
		      code, err->text);
	return code;
}

START_TEST(images_survive_every_failed_allocation)
{
	struct fp_plan *plan;
	struct fp_error err;
	int code = 0;

	ck_assert_int_eq(mkdir(test_path("dir"), 0755), 0);
	ck_assert_int_eq(fp_plan_load(write_chain(), NULL, &plan, &faults), 0);
	json_set_alloc_funcs(parser_malloc, free);
	FAIL_EACH(code = make_image(plan, &err), code < 0);
	fp_plan_free(plan);
}
END_TEST

static int import(const char *text)
{
	const struct fp_input in = {
		.data = (const uint8_t *)text, .n = strlen(text), .file = "in", .size = 1 << 20
	};
	const struct fp_format *format = NULL;
	struct fp_plan *plan;
	const int code = fp_import(&in, &format, &plan, &faults);

	until_failure = 0;
	ck_assert((code == 0) == (plan != NULL));
	ck_assert((code == 0) == (faults.n_errors == 0));
	ck_assert(code < 0 || plan->n_parts > 1);
	fp_plan_free(plan);
	return code;
}

START_TEST(importing_survives_every_failed_allocation)
{
	static const char *const texts[] = {
		"/ { partitions { compatible = \"fixed-partitions\"; #address-cells = <1>; #size-cells = <1>;"
		"a@0 { label = \"0:ART\"; reg = <0 0x40000>; nvmem-layout { compatible = \"fixed-layout\";"
		"m@4 { reg = <4 6>; }; m@8000 { reg = <0x8000 6>; }; }; }; b@1 { label = \"env\";"
		"compatible = \"u-boot,env\"; reg = <0x10000 0x10000>; x { }; }; c@2 { reg = <0x50000 0>; };"
		"}; };",
		"mtdparts=a:64k(boot),${x}(0:env),-(rest),-@0(all)\nx=64k\n",
		("Creating 2 MTD partitions on \"a\":\n0x0-0x80000 : \"b\"\n0x80000-0xf0000 : \"c:\"\n"
		 "flash (1024 Kbytes)\n"),
		"dev:    size   erasesize  name\nmtd0: 80000 1000 \"a\"\nmtd1: 80000 1000 \"a\"\n",
		"mtd0/name:a\nmtd0/size:65536\nmtd0/offset:0\nmtd1/name:a\nmtd1/size:4096\nmtd1/offset:65536\n",
		"* nor0\n- type: NOR flash\n\t- 0x0-0x1000 : \"a\"\n\t- 0x1000-0x2000 : \"a\"\n",
		"0:ffff a\n0:ff b:\n",
	};
	int code = 0;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		FAIL_EACH(code = import(texts[i]), code < 0);
}
END_TEST

TEST_MAIN("plan-memory", loading_survives_every_failed_allocation,
	  refusing_survives_every_failed_allocation, images_survive_every_failed_allocation,
	  importing_survives_every_failed_allocation)
