#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# The schema for editors and the parser know the same plans.

setup() {
	python3 -c 'from jsonschema import Draft202012Validator' 2>/dev/null ||
		skip "python3-jsonschema is not installed"
}

schema() {
	run python3 "$BATS_TEST_DIRNAME/../schema.py" "$1"
	echo "$output"
	[ "$status" = 0 ]
}

@test "the schema is one, and describes every key" {
	schema valid
}

@test "the schema accepts what the parser accepts" {
	schema ok
}

@test "the schema refuses what the parser refuses, but for the cases in tests/cases/parser-only" {
	schema bad
}

@test "the schema has the keys of the parser, and no others" {
	schema keys
}

@test "the schema has the kinds of content that there are, and no others" {
	schema kinds
}

@test "schema and parser agree on every key with any value" {
	schema values
}
