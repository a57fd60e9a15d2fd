#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# check, show and layout.

load helpers

@test "check: faults go to standard output, exit 1" {
	small_plan '"ofset": 0'
	split flashplan check plan.json
	[ $status = 1 ]
	[ "$stdout" = 'plan.json:5:39: /partitions/boot/ofset: unknown key `ofset` (hint: did you mean `offset`?)' ]
	[ -z "$stderr" ]
}

@test "check --json has every fault with its place" {
	small_plan '"ofset": 0'
	split flashplan check --json plan.json
	[ $status = 1 ]
	[[ $stdout == *'"pointer": "/partitions/boot/ofset"'* ]]
	[[ $stdout == *'"line": 5'* ]]
}

@test "check looks at every plan, the good and the bad" {
	small_plan
	split flashplan check plan.json missing.json xiaomi-dafang
	[ $status = 1 ]
	[[ $stdout == *"plan.json: ok"* ]]
	[[ $stdout == *"cannot open missing.json"* ]]
	[[ $stdout == *"xiaomi-dafang: ok, 11 partitions on 16M"* ]]
}

@test "check --strict counts warnings" {
	printf '{ "flashplan": 1, "flash": { "size": "1M" }, "partitions": [
		{ "name": "a", "size": "32K" }, { "name": "b", "size": "rest" } ] }' >plan.json
	split flashplan check plan.json
	[ $status = 0 ]
	[[ $stdout == *"warning: /partitions/b"* ]]
	split flashplan check --strict plan.json
	[ $status = 1 ]
}

@test "a broken plan in another command: faults on standard error, exit 3" {
	small_plan '"ofset": 0'
	split flashplan show plan.json
	[ $status = 3 ]
	[ -z "$stdout" ]
	has "plan.json:5:39: /partitions/boot/ofset"
	for command in "write -i boot" "erase -i boot" "verify -i boot" "backup -o x" probe; do
		split flashplan $command plan.json -p dummy
		[ $status = 3 ]
		[ -z "$stdout" ]
		has "plan.json:5:39: /partitions/boot/ofset"
	done
}

@test "an unknown layout is named" {
	split flashplan show xiaomi-dafan
	[ $status = 3 ]
	has '"xiaomi-dafan" is neither a file nor an installed layout'
}

@test "show prints names, places, types and flags" {
	split flashplan show xiaomi-dafang-fullhd
	[ $status = 0 ]
	[[ $stdout == *"para     0xfb0000  256K (0x40000)    jffs2, erased                       per-device"* ]]
	[[ $stdout == *"boot     0x000000  256K (0x40000)    ingenic-spl       uboot-fullhd.bin  keeps 0x3c000+0x4000"* ]]
}

@test "without a name of its own a plan is called after its file, whatever it extends" {
	for name in '' ', "name": null'; do
		echo "{ \"flashplan\": 1, \"extends\": \"xiaomi-dafang\"$name }" >my-camera.json
		split flashplan show my-camera.json
		[ $status = 0 ]
		[[ $stdout == "plan: my-camera: Xiaomi Dafang"* ]]
	done
	echo '{ "flashplan": 1, "extends": "xiaomi-dafang", "name": "mine" }' >my-camera.json
	split flashplan show my-camera.json
	[[ $stdout == "plan: mine: Xiaomi Dafang"* ]]
}

@test "what convert -t json writes can be read again and is the same, and show --json has it" {
	flashplan convert -t json xiaomi-dafang-fullhd 2>/dev/null >a.json
	flashplan convert -t json a.json 2>/dev/null >b.json
	cmp a.json b.json
	flashplan show --json a.json | python3 -c 'import json, sys
assert json.load(sys.stdin)["plan"] == json.load(open("a.json"))'
}

@test "the layout is the community's, to the byte" {
	cat >variant.json <<-EOF
		{ "flashplan": 1, "extends": "xiaomi-dafang", "partitions": [
		  { "name": "roofs", "size": "3392K", "before": "root" }, { "name": "root", "remove": true } ],
		  "spans": null }
	EOF
	split flashplan layout variant.json -o rom.layout
	[ $status = 0 ]
	printf '%s\n' '00000000:0003ffff boot' '00040000:0023ffff kernel' '00240000:0058ffff roofs' \
		'00590000:0062ffff driver' '00630000:00acffff appfs' '00ad0000:00ccffff backupk' \
		'00cd0000:00d6ffff backupd' '00d70000:00f6ffff backupa' '00f70000:00faffff config' \
		'00fb0000:00feffff para' '00ff0000:00ffffff flag' | cmp - rom.layout
}

@test "layout leaves spans out unless --spans" {
	split flashplan layout xiaomi-dafang
	[[ $stdout != *system* ]]
	split flashplan layout xiaomi-dafang --spans
	[[ $stdout == *"00040000:00acffff system"* ]]
}

@test "layout into a directory that is not there: error, exit 3" {
	split flashplan layout xiaomi-dafang -o no/such/rom.layout
	[ $status = 3 ]
	has "cannot write no/such/rom.layout"
}

@test "shipped layouts have neither faults nor warnings" {
	for plan in "$BATS_TEST_DIRNAME"/../../layouts/*.json; do
		flashplan check --strict "$plan"
	done
}
