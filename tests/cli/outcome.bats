#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# What a run came to: one JSON object for every exit status, and events.

load helpers

# An installation whose only programmer is the tests' fake one, 256 KiB that are blank, and a plan for it.
install_fake() {
	mkdir -p bin libexec/flashplan share
	cp "$FP_BUILD/bin/flashplan" bin/
	ln -s "$FP_BUILD/share/flashplan" share/flashplan
	cp "$FP_BUILD/tests/plugins/flashplan-fake" libexec/flashplan/flashplan-flashrom
	cat >plan.json <<-'EOF'
		{
		  "flashplan": 1, "name": "cam",
		  "flash": { "size": "256K", "erase-size": "4K" },
		  "partitions": [
		    { "name": "boot", "size": "64K", "file": "boot.bin" },
		    { "name": "other", "size": "64K", "file": "other.bin" },
		    { "name": "para", "size": "16K", "per-device": true, "file": "boot.bin", "note": "Holds the MAC." },
		    { "name": "cal", "size": "16K", "read-only": true },
		    { "name": "bare", "size": "16K" },
		    { "name": "typed", "size": "16K", "type": "text" },
		    { "name": "blank", "size": "rest", "fill": 255 }
		  ]
		}
	EOF
	sed 's/"size": "64K"/"size": "64KB"/' plan.json >bad.json
	printf '{ "flashplan": 1, "extends": "plan.json", "partitions": [ { "name": "typed", "type": "env" } ], "fields": [
		{ "name": "mark", "partition": "bare", "offset": 1, "format": "u8" },
		{ "name": "var", "partition": "typed", "env": "var", "format": "text" } ] }' >fields.json
	make-synth random 5000 1 >boot.bin
	make-synth random 5000 2 >other.bin
	printf '{ "flashplan": 1, "flash": { "size": "64K" }, "partitions": [ { "name": "env", "size": "64K",
		"env": { "vars": { "a": "1" } } } ] }' >env.json
	flashplan image env.json -o env.bin >/dev/null
}

@test "every exit status of every command has its one object and its events, as the schemas say" {
	python3 -c 'from jsonschema import Draft202012Validator' 2>/dev/null ||
		skip "python3-jsonschema is not installed"
	install_fake
	run python3 "$BATS_TEST_DIRNAME/../outcome.py"
	echo "$output"
	[ "$status" = 0 ]
}

@test "without --json the last line counts what was left, and why" {
	install_fake
	split bin/flashplan write plan.json -p plain --all --skip para --skip other --no-backup
	[ $status = 0 ]
	[ "${stdout##*$'\n'}" = "result: written and read back; 5 partitions left (cal: read-only; bare, typed: no content; other, para: as asked)" ]
}

@test "an installation without programmers" {
	install_fake
	rm -r libexec
	split bin/flashplan programmers
	[ $status = 3 ]
	has "no programmer plug-ins are installed"
}

@test "events: several runs in one file, on standard error, and a file that cannot be written" {
	small_plan
	for _ in 1 2; do
		flashplan show plan.json --events log >/dev/null
	done
	[ "$(grep -c '"event":"start"' log)" = 2 ]
	[ "$(grep -c '"event":"end","exit":0,"result":"ok"}$' log)" = 2 ]
	split flashplan show plan.json --events -
	has '"event":"start"' '"event":"end"'
	split flashplan show plan.json --events no/such/log
	[ $status = 3 ]
	has "cannot write events to no/such/log"
	[ -z "$stdout" ]
}

@test "events are put into no file that holds other things, or that the same run makes" {
	small_plan
	cp plan.json before.json
	split flashplan show plan.json --events plan.json
	[ $status = 3 ]
	has "plan.json holds other things than events"
	cmp plan.json before.json
	split flashplan image plan.json -o new.img --events ./new.img
	[ $status = 3 ]
	[ ! -e new.img ]
	mkfifo fifo
	split timeout 20 flashplan show plan.json --events fifo
	[ $status = 0 ]
}

@test "events that cannot be written any more are told once, and the run goes on" {
	[ -w /dev/full ] || skip "no /dev/full"
	small_plan
	split flashplan show plan.json --events /dev/full
	[ $status = 0 ]
	[ "$(grep -c "events are lost" stderr.txt)" = 1 ]
	[[ $stdout == "plan: plan"* ]]
}

@test "a run that is killed has no end among its events" {
	install_fake
	bin/flashplan backup -p hang -o x.bak --events log 2>/dev/null &
	for _ in $(seq 500); do
		! grep -q '"phase":"read"' log 2>/dev/null || break
		sleep 0.02
	done
	kill -9 $!
	wait $! || true
	grep -q '"event":"chip"' log
	[ "$(grep -c '"event":"end"' log)" = 0 ]
}

@test "an answer that nobody could read is no success; what is proven stays so" {
	[ -w /dev/full ] || skip "no /dev/full"
	install_fake
	for command in "show plan.json" "check plan.json" "check --json plan.json" "layouts"; do
		# shellcheck disable=SC2086 # a line is words
		bin/flashplan $command >/dev/full 2>stderr.txt && status=0 || status=$?
		[ $status = 3 ]
		grep -q "No space left" stderr.txt
	done
	for command in "image plan.json -o full.bin --per-device" "write plan.json -p plain -i boot" \
		"backup -p plain -o x.bak" "verify plan.json -p plain -i blank"; do
		# shellcheck disable=SC2086 # a line is words
		bin/flashplan $command >/dev/full 2>stderr.txt && status=0 || status=$?
		echo "$command"
		[ $status = 0 ]
		grep -q "the result is lost: standard output: No space left" stderr.txt
	done
}
