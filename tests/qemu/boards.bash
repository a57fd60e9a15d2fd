# SPDX-License-Identifier: GPL-2.0-or-later
# What the bats files here and the story share: boards that are switched on and off, and what their chips shall hold.
# shellcheck shell=bash

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
QEMU=$TOP/tests/qemu

# static_build TRIPLET: the directory of `make static` for it, in the current directory as `camera`.
static_build() {
	make -s -C "$TOP" static "CC=$1-gcc" >make.txt 2>&1 || { cat make.txt; return 1; }
	cp -r "$TOP/build/static-$1/flashplan" camera
}

# put FILE AT: into the model of what the chip shall hold.
put() { dd if="$1" of=model.bin bs=65536 seek=$(($2 / 65536)) conv=notrunc 2>/dev/null; }

# What `mtdtab` in the guest said, as lines of NAME OFFSET SIZE.
table() { awk '$1 == "MTD" && $3 != "pnor" { print $3, $4, $5 }' console.txt; }
# The same of PLAN (plan.json).
wanted_table() {
	local start end name
	flashplan layout "${1:-plan.json}" | while IFS=': ' read -r start end name; do
		echo "$name $((0x$start)) $((0x$end - 0x$start + 1))"
	done
}

# A board with U-Boot, whose chip is chip.bin, its card sd.img; $dev is its console.
power_on() {
	FP_QEMU_SERIAL=pty FP_QEMU_SECONDS=580 "$QEMU/uboot" chip.bin sd.img >qemu.txt 2>&1 3>&- &
	board=$!
	for _ in $(seq 300); do
		dev=$(sed -n 's/.*redirected to \([^ ]*\).*/\1/p' qemu.txt)
		[ -z "$dev" ] || return 0
		sleep 0.1
	done
	cat qemu.txt
	return 1
}

power_off() {
	kill "$board"
	wait "$board" || true
	board=
}
