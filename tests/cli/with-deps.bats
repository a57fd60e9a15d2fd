#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Once.
# contrib/with-deps on machines made of stubs: what it looks for, what it installs, what it says.

# A PATH of stubs: cc, pkg-config, apt-get, id and sudo are scripts that log; the rest are the real tools.
# The real flashrom may be found in sbin: no test depends on its absence.
setup() {
	bin=$BATS_TEST_TMPDIR/bin
	log=$BATS_TEST_TMPDIR/log
	mkdir "$bin"
	: >"$log"
	for tool in sh awk cat env mktemp rm; do
		ln -s "$(command -v "$tool")" "$bin/$tool"
	done
	for tool in cc make pkg-config bats scdoc flashrom python3 dtc genimage mkenvimage fw_setenv mksquashfs mkfs.jffs2 mkfs.erofs genromfs \
		lzop lz4 zstd sb gkermit jq; do
		stub "$tool" 'exit 0'
	done
	stub id 'echo 0'
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	mkdir "$TMPDIR"
}

stub() { # NAME BODY
	rm -f "$bin/$1"
	printf '#!/bin/sh\n%s\n' "$2" >"$bin/$1"
	chmod +x "$bin/$1"
}

apt_get() { # BODY: after the call has been logged, with its last words
	stub apt-get "echo \"\${DEBIAN_FRONTEND:-unset} apt-get \$*\" >>'$log'; $1"
}

with_deps() {
	PATH=$bin run "$bin/sh" "$BATS_TEST_DIRNAME/../../contrib/with-deps" "$@"
	echo "$output"
	cat "$log"
}

without_check='[ "$2" != check ]'
installs_check="printf '#!/bin/sh\n' >'$BATS_TEST_TMPDIR/bin/pkg-config'"

@test "no command is a usage error" {
	with_deps
	[ "$status" -eq 2 ]
	[[ $output == usage:* ]]
	with_deps --help
	[ "$status" -eq 2 ]
}

@test "where all is there it says nothing and becomes the command" {
	apt_get 'exit 1'
	with_deps sh -c 'printf "<%s>" "$@"; exit 7' sh 'a  b' ''
	[ "$status" -eq 7 ]
	[ "$output" = '<a  b><>' ]
	[ ! -s "$log" ]
}

@test "what is only wanted causes no installation" {
	rm "$bin/scdoc"
	apt_get 'exit 1'
	with_deps sh -c 'echo ran'
	[ "$status" -eq 0 ]
	[ "$output" = ran ]
	[ ! -s "$log" ]
}

@test "what is missing is installed, said in one line, and the command runs" {
	stub pkg-config "$without_check"
	rm "$bin/scdoc"
	apt_get "echo noise; $installs_check"
	with_deps sh -c 'echo ran'
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 2 ]
	[ "${lines[0]}" = 'with-deps: installing check scdoc (not found: check; optional: scdoc)' ]
	[ "${lines[1]}" = ran ]
	[ "$(wc -l <"$log")" -eq 1 ]
	[[ $(cat "$log") == "noninteractive apt-get "*"-y --no-install-recommends install check scdoc" ]]
	[ -z "$(ls "$TMPDIR")" ]
}

@test "every row of the table is looked for" {
	rm "$bin"/make "$bin"/bats
	stub pkg-config 'exit 1'
	stub cc 'exit 1'
	with_deps sh -c 'echo ran'
	[ "$status" -eq 3 ]
	for package in libc6-dev make libjansson-dev nettle-dev zlib1g-dev libfdt-dev libflashrom-dev check bats; do
		[[ $output == *"(Debian: $package)"* ]]
	done
	[[ $output != *gcc* && $output != *ran* ]]
}

@test "lists are updated only after an installation failed" {
	stub pkg-config "$without_check"
	apt_get "case \$* in *update*) : >'$BATS_TEST_TMPDIR/updated';; *) [ -e '$BATS_TEST_TMPDIR/updated' ] && $installs_check;; esac"
	with_deps sh -c 'echo ran'
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = ran ]
	[ "$(sed 's/.*recommends //' "$log" | tr '\n' ,)" = 'install check,update,install check,' ]
}

@test "a wanted package that cannot be had does not stop the work" {
	stub pkg-config "$without_check"
	rm "$bin/scdoc"
	apt_get "case \$* in *scdoc*) exit 100;; *install*) $installs_check;; esac"
	with_deps sh -c 'echo ran'
	[ "$status" -eq 0 ]
	[ "${lines[1]}" = ran ]
}

@test "a failed installation shows all that apt-get said and stops" {
	stub pkg-config "$without_check"
	apt_get 'echo "to stdout"; echo "to stderr" >&2; exit 100'
	with_deps sh -c 'echo ran'
	[ "$status" -eq 3 ]
	[[ $output == *"to stdout"*"to stderr"*"apt-get failed"* ]]
	[[ $output != *ran* ]]
	[ -z "$(ls "$TMPDIR")" ]
}

@test "an installation that does not help stops with what is still missing" {
	stub pkg-config "$without_check"
	apt_get 'exit 0'
	with_deps sh -c 'echo ran'
	[ "$status" -eq 3 ]
	[[ $output == *"still not found"*"pkg-config module  check"* ]]
	[[ $output != *ran* ]]
}

@test "without apt-get it lists what to install" {
	stub pkg-config "$without_check"
	rm "$bin"/scdoc "$bin"/make "$bin"/python3
	with_deps sh -c 'echo ran'
	[ "$status" -eq 3 ]
	[[ $output == *"no apt-get"*"program "*" make "*"pkg-config module  check"*"scdoc"*", optional"* ]]
	[[ $output == *"Python module      jsonschema  (Debian: python3-jsonschema), optional"* ]]
	[[ $output != *jansson* && $output != *ran* ]]
}

@test "who is not root goes through sudo" {
	stub pkg-config "$without_check"
	stub id 'echo 1000'
	stub sudo "echo \"sudo \$1 \$2\" >>'$log'; exec \"\$@\""
	apt_get "$installs_check"
	with_deps sh -c 'echo ran'
	[ "$status" -eq 0 ]
	[[ $(cat "$log") == "sudo env DEBIAN_FRONTEND=noninteractive"*"noninteractive apt-get "*"install check" ]]
}

@test "who is not root and has no sudo gets the list" {
	stub pkg-config "$without_check"
	stub id 'echo 1000'
	apt_get 'exit 0'
	with_deps sh -c 'echo ran'
	[ "$status" -eq 3 ]
	[[ $output == *"needs root"*"check"* ]]
	[ ! -s "$log" ]
}
