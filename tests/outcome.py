#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/outcome.py: provokes every exit status of every command with --json and --events, and holds what comes out against
layouts/schema/outcome-1.schema.json and event-1.schema.json. Runs in an installation whose programmer is the tests' fake."""

import json
import pathlib
import re
import subprocess
import sys

from jsonschema import Draft202012Validator

TOP = pathlib.Path(__file__).resolve().parent.parent
FLASHPLAN = "bin/flashplan"


def schema(name):
    found = json.loads((TOP / "layouts/schema" / f"{name}-1.schema.json").read_text())
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


OUTCOME, EVENT = schema("outcome"), schema("event")

# Exit status, result or reason of the error ("-": none), command line. In their order: later ones find what earlier ones did.
RUNS = """
0 ok       check plan.json
1 faults   check plan.json bad.json
2 -        check
2 -        check --nonsense plan.json
0 ok       show plan.json
2 -        show
3 -        show bad.json
3 -        show absent.json
0 made     layout plan.json -o rom.layout
2 -        layout plan.json
3 -        layout plan.json -o no/such/rom.layout
0 made     convert -t sh plan.json -o vars.sh
2 -        convert -t nonsense plan.json -o x
2 -        convert -t sh plan.json
3 -        convert -t sh boot.bin -o x
0 made     image plan.json -o full.bin --per-device
2 -        image plan.json
2 -        image plan.json -o -
3 per_device image plan.json -o x -i para:boot.bin
3 no_content image plan.json -o x -i bare
3 wrong_content image plan.json -o x -i typed:boot.bin
3 -        image plan.json -o x -i boot:absent.bin
0 made     script flashrom plan.json -i boot:boot.bin -d card
2 -        script nonsense plan.json -i boot
2 -        script mtd plan.json -i boot
3 -        script mtd plan.json -i boot:absent.bin -o x
0 made     extract plan.json full.bin -d parts
2 -        extract plan.json full.bin -i boot -i boot
2 -        extract plan.json full.bin -i boot:-
3 -        extract plan.json boot.bin
0 made     replace plan.json full.bin -i boot:other.bin -o new.bin
2 -        replace plan.json full.bin
3 read_only replace plan.json full.bin -i cal:boot.bin
0 equal    diff plan.json full.bin full.bin
1 differs  diff plan.json full.bin new.bin
2 -        diff plan.json full.bin
3 -        diff plan.json full.bin absent.bin
0 ok       inspect plan.json full.bin
1 faults   inspect plan.json boot.bin
0 ok       inspect full.bin
2 -        inspect
2 -        inspect plan.json full.bin -p plain
3 -        inspect plan.json absent.bin
4 chip     inspect plan.json -p fail
0 ok       scan full.bin
0 ok       scan full.bin -o proposed.json
2 -        scan
3 -        scan absent.bin
0 made     merge full.bin full.bin -o merged.bin
2 -        merge full.bin full.bin
3 -        merge full.bin new.bin -o merged.bin
0 ok       env list env.bin
0 ok       env get env.bin a
0 written  env set env.bin a=2
0 already  env set env.bin a=2
1 no       env get env.bin b
2 -        env list
3 -        env list boot.bin
0 ok       field list fields.json full.bin
0 ok       field get fields.json full.bin mark
0 written  field set fields.json full.bin mark=7
0 already  field set fields.json full.bin mark=7
1 no       field get fields.json full.bin var
2 -        field list fields.json
2 -        field set fields.json full.bin mark=x
3 -        field list fields.json boot.bin
0 ok       layouts
2 -        layouts --nonsense
0 ok       programmers
2 -        programmers x
0 ok       probe -p plain
2 -        probe
3 -        probe -p refuse
4 chip     probe -p bad-chip
0 made     backup -p plain -o whole.bak
2 -        backup -p plain
3 exists   backup -p plain -o whole.bak
4 chip     backup -p fail -o y.bak
0 dry_run  write plan.json -p plain -i boot --dry-run
0 written  write plan.json -p plain -i boot --backup first.bak
0 already  write plan.json -p plain -i blank
2 -        write plan.json -p plain
3 protected write plan.json -p plain -i other
3 per_device write plan.json -p plain --all
3 exists   write plan.json -p plain -i boot --backup first.bak
4 chip     write plan.json -p fail -i boot
5 changed  write plan.json -p close-fails -i boot
0 equal    verify plan.json -p plain -i blank
1 differs  verify plan.json -p plain -i boot
2 -        verify plan.json -p plain -i nothing
3 no_content verify plan.json -p plain -i bare
4 chip     verify plan.json -p fail -i boot
0 already  erase plan.json -p plain -i boot
2 -        erase plan.json -p plain
3 read_only erase plan.json -p plain -i cal
4 chip     erase plan.json -p fail -i boot
0 already  restore whole.bak -p plain --unprotect
2 -        restore whole.bak -p plain -i boot
3 -        restore absent.bak -p plain
4 chip     restore whole.bak -p fail --unprotect
2 -        nonsense
"""
# Statuses that a command cannot have, beyond 0 and 2, which each has.
NEVER = {
    "check": {3, 4, 5}, "layouts": {1, 4, 5}, "programmers": {1, 4, 5}, "probe": {1, 5}, "backup": {1, 5}, "verify": {5},
    "write": {1}, "erase": {1}, "restore": {1}, "diff": {4, 5}, "env": {4, 5}, "field": {4, 5},
    "inspect": {5}, "scan": {1, 4, 5}, "merge": {1, 4, 5},
}
ONLY_FILES = {1, 4, 5}
# They need an installation that is broken, or a chip that forgets: tests of their own, where there are any.
ELSEWHERE = {("layouts", 3), ("programmers", 3), ("erase", 5), ("restore", 5)}


