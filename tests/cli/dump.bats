#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# extract, replace, diff, and --from: dumps cut, changed and compared by the plan's names.

load helpers

# Two dumps of a Dafang: old.bin and new.bin differ in boot, and new.bin has lost config and para.
dumps() {
	make-synth random 262144 1 >boot
	make-synth uimage 2097152 2 >kernel
	make-synth erased 13893632 >middle
	make-synth jffs2 262144 3 >config
	make-synth jffs2 262144 4 >para
	make-synth erased 65536 >flag
	head -c 13828096 middle | cat boot kernel - config para flag >old.bin
	make-synth random 262144 5 >boot
	make-synth erased 524288 >lost
	head -c 13828096 middle | cat boot kernel - lost flag >new.bin
	rm boot kernel middle lost flag
}

@test "extract: every partition as it is in the dump, its checksum in JSON" {
	dumps
	split flashplan extract xiaomi-dafang old.bin -d parts
	[ $status = 0 ]
	[ "$(ls parts | wc -l)" = 11 ]
	cmp parts/config.bin config
	cmp parts/para.bin para
	cat parts/{boot,kernel,root,driver,appfs,backupk,backupd,backupa,config,para,flag}.bin | cmp - old.bin
	sha256sum parts/para.bin | cut -d' ' -f1 >sum
	flashplan extract xiaomi-dafang old.bin -d parts --json | grep -q "\"sha256\": \"$(cat sum)\""
}

@test "extract -i: spans, files of the user's, standard output" {
	dumps
	split flashplan extract xiaomi-dafang old.bin -i system -i para:p -i config:-
	[ $status = 0 ]
	[ "$(stat -c %s system.bin)" = 11075584 ]
	cmp p para
	flashplan extract xiaomi-dafang old.bin -i config:- | cmp - config
	[ ! -e config.bin ]
}

@test "extract --trim leaves the erased end out" {
	dumps
	flashplan extract xiaomi-dafang old.bin --trim -i para -i flag
	head -c 336 para | cmp - para.bin
	[ -e flag.bin ]
	[ ! -s flag.bin ]
}

@test "extract: a dump of another size is refused with both numbers, nothing is written" {
	head -c 1000000 /dev/zero >short.bin
	split flashplan extract xiaomi-dafang short.bin -d parts
	[ $status = 3 ]
	[ -z "$stdout" ]
	has "short.bin has 1000000 (0xf4240), the chip of the plan xiaomi-dafang has 16M (0x1000000)"
	[ ! -e parts ]
}

@test "extract: an unknown or a second name, before anything is written" {
	dumps
	split flashplan extract xiaomi-dafang old.bin -i boot -i parra
	[ $status = 2 ]
	has 'did you mean `para`?'
	split flashplan extract xiaomi-dafang old.bin -i boot -i boot
	[ $status = 2 ]
	split flashplan extract xiaomi-dafang old.bin -i boot:x -i kernel:x
	[ $status = 3 ]
	[ ! -e x ]
	[ ! -e boot.bin ]
}

@test "extract: two partitions to one file, and a partition called as the dump: nothing is written" {
	dumps
	split flashplan extract xiaomi-dafang old.bin -i boot:kernel.bin -i kernel
	[ $status = 3 ]
	has 'kernel.bin would be replaced by the output'
	split flashplan extract xiaomi-dafang old.bin -i boot:o -i kernel:./o
	[ $status = 3 ]
	has 'o would be replaced by the output ./o'
	[ ! -e kernel.bin ]
	[ ! -e o ]
	cp old.bin boot.bin
	for options in "-i kernel -i boot" "-i kernel -i flag:./boot.bin" "-d ."; do
		split flashplan extract xiaomi-dafang boot.bin $options
		[ $status = 3 ]
		has "boot.bin would be replaced by the output"
		[ ! -e kernel.bin ]
		cmp old.bin boot.bin
	done
}

