// SPDX-License-Identifier: GPL-2.0-or-later
// ELF (elf.h): a program for a loader. Few boot loaders are one; a raw image is meant.

#include <inttypes.h>

#include "base/bytes.h"
#include "base/range.h"
#include "content/kinds/kind.h"

#define HEADER_32 52
#define HEADER_64 64

static const struct {
	uint16_t number;
	const char *name;
} machines[] = {
	{ 2, "sparc" }, { 3, "x86" },	  { 8, "mips" },    { 20, "powerpc" }, { 40, "arm" },
	{ 42, "sh" },	{ 62, "x86_64" }, { 183, "arm64" }, { 243, "riscv" },
};

struct header {
	bool is_64, is_big;
	uint8_t bytes[HEADER_64];
	size_t n;
};

static uint16_t get16(const struct header *h, size_t off)
{
	uint16_t v = 0;

	(h->is_big ? fp_get_be16 : fp_get_le16)(h->bytes, h->n, off, &v);
	return v;
}

static uint64_t get_word(const struct header *h, size_t off_32, size_t off_64)
{
	uint32_t v = 0;
	uint64_t v_64 = 0;

	if (h->is_64)
		(h->is_big ? fp_get_be64 : fp_get_le64)(h->bytes, h->n, off_64, &v_64);
	else
		(h->is_big ? fp_get_be32 : fp_get_le32)(h->bytes, h->n, off_32, &v);
	return h->is_64 ? v_64 : v;
}

/* The table of sections stands last, where there is one. */
static enum fp_verdict measure(const struct header *h, const struct fp_view *view,
			       struct fp_found *found)
{
	const uint64_t at = get_word(h, 32, 40);
	const uint64_t size = (uint64_t)get16(h, h->is_64 ? 58 : 46) * get16(h, h->is_64 ? 60 : 48);
	uint64_t end;

	if (!at)
		return FP_GOOD;
	if (!fp_add(at, size, &end) || at < (h->is_64 ? HEADER_64 : HEADER_32))
		return fp_damage(found, "its table of sections lies at 0x%" PRIx64, at);
	return fp_found_used(found, view, end);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	struct header h;
	uint16_t machine;

	h.n = fp_view_read(view, 0, h.bytes, sizeof h.bytes);
	if (h.n < HEADER_32)
		return fp_damage_cut(found, "the header", h.n);
	h.is_64 = h.bytes[4] == 2;
	h.is_big = h.bytes[5] == 2;
	if (h.n < (h.is_64 ? HEADER_64 : HEADER_32))
		return fp_damage_cut(found, "the header", h.n);
	machine = get16(&h, 18);
	fp_fact(found, "class", "%d-bit, %s-endian", h.is_64 ? 64 : 32,
		h.is_big ? "big" : "little");
	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
		if (machines[i].number == machine)
			fp_fact(found, "arch", "%s", machines[i].name);
	return measure(&h, view, found);
}

static const struct fp_magic magics[] = {
	{ 0, 4, "\177ELF" },
	{ 0 },
};

const struct fp_kind fp_kind_elf = {
	.name = "elf",
	.article = "an",
	.title = "ELF program",
	.hint = "objcopy -O binary makes a raw image of it",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_MISTAKE,
	.identify = identify,
};
