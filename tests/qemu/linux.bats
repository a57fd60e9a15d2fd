#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Tables, script mtd and the programmers on real Linux.

load helpers

boots_table() { # the variable that gives the table, its value
	make_chip 16777216
	echo mtdtab >test.sh
	env "$1=$2" "$QEMU/linux" armhf chip.bin test.sh >console.txt 2>&1 || { cat console.txt; false; }
	wanted_table >wanted.txt
	[ "$(wc -l <wanted.txt)" = 11 ]
	table | diff - wanted.txt
}

@test "Linux has exactly the table of the device tree that flashplan writes" {
	machine armhf
	make_plan bmc
	flashplan convert -t dts plan.json -o partitions.dtsi
	boots_table FP_QEMU_PARTITIONS "$PWD/partitions.dtsi"
}

@test "Linux has exactly the table of the mtdparts that flashplan writes" {
	machine armhf
	make_plan bmc
	boots_table FP_QEMU_MTDPARTS "$(flashplan convert -t mtdparts plan.json)"
}

# On a SPI-NOR chip: what script mtd and the programmer mtd do to para and config, and that nothing else changes.
@test "script mtd and -p mtd: restore para and config on a SPI-NOR chip" {
	machine armhf
	static_build arm-linux-gnueabihf
	make_plan bmc
	make_chip 16777216
	cp chip.bin model.bin
	for i in 1 2 3 4; do make-synth jffs2 262144 $i >$i.bin; done
	flashplan script mtd plan.json --per-device -i para:1.bin -i config:2.bin -d card
	cp -r camera plan.json 3.bin 4.bin card/
	cat >test.sh <<-'SH'
		cd /card
		fails() { status=$1 got=0; shift; "$@" || got=$?; [ $got = "$status" ] || { echo "WRONG STATUS of $*"; return 1; }; }
		set -e
		sh restore.sh
		sh restore.sh | grep 'Already so. Nothing was written.'
		dd if=/dev/mtd9 bs=65536 2>/dev/null | cmp - 1.bin
		camera/flashplan write plan.json -p mtd: --per-device -i para:3.bin
		camera/flashplan write plan.json -p mtd:dev=/dev/mtd8 --per-device -i config:4.bin
		camera/flashplan verify plan.json -p mtd: --per-device -i para:3.bin -i config:4.bin
		fails 1 camera/flashplan verify plan.json -p mtd: --per-device -i para:1.bin
		# What is mounted is not written: an erased partition is an empty jffs2.
		flash_erase -q /dev/mtd9 0 0
		mount -t jffs2 mtd:para /mnt
		fails 3 camera/flashplan write plan.json -p mtd: --per-device -i para:1.bin
		fails 3 sh restore.sh --check
		umount /mnt
		camera/flashplan write plan.json -p mtd: --per-device -i para:3.bin
	SH
	FP_QEMU_MTDPARTS=$(flashplan convert -t mtdparts plan.json) \
		"$QEMU/linux" armhf chip.bin test.sh card >console.txt 2>&1 || { cat console.txt; false; }
	grep 'para (mtd9) is mounted on /mnt: unmount it first' console.txt
	put 3.bin 0xfb0000
	put 4.bin 0xf70000
	cmp chip.bin model.bin
}

@test "the camera's build runs from one directory on a MIPS machine" {
	machine mipsel
	static_build mipsel-linux-gnu
	make_plan jz_sfc
	make_chip 16777216
	cp chip.bin model.bin
	make-synth jffs2 262144 1 >para.bin
	mkdir card
	cp -r camera/* para.bin plan.json card/
	cat >test.sh <<-'SH'
		for part in $(sed -n 's/^partition //p' /card/parts); do mtdpart add /dev/mtd0 $(echo $part | tr : ' ') >/dev/null; done
		set -e
		cd /card
		./flashplan show xiaomi-dafang | grep 0xfb0000
		./flashplan write plan.json -p mtd: --per-device -i para:para.bin
		dd if=/dev/mtd10 bs=65536 2>/dev/null | cmp - para.bin
		./flashplan script mtd plan.json --per-device -i para:para.bin >/tmp/restore.sh
		cp para.bin /tmp/
		cd /tmp
		sh restore.sh | grep 'Already so. Nothing was written.'
	SH
	wanted_table | tr ' ' : | sed 's/^/partition /' >card/parts
	"$QEMU/linux" mipsel chip.bin test.sh card >console.txt 2>&1 || { cat console.txt; false; }
	put para.bin 0xfb0000
	cmp chip.bin model.bin
}

@test "qemu-user: the camera's build makes an image" {
	machine mipsel
	static_build mipsel-linux-gnu
	small_plan
	make-synth random 5000 1 >k.bin
	qemu-mipsel-static camera/flashplan image plan.json -i kernel:k.bin -o there.bin
	flashplan image plan.json -i kernel:k.bin -o here.bin
	cmp there.bin here.bin
}

@test "-p linux_mtd:dev=9 writes one partition through libflashrom" {
	machine amd64
	needs_flashrom_plugin
	make_plan jz_sfc
	make_chip 16777216
	cp chip.bin model.bin
	mkdir -p pc/bin pc/libexec/flashplan
	cp "$FP_BUILD/bin/flashplan" pc/bin/
	cp "$FP_BUILD/libexec/flashplan/flashplan-flashrom" pc/libexec/flashplan/
	make-synth jffs2 262144 1 >pc/config.bin
	cat >pc/config.json <<-JSON
		{ "flashplan": 1, "flash": { "size": "256K" }, "partitions": [ { "name": "config", "size": "rest" } ] }
	JSON
	wanted_table | tr ' ' : >pc/parts
	cat >test.sh <<-'SH'
		for part in $(cat /pc/parts); do mtdpart add /dev/mtd0 $(echo $part | tr : ' ') >/dev/null; done
		fakenor
		cd /pc
		bin/flashplan write config.json -p linux_mtd:dev=9 -i config:config.bin
	SH
	"$QEMU/linux" amd64 chip.bin test.sh pc >console.txt 2>&1 || { cat console.txt; false; }
	put pc/config.bin 0xf70000
	cmp chip.bin model.bin
}