def errors(validator, value):
    return [f"/{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(value)]


def check_events(outcome):
    lines = pathlib.Path("events").read_text().splitlines()
    events = [json.loads(line) for line in lines]
    for event in events:
        assert not errors(EVENT, event), f"{event}: {errors(EVENT, event)}"
    assert events[0]["event"] == "start" and events[-1]["event"] == "end", lines
    assert events[0]["command"] == outcome["command"]
    assert events[-1]["exit"] == outcome["exit"] and events[-1]["result"] == outcome["result"]
    assert [e["text"] for e in events if e["event"] == "note"] == [n["text"] for n in outcome["notes"]]
    assert [e["code"] for e in events if e["event"] == "error"] == ([outcome["error"]["code"]] if outcome["error"] else [])
    assert sorted(e["t"] for e in events) == [e["t"] for e in events]


def run(line):
    status, what, *words = line.split()
    pathlib.Path("events").unlink(missing_ok=True)
    done = subprocess.run([FLASHPLAN, *words, "--json", "--events", "events"], capture_output=True, text=True, check=False)
    assert done.returncode == int(status), f"exit {done.returncode}: {done.stderr}"
    outcome = json.loads(done.stdout)
    assert not errors(OUTCOME, outcome), errors(OUTCOME, outcome)
    assert outcome["exit"] == done.returncode
    known = {outcome["result"]}
    if outcome["error"]:
        known = {outcome["error"]["code"], outcome["error"].get("reason", "-")}
        assert outcome["error"]["text"] in done.stderr, "not said to people"
        assert status != "3" or "hint" in outcome["error"], "a refusal without a hint"
        assert outcome["error"].get("hint", "") in done.stderr, "a hint that is not said to people"
    assert what in known, f"{known}, not {what}: {done.stderr}"
    check_events(outcome)
    return outcome["command"], done.returncode


def commands():
    text = subprocess.run([FLASHPLAN, "--help"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  ([a-z]+) ", text, re.M)


def main():
    seen, bad = set(), []
    for line in filter(None, RUNS.splitlines()):
        try:
            seen.add(run(line))
        except (AssertionError, ValueError) as why:
            bad.append(f"{line}: {why}")
    for command in commands():
        wanted = {0, 1, 2, 3, 4, 5} - NEVER.get(command, ONLY_FILES)
        for status in sorted(wanted):
            if (command, status) not in seen | ELSEWHERE:
                bad.append(f"{command}: exit {status} was not provoked")
    print("\n".join(bad))
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
