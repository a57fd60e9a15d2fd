#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Chips that erase more at once than the plan says: found out before the first erase.

load helpers
load chips

setup() {
	needs_flashrom_plugin
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	cd "$BATS_TEST_TMPDIR"
	export XDG_STATE_HOME=$PWD/state
	cat >plan.json <<-'EOF'
		{ "flashplan": 1, "name": "cam", "flash": { "size": "16M", "erase-size": "64K" },
		  "partitions": [ { "name": "a", "offset": "320K", "size": "64K", "fill": 85 } ] }
	EOF
	make-synth random 16777216 3 >before.bin
	cp before.bin want.bin
	head -c 65536 /dev/zero | tr '\0' U | put want.bin 327680
	BATS_FILE_TMPDIR=$BATS_TEST_TMPDIR
}

teardown() {
	stop_chips
}

@test "256K sectors under a plan of 64K: said, and all that the sector holds is in the backup and stays" {
	chip a --chip m25p128
	at_once a write plan.json -i a
	stop_chips
	took a
	[ "$status" = 0 ]
	has "note: this chip erases 256K at once there" "plan's of 64K"
	cmp a/chip.bin want.bin
	cmp a/cam-*-1.bak <(part before.bin 262144 262144)
	count a erases=1 bytes_erased=262144
}

@test "a dry run plans with the real blocks, but does not ask a protected chip" {
	chip a --chip m25p128
	chip b --chip m25p128 --status 0x1c
	start a write plan.json -i a --dry-run
	start b write plan.json -i a --dry-run --unprotect
	finish a
	finish b
	stop_chips
	took a
	[ "$status" = 0 ]
	has "erases 256K at once"
	took b
	[ "$status" = 0 ]
	[[ $stderr != *"at once"* ]]
	for dir in a b; do
		untouched $dir
	done
}

@test "power cuts at a few places on four kinds of chips; tests/torture-blocks has more" {
	run "$BATS_TEST_DIRNAME/../torture-blocks" "$FP_BUILD" 2
	echo "$output"
	[ "${lines[-1]}" = "12 cuts, 0 failed" ]
}

@test "a chip that erases more than one operation carries is refused, with a next step" {
	cat >large.json <<-'EOF'
		{ "flashplan": 1, "flash": { "size": "64M", "erase-size": "64K" }, "partitions": [ { "name": "a", "size": "rest", "fill": 85 } ] }
	EOF
	split flashplan write large.json -i a --no-backup -p dummy:emulate=VARIABLE_SIZE,size=67108864
	[ $status = 3 ]
	has "too much for one operation"
	[ "$(grep -c '^hint: .' stderr.txt)" = "$(grep -c '^hint:' stderr.txt)" ]
	grep -q '^hint: ' stderr.txt
}
