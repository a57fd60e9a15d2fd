/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words that come from plans, dumps and devices, made fit for messages. */
#ifndef FP_BASE_TEXT_H
#define FP_BASE_TEXT_H

/* Control characters become '?': what a device says must not steer a terminal. */
void fp_text_clean(char *text);

#endif
