# SPDX-License-Identifier: GPL-2.0-or-later
# What the bats files here share, over those of tests/cli. Tests run below the top of the sources.
# shellcheck shell=bash

load ../cli/helpers
load boards

# machine NAME: is there all that it needs? Else the test is skipped, and says why.
machine() {
	local why
	why=$("$QEMU/setup" "$1" 2>&1) || skip "$(echo "$why" | tail -n 1)"
}

# A chip of $1 bytes that holds something, and a plan of the Dafang family that calls it `bmc`.
make_chip() { make-synth random "$1" 99 >chip.bin; }
make_plan() {
	cat >plan.json <<-JSON
		{ "flashplan": 1, "extends": "xiaomi-dafang", "flash": { "mtd-id": "$1" } }
	JSON
}
