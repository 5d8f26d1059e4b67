"""Where a defect of a draft is mended: the pages that edit a draft say so here, the page of the draft links there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dabiao.core.defects import Defect
from dabiao.standards.drafts.content import FIRST_ROW
from dabiao.standards.drafts.models import PackDraft
from dabiao.standards.pack_schema import TABLES

_TABLE_OF = {table.sheet: name for name, table in TABLES.items()}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a draft. ``table`` is '' for the settings of the pack; ``row`` counts from 0, None for the whole."""

    table: str
    row: int | None
    key: str
    """Id of the row, or of the standard a rule belongs to; '' where it has none."""
    heading: str


Mender = Callable[[PackDraft, Spot], str]
"""Gives the address of the page that mends a spot; '' when it has none for it."""

_menders: list[Mender] = []


def register_mender(mender: Mender) -> Mender:
    """Let pages be found that mend a draft. Once per function."""
    if mender not in _menders:
        _menders.append(mender)
    return mender


def spot_of(draft: PackDraft, defect: Defect) -> Spot:
    """Find what a defect of ``content.examined`` speaks of."""
    table = _TABLE_OF.get(defect.sheet or "", "")
    row = defect.row - FIRST_ROW if table and defect.row is not None and defect.row >= FIRST_ROW else None
    rows = draft.tables.get(table, [])
    cells = rows[row] if row is not None and row < len(rows) else {}
    return Spot(table, row, str(cells.get("id") or cells.get("standard_id") or ""), defect.field or "")


def mended_at(draft: PackDraft, spot: Spot) -> str:
    """Address of the page that mends ``spot``; '' as long as none does."""
    return next((address for mender in _menders if (address := mender(draft, spot))), "")