@test "a file whose name is not UTF-8 is a file like others, and stands in results" {
	dumps
	name=$(printf 'old\377.bin')
	cp old.bin "$name"
	split flashplan extract xiaomi-dafang "$name" -i "boot:$name.boot" --json
	[ $status = 0 ]
	[[ $stdout == *'"file": "old?.bin.boot"'* ]]
	split flashplan check "$name.json" --json
	[ $status = 1 ]
	[[ $stdout == *'No such file'*'"plan": "old?.bin.json"'* ]]
}

@test "extract: a file that is in the way stays whole when the new one fails" {
	dumps
	mkdir -p parts/kernel.bin
	split flashplan extract xiaomi-dafang old.bin -d parts
	[ $status = 3 ]
	[ -z "$stdout" ]
	has "cannot open parts/kernel.bin: it is no regular file"
	[ "$(ls parts)" = kernel.bin ]
}

@test "replace puts partitions of an old dump into a new one, and nothing else changes" {
	dumps
	cp new.bin expected
	dd if=config of=expected bs=65536 seek=247 conv=notrunc 2>/dev/null
	dd if=para of=expected bs=65536 seek=251 conv=notrunc 2>/dev/null
	split flashplan replace xiaomi-dafang new.bin -i config:config -i para --from old.bin --per-device -o mended.bin
	[ $status = 0 ]
	[[ $stdout == *"config  0xf70000  256K (0x40000)  made    256K (0x40000)  config"*"para    0xfb0000  256K (0x40000)  made    256K (0x40000)  old.bin"* ]]
	[[ $stdout == *"result: replaced in mended.bin" ]]
	cmp mended.bin expected
	flashplan replace xiaomi-dafang new.bin -i config -i para --from old.bin --per-device
	cmp new.bin expected
}

@test "replace: per-device needs its word, and the image stays as it was" {
	dumps
	cp new.bin before
	split flashplan replace xiaomi-dafang new.bin -i para --from old.bin
	[ $status = 3 ]
	has '`para` is per-device' "--per-device"
	split flashplan replace xiaomi-dafang new.bin
	[ $status = 2 ]
	has "nothing is selected"
	cmp new.bin before
}

@test "replace: what is wrong, too large or missing leaves the image untouched" {
	dumps
	cp new.bin before
	touch stderr.txt files
	ls >files
	echo '<html></html>' >page
	split flashplan replace xiaomi-dafang new.bin -i para:page --per-device
	[ $status = 3 ]
	has "found an HTML page"
	split flashplan replace xiaomi-dafang new.bin -i flag:para
	[ $status = 3 ]
	split flashplan replace xiaomi-dafang new.bin -i flag:nothing
	[ $status = 3 ]
	split flashplan replace xiaomi-dafang para -i flag:page
	[ $status = 3 ]
	has "para has 256K (0x40000)"
	rm page
	cmp new.bin before
	ls | cmp - files
}

@test "replace leaves kept ranges and protected parts of a span as they are in the image" {
	cat >plan.json <<-EOF
		{ "flashplan": 1, "flash": { "size": "1M" }, "partitions": [
		  { "name": "boot", "size": "256K", "keep": [ { "offset": "0x3c000", "size": "16K" } ] },
		  { "name": "mac", "size": "64K", "per-device": true }, { "name": "rest", "size": "rest" } ],
		  "spans": [ { "name": "all", "from": "boot", "to": "rest" } ] }
	EOF
	make-synth random 1048576 1 >old
	make-synth random 1048576 2 >image
	cp old expected
	dd if=image of=expected bs=16384 skip=15 seek=15 count=5 conv=notrunc 2>/dev/null
	split flashplan replace plan.json image -i all:old
	[ $status = 0 ]
	has '0x3c000+0x4000 in `boot` is kept as it is in the image' 'per-device `mac` is left as it is in the image'
	cmp image expected
}

@test "replace -o - writes to standard output" {
	dumps
	flashplan replace xiaomi-dafang new.bin -i para --from old.bin --per-device -o - 2>/dev/null >out
	flashplan replace xiaomi-dafang new.bin -i para --from old.bin --per-device
	cmp out new.bin
}

