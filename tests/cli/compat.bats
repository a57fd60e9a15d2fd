#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Once.
# The flashrom plug-in against the declarations of newer versions of libflashrom.

load helpers

@test "the plug-in compiles against the declarations of libflashrom 1.8 without warnings" {
	needs_flashrom_plugin
	cd "$BATS_TEST_DIRNAME/../.."
	for file in plugin/flashrom/*.c; do
		"${CC:-cc}" -std=c17 -fsyntax-only -D_XOPEN_SOURCE=700 -Wall -Wextra -Werror \
			-Itests/libflashrom-1.8 -Ilib "$file"
	done
}

@test "what 1.8 has deprecated is not used then" {
	needs_flashrom_plugin
	cd "$BATS_TEST_DIRNAME/../.."
	printf '#include <libflashrom.h>\nint f(void) { return flashrom_flash_probe(0, 0, 0); }\n' >"$BATS_TEST_TMPDIR/old.c"
	run "${CC:-cc}" -fsyntax-only -Werror -Itests/libflashrom-1.8 "$BATS_TEST_TMPDIR/old.c"
	[ "$status" != 0 ]
	[[ $output == *deprecated* ]]
}
