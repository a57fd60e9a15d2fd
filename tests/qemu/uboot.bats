#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# script uboot, run by a real U-Boot: boot.scr from an SD card, nobody types. QEMU's SPI-NOR keeps programmed zeros, so
# that a forgotten erase shows.

load helpers

# A chip of U-Boot's board, 32 MiB, of which the plan is the first half.
setup_chip() {
	machine uboot
	make_chip 33554432
	cp chip.bin model.bin
}

small_card() {
	setup_chip
	cat >plan.json <<-JSON
		{ "flashplan": 1, "flash": { "size": "16M" }, "uboot": { "load-address": "0x80600000" },
		  "partitions": [ { "name": "boot", "size": "256K" }, { "name": "kernel", "size": "128K" }, { "name": "rest", "size": "rest" } ] }
	JSON
	make-synth random 100000 1 >kernel.bin
	make-synth random 200000 2 >boot.bin
	flashplan script uboot plan.json -i kernel:kernel.bin -i boot:boot.bin -d card
}

# What the script says with the card as it is now; it must leave the chip alone.
refuses() { # SENTENCE
	"$QEMU/sdcard" sd.img 64 card/*
	FP_QEMU_UNTIL='flashplan: .*written' "$QEMU/uboot" chip.bin sd.img >console.txt 2>&1
	grep -F "$1" console.txt || { cat console.txt; return 1; }
	cmp chip.bin model.bin
}

@test "boot.scr restores all 16 MiB of a chip from the card, hands-free, and then lets it be" {
	setup_chip
	make-synth ingenic-spl 262144 1 >boot.bin
	make-synth uimage 2097152 2 >kernel.bin
	make-synth squashfs 3473408 3 >root.bin
	make-synth squashfs 655360 4 >driver.bin
	make-synth jffs2 4849664 5 >appfs.bin
	make-synth uimage 2000000 6 >backupk.bin
	make-synth squashfs 655360 7 >backupd.bin
	make-synth jffs2 2097152 8 >backupa.bin
	make-synth jffs2 262144 9 >config.bin
	make-synth jffs2 262144 10 >para.bin
	make-synth random 65536 11 >flag.bin
	cat kernel.bin root.bin driver.bin appfs.bin >payload
	mkimage -A mips -O linux -T firmware -C none -n jz_fw -d payload demo.bin >/dev/null
	flashplan script uboot xiaomi-dafang -d card --per-device -i boot:boot.bin -i system:demo.bin -i backupk:backupk.bin \
		-i backupd:backupd.bin -i backupa:backupa.bin -i config:config.bin -i para:para.bin -i flag:flag.bin
	cmp demo.bin card/demo.bin
	"$QEMU/sdcard" sd.img 64 card/*
	FP_QEMU_SECONDS=590 "$QEMU/uboot" chip.bin sd.img >console.txt 2>&1 || { cat console.txt; false; }
	grep 'flashplan: done' console.txt
	make-synth erased 2097152 >padding
	put boot.bin 0
	put payload 0x40000
	put padding 0xad0000
	put backupk.bin 0xad0000
	put backupd.bin 0xcd0000
	put backupa.bin 0xd70000
	put config.bin 0xf70000
	put para.bin 0xfb0000
	put flag.bin 0xff0000
	cmp chip.bin model.bin
	# The card is still there at the next start.
	FP_QEMU_UNTIL='flashplan: .*written' "$QEMU/uboot" chip.bin sd.img >again.txt 2>&1
	grep 'the flash holds it already: nothing was written' again.txt
	cmp chip.bin model.bin
}

@test "a file is missing: nothing is written" {
	small_card
	rm card/kernel.bin
	refuses 'kernel.bin cannot be loaded from mmc 0:1: nothing was written'
}

@test "a file is short: nothing is written" {
	small_card
	truncate -s 99999 card/kernel.bin
	refuses 'kernel.bin is short or damaged (want 0x186a0, got 1869f): nothing was written'
}

@test "one byte of a file is wrong: nothing is written" {
	small_card
	printf '\125' | dd of=card/kernel.bin bs=1 seek=54321 conv=notrunc 2>/dev/null
	! cmp -s kernel.bin card/kernel.bin || return 1
	refuses 'kernel.bin is short or damaged (want 0x186a0, got 186a0): nothing was written'
}

@test "bytes that share an erase block with what is written stay" {
	small_card
	cat >keep.json <<-JSON
		{ "flashplan": 1, "extends": "plan.json", "partitions": [ { "name": "boot", "keep": [ { "offset": "0x3c100", "size": "0x1234" } ] } ] }
	JSON
	make-synth random 262144 3 >boot.bin
	rm -r card
	flashplan script uboot keep.json -i boot:boot.bin -d card
	"$QEMU/sdcard" sd.img 64 card/*
	"$QEMU/uboot" chip.bin sd.img >console.txt 2>&1 || { cat console.txt; false; }
	dd if=model.bin of=kept bs=1 skip=$((0x3c100)) count=$((0x1234)) 2>/dev/null
	put boot.bin 0
	dd if=kept of=model.bin bs=1 seek=$((0x3c100)) conv=notrunc 2>/dev/null
	cmp chip.bin model.bin
}
