#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# script mtd: what it does, and everything that it refuses, on a made-up device: a tree with proc, sys and dev, whose MTDs are files.
# `make check-qemu` runs it on real ones.

load helpers

# A device with four MTDs, and eraser in commands/; a plan of it.
device() {
	cat >plan.json <<-'JSON'
		{ "flashplan": 1, "flash": { "size": "1M" },
		  "partitions": [
		    { "name": "boot", "size": "256K" },
		    { "name": "kernel", "size": "512K", "keep": [ { "offset": "0x1001", "size": "0x2003" } ] },
		    { "name": "para", "size": "64K", "label": "0:PA'RA $(x)", "per-device": true },
		    { "name": "flag", "size": "rest" } ],
		  "spans": [ { "name": "end", "from": "kernel", "to": "flag" } ] }
	JSON
	mkdir -p device/proc device/dev device/sys/class/mtd commands
	cat >device/proc/mtd <<-'PROC'
		dev:    size   erasesize  name
		mtd0: 00040000 00010000 "boot"
		mtd1: 00080000 00010000 "kernel"
		mtd2: 00010000 00010000 "0:PA'RA $(x)"
		mtd3: 00030000 00010000 "flag"
	PROC
	echo '/dev/sda1 / ext4 rw 0 0' >device/proc/mounts
	echo 'console=ttyS0' >device/proc/cmdline
	make-synth random 262144 90 >device/dev/mtd0
	make-synth random 524288 91 >device/dev/mtd1
	make-synth random 65536 92 >device/dev/mtd2
	make-synth random 196608 93 >device/dev/mtd3
	cp -r device/dev before
	cat >commands/flash_erase <<-'SH'
		#!/bin/sh
		size=$(wc -c <"$2")
		head -c "$size" /dev/zero | tr '\000' '\377' >"$2.new"
		cat "$2.new" >"$2"
		rm "$2.new"
		echo "$2" >>"$ERASED"
	SH
	chmod +x commands/flash_erase
	ERASED=$PWD/erased.txt
	FLASHPLAN_ROOT=$PWD/device
	export ERASED FLASHPLAN_ROOT
	make-synth random 200001 1 >flag.src
	make-synth random 524288 2 >kernel.bin
	head -c 196608 flag.src >flag.bin
	make-synth random 65536 3 >para.bin
	flashplan script mtd plan.json -i flag:flag.bin -i kernel:kernel.bin -d card 2>/dev/null
}

# The script on the device; $1 onwards are its options.
run_script() {
	split env PATH="$PWD/commands:$PATH" "${SHELL_OF_DEVICE:-sh}" card/restore.sh "$@"
}

# It refuses with that sentence, and nothing was touched.
refuses() { # STATUS-OPTIONS... SENTENCE
	local sentence=${*: -1}
	run_script "${@:1:$#-1}"
	[ $status = 3 ] || { echo "status $status: $stdout$stderr"; return 1; }
	has "$sentence" "Nothing was written."
	diff -r device/dev before
	[ ! -e erased.txt ]
}

expect_kernel() {
	cp kernel.bin expected
	dd if=before/mtd1 bs=1 skip=$((0x1001)) count=$((0x2003)) of=kept 2>/dev/null
	dd if=kept of=expected bs=1 seek=$((0x1001)) conv=notrunc 2>/dev/null
}

@test "it writes what is named, keeps what the plan keeps, and saves what was there" {
	device
	run_script
	[ $status = 0 ] || { echo "$stderr"; false; }
	[[ $stdout == *'flag (mtd3): written and read back'*'Done: written and read back.' ]]
	cmp device/dev/mtd3 flag.bin
	expect_kernel
	cmp device/dev/mtd1 expected
	cmp device/dev/mtd0 before/mtd0
	cmp device/dev/mtd2 before/mtd2
	cmp flashplan-backup.1/kernel.bin before/mtd1
	cmp flashplan-backup.1/flag.bin before/mtd3
	[ "$(ls flashplan-backup.1)" = "$(printf 'flag.bin\nkernel.bin')" ]
	[ "$(stat -c %a flashplan-backup.1)" = 700 ]
	# Again: nothing to do, nothing left behind.
	rm erased.txt
	run_script
	[ $status = 0 ]
	[ "$stdout" = 'Already so. Nothing was written.' ]
	[ ! -e erased.txt ]
	[ ! -e flashplan-backup.2 ]
}

@test "only what differs is erased, and no backup is overwritten" {
	device
	run_script
	printf x | dd of=device/dev/mtd3 bs=1 seek=5 conv=notrunc 2>/dev/null
	rm erased.txt
	run_script
	[ $status = 0 ]
	[[ $stdout == *'kernel (mtd1): already so'*'flag (mtd3): written and read back'* ]]
	[ "$(cat erased.txt)" = "$PWD/device/dev/mtd3" ]
	cmp flashplan-backup.1/flag.bin before/mtd3
	[ -e flashplan-backup.2/flag.bin ]
}

