#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The second run of a job that was interrupted, through the command on emulated chips: two units of one model, one
# user, and whatever is not quite the same as at first.

load helpers
load chips

setup_file() {
	PATH=$FP_BUILD/tests:$PATH make_chip_files
}

# All of it is one user's, in one directory, unless a test says otherwise.
setup() {
	needs_flashrom_plugin
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	cd "$BATS_TEST_TMPDIR"
	mkdir desk
	cp "$BATS_FILE_TMPDIR"/plan.json "$BATS_FILE_TMPDIR"/odd.bin desk
}

teardown() {
	stop_chips
}

# on DIR COMMAND [OPTION...]: at the desk, on that chip.
on() {
	local dir=$1
	shift
	cd desk
	split timeout 60 flashplan "$@" -p "$(programmer "../$dir")"
	cd ..
	echo "exit $status: $stderr $stdout"
}

# What was said to be run, on a chip.
follow() { # DIR LINE-OF-STDERR
	local words
	words=$(sed -n "s/^$2: flashplan //p" <<<"$stderr" | head -n 1 | sed 's/ -p serprog:[^ ]*//')
	[ -n "$words" ]
	# shellcheck disable=SC2086 # words, none of them quoted
	on "$1" $words
}

# A's env is lost on the chip: odd begins inside of a block that it shares.
interrupt() { # DIR [OPTION...]
	local dir=$1
	shift
	chip "$dir" --cut erase:1 --half random --loss reset
	on "$dir" write plan.json -i odd "$@"
	[ $status = 5 ]
	power "$dir"
}

@test "unit A interrupted, unit B first: B takes nothing, and A goes on" {
	interrupt a
	make-synth random 16777216 8 >b.bin
	contents=b.bin chip b
	on b write plan.json -i odd
	[ $status = 3 ]
	has "an earlier job was interrupted while it wrote 0x80000+0x10000" "at risk: 0x80000+0x5800"
	cmp b/chip.bin b.bin
	follow b "hint: this is another unit"
	[ $status = 0 ]
	put b.bin $((0x85800)) <desk/odd.bin
	cmp b/chip.bin b.bin
	has "stays: it is of another unit"
	on a write plan.json -i odd
	[ $status = 3 ]
	follow a "hint: this is that unit"
	[ $status = 0 ]
	holds a odd.want
	[ -z "$(find desk -name '*.unfinished')" ]
}

@test "another unit resumed by mistake is found out, and the record stays" {
	chip a --cut after:54 --loss reset
	on a write plan.json -i odd -i env:odd.bin
	[ $status = 3 ]
	# The first block is written, the last is shared and cut.
	stop_chip a
	rm -r a
	chip a --cut after:880 --half random --loss reset
	on a write plan.json -i odd
	[ $status = 5 ]
	chip b
	follow b again
	[ $status = 3 ]
	has "another unit, or it has run since"
	holds b before.bin
	ls desk/*.unfinished
}

@test "from another directory, with another name: found, and gone on with" {
	interrupt a --backup again.bak
	cp -r desk/plan.json desk/odd.bin "$BATS_TEST_TMPDIR"
	split flashplan write plan.json -i odd -p "$(programmer a)"
	[ $status = 3 ]
	has "$PWD/desk/again.bak"
	split flashplan write plan.json -i odd -p "$(programmer a)" --backup other.bak --resume desk/again.bak
	[ $status = 0 ]
	holds a odd.want
}

@test "restore of the backup just named, and of the first, brings the start back" {
	interrupt a
	follow a again
	[ $status = 0 ]
	for n in 2 1; do
		on a restore "$(cd desk && echo cam-*-$n.bak)"
		[ $status = 0 ]
		holds a before.bin
	done
}

@test "restore of an interrupted job's backup: onto its unit it resumes, onto another it leaves the record" {
	interrupt a
	backup=$(cd desk && echo cam-*-1.bak)
	chip b
	on b restore "$backup" --other-unit
	[ $status = 0 ]
	ls "desk/$backup.unfinished"
	on a restore "$backup"
	[ $status = 0 ]
	holds a before.bin
	[ ! -e "desk/$backup.unfinished" ]
}

@test "a job elsewhere goes on, and names the command that mends it" {
	interrupt a
	cp "$BATS_FILE_TMPDIR/app.bin" desk
	on a write plan.json -i app
	[ $status = 0 ]
	has "which this job does not touch; to mend it: flashplan restore"
	words=$(sed -n 's/.*to mend it: flashplan //p' <<<"$stderr" | sed 's/ -p serprog.*//')
	on a $words
	[ $status = 0 ]
	cmp <(part a/chip.bin $((0x80000)) $((0x40000))) <(part "$BATS_FILE_TMPDIR/before.bin" $((0x80000)) $((0x40000)))
	[ -z "$(find desk -name '*.unfinished')" ]
}

@test "killed while a shared block is written: the same command is refused, and the one that it names works" {
	chip a --cut erase:1 --loss stall
	(
		cd desk
		exec flashplan write plan.json -i odd --timeout 60 -p "$(programmer ../a)" >out 2>err 3>&-
	) &
	job=$!
	for _ in $(seq 500); do
		! grep -qs '"letters": "\.w' desk/*.unfinished || break
		sleep 0.02
	done
	sleep 0.3
	kill -KILL $job
	wait $job || true
	power a
	on a write plan.json -i odd
	[ $status = 3 ]
	follow a "hint: this is that unit"
	[ $status = 0 ]
	holds a odd.want
}

@test "a backup that exists: the hint is the command with a free name" {
	chip a
	echo mine >desk/my.bak
	on a write plan.json -i odd --backup my.bak
	[ $status = 3 ]
	has "--backup my.bak-1.bak"
	follow a hint
	[ $status = 0 ]
	[ "$(cat desk/my.bak)" = mine ]
	ls desk/my.bak-1.bak
}

@test "--resume needs a backup of its own, and says when nothing is left" {
	chip a
	on a write plan.json -i odd --resume x --no-backup
	[ $status = 2 ]
	on a write plan.json -i odd --resume x.bak --dry-run
	[ $status = 0 ]
	has "nothing is left to go on with from x.bak"
}
