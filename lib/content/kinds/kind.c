// SPDX-License-Identifier: GPL-2.0-or-later
// The table of kinds, and the check of a partition's content against the kinds it may be.

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "content/kinds/kind.h"

/* In the order in which they are tried: erased flash is nothing else, a wrapped update has the
 * magic of a uImage, a magic number or checksum says more than text does, and an HTML page is text
 * as well. */
static const struct fp_kind *const kinds[] = {
	&fp_kind_erased, &fp_kind_ingenic_spl, &fp_kind_uimage_wrapped,
	&fp_kind_uimage, &fp_kind_squashfs,    &fp_kind_jffs2,
	&fp_kind_env,	 &fp_kind_html,	       &fp_kind_text,
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

const struct fp_kind *fp_kind_identify(const struct fp_view *view, enum fp_verdict *verdict,
				       struct fp_found *found)
{
	for (size_t i = 0; i < N_KINDS; i++) {
		memset(found, 0, sizeof *found);
		*verdict = kinds[i]->identify(view, found);
		if (*verdict != FP_NOT_MINE)
			return kinds[i];
	}
	memset(found, 0, sizeof *found);
	return NULL;
}

/* "legacy uImage" for "a legacy uImage", "text" for "text". */
static const char *bare_title(const struct fp_kind *kind)
{
	const size_t article = strcspn(kind->title, " ");

	if (!strncmp(kind->title, "a ", 2) || !strncmp(kind->title, "an ", 3))
		return kind->title + article + 1;
	return kind->title;
}

static bool is_wanted(const struct fp_kind *kind, const char *const *types)
{
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

		n += (size_t)snprintf(buf + n, size - n, "%s%s (%s)", joint, kind->title,
				      kind->name);
	}
}

/* For bytes that no kind recognises. */
static void describe_unknown(const struct fp_view *view, char *buf, size_t size)
{
	uint8_t first[4];
	const size_t n = fp_view_read(view, 0, first, sizeof first);
	size_t len;

	if (!view->size) {
		snprintf(buf, size, "nothing: it is empty");
		return;
	}
	if (!n) {
		snprintf(buf, size, "nothing: it cannot be read");
		return;
	}
	if (fp_view_is_filled(view, 0, first[0])) {
		snprintf(buf, size, "nothing known (all 0x%02x)", first[0]);
		return;
	}
	len = (size_t)snprintf(buf, size, "nothing known (starts with");
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(buf + len, size - len, " %02x", first[i]);
	snprintf(buf + len, size - len, ")");
}

static void hint_found(const struct fp_view *view, const struct fp_kind *kind,
		       const struct fp_found *found, struct fp_error *err)
{
	if (kind == &fp_kind_html)
		fp_hint(err, "the download saved a web page: use the address of the raw file");
	else if (kind == &fp_kind_text)
		fp_hint(err, "it begins with %s: was an error message saved instead of the file?",
			found->detail);
	else if (kind == &fp_kind_uimage_wrapped)
		fp_hint(err,
			"its header of 64 bytes must not be flashed: \"unwrap\": \"uimage\" in the plan's file takes the content out");
	else if (!kind && view->size && fp_view_is_filled(view, 0, 0))
		fp_hint(err,
			"zeros are what a failed read or an interrupted copy leaves behind; make the file again");
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
	char wanted[256], got[96];
	const struct fp_kind *kind;
	enum fp_verdict verdict;
	struct fp_found found;
	int ret;

	if (!types || !*types)
		return 0;
	ret = check_types(types, what, err);
	if (ret)
		return ret;
	kind = fp_kind_identify(view, &verdict, &found);
	if (kind && is_wanted(kind, types)) {
		if (verdict == FP_GOOD)
			return 0;
		return fp_fail(err, FP_REFUSED, "`%s`: damaged %s: %s", what, bare_title(kind),
			       found.detail);
	}
	describe_wanted(types, wanted, sizeof wanted);
	if (!kind)
		describe_unknown(view, got, sizeof got);
	else if (verdict == FP_GOOD)
		snprintf(got, sizeof got, "%s", kind->title);
	else
		snprintf(got, sizeof got, "a damaged %s", bare_title(kind));
	ret = fp_fail(err, FP_REFUSED, "`%s`: expected %s, found %s", what, wanted, got);
	hint_found(view, kind, &found, err);
	return ret;
}
