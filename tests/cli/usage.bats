#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The command line: help, mistakes, exit statuses, and where output goes.

load helpers

commands() { flashplan --help | sed -n 's/^  \([a-z]*\) .*/\1/p'; }

@test "without a command: usage, exit 2" {
	split flashplan
	[ $status = 2 ]
	[[ $stdout == *"Usage: flashplan COMMAND"* ]]
	has "no command given"
}

@test "--help goes to standard output, exit 0" {
	split flashplan --help
	[ $status = 0 ]
	[ -z "$stderr" ]
	[[ $stdout == *"write "* ]]
}

@test "every command has its help" {
	for command in $(commands); do
		split flashplan $command --help
		[ $status = 0 ]
		[[ $stdout == "Usage: flashplan $command"* ]]
	done
}

@test "the formats stand in the help of the commands that read them, and no other" {
	for command in $(commands); do
		split flashplan $command --help
		case $command in
		check | convert | layout) [[ $stdout == *"Formats (r: can be read"* ]] ;;
		*) [[ $stdout != *"Formats"* ]] ;;
		esac
	done
}

@test "every command and option of the help stands in the man page" {
	for command in $(commands); do
		for option in $(flashplan $command --help | grep -o -- '--[a-z-]*'); do
			grep -q -e "${option}\b" "$BATS_TEST_DIRNAME/../../tools/flashplan.1.scd" || {
				echo "$command $option: not in the man page"
				return 1
			}
		done
	done
}

@test "completion offers commands, options and layouts" {
	# shellcheck source=/dev/null
	source "$BATS_TEST_DIRNAME/../../contrib/completions/flashplan.bash"
	COMP_WORDS=(flashplan wri) COMP_CWORD=1
	_flashplan
	[ "${COMPREPLY[*]}" = write ]
	COMP_WORDS=(flashplan write --dry) COMP_CWORD=2
	_flashplan
	[ "${COMPREPLY[*]}" = --dry-run ]
	COMP_WORDS=(flashplan show xiaomi-dafang-) COMP_CWORD=2
	_flashplan
	[ "${COMPREPLY[*]}" = xiaomi-dafang-fullhd ]
}

@test "--version" {
	split flashplan --version
	[ $status = 0 ]
	[[ $stdout =~ ^flashplan\ [0-9]+\.[0-9]+ ]]
}

@test "unknown command: a suggestion" {
	split flashplan chek
	[ $status = 2 ]
	has 'unknown command `chek`' 'did you mean `check`?'
}

@test "unknown option: a suggestion" {
	split flashplan write x --dryrun
	[ $status = 2 ]
	has "unknown option --dryrun" "did you mean --dry-run?"
}

@test "an option of another command is unknown" {
	split flashplan check --all x
	[ $status = 2 ]
	has "unknown option --all"
}

@test "unknown short option is named" {
	split flashplan check -z x
	[ $status = 2 ]
	has "unknown option -z"
}

@test "an option before the command: the order is told" {
	for option in --json -p; do
		split flashplan $option probe
		[ $status = 2 ]
		has "unknown option $option" "flashplan COMMAND [OPTIONS]"
	done
}

@test "option without its value" {
	split flashplan image x -o
	[ $status = 2 ]
	has "-o needs a value"
}

@test "write -n is refused with a hint, whatever else there is" {
	split flashplan write -n
	[ $status = 2 ]
	has "-n is not an option here" "do not verify" "--dry-run"
	split flashplan write xiaomi-dafang -p dummy -i boot -n
	[ $status = 2 ]
	has "-n is not an option here"
}

@test "missing plan, too many plans" {
	split flashplan show
	[ $status = 2 ]
	has "flashplan show PLAN"
	split flashplan show a b
	[ $status = 2 ]
	has 'what is `b`?'
}

@test "write without -p" {
	split flashplan write xiaomi-dafang -i boot
	[ $status = 2 ]
	has "Name it with -p PROG"
}

