// SPDX-License-Identifier: GPL-2.0-or-later
// Summaries of images.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "image/summary.h"

/* "same", "new", "changed", or by how much more or less is used. */
static void describe_change(const struct fp_previous *previous, const char *name, uint64_t used,
			    const char *digest, char *text, size_t size)
{
	struct fp_previous_part part;
	char words[FP_SIZE_WORDS];

	if (!fp_previous_find(previous, name, &part))
		snprintf(text, size, "new");
	else if (strcmp(part.sha256, digest) == 0)
		snprintf(text, size, "same");
	else if (part.used == used)
		snprintf(text, size, "changed");
	else
		snprintf(text, size, "%c%s", used > part.used ? '+' : '-',
			 fp_size_words(used > part.used ? used - part.used : part.used - used,
				       words));
}

static void write_row(FILE *out, const struct fp_partition *part, uint64_t used, const char *digest,
		      const struct fp_previous *previous)
{
	const uint64_t size = part->range.size;
	char words[3][FP_SIZE_WORDS], change[FP_SIZE_WORDS + 1];

	fprintf(out, "| %s | 0x%" PRIx64 " | %s | %s | %s | %" PRIu64 " %% |", part->name,
		part->range.offset, fp_size_words(size, words[0]), fp_size_words(used, words[1]),
		fp_size_words(size - used, words[2]), used * 100 / size);
	if (previous) {
		describe_change(previous, part->name, used, digest, change, sizeof change);
		fprintf(out, " %s |", change);
	}
	fputc('\n', out);
}

static char *compose(const struct fp_plan *plan, const struct fp_digests *digests,
		     const struct fp_selection *selection, struct fp_source *const *sources,
		     const struct fp_previous *previous)
{
	char size[FP_SIZE_WORDS];
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);

	if (!out)
		return NULL;
	fprintf(out,
		"## %s, %s\n\n| partition | offset | size | used | free | full |%s\n|---|---|---|---|---|---|%s\n",
		plan->name, fp_size_words(plan->size, size), previous ? " change |" : "",
		previous ? "---|" : "");
	for (size_t i = 0; i < plan->n_parts; i++)
		write_row(out, &plan->parts[i],
			  fp_manifest_used(&plan->parts[i], selection, sources),
			  fp_digests_part(digests, i), previous);
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

int fp_summary_write(struct fp_out *out, const struct fp_plan *plan,
		     const struct fp_digests *digests, const struct fp_selection *selection,
		     struct fp_source *const *sources, const struct fp_previous *previous,
		     struct fp_error *err)
{
	char *text = compose(plan, digests, selection, sources, previous);
	int code = text ? fp_out_write(out, text, strlen(text), err)
			: fp_fail(err, FP_REFUSED, "out of memory");

	free(text);
	return code;
}
