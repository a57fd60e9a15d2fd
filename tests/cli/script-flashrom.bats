#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# script flashrom: its command lines, run by flashrom itself on a chip in memory.

load helpers

@test "flashrom writes the regions, less what is kept, and nothing else" {
	flashrom=$(PATH=$PATH:/usr/sbin command -v flashrom) || skip "flashrom is not installed"
	cat >plan.json <<-'JSON'
		{ "flashplan": 1, "flash": { "size": "16M" }, "partitions": [
		    { "name": "boot", "size": "256K", "keep": [ { "offset": "64K", "size": "64K" } ] },
		    { "name": "kernel", "size": "2M" }, { "name": "rest", "size": "rest" } ] }
	JSON
	make-synth random 16777216 9 >chip.bin
	cp chip.bin expected
	cp chip.bin before
	make-synth random 262144 1 >boot.bin
	make-synth random 5000 2 >kernel.src
	flashplan script flashrom plan.json -i boot:boot.bin -i kernel:kernel.src -d card
	! command -v shellcheck >/dev/null || shellcheck card/flashrom.sh
	grep '^[0-9a-f]*:' card/flashrom.sh >layout
	printf '00000000:0000ffff boot.1\n00020000:0003ffff boot.2\n00040000:0023ffff kernel\n' | diff layout -
	PATH=${flashrom%/*}:$PATH sh card/flashrom.sh "dummy:emulate=W25Q128FV,image=$PWD/chip.bin" >log.txt 2>&1 || { cat log.txt; false; }
	make-synth erased 2097152 >region
	dd if=kernel.src of=region conv=notrunc 2>/dev/null
	dd if=boot.bin of=expected bs=65536 count=1 conv=notrunc 2>/dev/null
	dd if=boot.bin of=expected bs=65536 skip=2 seek=2 conv=notrunc 2>/dev/null
	dd if=region of=expected bs=65536 seek=4 conv=notrunc 2>/dev/null
	cmp chip.bin expected
	cmp card/flashplan-before.bin before
}

@test "a file that is just its region is taken as it is, another one needs -d" {
	small_plan
	make-synth random 524288 1 >kernel.bin
	split flashplan script flashrom plan.json -i kernel:kernel.bin
	[ $status = 0 ]
	[[ $stdout == *'-l flashplan.layout -i kernel:kernel.bin -N -w flashplan-before.bin'* ]]
	make-synth random 1000 1 >kernel.bin
	split flashplan script flashrom plan.json -i kernel:kernel.bin
	[ $status = 3 ]
	has '-d DIR makes it'
}
