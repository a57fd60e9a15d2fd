// SPDX-License-Identifier: GPL-2.0-or-later
// What every importer promises, over random tables in its spelling; the fuzz targets hold their
// seeds to the same. FP_TABLES says how many (1000, shared among the readers).

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "support/property.h"
#include "support/test.h"

static uint32_t state;

/* 0 .. n - 1 */
static uint32_t pick(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (uint32_t)(((uint64_t)state * n) >> 32);
}

struct entry {
	char name[40];
	uint64_t offset, size;
	bool is_read_only;
};

struct table {
	struct entry entries[24];
	size_t n;
	uint64_t size; /* of the chip */
};

/* Plain ones, the same again, foreign ones, and too long ones. */
static void make_name(char *name)
{
	static const char *const names[] = { "u-boot",	    "env",	"kernel",   "rootfs",
					     "rootfs_data", "ALL",	"firmware", "0:ART",
					     "a b",	    "\xc3\xa4", "x.y+z",    "nvram" };
	size_t n = 0;

	if (pick(3)) {
		strcpy(name, names[pick(sizeof names / sizeof *names)]);
		return;
	}
	for (uint32_t more = 1 + pick(36); more; more--)
		name[n++] = "abcXYZ019_.+-:/@ "[pick(17)];
	name[n] = 0;
}

/* One behind the other, in one another, across one another, behind the end. */
static void make_table(struct table *t, unsigned seed)
{
	static const uint64_t units[] = { 0x10000, 0x10000, 0x1000, 0x8000, 0x200, 0x3c };
	const uint64_t unit = units[pick(6)];
	uint64_t at = 0;

	state = seed * 2654435761u + 1;
	t->size = UINT64_C(1) << (16 + pick(11));
	t->n = 0;
	for (uint32_t more = 1 + pick(20); more; more--) {
		struct entry *const e = &t->entries[t->n];

		make_name(e->name);
		e->is_read_only = pick(4) == 0;
		e->size = unit * (1 + pick(12));
		e->offset = at;
		if (pick(8) == 0)
			e->offset = unit * pick(24);
		if (pick(10) == 0 && t->n)
			e->size = t->entries[pick((uint32_t)t->n)].size;
		if (pick(24) == 0)
			e->size = t->size - (e->offset < t->size ? e->offset : 0);
		if (e->offset + e->size > t->size && pick(20))
			continue;
		at = e->offset + e->size;
		t->n++;
	}
}

static void put_flashrom(FILE *out, const struct table *t)
{
	for (size_t i = 0; i < t->n; i++)
		fprintf(out, "%08" PRIx64 ":%08" PRIx64 " %s\n", t->entries[i].offset,
			t->entries[i].offset + t->entries[i].size - 1, t->entries[i].name);
}

static void put_mtdparts(FILE *out, const struct table *t)
{
	fputs("mtdparts=spi0.0:", out);
	for (size_t i = 0; i < t->n; i++) {
		const struct entry *const e = &t->entries[i];

		if (pick(10) == 0)
			fprintf(out, "%s-", i ? "," : "");
		else
			fprintf(out, "%s0x%" PRIx64, i ? "," : "", e->size);
		if (pick(3) == 0)
			fprintf(out, "@0x%" PRIx64, e->offset);
		fprintf(out, "(%s)%s", e->name, e->is_read_only ? "ro" : "");
	}
	fputc('\n', out);
}

static void put_bootlog(FILE *out, const struct table *t)
{
	if (pick(4) == 0)
		fprintf(out, "m25p80 spi0.0: w25q128 (%" PRIu64 " Kbytes)\n", t->size / 1024);
	if (pick(4))
		fprintf(out, "Creating %zu MTD partitions on \"spi0.0\":\n", t->n);
	for (size_t i = 0; i < t->n; i++) {
		const struct entry *const e = &t->entries[i];

		fprintf(out, "0x%012" PRIx64 "-0x%012" PRIx64 " : \"%s\"\n", e->offset,
			e->offset + e->size, e->name);
		if (pick(12) == 0)
			fprintf(out, "mtd: partition \"%s\" is out of reach -- disabled\n",
				e->name);
		if (pick(12) == 0)
			fprintf(out, "Creating 2 MTD partitions on \"%s\":\n", e->name);
	}
}

static void put_proc_mtd(FILE *out, const struct table *t)
{
	fputs("dev:    size   erasesize  name\n", out);
	for (size_t i = 0; i < t->n; i++)
		fprintf(out, "mtd%zu: %08" PRIx64 " 00001000 \"%s\"\n", i, t->entries[i].size,
			t->entries[i].name);
}

