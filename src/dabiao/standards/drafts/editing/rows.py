"""Rows of a draft, changed as values: what is put, moved or removed takes along what hangs on it.

A row is known by its place in its table and by the fingerprint of what it said when somebody looked: a row that
somebody else moved is found again, one that somebody else changed is not overwritten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dabiao.core.rubric import RubricError
from dabiao.standards.drafts.editing.rule_text import renamed_items
from dabiao.standards.pack_fields import BLOCK, split_list

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]

KEYED = ("tree", "standards", "site_types", "items", "blocks", "negative_list")
"""Tables whose rows have an id."""


class ChangedMeanwhileError(Exception):
    """The row is not what it was when it was looked at. ``row`` is where it is now, None when it is gone."""

    def __init__(self, row: int | None) -> None:
        super().__init__(row)
        self.row = row


@dataclass(frozen=True)
class Content:
    """What a draft holds."""

    manifest: Mapping[str, object]
    tables: Tables

    def rows(self, table: str) -> Sequence[Row]:
        """Rows of a table, in order."""
        return self.tables.get(table, ())

    def with_rows(self, table: str, rows: Iterable[Row]) -> Content:
        """The same with other rows in one table."""
        return replace(self, tables={**self.tables, table: list(rows)})

    def of_standard(self, table: str, standard_id: str) -> list[tuple[int, Row]]:
        """Rows of ``rules`` or ``items`` that belong to a standard, each with its place."""
        return [
            (at, row) for at, row in enumerate(self.rows(table)) if row.get("standard_id", "") == standard_id
        ]

    def named(self, table: str, key: str) -> Row | None:
        """The (first) row with this id."""
        return next((row for row in self.rows(table) if row.get("id") == key), None)


def fingerprint(row: Row) -> str:
    """Say in 16 characters what a row says."""
    text = json.dumps(sorted(row.items()), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def found(content: Content, table: str, at: int, seen: str) -> int:
    """Find the row that was at ``at`` and said ``seen``. Raises ChangedMeanwhileError when it does so no more."""
    rows = content.rows(table)
    if at < len(rows) and fingerprint(rows[at]) == seen:
        return at
    moved = next((place for place, row in enumerate(rows) if fingerprint(row) == seen), None)
    if moved is None:
        raise ChangedMeanwhileError(None)
    return moved


def put(content: Content, table: str, at: int | None, cells: Row) -> Content:
    """Put ``cells`` in the place of the row ``at``, or at the end of its siblings where that is None.

    A new id is carried to all that named the old one.
    """
    rows = list(content.rows(table))
    if at is None:
        return content.with_rows(table, _with_new(table, rows, cells))
    before = rows[at]
    rows[at] = dict(cells)
    changed = content.with_rows(table, rows)
    if table in KEYED and before.get("id") and before["id"] != cells.get("id", ""):
        changed = _renamed(changed, table, before["id"], cells.get("id", ""))
    if table == "items" and before.get("text") and before["text"] != cells.get("text", ""):
        changed = _rules_renamed(changed, cells.get("standard_id", ""), before["text"], cells.get("text", ""))
    return changed


def _with_new(table: str, rows: list[Row], cells: Row) -> list[Row]:
    """Add a row behind the last of its siblings, so that the table reads as the tree does."""
    field = {"tree": "parent", "standards": "parent", "rules": "standard_id", "items": "standard_id"}.get(
        table
    )
    if field is None:
        return [*rows, dict(cells)]
    siblings = [at for at, row in enumerate(rows) if row.get(field, "") == cells.get(field, "")]
    at = siblings[-1] + 1 if siblings else len(rows)
    return [*rows[:at], dict(cells), *rows[at:]]


_NAMED_BY: Mapping[str, tuple[tuple[str, str], ...]] = {
    "tree": (("tree", "parent"), ("standards", "parent")),
    "standards": (("rules", "standard_id"), ("items", "standard_id")),
    "items": (("pictures", "item_id"),),
}
"""Where the id of a row of a table stands elsewhere."""


def _renamed(content: Content, table: str, old: str, new: str) -> Content:
    for other, field in _NAMED_BY.get(table, ()):
        content = content.with_rows(
            other,
            (
                {**row, field: new} if row.get(field) == old and new else dict(row)
                for row in content.rows(other)
            ),
        )
    if table == "items":
        item = content.named("items", new) or {}
        return _rules_renamed(content, item.get("standard_id", ""), old, new)
    if table in ("site_types", "blocks"):
        mark = BLOCK if table == "blocks" else ""
        return _cited(content, mark + old, (mark + new,) if new else ())
    return content


def _rules_renamed(content: Content, standard_id: str, old: str, new: str) -> Content:
    """Let the rules of a standard call an item by its new id or text."""

    def told(row: Row) -> Row:
        if row.get("standard_id") != standard_id or old not in row.get("parameters", ""):
            return dict(row)
        try:
            return {**row, "parameters": renamed_items(row["parameters"], old, new)}
        except RubricError:
            return dict(row)  # what cannot be read is a defect already, and stays as it was typed

    return content.with_rows("rules", (told(row) for row in content.rows("rules")))


def _cited(content: Content, old: str, new: Sequence[str]) -> Content:
    """Put other place types where items and blocks name ``old``."""
    for table in ("items", "blocks"):
        content = content.with_rows(table, (_recited(row, old, new) for row in content.rows(table)))
    return content


def _recited(row: Row, old: str, new: Sequence[str]) -> Row:
    named = split_list(row.get("site_types", ""))
    if old not in named:
        return dict(row)
    there = dict.fromkeys(part for one in named for part in (new if one == old else (one,)))
    cells = {**row, "site_types": ";".join(there)}
    return {field: cell for field, cell in cells.items() if cell}


def shifted(content: Content, table: str, at: int, step: int) -> Content:
    """Move a row before or behind its neighbour (``step`` -1 or 1) among its siblings; at the end nothing moves."""
    rows = list(content.rows(table))
    field = {"tree": "parent", "standards": "parent", "items": "standard_id", "rules": "standard_id"}.get(
        table
    )
    siblings = [
        place
        for place, row in enumerate(rows)
        if field is None or row.get(field, "") == rows[at].get(field, "")
    ]
    beside = siblings.index(at) + step
    if not 0 <= beside < len(siblings):
        return content
    other = siblings[beside]
    rows[at], rows[other] = rows[other], rows[at]
    return content.with_rows(table, rows)


@dataclass(frozen=True)
class Removal:
    """What goes with a row: places by table. ``cited_by``: rows that only lose a mention of it."""

    rows: Mapping[str, frozenset[int]]
    cited_by: tuple[tuple[str, int], ...] = ()

    def count(self, table: str) -> int:
        """How many rows of a table go."""
        return len(self.rows.get(table, ()))


def removal(content: Content, table: str, at: int) -> Removal:
    """Say what hangs on a row and goes with it."""
    gone: dict[str, set[int]] = {table: {at}}
    if table == "tree":
        _below(content, content.rows("tree")[at].get("id", ""), gone)
    if table in ("tree", "standards"):
        ids = {content.rows("standards")[one].get("id", "") for one in gone.get("standards", ())} - {""}
        for other in ("rules", "items"):
            gone[other] = {
                place for place, row in enumerate(content.rows(other)) if row.get("standard_id") in ids
            }
    if table in ("tree", "standards", "items"):
        items = {content.rows("items")[one].get("id", "") for one in gone.get("items", ())} - {""}
        gone["pictures"] = {
            place for place, row in enumerate(content.rows("pictures")) if row.get("item_id") in items
        }
    return Removal(
        {name: frozenset(places) for name, places in gone.items() if places}, _citing(content, table, at)
    )


def _below(content: Content, top: str, gone: dict[str, set[int]]) -> None:
    """Collect nodes and standards below the node ``top``; one met again (a cycle) is not followed twice."""
    pending, seen = [top], {""}
    gone.setdefault("standards", set())
    while pending:
        here = pending.pop()
        if here in seen:
            continue
        seen.add(here)
        for place, row in enumerate(content.rows("standards")):
            if row.get("parent") == here:
                gone["standards"].add(place)
        for place, row in enumerate(content.rows("tree")):
            if row.get("parent") == here:
                gone["tree"].add(place)
                pending.append(row.get("id", ""))


def _citing(content: Content, table: str, at: int) -> tuple[tuple[str, int], ...]:
    if table not in ("site_types", "blocks"):
        return ()
    name = (BLOCK if table == "blocks" else "") + content.rows(table)[at].get("id", "")
    return tuple(
        (other, place)
        for other in ("items", "blocks")
        for place, row in enumerate(content.rows(other))
        if name in split_list(row.get("site_types", ""))
    )


def removed(content: Content, table: str, at: int) -> Content:
    """Remove a row with what hangs on it. A block leaves its place types in its place."""
    row = content.rows(table)[at]
    for name, places in removal(content, table, at).rows.items():
        content = content.with_rows(
            name, (one for place, one in enumerate(content.rows(name)) if place not in places)
        )
    if table == "site_types" and row.get("id"):
        return _cited(content, row["id"], ())
    if table == "blocks" and row.get("id"):
        return _cited(content, BLOCK + row["id"], split_list(row.get("site_types", "")))
    return content
