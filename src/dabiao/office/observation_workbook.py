"""Observations out, in the canonical form that ``observation_reader`` takes in."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import xlsxwriter

from dabiao.core.observation import CONFORMING, FAILING, NOT_APPLICABLE, SCALE, Observations
from dabiao.office.cells_safe import csv_cell, workbook_text
from dabiao.office.observation_headings import HEADINGS
from dabiao.office.whole_file import whole_file

RESULT_WORDS = {CONFORMING: "符合", FAILING: "不符合", NOT_APPLICABLE: "不适用"}
"""A row that gives a figure only has no result word."""

WIDTHS = {"site_name": 22, "problem": 32, "site_type": 16, "unit": 18}
"""Columns wider than the usual 12 characters."""

BATCH = 20_000
"""Rows turned into Python values at once: a million rows are written in bounded memory."""

Cell = str | int | float | Decimal | None


def write_observations(
    observations: Observations, path: Path, site_types: Mapping[str, str] | None = None
) -> None:
    """Write ``path`` as .xlsx, or as UTF-8 .csv with a byte order mark, whole or not at all.

    Ids stay text. ``site_types`` gives place types their titles, which is what people write. Raises ValueError
    for any other ending, OSError where ``path`` cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise ValueError(f"observations are written as .xlsx or .csv, not {suffix}")
    write = _write_workbook if suffix == ".xlsx" else _write_text
    with whole_file(path) as making:
        write(_rows(observations.table, site_types or {}), making)


def _rows(table: pa.Table, site_types: Mapping[str, str]) -> Iterator[Sequence[Cell]]:
    shown: dict[str, Callable[[object], Cell]] = {
        **_SHOWN,
        "site_type": lambda word: site_types.get(str(word), str(word)),
    }
    for batch in table.select(list(HEADINGS)).to_batches(max_chunksize=BATCH):
        columns = [
            [shown[name](value) for value in column.to_pylist()] if name in shown else column.to_pylist()
            for name, column in zip(HEADINGS, batch.columns, strict=True)
        ]
        yield from zip(*columns, strict=True)


def _figure(millionths: int | None) -> Decimal | None:
    return None if millionths is None else (Decimal(millionths) / SCALE).normalize()


_SHOWN: dict[str, Callable[[object], Cell]] = {
    "date": lambda value: None if value is None else str(value),
    "result": lambda value: RESULT_WORDS.get(value) if isinstance(value, int) else None,
    "value": lambda value: _figure(value if isinstance(value, int) else None),
    "base": lambda value: _figure(value if isinstance(value, int) else None),
}


def _write_workbook(rows: Iterator[Sequence[Cell]], path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as workbook:
        heading, text = workbook.add_format({"bold": True, "bg_color": "#E7ECEF"}), workbook.add_format()
        text.set_num_format("@")
        sheet = workbook.add_worksheet("测评数据")
        sheet.freeze_panes(1, 0)
        for at, (name, title) in enumerate(HEADINGS.items()):
            sheet.set_column(at, at, WIDTHS.get(name, 12))
            sheet.write_string(0, at, title, heading)
        for row, values in enumerate(rows, start=1):
            for at, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row, at, workbook_text(value), text)
                elif value is not None:
                    sheet.write_number(row, at, float(value))


def _write_text(rows: Iterator[Sequence[Cell]], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS.values())
        for values in rows:
            writer.writerow(["" if value is None else _plain(value) for value in values])


def _plain(value: Cell) -> str:
    if isinstance(value, str):
        return csv_cell(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
