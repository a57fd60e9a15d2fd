# SPDX-License-Identifier: GPL-2.0-or-later
# What the bats files here share, over those of tests/cli. Tests run below the top of the sources.
# shellcheck shell=bash

load ../cli/helpers

TOP=$BATS_TEST_DIRNAME/../..
QEMU=$TOP/tests/qemu

# machine NAME: is there all that it needs? Else the test is skipped, and says why.
machine() {
	local why
	why=$("$QEMU/setup" "$1" 2>&1) || skip "$(echo "$why" | tail -n 1)"
}

# static_build TRIPLET: the directory of `make static` for it, in the current directory as `camera`.
static_build() {
	make -s -C "$TOP" static "CC=$1-gcc" >make.txt 2>&1 || { cat make.txt; return 1; }
	cp -r "$TOP/build/static-$1/flashplan" camera
}

# A chip of $1 bytes that holds something, and a plan of the Dafang family that calls it `bmc`.
make_chip() { make-synth random "$1" 99 >chip.bin; }
make_plan() {
	cat >plan.json <<-JSON
		{ "flashplan": 1, "extends": "xiaomi-dafang", "flash": { "mtd-id": "$1" } }
	JSON
}

# put FILE AT: into the model of what the chip shall hold.
put() { dd if="$1" of=model.bin bs=65536 seek=$(($2 / 65536)) conv=notrunc 2>/dev/null; }

# What `mtdtab` in the guest said, as lines of NAME OFFSET SIZE.
table() { awk '$1 == "MTD" && $3 != "pnor" { print $3, $4, $5 }' console.txt; }
# The same of the plan.
wanted_table() {
	local start end name
	flashplan layout plan.json | while IFS=': ' read -r start end name; do
		echo "$name $((0x$start)) $((0x$end - 0x$start + 1))"
	done
}
