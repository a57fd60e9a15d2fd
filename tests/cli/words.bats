#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What plans, dumps and files say never steers a terminal, begins a line, or breaks out of a format.

load helpers

# Fails, and shows where, if there is a control character but newlines and tabs, or anything that is no UTF-8.
plain() { # FILE...
	local found
	# shellcheck disable=SC2016 # this is perl's
	found=$(perl -CS -Mutf8 -e 'for my $f (@ARGV) { open my $h, "<:raw", $f or die; local $/; my $t = <$h>;
		print "$f: no UTF-8\n" unless utf8::decode($t);
		while ($t =~ /(.{0,20})([\x00-\x08\x0b-\x1f\x7f-\x9f\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}])/g) {
			printf "%s: U+%04X behind %s\n", $f, ord $2, $1 } }' "$@")
	[ -z "$found" ] || { echo "$found"; return 1; }
}

# Escape sequences, a bell, C1 in both forms, line ends of all kinds, a turn of direction, what ends words in formats.
evil='e\\u001b]0;x\\u0007\\u001b[2J\\u009b2J\\u007f\\n\\r\\u2028\\u202eend'
quoted="\$(touch pwned)\`touch pwned\`';touch pwned;\\\\\"/*x*/*/ // #x"

evil_plan() {
	printf '{ "flashplan": 1, "title": "t%b%b", "comment": "%b",
		"sources": ["s%b"],
		"flash": { "size": "1M", "mtd-id": "spi0.0", "chips": [ { "names": ["c%b"] } ] },
		"partitions": [
		{ "name": "boot", "size": "256K", "label": "l%b", "note": "n%b%b", "x-%b": 1 },
		{ "name": "env", "size": "64K", "env": { "vars": { "v": "%b" } } },
		{ "name": "rest", "size": "rest", "per-device": true, "note": "%b", "label": "%b" } ] }' \
		"$evil" "$quoted" "$evil" "$evil" "$evil" "$evil" "$evil" "$quoted" "x" "$evil" "$evil" "$quoted" >plan.json
}

@test "a plan full of them: every command's text and JSON is plain" {
	evil_plan
	jq . plan.json >/dev/null
	make-synth random 1048576 1 >dump.bin
	for words in "check" "check --json" "check --strict" "show" "show --json" "convert -t json" "convert -t dts" "convert -t genimage" \
		"convert -t sh" "convert -t mtdparts" "convert -t flashrom" "layout" "image -o full.bin" "image -o full.bin --json" \
		"image -o full.bin --manifest m.json --depfile m.d"; do
		# shellcheck disable=SC2086 # commands are words
		flashplan ${words%% *} plan.json $([[ $words == *" "* ]] && echo "${words#* }") >out.txt 2>err.txt || [ $? -le 5 ]
		plain out.txt err.txt || { echo "$words"; return 1; }
	done
	plain m.json m.d
	for words in "extract plan.json dump.bin -d parts" "diff plan.json dump.bin full.bin" "diff plan.json dump.bin full.bin --json" \
		"env list full.bin --json" "replace plan.json dump.bin -i rest:plan.json" "write plan.json -p dummy -i rest:plan.json" \
		"erase plan.json -p none -i rest"; do
		# shellcheck disable=SC2086
		flashplan $words >out.txt 2>err.txt || [ $? -le 5 ]
		plain out.txt err.txt || { echo "$words"; return 1; }
	done
	[ ! -e pwned ]
}

@test "unknown keys, names and values in faults" {
	printf '{ "flashplan": 1, "k%b": 1, "flash": { "size": "1%b" }, "partitions": [ { "name": "n%b", "size": "%b",
		"type": "t%b" }, { "name": "a", "before": "%b", "size": 1, "file": "../%b" } ], "extends": "%b" }' \
		"$evil" "$evil" "$evil" "$evil" "$evil" "$evil" "$evil" "$evil" >plan.json
	for words in "check plan.json" "check plan.json --json" "show plan.json" "check plan.json --annotations"; do
		# shellcheck disable=SC2086
		split flashplan $words
		[ $status -ne 0 ]
		printf '%s\n' "$stdout" >out.txt
		plain out.txt stderr.txt
	done
	sed -i 's/, "extends".*/ }/' plan.json
	split flashplan check plan.json
	[ $status = 1 ]
	printf '%s\n' "$stdout" >out.txt
	plain out.txt
}

