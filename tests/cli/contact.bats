#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Programmers that lose contact, are slow, or are waited for: what counts is what the chip says, and progress.

load helpers
load chips

setup_file() {
	PATH=$FP_BUILD/tests:$PATH make_chip_files
}

setup() {
	needs_flashrom_plugin
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	cd "$BATS_TEST_TMPDIR"
	export XDG_STATE_HOME=$PWD/state
}

teardown() {
	stop_chips
}

@test "contact lost once, at a few places of each kind of job; tests/torture-contact has all" {
	run "$BATS_TEST_DIRNAME/../torture-contact" "$FP_BUILD" 3
	echo "$output"
	[[ ${lines[-1]} =~ ^[1-9][0-9]*" jobs, 0 failed"$ ]]
}

@test "a chip that holds 0x00 everywhere is a chip: verified, written" {
	head -c 16777216 /dev/zero >zero.bin
	printf '{ "flashplan": 1, "name": "cam", "flash": { "size": "16M", "chips": [ { "names": ["GD25Q127C", "GD25Q128C"] } ] },
		"partitions": [ { "name": "a", "size": "64K", "fill": 0 }, { "name": "b", "size": "64K", "file": "b" } ] }' >zero.json
	make-synth random 65536 1 >b
	for dir in verified written; do
		contents=zero.bin chip $dir
		cp zero.json b $dir
	done
	start verified verify zero.json -i a
	start written write zero.json -i b
	finish verified
	finish written
	for dir in verified written; do
		took $dir
		[ "$status" = 0 ]
	done
	put zero.bin 65536 <b
	cmp written/chip.bin zero.bin
}

@test "a line that is low for ever reads like that chip, and is found out by a new process that asks for its id" {
	head -c 16777216 /dev/zero >zero.bin
	printf '{ "flashplan": 1, "name": "cam", "flash": { "size": "16M", "chips": [ { "names": ["GD25Q127C", "GD25Q128C"] } ] },
		"partitions": [ { "name": "a", "size": "64K", "fill": 0 } ] }' >zero.json
	contents=zero.bin chip good
	contents=zero.bin chip off --float low:20
	cp zero.json good
	cp zero.json off
	start good verify zero.json -i a
	start off verify zero.json -i a
	finish good
	finish off
	stop_chips
	took good
	[ "$status" = 0 ]
	[ "$(counter good transactions)" -gt 30 ]
	[ "$(counter good connections)" = 2 ]
	took off
	[ "$status" = 4 ]
	has "hint: "
}

@test "a slow programmer: 64K take most of the timeout to read, and far more to write; it is written all the same" {
	chip a --slow 25
	printf '{ "flashplan": 1, "name": "cam", "flash": { "size": "16M", "chips": [ { "names": ["GD25Q127C", "GD25Q128C"] } ] },
		"partitions": [ { "name": "a", "size": "64K", "fill": 85 } ] }' >a/slow.json
	at_once a write slow.json -i a --timeout 2
	took a
	[ "$status" = 0 ]
	[[ $stdout == *"written and read back"* ]]
}

@test "stopped with ^Z for longer than the timeout: it goes on" {
	chip a --slow 10
	start a write plan.json -i boot --timeout 2
	for _ in 1 2 3; do
		sleep 1.5
		kill -STOP "$(cat a/job)"
		sleep 3
		kill -CONT "$(cat a/job)"
	done
	finish a
	took a
	[ "$status" = 0 ]
	holds a boot.want
}

@test "^C and TERM end a job whose programmer does not answer, in a moment" {
	for signal in INT TERM; do
		chip $signal --drop read:1 --loss stall
		start $signal write plan.json -i boot --timeout 300 --events events
	done
	for signal in INT TERM; do
		for _ in $(seq 1000); do
			! grep -qs '"phase":"read"' $signal/events || break
			sleep 0.02
		done
	done
	for signal in INT TERM; do
		kill -$signal "$(cat $signal/job)"
	done
	for signal in INT TERM; do
		finish $signal
		took $signal
		[ "$status" = 4 ]
		has "cancelled while reading"
		untouched $signal
	done
}
