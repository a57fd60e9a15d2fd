/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kinds of content: what stands in `type`, and what is recognised in files and dumps. */
#ifndef FP_CONTENT_KINDS_KIND_H
#define FP_CONTENT_KINDS_KIND_H

#include <stdbool.h>

#include "base/error.h"
#include "base/view.h"
#include "content/found.h"

/* Bytes that are there in every content of a kind. The last of a list has n 0. */
struct fp_magic {
	uint16_t at;
	uint8_t n;
	const char *bytes;
};

#define FP_MAGIC_REACH 4608 /* no magic number ends behind it */

/* What a kind is on a device. */
enum fp_role {
	FP_ROLE_DATA, /* anything: compressed data, tables, settings */
	FP_ROLE_BLANK, /* nothing */
	FP_ROLE_BOOT, /* begins a boot loader */
	FP_ROLE_KERNEL,
	FP_ROLE_FILES, /* a file system */
	FP_ROLE_UPDATE, /* a vendor's update file, whose header is not for the flash */
	FP_ROLE_MISTAKE, /* no flash holds it */
};

/* One kind. identify() looks at bytes that begin at the start of a partition; the view may be
 * longer than the content (padding) or shorter (cut off). It never fails: what cannot be read is
 * told by view->trouble. *found is zeroed by the caller. */
struct fp_kind {
	const char *name; /* as in a plan's `type` */
	const char *article, *title; /* for messages: "a", "legacy uImage" */
	const char *hint; /* where it stands in another's place; NULL: there is nothing to say */
	const struct fp_magic *magics; /* one of them is there; NULL: identify() has to look */
	uint32_t align; /* where on a chip it can begin, bytes; 0: it is not looked for there */
	enum fp_role role;
	bool is_payload; /* an update file holds such */
	bool is_summed; /* a checksum of 32 bits or more covers all that is used */
	enum fp_verdict (*identify)(const struct fp_view *view, struct fp_found *found);
};

/* Of files whose parts cannot be taken as they are. */
#define FP_HINT_UPDATE                                                                             \
	"an update file goes to the device's own updater; what it holds has to be cut out "        \
	"for the flash"

/* NULL if there is none of that name. */
const struct fp_kind *fp_kind_by_name(const char *name);

/* The i-th kind in the order in which they are tried; NULL past the end. */
const struct fp_kind *fp_kind_at(size_t i);

/* What one kind says of the bytes: FP_UNREADABLE where it could not see them all. */
enum fp_verdict fp_kind_try(const struct fp_kind *kind, const struct fp_view *view,
			    struct fp_found *found);

/* The kind that the bytes are, good or damaged (*verdict); NULL if none recognises them, or if they
 * cannot be read (then *verdict is FP_UNREADABLE). */
const struct fp_kind *fp_kind_identify(const struct fp_view *view, enum fp_verdict *verdict,
				       struct fp_found *found);

/* Is this kind one of the names? NULL or none: anything is. */
bool fp_kind_is_among(const struct fp_kind *kind, const char *const *types);

/* Are the bytes good as one of the kinds named in types (NULL-terminated; NULL or empty: anything)?
 * If not, -FP_REFUSED: err says what was expected of `what` and what was found. */
FP_MUST_CHECK int fp_kind_check(const struct fp_view *view, const char *const *types,
				const char *what, struct fp_error *err);

extern const struct fp_kind fp_kind_allwinner, fp_kind_bzip2, fp_kind_cbfs, fp_kind_cramfs,
	fp_kind_dtb, fp_kind_elf, fp_kind_env, fp_kind_erased, fp_kind_erofs, fp_kind_ext,
	fp_kind_fit, fp_kind_fmap, fp_kind_gzip, fp_kind_hdr1, fp_kind_hisilicon, fp_kind_html,
	fp_kind_ihex, fp_kind_ingenic_spl, fp_kind_intel_fd, fp_kind_intel_gbe, fp_kind_intel_me,
	fp_kind_jffs2, fp_kind_lfs_pointer, fp_kind_lz4, fp_kind_lzma, fp_kind_lzo,
	fp_kind_mediatek, fp_kind_rockchip, fp_kind_romfs, fp_kind_safeloader, fp_kind_seama,
	fp_kind_sigmastar, fp_kind_squashfs, fp_kind_text, fp_kind_tplink, fp_kind_trx, fp_kind_ubi,
	fp_kind_ubifs, fp_kind_uboot, fp_kind_uefi_fv, fp_kind_uimage, fp_kind_uimage_wrapped,
	fp_kind_vpd, fp_kind_xz, fp_kind_zeros, fp_kind_zip, fp_kind_zstd;

#endif
