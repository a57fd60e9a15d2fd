# SPDX-License-Identifier: GPL-2.0-or-later
# What the bats files share. FP_BUILD is the build that is tested.
# shellcheck shell=bash disable=SC2034 # variables are for the tests

# Jobs that are interrupted are remembered per user: each test is a user of its own.
export XDG_STATE_HOME=${BATS_TEST_TMPDIR:-/nonexistent}/state

setup() {
	PATH=$FP_BUILD/bin:$FP_BUILD/tests:$PATH
	cd "$BATS_TEST_TMPDIR" || return 1
}

# Runs a command with stdout, stderr and status apart.
split() {
	stdout=$("$@" 2>stderr.txt) && status=0 || status=$?
	stderr=$(cat stderr.txt)
}

# has STRING...: each is somewhere in stderr, or the test fails and shows it.
has() {
	local text
	for text in "$@"; do
		case $stderr in
		*"$text"*) ;;
		*)
			printf 'not found: %s\nstderr: %s\nstdout: %s\n' "$text" "$stderr" "$stdout"
			return 1
			;;
		esac
	done
}

# A plan of four partitions on 1 MiB; $1 is put among the members of `boot`.
small_plan() {
	cat >plan.json <<-EOF
		{
		  "flashplan": 1,
		  "flash": { "size": "1M" },
		  "partitions": [
		    { "name": "boot", "size": "256K"${1:+, $1} },
		    { "name": "kernel", "size": "512K" },
		    { "name": "para", "size": "64K", "per-device": true, "note": "Holds the MAC." },
		    { "name": "flag", "size": "rest" }
		  ]
		}
	EOF
}

needs_flashrom_plugin() {
	[ -x "$FP_BUILD/libexec/flashplan/flashplan-flashrom" ] ||
		skip "this build has no libflashrom"
}

# Programs that only some tests need; sbin is not on every user's PATH.
needs() { # PROGRAM
	PATH=$PATH:/usr/sbin:/sbin
	command -v "$1" >/dev/null || skip "$1 is not installed"
}
