#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The chip's own partition table against the plan: an Intel descriptor, an FMAP, mtdparts in an environment.

load helpers

setup() {
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	cd "$BATS_TEST_TMPDIR" || return 1
	needs_flashrom_plugin
	make-synth random 16777216 7 >chip.bin
	chip=dummy:emulate=W25Q128FV,image=chip.bin
}

# le32 FILE OFFSET VALUE
le32() {
	printf "$(printf '\\%03o\\%03o\\%03o\\%03o' $(($3 & 255)) $(($3 >> 8 & 255)) $(($3 >> 16 & 255)) $(($3 >> 24 & 255)))" |
		dd of="$1" bs=1 seek=$(($2)) conv=notrunc 2>/dev/null
}

# descriptor FILE: fd 0-0xfff, gbe 0x1000-0x2fff, me 0x3000-0x4fffff, bios 0x500000-0xffffff.
descriptor() {
	make-synth erased 4096 | dd of="$1" conv=notrunc 2>/dev/null
	le32 "$1" 0x10 0x0ff0a55a
	le32 "$1" 0x14 0x03040003
	le32 "$1" 0x18 0x06100208
	le32 "$1" 0x40 0x00000000
	le32 "$1" 0x44 0x0fff0500
	le32 "$1" 0x48 0x04ff0003
	le32 "$1" 0x4c 0x00020001
	le32 "$1" 0x50 0x00007fff
}

# board NAME OFFSET-OF-BIOS: a plan with fd, gbe, me and bios.
board() {
	cat >"$1.json" <<-EOF
		{
		  "flashplan": 1, "name": "$1",
		  "flash": { "size": "16M", "erase-size": "4K" },
		  "partitions": [
		    { "name": "fd", "size": "4K", "read-only": true },
		    { "name": "gbe", "size": "8K", "per-device": true },
		    { "name": "me", "size": "rest" },
		    { "name": "bios", "offset": "$2", "size": "rest", "file": "bios.bin" }
		  ]
		}
	EOF
}

@test "another board's plan would overwrite the ME: refused, both tables side by side, nothing written" {
	descriptor chip.bin
	cp chip.bin before.bin
	board other 0x400000
	make-synth random $((0xc00000)) 1 >bios.bin
	for command in "write other.json -i bios" "write other.json --all" "erase other.json -i bios" \
		"write other.json -i bios --dry-run"; do
		split flashplan $command -p $chip
		echo "$command: $status $stderr"
		[ $status = 3 ]
		has "the chip's own table (Intel flash descriptor) contradicts: \`bios\` (0x400000+0xc00000) would cut into its \`me\` (0x3000+0x4fd000)" \
			"--ignore-table" \
			"0x00003000  5108K (0x4fd000)      me                -" \
			"0x00003000  4084K (0x3fd000)      -                 me"
		cmp chip.bin before.bin
		[ "$(ls ./*.bak 2>/dev/null)" = "" ]
	done
	split flashplan write other.json -i bios -p $chip --json
	[[ $stdout == *'"reason": "table"'*'"tables"'* ]]
}

@test "--ignore-table goes by the plan" {
	descriptor chip.bin
	board other 0x400000
	make-synth random 65536 1 >bios.bin
	split flashplan write other.json -i bios -p $chip --ignore-table --no-backup
	echo "$status $stderr"
	[ $status = 0 ]
	dd if=chip.bin bs=65536 skip=64 count=1 2>/dev/null | cmp - bios.bin
}

@test "the board's own plan, whatever its names, and a part of a region agree" {
	descriptor chip.bin
	board mine 0x500000
	sed -i 's/"me"/"management"/' mine.json
	make-synth random 65536 1 >bios.bin
	split flashplan write mine.json -i bios -p $chip --no-backup
	[ $status = 0 ]
	cat >part.json <<-EOF
		{ "flashplan": 1, "flash": { "size": "16M", "erase-size": "4K" }, "partitions": [
		  { "name": "logo", "offset": "0x800000", "size": "64K", "file": "bios.bin" } ] }
	EOF
	split flashplan write part.json -i logo -p $chip --no-backup
	[ $status = 0 ]
	[[ $stderr != *contradicts* ]]
}

@test "verify and backup say it, and go on" {
	descriptor chip.bin
	board other 0x400000
	dd if=chip.bin of=bios.bin bs=65536 skip=64 2>/dev/null
	split flashplan verify other.json -i bios -p $chip
	[ $status = 0 ]
	has "note: the chip's own table (Intel flash descriptor) contradicts the plan"
	split flashplan backup other.json -p $chip -o all.bak
	[ $status = 0 ]
	has "contradicts the plan"
	split flashplan backup -p $chip -o all2.bak
	[ $status = 0 ]
	[[ $stderr != *contradicts* ]]
}

