"""The breakdown of tasks as the annexed table of a letter: what a unit leads, answers for and assists with.

A street may answer in hundreds of cells. In the table, place types of one standard, method and kind stand in one row
as long as the same is asked there by the same day, so that it can be read at the meeting where it is signed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.framework import Framework, Method
from dabiao.core.letter_text import AnnexTask
from dabiao.duties.breakdown.cells import pack_asks, pack_cells, site_type_title
from dabiao.duties.breakdown.queries import DutyLine, duties_of
from dabiao.duties.letters.models import LONGEST_PLACES
from dabiao.people.models import Account
from dabiao.standards.queries import framework_in_use

LEAST_TOGETHER = 4
"""From so many place types on, all there are of a standard are written as all of them, and not one by one."""

LONGEST_ASKED = 150
"""Characters of what the pack asks that are repeated in a row; beyond that the row refers to the standard."""

AS_THE_STANDARD = "按该标准的检查内容执行"


def tasks_from_breakdown(
    asker: Account, organisations: Collection[int], day: date
) -> dict[int, tuple[AnnexTask, ...]]:
    """The duties of ``organisations`` on ``day`` in the pack in use, as rows of the table; one query for the duties."""
    framework = framework_in_use()
    places: dict[tuple[str, str], set[Cell]] = {}
    for cell in pack_cells(framework):
        places.setdefault((cell.standard_id, cell.method), set()).add(cell)
    found = duties_of(asker, organisations, framework.id, day)
    return {one: _table(framework, places, duties) for one, duties in found.items()}


def _table(
    framework: Framework, places: Mapping[tuple[str, str], Collection[Cell]], duties: Sequence[DutyLine]
) -> tuple[AnnexTask, ...]:
    """Rows in the order of the breakdown; standards that the pack does not know any more are left out."""
    together: dict[tuple[str, str, str, str, date | None], list[DutyLine]] = {}
    for one in duties:
        if one.standard_id in framework.standards:
            key = (one.standard_id, one.method, one.kind, one.requirement, one.deadline)
            together.setdefault(key, []).append(one)
    row = partial(_row, framework, places)
    return tuple(map(row, together.values()))


def _row(
    framework: Framework, places: Mapping[tuple[str, str], Collection[Cell]], duties: Sequence[DutyLine]
) -> AnnexTask:
    first = duties[0]
    every = places.get((first.standard_id, first.method), ())
    cells = [Cell(one.standard_id, one.method, one.site_type) for one in duties]
    asked = first.requirement or pack_asks(framework, *cells)
    if not first.requirement and len(asked) > LONGEST_ASKED:
        asked = AS_THE_STANDARD
    return AnnexTask(
        standard_id=first.standard_id,
        standard_title=framework.standards[first.standard_id].title,
        method=first.method,
        site_type=_named(framework, cells, every),
        kind=DutyKind(first.kind),
        requirement=" ".join(asked.split()),
        deadline=first.deadline,
    )


def _named(framework: Framework, cells: Sequence[Cell], every: Collection[Cell]) -> str:
    """Name the place types of ``cells``; ``every``: those the standard has by this method."""
    if any(not cell.site_type for cell in cells):
        return site_type_title(framework, "") if cells[0].method == Method.FIELD else ""
    if len(every) >= LEAST_TOGETHER and set(cells) == set(every):
        return f"全部 {len(every)} 类点位"
    held = {cell.site_type for cell in cells}
    known = [one.id for one in framework.site_types if one.id in held]
    titles = [site_type_title(framework, one) for one in (*known, *sorted(held.difference(known)))]
    rest = f"等 {len(titles)} 类点位"
    named = "、".join(titles)
    while len(named) > LONGEST_PLACES:
        titles.pop()
        named = "、".join(titles) + rest
    return named
