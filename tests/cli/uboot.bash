# SPDX-License-Identifier: GPL-2.0-or-later
# Emulated devices with a boot loader (tests/uboot/), and flashplan on them.
# shellcheck shell=bash disable=SC2034,SC2154 # variables are for the tests, and of helpers.bash

setup_file() {
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	cd "$BATS_FILE_TMPDIR" || return 1
	cat >plan.json <<-'EOF'
		{
		  "flashplan": 1, "name": "cam", "flash": { "size": "1M", "erase-size": "64K" },
		  "partitions": [
		    { "name": "boot", "size": "128K", "file": "boot.bin" },
		    { "name": "odd", "offset": "0x2a801", "size": "0x6000", "file": "odd.bin" },
		    { "name": "end", "offset": "0x80000", "size": "rest" } ]
		}
	EOF
	make-synth random 1048576 7 >before.bin
	# Half of what boot shall be is there already, and its end is erased.
	{ head -c 65536 before.bin && make-synth random 8192 1; } >boot.bin
	make-synth random $((0x6000)) 2 >odd.bin
	{ cat boot.bin && head -c $((131072 - 73728)) /dev/zero | tr '\0' '\377' && tail -c +131073 before.bin; } >boot.want
	{ head -c $((0x2a801)) before.bin && cat odd.bin && tail -c +$((0x2a801 + 0x6000 + 1)) before.bin; } >odd.want
}

setup() {
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	cd "$BATS_TEST_TMPDIR" || return 1
	ln "$BATS_FILE_TMPDIR"/*.json "$BATS_FILE_TMPDIR"/*.bin "$BATS_FILE_TMPDIR"/*.want .
	export XDG_STATE_HOME=$PWD/state
	cp "$BATS_FILE_TMPDIR/before.bin" flash
}

teardown() {
	[ -z "$device" ] || kill "$device" 2>/dev/null || true
}

# device [OPTION...]: an emulated device; $dev is where it is.
device() {
	rm -f where counters
	# shellcheck disable=SC2086 # a replay has no chip
	BOARD_COUNTERS=counters flashplan-uboot --where where "$@" ${flash-flash} >device.out 2>&1 3>&- &
	device=$!
	for _ in $(seq 200); do
		[ ! -s where ] || break
		sleep 0.02
	done
	dev=$(cat where)
}

# uboot COMMAND... [-- PARAMETERS]: flashplan on it; sets status, stdout, stderr.
uboot() {
	local words=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		words+=("$1")
		shift
	done
	split timeout 100 flashplan "${words[@]}" -p "uboot:dev=$dev,wait=${wait-1}${2:+,$2}"
	printf 'exit %s\n%s\n%s\n' "$status" "$stdout" "$stderr"
}

# The device must be asked no more: it is ended.
counter() {
	kill "$device"
	for _ in $(seq 200); do
		[ ! -s counters ] || break
		sleep 0.02
	done
	sed -n "s/^  \"$1\": \([0-9]*\),*$/\1/p" counters
}

holds() {
	cmp flash "$BATS_FILE_TMPDIR/$1"
}
