#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# image: what comes out, and that nothing comes out of a failure.

load helpers

# The 64 KiB block number $2 of file $1, as a checksum.
block() { dd if="$1" bs=65536 skip="$2" count=1 2>/dev/null | cksum; }

@test "padding is 0xff, contents are at their places" {
	small_plan '"file": "boot.bin"'
	make-synth random 1000 1 >boot.bin
	make-synth random 524288 2 >kernel.bin
	split flashplan image plan.json -o full.bin --file kernel=kernel.bin
	[ $status = 0 ]
	[[ $stdout == *"result: made full.bin, 1M (0x100000); 2 partitions left (para: per-device; flag: no content)" ]]
	make-synth erased 1048576 >expected
	dd if=boot.bin of=expected conv=notrunc 2>/dev/null
	dd if=kernel.bin of=expected bs=65536 seek=4 conv=notrunc 2>/dev/null
	cmp full.bin expected
	has 'note: per-device `para` is left erased'
}

@test "-i takes only what it names, from the file that it names" {
	small_plan '"file": "boot.bin"'
	make-synth random 64 1 >boot.bin
	make-synth random 64 2 >k.bin
	flashplan image plan.json -o full.bin -i kernel:k.bin
	make-synth erased 1048576 >expected
	dd if=k.bin of=expected bs=65536 seek=4 conv=notrunc 2>/dev/null
	cmp full.bin expected
}

@test "too large: both numbers and the excess, and no image" {
	small_plan
	make-synth random 300000 1 >big.bin
	split flashplan image plan.json -o full.bin -i boot:big.bin
	[ $status = 3 ]
	has "big.bin has 300000 (0x493e0), 37856 (0x93e0) more than the partition's 256K (0x40000)"
	[ ! -e full.bin ]
}

@test "an HTML page is refused as boot loader, the old image stays" {
	small_plan '"type": "ingenic-spl"'
	echo old >full.bin
	printf '<!DOCTYPE html>\n<html></html>\n' >page.bin
	split flashplan image plan.json -o full.bin -i boot:page.bin
	[ $status = 3 ]
	has '`boot`: expected an Ingenic SPL boot loader (ingenic-spl), found an HTML page' "raw file"
	[ "$(cat full.bin)" = old ]
	[ "$(ls)" = "$(printf 'full.bin\npage.bin\nplan.json\nstderr.txt')" ]
}

@test "a pinned checksum is held against what is written" {
	make-synth random 5000 1 >boot.bin
	sum=$(sha256sum boot.bin | cut -d' ' -f1)
	small_plan '"file": { "path": "boot.bin", "sha256": "'"$sum"'" }'
	flashplan image plan.json -o full.bin
	make-synth random 5000 2 >boot.bin
	split flashplan image plan.json -o other.bin
	[ $status = 3 ]
	has "the plan pins $sum"
	[ ! -e other.bin ]
}

@test "per-device partitions need --per-device and their own -i" {
	small_plan
	make-synth random 64 1 >p.bin
	split flashplan image plan.json -o full.bin -i para:p.bin
	[ $status = 3 ]
	has '`para` is per-device' "add --per-device" "Holds the MAC."
	flashplan image plan.json -o full.bin -i para:p.bin --per-device
	[ "$(dd if=full.bin bs=65536 skip=12 count=1 2>/dev/null | head -c 64 | cksum)" = "$(cksum <p.bin)" ]
}

@test "a missing file: where it was looked for" {
	small_plan '"file": "boot.bin"'
	split flashplan image plan.json -o full.bin
	[ $status = 3 ]
	has "cannot open boot.bin: No such file or directory" "-I DIR"
}

@test "-I finds files of the plan elsewhere, and they may not leave it" {
	mkdir files
	small_plan '"file": "boot.bin"'
	make-synth random 64 1 >files/boot.bin
	flashplan image plan.json -o full.bin -I files
	small_plan '"file": "../boot.bin"'
	make-synth random 64 1 >../boot.bin
	split flashplan image plan.json -o full.bin
	[ $status = 3 ]
	has "leaves the directory"
	rm ../boot.bin
}

@test "manifest and depfile: the same twice, without absolute paths" {
	small_plan '"file": "boot.bin"'
	make-synth random 64 1 >boot.bin
	flashplan image plan.json -o full.bin --manifest m1 --depfile d1
	flashplan image plan.json -o full.bin --manifest m2 --depfile d2 -i "boot:$PWD/boot.bin"
	cmp m1 m2
	grep -q "\"sha256\": \"$(sha256sum full.bin | cut -d' ' -f1)\"" m1
	[ "$(grep -c "$PWD" m1)" = 0 ]
	[ "$(cat d1)" = "$(printf 'full.bin: \\\n  plan.json \\\n  boot.bin\n\nplan.json:\n\nboot.bin:')" ]
}

