"""What a list of problems comes to when it is known what was inspected: the rest of the list was in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dabiao.core.field.canonical import CanonicalRow
from dabiao.core.field.marks import CONFORMING, FAILING


@dataclass(frozen=True, slots=True)
class Checked:
    """A place and an item that were inspected, with the row of the list that says so."""

    site_id: str
    standard_id: str
    item: str
    row: CanonicalRow


def with_inspected(
    problems: Sequence[CanonicalRow], inspected: Sequence[Checked]
) -> tuple[list[CanonicalRow], list[CanonicalRow]]:
    """Rows of answers for everything inspected, and the problems that stand at nothing on the list.

    Several problems of one item at one place in one round are one 不符合 with their number as 数量.
    """
    listed = {(_round(one.row), one.site_id, one.standard_id, one.item): one for one in inspected}
    found: dict[tuple[str, str, str, str], list[CanonicalRow]] = {}
    odd = []
    for row in problems:
        key = (_round(row), row.cells["site_id"], row.cells["standard_id"], row.cells["item"])
        if key in listed:
            found.setdefault(key, []).append(row)
        else:
            odd.append(row)
    rows = []
    for key, one in listed.items():
        if key not in found:
            rows.append(replace(one.row, cells={**one.row.cells, "result": CONFORMING}))
            continue
        first, *others = found[key]
        told = [each.cells.get("problem", "") for each in (first, *others)]
        cells = {**first.cells, "result": FAILING, "problem": "；".join(dict.fromkeys(filter(None, told)))}
        if others:
            cells["count"] = str(sum(map(_number, found[key])))
        rows.append(replace(first, cells=cells))
    return rows, odd


def _round(row: CanonicalRow) -> str:
    return row.cells.get("round", "")


def _number(problem: CanonicalRow) -> int:
    """How many problems a row is: its own 数量, or one."""
    written = problem.cells.get("count", "")
    return max(int(written), 1) if written.isdecimal() and len(written) < 10 else 1
