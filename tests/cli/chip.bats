#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The emulated chip behind serprog, as flashrom's own chip drivers see it.

PATH=$PATH:/usr/sbin:/sbin
# What flashrom calls the chip, by version; it prefers to be told.
NAMES_128='GD25Q127C/GD25Q128C GD25Q127C/GD25Q128E GD25Q128E/GD25B128E/GD25R128E/GD25Q127C'
NAMES_256='GD25Q256D/GD25Q256E GD25Q256D'

setup() {
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || true
}

start_chip() {
	"$FP_BUILD/tests/flashplan-chip" --port-file port --counters counters.json "$@" chip.bin >out 2>err 3>&- &
	pid=$!
	for _ in $(seq 200); do
		[ -s port ] && return
		sleep 0.02
	done
	cat err
	return 1
}

stop_chip() {
	kill "$pid"
	wait "$pid"
	pid=
}

counter() {
	sed -n "s/^  \"$1\": \([0-9]*\),*$/\1/p" counters.json
}

need_flashrom() {
	command -v flashrom >/dev/null || skip "flashrom is not installed"
	for NAME in "$@"; do
		flashrom -p dummy -c "$NAME" 2>&1 | grep -q "Unknown chip" || return 0
	done
	skip "this flashrom knows the chip by none of: $*"
}

@test "flashrom writes 64 KiB through its own driver and reads it back" {
	need_flashrom $NAMES_128
	head -c 65536 /dev/urandom >block
	head -c 16777216 /dev/zero | tr '\0' '\125' >chip.bin
	cp chip.bin want.bin
	dd if=block of=want.bin bs=65536 seek=3 conv=notrunc 2>/dev/null
	echo '00030000:0003ffff block' >layout
	start_chip
	run timeout 60 flashrom -p serprog:ip=127.0.0.1:"$(cat port)" -c "$NAME" -l layout -i block -N -w want.bin
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *VERIFIED* ]]
	stop_chip
	cmp chip.bin want.bin
	[ "$(counter bytes_programmed)" -eq 65536 ]
	[ "$(counter bytes_erased)" -eq 65536 ]
	[ "$(counter bytes_read)" -ge 131072 ]
	[ "$(counter max_wear)" -eq 1 ]
	[ "$(counter refused_busy)" -eq 0 ]
	[ "$(counter unerased_bytes)" -eq 0 ]
	[ "$(counter pins_released)" -eq 1 ]
	[ "$(counter virtual_ms)" -gt 2000 ]
}

@test "flashrom reads 32 MiB with 4-byte addresses" {
	need_flashrom $NAMES_256
	head -c 33554432 /dev/urandom >chip.bin
	start_chip --chip gd25q256
	run timeout 60 flashrom -p serprog:ip=127.0.0.1:"$(cat port)" -c "$NAME" -r read.bin
	echo "$output"
	[ "$status" -eq 0 ]
	stop_chip
	cmp chip.bin read.bin
}

@test "a power cut resets the connection and leaves the file half written" {
	need_flashrom $NAMES_128
	head -c 16777216 /dev/zero >want.bin
	echo '00000000:0000ffff block' >layout
	start_chip --cut programmed:1000 --loss reset
	run timeout 60 flashrom -p serprog:ip=127.0.0.1:"$(cat port)" -c "$NAME" -l layout -i block -N -w want.bin
	[ "$status" -ne 0 ]
	[ "$status" -ne 124 ] # at end of file it would spin
	stop_chip
	[ "$(head -c 1000 chip.bin | tr -d '\0' | wc -c)" -eq 0 ]
	[ "$(tail -c +1001 chip.bin | tr -d '\377' | wc -c)" -eq 0 ]
	[ "$(counter power_cuts)" -eq 1 ]
}

# RDID as a serprog command; the answer is ACK and three bytes.
RDID='\x13\x01\0\0\x03\0\0\x9f'

@test "the protocol synchronises and passes a transaction on" {
	start_chip --once
	exec 4<>"/dev/tcp/127.0.0.1/$(cat port)"
	printf '\x10\x01\x42'"$RDID" >&4
	[ "$(head -c 10 <&4 | od -An -tx1)" = " 15 06 06 01 00 15 06 c8 40 18" ]
	exec 4>&-
	wait "$pid"
	pid=
	[ "$(counter transactions)" -eq 1 ]
	[ "$(counter connections)" -eq 1 ]
}

@test "a dropped connection ends, and the next is served" {
	start_chip --drop 1
	for want in " 06 c8 40 18" " 06 c8 40 18 06 c8 40 18"; do
		exec 4<>"/dev/tcp/127.0.0.1/$(cat port)"
		printf "$RDID$RDID" >&4
		got=$(timeout 5 head -c 8 <&4 | od -An -tx1)
		exec 4>&-
		[ "$got" = "$want" ]
	done
	stop_chip
	[ "$(counter connections)" -eq 2 ]
}

@test "a stalled connection stays open and silent" {
	start_chip --drop 1 --loss stall
	exec 4<>"/dev/tcp/127.0.0.1/$(cat port)"
	printf "$RDID$RDID" >&4
	[ "$(head -c 4 <&4 | od -An -tx1)" = " 06 c8 40 18" ]
	run timeout 0.3 head -c 1 <&4
	[ "$status" -eq 124 ]
	exec 4>&-
	stop_chip
}

@test "an image of another size is refused" {
	echo short >chip.bin
	run "$FP_BUILD/tests/flashplan-chip" chip.bin
	[ "$status" -eq 1 ]
	[[ $output == *"chip.bin has 6 bytes, the chip 16777216"* ]]
}

@test "bad values of options are named" {
	for bad in cut=erase:0 cut=never:1 stuck=0:8:1 stuck=0x1000000:0:0 noise=2 ignore=erase:0 \
		weak=erase float=sideways loss=bang status=0x100 drop=0 chip=w25q128 half=third port=70000; do
		run "$FP_BUILD/tests/flashplan-chip" "--${bad%%=*}" "${bad#*=}" chip.bin
		echo "$bad: $output"
		[ "$status" -eq 2 ]
		[[ $output == *"bad value for --${bad%%=*}:"* ]]
	done
	[ ! -e chip.bin ]
}
