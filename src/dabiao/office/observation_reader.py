"""Observation workbooks in: every row understood and checked, or all refused with all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from dabiao.core.column_letters import column_letters
from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.core.observation import Observations
from dabiao.office.cells_safe import one_line
from dabiao.office.defect_list import DefectList
from dabiao.office.file_checks import MOST_ROWS, too_many_rows
from dabiao.office.observation_cells import field_columns
from dabiao.office.observation_gathering import Gathering
from dabiao.office.observation_headings import (
    FIELD_OF,
    HEADINGS,
    REQUIRED,
    TITLE_ROWS,
    HeadingRow,
    field_of,
    find_headings,
)
from dabiao.office.observation_order import rounds_of
from dabiao.office.observation_table import Origin
from dabiao.office.row_comparison import compare_rows
from dabiao.office.sheet_rows import Row, Rows, Sheet
from dabiao.office.sheet_source import sheets_of

Progress = Callable[[int, int | None], None]
"""Called with the rows read so far and the total, where the files tell it."""


MOST_NAMES = 8
"""Names written out in one warning."""

_ROUND_HEADINGS = frozenset(name for name, field in FIELD_OF.items() if field == "round") | {"Round", "ROUND"}


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What was read. ``bad_rows`` is empty unless rows were to be skipped; ``rows_read`` counts them too."""

    observations: Observations
    bad_rows: tuple[Defect, ...]
    rows_read: int
    files: tuple[str, ...]
    rows_skipped: int = 0


