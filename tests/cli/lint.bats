#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Once.
# contrib/lint: each rule notices what it forbids, and says where and why.

setup() {
	root=$BATS_TEST_TMPDIR/tree
	bin=$BATS_TEST_TMPDIR/bin
	mkdir -p "$root"/contrib "$root"/lib/{attic,base,formats,plan,image,job,programmer} "$root"/tools "$root"/plugin/flashrom "$root"/tests "$bin"
	cp "$BATS_TEST_DIRNAME/../../contrib/lint" "$root/contrib/"
	echo all: >"$root/Makefile"
	tool clang-format ''
	tool shellcheck ''
	PATH=$bin:$PATH
}

tool() { # NAME BODY: the fragments below are not well formatted
	printf '#!/bin/sh\n%s\n' "$2" >"$bin/$1"
	chmod +x "$bin/$1"
}

put() { # FILE LINE...: below an SPDX line, so the first stands in line 2
	printf '%s\n' '/* SPDX-License-Identifier: GPL-2.0-or-later */' "${@:2}" >"$root/$1"
}

lint() {
	run "$root/contrib/lint"
	echo "$output"
}

refuses() { # FILE WHY LINE...: every line
	file=$1 why=$2 number=1
	shift 2
	put "$file" "$@"
	lint
	[ "$status" -eq 1 ]
	for _ in "$@"; do
		number=$((number + 1))
		[[ $output == *"$file:$number: $why"* ]]
	done
}

allows() { # FILE LINE
	put "$1" "$2"
	lint
	[ "$status" -eq 0 ]
}

@test "a clean tree passes" {
	allows lib/a.c 'int fp_a;'
}

@test "lib includes neither tools nor programmers" {
	refuses lib/formats/a.c 'lib depends on' '#include "../../tools/options.h"' '# include "plugin/mtd/mtd.h"'
}

@test "programmers do not include tools" {
	refuses plugin/flashrom/a.c 'programmers depend' '#include "tools/options.h"'
}

@test "tools do not include programmers" {
	refuses tools/a.c 'tools know' '#include "../plugin/flashrom/chips.h"'
}

@test "a room of lib knows only those that the table names" {
	put lib/base/a.h 'int fp_a;'
	put lib/plan/a.h 'int fp_a;'
	refuses lib/base/a.c 'the room base may not know the room plan' '#include "plan/a.h"'
	rm "$root/lib/base/a.c"
	allows lib/plan/a.c '#include "base/a.h"'
	refuses lib/attic/a.c 'the room attic does not stand' '#include "base/a.h"'
}

@test "a header compiles alone, and leads to its source" {
	put lib/base/a.h 'uint8_t fp_a(void);'
	put lib/base/b.h 'int fp_b(void);'
	lint
	[ "$status" -eq 1 ]
	[[ $output == *"lib/base/a.h:1: does not compile alone"* ]]
	[[ $output == *"lib/base/b.h:1: a header leads to its source: there is no lib/base/b.c"* ]]
}

@test "jansson.h is for a few files of lib and for tools" {
	for file in lib/plan/{json,extends,merge,reader,content}.c lib/image/manifest.c lib/job/{backup,backup-load,record}.c lib/formats/json.c tools/a.c; do
		put "$file" '#include <jansson.h>'
	done
	lint
	[ "$status" -eq 0 ]
	for file in lib/a.c plugin/flashrom/a.c tests/a.c; do
		refuses "$file" 'jansson.h is for' '#include <jansson.h>'
	done
}

@test "no header of lib shows jansson" {
	refuses lib/plan.h 'no header of lib' '#include <jansson.h>'
}

@test "libflashrom.h is for plugin/flashrom only" {
	allows plugin/flashrom/a.c '#include <libflashrom.h>'
	refuses tools/a.c 'libflashrom.h is for' '#include <libflashrom.h>'
}

@test "lib never prints" {
	refuses lib/a.c 'lib never prints' 'printf("x");' 'vprintf(f, ap);' 'puts("x");' 'putchar (c);' \
		'perror("x");' 'fputs("x", stderr);' 'fflush(stdout);'
}

@test "tools print in one place" {
	refuses tools/a.c 'words of others go through say.h' 'printf("x");' 'fprintf(stderr, "x");' 'fputs(s, stdout);' 'puts (s);'
	rm "$root/tools/a.c"
	allows tools/say.c 'fputs(text, out);'
}

