"""The annexed table as text, a line a row with tabs between: what one copies out of Excel, and pastes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.defects import BadInput, Defect
from dabiao.core.letter_text import ANNEX_COLUMNS, AnnexTask
from dabiao.duties.letters.models import LONGEST_PLACES, LONGEST_REQUIREMENT

LONGEST = (32, 120, 8, LONGEST_PLACES, 4, LONGEST_REQUIREMENT, 20)
"""Characters of each column."""

KINDS = frozenset(one.value for one in DutyKind)

MOST_DEFECTS = 20
"""Told at once."""

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def read_annex(text: str) -> tuple[AnnexTask, ...]:
    """Read the lines; blank ones and a line of headings are left out. Raises BadInput, by row and column."""
    tasks: list[AnnexTask] = []
    defects: list[Defect] = []
    for row, line in enumerate(text.splitlines(), start=1):
        cells = [" ".join(cell.split()) for cell in line.split("\t" if "\t" in line else "|")]
        if not any(cells) or cells[0] == ANNEX_COLUMNS[0]:
            continue
        try:
            tasks.append(_task(row, cells))
        except BadInput as bad:
            defects += bad.defects
    if defects:
        raise BadInput(defects[:MOST_DEFECTS])
    return tuple(tasks)


def written_annex(tasks: Sequence[AnnexTask]) -> str:
    """Write the lines with their headings; empty for no tasks."""
    if not tasks:
        return ""
    return "\n".join("\t".join(row) for row in (ANNEX_COLUMNS, *(one.cells for one in tasks)))


def _task(row: int, cells: list[str]) -> AnnexTask:
    if len(cells) > len(ANNEX_COLUMNS):
        raise _refused("有 %(found)d 列，应为 7 列。请检查是否多粘了一列", row, None, found=len(cells))
    cells += [""] * (len(ANNEX_COLUMNS) - len(cells))
    for heading, cell, longest in zip(ANNEX_COLUMNS, cells, LONGEST, strict=True):
        if len(cell) > longest:
            raise _refused("超过 %(limit)d 个字，请精简", row, heading, limit=longest)
    number, title, method, site_type, kind, requirement, deadline = cells
    if not number or not title:
        raise _refused("没有标准编号或标准名称，请补上；不要这一行的，请删去", row, ANNEX_COLUMNS[0])
    if kind not in KINDS:
        raise _refused("“%(found)s”不是责任，请写“牵头”“责任”或“配合”", row, ANNEX_COLUMNS[4], found=kind)
    return AnnexTask(number, title, method, site_type, DutyKind(kind), requirement, _day(row, deadline))


def _day(row: int, text: str) -> date | None:
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        return date(*map(int, found.groups()))
    except ValueError:
        raise _refused("“%(found)s”不是日期，请写成 2026-11-30", row, ANNEX_COLUMNS[6], found=text) from None


def _refused(template: str, row: int, field: str | None, **parameters: object) -> BadInput:
    return BadInput(Defect(template, "任务分解表", row, field, parameters))
