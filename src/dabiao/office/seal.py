"""A seal inside a file that covers every byte of the file, itself included: one changed byte, and it says where.

The seal is a block of text. Whatever is embedded has the same four lines:

* a JSON object (payload, size, names, places and digests of the parts around the block, key),
* ``own:`` the SM3 of that object, so that a change of the seal is not taken for one of what it speaks of,
* ``sm3:`` the SM3 of the whole file, with the 64 + 128 characters of the last two taken as zeros,
* ``sm2:`` a signature over that digest.

A zip archive also keeps a CRC-32 of the block in two places. Both are taken as zeros too, and have to equal the CRC-32
of the block as it stands. So there is no byte that is not checked.

How a block is put into a .docx or a .pdf is the affair of ``sealed_docx`` and ``sealed_pdf``.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dabiao.core.letter_text import canonical
from dabiao.core.sm2 import NotAKey, PublicKey, Signature, message_digest, sm3, verify

HEAD, TAIL = b"DABIAO-SEAL-1\n", b"\nEND-DABIAO-SEAL\n"
PART = "docProps/dabiao-seal.txt"
"""Name of the block in a .docx."""

PDF_KEY = b"/DabiaoSeal"
"""Key of the block in the trailer of a .pdf."""

MARKS = (b"DABIAO-SEAL-1", b"END-DABIAO-SEAL", PART.encode(), PDF_KEY)
"""Any of them makes a file one that was sealed: one changed byte may hide one of them, never all."""

_OWN, _SM3, _SM2 = b"\nown:", b"\nsm3:", b"\nsm2:"
_DIGEST, _SIGNATURE = 64, 128
"""Characters of hex."""

_NUMBER = 12
"""Digits of a place in the file, so that filling numbers in moves nothing."""

_BLOCK = re.compile(
    re.escape(HEAD)
    + rb"(?P<length>\d{12})\n(?P<told>.*?)\nown:(?P<own>[0-9a-f]{64})"
    + rb"\nsm3:(?P<sm3>[0-9a-f]{64})\nsm2:(?P<sm2>[0-9a-f]{128})"
    + re.escape(TAIL),
    re.DOTALL,
)

Sign = Callable[[bytes], Signature]
"""Signs e, 32 bytes, with the key that the seal names."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the file outside the block, under a name that people can look up."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A file with the block in it, what lies around the block, and where CRC-32s of the block stand."""

    data: bytes
    parts: tuple[Part, ...]
    crcs: tuple[int, ...] = ()


Embed = Callable[[bytes], Layout]
"""Puts a block into the file. Blocks of the same length give the same layout."""


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What became of a sealed file. ``problems`` is empty when every byte is as it was sealed."""

    problems: tuple[str, ...]
    payload: Mapping[str, Any] | None
    size: int
    digest: str
    key: PublicKey | None


def seal(embed: Embed, payload: Mapping[str, Any], key: PublicKey, sign: Sign) -> bytes:
    """Put a seal with ``payload`` into the file that ``embed`` makes. The file is handed back whole."""
    bare = embed(_block(_told(payload, key, 0, [(one, "") for one in embed(b"").parts], ())))
    count = len(bare.crcs)
    draft = _told(payload, key, 0, [(one, "") for one in bare.parts], (0,) * count)
    laid = embed(_block(draft))
    parts = [(one, sm3(_zeroed(laid, laid.crcs)[one.start : one.end]).hex()) for one in laid.parts]
    block = _block(_told(payload, key, len(laid.data), parts, laid.crcs))
    filled = embed(block)
    assert [filled.parts, filled.crcs] == [laid.parts, laid.crcs], "filling the numbers in moved something"
    digest = sm3(_zeroed(filled, filled.crcs))
    signature = sign(message_digest(key, digest))
    signed = block.replace(_SM3 + b"0" * _DIGEST, _SM3 + digest.hex().encode())
    signed = signed.replace(_SM2 + b"0" * _SIGNATURE, _SM2 + signature.hex.encode())
    return embed(signed).data


def _told(
    payload: Mapping[str, Any],
    key: PublicKey,
    size: int,
    parts: Sequence[tuple[Part, str]],
    crcs: Sequence[int],
) -> bytes:
    return canonical(
        {
            "payload": payload,
            "key": key.hex,
            "size": f"{size:0{_NUMBER}d}",
            "crcs": [f"{one:0{_NUMBER}d}" for one in crcs],
            "parts": [
                [one.name, f"{one.start:0{_NUMBER}d}", f"{one.end:0{_NUMBER}d}", digest or "0" * _DIGEST]
                for one, digest in parts
            ],
        }
    )


