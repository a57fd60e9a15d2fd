#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# First words: mistakes of somebody's first hour, and the hint that leads on.

load helpers

# A firmware update as cameras take it, in demo.bin.
update() {
	printf '{ "flashplan": 1, "extends": "xiaomi-dafang", "spans": [ { "name": "system", "file": null,
		"wrap": { "uimage": { "name": "jz_fw" } } } ] }' >wrap.json
	make-synth uimage 2097152 3 >kernel.bin
	flashplan image wrap.json -i system --file kernel=kernel.bin --trim -o demo.bin >/dev/null
}

@test "an update for one partition: the span that takes it" {
	update
	split flashplan image xiaomi-dafang -i kernel:demo.bin -o x
	[ $status = 3 ]
	has "more than the partition's" 'demo.bin is a firmware update, and the span `system` takes those: -i system:demo.bin'
}

@test "a dump for one partition: --from" {
	make-synth random 16777216 1 >old.bin
	split flashplan write xiaomi-dafang -p dummy -i boot:old.bin
	[ $status = 3 ]
	has "old.bin is as large as the chip: -i boot --from old.bin"
}

@test "a selection without -i, a programmer without -p" {
	split flashplan write xiaomi-dafang boot:u.bin -p dummy
	[ $status = 2 ]
	has "is it what to select? -i boot:u.bin"
	split flashplan write xiaomi-dafang ch341a_spi -i boot:u.bin
	[ $status = 2 ]
	has 'is `ch341a_spi` the programmer? -p ch341a_spi'
	split flashplan probe serprog:ip=127.0.0.1:1
	[ $status = 2 ]
	has "-p serprog:ip=127.0.0.1:1"
}

@test "--all where nothing has content: --from, --file, and spans that have some" {
	split flashplan write xiaomi-dafang -p dummy --all
	[ $status = 3 ]
	has "no partition of the plan xiaomi-dafang has content" "--from IMAGE" "--file NAME=PATH" \
		'the span `system` has content: -i system'
}

@test "an unknown partition: the list, one that is counted, several that are alike" {
	small_plan
	split flashplan write plan.json -p dummy -i rootfs_data
	[ $status = 2 ]
	has "it has boot, kernel, para, flag"
	split flashplan write plan.json -p dummy -i mtd2
	has 'counted from mtd0, mtd2 is `para`'
	split flashplan extract xiaomi-dafang dump -i backup
	has 'did you mean `backupk`, `backupd` or `backupa`?'
}

@test "options that flashrom has: what they are here" {
	for pair in "-w:flashplan write" "-r:flashplan backup" "-l:convert -t json" "--image:-i NAME" \
		"-N:nothing to turn off" "--force:an option of its own"; do
		split flashplan erase xiaomi-dafang -p dummy "${pair%%:*}" x
		[ $status = 2 ]
		has "unknown option ${pair%%:*}" "in flashplan: " "${pair#*:}"
	done
}

@test "a backup to a file that is there: a name that is free" {
	: >old.bak
	split flashplan backup -p dummy -o old.bak
	[ $status = 3 ]
	has "hint: a backup is never replaced: name another, such as -o old.bak-1.bak"
}

@test "restore of a plain dump: write --from" {
	make-synth random 1048576 1 >dump.bin
	split flashplan restore dump.bin -p dummy
	[ $status = 3 ]
	has "flashplan write PLAN -p dummy --all --per-device --read-only --from dump.bin"
}

@test "a dump given as a plan: convert" {
	make-synth random 2097152 1 >dump.bin
	split flashplan show dump.bin
	[ $status = 3 ]
	has "a plan is JSON" "flashplan convert -t json"
	make-synth random 4096 1 >small.bin
	split flashplan show small.bin
	[ $status = 3 ]
	has "flashplan convert -t json"
}

@test "an update that was cut short" {
	update
	head -c 100000 demo.bin >cut.bin
	printf '{ "flashplan": 1, "extends": "xiaomi-dafang", "spans": [ { "name": "system",
		"file": { "path": "cut.bin", "unwrap": "uimage" } } ] }' >cut.json
	split flashplan write cut.json -p dummy -i system
	[ $status = 3 ]
	has "bytes, 99936 follow it" "hint: it was cut short"
}

@test "a chip of another size: the layout that fits" {
	needs_flashrom_plugin
	make-synth random 8388608 1 >chip.bin
	split flashplan probe openipc-16m -p dummy:emulate=MX25L6436,image=chip.bin -c MX25L6405D
	[ $status = 3 ]
	has "has 8M (0x800000), the plan openipc-16m is for 16M (0x1000000)" \
		"hint: for a chip of this size there is openipc-8m"
}

@test "extend is extends" {
	echo '{ "flashplan": 1, "extend": "xiaomi-dafang" }' >plan.json
	split flashplan check plan.json
	[ $status = 1 ]
	[[ $stdout == *'unknown key `extend` (hint: did you mean `extends`?)'* ]]
}

@test "a missing source: where it was looked for" {
	small_plan '"file": "boot.bin"'
	split flashplan image plan.json -o x
	[ $status = 3 ]
	has "cannot open boot.bin" "beside it and in -I DIR"
}

@test "what belongs to the unit and is left erased: how to put it in" {
	small_plan
	make-synth random 64 1 >p.bin
	split flashplan image plan.json -o x
	[ $status = 0 ]
	has 'per-device `para` is left erased' "--per-device and content, such as --file para=FILE, put it in"
	split flashplan image plan.json -o x --per-device --file para=p.bin
	[ $status = 0 ]
	[ "$(dd if=x bs=65536 skip=12 count=1 2>/dev/null | head -c 64 | cksum)" = "$(cksum <p.bin)" ]
}

@test "a dump of two equal halves was read as twice its size" {
	small_plan
	make-synth random 1048576 1 >half
	cat half half >dump.bin
	split flashplan extract plan.json dump.bin -d parts
	[ $status = 3 ]
	has "its two halves are the same: the chip was read as one of twice its size" "head -c 1048576"
	split flashplan image plan.json -i boot --from dump.bin -o x
	has "its two halves are the same"
	{ cat half && head -c 1048576 /dev/zero; } >dump.bin
	split flashplan extract plan.json dump.bin -d parts
	[ $status = 3 ]
	[[ $stderr != *halves* ]]
}

@test "stated content of what is not touched unasked: the flags and the way around, for all at once" {
	small_plan
	sed -i 's/"size": "rest"/"size": "rest", "read-only": true, "fill": 0/; s/"per-device": true/"per-device": true, "fill": 1/' plan.json
	split flashplan write plan.json -p dummy --all
	[ $status = 3 ]
	has 'not touched unasked: `para` (per-device), `flag` (read-only)' \
		"add --per-device and --read-only if this is really meant, or leave out: --skip para --skip flag" "Holds the MAC."
	split flashplan image plan.json -o x
	[ $status = 3 ]
	has 'unasked: `para` (per-device)' "--skip para"
	split flashplan image plan.json -o x --skip para
	[ $status = 0 ]
	[[ $stdout == *"3 partitions left (boot, kernel: no content; para: as asked)" ]]
}
