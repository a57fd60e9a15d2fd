#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# -p uboot: on the console of a real U-Boot, over a pty. QEMU's SPI-NOR keeps programmed zeros, so that a forgotten erase
# shows.

load helpers

setup() {
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	cd "$BATS_TEST_TMPDIR" || return 1
	machine uboot
	command -v sb >/dev/null || skip "lrzsz is not installed"
	make_chip 33554432
	cp chip.bin model.bin
	make-synth erased 1048576 >nothing
	"$QEMU/sdcard" sd.img 64 nothing
	cat >plan.json <<-JSON
		{ "flashplan": 1, "flash": { "size": "32M" },
		  "partitions": [ { "name": "odd", "offset": "0x21001", "size": "0x3000", "file": "odd.bin" },
				  { "name": "app", "offset": "1M", "size": "256K", "file": "app.bin" } ] }
	JSON
	make-synth random 12288 1 >odd.bin
	# The first page of each block is another one; the rest is erased.
	for block in 1 2 3 4; do
		make-synth random 4096 $block
		make-synth erased 61440
	done >app.bin
}

teardown() {
	[ -z "$board" ] || kill "$board" 2>/dev/null || true
}

@test "a region of a real U-Boot's chip is read, written and proven; a power cut, and the next run ends well" {
	power_on
	split flashplan probe -p "uboot:dev=$dev"
	echo "$stdout $stderr"
	[ "$status" -eq 0 ]
	[[ $stdout == *"chip: is25wp256"* ]]
	[[ $stdout == *"version: U-Boot 20"* ]]
	split flashplan write plan.json -i odd -p "uboot:dev=$dev,log=log"
	echo "$stdout $stderr"
	[ "$status" -eq 0 ]
	dd if=odd.bin of=model.bin bs=1 seek=$((0x21001)) conv=notrunc 2>/dev/null
	cmp chip.bin model.bin
	split flashplan verify plan.json -i odd -p "uboot:dev=$dev"
	[ "$status" -eq 0 ]

	timeout 300 flashplan write plan.json -i app -p "uboot:dev=$dev" >out 2>err 3>&- &
	job=$!
	for _ in $(seq 1200); do
		! cmp -s -n 65536 app.bin <(tail -c +1048577 chip.bin) || break
		sleep 0.1
	done
	power_off
	status=0
	wait $job || status=$?
	cat out err
	[ "$status" -eq 5 ]
	grep "^again: " err
	power_on
	split flashplan write plan.json -i app -p "uboot:dev=$dev"
	echo "$stdout $stderr"
	[ "$status" -eq 0 ]
	put app.bin 1048576
	cmp chip.bin model.bin
	power_off
}
