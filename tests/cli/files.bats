#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Directories of others: links, pipes, files that are there, outputs that are one.

load helpers

dump() { # a dump of the small plan, with an environment of its own
	small_plan
	make-synth random 1048576 1 >dump.bin
}

env_file() { # env.bin, 4 KiB
	printf '{ "flashplan": 1, "flash": { "size": "64K" }, "partitions": [
		{ "name": "e", "size": "4K", "env": { "vars": { "a": "1" } } }, { "name": "r", "size": "rest" } ] }' >env.json
	flashplan image env.json -o env-all.bin
	head -c 4096 env-all.bin >env.bin
}

@test "extract follows no link and waits for no pipe" {
	dump
	echo mine >elsewhere
	mkdir parts
	ln -s ../elsewhere parts/boot.bin
	split timeout 20 flashplan extract plan.json dump.bin -d parts --overwrite
	[ $status = 3 ]
	has "parts/boot.bin: it is a symbolic link"
	[ "$(cat elsewhere)" = mine ]
	rm parts/boot.bin
	mkfifo parts/flag.bin
	split timeout 20 flashplan extract plan.json dump.bin -d parts --overwrite
	[ $status = 3 ]
	has "parts/flag.bin: it is no regular file"
	[ "$(ls parts)" = flag.bin ]
	rm parts/flag.bin
	ln -s nowhere parts/para.bin
	split timeout 20 flashplan extract plan.json dump.bin -d parts
	[ $status = 3 ]
	[ ! -e parts/nowhere ]
}

@test "what a user names may be a link, and a directory too" {
	dump
	mkdir real
	ln -s real parts
	ln -s real/target link
	flashplan extract plan.json dump.bin -d parts -i boot
	[ "$(stat -c %s real/boot.bin)" = 262144 ]
	flashplan image plan.json -o link
	[ -L link ]
	[ "$(stat -c %s real/target)" = 1048576 ]
}

@test "extract asks before it replaces what holds something else" {
	dump
	echo downloaded >boot.bin
	split flashplan extract plan.json dump.bin
	[ $status = 3 ]
	has "1 file is there and holds something else: boot.bin" "-d DIR" "--overwrite"
	[ "$(cat boot.bin)" = downloaded ]
	[ ! -e kernel.bin ]
	split flashplan extract plan.json dump.bin --json
	[ "$(jq -r .error.reason <<<"$stdout")" = exists ]
	split flashplan extract plan.json dump.bin --overwrite
	[ $status = 0 ]
	cmp -n 262144 boot.bin dump.bin
	split flashplan extract plan.json dump.bin
	[ $status = 0 ]
	[ "$(grep -c ' already ' <<<"$stdout")" = 4 ]
	split flashplan extract plan.json dump.bin -i kernel:boot.bin
	[ $status = 3 ]
	has "holds something else: boot.bin"
}

@test "a pipe in the place of an extended plan: an error, and no waiting" {
	mkfifo base.json
	echo '{ "flashplan": 1, "extends": "base.json" }' >plan.json
	split timeout 20 flashplan show plan.json
	[ $status = 3 ]
	has "plan.json:1:19: /extends: cannot open base.json: it is no regular file"
}

@test "an extended file that is no plan shows none of its words" {
	echo 'root:secret:1' >shadow
	echo '{ "flashplan": 1, "extends": "./shadow" }' >plan.json
	split flashplan show plan.json
	[ $status = 3 ]
	[[ $stderr != *root* ]]
	has "./shadow:1:" "not valid JSON: '[' or '{' expected (hint"
	echo "{ \"flashplan\": 1, \"extends\": \"$PWD/shadow\" }" >plan.json
	split flashplan show plan.json
	has "is absolute"
	[[ $stderr != *secret* ]]
}

@test "a file that has the name of an installed layout is told" {
	small_plan
	split flashplan show xiaomi-dafang
	[ -z "$stderr" ]
	cp plan.json xiaomi-dafang
	for words in "show xiaomi-dafang" "check xiaomi-dafang" "convert -t json xiaomi-dafang"; do
		# shellcheck disable=SC2086
		split flashplan $words
		has "the file ./xiaomi-dafang is taken, not the installed layout of that name"
	done
}

