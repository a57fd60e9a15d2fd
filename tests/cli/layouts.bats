#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The shipped layouts, held against the tables of their sources.

load helpers

TOP=$BATS_TEST_DIRNAME/../..
DATA=$TOP/tests/layouts

# Runs a function for each layout in the directory, and names the one that fails.
each_layout() {
	local plan name
	for plan in "$TOP"/layouts/*.json; do
		name=$(basename "$plan" .json)
		"$@" "$name" || {
			echo "$name: failed"
			return 1
		}
	done
}

# The layout that has the table: what it extends, where it does.
base_of() {
	local base
	base=$(sed -n 's/^  "extends": "\(.*\)\.json".*/\1/p' "$TOP/layouts/$1.json")
	echo "${base:-$1}"
}

# The chip's size in bytes, out of the normalised plan ("16M").
size_of() {
	local size
	size=$(flashplan convert -t json "$1" 2>/dev/null | sed -n '/"flash"/,/}/s/^ *"size": "\([0-9]*\)M".*/\1/p')
	echo $((size * 1048576))
}

# The rows of the source, in order of their places.
source_of() {
	"$DATA/read" "$DATA/$(base_of "$1")".[mr]* "$(size_of "$1")" | sort
}

has_its_table() {
	source_of "$1" | grep -v ' gap$' >source
	flashplan layout "$1" | sort >parts
	flashplan layout "$1" --spans | sort >all
	# Nothing of the source is missing, and no partition is ours.
	[ -s source ]
	[ -s parts ]
	[ -z "$(comm -23 source all)" ]
	[ -z "$(comm -13 source parts)" ]
}

@test "each layout has the partitions and spans of its source, and no other partitions" {
	each_layout has_its_table
}

fills_its_chip() {
	local last
	{ flashplan layout "$1" && source_of "$1" | grep ' gap$'; true; } | sort | tr ':' ' ' >rows
	last=$(while read -r first end _; do
		[ $((0x$first)) -eq "${next:-0}" ] || exit 1
		next=$((0x$end + 1))
		echo $next
	done <rows | tail -n 1)
	[ "$last" = "$(size_of "$1")" ]
}

@test "each layout fills its chip exactly, but for the gaps of its source" {
	each_layout fills_its_chip
}

has_its_name() {
	grep -q "^  \"name\": \"$1\",\$" "$TOP/layouts/$1.json" &&
		grep -q '^  "title": "' "$TOP/layouts/$1.json" && grep -q '^  "sources": \[' "$TOP/layouts/$1.json" &&
		grep -q '^  "$schema": "schema/flashplan-1.schema.json",$' "$TOP/layouts/$1.json"
}

@test "each layout states the name of its file, a title, its sources and the schema" {
	each_layout has_its_name
}

has_its_own_data() {
	local want
	want=$(sed -n "s/^$1 //p" "$DATA/per-device")
	flashplan show "$1" | awk '/per-device/ && !/note to/ { printf "%s%s", sep, $1; sep = " " }' >got
	[ "$(cat got)" = "$want" ]
}

@test "per-device are what the sources say, and nothing else" {
	each_layout has_its_own_data
}

