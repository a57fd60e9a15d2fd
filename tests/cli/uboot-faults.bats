#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# -p uboot: on emulated devices: all that happens on a line, and boot loaders that lie.

load helpers
load uboot

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
	wait=5 uboot probe -- "key=x,power=kill -USR1 $device"
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
	device --fault flip_every=200
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
		uboot write plan.json -i boot
		[ "$status" -eq 5 ]
		has "reports no error, but" "the chip is write-protected" "sf lock 0"
		holds before.bin
		kill "$device"
	done
	device --fault protected
	uboot write plan.json -i boot
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
	for command in crc32 md.l loady "sf erase" "sf write"; do
		cp "$BATS_FILE_TMPDIR/before.bin" flash
		device --reset-on "$command"
		uboot write plan.json -i boot
		echo "reset on $command"
		case $command in
		sf*) [ "$status" -eq 5 ] ;;
		loady) [ "$status" -eq 3 ] ;;
		*) [ "$status" -eq 4 ] ;;
		esac
		has "was reset, or lost its power" "same command again"
		uboot write plan.json -i boot -- "power=kill -USR1 $device"
		[ "$status" -eq 0 ]
		holds boot.want
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
