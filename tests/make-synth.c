// SPDX-License-Identifier: GPL-2.0-or-later
// make-synth KIND SIZE [SEED] > FILE: synthetic partition content.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "support/synth.h"

static bool make_uimage(uint8_t *buf, size_t size, uint32_t seed)
{
	return size > SYNTH_UIMAGE_HEADER &&
	       synth_uimage(buf, size, (size - SYNTH_UIMAGE_HEADER) / 8 * 7, seed);
}

static bool make_squashfs(uint8_t *buf, size_t size, uint32_t seed)
{
	return synth_squashfs(buf, size, size / 8 * 7, seed);
}

static bool make_jffs2(uint8_t *buf, size_t size, uint32_t seed)
{
	return synth_jffs2(buf, size, false, seed);
}

static bool make_jffs2_be(uint8_t *buf, size_t size, uint32_t seed)
{
	return synth_jffs2(buf, size, true, seed);
}

static bool make_erased(uint8_t *buf, size_t size, uint32_t seed)
{
	(void)seed;
	memset(buf, 0xff, size);
	return true;
}

static const struct {
	const char *name;
	bool (*make)(uint8_t *buf, size_t size, uint32_t seed);
} makers[] = {
	{ "erased", make_erased },  { "ingenic-spl", synth_ingenic_spl },
	{ "jffs2", make_jffs2 },    { "jffs2-be", make_jffs2_be },
	{ "random", synth_random }, { "squashfs", make_squashfs },
	{ "uimage", make_uimage },
};

static int usage(void)
{
	fputs("usage: make-synth KIND SIZE [SEED] > FILE\nkinds:", stderr);
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
		fprintf(stderr, " %s", makers[i].name);
	fputs("\n", stderr);
	return 2;
}

static int make(size_t i, size_t size, uint32_t seed)
{
	uint8_t *buf = malloc(size ? size : 1);
	int ret = 0;

	if (!buf || !makers[i].make(buf, size, seed)) {
		fprintf(stderr, "make-synth: %s does not fit into that size\n", makers[i].name);
		ret = 2;
	} else if (fwrite(buf, 1, size, stdout) != size || fflush(stdout)) {
		perror("make-synth");
		ret = 1;
	}
	free(buf);
	return ret;
}

int main(int argc, char **argv)
{
	struct fp_error err = { 0 };
	uint64_t size;

	if (argc < 3 || argc > 4)
		return usage();
	if (fp_size_parse(argv[2], &size, &err)) {
		fprintf(stderr, "make-synth: %s\n", err.text);
		return 2;
	}
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
		if (!strcmp(argv[1], makers[i].name))
			return make(i, (size_t)size,
				    argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 0);
	return usage();
}