@test "lib writes into what the caller gives" {
	allows lib/a.c 'fprintf(out, "x"); snprintf(text, n, "x"); fp_puts(out); dup2(STDERR_FILENO, 1);'
}

@test "lib never ends the process" {
	refuses lib/a.c 'lib never ends' 'exit(1);' 'abort();' '_exit(1);' '_Exit(1);'
}

@test "lib ends the process of a child only" {
	put lib/programmer/child.c '_exit(127);'
	allows lib/programmer/serve.c '_exit(1);'
	refuses lib/programmer/serve.c 'lib never ends' 'exit(1);'
}

@test "lib leaves the directory alone" {
	refuses lib/a.c 'lib never changes the directory' 'chdir("/");' 'fchdir(fd);'
}

@test "lib leaves the environment alone" {
	refuses lib/a.c 'lib neither reads' 'x = getenv("HOME");' 'setenv("A", "b", 1);'
}

@test "nothing starts a shell" {
	refuses tools/a.c 'no shell' 'system("x");' 'f = popen("x", "r");'
}

@test "nothing uses scanf" {
	refuses tests/a.c 'no scanf' 'n = sscanf(s, "%d", &i);' 'n = fscanf(f, "%d", &i);' 'scanf("%d", &i);'
}

@test "structs are not typedef'd" {
	refuses lib/a.h 'structs are' 'typedef struct fp_a fp_a;' 'typedef struct {' 'typedef union u u;'
}

@test "comments and strings are not code" {
	allows lib/a.c '/* never printf() */ const char *fp_s = "exit(1) \" system()"; // getenv()'
	put lib/a.c '/*' ' * typedef struct' ' */ int fp_a; /* exit(0)' ' */'
	lint
	[ "$status" -eq 0 ]
}

@test "code after a comment or a string is code" {
	refuses lib/a.c 'lib never ends' '/* why */ exit(1);' 'f("/*"); exit(1);' "c = '\"'; exit(1);"
}

@test "every source and script begins with SPDX" {
	allows lib/a.c 'int fp_a;'
	echo 'int fp_b;' >"$root/lib/b.c"
	: >"$root/tests/c.h"
	printf '#!/bin/sh\nexit 0\n' >"$root/contrib/script"
	echo 'x=1' >"$root/contrib/part.sh"
	lint
	[ "$status" -eq 1 ]
	for file in lib/b.c tests/c.h contrib/script contrib/part.sh; do
		[[ $output == *"$file:1: no SPDX line"* ]]
	done
	[[ $output != *contrib/lint:* && $output != *lib/a.c:* ]]
}

@test "each condition of a test can fail it" {
	printf '\t[ $status = 3 ] && %s\n' '[ -z "$stdout" ]' >"$root/tests/a.bats"
	lint
	[ "$status" -eq 1 ]
	[[ $output == *"tests/a.bats:1: one condition in a line"* ]]
}

@test "the Makefile stays under 200 lines" {
	yes '# x' | head -n 199 >"$root/Makefile"
	lint
	[ "$status" -eq 0 ]
	echo '# x' >>"$root/Makefile"
	lint
	[ "$status" -eq 1 ]
	[[ $output == *"Makefile:200: "*"under 200"* ]]
}

@test "the build directory is not looked at" {
	mkdir "$root/build"
	echo 'exit(1);' >"$root/build/a.c"
	lint
	[ "$status" -eq 0 ]
}

@test "clang-format and shellcheck fail the check" {
	tool clang-format 'echo "clang-format ran over $*"; exit 1'
	tool shellcheck 'echo "shellcheck ran over $*"; exit 1'
	put lib/a.c 'int fp_a;'
	lint
	[ "$status" -eq 1 ]
	[[ $output == *"clang-format ran over "*lib/a.c* && $output == *"shellcheck ran over "*contrib/lint* ]]
}

@test "a missing clang-format or shellcheck is skipped aloud" {
	rm "$bin"/*
	for tool in sh dirname mktemp rm find sed sort head tr cat awk xargs grep wc; do
		ln -s "$(command -v "$tool")" "$bin/$tool"
	done
	put lib/a.c 'int fp_a;'
	PATH=$bin lint
	[ "$status" -eq 0 ]
	[[ $output == *"skipped: clang-format"* && $output == *"skipped: shellcheck"* ]]
}