@test "busybox's shell and tools do the same" {
	[ -x /bin/busybox ] || skip "busybox is not installed"
	device
	for tool in sh cat cmp dd tr wc cut md5sum mkdir rm sync readlink dirname head sed; do
		ln -s /bin/busybox commands/$tool
	done
	split env PATH="$PWD/commands" commands/sh card/restore.sh
	[ $status = 0 ] || { echo "$stdout$stderr"; false; }
	cmp device/dev/mtd3 flag.bin
	expect_kernel
	cmp device/dev/mtd1 expected
}

@test "flash_eraseall and mtd erase, too, where there is no flash_erase" {
	device
	mkdir few
	for tool in sh cat cmp dd tr wc cut sha256sum mkdir rm sync readlink dirname head sed; do
		ln -s "$(command -v $tool)" few/$tool
	done
	for eraser in flash_eraseall mtd; do
		rm -f few/flash_eraseall few/mtd
		cp before/mtd1 before/mtd3 device/dev/
		sed 's/"\$2"/"$file"/g; 2i for file; do :; done' commands/flash_erase >few/$eraser
		chmod +x few/$eraser
		split env PATH="$PWD/few" few/sh card/restore.sh
		[ $status = 0 ] || { echo "$stdout$stderr"; false; }
		cmp device/dev/mtd3 flag.bin
	done
}

@test "a span is written partition by partition, shorter contents are filled up" {
	device
	make-synth random 600001 5 >end.bin
	flashplan script mtd plan.json -i end:end.bin -d card
	run_script
	[ $status = 0 ] || { echo "$stderr"; false; }
	head -c 524288 end.bin >kernel.bin
	expect_kernel
	cmp device/dev/mtd1 expected
	cmp device/dev/mtd2 before/mtd2
	make-synth erased 196608 >expected
	tail -c 10177 end.bin | dd of=expected conv=notrunc 2>/dev/null
	cmp device/dev/mtd3 expected
}

@test "the header of an update is skipped" {
	device
	mkimage -A mips -O linux -T firmware -C none -n up -d flag.bin up.bin >/dev/null || skip "mkimage is not installed"
	cat >up.json <<-'JSON'
		{ "flashplan": 1, "extends": "plan.json", "partitions": [ { "name": "flag", "file": { "path": "up.bin", "unwrap": "uimage" } } ] }
	JSON
	flashplan script mtd up.json -i flag -d card
	cmp up.bin card/up.bin
	run_script
	[ $status = 0 ] || { echo "$stderr"; false; }
	cmp device/dev/mtd3 flag.bin
}

@test "a label with everything in it names its MTD" {
	device
	flashplan script mtd plan.json --per-device -i para:para.bin -d card
	run_script
	[ $status = 0 ] || { echo "$stderr"; false; }
	cmp device/dev/mtd2 para.bin
}

@test "--check only looks" {
	device
	run_script --check
	[ $status = 0 ]
	[ "$stdout" = 'All of it can be written. Nothing was written.' ]
	diff -r device/dev before
	[ ! -e flashplan-backup.1 ]
}

@test "the boot loader needs --boot" {
	device
	make-synth random 262144 4 >boot.bin
	flashplan script mtd plan.json -i flag:flag.bin -i boot:boot.bin -d card
	refuses 'boot holds the boot loader'
	run_script --boot
	[ $status = 0 ]
	cmp device/dev/mtd0 boot.bin
}

@test "files that are missing, short or damaged, also with md5sum only" {
	device
	mv card/kernel.bin k
	refuses 'The file kernel.bin is not beside this script.'
	head -c 524287 k >card/kernel.bin
	refuses 'The file kernel.bin has 524287 bytes, not 524288'
	cp k card/kernel.bin
	printf xyz | dd of=card/kernel.bin bs=1 seek=77777 conv=notrunc 2>/dev/null
	refuses 'The file kernel.bin is damaged, or another version: its sha256sum is'
	sed -i 's/for sum in sha256sum md5sum/for sum in md5sum/' card/restore.sh
	refuses 'The file kernel.bin is damaged, or another version: its md5sum is'
	cp k card/kernel.bin
	run_script
	[ $status = 0 ]
	cmp device/dev/mtd3 flag.bin
}

@test "another device: no such name, two of it, another size" {
	device
	cp device/proc/mtd mtd
	grep -v kernel mtd >device/proc/mtd
	refuses 'This device has no MTD with the name kernel'
	{
		cat mtd
		echo 'mtd7: 00080000 00010000 "kernel"'
	} >device/proc/mtd
	refuses 'This device has two MTDs with the name kernel'
	sed 's/00080000/00090000/' mtd >device/proc/mtd
	refuses 'kernel (mtd1) has 589824 bytes on this device, 524288 in the plan'
	rm device/proc/mtd
	refuses 'This kernel has no /proc/mtd.'
}

@test "blocks of the device that are larger than the partition, or none" {
	device
	cp device/proc/mtd mtd
	sed 's/00030000 00010000/00030000 00020000/' mtd >device/proc/mtd
	refuses "flag (mtd3) is no multiple of the device's erase size of 131072 bytes"
	sed 's/00030000 00010000/00030000 00000000/' mtd >device/proc/mtd
	refuses "flag (mtd3) is no multiple of the device's erase size of 0 bytes"
}