@test "a descriptor that is written itself is judged as it will be" {
	board other 0x400000
	make-synth random $((0xc00000)) 1 >bios.bin
	head -c 4096 chip.bin >fd.bin
	descriptor fd.bin
	sed -i 's/"size": "4K", "read-only": true/"size": "4K", "file": "fd.bin"/' other.json
	split flashplan write other.json -i bios -i fd -p $chip
	[ $status = 3 ]
	has "contradicts"
	descriptor chip.bin
	make-synth random 4096 9 >fd.bin
	split flashplan write other.json -i bios -i fd -p $chip --no-backup
	[ $status = 0 ]
}

@test "no descriptor is no note; a table that the plan states and the chip lacks is one" {
	board other 0x400000
	make-synth random 65536 1 >bios.bin
	split flashplan write other.json -i bios -p $chip --no-backup
	[ $status = 0 ]
	[[ $stderr != *descriptor* ]]
	sed -i 's/"erase-size": "4K"/"erase-size": "4K", "table": "ifd"/' other.json
	split flashplan write other.json -i bios -p $chip --no-backup
	[ $status = 0 ]
	has "note: the Intel flash descriptor at 0x0 of the chip: there is none; nothing is held against it"
	descriptor chip.bin
	sed -i 's/"table": "ifd"/"table": "none"/' other.json
	make-synth random 65536 2 >bios.bin
	split flashplan write other.json -i bios -p $chip --no-backup
	[ $status = 0 ]
}

@test "an FMAP where the plan places it: inner areas are the outer one's affair" {
	cat >map.json <<-EOF
		{ "flashplan": 1, "name": "map", "flash": { "size": "16M" }, "partitions": [
		  { "name": "RO", "size": "4M" }, { "name": "RW", "size": "4M", "file": "rw.bin" },
		  { "name": "REST", "size": "rest" } ],
		  "spans": [ { "name": "RW_INNER", "offset": "5M", "size": "1M" } ] }
	EOF
	flashplan convert -t fmap map.json -o map.fmap 2>/dev/null
	dd if=map.fmap of=chip.bin bs=4096 seek=256 conv=notrunc 2>/dev/null
	make-synth random 65536 1 >rw.bin
	sed 's/"size": "16M"/"size": "16M", "table": { "fmap": "1M" }/; s/, "spans.*/ }/; /"spans"/d; s/"rest" } ],/"rest" } ] }/' map.json >flat.json
	split flashplan write flat.json -i RW -p $chip --no-backup
	[ $status = 0 ]
	[[ $stderr != *FMAP* ]]
	sed 's/"RO", "size": "4M"/"RO", "size": "3M"/; s/"RW", "size": "4M"/"RW", "size": "5M"/' flat.json >moved.json
	split flashplan write moved.json -i RW -p $chip --no-backup
	[ $status = 3 ]
	has "the chip's own table (FMAP) contradicts: \`RW\`"
}

@test "mtdparts in the environment that the plan names" {
	cat >env.json <<-EOF
		{ "flashplan": 1, "name": "env", "flash": { "size": "16M", "mtd-id": "spi0.0", "table": { "mtdparts": "env" } }, "partitions": [
		  { "name": "boot", "size": "256K" }, { "name": "env", "size": "64K", "env": { "vars": { "bootargs": "x \${mtdparts}" } } },
		  { "name": "kernel", "size": "2M", "file": "k.bin" }, { "name": "rest", "size": "rest" } ] }
	EOF
	make-synth random 65536 1 >k.bin
	flashplan image env.json -o full.bin >/dev/null
	dd if=full.bin of=chip.bin bs=65536 skip=4 seek=4 count=1 conv=notrunc 2>/dev/null
	split flashplan write env.json -i kernel -p $chip --no-backup
	[ $status = 0 ]
	sed 's/"kernel", "size": "2M"/"kernel", "size": "3M"/' env.json >moved.json
	split flashplan write moved.json -i kernel -p $chip --no-backup
	[ $status = 3 ]
	has "the chip's own table (mtdparts) contradicts: \`kernel\`"
	# The environment is written with it: the new one counts.
	split flashplan write moved.json -i kernel -i env -p $chip --no-backup
	[ $status = 0 ]
}

@test "restore: a backup of a job, and of a whole chip that holds another table" {
	descriptor chip.bin
	board mine 0x500000
	make-synth random 65536 1 >bios.bin
	cp chip.bin before.bin
	flashplan write mine.json -i bios -p $chip --backup mine.bak
	split flashplan restore mine.bak -p $chip
	[ $status = 0 ]
	[[ $stdout == *"bios "*"restored and read back"* ]]
	[[ $stderr != *"range 1"* ]]
	cmp chip.bin before.bin
	flashplan backup mine.json -p $chip -o whole.bak
	make-synth random 16777216 8 >chip.bin
	split flashplan restore whole.bak -p $chip --no-backup
	[ $status = 0 ]
	cmp chip.bin before.bin
}
