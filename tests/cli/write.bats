#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# probe, programmers, write and verify, through libflashrom's dummy programmer and through programmers that
# misbehave.

load helpers

# A Dafang's chip in chip.bin, and its copy in before.bin.
dafang() {
	make-synth random 16777216 7 >chip.bin
	cp chip.bin before.bin
	make-synth ingenic-spl 262144 1 >uboot-fullhd.bin
	chip=dummy:emulate=W25Q128FV,image=chip.bin
}

# An installation whose only programmer is a copy of $1 (a program or a script) under the name of flashrom's.
with_programmer() {
	mkdir -p bin libexec/flashplan share
	cp "$FP_BUILD/bin/flashplan" bin/
	ln -s "$FP_BUILD/share/flashplan" share/flashplan
	cp "$1" libexec/flashplan/flashplan-flashrom
	chmod +x libexec/flashplan/flashplan-flashrom
}

@test "programmers: those of libflashrom are listed" {
	needs_flashrom_plugin
	split flashplan programmers
	[ $status = 0 ]
	[[ $stdout == *"dummy "* ]]
	split flashplan programmers --json
	[[ $stdout == *'"programmer": "dummy"'* ]]
}

@test "probe: name, id and size" {
	needs_flashrom_plugin
	split flashplan probe -p dummy:emulate=W25Q128FV --json
	[ $status = 0 ]
	[[ $stdout == *'"name": "W25Q128.V"'*'"size": 16777216'* ]]
}

@test "write programs the selected partition only, keeps its kept range, and verify agrees" {
	needs_flashrom_plugin
	dafang
	split flashplan write xiaomi-dafang-fullhd -p $chip -i boot
	[ $status = 0 ]
	[[ $stdout == *"result: written and read back"* ]]
	has "4 of 4 blocks are erased and written" '0x3c000+0x4000 in `boot` is kept'
	cp before.bin expected
	dd if=uboot-fullhd.bin of=expected bs=16384 count=15 conv=notrunc 2>/dev/null
	cmp chip.bin expected
	split flashplan verify xiaomi-dafang-fullhd -p $chip -i boot
	[ $status = 0 ]
	[[ $stdout == *equal* ]]
}

@test "the backup holds what the touched blocks held, with mode 0600 and a manifest" {
	needs_flashrom_plugin
	dafang
	flashplan write xiaomi-dafang-fullhd -p $chip -i boot --backup old.bak
	head -c 262144 before.bin | cmp - old.bak
	[ "$(stat -c %a old.bak)" = 600 ]
	grep -q "$(sha256sum old.bak | cut -d' ' -f1)" old.bak.json
}

