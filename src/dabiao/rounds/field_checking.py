"""A converted workbook put through the checks of every import, and what it comes to told sheet by sheet."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dabiao.core.assessment import Problem
from dabiao.core.defects import BadInput, Defect
from dabiao.core.field_convert import CanonicalRow, Converted
from dabiao.core.framework import Framework
from dabiao.core.observation import Observations
from dabiao.office.cells_safe import csv_cell
from dabiao.office.observation_headings import HEADINGS
from dabiao.office.observation_reader import ReadResult, read_observations

_LIMITS: Mapping[str, int] = {
    "round": 64,
    "site_id": 64,
    "site_name": 128,
    "street": 64,
    "community": 64,
    "unit": 64,
    "item": 255,
    "photo": 255,
}
"""Characters that the list of problems has room for."""

_ROW = re.compile(r"第 (\d+) 行")


def checked_rows(rows: Sequence[CanonicalRow], framework: Framework) -> ReadResult:
    """Read the rows as a canonical workbook is read. Raises BadInput with defects at the cells they came from."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS.values())
            for row in rows:
                writer.writerow([csv_cell(row.cells.get(name, "")) for name in HEADINGS])
        try:
            return read_observations([path], framework)
        except BadInput as bad:
            raise BadInput([_at_home(one, rows) for one in bad.defects]) from None


def _at_home(defect: Defect, rows: Sequence[CanonicalRow]) -> Defect:
    """The defect at the row of the workbook that the canonical row came from."""
    at = (defect.row or 0) - 2
    if not 0 <= at < len(rows):
        return replace(defect, file=rows[0].file, row=None)
    row = rows[at]
    parameters = {
        name: _ROW.sub(lambda found: _elsewhere(found, rows), value) if isinstance(value, str) else value
        for name, value in defect.parameters.items()
    }
    return replace(defect, file=row.file, sheet=row.sheet, row=row.row, parameters=parameters)


def _elsewhere(found: re.Match[str], rows: Sequence[CanonicalRow]) -> str:
    at = int(found[1]) - 2
    return rows[at].where if 0 <= at < len(rows) else found[0]


def problems_of(rows: Sequence[CanonicalRow], framework: Framework) -> list[Problem]:
    """Problems that form no rate, as the list of problems takes them. Raises BadInput for a text that is too long."""
    defects = [
        Defect(
            "有 %(length)d 字，最多 %(limit)d 字，请写短一些",
            row.file,
            row.row,
            HEADINGS[name],
            {"length": len(row.cells[name]), "limit": limit},
            row.sheet,
        )
        for row in rows
        for name, limit in _LIMITS.items()
        if len(row.cells.get(name, "")) > limit
    ]
    if defects:
        raise BadInput(defects)
    items = {one.id: one.text for one in framework.items}
    return [_problem(row, framework, items) for row in rows]


def _problem(row: CanonicalRow, framework: Framework, items: Mapping[str, str]) -> Problem:
    cells = row.cells
    kind, standard = cells["site_type"], framework.standards.get(cells["standard_id"])
    count = cells.get("count", "")
    return Problem(
        round=cells["round"],
        date=date.fromisoformat(cells["date"]) if cells.get("date") else None,
        site_id=cells["site_id"],
        site_name=cells.get("site_name"),
        site_type=framework.site_type_names[kind].title if kind in framework.site_type_names else kind,
        street=cells.get("street"),
        community=cells.get("community"),
        unit=cells.get("unit"),
        standard_id=cells["standard_id"],
        standard_title=standard.title if standard else "",
        item=items.get(cells["item"], cells["item"]) or None,
        text=cells.get("problem"),
        count=int(count) if count.isascii() and count.isdigit() and len(count) < 7 else None,
        inspector=cells.get("inspector"),
        photo=cells.get("photo"),
        source_row=row.row,
    )


@dataclass(frozen=True)
class ComeTo:
    """What a converted workbook came to: checked observations, and problems that form no rate."""

    converted: Converted
    read: ReadResult | None
    problems: tuple[Problem, ...]

    @property
    def rounds(self) -> tuple[str, ...]:
        """Rounds it has anything of."""
        observed = self.read.observations.rounds if self.read is not None else ()
        return tuple(dict.fromkeys([*observed, *(one.round for one in self.problems)]))

    def summary(self, of: Callable[[Observations], dict[str, object]]) -> dict[str, object]:
        """What its page shows before it is accepted; ``of`` sums up observations."""
        observed = of(self.read.observations) if self.read is not None else {"rows": 0}
        account = self.converted.account
        return {
            **observed,
            "rounds": list(self.rounds),
            "problems": len(self.problems),
            "by_sheet": _by_sheet(self.converted),
            "totals": self.converted.totals_skipped,
            "blank": account.blank,
            "repeated": account.repeated,
            "left_out": account.left_out,
            "warnings": list(_warnings(self.converted, self.read)),
        }


def come_to(converted: Converted, framework: Framework, file_name: str) -> ComeTo:
    """Check what was converted. Raises BadInput for its defects, and for a workbook that comes to nothing."""
    if converted.defects:
        raise BadInput(converted.defects)
    if not converted.rows and not converted.problems_only:
        raise BadInput(
            Defect(
                "照现在的对应，里面没有一条结果，也没有一个问题。请回到对应页，核对每张表怎么读", file_name
            )
        )
    read = checked_rows(converted.rows, framework) if converted.rows else None
    return ComeTo(converted, read, tuple(problems_of(converted.problems_only, framework)))


def _by_sheet(converted: Converted) -> list[dict[str, object]]:
    """What each sheet gave: answers by result, figures that their rule judges, problems without a rate."""
    counted: dict[str, Counter[str]] = {}
    for row in converted.rows:
        counted.setdefault(row.sheet or row.file, Counter())[row.cells["result"] or "数值"] += 1
    for row in converted.problems_only:
        counted.setdefault(row.sheet or row.file, Counter())["问题"] += 1
    return [
        {
            "sheet": name,
            "rows": sum(found.values()) - found["问题"],
            "ok": found["符合"],
            "failing": found["不符合"],
            "not_applicable": found["不适用"],
            "figures": found["数值"],
            "problems": found["问题"],
        }
        for name, found in counted.items()
    ]


def _warnings(converted: Converted, read: ReadResult | None) -> Iterator[str]:
    """What to know before accepting, once each."""
    yield from dict.fromkeys([*converted.warnings, *(read.observations.warnings if read else ())])
