// SPDX-License-Identifier: GPL-2.0-or-later
// One way to call libflashrom 1.3.0 and the versions after it.

#include "compat.h"
#include "flashrom-config.h"
#include "log.h"

#if defined HAVE_FLASHROM_FLASH_PROBE_V2 && defined HAVE_FLASHROM_CREATE_CONTEXT
/* 1.7 and later: the first version is deprecated. */
enum compat_match compat_probe(struct flashrom_flashctx **flashctx,
			       struct flashrom_programmer *prog, const char *name)
{
	const char **names = NULL;
	int n;

	*flashctx = NULL;
	if (flashrom_create_context(flashctx) != 0)
		return COMPAT_ERROR;
	n = flashrom_flash_probe_v2(*flashctx, &names, prog, name);
	flashrom_data_free(names);
	if (n == 1)
		return COMPAT_FOUND;
	flashrom_flash_release(*flashctx);
	*flashctx = NULL;
	if (n == 0)
		return COMPAT_NONE;
	return n > 1 ? COMPAT_SEVERAL : COMPAT_ERROR;
}
#else
enum compat_match compat_probe(struct flashrom_flashctx **flashctx,
			       struct flashrom_programmer *prog, const char *name)
{
	int result;

	*flashctx = NULL;
	result = flashrom_flash_probe(flashctx, prog, name);
	if (result == COMPAT_FOUND || result == COMPAT_NONE || result == COMPAT_SEVERAL)
		return (enum compat_match)result;
	return COMPAT_ERROR;
}
#endif

#ifdef HAVE_FLASHROM_SET_PROGRESS_CALLBACK_V2
static void pass_progress(enum flashrom_progress_stage stage, size_t current, size_t total,
			  void *user_data)
{
	const struct fp_host *const host = user_data;

	(void)stage, (void)current, (void)total;
	if (host->progress)
		host->progress(host->ctx);
}

void compat_set_progress(struct flashrom_flashctx *flashctx, const struct fp_host *host)
{
	flashrom_set_progress_callback_v2(flashctx, pass_progress, (void *)host);
}
#else
/* The callback of 1.4 and 1.5 cannot be used: it has no data of its own in 1.6. */
void compat_set_progress(struct flashrom_flashctx *flashctx, const struct fp_host *host)
{
	(void)flashctx, (void)host;
}
#endif

#ifdef HAVE_FLASHROM_SUPPORTED_PROGRAMMERS
int compat_list_programmers(const struct fp_host *host, struct fp_error *err)
{
	const char **names = flashrom_supported_programmers();

	if (!names)
		return fp_fail(err, FP_REFUSED, "out of memory");
	for (size_t i = 0; names[i] && host->log; i++)
		host->log(host->ctx, FP_LOG_INFO, names[i]);
	flashrom_data_free(names);
	return 0;
}
#else
/* 1.3.0 tells its programmers only to those who ask for one that is not there. */
int compat_list_programmers(const struct fp_host *host, struct fp_error *err)
{
	struct flashrom_programmer *prog = NULL;
	int is_known;

	if (!host->log)
		return 0;
	log_start(host);
	log_set_listing(true);
	is_known = flashrom_programmer_init(&prog, "?", NULL) == 0;
	log_seen();
	log_set_listing(false);
	flashrom_programmer_shutdown(prog);
	if (is_known || !log_seen()->is_unknown_programmer)
		return fp_fail(err, FP_REFUSED, "this libflashrom does not list its programmers");
	return 0;
}
#endif
