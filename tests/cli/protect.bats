#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The chip's own write protection, on the emulated chip through libflashrom. Status register 1: 0x1c protects all,
# 0x04 the last 256 KiB, 0x80 locks it where the WP pin is low.

load helpers

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return 1
	"$FP_BUILD/tests/make-synth" random 16777216 9 >original.bin
}

# chip OPTION...: a GD25Q128C in chip.bin behind $prog.
chip() {
	needs_flashrom_plugin
	cp "$BATS_FILE_TMPDIR/original.bin" chip.bin
	make-synth random 1000 5 >flag.bin
	flashplan-chip --port-file port --counters counters.json "$@" chip.bin >/dev/null 2>&1 3>&- &
	pid=$!
	for _ in $(seq 400); do
		[ ! -s port ] || break
		sleep 0.05
	done
	[ -s port ]
	prog=serprog:ip=127.0.0.1:$(cat port)
}

unplug() {
	kill "$pid"
	wait "$pid" || true
	pid=
}

teardown() {
	[ -z "${pid-}" ] || kill "$pid"
}

# counter NAME: its value, once the chip is unplugged.
counter() { sed -n "s/.*\"$1\": \([0-9]*\).*/\1/p" counters.json; }

@test "a protected target is refused with the range and the option; nothing is erased, no status register written" {
	chip --status 0x1c
	split flashplan write xiaomi-dafang -p "$prog" -i flag:flag.bin
	unplug
	[ $status = 3 ]
	has "write-protects 0x0+0x1000000" "touches 0xff0000+0x10000" "--unprotect"
	[ "$(counter erases)" = 0 ]
	[ "$(counter status_writes)" = 0 ]
	[ "$(counter sr1)" = 28 ]
	cmp chip.bin "$BATS_FILE_TMPDIR/original.bin"
}

@test "--unprotect lifts it once and brings it back" {
	chip --status 0x1c
	split flashplan write xiaomi-dafang -p "$prog" -i flag:flag.bin --unprotect
	unplug
	[ $status = 0 ]
	[ "$(counter sr1)" = 28 ]
	[ "$(counter status_writes)" -le 8 ]
	[ "$(counter refused_protected)" = 0 ]
}

@test "the number of status writes does not grow with the job" {
	printf '{ "flashplan": 1, "flash": { "size": "16M", "chips": [ { "names": ["GD25Q128C"] } ] }, "partitions": [
		{ "name": "all", "size": "1M", "fill": 85 }, { "name": "rest", "size": "rest" } ] }' >plan.json
	chip --status 0x1c
	split flashplan write plan.json -p "$prog" -i all --unprotect
	unplug
	[ $status = 0 ]
	[ "$(counter status_writes)" -le 8 ]
	[ "$(counter sr1)" = 28 ]
}

@test "protection elsewhere on the chip is no obstacle and is the same afterwards" {
	chip --status 0x04
	make-synth ingenic-spl 262144 3 >boot.bin
	split flashplan write xiaomi-dafang -p "$prog" -i boot:boot.bin
	unplug
	[ $status = 0 ]
	[ "$(counter sr1)" = 4 ]
}

@test "it is brought back after a job that fails" {
	chip --status 0x1c --ignore program:3
	split flashplan write xiaomi-dafang -p "$prog" -i flag:flag.bin --unprotect
	unplug
	[ $status = 5 ]
	[ "$(counter sr1)" = 28 ]
}

@test "a job that fails says when the protection could not be brought back" {
	chip --status 0x1c --cut after:3 --loss reset
	split flashplan write xiaomi-dafang -p "$prog" -i flag:flag.bin --unprotect
	[ $status = 5 ]
	has "note: flashrom: the write protection of 0x0+0x1000000 could not be brought back"
}

@test "it is brought back when the guard against larger erases ends the programmer" {
	chip --status 0x1c --stuck 0xff0010:3:0
	split flashplan write xiaomi-dafang -p "$prog" -i flag:flag.bin --unprotect
	unplug
	[ $status = 5 ]
	# Versions that do not read an erased block back leave it to us.
	[[ $stderr == *"ended before it tried larger erases"* || $stderr == *"after writing, 0xff0010 holds 0x"* ]]
	[ "$(counter sr1)" = 28 ]
	[ "$(counter erases_chip)" = 0 ]
}

