"""Converted rows through the checks every observation passes: nothing gets round them for having been mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from dabiao.core.defects import BadInput, Defect
from dabiao.core.field.canonical import CanonicalRow, Converted
from dabiao.core.framework import Framework
from dabiao.core.observation import Observations
from dabiao.office.defect_list import DefectList
from dabiao.office.observation_cells import field_columns
from dabiao.office.observation_gathering import Gathering
from dabiao.office.observation_headings import HEADINGS
from dabiao.office.observation_order import rounds_of
from dabiao.office.observation_table import Origin
from dabiao.office.row_comparison import compare_rows

_PLACES = {name: at for at, name in enumerate(HEADINGS)}


def observations_of(converted: Converted, framework: Framework) -> Observations:
    """The observations a workbook came to, checked as those of a canonical workbook are.

    Raises BadInput with every defect, each at its row and column in the file that was handed in: those of the
    conversion first, and those the checks find in its rows. Problems that form no rate are no observations.
    """
    defects = DefectList()
    gathering = Gathering(field_columns(framework), defects)
    for (file, sheet), group in groupby(converted.rows, key=lambda one: (one.file, one.sheet)):
        rows = list(group)
        gathering.origins.append(Origin(file, sheet))
        gathering.add([_cells(one) for one in rows], [one.row for one in rows], _PLACES)
    file = _file(converted)
    if not converted.rows:
        raise BadInput(converted.defects or _nothing(converted, file))
    kept, warnings = compare_rows(gathering.gathered(), framework, defects)
    if converted.defects or defects.total:
        found = defects.refusal(file).defects if defects.total else ()
        raise BadInput([*converted.defects, *_at_their_cells(found, converted.rows)])
    rounds, order_warnings = rounds_of(kept)
    return Observations(kept.table(), rounds, (*converted.warnings, *order_warnings, *warnings))


def _cells(row: CanonicalRow) -> list[str]:
    return [row.cells.get(name, "") for name in HEADINGS]


def _file(converted: Converted) -> str:
    rows = (*converted.rows, *converted.problems_only)
    return rows[0].file if rows else ""


def _nothing(converted: Converted, file: str) -> Defect:
    if converted.problems_only:
        return Defect(
            "只列了问题，没有可以计入符合率的观察。请按“只作问题”导入，或连同检查过的点位和检查项清单一起导入",
            file,
        )
    return Defect("没有得到一条观察。请核对每张表的版式和各列是什么", file)


def _at_their_cells(defects: Sequence[Defect], rows: Sequence[CanonicalRow]) -> list[Defect]:
    """Name the column of the file that was handed in besides the field of the canonical workbook."""
    columns: dict[tuple[str, str | None, int], list[str]] = {}
    for one in rows:
        columns.setdefault((one.file, one.sheet, one.row), []).append(one.column)
    found = []
    for defect in defects:
        letters = columns.get((defect.file, defect.sheet, defect.row or 0), [])
        single = letters[0] if len(set(letters)) == 1 else ""
        field = f"{single} {defect.field}" if single and defect.field else defect.field
        found.append(replace(defect, field=field))
    return found
