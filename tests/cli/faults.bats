#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What is promised when something fails, proven through the command and libflashrom on an emulated chip.

load helpers
load chips

setup_file() {
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	make_chip_files
	[ -x "$FP_BUILD/libexec/flashplan/flashplan-flashrom" ] || return 0
	# How many erases and programs a whole job has depends on the version of libflashrom.
	chip whole
	at_once whole write plan.json -i odd
	stop_chips
	echo $(($(counter whole erases) + $(counter whole programs))) >odd.operations
	rm -r whole
}

setup() {
	needs_flashrom_plugin
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	cd "$BATS_TEST_TMPDIR"
}

teardown() {
	stop_chips
}

# What the touched blocks of `odd` held: 0x80000+0x40000.
holds_odd_blocks() { # FILE
	cmp "$1" <(part "$BATS_FILE_TMPDIR/before.bin" $((0x80000)) $((0x40000)))
}

# The last run of `write -i odd` failed after the first erase, and says so.
failed_in_odd() { # DIR
	took "$1"
	[ "$status" = 5 ]
	has "again: flashplan write plan.json -i odd"
	unchanged_outside "$1" $((0x80000)) $((0x40000))
	holds_odd_blocks "$1"/cam-*-1.bak
}

# What is lost beside the selection is in the backup alone, and that is known.
is_unfinished() { # DIR
	ls "$1"/cam-*-1.bak.unfinished
	grep -q -- '^again: .* --resume cam-.*-1.bak$' "$1/err"
}

# The same command again has brought the chip to what was wanted; nothing is left to go on with.
converged() { # DIR
	took "$1"
	[ "$status" = 0 ]
	[[ $stdout == *"written and read back"* ]]
	holds "$1" odd.want
	holds_odd_blocks "$1"/cam-*-1.bak
	[ -z "$(find "$1" -name '*.unfinished')" ]
}

@test "write: 256 KiB without -c; a second run issues nothing" {
	chip a
	at_once a write plan.json -i boot
	took a
	[ "$status" = 0 ]
	holds a boot.want
	cp a/counters.json after-one.json
	at_once a write plan.json -i boot
	took a
	[ "$status" = 0 ]
	[[ $stdout == *"nothing to do"* ]]
	stop_chips
	holds a boot.want
	# The kept 16 KiB: neither erased nor programmed.
	count a bytes_erased=245760 erases_chip=0 programs=960 unerased_bytes=0 max_wear=1 pins_released=2
}

@test "cable pulled while writing: reset, closed, stalled; the same command again" {
	for loss in reset close stall; do
		chip $loss --drop 900 --loss $loss
	done
	at_once "reset close stall" write plan.json -i odd --timeout 2
	for loss in reset close stall; do
		failed_in_odd $loss
	done
	took reset
	has "while writing 0x90000+0x10000: flashrom: writing failed (it said: "
	for loss in close stall; do
		took $loss
		has "did not finish writing 0x90000+0x10000 within 2 s"
	done
	again "reset close stall"
	for loss in reset close stall; do
		converged $loss
	done
}

@test "interrupted in a block that also holds other bytes: refused without a word on whose they are, and with it all comes back" {
	# In the first block, and in the last one.
	chip first --cut after:3 --loss reset
	chip last --cut after:$(($(cat "$BATS_FILE_TMPDIR/odd.operations") - 13)) --loss reset
	at_once "first last" write plan.json -i odd
	for dir in first last; do
		failed_in_odd $dir
		is_unfinished $dir
		has "hint: run the command below"
		run unchanged_outside $dir $((0x85800)) $((0x35000))
		[ "$status" != 0 ] # something beside the selection is lost now
		cp $dir/chip.bin $dir.now
		cp $dir/err $dir.err
	done
	at_once "first last" write plan.json -i odd
	for dir in first last; do
		took $dir
		[ "$status" = 3 ]
		has "an earlier job was interrupted while it wrote 0x" "at risk: 0x" \
			"hint: this is that unit: flashplan write plan.json -i odd -p serprog" " --resume cam-" \
			"hint: this is another unit: flashplan write plan.json -i odd -p serprog" " --other-unit"
		cmp $dir/chip.bin $dir.now
		cp $dir.err $dir/err
	done
	again "first last"
	for dir in first last; do
		converged $dir
		has "an earlier job was interrupted at 0x"
	done
}

