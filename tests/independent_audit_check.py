"""Checks an exported audit chain by docs/audit.md alone: SM3 after GB/T 32905—2016, and nothing of the product."""

import json
import struct
from pathlib import Path

M, START = (
    0xFFFFFFFF,
    (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E),
)


def rol(x: int, n: int) -> int:
    return ((x << n % 32) | (x & M) >> (32 - n % 32)) & M if n % 32 else x & M


def sm3(data: bytes) -> str:
    v = list(START)
    data += b"\x80" + b"\0" * ((55 - len(data)) % 64) + struct.pack(">Q", 8 * len(data))
    for at in range(0, len(data), 64):
        w = list(struct.unpack(">16I", data[at : at + 64]))
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15)
            w.append(x ^ rol(x, 15) ^ rol(x, 23) ^ rol(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = v
        for j in range(64):
            s1 = rol(rol(a, 12) + e + rol(0x79CC4519 if j < 16 else 0x7A879D8A, j) & M, 7)
            ff, gg = (a ^ b ^ c, e ^ f ^ g) if j < 16 else (a & b | a & c | b & c, e & f | ~e & M & g)
            t1, t2 = ff + d + (s1 ^ rol(a, 12)) + (w[j] ^ w[j + 4]) & M, gg + h + s1 + w[j] & M
            a, b, c, d, e, f, g, h = t1, a, rol(b, 9), c, t2 ^ rol(t2, 9) ^ rol(t2, 17), e, rol(f, 19), g
        v = [x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h), strict=True)]
    return "".join(f"{x:08x}" for x in v)


def whole(path: Path) -> bool:
    header, *lines = path.read_bytes().splitlines()
    previous = "0" * 64
    for number, line in enumerate(lines, 1):
        digest, _, content = line.partition(b" ")
        entry = json.loads(content)
        if sm3(content) != digest.decode() or (entry["number"], entry["previous"]) != (number, previous):
            return False
        previous = digest.decode()
    return (json.loads(header)["last"], json.loads(header)["last_digest"]) == (len(lines), previous)
