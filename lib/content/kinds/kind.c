// SPDX-License-Identifier: GPL-2.0-or-later
// The table of kinds, and the check of a partition's content against the kinds it may be.

#include <stdio.h>
#include <string.h>

#include "content/histogram.h"
#include "content/kinds/kind.h"

#define ENTROPY_LEAST 4096 /* bytes: of fewer it says nothing */

/* In the order in which they are tried: erased flash is nothing else, a wrapped update has the
 * magic of a uImage, a FIT is a device tree, a magic number or checksum says more than a weak one
 * does, and an HTML page is text as well. */
static const struct fp_kind *const kinds[] = {
	&fp_kind_erased,    &fp_kind_zeros,	&fp_kind_ingenic_spl, &fp_kind_uimage_wrapped,
	&fp_kind_uimage,    &fp_kind_fit,	&fp_kind_dtb,	      &fp_kind_squashfs,
	&fp_kind_jffs2,	    &fp_kind_ubi,	&fp_kind_ubifs,	      &fp_kind_cramfs,
	&fp_kind_romfs,	    &fp_kind_rockchip,	&fp_kind_allwinner,   &fp_kind_mediatek,
	&fp_kind_sigmastar, &fp_kind_intel_fd,	&fp_kind_fmap,	      &fp_kind_cbfs,
	&fp_kind_uefi_fv,   &fp_kind_intel_me,	&fp_kind_trx,	      &fp_kind_seama,
	&fp_kind_hdr1,	    &fp_kind_tplink,	&fp_kind_safeloader,  &fp_kind_elf,
	&fp_kind_zip,	    &fp_kind_xz,	&fp_kind_zstd,	      &fp_kind_lz4,
	&fp_kind_lzo,	    &fp_kind_bzip2,	&fp_kind_gzip,	      &fp_kind_vpd,
	&fp_kind_lzma,	    &fp_kind_erofs,	&fp_kind_ext,	      &fp_kind_env,
	&fp_kind_intel_gbe, &fp_kind_hisilicon, &fp_kind_ihex,	      &fp_kind_lfs_pointer,
	&fp_kind_html,	    &fp_kind_text,	&fp_kind_uboot,
};

#define N_KINDS (sizeof kinds / sizeof *kinds)

const struct fp_kind *fp_kind_at(size_t i)
{
	return i < N_KINDS ? kinds[i] : NULL;
}

const struct fp_kind *fp_kind_by_name(const char *name)
{
	for (size_t i = 0; i < N_KINDS; i++)
		if (!strcmp(kinds[i]->name, name))
			return kinds[i];
	return NULL;
}

/* Is one of the magic numbers there, or is there none to look for? */
static bool has_magic(const struct fp_kind *kind, const uint8_t *head, size_t n)
{
	const struct fp_magic *magic = kind->magics;

	if (!magic)
		return true;
	for (; magic->n; magic++)
		if (n >= (size_t)magic->at + magic->n &&
		    memcmp(head + magic->at, magic->bytes, magic->n) == 0)
			return true;
	return false;
}

static enum fp_verdict try(const struct fp_kind *kind, struct fp_view view, struct fp_found *found)
{
	int trouble = 0;
	enum fp_verdict verdict;

	memset(found, 0, sizeof *found);
	view.trouble = &trouble;
	verdict = kind->identify(&view, found);
	if (!trouble)
		return verdict;
	memset(found, 0, sizeof *found);
	fp_damage(found, "it cannot be read: %s", strerror(trouble));
	return FP_UNREADABLE;
}

/* The start of the view, where magic numbers stand; *n are there. */
static const uint8_t *read_head(const struct fp_view *view, uint8_t *buf, size_t *n)
{
	*n = view->size < FP_MAGIC_REACH ? (size_t)view->size : FP_MAGIC_REACH;
	if (view->data)
		return view->data;
	*n = fp_view_read(view, 0, buf, *n);
	return buf;
}

enum fp_verdict fp_kind_try(const struct fp_kind *kind, const struct fp_view *view,
			    struct fp_found *found)
{
	uint8_t buf[FP_MAGIC_REACH];
	size_t n;
	const uint8_t *const head = read_head(view, buf, &n);

	if (has_magic(kind, head, n))
		return try(kind, *view, found);
	memset(found, 0, sizeof *found);
	return FP_NOT_MINE;
}

const struct fp_kind *fp_kind_identify(const struct fp_view *view, enum fp_verdict *verdict,
				       struct fp_found *found)
{
	struct fp_view seen = *view;
	uint8_t buf[FP_MAGIC_REACH];
	int trouble = 0;
	const uint8_t *head;
	size_t n;

