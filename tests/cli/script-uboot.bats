#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# script uboot: what is written, and what it does in a U-Boot of which everything is known (tests/fake-uboot.c). Its syntax is
# one that sh has, too. `make check-qemu` runs it in a real one.

load helpers

# A plan of 1 MiB with U-Boot's side; $1 are more members.
uboot_plan() {
	cat >plan.json <<-JSON
		{ "flashplan": 1, "flash": { "size": "1M" }, "uboot": { "load-address": "0x80600000", "media": "mmc 0:1" },
		  "partitions": [
		    { "name": "boot", "size": "256K", "keep": [ { "offset": "0x3c000", "size": "0x2100" } ] },
		    { "name": "kernel", "size": "512K" },
		    { "name": "para", "size": "64K", "per-device": true },
		    { "name": "flag", "size": "rest" } ],
		  "spans": [ { "name": "system", "from": "kernel", "to": "flag" } ]${1:+, $1} }
	JSON
	make-synth random 1048576 7 >flash
	cp flash before
	make-synth random 300000 1 >kernel.bin
	make-synth random 262144 2 >boot.bin
}

# The text of the script, run; what U-Boot says is in out.txt.
run_uboot() {
	local command
	mkdir -p commands
	for command in fatload tftpboot sf crc32 cmp.b cp.b mw.b mw.l reset usb; do
		ln -sf "$FP_BUILD/tests/fake-uboot" "commands/$command"
	done
	{
		printf 'PATH=%s:$PATH\n' "$PWD/commands"
		printf 'fatload() { command fatload "$@" && read -r filesize <filesize; }\n'
		cat "$1"
	} >run.sh
	sh run.sh >out.txt 2>&1 || true
}

says() { grep -F "$1" out.txt || { cat out.txt; return 1; }; }

# The text in a boot.scr.
text_of() { tail -c +73 "$1"; }

put() { dd if="$1" of=expected bs=1 seek=$(($2)) conv=notrunc 2>/dev/null; }

expect_kernel() {
	cp before expected
	make-synth erased 524288 >erased
	put erased 0x40000
	put kernel.bin 0x40000
}

@test "a region is written with its padding, read back, and the second run does nothing" {
	uboot_plan
	flashplan script uboot plan.json -i kernel:kernel.bin -d card
	text_of card/boot.scr >script
	run_uboot script
	says 'flashplan: kernel 0x40000 0x80000: written and read back'
	says 'flashplan: done, restarting'
	expect_kernel
	cmp flash expected
	run_uboot script
	says 'flashplan: the flash holds it already: nothing was written'
	! grep -q reset out.txt || return 1
}

@test "crc32 may store in any order and width, and U-Boot may have no sf update" {
	uboot_plan
	flashplan script uboot plan.json -i kernel:kernel.bin -d card
	text_of card/boot.scr >script
	expect_kernel
	for FAKE in be le no-update; do
		export FAKE
		cp before flash
		run_uboot script
		says 'flashplan: done, restarting'
		cmp flash expected
	done
}

@test "missing, short, damaged: nothing is written, also with another file that is good" {
	uboot_plan
	flashplan script uboot plan.json -i kernel:kernel.bin -i boot:boot.bin -d card
	text_of card/boot.scr >script
	mv card/kernel.bin k
	run_uboot script
	says 'flashplan: kernel.bin cannot be loaded from mmc 0:1: nothing was written'
	head -c 299999 k >card/kernel.bin
	run_uboot script
	says 'flashplan: kernel.bin is short or damaged (want 0x493e0, got 493df): nothing was written'
	cp k card/kernel.bin
	printf 'x' | dd of=card/kernel.bin bs=1 seek=1000 conv=notrunc 2>/dev/null
	run_uboot script
	says 'kernel.bin is short or damaged'
	cmp flash before
	# What an earlier run left in RAM is as good as the file.
	cp k card/kernel.bin
	run_uboot script
	says 'flashplan: done'
}

@test "a longer file over tftp does not reach the next one" {
	uboot_plan
	flashplan script uboot plan.json --via tftp -i kernel:kernel.bin -i boot:boot.bin -d card
	text_of card/boot.scr >script
	grep -q '^if tftpboot 0x[0-9a-f]* kernel.bin; then$' script
	make-synth random 900000 5 >>card/boot.bin
	run_uboot script
	says 'flashplan: done'
	expect_kernel
	put boot.bin 0
	dd if=before bs=1 skip=$((0x3c000)) count=$((0x2100)) of=kept 2>/dev/null
	put kept 0x3c000
	cmp flash expected
}