@test "locked by the WP pin: refused, nothing issued, with a hint" {
	chip --status 0x9c --wp-low
	split flashplan write xiaomi-dafang -p "$prog" -i flag:flag.bin --unprotect
	unplug
	[ $status = 3 ]
	has "keeps its write protection" "WP# pin"
	[ "$(counter sr1)" = 156 ]
	[ "$(counter erases)" = 0 ]
	cmp chip.bin "$BATS_FILE_TMPDIR/original.bin"
}

@test "reading a locked chip works" {
	chip --status 0x9c --wp-low
	split flashplan verify xiaomi-dafang -p "$prog" -i flag:flag.bin
	unplug
	[ $status = 1 ]
	[ "$(counter status_writes)" = 0 ]
}

@test "a backup of a protected chip writes its status a few times, not for every block" {
	chip --status 0x1c
	split flashplan backup xiaomi-dafang -p "$prog" -o full.bak --passes 1
	unplug
	[ $status = 0 ]
	cmp full.bak chip.bin
	[ "$(counter status_writes)" -le 8 ]
	[ "$(counter sr1)" = 28 ]
}

@test "an unprotected chip's status is never written" {
	chip
	split flashplan write xiaomi-dafang -p "$prog" -i flag:flag.bin
	unplug
	[ $status = 0 ]
	[ "$(counter status_writes)" = 0 ]
}

@test "where protection cannot be read: a note, and the job goes on" {
	needs_flashrom_plugin
	printf '{ "flashplan": 1, "flash": { "size": "64K" }, "partitions": [ { "name": "a", "size": "64K", "fill": 1 } ] }' >plan.json
	make-synth random 65536 2 >chip.bin
	split flashplan write plan.json -p dummy:emulate=VARIABLE_SIZE,size=65536,image=chip.bin -i a
	[ $status = 0 ]
	[[ $stderr == *"note: whether the chip is write-protected cannot be told"* ]] || skip "this libflashrom can tell"
}

@test "what becomes of the status registers: a few of tests/protection-table" {
	needs_flashrom_plugin
	run "$BATS_TEST_DIRNAME/../protection-table" "$FP_BUILD" 04:00 1c:40 9c:00
	echo "$output"
	[ "${lines[-1]}" = "3 rows, 0 failed" ]
}

@test "a chip whose ranges flashrom does not know: refused where its status register has protection bits" {
	for status_register in 0x1c 0x00; do
		rm -f port
		chip --chip m25p128 --status $status_register
		printf '{ "flashplan": 1, "name": "cam", "flash": { "size": "16M", "erase-size": "256K" }, "partitions": [ { "name": "a", "size": "256K", "fill": 1 } ] }' >plan.json
		split flashplan write plan.json -p "$prog" -i a
		unplug
		if [ $status_register = 0x1c ]; then
			[ $status = 3 ]
			has "status register is 0x1c" "--unprotect"
			[ "$(counter status_writes)" = 0 ]
		else
			[ $status = 0 ]
		fi
	done
}

@test "the protection that an interrupted job had lifted comes back in the job that goes on with it" {
	export XDG_STATE_HOME=$PWD/state
	chip --status 0x9c --cut after:3 --loss reset
	split flashplan write xiaomi-dafang -p "$prog" -i flag:flag.bin --unprotect
	[ $status = 5 ]
	has "may be off now; \`flashrom -p" " --wp-range=0x0,0x1000000 --wp-enable"
	again=$(sed -n 's/^again: //p' stderr.txt)
	[[ $again == *" --resume "* ]]
	split eval "$again"
	unplug
	[ $status = 0 ]
	has "that an earlier job lifted is brought back at the end"
	[ "$(counter sr1)" = 156 ]
	[ -z "$(ls ./*.unfinished 2>/dev/null)" ]
}
