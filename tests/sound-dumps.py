#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/sound-dumps.py LAYOUT: a dump as a sound device of that layout would give it, LAYOUT.bin: what each partition's type or
name says is in it, with random contents; what belongs to the unit is there too."""

import json
import pathlib
import random
import struct
import subprocess
import sys
import zlib

name = sys.argv[1]
rng = random.Random(name)
shown = subprocess.run(["flashplan", "show", "--json", name], check=True, capture_output=True, text=True)
plan = json.loads(shown.stdout)["plan"]


def number(text):
    if isinstance(text, int):
        return text
    unit = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}.get(text[-1], 0)
    return int(text[:-1]) * unit if unit else int(text, 0)


def synth(kind, size):
    made = subprocess.run(["make-synth", kind, str(size), str(rng.randrange(1000))], check=True, capture_output=True)
    return made.stdout


def environment(size):
    body = b"bootdelay=1\0ethaddr=02:%02x:10:20:30:40\0baudrate=115200\0\0" % rng.randrange(256)
    body = body.ljust(size - 4, b"\xff")
    return struct.pack("<I", zlib.crc32(body)) + body


def kind_of(part):
    types = part.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types:
        return types[0]
    low = part["name"].lower()
    if "env" in low:
        return "env"
    if low in ("kernel", "firmware", "linux", "fit"):
        return "uimage"
    if low in ("rootfs", "root", "rofs"):
        return "squashfs"
    if low in ("rootfs_data", "config", "data", "rwfs", "overlay"):
        return "jffs2"
    return "random"


size = number(plan["flash"]["size"])
dump = bytearray(b"\xff" * size)
for part in plan["partitions"]:
    at, n = number(part["offset"]), number(part["size"])
    kind = kind_of(part)
    content = environment(min(n, 65536)) if kind == "env" else synth(kind, n)
    dump[at:at + len(content)] = content
pathlib.Path(f"{name}.bin").write_bytes(dump)
