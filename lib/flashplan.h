/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The public face of libflashplan: plans, images and programming jobs for SPI-NOR flash. It never
 * prints, exits, changes directory or reads the environment. Functions return 0 or a negative
 * enum fp_code and fill in the struct fp_error that they are given. */
#ifndef FLASHPLAN_H
#define FLASHPLAN_H

#include "error.h"
#include "backup.h"
#include "file.h"
#include "formats/format.h"
#include "contents.h"
#include "diff.h"
#include "dump.h"
#include "env.h"
#include "image.h"
#include "job-run.h"
#include "job.h"
#include "journal.h"
#include "kinds/kind.h"
#include "layout-dir.h"
#include "number.h"
#include "plan.h"
#include "programmer.h"
#include "select.h"
#include "source.h"

#endif
