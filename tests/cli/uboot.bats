#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# -p uboot: on emulated devices: dialects, lines, sessions.

load helpers
load uboot

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
	for _ in $(seq 75); do
		flock -n "$dev" true || break
		sleep 0.02
	done
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

@test "probe tells the boot loader, and the layouts that fit its table" {
	truncate -s 16M flash
	mtdparts=$(flashplan convert -t mtdparts xiaomi-dafang 2>/dev/null)
	device --dialect ingenic-2013.07 --mtdparts "$mtdparts"
	uboot probe
	[ "$status" -eq 0 ]
	[[ $stdout == *"version: U-Boot 2013.07 (Apr 12 2019"* ]]
	[[ $stdout == *"prompt: isvp_t20# "* ]]
	[[ $stdout == *"mtdparts: mtdparts=jz_sfc:256k(boot),"* ]]
	[[ $stdout == *"layouts: xiaomi-dafang"* ]]
	[[ $stdout != *wyze* ]]
	kill "$device"
	device --dialect ingenic-2013.07 --mtdparts "${mtdparts/256k(boot),2048k/512k(boot),1792k}"
	uboot probe --json
	[ "$status" -eq 0 ]
	[[ $stdout == *'"layouts": []'* ]]
}

@test "what a dump holds is not read: the backup is whole, and the line quiet" {
	needs sb
	device
	uboot write plan.json -i odd --backup one.bak --backup-from before.bin
	[ "$status" -eq 0 ]
	holds odd.want
	cmp one.bak <(tail -c +$((0x20001)) before.bin | head -c $((0x20000)))
	# 24 KiB in two blocks came over the line the other way only.
	[ "$(counter sent)" -lt 40000 ]
	cp before.bin flash
	device
	uboot backup -o two.bak --backup-from odd.want
	[ "$status" -eq 0 ]
	cmp two.bak before.bin
	uboot backup -o three.bak --backup-from odd.bin
	[ "$status" -eq 3 ]
	has "the dump to compare with has 24K, the chip has 1M"
	split flashplan backup -p dummy:emulate=W25Q128FV -o four.bak --backup-from before.bin
	[ "$status" -eq 3 ]
}

@test "64 KiB that match cost two seconds at 115200 baud" {
	device
	uboot verify plan.json -i odd --from before.bin
	[ "$status" -eq 0 ]
	[ "$(counter line_ms)" -lt 2000 ]
}

@test "a slow line is no hanging programmer, and how long it takes is said beforehand" {
	device --fault pace=11520
	uboot verify plan.json -i odd --timeout 3
	[ "$status" -eq 1 ]
	kill "$device"
	device --fault pace=60000
	split timeout 12 flashplan backup -o b.bak -p "uboot:dev=$dev"
	has "more must be read, which takes about" "--backup-from DUMP"
}

@test "a session of a real U-Boot 2025.01, as it was logged" {
	flash='' device --replay "$BATS_TEST_DIRNAME/../uboot/logs/u-boot-2025.01.log"
	uboot probe
	[ "$status" -eq 0 ]
	[[ $stdout == *"name: is25wp256"* ]]
	[[ $stdout == *"size: 32M"* ]]
}