@test "U-Boot without crc32: nothing is written" {
	uboot_plan
	flashplan script uboot plan.json -i kernel:kernel.bin -d card
	text_of card/boot.scr >script
	FAKE=no-crc32 run_uboot script
	says 'nothing was written'
	cmp flash before
}

@test "success messages that lie: a protected chip, and reads that read nothing" {
	uboot_plan
	flashplan script uboot plan.json -i kernel:kernel.bin -d card
	text_of card/boot.scr >script
	FAKE=locked run_uboot script
	says 'flashplan: kernel IS NOT RIGHT (write-protected?): do not switch off, run this again'
	! grep -q 'reset\|done' out.txt || return 1
	FAKE=deaf run_uboot script
	says 'IS NOT RIGHT'
	! grep -q 'reset\|done' out.txt || return 1
}

@test "what shares an erase block with what is written stays" {
	uboot_plan
	flashplan script uboot plan.json -i boot:boot.bin -d card
	text_of card/boot.scr >script
	for FAKE in '' no-update; do
		export FAKE
		cp before flash
		run_uboot script
		says 'flashplan: done'
		cp before expected
		put boot.bin 0
		dd if=before bs=1 skip=$((0x3c000)) count=$((0x2100)) of=kept 2>/dev/null
		put kept 0x3c000
		cmp flash expected
	done
}

@test "what the user must know stands on stderr" {
	uboot_plan
	split flashplan script uboot plan.json -i boot:boot.bin -d card
	has 'note: U-Boot needs RAM from 0x80600000 to 0x8066003f' \
		'note: 1 erase block holds also other bytes: a power cut while it is written loses them' \
		'by itself: fatload mmc 0:1 0x80600000 boot.scr; source 0x80600000' \
		'note: 0x3c000+0x2100 in `boot` is kept as it is on the chip'
	split flashplan script uboot plan.json --via tftp -i kernel:kernel.bin -d card
	has 'by itself: tftpboot 0x80600000 boot.scr; source 0x80600000'
	make-synth random 786432 3 >system.bin
	split flashplan script uboot plan.json -i system:system.bin -d card
	has 'note: per-device `para` is left as it is on the chip'
}

@test "the header of an update is skipped, a protected partition inside is left" {
	uboot_plan
	make-synth random 786432 3 >payload
	mkimage -A mips -O linux -T firmware -C none -n up -d payload up.bin >/dev/null || skip "mkimage is not installed"
	cat >wrap.json <<-JSON
		{ "flashplan": 1, "extends": "plan.json",
		  "spans": [ { "name": "system", "file": { "path": "up.bin", "unwrap": "uimage" } } ] }
	JSON
	flashplan script uboot wrap.json -i system -d card
	cmp up.bin card/up.bin
	text_of card/boot.scr >script
	grep -q '^if fatload mmc 0:1 0x80600000 up.bin 0xc0040; then$' script
	run_uboot script
	says 'flashplan: done'
	cp before expected
	put payload 0x40000
	dd if=before bs=65536 skip=12 count=1 of=para 2>/dev/null
	put para 0xc0000
	cmp flash expected
}

@test "contents that are in no file go onto the card under the partition's name" {
	uboot_plan
	split flashplan script uboot plan.json -i kernel --from before
	[ $status = 3 ]
	has 'the content of `kernel` is in no file of its own' '-d DIR makes it'
	flashplan script uboot plan.json -i kernel --from before -d card
	[ "$(ls card)" = "$(printf 'boot.scr\nkernel.bin')" ]
	dd if=before bs=65536 skip=4 count=8 2>/dev/null | cmp - card/kernel.bin
}

@test "names that a shell would take apart, and boot.scr itself, are not used on the card" {
	uboot_plan
	cp kernel.bin 'a b;$(reset).bin'
	cp boot.bin boot.scr
	split flashplan script uboot plan.json -i 'kernel:a b;$(reset).bin' -i boot:boot.scr -d card
	[ $status = 0 ]
	[ "$(ls card)" = "$(printf 'boot.bin\nboot.scr\nkernel.bin')" ]
	cmp kernel.bin card/kernel.bin
	cmp boot.bin card/boot.bin
}

