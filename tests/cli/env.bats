#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# env and plans with environments, held against mkenvimage and fw_printenv/fw_setenv.

load helpers

# env_plan MEMBERS: a plan on 256K whose partition env (64K, at 64K) has an `env` of these members.
env_plan() {
	cat >plan.json <<-EOF2
		{ "flashplan": 1, "flash": { "size": "256K" }, "partitions": [
		  { "name": "boot", "size": "64K" },
		  { "name": "env", "size": "64K", "type": "env", "env": { $1 } },
		  { "name": "rest", "size": "rest" } ] }
	EOF2
}

text() {
	printf '# of a camera\n\nbootdelay=1\nbootargs=console=ttyS1,115200n8 mem=104M@0x0\nmenu=one\\\ntwo\nempty=\n'
}

# A file with two copies of 4K, for fw_printenv -c fw.config.
pair() {
	text >env.txt
	env_plan '"file": "env.txt", "size": "4K", "redundant": true'
	flashplan image plan.json -o full.bin
	dd if=full.bin of=one bs=4096 skip=16 count=1 2>/dev/null
	cat one one >pair.bin
	printf '%s 0x0 0x1000\n%s 0x1000 0x1000\n' "$PWD/pair.bin" "$PWD/pair.bin" >fw.config
}

@test "env of a plan is what mkenvimage makes: single and redundant, both byte orders, file and vars" {
	needs mkenvimage
	text >env.txt
	for members in "" '"redundant": true' '"big-endian": true' '"redundant": true, "big-endian": true'; do
		options=
		case $members in *redundant*) options=-r ;; esac
		case $members in *big*) options="$options -b" ;; esac
		# shellcheck disable=SC2086
		mkenvimage $options -s 16384 -o expected env.txt
		env_plan "\"file\": \"env.txt\", \"size\": \"16K\"${members:+, $members}"
		flashplan image plan.json -o full.bin
		dd if=full.bin bs=16384 skip=4 count=1 2>/dev/null | cmp - expected
		env_plan '"vars": { "bootdelay": "1", "bootargs": "console=ttyS1,115200n8 mem=104M@0x0",
			"menu": "one\ntwo", "empty": "" }, "size": "16K"'"${members:+, $members}"
		flashplan image plan.json -o full.bin
		dd if=full.bin bs=16384 skip=4 count=1 2>/dev/null | cmp - expected
	done
	mkenvimage -s 65536 -o expected env.txt
	env_plan '"file": "env.txt"'
	flashplan image plan.json -o full.bin --depfile full.d
	dd if=full.bin bs=65536 skip=1 count=1 2>/dev/null | cmp - expected
	grep -q env.txt full.d
}

@test "an environment inside the boot partition, beside its file" {
	printf '{ "flashplan": 1, "flash": { "size": "256K" }, "partitions": [ { "name": "boot", "size": "256K",
		"type": "ingenic-spl", "pieces": [ { "file": "boot.bin" },
		{ "env": { "vars": { "bootdelay": "1" }, "size": "16K" }, "at": "0x3c000" } ] } ] }' >plan.json
	make-synth ingenic-spl 200000 1 >boot.bin
	flashplan image plan.json -o full.bin
	cmp -n 200000 full.bin boot.bin
	split flashplan env list full.bin --json
	[[ $stdout == *'"offset": 245760'*'"bootdelay": "1"'* ]]
}

@test "a wrong line of the text: file and line, and no image" {
	printf 'a=1\nnonsense\n' >env.txt
	env_plan '"file": "env.txt"'
	split flashplan image plan.json -o full.bin
	[ $status = 3 ]
	has 'env.txt:2: expected name=value, found "nonsense"'
	[ ! -e full.bin ]
}

@test "list and get, in a dump, by a plan and in a file of its own" {
	text >env.txt
	env_plan '"file": "env.txt", "size": "16K"'
	flashplan image plan.json -o full.bin
	make-synth random 65536 1 | dd of=full.bin conv=notrunc 2>/dev/null
	split flashplan env list full.bin
	[ $status = 0 ]
	[ "$stdout" = "$(text | tail -n +3)" ]
	[ "$(flashplan env list --plan plan.json full.bin)" = "$stdout" ]
	[ "$(flashplan env list --plan plan.json -i env full.bin)" = "$stdout" ]
	dd if=full.bin of=alone bs=16384 skip=4 count=1 2>/dev/null
	[ "$(flashplan env list alone)" = "$stdout" ]
	[ "$(flashplan env get full.bin bootdelay)" = 1 ]
	[ "$(flashplan env get full.bin bootdelay empty)" = "$(printf 'bootdelay=1\nempty=')" ]
	flashplan env list alone --json | grep -q '"menu": "one\\ntwo"'
	split flashplan env get full.bin boot
	[ $status = 1 ]
	[ -z "$stdout" ]
	has '`boot` is not set'
}

@test "set and unset change the environment and nothing else" {
	text >env.txt
	env_plan '"file": "env.txt", "size": "16K"'
	flashplan image plan.json -o full.bin
	make-synth random 65536 1 | dd of=full.bin conv=notrunc 2>/dev/null
	make-synth random 131072 2 | dd of=full.bin bs=65536 seek=2 conv=notrunc 2>/dev/null
	printf 'bootdelay=3\nbootargs=console=ttyS1,115200n8 mem=104M@0x0\nempty=\nnew=a b\n' >env.txt
	cp full.bin expected
	flashplan image plan.json -o other.bin
	dd if=other.bin of=expected bs=65536 skip=1 seek=1 count=1 conv=notrunc 2>/dev/null
	split flashplan env set full.bin bootdelay=3 "new=a b" -o set.bin
	[ $status = 0 ]
	[[ $stdout == *"offset: 0x010000"*"result: written"* ]]
	flashplan env unset set.bin menu never
	cmp set.bin expected
	split flashplan env set set.bin bootdelay=3
	[[ $stdout == *"nothing to do"* ]]
	cmp set.bin expected
}

