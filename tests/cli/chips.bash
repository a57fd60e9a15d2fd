# SPDX-License-Identifier: GPL-2.0-or-later
# Emulated chips (tests/chip/), several at once: most of a session is libflashrom's second of synchronising, so
# what can be compared is run side by side. Each has a directory of its own.
# shellcheck shell=bash disable=SC2034 # variables are for the tests

# What all tests of a file share: a plan on a chip with random contents, and what a job makes of it. Neither
# `odd` begins and ends with an erase block, nor does it with a sector of 4 KiB, the least that can be erased.
make_chip_files() {
	cd "$BATS_FILE_TMPDIR" || return 1
	cat >plan.json <<-'EOF'
		{
		  "flashplan": 1, "name": "cam",
		  "flash": { "size": "16M", "erase-size": "64K", "chips": [ { "id": "c84018", "names": ["GD25Q127C", "GD25Q128C", "GD25Q128E"] } ] },
		  "partitions": [
		    { "name": "boot", "size": "256K", "file": "boot.bin", "keep": [ { "offset": "0x3c000", "size": "16K" } ] },
		    { "name": "odd", "offset": "0x85800", "size": "0x35000", "file": "odd.bin" },
		    { "name": "env", "offset": "0xc0000", "size": "64K" },
		    { "name": "para", "offset": "0xd0000", "size": "64K", "per-device": true },
		    { "name": "app", "offset": "1M", "size": "1M", "file": "app.bin" }
		  ],
		  "spans": [ { "name": "both", "from": "odd", "to": "para" } ]
		}
	EOF
	make-synth random 16777216 7 >before.bin
	make-synth random 262144 1 >boot.bin
	make-synth random $((0x35000)) 2 >odd.bin
	# As it was, but for the first page of each block.
	part before.bin $((0x100000)) $((0x100000)) >app.bin
	for block in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
		make-synth random 256 $((block + 9)) | put app.bin $((block * 65536))
	done
	for name in boot odd app; do
		cp before.bin "$name.want"
	done
	part boot.bin 0 $((0x3c000)) | put boot.want 0
	put odd.want $((0x85800)) <odd.bin
	put app.want $((0x100000)) <app.bin
}

part() { # FILE OFFSET SIZE: its bytes
	tail -c +$(($2 + 1)) "$1" | head -c "$3"
}

put() { # FILE OFFSET: writes what comes on standard input there
	dd of="$1" bs=256 seek=$(($2 / 256)) conv=notrunc iflag=fullblock 2>/dev/null
}

# chip DIR [OPTION...]: an emulated chip in a new directory; DIR/chip.bin is what it holds, before.bin at first, or
# $contents.
chip() {
	local dir=$1
	shift
	mkdir "$dir"
	ln "$BATS_FILE_TMPDIR"/*.json "$BATS_FILE_TMPDIR"/*.bin "$dir"
	cp "${contents:-$BATS_FILE_TMPDIR/before.bin}" "$dir/chip.bin"
	power "$dir" "$@"
}

power() { # DIR [OPTION...]: power for the chip, again where it had been there
	local dir=$1
	shift
	[ ! -s "$dir/pid" ] || stop_chip "$dir"
	rm -f "$dir/port"
	(
		cd "$dir" || exit
		exec flashplan-chip --port-file port --counters counters.json "$@" chip.bin >chip.out 2>&1 3>&-
	) &
	echo $! >"$dir/pid"
	for _ in $(seq 500); do
		[ ! -s "$dir/port" ] || return 0
		sleep 0.02
	done
	cat "$dir/chip.out"
	return 1
}

programmer() { # DIR: what -p takes
	echo "serprog:ip=127.0.0.1:$(cat "$1/port")"
}

# at_once "DIR..." COMMAND [OPTION...]: flashplan COMMAND on each of the chips, side by side; took DIR tells what
# came of it.
at_once() {
	local dir dirs=$1 pids=
	shift
	for dir in $dirs; do
		start "$dir" "$@"
		pids="$pids $(cat "$dir/job")"
	done
	for dir in $dirs; do
		finish "$dir"
	done
}

# again "DIR..." [OPTION...]: the command that the last one on each chip said to run again, on its programmer of now.
again() {
	local dir dirs=$1
	shift
	for dir in $dirs; do
		# shellcheck disable=SC2046 # words, none of them quoted
		start "$dir" $(sed -n 's/^again: flashplan //p' "$dir/err" | sed 's/ -p serprog:[^ ]*//') "$@"
	done
	for dir in $dirs; do
		finish "$dir"
	done
}

# start DIR COMMAND [OPTION...]: the same for one, in a process group of its own, whose leader's id goes to DIR/job;
# then finish DIR. A shell's background jobs would ignore ^C.
start() {
	local dir=$1
	shift
	(
		cd "$dir" || exit
		# Each chip is somebody else's.
		exec setsid env --default-signal=INT,QUIT XDG_STATE_HOME="$PWD/state" flashplan "$@" -p "$(programmer .)" >out 2>err 3>&-
	) &
	echo $! >"$dir/job"
}

finish() {
	local result=0 pid
	pid=$(cat "$1/job")
	# Nothing may hang, and the test not either.
	for _ in $(seq 400); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	! kill -KILL "$pid" 2>/dev/null || echo "$1: it hung, and was killed"
	wait "$pid" || result=$?
	echo $result >"$1/status"
}

took() { # DIR: sets status, stdout, stderr
	status=$(cat "$1/status")
	stdout=$(cat "$1/out")
	stderr=$(cat "$1/err")
	printf '%s: exit %s\n%s\n%s\n' "$1" "$status" "$stdout" "$stderr"
}

stop_chip() { # DIR
	kill "$(cat "$1/pid")" 2>/dev/null || true
	wait "$(cat "$1/pid")" 2>/dev/null || true
	: >"$1/pid"
}

stop_chips() {
	local file
	for file in */pid; do
		[ ! -s "$file" ] || stop_chip "${file%/pid}"
	done
}

# holds DIR FILE: the chip holds what the file does, one of make_chip_files.
holds() {
	cmp "$1/chip.bin" "$BATS_FILE_TMPDIR/$2"
}

# No byte outside of OFFSET+SIZE has changed.
unchanged_outside() { # DIR OFFSET SIZE
	cmp <(part "$1/chip.bin" 0 "$2") <(part "$BATS_FILE_TMPDIR/before.bin" 0 "$2") &&
		cmp <(tail -c +$(($2 + $3 + 1)) "$1/chip.bin") <(tail -c +$(($2 + $3 + 1)) "$BATS_FILE_TMPDIR/before.bin")
}

counter() { # DIR NAME; the chip must have been stopped
	sed -n "s/^  \"$2\": \([0-9]*\),*$/\1/p" "$1/counters.json"
}

# count DIR NAME=N...
count() {
	local dir=$1 pair
	shift
	for pair in "$@"; do
		[ "$(counter "$dir" "${pair%%=*}")" = "${pair#*=}" ] || {
			echo "$dir: ${pair%%=*} is $(counter "$dir" "${pair%%=*}"), expected ${pair#*=}"
			return 1
		}
	done
}

untouched() { # DIR: neither erased nor programmed
	holds "$1" before.bin &&
		count "$1" erases=0 programs=0 refused_protected=0
}