def _block(told: bytes) -> bytes:
    length = f"{len(told):0{_NUMBER}d}\n".encode()
    return (
        HEAD
        + length
        + told
        + _OWN
        + sm3(told).hex().encode()
        + _SM3
        + b"0" * _DIGEST
        + _SM2
        + b"0" * _SIGNATURE
        + TAIL
    )


def _zeroed(laid: Layout, crcs: Sequence[int]) -> bytes:
    data = bytearray(laid.data)
    for at in crcs:
        data[at : at + 4] = bytes(4)
    return bytes(data)


def is_sealed(data: bytes) -> bool:
    """Whether the file carries a seal, or what is left of one."""
    return any(mark in data for mark in MARKS)


def check(data: bytes) -> SealCheck:
    """Check every byte. Only for what ``is_sealed``."""
    found = list(_BLOCK.finditer(data))
    if len(found) != 1 or data.count(HEAD) != 1 or int(found[0]["length"]) != len(found[0]["told"]):
        return _broken(data, "封记残缺或被改过（封记的头、尾、长度、摘要或签名读不出来），无法核对其余内容")
    block = found[0]
    if sm3(block["told"]).hex().encode() != block["own"]:
        return _broken(data, "封记里的内容被改过，它所说的都不能作准")
    try:
        told = json.loads(block["told"])
        key = PublicKey.from_hex(told["key"])
        size, crcs = int(told["size"]), [int(one) for one in told["crcs"]]
        parts = [(Part(str(name), int(start), int(end)), str(was)) for name, start, end, was in told["parts"]]
        payload = dict(told["payload"])
    except (ValueError, KeyError, TypeError, NotAKey):
        return _broken(data, "封记里的内容读不出来，不是本系统封存的文件")
    problems = []
    if len(data) != size:
        problems.append(f"文件长度变了：封存时 {size} 字节，现在 {len(data)} 字节")
    digest = _recomputed(data, block, crcs)
    if digest.hex().encode() != block["sm3"]:
        problems += _where(data, parts, crcs) or ["封记里的摘要被改过"]
    if any(data[at : at + 4] != zlib.crc32(block[0]).to_bytes(4, "little") for at in crcs):
        problems.append("封记的校验码（CRC-32）不对：校验码或封记的摘要、签名被改过")
    if not problems and not verify(
        key, message_digest(key, digest), Signature.from_hex(block["sm2"].decode("ascii"))
    ):
        problems.append("封记的签名无效")
    return SealCheck(tuple(problems), payload, len(data), digest.hex(), key)


def _broken(data: bytes, problem: str) -> SealCheck:
    return SealCheck((problem,), None, len(data), "", None)


def _recomputed(data: bytes, block: re.Match[bytes], crcs: Sequence[int]) -> bytes:
    masked = bytearray(data)
    for start, end in (block.span("sm3"), block.span("sm2")):
        masked[start:end] = b"0" * (end - start)
    for at in crcs:
        if 0 <= at <= len(masked) - 4 and not block.start() <= at < block.end():
            masked[at : at + 4] = bytes(4)
    return sm3(bytes(masked))


def _where(data: bytes, parts: Sequence[tuple[Part, str]], crcs: Sequence[int]) -> list[str]:
    """Name the parts that are not as they were sealed."""
    masked = bytearray(data)
    for at in crcs:
        if 0 <= at <= len(masked) - 4:
            masked[at : at + 4] = bytes(4)
    return [
        f"改动在：{called(one.name)}（第 {one.start + 1}—{one.end} 字节）"
        for one, was in parts
        if sm3(bytes(masked[one.start : one.end])).hex() != was
    ]


_CALLED = {
    "word/document.xml": "正文",
    "word/styles.xml": "样式",
    "word/fontTable.xml": "字体表",
    "[Content_Types].xml": "文件目录",
    "docProps/core.xml": "文件属性",
}


def called(part: str) -> str:
    """A part's name, with what it is in plain words where that is known."""
    return f"{_CALLED[part]}（{part}）" if part in _CALLED else part
