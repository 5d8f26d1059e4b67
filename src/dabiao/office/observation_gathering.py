"""Blocks of rows gathered into one table of codes, each block checked as it passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np
import pyarrow as pa

from dabiao.core.framework import Method
from dabiao.core.observation import SCHEMA, UNSTATED
from dabiao.office.cell_values import Cell, Fault
from dabiao.office.defect_list import DefectList
from dabiao.office.observation_cells import FieldColumns
from dabiao.office.observation_columns import BAD, MISSING, Codes, FigureColumn
from dabiao.office.observation_headings import REQUIRED
from dabiao.office.observation_table import GatheredRows, Mask, Origin
from dabiao.office.sheet_rows import Row

_WORDS = frozenset(field.name for field in SCHEMA if pa.types.is_dictionary(field.type))

_OBSERVED = ("site_id", "site_type", "standard_id", "result", "value")
"""A row that says none of these is a total, a line for signatures or a remark below the table."""

Finding = tuple[str, Mask, Callable[[int], Fault]]
"""A field, the rows of a block in which it is wrong, and what to say of row i of the block."""


class Gathering:
    """Codes of all rows kept so far. ``origins`` numbers the sheets; ``rows_read`` counts bad rows too."""

    def __init__(self, columns: FieldColumns, defects: DefectList) -> None:
        self.columns = columns
        self.defects = defects
        self.origins: list[Origin] = []
        self.rows_read = 0
        self.rows_bad = 0
        self._codes: dict[str, list[Codes]] = {}
        self._texts: dict[str, list[pa.Array]] = {}

    def add(self, rows: Sequence[Row], numbers: Sequence[int], places: Mapping[str, int]) -> None:
        """Check a block of the last origin and keep its good rows. ``places``: field → column, from 0."""
        if not rows:
            return
        self.rows_read += len(rows)
        cells = _cells(rows, places)
        blank: Codes = np.full(len(rows), MISSING, np.int64)
        coded = {
            name: column.codes(cells[name]) if name in cells else blank
            for name, column in self.columns.coded.items()
        }
        row_numbers = np.asarray(numbers, np.int64)
        kept = ~self._note(findings(self.columns, coded, cells), row_numbers)
        self.rows_bad += int(np.count_nonzero(~kept))
        self._settle(coded)
        coded["source_row"] = row_numbers
        coded["origin"] = np.full(len(rows), len(self.origins) - 1, np.int64)
        for name, codes in coded.items():
            self._codes.setdefault(name, []).append(_stored(name, codes[kept]))
        for name, column in self.columns.texts.items():
            texts = column.texts(cells[name]) if name in cells else pa.nulls(len(rows), pa.string())
            self._texts.setdefault(name, []).append(texts if kept.all() else texts.filter(pa.array(kept)))

    def gathered(self) -> GatheredRows:
        """Return all rows kept, and forget the blocks."""
        codes = {name: np.concatenate(parts) for name, parts in self._codes.items()}
        texts = {name: pa.chunked_array(parts, pa.string()) for name, parts in self._texts.items()}
        self._codes, self._texts = {}, {}
        return GatheredRows(self.columns, tuple(self.origins), codes, texts)

    def _note(self, found: Iterable[Finding], numbers: Codes) -> Mask:
        """Turn findings into defects, in the order of rows; True where a row is bad."""
        bad = np.zeros(numbers.size, np.bool_)
        total, spelt = 0, []
        for name, wrong, spell in found:
            bad |= wrong
            total += int(np.count_nonzero(wrong))
            for place in np.flatnonzero(wrong)[: self.defects.room].tolist():
                fault = spell(place)
                spelt.append(
                    self.origins[-1].defect(fault.template, int(numbers[place]), name, **fault.parameters)
                )
        spelt.sort(key=lambda defect: defect.row or 0)
        self.defects.extend(spelt, total)
        return bad

    def _settle(self, coded: dict[str, Codes]) -> None:
        """Fill in what a blank means: a figure without a result is judged by its rule, no method is 实地,
        half a position is none.
        """
        coded["result"] = np.where(coded["result"] == MISSING, UNSTATED, coded["result"])
        field_method = self.columns.words("method").place(Method.FIELD.value)
        coded["method"] = np.where(coded["method"] == MISSING, field_method, coded["method"])
        nowhere = (coded["lon"] == MISSING) | (coded["lat"] == MISSING)
        for name in ("lon", "lat"):
            coded[name] = np.where(nowhere, MISSING, coded[name])


def findings(
    columns: FieldColumns, coded: Mapping[str, Codes], cells: Mapping[str, Sequence[Cell]]
) -> Iterator[Finding]:
    """Yield what is wrong with the rows of a block, each row looked at by itself."""
    for name, codes in coded.items():
        wrong = codes == BAD
        if wrong.any():
            column, given = columns.coded[name], cells[name]
            yield name, wrong, partial(_cell_fault, column, given)
    stray = np.logical_and.reduce([coded[name] == MISSING for name in _OBSERVED])
    if stray.any():
        yield (
            "site_id",
            stray,
            lambda _: Fault(
                "点位、标准和结果都空着，不像一条观察。合计、签字、备注等行请删去；是观察就请补全"
            ),
        )
    for name in REQUIRED:
        wrong = (coded[name] == MISSING) & ~stray
        if wrong.any():
            yield name, wrong, lambda _: Fault("没有填写，请补上；合并的单元格请拆开，每行都填")
    wrong = (coded["result"] == MISSING) & (coded["value"] == MISSING) & ~stray
    if wrong.any():
        yield (
            "result",
            wrong,
            lambda _: Fault("没有填写结果。请填 符合、不符合 或 不适用（填了数值的可以不填）"),
        )
    wrong = (coded["base"] > BAD) & (coded["value"] == MISSING)
    if wrong.any():
        yield "value", wrong, lambda _: Fault("填了基数却没有数值，请补上数值")


def _cell_fault(column: FigureColumn, given: Sequence[Cell], place: int) -> Fault:
    return column.fault(given[place])


def _cells(rows: Sequence[Row], places: Mapping[str, int]) -> dict[str, Sequence[Cell]]:
    """Return the cells of each field; rows that end early are filled up with blanks."""
    wide = max(places.values()) + 1
    if min(map(len, rows)) < wide:
        rows = [row if len(row) >= wide else [*row, *[""] * (wide - len(row))] for row in rows]
    if max(map(len, rows)) > wide or len(set(map(len, rows))) > 1:
        rows = [row[:wide] for row in rows]
    by_place = list(zip(*rows, strict=True))
    return {name: by_place[place] for name, place in places.items()}


def _stored(name: str, codes: Codes) -> Codes:
    """Words and row numbers need 32 bits; a blank word is -1."""
    if name in _WORDS:
        return np.where(codes == MISSING, -1, codes).astype(np.int32)
    return codes.astype(np.int32) if name in ("source_row", "origin", "result") else codes
