/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands behind "uboot:" in -p: NAME=VALUE, separated by commas. */
#ifndef FP_UBOOT_PARAMS_H
#define FP_UBOOT_PARAMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define PARAM_MAX 256 /* bytes of a value, with its end */

/* Texts are empty and numbers 0 where nothing was said, but for those with a default. */
struct params {
	char dev[PARAM_MAX]; /* a serial device, tcp:HOST:PORT or unix:PATH */
	uint64_t baud; /* 115200 */
	uint64_t fast; /* a higher speed for the time of the session */
	char prompt[PARAM_MAX]; /* else it is found */
	char key[PARAM_MAX]; /* what stops autoboot, decoded; else what the boot loader asks for */
	uint64_t load; /* a place in RAM */
	bool has_load;
	uint64_t size; /* of the chip, where sf probe does not tell it */
	char flash[PARAM_MAX]; /* BUS:CS for sf probe */
	char power[PARAM_MAX]; /* a program and its arguments, which switch the device off and on */
	uint64_t wait; /* seconds for the power to come: 60 */
	char log[PARAM_MAX]; /* a file that the session is appended to */
};

/* Refuses what it does not know. */
int params_parse(const char *text, struct params *p, struct fp_error *err);

#endif
