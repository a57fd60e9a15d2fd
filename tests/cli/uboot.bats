#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# -p uboot: on an emulated device (tests/uboot/): every dialect, and everything that happens on a line.

load helpers

bats_require_minimum_version 1.5.0

setup_file() {
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	cd "$BATS_FILE_TMPDIR" || return 1
	cat >plan.json <<-'EOF'
		{
		  "flashplan": 1, "name": "cam", "flash": { "size": "1M", "erase-size": "64K" },
		  "partitions": [
		    { "name": "boot", "size": "128K", "file": "boot.bin" },
		    { "name": "odd", "offset": "0x2a801", "size": "0x6000", "file": "odd.bin" },
		    { "name": "end", "offset": "0x80000", "size": "rest" } ]
		}
	EOF
	make-synth random 1048576 7 >before.bin
	# Half of what boot shall be is there already, and its end is erased.
	{ head -c 65536 before.bin && make-synth random 8192 1; } >boot.bin
	make-synth random $((0x6000)) 2 >odd.bin
	{ cat boot.bin && head -c $((131072 - 73728)) /dev/zero | tr '\0' '\377' && tail -c +131073 before.bin; } >boot.want
	{ head -c $((0x2a801)) before.bin && cat odd.bin && tail -c +$((0x2a801 + 0x6000 + 1)) before.bin; } >odd.want
}