@test "of a variable that mkenvimage took twice the last counts, as in U-Boot" {
	needs mkenvimage
	printf 'a=1\nb=2\na=3\n' | mkenvimage -s 4096 -o env.bin -
	[ "$(flashplan env get env.bin a)" = 3 ]
	flashplan env set env.bin a=4
	[ "$(flashplan env list env.bin | tr '\n' ' ')" = "b=2 a=4 " ]
	printf 'a=1\nb=2\na=3\n' | mkenvimage -s 4096 -o env.bin -
	flashplan env unset env.bin a
	[ "$(flashplan env list env.bin)" = b=2 ]
}

@test "what does not fit leaves the file as it was" {
	text >env.txt
	env_plan '"file": "env.txt", "size": 256'
	flashplan image plan.json -o full.bin
	cp full.bin before
	touch stderr.txt files
	ls >files
	split flashplan env set full.bin "x=$(printf '%0200d' 0)"
	[ $status = 3 ]
	[ -z "$stdout" ]
	has '`x` does not fit: the environment has 256 bytes'
	cmp full.bin before
	ls | cmp - files
}

@test "no environment, more than one, mistakes on the command line" {
	make-synth random 262144 1 >full.bin
	split flashplan env list full.bin
	[ $status = 3 ]
	has "no U-Boot environment is there"
	text >env.txt
	env_plan '"file": "env.txt", "size": "4K"'
	flashplan image plan.json -o full.bin
	dd if=full.bin bs=4096 skip=16 count=1 2>/dev/null | dd of=full.bin bs=4096 seek=40 conv=notrunc 2>/dev/null
	split flashplan env list full.bin
	[ $status = 3 ]
	has "more than one U-Boot environment, such as 0x10000+0x1000 and 0x28000+0x1000" "--plan PLAN -i NAME"
	flashplan env list full.bin --plan plan.json -i rest
	for words in "put full.bin" "list full.bin -i env" "set full.bin a" "unset full.bin a=1" "get full.bin" \
		"list full.bin a" "list full.bin --plan plan.json -i env:x" "list full.bin --plan plan.json -i evn"; do
		# shellcheck disable=SC2086
		split flashplan env $words
		[ $status = 2 ] || { echo "$words: $status $stderr"; return 1; }
	done
	split flashplan env list env.txt --plan plan.json
	[ $status = 3 ]
	has "the chip of the plan plan has 262144"
}

@test "redundant: the inactive copy is written and becomes the active one" {
	pair
	cp pair.bin before
	flashplan env set pair.bin bootdelay=9
	cmp -n 4096 pair.bin before
	[ "$(flashplan env get pair.bin bootdelay)" = 9 ]
	cp pair.bin before
	flashplan env set pair.bin bootdelay=10
	cmp -i 4096 pair.bin before
	[ "$(flashplan env get pair.bin bootdelay)" = 10 ]
}

@test "redundant: two partitions of a plan" {
	text >env.txt
	cat >plan.json <<-EOF
		{ "flashplan": 1, "flash": { "size": "256K" }, "partitions": [
		  { "name": "env", "size": "64K", "env": { "file": "env.txt", "size": "4K", "redundant": true } },
		  { "name": "env2", "size": "64K", "env": { "file": "env.txt", "size": "4K", "redundant": true } },
		  { "name": "rest", "size": "rest" } ] }
	EOF
	flashplan image plan.json -o full.bin
	flashplan env set --plan plan.json full.bin a=1
	flashplan env set --plan plan.json -i env -i env2 full.bin b=2
	[ "$(flashplan env get full.bin a b)" = "$(printf 'a=1\nb=2')" ]
	split flashplan env get --plan plan.json -i env2 full.bin b
	[ $status = 1 ]
}

@test "fw_printenv reads what env wrote" {
	needs fw_printenv
	pair
	for i in 1 2 3 4; do
		flashplan env set pair.bin "bootdelay=$i" "new=$i $i"
		flashplan env unset pair.bin empty
		[ "$(fw_printenv -c fw.config bootdelay)" = "bootdelay=$i" ]
		[ "$(fw_printenv -c fw.config new)" = "new=$i $i" ]
	done
	flashplan env list pair.bin | sed ':a; s/\\$//; ta' >ours
	fw_printenv -c fw.config | sort | cmp - <(sort ours)
}

@test "env reads what fw_setenv wrote, and both in turn" {
	needs fw_setenv
	pair
	for i in 1 2 3; do
		fw_setenv -c fw.config bootdelay $i
		[ "$(flashplan env get pair.bin bootdelay)" = $i ]
		flashplan env set pair.bin bootdelay=$i$i
		[ "$(fw_printenv -n -c fw.config bootdelay)" = $i$i ]
	done
	head -c 4096 pair.bin >alone.bin
	needs mkenvimage
	mkenvimage -s 4096 -o alone.bin env.txt
	echo "$PWD/alone.bin 0x0 0x1000" >fw.config
	fw_setenv -c fw.config bootdelay 7
	flashplan env set alone.bin more=1
	[ "$(fw_printenv -c fw.config | sort)" = "$(flashplan env list alone.bin | sed ':a; s/\\$//; ta' | sort)" ]
}

@test "-o of get and list, which write no file: a usage error" {
	touch dump.bin
	for action in "get dump.bin x" "list dump.bin"; do
		# shellcheck disable=SC2086 # an action is words
		split flashplan env $action -o out.bin
		[ $status = 2 ]
		has "-o is for set and unset"
	done
}