	seen.trouble = &trouble;
	head = read_head(&seen, buf, &n);
	*verdict = FP_NOT_MINE;
	memset(found, 0, sizeof *found);
	if (trouble) {
		fp_damage(found, "it cannot be read: %s", strerror(trouble));
		*verdict = FP_UNREADABLE;
		return NULL;
	}
	for (size_t i = 0; i < N_KINDS; i++) {
		if (!has_magic(kinds[i], head, n))
			continue;
		*verdict = try(kinds[i], *view, found);
		if (*verdict == FP_UNREADABLE)
			return NULL;
		if (*verdict != FP_NOT_MINE)
			return kinds[i];
	}
	memset(found, 0, sizeof *found);
	return NULL;
}

bool fp_kind_is_among(const struct fp_kind *kind, const char *const *types)
{
	if (!types || !*types)
		return true;
	for (; *types; types++)
		if (!strcmp(kind->name, *types))
			return true;
	return false;
}

/* "an Ingenic SPL boot loader (ingenic-spl), a JFFS2 file system (jffs2) or ..." */
static void describe_wanted(const char *const *types, char *buf, size_t size)
{
	size_t n = 0;

	buf[0] = '\0';
	for (size_t i = 0; types[i] && n < size; i++) {
		const struct fp_kind *kind = fp_kind_by_name(types[i]);
		const char *joint = !i ? "" : types[i + 1] ? ", " : " or ";

		n += (size_t)snprintf(buf + n, size - n, "%s%s %s (%s)", joint, kind->article,
				      kind->title, kind->name);
	}
}

static void count(void *ctx, const uint8_t *bytes, size_t n)
{
	fp_histogram_add(ctx, bytes, n);
}

/* For bytes that no kind recognises. */
static void describe_unknown(const struct fp_view *view, const struct fp_found *found, char *buf,
			     size_t size)
{
	struct fp_histogram histogram = { 0 };
	uint8_t first[4];
	const size_t n = fp_view_read(view, 0, first, sizeof first);
	size_t len;

	if (!n || found->damage[0]) {
		snprintf(buf, size, "nothing: %s", view->size ? found->damage : "it is empty");
		return;
	}
	if (fp_view_is_filled(view, 0, first[0])) {
		snprintf(buf, size, "nothing known (all 0x%02x)", first[0]);
		return;
	}
	len = (size_t)snprintf(buf, size, "nothing known (starts with");
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(buf + len, size - len, " %02x", first[i]);
	fp_view_each(view, 0, view->size, count, &histogram);
	if (histogram.total >= ENTROPY_LEAST)
		len += (size_t)snprintf(buf + len, size - len, ", entropy %.1f bits a byte",
					fp_histogram_entropy(&histogram));
	snprintf(buf + len, size - len, ")");
}

static void describe_found(const struct fp_kind *kind, enum fp_verdict verdict,
			   const struct fp_found *found, char *buf, size_t size)
{
	char line[FP_FOUND_TEXT];

	if (verdict == FP_DAMAGED)
		snprintf(buf, size, "a damaged %s", kind->title);
	else if (kind->role == FP_ROLE_MISTAKE && found->n_facts)
		snprintf(buf, size, "%s %s (%.100s)", kind->article, kind->title,
			 fp_found_describe(found, line));
	else
		snprintf(buf, size, "%s%s%s", kind->article, *kind->article ? " " : "",
			 kind->title);
}

/* Are there only kinds that exist? */
static int check_types(const char *const *types, const char *what, struct fp_error *err)
{
	for (; *types; types++)
		if (!fp_kind_by_name(*types))
			return fp_fail(err, FP_REFUSED, "`%s`: there is no kind `%s`", what,
				       *types);
	return 0;
}

int fp_kind_check(const struct fp_view *view, const char *const *types, const char *what,
		  struct fp_error *err)
{
	char wanted[256], got[192];
	const struct fp_kind *kind;
	enum fp_verdict verdict;
	struct fp_found found;
	int code;

	if (!types || !*types)
		return 0;
	code = check_types(types, what, err);
	if (code)
		return code;
	kind = fp_kind_identify(view, &verdict, &found);
	if (verdict == FP_UNREADABLE)
		return fp_fail(err, FP_REFUSED, "`%s`: %s", what, found.damage);
	if (kind && fp_kind_is_among(kind, types)) {
		if (verdict == FP_GOOD)
			return 0;
		return fp_fail(err, FP_REFUSED, "`%s`: damaged %s: %s", what, kind->title,
			       found.damage);
	}
	describe_wanted(types, wanted, sizeof wanted);
	if (kind)
		describe_found(kind, verdict, &found, got, sizeof got);
	else
		describe_unknown(view, &found, got, sizeof got);
	code = fp_fail(err, FP_REFUSED, "`%s`: expected %s, found %s", what, wanted, got);
	if (kind && kind->hint)
		fp_hint(err, "%s", kind->hint);
	return code;
}