@test "--from: image takes what is selected out of a dump" {
	dumps
	split flashplan image xiaomi-dafang -i kernel --from old.bin -o kernel-only.bin
	[ $status = 0 ]
	make-synth erased 16777216 >expected
	dd if=old.bin of=expected bs=65536 skip=4 seek=4 count=32 conv=notrunc 2>/dev/null
	cmp kernel-only.bin expected
}

@test "--from: an image of another size is refused" {
	dumps
	split flashplan image xiaomi-dafang -i kernel --from config -o full.bin
	[ $status = 3 ]
	has "config has 256K (0x40000), the chip of the plan xiaomi-dafang has 16M (0x1000000)"
	[ ! -e full.bin ]
}

@test "--from: a damaged partition is refused by its type" {
	dumps
	printf '\125' | dd of=old.bin bs=1 seek=300000 conv=notrunc 2>/dev/null
	split flashplan image xiaomi-dafang -i kernel --from old.bin -o full.bin
	[ $status = 3 ]
	has '`kernel`: damaged legacy uImage: data CRC'
}

@test "write --from brings para back from an old dump, and verify --from agrees" {
	needs_flashrom_plugin
	dumps
	cp new.bin chip.bin
	chip=dummy:emulate=W25Q128FV,image=chip.bin
	split flashplan verify xiaomi-dafang -p $chip -i para --per-device --from old.bin
	[ $status = 1 ]
	flashplan write xiaomi-dafang -p $chip -i para --per-device --from old.bin
	cp new.bin expected
	dd if=para of=expected bs=65536 seek=251 conv=notrunc 2>/dev/null
	cmp chip.bin expected
	split flashplan verify xiaomi-dafang -p $chip -i para --per-device --from old.bin
	[ $status = 0 ]
}

@test "diff: a row for each partition, exit 1" {
	dumps
	split flashplan diff xiaomi-dafang old.bin new.bin
	[ $status = 1 ]
	[ -z "$stderr" ]
	grep -Eq '^boot +0x000000 +256K \(0x40000\) +differs +0x000000 +26[0-9]{4} +4$' <<<"$stdout"
	grep -Eq '^kernel .* equal$' <<<"$stdout"
	grep -Eq '^para .* erased in b +0xfb0000 +[0-9]+ +1$' <<<"$stdout"
}

@test "diff: equal, or all that differs is ignored: exit 0" {
	dumps
	flashplan diff xiaomi-dafang old.bin old.bin
	split flashplan diff xiaomi-dafang old.bin new.bin --ignore boot --ignore config --ignore para
	[ $status = 0 ]
	grep -Eq '^para .* ignored$' <<<"$stdout"
	split flashplan diff xiaomi-dafang old.bin new.bin --ignore bot
	[ $status = 2 ]
	has 'did you mean `boot`?'
}

@test "diff: other padding, and gaps, which belong to no partition" {
	printf '{ "flashplan": 1, "flash": { "size": "256K" }, "partitions": [
		{ "name": "a", "offset": "64K", "size": "64K" } ] }' >plan.json
	make-synth random 262144 1 >one
	cp one two
	head -c 32768 /dev/zero | dd of=one bs=32768 seek=3 conv=notrunc 2>/dev/null
	make-synth erased 32768 | dd of=two bs=32768 seek=3 conv=notrunc 2>/dev/null
	printf x | dd of=two bs=1 seek=200000 conv=notrunc 2>/dev/null
	split flashplan diff plan.json one two --hex
	[ $status = 1 ]
	grep -Eq '^a .* padding differs' <<<"$stdout"
	grep -Eq '^\(gap\) +0x000000 +64K \(0x10000\) +equal$' <<<"$stdout"
	grep -Eq '^\(gap\) +0x020000 +128K \(0x20000\) +differs +0x030d40 +1 +1$' <<<"$stdout"
	has "places are not shown"
	split flashplan diff plan.json one two --hex --ignore a
	grep -Eq '^0x030d40 +\(gap\) +[0-9a-f]{32} +78[0-9a-f]{30}$' <<<"$stdout"
	flashplan diff plan.json one two --json >json || [ $? = 1 ]
	grep -q '"result": "padding_differs"' json
}