@test "a second run writes nothing and takes no backup" {
	needs_flashrom_plugin
	dafang
	flashplan write xiaomi-dafang-fullhd -p $chip -i boot
	cp chip.bin after.bin
	ls ./*.bak* >backups
	split flashplan write xiaomi-dafang-fullhd -p $chip -i boot
	[ $status = 0 ]
	[[ $stdout == *"result: nothing to do"* ]]
	ls ./*.bak* | cmp - backups
	cmp chip.bin after.bin
}

@test "what becomes erased is told where something is written only" {
	needs_flashrom_plugin
	dafang
	make-synth ingenic-spl 200000 1 >short.bin
	split flashplan write xiaomi-dafang -p $chip -i boot:short.bin
	has 'the rest of `boot` becomes erased'
	split flashplan write xiaomi-dafang -p $chip -i boot:short.bin
	[ "$stderr" = "boot (0x0+0x40000): already so" ]
}

@test "progress: on a terminal that can take it away, and only there" {
	needs_flashrom_plugin
	command -v script >/dev/null || skip "no script"
	TERM=xterm script -qec "flashplan backup -p dummy:emulate=W25Q128FV -o a.bin" /dev/null >a.txt
	grep -qF 'reading [' a.txt
	TERM=dumb script -qec "flashplan backup -p dummy:emulate=W25Q128FV -o b.bin" /dev/null >b.txt
	grep -qF 'made b.bin' b.txt
	! grep -qF 'reading [' b.txt || return 1
	split flashplan backup -p dummy:emulate=W25Q128FV -o c.bin
	[ $status = 0 ]
	[[ $stderr != *"reading ["* ]]
}

@test "each run that writes has a backup of its own" {
	needs_flashrom_plugin
	dafang
	make-synth ingenic-spl 262144 2 >other.bin
	flashplan write xiaomi-dafang-fullhd -p $chip -i boot
	flashplan write xiaomi-dafang-fullhd -p $chip -i boot:other.bin
	[ "$(ls ./*-1.bak ./*-2.bak | wc -l)" = 2 ]
	head -c 262144 before.bin | cmp - ./*-1.bak
}

@test "--dry-run changes nothing and leaves no file, exit 0" {
	needs_flashrom_plugin
	dafang
	ls >files
	split flashplan write xiaomi-dafang-fullhd -p $chip -i boot --dry-run
	[ $status = 0 ]
	[[ $stdout == *"dry run: nothing was changed"* ]]
	cmp chip.bin before.bin
	[ -z "$(ls ./*.bak 2>/dev/null)" ]
}

@test "a backup that exists is never replaced: refused, chip unchanged, exit 3" {
	needs_flashrom_plugin
	dafang
	echo mine >old.bak
	split flashplan write xiaomi-dafang-fullhd -p $chip -i boot --backup old.bak
	[ $status = 3 ]
	has "old.bak"
	cmp chip.bin before.bin
	[ "$(cat old.bak)" = mine ]
}

@test "backup: a file that is there, cannot be, or is standard output: refused before the chip is read" {
	needs_flashrom_plugin
	echo mine >mine.bin
	echo mine >b.bin.json
	for file in mine.bin b.bin absent/b.bin; do
		# This chip does not exist: trying to read it would be exit 4.
		split flashplan backup -p dummy:emulate=none -o $file
		[ $status = 3 ]
		has "cannot create $file"
	done
	split flashplan backup -p dummy:emulate=none -o -
	[ $status = 2 ]
	has "FILE and FILE.json"
	[ "$(cat mine.bin)" = mine ]
	[ "$(ls)" = "$(printf '%s\n' b.bin.json mine.bin stderr.txt)" ]
}

@test "--backup: not standard output, and not beside --no-backup" {
	split flashplan write xiaomi-dafang -p dummy -i boot --backup -
	[ $status = 2 ]
	has "FILE and FILE.json"
	split flashplan write xiaomi-dafang -p dummy -i boot --backup x --no-backup
	[ $status = 2 ]
	has "contradict each other"
}

@test "no room for the backup: nothing on the chip is touched" {
	needs_flashrom_plugin
	dafang
	mkdir -p no-write
	split flashplan write xiaomi-dafang-fullhd -p $chip -i boot --backup no/such/dir/old.bak
	[ $status = 3 ]
	cmp chip.bin before.bin
}

@test "a shorter source: the tail is announced and becomes erased" {
	needs_flashrom_plugin
	dafang
	make-synth random 1000 3 >flag.bin
	split flashplan write xiaomi-dafang -p $chip -i flag:flag.bin
	[ $status = 0 ]
	has 'the content has 1000 (0x3e8); the rest of `flag` becomes erased'
	cp before.bin expected
	make-synth erased 65536 | dd of=expected bs=65536 seek=255 conv=notrunc 2>/dev/null
	dd if=flag.bin of=expected bs=65536 seek=255 conv=notrunc 2>/dev/null
	cmp chip.bin expected
}

@test "--all leaves per-device partitions and those without content" {
	needs_flashrom_plugin
	dafang
	split flashplan write xiaomi-dafang-fullhd -p $chip --all
	[ $status = 0 ]
	has 'per-device `para` is left as it is on the chip'
	dd if=chip.bin bs=65536 skip=4 2>/dev/null >a
	dd if=before.bin bs=65536 skip=4 2>/dev/null >b
	cmp a b
}

@test "verify: differs, exit 1, with the first place" {
	needs_flashrom_plugin
	dafang
	split flashplan verify xiaomi-dafang-fullhd -p $chip -i boot --json
	[ $status = 1 ]
	[[ $stdout == *'"result": "differs"'*'"first_difference": 0'* ]]
}

@test "the ambiguous MX25L6436: the plan's names choose, -c overrides, without either all are listed" {
	needs_flashrom_plugin
	make-synth random 8388608 3 >chip8.bin
	chip=dummy:emulate=MX25L6436,image=chip8.bin
	split flashplan probe -p $chip
	[ $status = 0 ]
	[[ $stdout == "candidates: MX25L6405, MX25L6405D, "*"MX25L6436E/MX25L6445E"*"id: c22017"*"size: 8M"* ]]
	has "-c NAME"
	split flashplan backup -p $chip -o full.bak
	[ $status = 3 ]
	has "MX25L6405D" "MX25L6436E/MX25L6445E" "-c NAME"
	split flashplan probe -p $chip -c MX25L6405D
	[ $status = 0 ]
	printf '{ "flashplan": 1, "flash": { "size": "8M", "chips": [ { "names": ["MX25L6445E"] } ] },
		"partitions": [ { "name": "a", "size": "64K", "fill": 1 } ] }' >plan.json
	split flashplan write plan.json -p $chip -i a --json
	[ $status = 0 ]
	[ "$(head -c 65536 chip8.bin | tr -d '\001' | wc -c)" = 0 ]
}

@test "a chip of another size is refused, nothing is written" {
	needs_flashrom_plugin
	dafang
	split flashplan write xiaomi-dafang-fullhd -p dummy:emulate=SST25VF032B -i boot
	[ $status = 3 ]
	has "the chip SST25VF032B has 4M (0x400000), the plan xiaomi-dafang-fullhd is for 16M (0x1000000)"
}

@test "blocks that hold 0x00 only can be written: the rest of the chip shows that it is there" {
	needs_flashrom_plugin
	dafang
	head -c 16777216 /dev/zero >chip.bin
	make-synth random 65536 3 | dd of=chip.bin bs=65536 seek=32 conv=notrunc 2>/dev/null
	split flashplan write xiaomi-dafang -p $chip -i boot:uboot-fullhd.bin
	[ $status = 0 ]
	head -c 262144 chip.bin | cmp - uboot-fullhd.bin
}

@test "a chip that holds 0x00 wherever it is looked at can be written" {
	needs_flashrom_plugin
	dafang
	head -c 16777216 /dev/zero >chip.bin
	split flashplan write xiaomi-dafang -p $chip -i boot:uboot-fullhd.bin
	[ $status = 0 ]
	head -c 262144 chip.bin | cmp - uboot-fullhd.bin
	[ "$(tail -c +262145 chip.bin | tr -d '\000' | wc -c)" = 0 ]
}

@test "a reader that goes away does not end the job" {
	needs_flashrom_plugin
	dafang
	flashplan write xiaomi-dafang-fullhd -p $chip -i boot 2>&1 | true
	split flashplan verify xiaomi-dafang-fullhd -p $chip -i boot
	[ $status = 0 ]
}

@test "an emulated chip's file of another size is refused, not overwritten" {
	needs_flashrom_plugin
	dafang
	echo more >>chip.bin
	cp chip.bin before.bin
	split flashplan write xiaomi-dafang-fullhd -p $chip -i boot
	[ $status = 3 ]
	has "chip.bin has 16777221 bytes, the chip 16777216"
	cmp chip.bin before.bin
}

@test "unknown programmer" {
	needs_flashrom_plugin
	split flashplan probe -p ch341_spi
	[ $status != 0 ]
	has "ch341_spi" "flashplan programmers"
}

@test "contents are checked before the programmer is opened" {
	small_plan '"type": "ingenic-spl"'
	printf '<html></html>' >page.bin
	split flashplan write plan.json -p no_such_programmer -i boot:page.bin
	[ $status = 3 ]
	has "found an HTML page"
}

@test "nothing selected, no content, unknown name, protected" {
	small_plan
	split flashplan write plan.json -p dummy
	[ $status = 2 ]
	has "nothing is selected"
	split flashplan write plan.json -p dummy -i boot
	[ $status = 3 ]
	has 'no content for `boot`' "-i boot:FILE"
	split flashplan write plan.json -p dummy -i bot
	[ $status = 2 ]
	echo x >x
	split flashplan write plan.json -p dummy -i para:x
	[ $status = 3 ]
	has "--per-device"
}

@test "whoever stops reading does not stop the job, nor change the status of what is proven" {
	needs_flashrom_plugin
	dafang
	{
		flashplan write xiaomi-dafang-fullhd -v -p $chip -i boot 2>&1 1>/dev/null && status=0 || status=$?
		echo $status >status
	} | sed '/backup of the touched blocks/q' >/dev/null
	[ "$(cat status)" = 0 ]
	cmp -n $((0x3c000)) chip.bin uboot-fullhd.bin
	[ -w /dev/full ] || skip "no /dev/full"
	cp before.bin chip.bin
	flashplan write xiaomi-dafang-fullhd -p $chip -i boot 2>stderr.txt >/dev/full && status=0 || status=$?
	# What is proven stays so.
	[ $status = 0 ]
	stderr=$(cat stderr.txt)
	has "the result is lost: standard output: No space left on device"
	cmp -n $((0x3c000)) chip.bin uboot-fullhd.bin
}

@test "erase takes no content" {
	small_plan
	echo x >x
	for options in "-i boot:x" "-i boot --file boot=x"; do
		split flashplan erase plan.json -p no_such_programmer $options
		[ $status = 2 ]
	done
}

@test "restore: a job's block is the programmer's, where that is larger" {
	with_programmer "$FP_BUILD/tests/plugins/flashplan-fake"
	bin/flashplan backup -p plain -o old.bin
	sed -i 's/"erase-size": 65536/"erase-size": 256/' old.bin.json
	split bin/flashplan restore old.bin -p plain --unprotect --json
	[ $status = 0 ]
	[[ $stdout == *'"size": 262144,'*'"blocks": 64,'* ]]
}

@test "restore: a manifest that is no JSON is named with the place" {
	: >a.bak
	printf '{\n  nonsense' >a.bak.json
	split flashplan restore a.bak -p dummy
	[ $status = 3 ]
	has "flashplan: a.bak.json:2:"
}

@test "restore: a manifest is no link" {
	: >a.bak
	printf '{}' >other
	ln -s other a.bak.json
	split flashplan restore a.bak -p dummy
	[ $status = 3 ]
	has "cannot open a.bak.json: it is a symbolic link"
}

@test "a missing plug-in is one clear sentence" {
	with_programmer /bin/true
	rm libexec/flashplan/flashplan-flashrom
	split bin/flashplan probe -p dummy
	[ $status = 3 ]
	has "flashplan-flashrom is not installed"
}

@test "a plug-in that dies" {
	printf '#!/bin/sh\nkill -9 $$\n' >dies
	with_programmer dies
	split bin/flashplan probe -p dummy
	[ $status = 4 ]
	has "killed by signal 9"
}

@test "a plug-in that prints garbage" {
	printf '#!/bin/sh\necho chatter\nprintf "%%0100d" 0 >&3\n' >garbage
	with_programmer garbage
	split bin/flashplan probe -p dummy
	[ $status = 4 ]
	[ -z "$stdout" ]
	has "does not speak flashplan's protocol"
}

@test "a plug-in that hangs is ended after --timeout" {
	printf '#!/bin/sh\nexec sleep 60\n' >hangs
	with_programmer hangs
	split bin/flashplan probe -p dummy --timeout 1
	[ $status = 4 ]
	has "within 1 s"
}