@test "power cut in an erase or a program: run again; then restore the first backup" {
	chip erase --cut erase:2 --loss reset --half random
	chip program --cut programmed:2000 --loss reset --half random
	chip after --cut after:30 --loss reset
	at_once "erase program after" write plan.json -i odd
	for dir in erase program after; do
		failed_in_odd $dir
		is_unfinished $dir
	done
	again "erase program after"
	for dir in erase program after; do
		converged $dir
		cp $dir/chip.bin $dir.now
	done
	# Each of the backups brings back what was there before all of it.
	for n in 1 2; do
		for dir in erase program after; do
			cp $dir.now $dir/chip.bin
			start $dir restore "$(cd $dir && echo cam-*-$n.bak)"
		done
		for dir in erase program after; do
			finish $dir
			took $dir
			[ "$status" = 0 ]
			holds $dir before.bin
		done
	done
}

@test "a backup that was named: the same command can be run again, or the backup restored" {
	for dir in again back; do
		chip $dir --cut erase:2 --loss reset --half random
	done
	at_once "again back" write plan.json -i odd --backup my.bak
	for dir in again back; do
		took $dir
		[ "$status" = 5 ]
		[ -e $dir/my.bak.unfinished ]
	done
	start back restore my.bak
	again again
	finish back
	for dir in again back; do
		took $dir
		[ "$status" = 0 ]
		holds_odd_blocks $dir/my.bak
		[ -z "$(find $dir -name '*.unfinished')" ]
	done
	holds again odd.want
	holds back before.bin
}

@test "interrupted twice, each time beside other bytes: what both runs lost comes back, also by a backup that was named" {
	chip own --cut after:3 --loss reset
	chip named --cut after:3 --loss reset
	start own write plan.json -i odd
	start named write plan.json -i odd --backup my.bak
	finish own
	finish named
	power own --cut after:$(($(cat "$BATS_FILE_TMPDIR/odd.operations") - 13)) --loss reset
	power named --cut after:$(($(cat "$BATS_FILE_TMPDIR/odd.operations") - 13)) --loss reset
	for round in 5 0; do
		again "own named"
		for dir in own named; do
			took $dir
			[ "$status" = $round ]
			has "an earlier job was interrupted at 0x"
			[ "$status" = 0 ] || power $dir
		done
	done
	holds own odd.want
	holds named odd.want
	[ -z "$(find own named -name '*.unfinished')" ]
}

@test "a job on another chip leaves the record of an interrupted one alone" {
	chip own --cut after:3 --loss reset
	at_once own write plan.json -i odd
	failed_in_odd own
	is_unfinished own
	cp own/err own.err
	cp "$BATS_FILE_TMPDIR/before.bin" own/other.bin
	(cd own && flashplan write plan.json -i odd -p dummy:emulate=W25Q128FV,image=other.bin)
	cmp own/other.bin "$BATS_FILE_TMPDIR/odd.want"
	ls own/cam-*-1.bak.unfinished
	cp own.err own/err
	again own
	converged own
}

@test "bits that cannot be erased or programmed: no larger erase, nothing outside changes, exit 5" {
	# Never 1: erasing fails. Never 0: programming does.
	chip low --stuck 0x86123:6:0
	chip high --stuck 0x86123:7:1
	chip weak --weak erase:1
	chip ignored --ignore program:1
	at_once "low high weak ignored" write plan.json -i odd
	stop_chips
	took low
	# Versions that do not read an erased block back write on; and what is wanted there has a 0.
	if [ "$status" = 0 ]; then
		holds low odd.want
	else
		failed_in_odd low
		unchanged_outside low $((0x80000)) $((0x10000))
		has "a block in 0x80000+0x10000 could not be erased or programmed" "FAILED at 0x00086123" \
			"nothing outside of these blocks was touched"
	fi
	for dir in high weak ignored; do
		failed_in_odd $dir
		unchanged_outside $dir $((0x80000)) $((0x10000))
	done
	for dir in low high weak ignored; do
		count $dir erases_chip=0 pins_released=1
	done
	took high
	has "after writing, 0x86123 holds 0x95, expected 0x15"
	took ignored
	has "after writing, 0x8" "holds 0xff, expected 0x"
}

