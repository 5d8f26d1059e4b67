"""What a converted workbook comes to: observations that passed every check, problems, and both told sheet by sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from dabiao.core.assessment import Problem
from dabiao.core.defects import BadInput, Defect
from dabiao.core.field.canonical import CanonicalRow, Converted
from dabiao.core.framework import Framework
from dabiao.core.observation import Observations
from dabiao.office.field_import import observations_of
from dabiao.office.observation_headings import HEADINGS

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


FIGURE, PROBLEM = "数值", "只列问题"
"""What is counted besides the three results."""


@dataclass(frozen=True, slots=True)
class SheetCounts:
    """What one sheet gave: answers by result, figures that their rule judges, problems without a rate."""

    sheet: str
    ok: int
    failing: int
    not_applicable: int
    figures: int
    problems: int


@dataclass(frozen=True)
class ComeTo:
    """What a converted workbook came to: checked observations, and problems that form no rate."""

    converted: Converted
    observed: Observations | None
    problems: tuple[Problem, ...]

    @property
    def rounds(self) -> tuple[str, ...]:
        """Rounds it has anything of."""
        observed = self.observed.rounds if self.observed is not None else ()
        return tuple(dict.fromkeys([*observed, *(one.round for one in self.problems)]))

    @property
    def by_sheet(self) -> tuple[SheetCounts, ...]:
        """What each sheet gave."""
        return _by_sheet(self.converted)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to know before accepting, once each."""
        observed = self.observed.warnings if self.observed is not None else ()
        return tuple(dict.fromkeys([*self.converted.warnings, *observed]))

    def summary(self) -> dict[str, object]:
        """What its page shows before it is accepted."""
        observed = observed_summary(self.observed) if self.observed is not None else {"rows": 0}
        account = self.converted.account
        return {
            **observed,
            "rounds": list(self.rounds),
            "problems": len(self.problems),
            "by_sheet": [asdict(one) for one in self.by_sheet],
            "totals": self.converted.totals_skipped,
            "blank": account.blank,
            "repeated": account.repeated,
            "left_out": account.left_out,
            "warnings": list(self.warnings),
        }


def come_to(converted: Converted, framework: Framework, file_name: str) -> ComeTo:
    """Check what was converted. Raises BadInput for its defects, and for a workbook that comes to nothing."""
    if converted.defects and not converted.rows:
        raise BadInput(converted.defects)
    if not converted.rows and not converted.problems_only:
        raise BadInput(
            Defect(
                "照现在的对应，里面没有一条结果，也没有一个问题。请回到对应页，核对每张表怎么读", file_name
            )
        )
    observed = observations_of(converted, framework) if converted.rows else None
    return ComeTo(converted, observed, tuple(problems_of(converted.problems_only, framework)))


def observed_summary(observations: Observations) -> dict[str, object]:
    """What an import's page shows of observations before they are accepted."""
    table = observations.table
    return {
        "rows": len(observations),
        "rounds": list(observations.rounds),
        "sites": _distinct(observations, "site_id"),
        "standards": _distinct(observations, "standard_id"),
        "streets": _distinct(observations, "street"),
        "units": _distinct(observations, "unit"),
        "photos": table.num_rows - table.column("photo").null_count,
        "warnings": list(observations.warnings),
    }


def _distinct(observations: Observations, column: str) -> int:
    return len(observations.table.column(column).unique().drop_null())


def _by_sheet(converted: Converted) -> tuple[SheetCounts, ...]:
    counted: dict[str, Counter[str]] = {}
    for row in converted.rows:
        counted.setdefault(row.sheet or row.file, Counter())[row.cells["result"] or FIGURE] += 1
    for row in converted.problems_only:
        counted.setdefault(row.sheet or row.file, Counter())[PROBLEM] += 1
    return tuple(
        SheetCounts(name, found["符合"], found["不符合"], found["不适用"], found[FIGURE], found[PROBLEM])
        for name, found in counted.items()
    )
