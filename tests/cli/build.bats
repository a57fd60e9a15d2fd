#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Once.
# What `make` makes anew, and what it asks of the system. In a build directory of the test's own.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return 1
	b=$BATS_TEST_TMPDIR/b
	unset MAKEFLAGS MFLAGS MAKELEVEL CC CFLAGS CPPFLAGS LDFLAGS
}

# quick ARGUMENT...: makes one object, and says how.
quick() {
	run timeout 60 make V=1 B="$b" "$@" "$b/obj/lib/base/range.o"
	[ "$status" = 0 ]
}

@test "an object is compiled anew when the compiler or its options change, and only then" {
	quick
	[[ $output == *"-c -o $b/obj/lib/base/range.o"* ]]
	quick
	[[ $output == *"up to date"* ]]
	quick CFLAGS=-O0
	[[ $output == *" -O0 "*"-c -o"* ]]
	quick CFLAGS=-O0
	[[ $output == *"up to date"* ]]
	quick CFLAGS=-O0 CC='env cc'
	[[ $output == *"env cc"*"-c -o"* ]]
	quick CFLAGS=-O0 CC='env cc' CPPFLAGS="-DQUOTED='\"it\"'"
	[[ $output == *"QUOTED"*"-c -o"* ]]
	quick CFLAGS=-O0 CC='env cc' CPPFLAGS="-DQUOTED='\"it\"'" WERROR=1
	[[ $output == *"up to date"* ]]
}

@test "headers are where pkg-config says" {
	printf '#!/bin/sh\ncase $* in *--cflags*) echo "-DFROM_PKG_CONFIG=$#" ;; *) exec pkg-config "$@" ;; esac\n' \
		>"$BATS_TEST_TMPDIR/pc"
	chmod +x "$BATS_TEST_TMPDIR/pc"
	quick PKG_CONFIG="$BATS_TEST_TMPDIR/pc"
	[[ $output == *" -DFROM_PKG_CONFIG=4 "* ]]
}

@test "what libflashrom has is found with every shell" {
	pkg-config --exists flashrom || skip "libflashrom is not installed"
	for shell in /bin/sh /bin/bash; do
		rm -f "$b/flashrom-config.h"
		timeout 60 make SHELL=$shell B="$b" FLASHROM_SYMBOLS='flashrom_init flashrom_no_such' "$b/flashrom-config.h"
		[ "$(cat "$b/flashrom-config.h")" = '#define HAVE_FLASHROM_INIT' ]
	done
}