@test "a plan that cannot be loaded: refused by every command that takes one" {
	echo '{' >broken.json
	truncate -s 1M dump.bin
	for plan in absent.json broken.json; do
		for line in "show $plan" "layout $plan" "image $plan -o x" "extract $plan dump.bin" \
			"replace $plan dump.bin --all" "diff $plan dump.bin dump.bin" \
			"env list --plan $plan dump.bin" "probe $plan -p dummy" \
			"backup $plan -p dummy -o x" "write $plan -p dummy -i boot" \
			"verify $plan -p dummy -i boot" "erase $plan -p dummy -i boot"; do
			# shellcheck disable=SC2086 # a line is words
			split flashplan $line
			echo "$line"
			[ $status = 3 ]
			[ -z "$stdout" ]
			has $plan
		done
	done
}

@test "a dump in the place of the plan: the order is told" {
	truncate -s 2M dump.bin
	small_plan
	split flashplan extract dump.bin plan.json
	[ $status = 3 ]
	has "dump.bin is larger than" "a plan is JSON, and stands before images and dumps"
}

@test "a file behind -i NAME: where it would not be used" {
	for command in "erase xiaomi-dafang -p dummy" "restore x.bak -p dummy" "env list --plan x y"; do
		# shellcheck disable=SC2086 # a line is words
		split flashplan $command -i boot:x.bin
		[ $status = 2 ]
		has "-i boot:x.bin: expected NAME; no file is used here"
	done
	split flashplan extract --help
	[[ $stdout == *"it goes to FILE"* ]]
}

@test "nothing is selected: the hint names what the command has" {
	split flashplan write xiaomi-dafang -p dummy
	[ $status = 2 ]
	has "nothing is selected" "--all"
	split flashplan erase xiaomi-dafang -p dummy
	[ $status = 2 ]
	has "nothing is selected" "-i NAME"
	[[ $stderr != *--all* ]]
}

@test "empty -i, broken --file, bad --timeout" {
	split flashplan image x -o y -i ""
	[ $status = 2 ]
	split flashplan image x -o y -i boot:
	[ $status = 2 ]
	split flashplan image x -o y --file boot
	[ $status = 2 ]
	has "expected NAME=PATH"
	split flashplan probe -p x --timeout soon
	[ $status = 2 ]
	has "--timeout soon: expected a number"
}

@test "a full disk behind standard output is an error" {
	[ -w /dev/full ] || skip "no /dev/full"
	for command in "show xiaomi-dafang" "show --json xiaomi-dafang" "layouts --json"; do
		flashplan $command >/dev/full 2>stderr.txt && status=0 || status=$?
		[ $status = 3 ]
		stderr=$(cat stderr.txt)
		has "No space left on device"
	done
}

@test "an output that would replace an input, or another output: refused" {
	small_plan '"file": "boot.bin"'
	make-synth ingenic-spl 100000 >boot.bin
	make-synth random $((1 << 20)) >dump.bin
	ln -s plan.json link.json
	sha256sum plan.json boot.bin dump.bin >sums
	for line in "image plan.json -o plan.json" "image plan.json -o link.json" \
		"image plan.json -o ./boot.bin" "image plan.json -o x --manifest boot.bin" \
		"image plan.json -o x --depfile plan.json" "image plan.json -o x --manifest x" \
		"image plan.json -o x --manifest m --depfile m" "layout plan.json -o plan.json" \
		"convert -t sh plan.json -o ./plan.json" \
		"replace plan.json dump.bin -i boot -o boot.bin" \
		"extract plan.json dump.bin -i boot:dump.bin" \
		"extract plan.json dump.bin -i boot:plan.json"; do
		echo "$line"
		# shellcheck disable=SC2086 # a line is words
		split flashplan $line
		[ $status = 3 ]
		has "would be replaced by the output"
		[ ! -e x ]
		sha256sum --quiet -c sums
	done
}

@test "a standard descriptor that is closed is not that of a file" {
	small_plan '"file": "boot.bin"'
	make-synth erased 1048576 >want.bin
	printf x >boot.bin
	printf x | dd of=want.bin conv=notrunc 2>/dev/null
	for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
		eval "flashplan image plan.json -o out.bin $closed"
		cmp out.bin want.bin
		rm out.bin
	done
	# A message that cannot be said goes nowhere: not into what is open then.
	status=0
	flashplan image plan.json --manifest m.json -o out.bin -i none 2>&- || status=$?
	[ $status = 2 ]
	[ ! -e out.bin ]
	status=0
	flashplan show plan.json >&- 2>stderr.txt || status=$?
	[ $status = 3 ]
	grep -q 'standard output: Bad file descriptor' stderr.txt
}