static void put_sysfs_mtd(FILE *out, const struct table *t)
{
	const bool has_whole = pick(2);

	if (has_whole)
		fprintf(out,
			"/sys/devices/spi0.0/mtd/mtd0\nmtd0/name:spi0.0\nmtd0/size:%" PRIu64 "\n",
			t->size);
	for (size_t i = 1; i <= t->n; i++) {
		const struct entry *const e = &t->entries[i - 1];

		if (has_whole && pick(4) == 0 && i > 1)
			fprintf(out, "/sys/devices/spi0.0/mtd/mtd0/mtd%zu/mtd%zu\n", i - 1, i);
		else
			fprintf(out, "/sys/devices/spi0.0/mtd/%smtd%zu\n", has_whole ? "mtd0/" : "",
				i);
		fprintf(out,
			"mtd%zu/name:%s\nmtd%zu/size:%" PRIu64 "\nmtd%zu/erasesize:4096\n"
			"mtd%zu/flags:0x%x\nmtd%zu/offset:%" PRIu64 "\n",
			i, e->name, i, e->size, i, i, e->is_read_only ? 0x800 : 0xc00, i,
			e->offset);
	}
}

static void put_uboot(FILE *out, const struct table *t)
{
	const bool is_list = pick(2);

	fprintf(out,
		is_list ? "* nor0\n  - type: NOR flash\n  - block size: 0x1000 bytes\n"
			  "  - 0x000000000000-0x%012" PRIx64 " : \"nor0\"\n"
			: "device nor0 <spi0.0>, # parts = %" PRIu64
			  "\n #: name\t\tsize\t\toffset\t\tmask_flags\n",
		t->size);
	for (size_t i = 0; i < t->n; i++) {
		const struct entry *const e = &t->entries[i];

		if (is_list)
			fprintf(out, "\t%s  - 0x%012" PRIx64 "-0x%012" PRIx64 " : \"%s\"\n",
				i && pick(6) == 0 ? "\t" : "", e->offset, e->offset + e->size,
				e->name);
		else
			fprintf(out, "%2zu: %-20s0x%08" PRIx64 "\t0x%08" PRIx64 "\t%d\n", i,
				e->name, e->size, e->offset, e->is_read_only);
	}
}

static void put_cells(FILE *out, const struct entry *e)
{
	static const char *const names[] = { "macaddr", "calibration", "eeprom", "0",
					     "a-very-long-name-of-a-cell" };

	fprintf(out, "nvmem-layout { compatible = \"%s\"; #address-cells = <1>; #size-cells = <1>;",
		pick(4) ? "fixed-layout" : "u-boot,env");
	for (uint32_t n = pick(5); n; n--) {
		const uint32_t at = pick((uint32_t)e->size + 8), size = pick(3) ? 6 : pick(0x400);

		fprintf(out, "%s@%x { reg = <0x%x 0x%x>; };", names[pick(5)], at, at, size);
	}
	fputs("};", out);
}

static void put_dts(FILE *out, const struct table *t)
{
	bool is_open = false;

	fputs("&spi { flash@0 { compatible = \"jedec,spi-nor\"; partitions {"
	      "compatible = \"fixed-partitions\"; #address-cells = <1>; #size-cells = <1>;\n",
	      out);
	for (size_t i = 0; i < t->n; i++) {
		const struct entry *const e = &t->entries[i];

		fprintf(out,
			"partition@%" PRIx64 " { label = \"%s\"; reg = <0x%" PRIx64 " 0x%" PRIx64
			">;%s",
			e->offset, e->name, e->offset, pick(16) ? e->size : 0,
			e->is_read_only ? "read-only;" : "");
		if (pick(3) == 0)
			put_cells(out, e);
		if (!is_open && pick(8) == 0) {
			is_open = true;
			fputs("compatible = \"fixed-partitions\"; #address-cells = <1>; #size-cells = <1>;\n",
			      out);
			continue;
		}
		fputs("};\n", out);
	}
	fputs(is_open ? "}; }; }; };\n" : "}; }; };\n", out);
}

