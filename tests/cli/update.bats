#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Firmware updates in a uImage: unwrapped by their header, and made as mkimage makes them.

load helpers

# A plan of kernel and root over a span `system` whose file is demo.bin; $1 replaces the span's members.
update_plan() {
	cat >plan.json <<-EOF
		{ "flashplan": 1, "flash": { "size": "1M" }, "partitions": [
		  { "name": "boot", "size": "64K" },
		  { "name": "kernel", "size": "128K", "type": "uimage" },
		  { "name": "root", "size": "64K", "type": "squashfs" },
		  { "name": "para", "size": "64K", "per-device": true },
		  { "name": "rest", "size": "rest" } ],
		  "spans": [ { "name": "system", "from": "kernel", "to": "root",
		    ${1:-\"file\": { \"path\": \"demo.bin\", \"unwrap\": \"uimage\" \}} } ] }
	EOF
	make-synth uimage 131072 1 >kernel
	make-synth squashfs 65536 2 >root
	cat kernel root >payload
}

wrap='"wrap": { "uimage": { "name": "jz_fw", "load": "0x80600000", "entry": "0x80600040", "time": 1600000000 } }'

# demo.bin of the files kernel and root, by flashplan itself.
make_demo() {
	update_plan "$wrap"
	flashplan image plan.json --trim -i system --file kernel=kernel --file root=root -o demo.bin
}

# What an image with `system` in it must be.
expect_system() {
	make-synth erased 1048576 >expected
	dd if=payload of=expected bs=65536 seek=1 conv=notrunc 2>/dev/null
}

@test "wrap and --trim make what mkimage makes" {
	command -v mkimage >/dev/null || skip "mkimage is not installed"
	make_demo
	SOURCE_DATE_EPOCH=1600000000 mkimage -A mips -O linux -T firmware -C none -a 0x80600000 -e 0x80600040 \
		-n jz_fw -d payload expected >/dev/null
	cmp demo.bin expected
	dumpimage -l demo.bin | grep -q "MIPS Linux Firmware (uncompressed)"
	update_plan '"wrap": { "uimage": { "name": "the name has thirty-two bytes so", "os": "u-boot", "arch": "arm",
		"type": "filesystem", "compression": "lzma", "load": 4096 } }'
	flashplan image plan.json --trim -i system --file kernel=kernel --file root=root -o demo.bin
	SOURCE_DATE_EPOCH=0 mkimage -A arm -O u-boot -T filesystem -C lzma -a 0x1000 \
		-n "the name has thirty-two bytes so" -d payload expected >/dev/null
	cmp demo.bin expected
}

@test "unwrap takes length and place from the header" {
	make_demo
	update_plan
	expect_system
	flashplan image plan.json -i system -o full.bin
	cmp full.bin expected
	echo trailing >>demo.bin
	flashplan image plan.json -i system -o full.bin
	cmp full.bin expected
}

@test "a user's file in its place is unwrapped if it is an update, and taken as it is otherwise" {
	make_demo
	update_plan
	mv demo.bin from-the-card.bin
	expect_system
	flashplan image plan.json -i system:from-the-card.bin -o full.bin
	cmp full.bin expected
	flashplan image plan.json -i system:payload -o full.bin
	cmp full.bin expected
}

@test "a damaged update is refused, no image" {
	make_demo
	update_plan
	cp demo.bin good.bin
	printf x | dd of=demo.bin bs=1 seek=5000 conv=notrunc 2>/dev/null
	split flashplan image plan.json -i system -o full.bin
	[ $status = 3 ]
	has '`system`: the data in demo.bin has the CRC' "the header of the uImage says"
	cp good.bin demo.bin
	printf x | dd of=demo.bin bs=1 seek=40 conv=notrunc 2>/dev/null
	split flashplan image plan.json -i system -o full.bin
	[ $status = 3 ]
	has "demo.bin: the header of the uImage is damaged"
	head -c 196607 good.bin >demo.bin
	split flashplan image plan.json -i system -o full.bin
	[ $status = 3 ]
	has "tells of 196608 bytes, 196543 follow it"
	cp payload demo.bin
	printf x | dd of=demo.bin conv=notrunc 2>/dev/null
	split flashplan image plan.json -i system -o full.bin
	[ $status = 3 ]
	has "demo.bin is no legacy uImage that could be unwrapped"
	head -c 30 good.bin >demo.bin
	split flashplan image plan.json -i system -o full.bin
	[ $status = 3 ]
	[ ! -e full.bin ]
}

@test "without unwrap the header is not flashed: neither in the span nor in the kernel" {
	make_demo
	update_plan '"note": "no content"'
	split flashplan image plan.json -i system:demo.bin -o full.bin
	[ $status = 3 ]
	has "64 (0x40) more than the partition's 192K (0x30000)" '"unwrap": "uimage"'
	head -c 100000 payload >payload.cut
	update_plan '"wrap": { "uimage": {} }'
	flashplan image plan.json --trim -i system --file root=root --file kernel=kernel -o demo.bin
	cat >one.json <<-EOF
		{ "flashplan": 1, "flash": { "size": "1M" }, "partitions": [ { "name": "kernel", "size": "1M", "type": "uimage" } ] }
	EOF
	split flashplan image one.json -i kernel:demo.bin -o full.bin
	[ $status = 3 ]
	has "found a firmware update in a legacy uImage" '"unwrap": "uimage"'
	[ ! -e full.bin ]
}

@test "--trim writes the selected range and nothing around it" {
	update_plan '"note": "no content"'
	flashplan image plan.json --trim -i system --file kernel=kernel --file root=root -o part.bin
	cmp part.bin payload
	flashplan image plan.json --trim -i kernel:kernel -o part.bin
	cmp part.bin kernel
	split flashplan image plan.json --trim -o part2.bin
	[ $status = 3 ]
	split flashplan image plan.json --trim -i kernel:kernel -o part2.bin --manifest m
	[ $status = 2 ]
	[ ! -e part2.bin ]
}

@test "a span without content stands for its partitions, protected ones stay erased" {
	update_plan '"note": "no content" }, { "name": "more", "from": "kernel", "to": "para"'
	expect_system
	make-synth random 100 1 >p
	split flashplan image plan.json -i more --file kernel=kernel --file root=root --file para=p -o full.bin
	[ $status = 0 ]
	has 'per-device `para` is left erased'
	cmp full.bin expected
	split flashplan image plan.json -i more -o none.bin
	[ $status = 3 ]
	has 'no content for `more`'
	flashplan image plan.json -i more -i system --file kernel=kernel --file root=root -o full.bin
	cmp full.bin expected
}

@test "the Dafang's layout unwraps the stock update" {
	make-synth uimage 2097152 1 >kernel
	make-synth squashfs 3473408 2 >root
	make-synth squashfs 655360 3 >driver
	make-synth jffs2 4849664 4 >appfs
	cat >plan.json <<-EOF
		{ "flashplan": 1, "extends": "xiaomi-dafang", "spans": [ { "name": "update", "from": "kernel", "to": "appfs",
		  "wrap": { "uimage": { "name": "jz_fw" } } } ] }
	EOF
	flashplan image plan.json -i update --trim --file kernel=kernel --file root=root --file driver=driver \
		--file appfs=appfs -o demo.bin
	[ "$(stat -c %s demo.bin)" = $((0xa90040)) ]
	flashplan image xiaomi-dafang -i system:demo.bin -o full.bin
	cat kernel root driver appfs | cmp -n 11075584 -i 0:262144 - full.bin
}
