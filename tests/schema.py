#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/schema.py TEST: holds the editor schema against the parser, over tests/cases and the shipped layouts."""

import json
import pathlib
import re
import sys

from jsonschema import Draft202012Validator

TOP = pathlib.Path(__file__).resolve().parent.parent
CASES = TOP / "tests" / "cases"
SCHEMA = json.loads((TOP / "layouts/schema/flashplan-1.schema.json").read_text())

# Tables of keys in lib/plan-json.c and lib/plan-content.c, by the function or variable that holds them, and
# what the schema calls the object.
TABLES = {
    "read_plan": None,
    "read_flash": "flash",
    "read_chip": "chip",
    "read_range": "range",
    "partition_keys": "partition",
    "span_keys": "span",
    "read_file": "file",
    "piece_keys": "piece",
}
# Handled before the tables are: extends joins plans, comment is free everywhere.
ELSEWHERE = {None: {"extends"}}


def no_twins(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("duplicate key")
    return dict(pairs)


def faults(path):
    """What the schema, or JSON itself, has against a file."""
    try:
        plan = json.loads(path.read_text(), object_pairs_hook=no_twins)
    except ValueError as err:
        return [str(err)]
    return [
        f"/{'/'.join(map(str, e.absolute_path))}: {e.message}"
        for e in Draft202012Validator(SCHEMA).iter_errors(plan)
    ]


def plans(case):
    return [p for p in sorted(case.rglob("*.json"))]


def test_valid():
    """the schema is one, and has a description for every key"""
    Draft202012Validator.check_schema(SCHEMA)
    for where, keys in objects().items():
        for key in keys:
            holder = SCHEMA if where is None else SCHEMA["$defs"][where]
            assert holder["properties"][key].get("description"), f"{where}: {key} has no description"


def test_ok():
    """the schema accepts what the parser accepts"""
    found = plans(CASES / "ok") + sorted((TOP / "layouts").glob("*.json"))
    assert len(found) > 20
    for path in found:
        assert not faults(path), f"{path.relative_to(TOP)}: {faults(path)}"


def test_bad():
    """the schema refuses what the parser refuses, but for what only the parser can see"""
    accepted = {c.name for c in (CASES / "bad").iterdir() if not any(faults(p) for p in plans(c))}
    lines = (CASES / "parser-only").read_text().splitlines()
    listed = {line.split()[0] for line in lines if line and not line.startswith("#")}
    assert accepted == listed, (
        f"refused by the parser only, but not in tests/cases/parser-only: {sorted(accepted - listed)}; "
        f"in it, but refused by the schema or no case: {sorted(listed - accepted)}"
    )


def objects():
    """Object in the schema -> its keys."""
    found = {None: set(SCHEMA["properties"])}
    for name, value in SCHEMA["$defs"].items():
        if "properties" in value:
            found[name] = set(value["properties"])
    return {name: keys - {"comment"} for name, keys in found.items()}


def test_keys():
    """the schema has the parser's keys, and no others"""
    text = (TOP / "lib/plan-json.c").read_text() + (TOP / "lib/plan-content.c").read_text()
    content = re.search(r"#define CONTENT_KEYS(.*?)//", text, re.S).group(1)
    text = text.replace("\tCONTENT_KEYS,", content)
    parser = {}
    pattern = r"^static [^;{]*?(\w+)(?:\[\] =|\([^)]*\))\s*\{(.*?)^\}"
    for name, body in re.findall(pattern, text, re.S | re.M):
        keys = re.findall(r'\{ "([^"]+)", \w+, ', body)
        if keys:
            assert name in TABLES, f"lib has a table of keys in {name} that this test does not know"
            parser[TABLES[name]] = set(keys) | ELSEWHERE.get(TABLES[name], set())
    schema = objects()
    assert set(parser) == set(schema), f"objects: parser {set(parser)}, schema {set(schema)}"
    for name, keys in parser.items():
        assert keys == schema[name], (
            f"{name or 'plan'}: only the parser has {sorted(keys - schema[name])}, "
            f"only the schema {sorted(schema[name] - keys)}"
        )


def test_kinds():
    """the schema has the kinds of content that there are, and no others"""
    there = set()
    for path in (TOP / "lib/kinds").glob("*.c"):
        there |= set(re.findall(r'^\t\.name = "([^"]+)"', path.read_text(), re.M))
    assert there and set(SCHEMA["$defs"]["kind"]["enum"]) == there, f"kinds: {sorted(there)}"


if __name__ == "__main__":
    try:
        globals()["test_" + sys.argv[1]]()
    except AssertionError as why:
        sys.exit(str(why))
