"""What makes a chain of audit entries a chain, wherever they are kept: in the database, or in an exported file.

The digest of an entry is the SM3 (GB/T 32905—2016), in hex, of the UTF-8 of a JSON object with the keys of
``CONTENT``, sorted, without blanks, with characters beyond ASCII as themselves. One of the keys is ``previous``:
the digest of the entry before, or 64 zeros for the first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes

FIRST_PREVIOUS = "0" * 64
"""What the first entry names as the one before it."""

CONTENT = (
    "number",
    "at",
    "actor",
    "address",
    "action",
    "resource",
    "resource_id",
    "before",
    "after",
    "previous",
)
"""What an entry says, and its digest covers."""

_NOTED = re.compile(r"(\d{1,18}):([0-9a-f]{64})")

_quoted = json.encoder.encode_basestring
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class Link(NamedTuple):
    """An entry as a link of the chain: what it names, what it is sealed with, and the bytes that are sealed."""

    number: int
    previous: str
    digest: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain breaks first: the number at which it does, and what is wrong there, in plain words."""

    number: int
    said: str


def written_out(
    number: int,
    at: str,
    actor: str,
    address: str | None,
    action: str,
    resource: str,
    resource_id: str,
    before: str | None,
    after: str | None,
    previous: str,
) -> bytes:
    """What ``canonical`` gives, for an entry whose ``before`` and ``after`` are canonical already: no parsing."""
    return (
        f'{{"action":{_quoted(action)},"actor":{_quoted(actor)}'
        f',"address":{"null" if address is None else _quoted(address)}'
        f',"after":{"null" if after is None else after},"at":{_quoted(at)}'
        f',"before":{"null" if before is None else before},"number":{number},"previous":{_quoted(previous)}'
        f',"resource":{_quoted(resource)},"resource_id":{_quoted(resource_id)}}}'
    ).encode()


def canonical(content: object) -> bytes:
    """Write an entry, or a part of one, down in the one way its digest is taken of."""
    return _encode(content).encode()


def sm3(content: bytes) -> str:
    """SM3 (GB/T 32905—2016) in hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def read_noted(text: str) -> tuple[int, str] | None:
    """Read an entry that somebody noted elsewhere, as ``NUMBER:DIGEST``; None when it was copied wrong."""
    found = _NOTED.fullmatch(text.strip())
    return (int(found[1]), found[2]) if found else None


def find_break(links: Iterable[Link], first: int = 1, previous: str | None = FIRST_PREVIOUS) -> Break | None:
    """Follow ``links`` from number ``first`` on; None when each follows from the one before.

    ``previous`` is the digest before the first; None where it is not known, as in an export that starts later.
    What cannot be seen from inside is an end that was cut off: compare the last digest with one noted elsewhere.
    """
    number = first
    for link in links:
        if link.number != number:
            return _out_of_place(link.number, number)
        if sm3(link.content) != link.digest:
            return Break(number, f"第 {number} 条的内容和它的摘要对不上：这一条被改过")
        if previous is not None and link.previous != previous:
            return Break(
                number,
                f"第 {number} 条接不上第 {number - 1} 条：第 {number - 1} 条被换过，或者前面还有别的记录"
                if number > 1
                else "第 1 条前面不该有别的记录：开头被换过",
            )
        previous, number = link.digest, number + 1
    return None


def _out_of_place(found: object, expected: int) -> Break:
    if not isinstance(found, int):
        return Break(expected, f"第 {expected} 条的序号被改成了不是数的东西")
    if found > expected:
        missing = f"第 {expected} 条" if found == expected + 1 else f"第 {expected}—{found - 1} 条"
        return Break(expected, f"缺少{missing}，或者次序被打乱：后面紧接着的是第 {found} 条")
    return Break(expected, f"第 {expected} 条的位置上是第 {found} 条：有重复，或者次序被打乱")