static void put_fmap(FILE *out, const struct table *t)
{
	uint8_t map[56 + 24 * 42] = "__FMAP__\x01\x01";

	fp_put_le32(map + 18, (uint32_t)t->size);
	memcpy(map + 22, "FLASH", 5);
	fp_put_le16(map + 54, (uint16_t)t->n);
	for (size_t i = 0; i < t->n; i++) {
		uint8_t *const area = map + 56 + 42 * i;

		fp_put_le32(area, (uint32_t)t->entries[i].offset);
		fp_put_le32(area + 4, (uint32_t)t->entries[i].size);
		memcpy(area + 8, t->entries[i].name, strnlen(t->entries[i].name, 31));
		fp_put_le16(area + 40, (uint16_t)(pick(2) << 3 | pick(2) << 2 | 1));
	}
	fwrite(map, 1, 56 + 42 * t->n, out);
}

static void put_ifd(FILE *out, const struct table *t)
{
	uint8_t descriptor[4096];

	memset(descriptor, 0xff, sizeof descriptor);
	fp_put_le32(descriptor + 0x10, 0x0ff0a55a);
	fp_put_le32(descriptor + 0x14, 0x03 | pick(2) << 8 | 0x04 << 16);
	fp_put_le32(descriptor + 0x18, 0x08);
	fp_put_le32(descriptor + 0x30, pick(64) | pick(2) * 6 << 17);
	fp_put_le32(descriptor + 0x40, 0);
	for (size_t i = 1; i < 16; i++) {
		const struct entry *const e = &t->entries[i];
		uint32_t word = 0x7fff;

		if (i < t->n)
			word = (uint32_t)(e->offset >> 12 & 0x7fff) |
			       (uint32_t)((e->offset + e->size - 1) >> 12 & 0x7fff) << 16;
		fp_put_le32(descriptor + 0x40 + 4 * i, word);
	}
	fwrite(descriptor, 1, sizeof descriptor, out);
}

/* Every format that can be read, but JSON and blobs, which the same code reads as sources. */
static const struct {
	const struct fp_format *format;
	void (*put)(FILE *out, const struct table *t);
} readers[] = {
	{ &fp_format_flashrom, put_flashrom }, { &fp_format_mtdparts, put_mtdparts },
	{ &fp_format_bootlog, put_bootlog },   { &fp_format_proc_mtd, put_proc_mtd },
	{ &fp_format_dts, put_dts },	       { &fp_format_sysfs_mtd, put_sysfs_mtd },
	{ &fp_format_uboot, put_uboot },       { &fp_format_fmap, put_fmap },
	{ &fp_format_ifd, put_ifd },
};

/* 1 if it could be read: what cannot is refused. */
static unsigned check_input(const struct fp_format *format, const char *text, size_t n,
			    uint64_t size, const char *what)
{
	static struct fp_faults faults;
	const struct fp_input in = {
		.data = (const uint8_t *)text, .n = n, .file = "in", .size = size
	};
	const char *broken;
	struct fp_plan *plan;

	faults = (struct fp_faults){ 0 };
	if (fp_import(&in, &format, &plan, &faults) < 0) {
		ck_assert_msg(faults.n_errors > 0, "%s: no word about why", what);
		return 0;
	}
	broken = property_broken(plan);
	ck_assert_msg(!broken, "%s: %s\n%.4000s", what, broken, text);
	fp_plan_free(plan);
	return 1;
}

static void check_tables(size_t reader, unsigned rounds)
{
	unsigned n_read = 0;

	for (unsigned seed = 1; seed <= rounds; seed++) {
		struct table t;
		char *text = NULL, what[80];
		size_t n;
		FILE *out = open_memstream(&text, &n);

		ck_assert_ptr_nonnull(out);
		make_table(&t, seed * 16 + (unsigned)reader);
		readers[reader].put(out, &t);
		ck_assert_int_eq(fclose(out), 0);
		snprintf(what, sizeof what, "%s, seed %u", readers[reader].format->name, seed);
		n_read += check_input(readers[reader].format, text, n, seed % 2 ? t.size : 0, what);
		free(text);
	}
	/* A generator whose tables are all refused would prove nothing. */
	ck_assert_uint_ge(n_read * 4, rounds);
}

START_TEST(random_tables)
{
	const char *const count = getenv("FP_TABLES");
	const unsigned n = count ? (unsigned)strtoul(count, NULL, 10) : 1000;
	const unsigned n_readers = sizeof readers / sizeof *readers;

	check_tables((size_t)_i, (n + n_readers - 1) / n_readers);
}
END_TEST

int main(void)
{
	Suite *const suite = suite_create("format-property");
	TCase *const tc = tcase_create("random");

	tcase_set_timeout(tc, 600);
	tcase_add_loop_test(tc, random_tables, 0, sizeof readers / sizeof *readers);
	suite_add_tcase(suite, tc);
	return test_main_suite(suite);
}