setup() {
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	cd "$BATS_TEST_TMPDIR" || return 1
	ln "$BATS_FILE_TMPDIR"/*.json "$BATS_FILE_TMPDIR"/*.bin .
	cp "$BATS_FILE_TMPDIR/before.bin" flash
}

teardown() {
	[ -z "$device" ] || kill "$device" 2>/dev/null || true
}

# device [OPTION...]: an emulated device; $dev is where it is.
device() {
	rm -f where counters
	BOARD_COUNTERS=counters flashplan-uboot --where where "$@" ${flash-flash} >device.out 2>&1 3>&- &
	device=$!
	for _ in $(seq 200); do
		[ ! -s where ] || break
		sleep 0.02
	done
	dev=$(cat where)
}

# uboot COMMAND... [-- PARAMETERS]: flashplan on it; sets status, stdout, stderr.
uboot() {
	local words=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		words+=("$1")
		shift
	done
	split timeout 100 flashplan "${words[@]}" -p "uboot:dev=$dev,wait=${wait-1}${2:+,$2}"
	printf 'exit %s\n%s\n%s\n' "$status" "$stdout" "$stderr"
}

# The device must be asked no more: it is ended.
counter() {
	kill "$device"
	for _ in $(seq 200); do
		[ ! -s counters ] || break
		sleep 0.02
	done
	sed -n "s/^  \"$1\": \([0-9]*\),*$/\1/p" counters
}

holds() {
	cmp flash "$BATS_FILE_TMPDIR/$1"
}

needs() {
	command -v "$1" >/dev/null || skip "$1 is not installed"
}

@test "every dialect: what is not selected is kept, and the rest written and proven" {
	needs sb
	needs gkermit
	for dialect in $(flashplan-uboot --dialects | grep -v ralink); do
		cp "$BATS_FILE_TMPDIR/before.bin" flash
		device --dialect "$dialect"
		uboot write plan.json -i odd
		[ "$status" -eq 0 ]
		holds odd.want
		uboot verify plan.json -i odd
		[ "$status" -eq 0 ]
		# An empty line would have run the last command again.
		[ "$(counter repeats)" = 0 ]
	done
}

@test "what is there already is not sent, and the erased end of a content neither" {
	needs sb
	device
	uboot write plan.json -i boot
	[ "$status" -eq 0 ]
	holds boot.want
	[ "$(counter uploaded)" = 8192 ]
}

@test "the chip is erased over it" {
	needs sb
	device
	uboot erase plan.json -i end
	[ "$status" -eq 0 ]
	cmp <(tail -c +$((0x80001)) flash) <(head -c $((0x80000)) /dev/zero | tr '\0' '\377')
	cmp -n $((0x80000)) flash before.bin
	[ "$(counter uploaded)" = 0 ]
}

@test "sockets do as lines: tcp and unix" {
	device --tcp
	dev=tcp:$dev
	uboot probe
	[ "$status" -eq 0 ]
	device --unix "$PWD/sock"
	dev=unix:$dev
	uboot probe
	[ "$status" -eq 0 ]
	uboot probe -- fast=921600
	[ "$status" -eq 3 ]
	has "the speed of unix:"
}

@test "autoboot is stopped with the key that each asks for" {
	for dialect in $(flashplan-uboot --dialects); do
		device --dialect "$dialect" --off
		(sleep 1 && kill -USR1 "$device") &
		wait=20 uboot probe
		has "switch the device off and on"
		case $dialect in
		ralink*) has "no command sf" ;;
		*) [ "$status" -eq 0 ] ;;
		esac
		kill "$device"
	done
}

@test "power= switches the power, and its failure is told" {
	device --off
	uboot probe -- "power=kill -USR1 $device"
	[ "$status" -eq 0 ]
	has "switching the power with kill"
	kill "$device"
	device --off
	uboot probe -- power=false
	[ "$status" -eq 4 ]
	has "power=false failed (exit status 1)"
	uboot probe -- power=no-such-program
	[ "$status" -eq 3 ]
	has "cannot run power=no-such-program"
}

@test "a running system is not taken for a boot loader" {
	device --linux
	uboot probe
	[ "$status" -eq 4 ]
	has "answers something that is not U-Boot" "switch it off and on"
	uboot probe -- "power=kill -USR1 $device"
	[ "$status" -eq 0 ]
}

@test "nothing, noise, and a key that does not help are told apart" {
	device --off
	uboot probe
	[ "$status" -eq 4 ]
	has "nothing came over $dev in 1 s" "RX and TX crossed"
	kill "$device"
	device --baud 57600
	uboot probe
	[ "$status" -eq 4 ]
	has "is no text at 115200 baud" "baud=57600"
	uboot probe -- baud=57600
	[ "$status" -eq 0 ]
	kill "$device"
	device --dialect 2018.03 --off
	uboot probe -- "key=x,power=kill -USR1 $device"
	[ "$status" -eq 4 ]
	has "answers something that is not U-Boot" "key=ctrl-c"
}

@test "bytes that a small UART loses are typed again, more slowly" {
	needs sb
	device --fault fifo=16 --fault lose_at=60
	uboot write plan.json -i odd
	[ "$status" -eq 0 ]
	holds odd.want
	[ "$(counter repeats)" = 0 ]
}

@test "what is shown is proven by its checksum, line noise and others' messages are read again" {
	device --fault chatter_every=100
	uboot write plan.json -i odd --dry-run
	[ "$status" -eq 0 ]
	kill "$device"
	device --fault flip_every=7001
	uboot verify plan.json -i odd
	[ "$status" -eq 1 ]
	[[ $stdout == *differs* ]]
	kill "$device"
	device --fault flip_every=500
	uboot verify plan.json -i odd
	[ "$status" -eq 4 ]
	has "garbles"
}

@test "without crc32 it is slower, and as right" {
	needs sb
	device --without crc32
	uboot write plan.json -i odd
	[ "$status" -eq 0 ]
	holds odd.want
	device --without crc32 --fault chatter_every=300
	cp "$BATS_FILE_TMPDIR/before.bin" flash
	uboot write plan.json -i odd
	[ "$status" -eq 0 ]
	holds odd.want
}

@test "a boot loader that cannot do it is refused before anything is done" {
	device --without sf
	uboot write plan.json -i odd
	[ "$status" -eq 3 ]
	has "has no command sf" "another way to the chip"
	kill "$device"
	device --without "loady loadb"
	uboot write plan.json -i odd
	[ "$status" -eq 3 ]
	has "neither loady nor loadb"
	holds before.bin
	kill "$device"
	device --without "md crc32"
	uboot verify plan.json -i odd
	[ "$status" -eq 3 ]
	has "neither md nor crc32"
}

@test "a chip that is protected and says OK does not pass, in any version" {
	needs sb
	for dialect in 2018.03 hisilicon-2010.06; do
		device --dialect "$dialect" --fault protected
		uboot write plan.json -i odd
		[ "$status" -eq 5 ]
		has "reports no error, but" "the chip is write-protected" "sf lock 0"
		holds before.bin
		kill "$device"
	done
	device --fault protected
	uboot write plan.json -i odd
	[ "$status" -eq 3 ]
	has "flash area is locked" "sf protect unlock"
	holds before.bin
}

@test "a later block that does not change is found, too" {
	needs sb
	device --dialect 2018.03 --fault dead_at=0x90000
	uboot erase plan.json -i end
	[ "$status" -eq 5 ]
	has "after writing, 0x90000 holds"
}

@test "a transfer that breaks and is called a success is sent again" {
	needs sb
	device --dialect 2018.03 --fault cut_transfer=3000 --fault cut_times=2
	uboot write plan.json -i odd
	[ "$status" -eq 0 ]
	holds odd.want
	kill "$device"
	cp "$BATS_FILE_TMPDIR/before.bin" flash
	device --dialect 2018.03 --fault cut_transfer=3000 --fault cut_times=9
	uboot write plan.json -i odd
	[ "$status" -eq 3 ]
	has "did not arrive whole" "nothing was erased"
	holds before.bin
}

@test "a read that fails without a word is seen" {
	device --dialect hisilicon-2010.06 --fault read_lost
	uboot verify plan.json -i odd
	[ "$status" -eq 4 ]
	has "reports no error, but has brought nothing"
}

@test "a device that is reset, hangs, or vanishes: a clear error, and the next run ends well" {
	needs sb
	for fault in reset_at=14 reset_at=26 reset_at=30; do
		device --fault "$fault"
		uboot write plan.json -i odd
		echo "$fault"
		[ "$status" -eq 4 ] || [ "$status" -eq 5 ] || [ "$status" -eq 3 ]
		has "was reset, or lost its power" "same command again"
		uboot write plan.json -i odd -- "power=kill -USR1 $device"
		[ "$status" -eq 0 ]
		holds odd.want
		cp "$BATS_FILE_TMPDIR/before.bin" flash
		kill "$device"
	done
	device --fault hang_at=12
	uboot verify plan.json -i odd
	[ "$status" -eq 4 ]
	has "the prompt did not come back" "switch it off and on"
	kill "$device"
	device --fault gone_at=12
	uboot verify plan.json -i odd
	[ "$status" -eq 4 ]
	has "the line $dev is gone"
	device --fault endless
	uboot verify plan.json -i odd
	[ "$status" -eq 4 ]
	has "talks without end"
}

@test "the speed is raised for a session and taken back, by either way" {
	needs sb
	for dialect in 2025.01 hisilicon-2010.06; do
		cp "$BATS_FILE_TMPDIR/before.bin" flash
		rm -f log
		device --dialect "$dialect"
		uboot write plan.json -i odd -- fast=921600,log=log
		[ "$status" -eq 0 ]
		holds odd.want
		grep -q '^[0-9.]* \* 921600 baud' log
		uboot probe
		[ "$status" -eq 0 ]
		kill "$device"
	done
}

@test "a place that is no RAM is found out before it is used" {
	device
	uboot probe -- load=0x100
	[ "$status" -eq 4 ]
	has "at 0x100 there is no RAM"
	uboot probe -- load=0x80600001
	[ "$status" -eq 3 ]
	has "no multiple of 4"
	kill "$device"
	device --dialect 2018.03 --without printenv
	uboot probe
	[ "$status" -eq 3 ]
	has "Neither loadaddr nor bdinfo" "load=0x80600000"
}

@test "parameters are checked" {
	dev=/dev/null
	uboot probe
	[ "$status" -eq 3 ]
	has "/dev/null is no serial line"
	dev=/no/such/line
	uboot probe
	[ "$status" -eq 3 ]
	has "cannot open /no/such/line"
	split flashplan probe -p uboot:baud=9600
	[ "$status" -eq 3 ]
	has "which line is the device on?"
	uboot probe -- bauds=9600
	[ "$status" -eq 3 ]
	has 'there is no parameter "bauds"' 'did you mean "baud"?'
	uboot probe -- load=zero
	[ "$status" -eq 3 ]
	has 'load=zero: "zero" is not a size'
	uboot probe -- quiet
	[ "$status" -eq 3 ]
	has '"quiet" is not NAME=VALUE'
	dev=tcp:nowhere
	uboot probe
	[ "$status" -eq 3 ]
	has "expected tcp:HOST:PORT"
}

@test "a line that another program holds is not shared" {
	command -v flock >/dev/null || skip "flock is not installed"
	device
	flock "$dev" sleep 2 &
	sleep 0.3
	uboot probe
	[ "$status" -eq 3 ]
	has "$dev is in use by another program"
	wait $!
}

@test "a session log holds all of it, is nobody else's to read, and replays" {
	device
	uboot verify plan.json -i odd -- log=log
	[ "$status" -eq 1 ]
	first=$stdout
	[ "$(stat -c %a log)" = 600 ]
	kill "$device"
	flash='' device --replay log
	uboot verify plan.json -i odd
	[ "$status" -eq 1 ]
	[ "$stdout" = "$first" ]
	wait "$device"
	device=
}