@test "mounted under any name, as root, or attached to UBI" {
	device
	for mount in '/dev/mtdblock3 /mnt jffs2' 'mtd:flag /mnt jffs2' '/dev/mtdblock/3 /mnt jffs2' 'mtd3 /mnt romfs'; do
		echo "$mount rw 0 0" >device/proc/mounts
		refuses 'flag (mtd3) is mounted on /mnt'
	done
	echo '/dev/root / squashfs ro 0 0' >device/proc/mounts
	for name in /dev/mtdblock3 mtd:flag 31:3 1f03; do
		echo "console=ttyS0 root=$name quiet" >device/proc/cmdline
		refuses 'flag (mtd3) is mounted on /'
	done
	echo 'root=/dev/mtdblock2' >device/proc/cmdline
	mkdir -p device/sys/class/ubi/ubi0
	echo 3 >device/sys/class/ubi/ubi0/mtd_num
	refuses 'flag (mtd3) is attached to UBI'
	echo 2 >device/sys/class/ubi/ubi0/mtd_num
	run_script --check
	[ $status = 0 ]
}

@test "one inside of it is mounted" {
	device
	mkdir -p device/sys/devices/mtd/mtd3/mtd5
	echo data >device/sys/devices/mtd/mtd3/mtd5/name
	ln -s ../../devices/mtd/mtd3 device/sys/class/mtd/mtd3
	ln -s ../../devices/mtd/mtd3/mtd5 device/sys/class/mtd/mtd5
	echo '/dev/mtdblock5 /overlay jffs2 rw 0 0' >device/proc/mounts
	refuses 'mtd5 inside of flag is mounted on /overlay'
}

@test "read-only for the kernel, no permission, no eraser, no checksum" {
	device
	mkdir -p device/sys/class/mtd/mtd3
	echo 0x800 >device/sys/class/mtd/mtd3/flags
	refuses 'flag (mtd3) is read-only for this kernel.'
	echo 0xc00 >device/sys/class/mtd/mtd3/flags
	rm device/dev/mtd3
	run_script
	[ $status = 3 ]
	has 'mtd/3 cannot be read: run this as root.' 'Nothing was written.'
	cp before/mtd3 device/dev/
	mv commands/flash_erase commands/other
	sed -i 's/has flash_eraseall/has no-eraseall/; s/|| has mtd/|| has no-mtd/' card/restore.sh
	PATH=/usr/bin:/bin refuses 'This device has none of flash_erase, flash_eraseall and mtd'
	sed -i 's/for sum in sha256sum md5sum/for sum in no-sum/' card/restore.sh
	refuses 'This device has neither sha256sum nor md5sum'
}

@test "no room for the backup: refused before the first erase" {
	device
	[ "$(id -u)" = 0 ] || skip "needs root for a small file system"
	mkdir small
	mount -t tmpfs -o size=300k none small 2>/dev/null || skip "cannot mount"
	split env PATH="$PWD/commands:$PATH" sh -c 'cd small && exec sh ../card/restore.sh'
	umount small
	[ $status = 3 ]
	has 'is there room?' 'Nothing was written.'
	diff -r device/dev before
}

@test "a flash that takes nothing, and an eraser that fails: the first trouble ends it with 5" {
	device
	printf '#!/bin/sh\nexit 1\n' >commands/flash_erase
	run_script
	[ $status = 5 ]
	has 'Erasing kernel (mtd1) failed.' 'Do not switch off. Run this script again; what was there before is in' flashplan-backup.1
	printf '#!/bin/sh\n' >commands/flash_erase
	printf '#!/bin/sh\ncase "$*" in *of=*/dev/mtd*) exit 0 ;; esac\nexec %s "$@"\n' "$(command -v dd)" >commands/dd
	chmod +x commands/dd
	run_script
	[ $status = 5 ]
	has 'kernel (mtd1) does not hold what was written: is the flash write-protected?'
	cmp device/dev/mtd3 before/mtd3
}

@test "the script is clean for shellcheck, its words are checked" {
	device
	! command -v shellcheck >/dev/null || shellcheck card/restore.sh
	run_script --boots
	[ $status = 2 ]
	has 'usage: sh card/restore.sh [--boot] [--check]'
}

@test "bytes that belong to no partition are refused" {
	cat >plan.json <<-'JSON'
		{ "flashplan": 1, "flash": { "size": "1M" }, "partitions": [ { "name": "a", "size": "64K" }, { "name": "b", "offset": "128K", "size": "64K" } ],
		  "spans": [ { "name": "s", "offset": 0, "size": "192K" } ] }
	JSON
	make-synth random 1000 1 >s.bin
	split flashplan script mtd plan.json -i s:s.bin
	[ $status = 3 ]
	has 'a part of `s` belongs to no partition: Linux has no MTD for it'
}
