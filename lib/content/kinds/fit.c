// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot's FIT: a device tree of images with hashes (u-boot doc/uImage.FIT/source_file_format.txt).

#include <inttypes.h>
#include <libfdt.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "base/range.h"
#include "content/kinds/fdt.h"
#include "content/kinds/kind.h"

/* One image: its bytes lie in the tree, or behind it (data-offset, from the tree's end rounded up
 * to 4; data-position, from its start). */
struct image {
	int node;
	const char *name;
	struct fp_range range;
	const uint8_t *inside; /* NULL: behind the tree */
};

struct fit {
	const struct fp_view *view;
	const void *blob;
	unsigned n_images, n_hashes;
};

static bool get_number(const void *blob, int node, const char *property, uint32_t *v)
{
	int n = 0;
	const void *const value = fdt_getprop(blob, node, property, &n);

	if (!value || n != 4)
		return false;
	*v = fdt32_ld(value);
	return true;
}

static bool place_image(const struct fit *fit, struct image *image)
{
	const uint64_t base = (fdt_totalsize(fit->blob) + UINT64_C(3)) & ~UINT64_C(3);
	uint32_t at, size;
	int n = 0;

	image->inside = fdt_getprop(fit->blob, image->node, "data", &n);
	if (image->inside) {
		image->range = (struct fp_range){ 0, (uint64_t)n };
		return true;
	}
	if (!get_number(fit->blob, image->node, "data-size", &size))
		return false;
	if (get_number(fit->blob, image->node, "data-position", &at))
		image->range = (struct fp_range){ at, size };
	else if (get_number(fit->blob, image->node, "data-offset", &at))
		image->range = (struct fp_range){ base + at, size };
	else
		return false;
	return true;
}

static void add_sha1(void *ctx, const uint8_t *bytes, size_t n)
{
	sha1_update(ctx, n, bytes);
}

static void add_sha256(void *ctx, const uint8_t *bytes, size_t n)
{
	sha256_update(ctx, n, bytes);
}

/* The digest of an image; its size, 0 for an algorithm that is not known. */
static size_t digest(const struct fp_view *data, const char *algo, uint8_t out[32])
{
	struct sha256_ctx sha256;
	struct sha1_ctx sha1;
	uint32_t crc;

	if (strcmp(algo, "crc32") == 0) {
		crc = cpu_to_fdt32(fp_view_crc32(data, 0, data->size));
		memcpy(out, &crc, sizeof crc);
		return sizeof crc;
	}
	if (strcmp(algo, "sha1") == 0) {
		sha1_init(&sha1);
		fp_view_each(data, 0, data->size, add_sha1, &sha1);
		sha1_digest(&sha1, SHA1_DIGEST_SIZE, out);
		return SHA1_DIGEST_SIZE;
	}
	if (strcmp(algo, "sha256") == 0) {
		sha256_init(&sha256);
		fp_view_each(data, 0, data->size, add_sha256, &sha256);
		sha256_digest(&sha256, SHA256_DIGEST_SIZE, out);
		return SHA256_DIGEST_SIZE;
	}
	return 0;
}

static bool check_hash(struct fit *fit, const struct image *image, int node)
{
	const struct fp_view inside = { .data = image->inside,
					.fd = -1,
					.size = image->range.size };
	const struct fp_view data =
		image->inside ? inside
			      : fp_view_part(fit->view, image->range.offset, image->range.size);
	int n_algo = 0, n_value = 0;
	const char *const algo = fdt_getprop(fit->blob, node, "algo", &n_algo);
	const void *const value = fdt_getprop(fit->blob, node, "value", &n_value);
	uint8_t out[32];
	size_t n;

	if (!algo || n_algo < 1 || algo[n_algo - 1] || !value)
		return true;
	n = digest(&data, algo, out);
	if (!n)
		return true;
	fit->n_hashes++;
	return (size_t)n_value == n && memcmp(out, value, n) == 0;
}

static enum fp_verdict check_image(struct fit *fit, struct image *image, struct fp_found *found)
{
	const uint64_t end = image->inside ? 0 : fp_range_end(image->range);
	int node;

	if (end > found->used)
		found->used = end;
	if (end > fit->view->size)
		return fp_damage(found,
				 "image %.32s ends at 0x%" PRIx64 ", there are 0x%" PRIx64 " bytes",
				 image->name, end, fit->view->size);
	fdt_for_each_subnode(node, fit->blob, image->node)
	{
		if (!check_hash(fit, image, node))
			return fp_damage(found, "the hash of image %.32s is wrong", image->name);
	}
	return FP_GOOD;
}

static void describe_image(const struct fit *fit, const struct image *image, struct fp_found *found)
{
	static const char *const keys[] = { "description", "type", "arch", "compression" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		int n = 0;
		const void *const value = fdt_getprop(fit->blob, image->node, keys[i], &n);

		if (value && n > 0)
			fp_fact_text(found, keys[i], value, (size_t)n);
	}
}

static enum fp_verdict check_images(struct fit *fit, int images, struct fp_found *found)
{
	struct image image;

	fdt_for_each_subnode(image.node, fit->blob, images)
	{
		image.name = fdt_get_name(fit->blob, image.node, NULL);
		if (!place_image(fit, &image))
			continue;
		if (!fit->n_images++)
			describe_image(fit, &image, found);
		if (check_image(fit, &image, found) != FP_GOOD)
			return FP_DAMAGED;
	}
	fp_fact(found, "images", "%u", fit->n_images);
	fp_fact(found, "hashes", "%u right", fit->n_hashes);
	return FP_GOOD;
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	void *blob = NULL;
	struct fit fit = { .view = view };
	uint32_t seconds;
	enum fp_verdict verdict = fp_fdt_load(view, &blob, found);
	int images;

	if (verdict == FP_GOOD) {
		fit.blob = blob;
		images = fdt_path_offset(blob, "/images");
		verdict = images < 0 || fdt_path_offset(blob, "/configurations") < 0
				  ? FP_NOT_MINE
				  : check_images(&fit, images, found);
		if (verdict == FP_GOOD && get_number(blob, 0, "timestamp", &seconds))
			fp_fact_time(found, "time", seconds);
	} else {
		/* Which of the two it was cannot be told. */
		verdict = FP_NOT_MINE;
	}
	free(blob);
	return verdict;
}

static const struct fp_magic magics[] = {
	{ 0, 4, "\xd0\x0d\xfe\xed" },
	{ 0 },
};

const struct fp_kind fp_kind_fit = {
	.name = "fit",
	.article = "a",
	.title = "FIT image",
	.magics = magics,
	.align = 4096,
	.role = FP_ROLE_KERNEL,
	.is_payload = true,
	.identify = identify,
};
