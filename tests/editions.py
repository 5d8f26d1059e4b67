"""Packs made from a shipped one, as an office makes its next edition or a sibling framework, in the data folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from dabiao.standards.pack_shelves import pack_root
from dabiao.standards.queries import DEFAULT_PACK

Change = tuple[str, str, str]
"""File, what stands in it, and what stands there in the new edition; it must stand there once or more."""

RENUMBERED: tuple[Change, ...] = (
    ("standards.csv", "\n1.1.2,1.1,", "\n1.1.9,1.1,"),
    ("rules.csv", "\n1.1.2,", "\n1.1.9,"),
    ("items.csv", "1.1.2-", "1.1.9-"),
    ("items.csv", ",1.1.2,", ",1.1.9,"),
)
"""Standard 1.1.2 (爱国主义教育基地开放) and its items under another number."""


def edition(packs: Path, pack_id: str, changes: Iterable[Change] = (), based_on: str = DEFAULT_PACK) -> str:
    """Put an edition of ``based_on`` into the folder ``packs``. Returns its id."""
    folder = packs / pack_id
    shutil.copytree(pack_root() / based_on, folder)
    known = f"\nid: {based_on}\n"
    for file, old, new in (("pack.yaml", known, f"\nid: {pack_id}\n"), *changes):
        path = folder / file
        text = "\n" + path.read_text("utf-8")
        assert old in text, f"{old!r} does not stand in {file}"
        path.write_text(text.replace(old, new).removeprefix("\n"), encoding="utf-8")
    return pack_id