@test "no table of the test's data lacks its layout" {
	for file in "$DATA"/*.mtdparts "$DATA"/*.regions; do
		name=$(basename "$file")
		[ -f "$TOP/layouts/${name%.*}.json" ]
	done
}

@test "TP-Link's MAC address, model and PIN survive a new boot loader" {
	needs_flashrom_plugin
	make-synth random 4194304 1 >chip.bin
	make-synth random 131072 2 >u-boot.bin
	cp chip.bin expected
	dd if=u-boot.bin of=expected bs=1024 count=127 conv=notrunc 2>/dev/null
	flashplan write tplink-tl-wr841 -p dummy:emulate=SST25VF032B,image=chip.bin -i u-boot:u-boot.bin --read-only
	cmp chip.bin expected
}

@test "layouts lists all that are installed, with size, partitions and title" {
	split flashplan layouts
	[ $status = 0 ]
	[ -z "$stderr" ]
	[[ $stdout == *"xiaomi-dafang             16M (0x1000000)  11          Xiaomi Dafang, Xiaofang 1S"* ]]
	[ "$(sed 1d <<<"$stdout" | cut -d' ' -f1)" = "$(cd "$TOP/layouts" && ls ./*.json | sed 's|^\./||; s|\.json$||' | LC_ALL=C sort)" ]
}

@test "layouts --json" {
	split flashplan layouts --json
	[[ $stdout != *'"plan"'* ]]
	[ $status = 0 ]
	[[ $stdout == *'"layout": "openbmc-64m",'*'"size": 67108864,'*'"partitions": 5,'*'"title": "OpenBMC with 64M'* ]]
}

@test "layouts WORD...: name, device, SoC or chip, in either case" {
	split flashplan layouts mt7621a PHICOMM
	[ $status = 0 ]
	[ "$(sed 1d <<<"$stdout" | cut -d' ' -f1)" = phicomm-k2p ]
	split flashplan layouts archer a7
	[ "$(sed 1d <<<"$stdout" | cut -d' ' -f1)" = tplink-archer-a7-v5 ]
	split flashplan layouts c84018
	[[ $stdout == *xiaomi-dafang* && $stdout != *phicomm* ]]
	split flashplan layouts phicomm toaster
	[ $status = 1 ]
	has "no installed layout has all of these words" "lists all"
}

# An installation of its own, with two layouts.
install_here() {
	mkdir -p bin share/flashplan/layouts
	cp "$FP_BUILD/bin/flashplan" bin/
	cp "$TOP/layouts/openipc-8m.json" "$TOP/layouts/wyze-v3.json" share/flashplan/layouts/
}

@test "a broken layout is reported, the others are listed, exit 3" {
	install_here
	echo '{ "flashplan": 2 }' >share/flashplan/layouts/broken.json
	echo text >share/flashplan/layouts/README.md
	split bin/flashplan layouts
	[ $status = 3 ]
	has "broken.json:1:3: /flashplan: expected version 1"
	[[ $stdout == *openipc-8m*wyze-v3* && $stdout != *README* ]]
}

@test "without the directory: an error that names it, exit 3" {
	install_here
	rm -r share
	split bin/flashplan layouts
	[ $status = 3 ]
	[ -z "$stdout" ]
	has "cannot read the layouts in " "share/flashplan/layouts: No such file or directory"
	split bin/flashplan show openipc-8m
	[ $status = 3 ]
	has '"openipc-8m" is neither a file nor an installed layout'
}

@test "a misspelt layout gets a suggestion, in every command" {
	for command in "show" "layout" "check" "image -o x" "write -p dummy -i boot"; do
		run flashplan $command xiaomi-dafnag
		echo "$output"
		[[ $output == *'"xiaomi-dafnag" is neither a file nor an installed layout (hint: did you mean `xiaomi-dafang`?)' ]]
	done
}

@test "a part of a name finds its layout, and what is like none gets the list" {
	split flashplan show wr841
	has 'did you mean `tplink-tl-wr841` or `tplink-tl-wr841n-v13`?'
	split flashplan show toaster
	has '`flashplan layouts` lists those that are installed'
	split flashplan show ax
	has '`flashplan layouts` lists those that are installed'
}

@test "a misspelt layout in extends gets its place and a suggestion" {
	echo '{ "flashplan": 1, "extends": "wyze-v4" }' >plan.json
	split flashplan show plan.json
	[ $status = 3 ]
	has 'plan.json:1:19: /extends: "wyze-v4" is neither a file nor an installed layout (hint: did you mean `wyze-v3`?)'
}

@test "layouts/README.md is up to date" {
	"$TOP/contrib/layout-table" "$FP_BUILD/bin/flashplan" >README.md
	diff -u "$TOP/layouts/README.md" README.md
}

@test "all in one directory, wherever it is: its layouts, and its programmers" {
	mkdir card
	cp "$FP_BUILD/bin/flashplan" "$FP_BUILD/libexec/flashplan/flashplan-mtd" card/
	cp -r "$BATS_TEST_DIRNAME/../../layouts" card/
	split card/flashplan show openipc-8m
	[ $status = 0 ]
	split card/flashplan programmers
	[ "$stdout" = "$(printf 'programmer  plugin\nmtd         mtd')" ]
}
