"""The tree of a draft as a page shows it: every node and standard with its points, and where sums do not add up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dabiao.core.defects import Defect
from dabiao.core.framework import Method
from dabiao.standards.drafts.content import FIRST_ROW
from dabiao.standards.drafts.editing.rows import Content, Row, fingerprint
from dabiao.standards.pack_schema import TABLES

Found = Mapping[tuple[str, int], list[Defect]]
"""Defects by table and place of the row; settings are ("", 0)."""

DEEPEST = 12
"""As deep as packs may be (``pack_check_tree``)."""

_FIGURE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")


@dataclass(frozen=True)
class Line:
    """A node or standard. ``total`` is the sum below (of children, or of rules); None where there is nothing to add
    or a figure cannot be read.
    """

    table: str
    at: int
    row: Row
    seen: str
    points: Decimal | None
    total: Decimal | None
    children: tuple[Line, ...]
    defects: int

    @property
    def difference(self) -> Decimal | None:
        """How far the sum below is from what is declared; None where they agree or cannot be compared."""
        if self.points is None or self.total is None or self.points == self.total:
            return None
        return self.total - self.points

    @property
    def standards(self) -> int:
        """Standards below."""
        return (self.table == "standards") + sum(child.standards for child in self.children)

    @property
    def wrong(self) -> int:
        """Defects here and below."""
        return self.defects + sum(child.wrong for child in self.children)


@dataclass(frozen=True)
class Outline:
    """The whole tree; ``loose`` are rows that hang on nothing. ``methods``: points by method, summed and declared."""

    tops: tuple[Line, ...]
    loose: tuple[Line, ...]
    total: Decimal | None
    declared: Decimal | None
    methods: tuple[tuple[str, Decimal, Decimal], ...]


def by_row(defects: Iterable[Defect]) -> dict[tuple[str, int], list[Defect]]:
    """Sort defects of ``content.examined`` by what they speak of."""
    sheets = {table.sheet: name for name, table in TABLES.items()}
    found: dict[tuple[str, int], list[Defect]] = {}
    for one in defects:
        table = sheets.get(one.sheet or "", "")
        at = one.row - FIRST_ROW if table and one.row is not None else 0
        found.setdefault((table, at), []).append(one)
    return found


def outlined(content: Content, found: Found) -> Outline:
    """Lay the tree out. Rows in a ring, or below a standard, are loose."""
    below: dict[str, list[tuple[str, int]]] = {}
    for table in ("tree", "standards"):
        for at, row in enumerate(content.rows(table)):
            below.setdefault(row.get("parent", ""), []).append((table, at))
    rules: dict[str, list[int]] = {}
    for at, row in enumerate(content.rows("rules")):
        rules.setdefault(row.get("standard_id", ""), []).append(at)
    items: dict[str, list[int]] = {}
    for at, row in enumerate(content.rows("items")):
        items.setdefault(row.get("standard_id", ""), []).append(at)
    placed: set[tuple[str, int]] = set()

    def line(table: str, at: int, depth: int, *, follow: bool = True) -> Line:
        row = content.rows(table)[at]
        placed.add((table, at))
        key = row.get("id", "")
        children: list[Line] = []
        if table == "tree" and key and follow and depth < DEEPEST:
            children = [line(*child, depth + 1) for child in below.get(key, ()) if child not in placed]
        count = len(found.get((table, at), ()))
        if table == "standards":
            own = rules.get(key, []) if key else []
            count += sum(len(found.get(("rules", one), ())) for one in own)
            count += sum(len(found.get(("items", one), ())) for one in items.get(key, ()) if key)
            total = _sum(content.rows("rules")[one].get("points", "") for one in own)
        else:
            total = _sum(content.rows(child.table)[child.at].get("points", "") for child in children)
        points = figure(row.get("points", ""))
        return Line(table, at, row, fingerprint(row), points, total, tuple(children), count)

    tops = tuple(line(table, at, 1) for table, at in below.get("", ()))
    everything = [(table, at) for table in ("tree", "standards") for at in range(len(content.rows(table)))]
    loose = tuple(line(*one, 1, follow=False) for one in everything if one not in placed)
    return Outline(
        tops,
        loose,
        _sum(one.row.get("points", "") for one in tops),
        figure(str(content.manifest.get("points") or "")),
        tuple(_methods(content)),
    )


def figure(text: str) -> Decimal | None:
    """Read points; None where they are no number yet."""
    return Decimal(text) if _FIGURE.fullmatch(text) else None


def _sum(texts: Iterable[str]) -> Decimal | None:
    figures = [figure(text) for text in texts]
    known = [one for one in figures if one is not None]
    return sum(known, Decimal(0)) if figures and len(known) == len(figures) else None


def _methods(content: Content) -> Iterable[tuple[str, Decimal, Decimal]]:
    weights = content.manifest.get("method_weights")
    declared = weights if isinstance(weights, Mapping) else {}
    for method in Method:
        own = [row.get("points", "") for row in content.rows("rules") if row.get("method") == method.value]
        total = sum((figure(one) or Decimal(0) for one in own), Decimal(0))
        said = figure(str(declared.get(method.value) or "")) or Decimal(0)
        if total or said:
            yield method.value, total, said
