"""The headings of the observation workbook: which column of a sheet holds which field.

Headings may be Chinese or English, in any order, below merged title rows; a star, a hint in brackets and
both names in one cell do no harm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEADINGS: Mapping[str, str] = {
    "round": "轮次",
    "date": "日期",
    "site_id": "点位编号",
    "site_name": "点位名称",
    "site_type": "点位类型",
    "lon": "经度",
    "lat": "纬度",
    "street": "街道",
    "community": "社区",
    "unit": "责任单位",
    "standard_id": "标准编号",
    "item": "检查项",
    "method": "测评方法",
    "result": "结果",
    "count": "数量",
    "value": "数值",
    "base": "基数",
    "problem": "问题描述",
    "inspector": "测评员",
    "photo": "照片",
}
"""Field → Chinese heading, in the order the workbook is written."""

REQUIRED = ("round", "site_id", "site_type", "standard_id")
"""Besides these, ``result`` or ``value``."""

ERRORS_HEADING = "错误说明"
"""The column a refused workbook comes back with; handed in again it is not read."""

_MORE_NAMES: Mapping[str, tuple[str, ...]] = {
    "round": ("测评轮次",),
    "date": ("测评日期", "检查日期"),
    "site_id": ("点位id",),
    "site_name": ("点位",),
    "street": ("街道（镇）", "街镇", "属地"),
    "standard_id": ("标准id",),
    "method": ("方法",),
    "result": ("测评结果", "检查结果"),
    "problem": ("问题",),
    "photo": ("图片",),
}
"""What offices write instead."""

TITLE_ROWS = 30
"""The heading row is looked for in so many rows from the top."""

_HINT = re.compile(r"[(\[【].*?[)\]】]|[*:：]")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


FIELD_OF: Mapping[str, str] = {
    _plain(name): field
    for field, heading in HEADINGS.items()
    for name in (field, heading, field.replace("_", " "), *_MORE_NAMES.get(field, ()))
}
"""Heading, normalised → field."""


def field_of(cell: object) -> str | None:
    """Return the field a heading cell names, or None."""
    if not isinstance(cell, str) or len(cell) > 60:
        return None
    whole = _plain(cell)
    bare = _HINT.sub(" ", whole).strip()
    for name in (whole, bare, "_".join(bare.split()), "".join(bare.split())):
        if name in FIELD_OF:
            return FIELD_OF[name]
    named = {FIELD_OF.get(word) for word in bare.replace("/", " ").split()}
    return named.pop() if len(named) == 1 else None


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """The heading row of a sheet: ``place`` counts from 0 among the rows looked at, ``columns`` from 0."""

    place: int
    columns: Mapping[str, int]
    repeated: Mapping[str, tuple[int, ...]]
    """Fields that more than one column claims."""
    unknown: tuple[str, ...]
    """Headings that name no field."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Required fields without a column; ``result`` stands for result or value."""
        absent = tuple(field for field in REQUIRED if field not in self.columns)
        return absent if "result" in self.columns or "value" in self.columns else (*absent, "result")

    @property
    def likely(self) -> bool:
        """Whether this is meant as an observation table: most of what is required is there."""
        return len(self.missing) <= 2


def find_headings(rows: Sequence[Sequence[object]]) -> HeadingRow | None:
    """Return the row among the first ``TITLE_ROWS`` that names most fields, at least two; the first such."""
    best: HeadingRow | None = None
    for place, row in enumerate(rows[:TITLE_ROWS]):
        found = _headings(place, row)
        if len(found.columns) >= 2 and (best is None or len(found.columns) > len(best.columns)):
            best = found
    return best


def _headings(place: int, row: Sequence[object]) -> HeadingRow:
    columns: dict[str, list[int]] = {}
    unknown = []
    for index, cell in enumerate(row):
        field = field_of(cell)
        if field is not None:
            columns.setdefault(field, []).append(index)
        elif isinstance(cell, str) and cell.strip() and cell.strip() != ERRORS_HEADING:
            unknown.append(cell.strip())
    return HeadingRow(
        place,
        {field: places[0] for field, places in columns.items()},
        {field: tuple(places) for field, places in columns.items() if len(places) > 1},
        tuple(unknown),
    )