@test "words of the command line and names of files" {
	evil_plan
	word=$(printf 'w\033]0;x\007\302\2332J\233\n\r\177')
	make-synth random 1000 1 >"$word"
	for command in "check" "show" "layouts" "convert -t json" "env get" "frobnicate" "restore -p none"; do
		# shellcheck disable=SC2086
		flashplan $command "$word" "$word" >out.txt 2>err.txt || [ $? -le 5 ]
		plain out.txt err.txt || { echo "$command"; return 1; }
	done
	for option in -i --file -o -p --from --size -f --offset --backup --events; do
		flashplan image plan.json "$option" "$word" >out.txt 2>err.txt || [ $? -le 5 ]
		plain out.txt err.txt || { echo "$option"; return 1; }
	done
	make-synth random 1000 1 >"$word"
	rm -f full.bin
	split flashplan image plan.json -o full.bin --depfile d -i "boot:$word"
	[ $status = 3 ]
	has "cannot stand in a dependency file"
	[ ! -e full.bin ]
	flashplan image plan.json -o full.bin -i "boot:$word" --json >out.txt
	plain out.txt
}

@test "what dumps, logs and device trees say" {
	e=$(printf 'e\033[2J\302\2332J\007\r')
	printf '[    0.1] 0x000000000000-0x000000040000 : "a%s"\n[    0.1] 0x000000040000-0x000000100000 : "b"\n' "$e" |
		sed "1i[    0.0] Creating 2 MTD partitions on \"dev$e\":" >log.txt
	printf 'mtdparts=m%s:256k(a%s),-(b)\n' "$e" "$e" >cmdline.txt
	printf 'dev:    size   erasesize  name\nmtd0: 00100000 00010000 "a%s"\n' "$e" >proc.txt
	printf '/dts-v1/;\n/ { flash@0 { partitions { compatible = "fixed-partitions"; #address-cells = <1>; #size-cells = <1>;\n p%s@0 { reg = <0 0x100000>; label = "a%s"; }; }; }; };' "$e" "$e" >a.dts
	for file in log.txt cmdline.txt proc.txt a.dts; do
		for to in json dts sh flashrom genimage mtdparts; do
			flashplan convert --size 1M -t $to "$file" >out.txt 2>err.txt || [ $? -le 5 ]
			plain out.txt err.txt || { echo "$file $to"; return 1; }
		done
	done
}

@test "bytes of a chip are nothing for a terminal" {
	small_plan '"fill": 27'
	for words in "image plan.json -o -" "image plan.json -o /dev/tty" "extract plan.json full.bin -i boot:-" "env set env.bin a=1 -o -" \
		"field set field.json full.bin n=1 -o -"; do
		flashplan image plan.json -o full.bin
		printf '{ "flashplan": 1, "flash": { "size": "64K" }, "partitions": [ { "name": "e", "size": "rest", "env": { "vars": { "v": "\\u001b[2J" } } } ] }' >env.json
		flashplan image env.json -o env.bin
		printf '{ "flashplan": 1, "extends": "plan.json", "fields": [ { "name": "n", "partition": "boot", "offset": 0, "format": "u8" } ] }' >field.json
		script -qec "flashplan $words" /dev/null </dev/null >out.txt 2>&1 && status=0 || status=$?
		[ $status = 3 ] || { echo "$words: $status"; return 1; }
		tr -d '\r' <out.txt >out
		plain out
		grep -q "bytes of a chip are nothing for a terminal" out
	done
	script -qec "flashplan env list env.bin" /dev/null </dev/null >out.txt 2>&1
	[ "$(tr -d '\r' <out.txt)" = 'v=?[2J' ]
	[ "$(flashplan env get env.bin v | od -An -c | tr -d ' ')" = '033[2J\n' ]
}

@test "env list comes back as it was, or is refused" {
	printf 'n=1\nlast=2\n' | make_env
	n=0
	for value in 'back\\' 'two\nlines' 'two\n\nlines' 'a\n#b' 'end\n' '\n' 'cr\r' 'x\\\n' '#' ' '; do
		raw=$(printf '%b' "$value"; printf x)
		flashplan env set env.bin "n=${raw%x}"
		if flashplan env list env.bin >list.txt 2>err.txt; then
			printf '{ "flashplan": 1, "flash": { "size": "64K" }, "partitions": [ { "name": "e", "size": "4K", "env": { "file": "list.txt" } }, { "name": "r", "size": "rest" } ] }' >back.json
			flashplan image back.json -o back.bin
			cmp -n 4096 back.bin env.bin
			n=$((n + 1))
		else
			grep -q 'cannot stand in a text' err.txt
			[ ! -s list.txt ]
		fi
	done
	[ $n = 4 ]
	flashplan env set env.bin n=1 '#c=x'
	split flashplan env list env.bin
	[ $status = 3 ]
	has 'the variable `#c` cannot stand in a text: its name begins as no line may' "env unset"
	flashplan env list env.bin --json | jq -e '.variables["#c"] == "x"'
}

make_env() {
	cat >env.txt
	printf '{ "flashplan": 1, "flash": { "size": "64K" }, "partitions": [ { "name": "e", "size": "4K", "env": { "file": "env.txt" } }, { "name": "r", "size": "rest" } ] }' >env.json
	flashplan image env.json -o all.bin
	head -c 4096 all.bin >env.bin
}