@test "the clip floats: high, low, random: exit 4, nothing is issued" {
	for level in high low random; do
		chip $level --float $level
	done
	at_once "high low random" write plan.json -i odd
	stop_chips
	for level in high low random; do
		took $level
		[ "$status" = 4 ]
		has "hint: check the clip"
		untouched $level
		count $level pins_released=1
		[ -z "$(ls $level/*.bak 2>/dev/null)" ]
	done
}

@test "the clip comes off after probing: refused before the first erase" {
	chip dry
	at_once dry write plan.json -i odd --dry-run
	stop_chips
	last=$(($(counter dry transactions) - 1)) # the last one probes again
	for level in high low random; do
		chip $level --float $level:$last
		chip $level-early --float $level:$((last - 8))
	done
	set -- high low random high-early low-early random-early
	at_once "$*" write plan.json -i odd --timeout 10
	stop_chips
	for dir in "$@"; do
		took $dir
		[ "$status" = 4 ]
		has "hint: a contact fault"
		untouched $dir
	done
}

@test "the clip comes off while writing: exit 5, and again with the clip back on" {
	for level in high low random; do
		chip $level --float $level:600
	done
	at_once "high low random" write plan.json -i odd --timeout 2
	for level in high low random; do
		failed_in_odd $level
		kill "$(cat $level/pid)"
		mv $level/chip.bin $level.now
		mkdir $level-put
		mv $level/cam-* $level/err $level-put
		rm -r $level
		contents=$level.now chip $level
		mv $level-put/* $level
	done
	again "high low random"
	for level in high low random; do
		converged $level
	done
}

@test "verify does not believe a clip that comes off, neither on a chip that is all blank" {
	make-synth erased 16777216 >blank.bin
	cp "$BATS_FILE_TMPDIR/before.bin" erased.bin
	make-synth erased 65536 | put erased.bin $((0xc0000))
	for kind in blank erased; do
		contents=$kind.bin chip $kind
		make-synth erased 65536 >$kind/env.bin
	done
	at_once "blank erased" verify plan.json -i env:env.bin
	stop_chips
	for kind in blank erased; do
		took $kind
		[ "$status" = 0 ]
		# The data has been read; what follows asks whether the chip is there.
		contents=$kind.bin chip $kind-off --float high:$(($(counter $kind transactions) - 4))
		cp $kind/env.bin $kind-off
	done
	at_once "blank-off erased-off" verify plan.json -i env:env.bin --timeout 3
	for kind in blank erased; do
		took $kind-off
		[ "$status" = 4 ]
		has "hint: a contact fault"
	done
}

@test "read noise: backup reads again what differs, names what stays doubtful, write refuses mixed blocks" {
	chip backup --noise 0.000001
	chip doubtful --noise 0.0001
	chip write --noise 0.0001
	start backup backup plan.json -o full.bin
	start doubtful backup plan.json -o full.bin
	start write write plan.json -i odd
	finish backup
	finish doubtful
	finish write
	stop_chips
	took backup
	[ "$status" = 0 ]
	has "and again until two readings agreed"
	cmp backup/full.bin "$BATS_FILE_TMPDIR/before.bin"
	took doubtful
	[ "$status" = 4 ]
	has "differs: 0x" "no two readings agree in" "single bits differ" "hint: "
	[ "$(ls -d doubtful/full.bin*)" = doubtful/full.bin.partial ]
	[ "$(wc -c <doubtful/full.bin.partial)" = 16777216 ]
	took write
	[ "$status" = 4 ]
	has "read twice, 0x80000+0x10000 differs"
	untouched backup
	untouched doubtful
	untouched write
}

@test "backup of a blank chip says so, and of one that holds 0x00 everywhere" {
	make-synth erased 16777216 >blank.bin
	head -c 16777216 /dev/zero >zero.bin
	contents=blank.bin chip blank
	contents=zero.bin chip zero
	at_once "blank zero" backup plan.json -o full.bin
	took blank
	[ "$status" = 0 ]
	has "the chip is blank"
	cmp blank/full.bin blank.bin
	took zero
	[ "$status" = 0 ]
	has "holds 0x00 everywhere"
	cmp zero/full.bin zero.bin
}

@test "a chip that stays busy, a programmer that stays silent: ended after --timeout" {
	chip busy --busy-after 20
	chip silent --drop 3 --loss stall
	chip gone --drop 12 --loss close
	at_once "busy silent gone" write plan.json -i odd --timeout 2
	failed_in_odd busy
	has "did not finish writing 0x80000+0x10000 within 2 s"
	stop_chips
	for dir in silent gone; do
		took $dir
		[ "$status" = 4 ]
		# The chip's own speed may make it a little more.
		[[ $stderr =~ within\ 2(\ s|[0-9]{3}\ ms) ]]
		untouched $dir
	done
}

# Sends a signal as soon as the first block of `app` has changed; PID is as kill takes it.
once_writing() { # DIR SIGNAL PID
	local result=0
	for _ in $(seq 3000); do
		[ $result = 0 ] || break
		sleep 0.01
		cmp -s -n 256 -i 1048576 "$1/chip.bin" "$BATS_FILE_TMPDIR/before.bin" || result=$?
	done
	# 2: the test has ended, and the id may be somebody else's by now.
	[ $result != 1 ] || kill "-$2" -- "$3"
}

@test "^C, also to the whole process group, and TERM: stops between blocks, lets the pins go; again" {
	for dir in alone group term; do
		chip $dir
		start $dir write plan.json -i app
	done
	once_writing alone INT "$(cat alone/job)" 3>&- &
	once_writing group INT "-$(cat group/job)" 3>&- &
	once_writing term TERM "$(cat term/job)" 3>&- &
	for dir in alone group term; do
		finish $dir
		took $dir
		[ "$status" = 5 ]
		[[ $stderr =~ "stopped at 0x1"[0-9a-f]{5}", "[0-9]+" of 16 blocks written" ]]
		has "again: flashplan write plan.json -i app"
		# Block by block either old or wanted.
		for block in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
			at=$((0x100000 + block * 65536))
			cmp -s -n 65536 -i $at $dir/chip.bin "$BATS_FILE_TMPDIR/before.bin" ||
				cmp -n 65536 -i $at $dir/chip.bin "$BATS_FILE_TMPDIR/app.want"
		done
	done
	at_once "alone group term" write plan.json -i app
	stop_chips
	for dir in alone group term; do
		took $dir
		[ "$status" = 0 ]
		holds $dir app.want
		count $dir pins_released=2 max_wear=1
	done
}

@test "a killed flashplan: its programmer ends the block and lets the pins go; nohup is respected" {
	chip killed
	chip nohup
	start killed write plan.json -i app
	(
		cd nohup
		exec nohup flashplan write plan.json -i app -p "$(programmer .)" >out 2>err 3>&-
	) &
	echo $! >nohup/job
	once_writing killed KILL "$(cat killed/job)" 3>&- &
	once_writing nohup HUP "$(cat nohup/job)" 3>&- &
	finish nohup
	finish killed
	took nohup
	[ "$status" = 0 ]
	at_once killed write plan.json -i app
	took killed
	[ "$status" = 0 ]
	stop_chips
	for dir in killed nohup; do
		holds $dir app.want
		count $dir max_wear=1
	done
	count killed pins_released=2
}

@test "no room for the backup: exit 3, nothing is issued, no half of it stays" {
	chip full
	chip device
	start device write plan.json -i odd --backup /dev/full
	(
		cd full
		trap '' XFSZ
		ulimit -f 128
		exec flashplan write plan.json -i odd -p "$(programmer .)" >out 2>err 3>&-
	) &
	echo $! >full/job
	finish full
	finish device
	stop_chips
	for dir in full device; do
		took $dir
		[ "$status" = 3 ]
		untouched $dir
	done
	took full
	has "File too large"
	[ -z "$(ls full/cam-* 2>/dev/null)" ]
	took device
	has "/dev/full"
}

@test "restore: a full backup, -i of it, nothing when it is all there" {
	chip whole
	chip named
	at_once "whole named" backup plan.json -o full.bin
	for dir in whole named; do
		make-synth random 196608 5 | put $dir/chip.bin $((0xc0000))
	done
	cp named/chip.bin named/want.bin
	part "$BATS_FILE_TMPDIR/before.bin" $((0xd0000)) 65536 | put named/want.bin $((0xd0000))
	start whole restore full.bin
	start named restore full.bin -i para
	finish whole
	finish named
	took whole
	[ "$status" = 0 ]
	has 'per-device `para` is restored too'
	holds whole before.bin
	took named
	[ "$status" = 0 ]
	cmp named/chip.bin named/want.bin
	at_once named restore full.bin -i para
	took named
	[ "$status" = 0 ]
	[[ $stdout == *"nothing to do"* ]]
}

@test "restore: refused for another size and when damaged; another id is a note" {
	chip a
	at_once a backup plan.json -o full.bin
	sed 's/"c84018"/"ef4018"/' a/full.bin.json >other.json
	for dir in small damaged other; do
		[ $dir != small ] || head -c 8388608 "$BATS_FILE_TMPDIR/before.bin" >small.bin
		[ $dir = small ] && contents=small.bin chip small --chip gd25q64
		[ $dir = small ] || chip $dir
		cp a/full.bin a/full.bin.json $dir
	done
	cp other.json other/full.bin.json
	printf x | put damaged/full.bin 4096
	make-synth random 256 3 | put other/chip.bin 4096
	at_once "small damaged other" restore full.bin
	stop_chips
	took small
	[ "$status" = 3 ]
	has "has 8M (0x800000), the backup is of one with 16M (0x1000000)"
	count small erases=0 programs=0
	took damaged
	[ "$status" = 3 ]
	has "full.bin"
	untouched damaged
	took other
	[ "$status" = 0 ]
	has "note: this chip is GD25Q" "(id ef4018)"
	holds other before.bin
}

@test "erase: the named partition only; what is kept, and what belongs to the unit, stays" {
	chip boot
	chip odd
	chip para
	chip span
	start boot erase plan.json -i boot
	start odd erase plan.json -i odd
	start para erase plan.json -i para
	start span erase plan.json -i both
	for dir in boot odd para span; do
		finish $dir
		cp "$BATS_FILE_TMPDIR/before.bin" $dir/want.bin
	done
	stop_chips
	make-synth erased $((0x3c000)) | put boot/want.bin 0
	make-synth erased $((0x35000)) | put odd/want.bin $((0x85800))
	make-synth erased $((0xd0000 - 0x85800)) | put span/want.bin $((0x85800))
	for dir in boot odd span; do
		took $dir
		[ "$status" = 0 ]
		cmp $dir/chip.bin $dir/want.bin
	done
	took boot
	has '0x3c000+0x4000 in `boot` is kept'
	took span
	has 'per-device `para` is left'
	took para
	[ "$status" = 3 ]
	has "--per-device"
	holds para before.bin
}

@test "erase that is interrupted goes on by the command that it says" {
	chip a --cut erase:2 --loss reset --half random
	at_once a erase plan.json -i odd
	took a
	[ "$status" = 5 ]
	has "again: flashplan erase plan.json -i odd"
	again a
	took a
	[ "$status" = 0 ]
	cp "$BATS_FILE_TMPDIR/before.bin" want.bin
	make-synth erased $((0x35000)) | put want.bin $((0x85800))
	cmp a/chip.bin want.bin
}

@test "a protected chip: what libflashrom can lift is lifted and put back; what is locked is never called written" {
	chip liftable --status 0x1c
	chip complement --status 0x00:0x40
	chip locked --status 0x9c --wp-low
	at_once "liftable complement locked" write plan.json -i odd
	stop_chips
	took liftable
	case $status in
	0) holds liftable odd.want ;;
	*) holds liftable before.bin ;;
	esac
	count liftable sr1=28
	for dir in complement locked; do
		took $dir
		[ "$status" -ge 3 ]
		holds $dir before.bin
		count $dir erases=0 programs=0
	done
}

@test "power cuts at a few places; tests/torture-chip has more" {
	run "$BATS_TEST_DIRNAME/../torture-chip" "$FP_BUILD" 6
	echo "$output"
	[ "${lines[-1]}" = "6 cuts, 0 failed" ]
}