@test "one output under two spellings: refused, and nothing is written" {
	dump
	mkdir sub
	ln -s sub dir
	ln -s x.bin link
	for words in "image plan.json -o x.bin --manifest ./x.bin" "image plan.json -o x.bin --depfile $PWD/x.bin" \
		"image plan.json -o link --manifest x.bin" "image plan.json -o sub/x.bin --depfile dir/x.bin" \
		"extract plan.json dump.bin -i boot:o -i kernel:./o" "extract plan.json dump.bin -d sub -i boot -i kernel:dir/boot.bin" \
		"convert -t dts plan.json -o x.bin --depfile sub/../x.bin" "image plan.json -o sub/../plan.json" \
		"extract plan.json dump.bin -i boot:sub/../dump.bin --overwrite" "replace plan.json dump.bin -i boot:plan.json -o ./plan.json"; do
		cp dump.bin before
		# shellcheck disable=SC2086
		split flashplan $words
		[ $status = 3 ] || { echo "$words: $status"; return 1; }
		has "would be replaced by the output"
		[ ! -e x.bin ]
		[ ! -e o ]
		[ -z "$(ls sub)" ]
		cmp dump.bin before
	done
}

@test "a failed run leaves no image, whatever else is there" {
	dump
	mkdir m.json
	split flashplan image plan.json -o full.bin --manifest m.json
	[ $status = 3 ]
	[ ! -e full.bin ]
	split flashplan image plan.json -o "$(printf '%0300d' 0)"
	[ $status = 3 ]
	has "File name too long"
}

@test "in place everything that is known of the file stays" {
	env_file
	chmod 4640 env.bin
	[ "$(id -u)" != 0 ] || chown 12345:54321 env.bin
	stat -c '%u %g %a' env.bin >before
	flashplan env set env.bin a=2
	stat -c '%u %g %a' env.bin | cmp - before
	[ "$(flashplan env get env.bin a)" = 2 ]
	dump
	make-synth random 1000 2 >new
	chmod 600 dump.bin
	[ "$(id -u)" != 0 ] || chown 12345:54321 dump.bin
	stat -c '%u %g %a' dump.bin >before
	flashplan replace plan.json dump.bin -i boot:new
	stat -c '%u %g %a' dump.bin | cmp - before
	cmp -n 1000 dump.bin new
}

@test "hard links are refused in place, and -o is the way" {
	env_file
	ln env.bin second.bin
	split flashplan env set env.bin a=2
	[ $status = 3 ]
	has "env.bin has 2 names (hard links)" "-o FILE"
	[ "$(flashplan env get second.bin a)" = 1 ]
	split flashplan env set env.bin a=2 -o second.bin
	[ $status = 3 ]
	flashplan env set env.bin a=2 -o third.bin
	[ "$(flashplan env get third.bin a)" = 2 ]
	dump
	ln dump.bin second-dump.bin
	make-synth random 1000 2 >new
	split flashplan replace plan.json dump.bin -i boot:new
	[ $status = 3 ]
	has "dump.bin has 2 names"
}

@test "what is cut from a private dump is private" {
	dump
	env_file
	umask 022
	chmod 600 dump.bin env.bin
	flashplan extract plan.json dump.bin -d parts
	[ "$(stat -c %a parts/*.bin | sort -u)" = 600 ]
	make-synth random 1000 2 >new
	flashplan replace plan.json dump.bin -i boot:new -o changed.bin
	[ "$(stat -c %a changed.bin)" = 600 ]
	flashplan env set env.bin a=2 -o env2.bin
	[ "$(stat -c %a env2.bin)" = 600 ]
	flashplan image plan.json --from dump.bin -i boot -o taken.bin
	[ "$(stat -c %a taken.bin)" = 600 ]
	flashplan image plan.json -o plain.bin
	[ "$(stat -c %a plain.bin)" = 644 ]
}

