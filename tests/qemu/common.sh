# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Sourced by the scripts of tests/qemu/, with $top, the top of the sources: where downloads are, and what is in them.
# FP_QEMU moves the downloads (about 400 MB) out of build/, so that `make clean` leaves them.

FP_QEMU=${FP_QEMU:-$top/build/qemu}
export FP_QEMU

# kernel ARCH: the directory of an unpacked kernel; version ARCH: its version.
kernel() { echo "$FP_QEMU/kernel-$1"; }
version() { (cd "$(kernel "$1")/lib/modules" && echo [0-9]*); }
vmlinuz() { echo "$(kernel "$1")"/boot/vmlinuz-*; }
# The bare program u-boot.bin of QEMU's board sifive_u.
uboot_bin() { echo "$FP_QEMU/uboot/usr/lib/u-boot/sifive_unleashed/u-boot.bin"; }
