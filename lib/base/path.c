// SPDX-License-Identifier: GPL-2.0-or-later
// Paths taken apart.

#include <string.h>

#include "base/path.h"

size_t fp_path_dir_length(const char *path)
{
	const char *const slash = strrchr(path, '/');

	if (!slash)
		return 0;
	return slash == path ? 1 : (size_t)(slash - path);
}

const char *fp_path_last(const char *path)
{
	const char *const slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}
