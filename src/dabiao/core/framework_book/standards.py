"""Standards as a framework spreadsheet tells them, before they are rows of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dabiao.core.defects import Defect
from dabiao.core.framework import Method
from dabiao.core.framework_book.fields import Field

Path = tuple[tuple[Field, str], ...]
"""Titles of the levels above a standard, from the top."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A cell that has no place in a pack, and why."""

    sheet: str
    cell: str
    """Its address, such as C7."""
    text: str
    reason: str


@dataclass(slots=True)
class ToldStandard:
    """What the rows of one standard say of it, put together while they are read."""

    sheet: str
    row: int
    path: Path
    number: str = ""
    parent: str = ""
    title: str = ""
    text: str = ""
    pass_rate: str = ""
    lead: str = ""
    fix: str = ""
    source: str = ""
    methods: dict[Method, None] = field(default_factory=dict)
    """In the order they are told; empty where no cell names any."""
    asked: dict[Method, str] = field(default_factory=dict)
    site_types: dict[str, None] = field(default_factory=dict)
    """Titles a column of place types gives."""
    points: Decimal | None = None
    points_by_method: dict[Method, Decimal] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ToldFramework:
    """Everything that was read. Each cell is in a standard, in ``not_taken``, or is a heading."""

    standards: tuple[ToldStandard, ...]
    not_taken: tuple[NotTaken, ...]
    cautions: tuple[Defect, ...]
    used: Mapping[str, frozenset[tuple[int, int]]]
    """Cells that were taken, by sheet: row as the file shows it, column from 0."""