def read_observations(
    paths: Sequence[Path],
    framework: Framework,
    *,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> ReadResult:
    """Read the tables of ``paths`` (.xlsx or .csv) as one set of observations.

    Raises BadInput with all defects (the first ``MOST_DEFECTS`` of them) when a file or its headings cannot
    be used, or when any row is bad. With ``skip_bad_rows``, bad rows are left out and listed instead.
    """
    return _Import(framework, skip_bad_rows, progress or _unwatched).read(paths)


def _unwatched(_done: int, _total: int | None) -> None:
    pass


class _Import:
    """One import under way."""

    def __init__(self, framework: Framework, skip_bad_rows: bool, progress: Progress) -> None:
        self._framework = framework
        self._skip = skip_bad_rows
        self._progress = progress
        self._defects = DefectList()
        self._gathering = Gathering(field_columns(framework), self._defects)
        self._fatal: list[Defect] = []
        self._warnings: list[str] = []
        self._total: int | None = None

    def read(self, paths: Sequence[Path]) -> ReadResult:
        """Read all files; see ``read_observations``."""
        if not paths:
            raise ValueError("at least one file is asked for")
        files = tuple(path.name for path in paths)
        for file, sheets in zip(files, self._open(paths), strict=True):
            self._read_file(file, sheets)
        if self._fatal:
            raise BadInput([*self._fatal, *self._defects.refusal(files[0]).defects])
        if self._gathering.rows_read == 0:
            raise BadInput([Defect("表头下面没有一行观察，没有可导入的内容", file) for file in files])
        rows, warnings = compare_rows(self._gathering.gathered(), self._framework, self._defects)
        if self._defects.total and not (self._skip and len(rows)):
            raise self._defects.refusal(files[0])
        rounds, order_warnings = rounds_of(rows)
        skipped = self._gathering.rows_read - len(rows)
        if skipped:
            warnings = (f"跳过了 {skipped} 行有错误的观察，没有计入", *warnings)
        observations = Observations(rows.table(), rounds, (*self._warnings, *order_warnings, *warnings))
        return ReadResult(
            observations, self._defects.in_order(), self._gathering.rows_read, files, rows_skipped=skipped
        )

    def _open(self, paths: Sequence[Path]) -> list[list[Sheet]]:
        """Look at every file before any row is read; the sheets of each file that are not hidden."""
        defects: list[Defect] = []
        files: list[list[Sheet]] = []
        for path in paths:
            try:
                files.append(sheets_of(path))
            except BadInput as error:
                defects.extend(error.defects)
        if defects:
            raise BadInput(defects)
        totals = [sheet.total for sheets in files for sheet in sheets]
        self._total = sum(total for total in totals if total is not None) if None not in totals else None
        known = sum(total or 0 for total in totals)
        if known > MOST_ROWS + TITLE_ROWS * len(totals):
            raise too_many_rows("、".join(path.name for path in paths), known)
        return files

    def _read_file(self, file: str, sheets: Sequence[Sheet]) -> None:
        """Read every sheet of one file that holds observations."""
        best: tuple[Sheet, HeadingRow | None] | None = None
        used = False
        for sheet in sheets:
            blocks = sheet.blocks()
            first = next((block for block in blocks if block.rows), None)
            if first is None:
                continue
            heading = find_headings(first.rows)
            if heading is None or not heading.likely:
                if not sheet.hidden and _fitness(heading) > _fitness(best[1] if best else None, nothing=-1):
                    best = (sheet, heading)
                continue
            if sheet.hidden:
                self._warnings.append(f"{sheet.file} 的工作表“{sheet.name}”是隐藏的，没有读取")
                continue
            used = True
            self._read_sheet(sheet, heading, chain((first,), blocks))
        if not used:
            self._fatal.extend(_no_table(file, best))

    def _read_sheet(self, sheet: Sheet, heading: HeadingRow, blocks: Iterator[Rows]) -> None:
        origin = Origin(sheet.file, sheet.name)
        self._gathering.origins.append(origin)
        skip = heading.place + 1
        for block in blocks:
            if skip == heading.place + 1:
                missing = heading.missing or _missing_result(block, heading)
                problems = _heading_defects(origin, heading, missing, block.numbers[heading.place])
                if problems:
                    self._fatal.extend(problems)
                    return
                self._note_unknown(origin, heading)
            rows, numbers = _below(block, skip, heading)
            skip = 0
            self._gathering.add(rows, numbers, heading.columns)
            self._refuse_endless(sheet)
            self._progress(self._gathering.rows_read, self._total)

    def _note_unknown(self, origin: Origin, heading: HeadingRow) -> None:
        if heading.unknown:
            names = "、".join(one_line(name)[:20] for name in heading.unknown[:MOST_NAMES])
            self._warnings.append(f"{origin.title} 有不认识的列，没有读取：{names}")

    def _refuse_endless(self, sheet: Sheet) -> None:
        if self._gathering.rows_read > MOST_ROWS:
            raise too_many_rows(sheet.file, self._gathering.rows_read)


def _fitness(heading: HeadingRow | None, nothing: int = 0) -> int:
    return len(heading.columns) if heading else nothing


def _no_table(file: str, best: tuple[Sheet, HeadingRow | None] | None) -> list[Defect]:
    """Say why no sheet of a file could be read."""
    if best is None:
        return [Defect("里面没有内容（没有表头，也没有观察）。请检查是否保存成功", file)]
    sheet, heading = best
    if heading is None:
        wanted = "、".join(HEADINGS[name] for name in (*REQUIRED, "result"))
        return [
            Defect(
                "前 %(rows)d 行里没有找到表头。表头至少要有 %(wanted)s 这几列",
                file,
                parameters={"rows": TITLE_ROWS, "wanted": wanted},
                sheet=sheet.name,
            )
        ]
    return _heading_defects(Origin(file, sheet.name), heading, heading.missing, None)


def _missing_result(block: Rows, heading: HeadingRow) -> tuple[str, ...]:
    """Name the column of results where a column of figures does not make up for it, since nothing stands in it."""
    place = heading.columns.get("value")
    if "result" in heading.columns or place is None:
        return ()
    below = block.rows[heading.place + 1 :]
    filled = any(row[place] not in ("", None) for row in below if len(row) > place)
    return () if filled or not below else ("result",)


def _heading_defects(
    origin: Origin, heading: HeadingRow, missing: Sequence[str], row: int | None
) -> list[Defect]:
    defects = [
        origin.defect("表头缺少“%(heading)s”列，请补上", row, name, heading=HEADINGS[name])
        for name in missing
    ]
    for name, places in heading.repeated.items():
        letters = "、".join(map(column_letters, places))
        defects.append(
            origin.defect(
                "表头里“%(heading)s”出现了不止一次（%(letters)s 列），请只留一列",
                row,
                name,
                heading=HEADINGS[name],
                letters=letters,
            )
        )
    return defects


def _below(block: Rows, skip: int, heading: HeadingRow) -> tuple[Sequence[Row], Sequence[int]]:
    """Return the rows below the headings, without headings repeated further down (sheets pasted one below
    another, or English headings below the Chinese ones).
    """
    rows, numbers = block.rows[skip:], block.numbers[skip:]
    first, second = heading.columns["round"], heading.columns["site_id"]
    again = {
        place
        for place, row in enumerate(rows)
        if len(row) > first
        and row[first] in _ROUND_HEADINGS
        and len(row) > second
        and field_of(row[second]) == "site_id"
    }
    if not again:
        return rows, numbers
    kept = [place for place in range(len(rows)) if place not in again]
    return [rows[place] for place in kept], [numbers[place] for place in kept]