@test "lines are short, words few, numbers hexadecimal, nothing is compared by itest" {
	uboot_plan
	cp kernel.bin a-very-long-name-of-31-letters1
	for how in '' --plain '--via usb' '--via tftp'; do
		flashplan script uboot plan.json $how -i kernel:a-very-long-name-of-31-letters1 -i boot:boot.bin >script
		awk 'length > 199 || (!/^#/ && NF > 16) { print; bad = 1 } END { exit bad }' script
		! grep -q itest script || return 1
		# Numbers of two digits and more.
		! grep -v '^#\|^echo' script | tr ' ;' '\n\n' | grep -E '^[0-9a-f]{2,}$' || return 1
	done
}

@test "boot.scr is what mkimage makes" {
	command -v mkimage >/dev/null || skip "mkimage is not installed"
	uboot_plan
	flashplan script uboot plan.json -i kernel:kernel.bin -o boot.scr
	flashplan script uboot plan.json -i kernel:kernel.bin -o script.txt
	text_of boot.scr | cmp - script.txt
	SOURCE_DATE_EPOCH=0 mkimage -A mips -O linux -T script -C none -n plan -d script.txt theirs.scr >/dev/null
	cmp boot.scr theirs.scr
	mkimage -l boot.scr | grep -q 'Image Type:   MIPS Linux Script (uncompressed)'
	dumpimage -T script -p 0 -o out.txt boot.scr >/dev/null
	tail -c +9 out.txt | cmp - script.txt
}

@test "no load address, a medium that is none, --plain as an image: refused, and nothing appears" {
	small_plan
	make-synth random 1000 1 >k.bin
	split flashplan script uboot plan.json -i kernel:k.bin -o boot.scr
	[ $status = 3 ]
	has 'the plan plan says no load address for U-Boot' '"load-address": "0x80600000"'
	uboot_plan
	split flashplan script uboot plan.json -i kernel:k.bin --via floppy
	[ $status = 2 ]
	has '--via floppy: expected mmc, usb or tftp'
	split flashplan script uboot plan.json -i kernel:k.bin --plain -o boot.scr
	[ $status = 2 ]
	[ ! -e boot.scr ]
	split flashplan script ubot plan.json -i kernel:k.bin
	[ $status = 2 ]
	has 'expected uboot, mtd or flashrom' 'did you mean `uboot`?'
	split flashplan script mtd plan.json -i kernel:k.bin --plain
	[ $status = 2 ]
	has '--via and --plain are for `script uboot`'
}

@test "an address near the end of RAM below 4 GiB is refused" {
	uboot_plan
	sed -i 's/0x80600000/0xfffc0000/' plan.json
	split flashplan script uboot plan.json -i kernel:kernel.bin
	[ $status = 3 ]
	has 'the contents have no room in RAM behind the load address 0xfffc0000'
}

@test "the script replaces neither the plan nor a content" {
	uboot_plan
	for file in plan.json kernel.bin; do
		cp $file saved
		split flashplan script uboot plan.json -i kernel:kernel.bin -o $file
		[ $status = 3 ]
		cmp $file saved
	done
	cp kernel.bin saved
	flashplan script uboot plan.json -i kernel:kernel.bin -d .
	cmp kernel.bin saved
}

@test "--plain: one command a line, with what it must say" {
	uboot_plan
	flashplan script uboot plan.json -i kernel:kernel.bin --plain >script
	! grep -E '^(if|then|else|fi)|;' script | grep -v '^#' || return 1
	grep -q '^fatload mmc 0:1 0x80600000 kernel.bin 0x493e0$' script
	make-synth erased 524288 >whole
	dd if=kernel.bin of=whole conv=notrunc 2>/dev/null
	grep -q "^# it must say ==> $(gzip -c whole | tail -c 8 | head -c 4 | od -An -tx4 | tr -d ' ')" script
	grep -v '^#\|^crc32' script >commands.txt
	mkdir -p card
	cp kernel.bin card/
	run_uboot commands.txt
	expect_kernel
	cmp flash expected
}
