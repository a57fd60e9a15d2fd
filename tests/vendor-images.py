#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/vendor-images.py: images and tables that no tool of Debian makes, from their descriptions, into the current directory."""

import hashlib
import random
import struct
import zlib

rng = random.Random(1)


def data(n):
    return bytes(rng.randrange(256) for _ in range(n))


def write(name, content):
    with open(name, "wb") as file:
        file.write(content)


def raw_crc(b):
    return ~zlib.crc32(b) & 0xFFFFFFFF


def trx():
    body = data(5000)
    rest = struct.pack("<HH3I", 0, 1, 28, 2000, 0) + body
    write("trx", struct.pack("<4sII", b"HDR0", 12 + len(rest), raw_crc(rest)) + rest)


def seama():
    image, meta = data(4000), b"dev=/dev/mtdblock/2\0type=firmware\0"
    outer = struct.pack(">IHHI", 0x5EA3A417, 0, 16, 0) + b"signature=abcde\0"
    write("seama", outer + struct.pack(">IHHI", 0x5EA3A417, 0, len(meta), len(image)) + hashlib.md5(image).digest() + meta + image)


def hdr1():
    blob = struct.pack("<IIIHH32s", 0xBABE, 0x180000, 64, 6, 0, b"root") + data(64)
    offsets = struct.pack("<8I", 48, 0, 0, 0, 0, 0, 0, 0)
    sign_at = 48 + len(blob)
    signature = struct.pack("<4I", 256, 0, 0, 0) + data(256)
    rest = struct.pack("<HH", 0, 17) + offsets + blob + signature
    write("hdr1", struct.pack("<4sII", b"HDR1", sign_at, raw_crc(rest)) + rest)


def tplink(name, fields, md5_at, salt, magic, mark):
    head = bytearray(512)
    head[0:4] = magic
    head[4:14] = b"TP-LINK\0\0\0"
    body = data(3000)
    for at, value in fields(len(head) + len(body)).items():
        struct.pack_into(">I", head, at, value)
    if mark:
        head[0x8C:0x8E] = b"\x55\xaa"
    head[md5_at:md5_at + 16] = bytes.fromhex(salt)
    head[md5_at:md5_at + 16] = hashlib.md5(bytes(head) + body).digest()
    write(name, bytes(head) + body)


def safeloader():
    table = b"fwup-ptn os-image base 0x00800 size 0x00400\tfwup-ptn soft-version base 0x00c00 size 0x00010\0".ljust(0x800, b"\xff")
    body = (b"\0\0\0\x10" + b"vendor").ljust(0x1014 - 0x14, b"\xff") + table + data(1040)
    salt = bytes.fromhex("7a2b15ed9b98596de504ab44ac2a9f4e")
    write("tplink-safeloader", struct.pack(">I", 0x14 + len(body)) + hashlib.md5(salt + body).digest() + body)


def fmap():
    areas = b"".join(struct.pack("<II32sH", at, 4096, name, 0) for at, name in ((0, b"RO"), (4096, b"RW")))
    write("fmap", struct.pack("<8sBBQI32sH", b"__FMAP__", 1, 1, 0, 8192, b"FLASH", 2) + areas)


def cbfs():
    out = b""
    for name, n in ((b"fallback/payload", 300), (b"config", 50)):
        name = name.ljust(24, b"\0")
        offset = 24 + len(name)
        out = out.ljust((len(out) + 63) // 64 * 64, b"\xff")
        out += struct.pack(">8sIIII", b"LARCHIVE", n, 0x50, 0, offset) + name + data(n)
    write("cbfs", out)


def uefi():
    size = 0x2000
    head = bytearray(b"\0" * 16 + data(16) + struct.pack("<Q4sIHHHBB", size, b"_FVH", 0, 0x48, 0, 0, 0, 2) +
                     struct.pack("<IIII", 2, 4096, 0, 0))
    total = sum(struct.unpack(f"<{len(head) // 2}H", head)) & 0xFFFF
    struct.pack_into("<H", head, 0x32, -total & 0xFFFF)
    write("uefi-fv", bytes(head) + data(size - len(head)))


def vpd():
    def entry(key, value):
        return b"\1" + bytes([len(key)]) + key + bytes([len(value)]) + value
    entries = entry(b"serial_number", b"ABC123") + entry(b"region", b"de") + b"\0"
    write("vpd", b"\xfe\x09\x01gVpdInfo\x04" + struct.pack("<I", len(entries)) + entries)


def descriptor():
    d = bytearray(b"\xff" * 4096)
    struct.pack_into("<III", d, 0x10, 0x0FF0A55A, 0x00040003, 0x00060000 | 0x10)
    for i, (base, limit) in enumerate(((0, 0), (0x500, 0xFFF), (3, 0x4FF), (1, 2), (0x7FFF, 0))):
        struct.pack_into("<I", d, 0x40 + 4 * i, limit << 16 | base)
    write("intel-fd", bytes(d))


def gbe():
    words = [0x1102, 0x3322, 0x5544] + [rng.randrange(65536) for _ in range(60)]
    words[0x0E] = 0x8086
    words.append((0xBABA - sum(words)) & 0xFFFF)
    copy = struct.pack("<64H", *words).ljust(4096, b"\xff")
    write("intel-gbe", copy * 2)


def sigmastar():
    write("sigmastar-ipl", b"\x14\0\0\xea" + b"IPL_" + struct.pack("<HHI", 4000, 0x305, 0) + data(4000 - 16))


def hisilicon():
    d = bytearray(b"\x18\xf0\x9f\xe5" * 15 + b"\x78\x56\x34\x12" + data(8000))
    d[0:4] = b"\x13\0\0\xea"
    write("hisilicon-boot", bytes(d))


def engine():
    write("intel-me", b"\0" * 16 + b"$FPT" + struct.pack("<I", 3) + data(3000))


V1 = {0x40: 0x08410001, 0x44: 1, 0x80: 512, 0x84: 1000, 0x88: 1512, 0x8C: 2000}
V2 = {0x34: 0x30200001, 0x68: 0x80000000, 0x74: 512, 0x78: 1000, 0x7C: 1512, 0x80: 2000}
trx()
seama()
hdr1()
tplink("tplink", lambda n: {**V1, 0x7C: n}, 0x4C, "dcd73aa5c39598fbddf9e7f40eae4738", b"\1\0\0\0", False)
tplink("tplink-v2", lambda n: {**V2, 0x70: n}, 0x40, "dcd73aa5c39598fbdcf9e7f40eae4737", b"\2\0\0\0", True)
safeloader()
fmap()
cbfs()
uefi()
vpd()
descriptor()
gbe()
sigmastar()
hisilicon()
engine()
