/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Synthetic partition content that the kinds recognise, for the tests and the demo: no byte of it
 * comes from a device. */
#ifndef FP_SYNTH_H
#define FP_SYNTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYNTH_SPL_LENGTH    0x305c /* as on a T20 */
#define SYNTH_UIMAGE_HEADER 64
#define SYNTH_SQUASHFS_MIN  256
#define SYNTH_JFFS2_USED    336 /* clean marker and inode node */

/* Each fills all size bytes of buf, alike for the same arguments; false, and buf untouched, if the
 * content does not fit. */

/* Any bytes. */
bool synth_random(uint8_t *buf, size_t size, uint32_t seed);

/* Header and SPL with its CRC7, random bytes in place of U-Boot up to the end. */
bool synth_ingenic_spl(uint8_t *buf, size_t size, uint32_t seed);

/* Header and payload random bytes, then 0x00 as vendors pad. */
bool synth_uimage(uint8_t *buf, size_t size, size_t payload, uint32_t seed);

/* A superblock of 4.0 (xz) over `used` bytes (at least SYNTH_SQUASHFS_MIN), random but for the
 * index of the owners' table, then 0x00. Nothing can mount it. */
bool synth_squashfs(uint8_t *buf, size_t size, size_t used, uint32_t seed);

/* A clean marker and one inode node of random data (SYNTH_JFFS2_USED bytes), then 0xff. */
bool synth_jffs2(uint8_t *buf, size_t size, bool is_big, uint32_t seed);

#endif
