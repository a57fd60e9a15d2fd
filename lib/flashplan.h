/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The public face of libflashplan: plans, images and programming jobs for SPI-NOR flash. It never
 * prints, exits, changes directory or reads the environment. Functions return 0 or a negative
 * enum fp_code and fill in the struct fp_error that they are given. */
#ifndef FP_FLASHPLAN_H
#define FP_FLASHPLAN_H

#include "base/error.h"
#include "job/backup.h"
#include "base/file.h"
#include "formats/format.h"
#include "selection/contents.h"
#include "dump/diff.h"
#include "dump/dump.h"
#include "content/env.h"
#include "image/image.h"
#include "job/run.h"
#include "job/plan.h"
#include "job/journal.h"
#include "content/kinds/kind.h"
#include "plan/layout-dir.h"
#include "base/number.h"
#include "plan/plan.h"
#include "programmer/programmer.h"
#include "selection/select.h"
#include "selection/source.h"

#endif