@test "env reads where it is told, and only there" {
	env_file
	make-synth random 262144 1 >dump.bin
	dd if=env.bin of=dump.bin bs=4096 seek=16 conv=notrunc 2>/dev/null
	dd if=env.bin of=dump.bin bs=4096 seek=32 conv=notrunc 2>/dev/null
	[ "$(flashplan env get dump.bin --offset 64K a)" = 1 ]
	flashplan env set dump.bin --offset 0x20000 a=3
	[ "$(flashplan env get dump.bin --offset 0x20000 a)" = 3 ]
	[ "$(flashplan env get dump.bin --offset 64K a)" = 1 ]
	flashplan env list dump.bin --offset 64K --json | jq -e '.offset == 65536 and .size == 4096'
	split flashplan env get dump.bin --offset 64K --size 8K a
	[ $status = 3 ]
	has "has 4096 bytes by its checksum, not 8192 as --size says"
	split flashplan env get dump.bin --offset 256K a
	[ $status = 3 ]
	split flashplan env get dump.bin --offset 255K --size 4K a
	[ $status = 3 ]
	has "is not in it"
	split flashplan env get dump.bin --offset 0 --plan env.json a
	[ $status = 2 ]
}

@test "an environment of odd size" {
	printf '{ "flashplan": 1, "flash": { "size": "128K" }, "partitions": [
		{ "name": "r", "size": "64K" }, { "name": "e", "size": "64K", "env": { "vars": { "a": "1" }, "size": "0xfff8" } } ] }' >env.json
	flashplan image env.json -o full.bin
	split flashplan env get full.bin a
	[ $status = 3 ]
	[ "$(flashplan env get full.bin --offset 64K --size 0xfff8 a)" = 1 ]
	flashplan env set full.bin --plan env.json --size 0xfff8 a=2
	[ "$(flashplan env get full.bin --plan env.json --size 0xfff8 a)" = 2 ]
	[ "$(tail -c 8 full.bin | od -An -tx1 | tr -d ' ')" = ffffffffffffffff ]
}

@test "a depfile is right for make and ninja, also when a source is gone" {
	small_plan
	names=("a b" 'a$b' 'a#b' 'a:b' 'a\b' 'a  b' 'a(b' 'a{b}' 'a!b' 'a@b' 'a,b' 'a+b' 'ä')
	for name in "${names[@]}"; do
		make-synth random 100 1 >"$name"
		flashplan image plan.json -o full.bin -i "boot:$name" --depfile full.d
		printf 'include full.d\nfull.bin: ; @echo made\n' >Makefile
		touch -d '1 hour ago' plan.json "$name"
		[ -z "$(make -s)" ] || [ "$(make -s)" = "make: 'full.bin' is up to date." ]
		touch -d '1 hour' "$name"
		[ "$(make -s)" = made ]
		rm "$name"
		[ "$(make -s)" = made ]
		command -v ninja >/dev/null || continue
		make-synth random 100 1 >"$name"
		touch -d '1 hour ago' "$name"
		cp full.d source.d
		printf 'rule r\n command = cp source.d full.d && touch full.bin\n depfile = full.d\nbuild full.bin: r plan.json\n' >build.ninja
		ninja >/dev/null
		[[ $(ninja) == *"no work to do"* ]]
		touch -d '1 hour' "$name"
		[[ $(ninja -n) == *"full.bin"* ]]
		rm -f "$name" .ninja_log .ninja_deps
	done
}

@test "a recipe in the name of a file is none" {
	for name in 'x;touch pwned' 'SHELL=x' "$(printf 'x\n\ttouch pwned')" '$(shell touch pwned)'; do
		jq -n --arg f "$name" '{flashplan:1, flash:{size:"64K"}, partitions:[{name:"a",size:"rest",file:$f}]}' >plan.json
		echo 1 >"$name"
		split flashplan image plan.json -o full.bin --depfile full.d
		[ $status = 3 ] || { printf 'include full.d\nfull.bin: ; @true\n' >Makefile; make -s; }
		[ ! -e pwned ]
	done
}
