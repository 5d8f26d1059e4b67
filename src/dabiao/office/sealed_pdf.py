"""Put a seal into a .pdf: as an object of its own behind all others (incremental update, ISO 32000-1, 7.5.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dabiao.core.sm2 import PublicKey
from dabiao.office.seal import PDF_KEY, Layout, Part, Sign, seal

STEP = 4096
"""Bytes of the stretches by which a change is told: a page of text has a few thousand."""

_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_SIZE = re.compile(rb"/Size\s+(\d+)")


def sealed_pdf(document: bytes, payload: Mapping[str, Any], key: PublicKey, sign: Sign) -> bytes:
    """Seal a PDF of our own making, which ends in a classic table of objects. Raises ValueError for another."""
    if _TRAILER.search(document) is None:
        raise ValueError("the PDF does not end in a table of objects with its trailer")
    return seal(lambda block: _appended(document, block), payload, key, sign)


def _appended(document: bytes, block: bytes) -> Layout:
    ended = _TRAILER.search(document)
    assert ended is not None, "checked before"
    size = _SIZE.search(ended[1])
    assert size is not None, "every trailer names its size (7.5.5)"
    number = int(size[1])
    base = document if document.endswith(b"\n") else document + b"\n"
    head = b"%d 0 obj\n<</Type%s/Length %d>>\nstream\n" % (number, PDF_KEY, len(block))
    tail = b"\nendstream\nendobj\n"
    table_at = len(base) + len(head) + len(block) + len(tail)
    entries = b"xref\n%d 1\n%010d 00000 n\r\n" % (number, len(base))
    named = _SIZE.sub(b"/Size %d" % (number + 1), ended[1])
    trailer = b"trailer\n<<%s/Prev %s%s %d 0 R>>\n" % (named, ended[2], PDF_KEY, number)
    end = b"startxref\n%d\n%%%%EOF\n" % table_at
    before = base + head
    data = before + block + tail + entries + trailer + end
    parts = [
        Part(f"第 {start // STEP + 1} 段", start, min(start + STEP, len(before)))
        for start in range(0, len(before), STEP)
    ]
    parts.append(Part("文件尾部的对象表", len(before) + len(block), len(data)))
    return Layout(data, tuple(parts))
