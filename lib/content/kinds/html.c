// SPDX-License-Identifier: GPL-2.0-or-later
// An HTML page: what a download saves when it is given the address of a page about the file.

#include <string.h>
#include <strings.h>

#include "content/kinds/kind.h"

#define HEAD_SIZE 1024

/* Does the text start with the token, in any case, and the token end there? */
static bool has_token(const char *text, const char *token)
{
	const size_t n = strlen(token);

	return !strncasecmp(text, token, n) && strchr(" \t\r\n>", text[n]);
}

static enum fp_verdict identify(const struct fp_view *view, struct fp_found *found)
{
	char head[HEAD_SIZE + 1];
	const size_t n = fp_view_read(view, 0, head, HEAD_SIZE);
	const char *start = head;

	(void)found;
	head[n] = '\0';
	if (!strncmp(start, "\xef\xbb\xbf", 3))
		start += 3;
	start += strspn(start, " \t\r\n\f\v");
	return has_token(start, "<!doctype html") || has_token(start, "<html") ? FP_GOOD
									       : FP_NOT_MINE;
}

const struct fp_kind fp_kind_html = {
	.name = "html",
	.article = "an",
	.title = "HTML page",
	.hint = "the download saved a web page: use the address of the raw file",
	.role = FP_ROLE_MISTAKE,
	.identify = identify,
};