@test "a manifest or depfile that cannot be written: no image either" {
	small_plan '"file": "boot.bin"'
	make-synth random 64 1 >boot.bin
	for option in --manifest --depfile; do
		split flashplan image plan.json -o full.bin $option no/such/dir/file
		[ $status = 3 ]
		has "cannot write no/such/dir/file"
		[ ! -e full.bin ]
	done
}

@test "-o - writes the image to standard output, and nothing of a failure" {
	small_plan '"file": "boot.bin"'
	make-synth random 64 1 >boot.bin
	flashplan image plan.json -o full.bin 2>/dev/null
	flashplan image plan.json -o - 2>/dev/null | cmp - full.bin
	rm boot.bin
	split flashplan image plan.json -o -
	[ $status = 3 ]
	[ -z "$stdout" ]
}

@test "unknown partition: a suggestion, exit 2" {
	small_plan
	split flashplan image plan.json -o full.bin -i bot:x
	[ $status = 2 ]
	has 'no partition or span `bot`' 'did you mean `boot`?'
}

@test "flashrom takes layout and image" {
	command -v flashrom >/dev/null || skip "flashrom is not installed"
	make-synth ingenic-spl 262144 1 >uboot-fullhd.bin
	flashplan layout xiaomi-dafang-fullhd -o rom.layout
	flashplan image xiaomi-dafang-fullhd -o full.bin
	make-synth random 16777216 5 >chip.bin
	cp chip.bin expected
	dd if=uboot-fullhd.bin of=expected conv=notrunc 2>/dev/null
	flashrom -p dummy:emulate=W25Q128FV,image=chip.bin -c W25Q128.V -l rom.layout -i boot -w full.bin
	cmp chip.bin expected
}

@test "--trim: a note only on protected partitions that are in the image" {
	small_plan '"file": "boot.bin"'
	make-synth random 1000 >boot.bin
	split flashplan image plan.json --trim -o out.bin
	[ $status = 0 ]
	[ -z "$stderr" ]
	split flashplan image plan.json -o out.bin
	has 'per-device `para` is left erased'
}

@test "two outputs on standard output: refused" {
	small_plan
	split flashplan image plan.json -o - --manifest -
	[ $status = 3 ]
	[ -z "$stdout" ]
	has "two outputs are standard output"
}

@test "more files than may be open at once" {
	mkdir in
	{
		printf '{ "flashplan": 1, "flash": { "size": "8M", "erase-size": "4K" }, "partitions": [\n'
		for i in $(seq 1020); do
			echo "$i" >"in/$i"
			printf '{ "name": "p%d", "size": "4K", "file": "in/%d" },\n' "$i" "$i"
		done
		printf '{ "name": "end", "size": "rest" } ] }\n'
	} >plan.json
	(
		ulimit -n 64
		flashplan image plan.json -o out.bin --manifest out.json --depfile out.d
	)
	for i in 1 512 1020; do
		[ "$(tail -c +$(((i - 1) * 4096 + 1)) out.bin | head -c $((${#i} + 1)))" = "$i" ]
	done
}

@test "--summary: used and free, and what changed since the manifest that is replaced" {
	small_plan '"file": "boot.bin"'
	make-synth random 1000 1 >boot.bin
	make-synth random 2048 2 >k.bin
	flashplan image plan.json -o full.bin --file kernel=k.bin --summary full.md >/dev/null
	[ "$(cat full.md)" = "## plan, 1M (0x100000)

| partition | offset | size | used | free | full |
|---|---|---|---|---|---|
| boot | 0x0 | 256K (0x40000) | 1000 (0x3e8) | 261144 (0x3fc18) | 0 % |
| kernel | 0x40000 | 512K (0x80000) | 2K (0x800) | 510K (0x7f800) | 0 % |
| para | 0xc0000 | 64K (0x10000) | 0 (0x0) | 64K (0x10000) | 0 % |
| flag | 0xd0000 | 192K (0x30000) | 0 (0x0) | 192K (0x30000) | 0 % |" ]
	flashplan image plan.json -o full.bin --file kernel=k.bin --manifest full.json --summary full.md >/dev/null
	[[ $(cat full.md) != *change* ]]
	make-synth random 3072 3 >k.bin
	make-synth random 1000 9 >boot.bin
	flashplan image plan.json -o full.bin --file kernel=k.bin --manifest full.json --summary full.md >/dev/null
	[[ $(cat full.md) == *"| full | change |"*"| 0 % | changed |"*"| 0 % | +1K (0x400) |"*"| 0 % | same |"* ]]
	echo '{}' >full.json
	split flashplan image plan.json -o full.bin --manifest full.json --summary full.md
	[ $status = 3 ]
	has "full.json is not the manifest of an image"
	split flashplan image plan.json -o full.bin --summary plan.json
	[ $status = 3 ]
}
