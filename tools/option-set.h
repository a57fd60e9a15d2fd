/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How options take their values: the setters of the table of options. Each returns 0, or -FP_USAGE
 * with err set. */
#ifndef FP_OPTION_SET_H
#define FP_OPTION_SET_H

#include "option-table.h"

/* The member that the row names is a const char *, a bool, an unsigned (from 1 on, from 1 to 100
 * with or without %, or one more each time), a struct option_list, a const struct fp_format *. */
FP_MUST_CHECK int set_text(struct options *o, const struct option_row *row, char *value,
			   struct fp_error *err);
FP_MUST_CHECK int set_flag(struct options *o, const struct option_row *row, char *value,
			   struct fp_error *err);
FP_MUST_CHECK int set_number(struct options *o, const struct option_row *row, char *value,
			     struct fp_error *err);
FP_MUST_CHECK int set_percent(struct options *o, const struct option_row *row, char *value,
			      struct fp_error *err);
FP_MUST_CHECK int set_more(struct options *o, const struct option_row *row, char *value,
			   struct fp_error *err);
FP_MUST_CHECK int set_list(struct options *o, const struct option_row *row, char *value,
			   struct fp_error *err);
FP_MUST_CHECK int set_format(struct options *o, const struct option_row *row, char *value,
			     struct fp_error *err);

/* A uint64_t: an offset on a chip, a chip's size. */
FP_MUST_CHECK int set_offset(struct options *o, const struct option_row *row, char *value,
			     struct fp_error *err);
FP_MUST_CHECK int set_size(struct options *o, const struct option_row *row, char *value,
			   struct fp_error *err);

/* -i and --file: one more choice; --set: one more setting. */
FP_MUST_CHECK int set_include(struct options *o, const struct option_row *row, char *value,
			      struct fp_error *err);
FP_MUST_CHECK int set_setting(struct options *o, const struct option_row *row, char *value,
			      struct fp_error *err);
FP_MUST_CHECK int set_file(struct options *o, const struct option_row *row, char *value,
			   struct fp_error *err);

/* -n: refused, with what to say instead. */
FP_MUST_CHECK int refuse_no_verify(struct options *o, const struct option_row *row, char *value,
				   struct fp_error *err);

#endif
