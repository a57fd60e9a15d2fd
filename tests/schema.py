#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/schema.py TEST: holds the editor schema against the parser, over tests/cases and the shipped layouts."""

import copy
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator

TOP = pathlib.Path(__file__).resolve().parent.parent
CASES = TOP / "tests" / "cases"
SCHEMA = json.loads((TOP / "layouts/schema/flashplan-1.schema.json").read_text())

# Tables of keys in lib/plan, by the function or variable that holds them, and
# what the schema calls the object.
TABLES = {
    "read_plan": None,
    "read_flash": "flash",
    "read_chip": "chip",
    "read_place": "table",
    "read_range": "range",
    "partition_keys": "partition",
    "span_keys": "span",
    "read_file": "file",
    "piece_keys": "piece",
    "fp_read_env": "env",
    "fp_read_wrap": "wrap",
    "read_uimage": "uimage",
    "fp_read_uboot": "uboot",
    "read_field": "field",
    "read_expectation": "expectation",
    "read_condition": "condition",
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
    text = "".join((TOP / f"lib/plan/{name}.c").read_text() for name in ("json", "content", "env", "table", "wrap", "expect", "fields", "uboot"))
    content = re.search(r"#define CONTENT_KEYS(.*?)//", text, re.S).group(1)
    text = text.replace("\tCONTENT_KEYS,", content)
    parser = {}
    pattern = r"^(?:static|void) [^;{]*?(\w+)(?:\[\] =|\([^)]*\))\s*\{(.*?)^\}"
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
    for path in (TOP / "lib/content/kinds").glob("*.c"):
        there |= set(re.findall(r'^\t\.name = "([^"]+)"', path.read_text(), re.M))
    assert there and set(SCHEMA["$defs"]["kind"]["enum"]) == there, f"kinds: {sorted(there)}"


# What stands in for each value of a plan that has all keys; ... takes the key away.
VALUES = [
    ..., None, True, -1, 0, 1, 256, 1.5, "", "a", "/a", "a b", "rest", "256", "0x1000", "4k", "4KB", "uimage", "dea",
    [], {}, [1], ["uimage"], [{}], {"path": "a"}, [{"offset": 0, "size": 1}],
]
# Faults that need more than one value to see, or arithmetic.
UNSEEN = re.compile(
    "not a power of two|power of two to align|not a multiple of|behind|overlap|does not lie inside|is no partition|is not of the type env|share bytes|is a span"
    "|begins before|more than the partition's|is there twice|names `|none to remove|is one of the extended plan's"
    "|an erase size such as|name of a partition"
)
# What the parser does not mind and the schema does, to help in an editor.
STRICTER = {("$schema",)}


def places(value, path=()):
    """The path of every member, however deep."""
    for key, member in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(member, (dict, list)):
            yield from places(member, (*path, key))


def changed(plan, path, value):
    plan = copy.deepcopy(plan)
    holder = plan
    for key in path[:-1]:
        holder = holder[key]
    if value is ...:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return plan


def verdicts(plans_):
    """What the parser has against each plan: a list of texts."""
    flashplan = pathlib.Path(os.environ["FP_BUILD"]).resolve() / "bin" / "flashplan"
    found = []
    with tempfile.TemporaryDirectory() as work:
        names = []
        for number, plan in enumerate(plans_):
            names.append(f"{number}.json")
            (pathlib.Path(work) / names[-1]).write_text(json.dumps(plan))
        base = json.loads((CASES / "ok/everything/plan.json").read_text())
        (pathlib.Path(work) / "base.json").write_text(json.dumps(base))
        for first in range(0, len(names), 500):
            command = [flashplan, "check", "--json", *names[first : first + 500]]
            done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
            outcome = json.loads(done.stdout)
            errors = {plan["file"]: [] for plan in outcome["plans"]}
            for f in outcome["faults"]:
                if f["severity"] == "error":
                    errors[f["plan"]].append(f"{f['pointer']}: {f['text']} {f.get('hint', '')}")
            found += errors.values()
    return found


def compare(plan, values, unseen):
    # One partition's `size` is like another's.
    keys = {tuple(k for k in path if isinstance(k, str)): path for path in places(plan) if path != ("extends",)}
    cases = [(path, value) for path in keys.values() for value in values]
    mutants = [changed(plan, path, value) for path, value in cases]
    validator = Draft202012Validator(SCHEMA)
    wrong = []
    for (path, value), mutant, faults_ in zip(cases, mutants, verdicts(mutants)):
        is_refused = not validator.is_valid(mutant)
        if is_refused and not faults_ and path not in STRICTER:
            wrong.append(f"{path} = {value!r}: refused by the schema only")
        if not is_refused and any(not unseen.search(f) for f in faults_):
            wrong.append(f"{path} = {value!r}: refused by the parser only: {faults_}")
    assert not wrong, "\n".join(wrong)


def test_values():
    """schema and parser agree on every key with any value, in a plan of its own and in one that extends it"""
    plan = json.loads((CASES / "ok/everything/plan.json").read_text())
    compare(plan, VALUES, UNSEEN)
    # Whether a key that null removes, or that is not there, stands in the other plan.
    unseen = re.compile(UNSEEN.pattern + "|is missing|expected either `from`")
    compare({**plan, "extends": "base.json"}, [..., None, 0, "a", []], unseen)


if __name__ == "__main__":
    try:
        globals()["test_" + sys.argv[1]]()
    except AssertionError as why:
        sys.exit(str(why))
