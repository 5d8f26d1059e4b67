"""A breakdown that is there already: rows as accepting and importing leave them, written at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice, product

from dabiao.core.breakdown_cells import Cell, DutyKind, sort_key
from dabiao.duties.breakdown.cells import pack_cells
from dabiao.duties.breakdown.models import Duty, Kind, Origin
from dabiao.people.models import Account, Line, Organisation, OrganisationKind, Placement
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use

SINCE = date(2026, 1, 1)


def give(
    by: Account,
    organisation: Organisation,
    cell: Cell,
    kind: DutyKind = DutyKind.RESPONSIBLE,
    person: Account | None = None,
    requirement: str = "",
    deadline: date | None = None,
) -> Duty:
    """Write one open duty since the beginning of the year."""
    return Duty.objects.create(
        pack_id=DEFAULT_PACK, standard_id=cell.standard_id, method=cell.method, site_type=cell.site_type,
        kind=kind, organisation=organisation, person=person, requirement=requirement, deadline=deadline,
        since=SINCE, origin=Origin.EDITED, position=sort_key(cell, kind), added_by=by,
    )  # fmt: skip


def fill(by: Account, number: int, streets: int = 12, communities: int = 240) -> None:
    """Write ``number`` open duties: a department leads each cell, streets and communities work in it."""
    units = _organisations(streets, communities)
    leader = Organisation.objects.create(kind=OrganisationKind.DEPARTMENT, name="综合牵头局")
    cells = pack_cells(framework_in_use())
    wanted: Iterator[tuple[Cell, Organisation, str]] = islice(_wanted(cells, leader, units), number)
    rows = [
        Duty(
            pack_id=DEFAULT_PACK, standard_id=cell.standard_id, method=cell.method, site_type=cell.site_type,
            kind=kind, organisation=one, since=SINCE, origin=Origin.PROPOSED,
            position=sort_key(cell, kind), added_by=by,
        )
        for cell, one, kind in wanted
    ]  # fmt: skip
    assert len(rows) == number, "the pack has too few cells for so many duties"
    Duty.objects.bulk_create(rows, batch_size=2_000)


def _wanted(
    cells: tuple[Cell, ...], leader: Organisation, units: list[Organisation]
) -> Iterator[tuple[Cell, Organisation, str]]:
    for cell in cells:
        yield cell, leader, Kind.LEAD
    for one, cell in product(units, cells):
        yield cell, one, Kind.RESPONSIBLE


def _organisations(streets: int, communities: int) -> list[Organisation]:
    made = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.STREET, name=f"第{number:02d}街道") for number in range(streets)
    )
    below = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.COMMUNITY, name=f"第{number:03d}社区")
        for number in range(communities)
    )
    Placement.objects.bulk_create(
        Placement(organisation=one, parent=street, line=Line.TERRITORY, since=SINCE)
        for one, street in zip(below, cycle(made), strict=False)
    )
    return [*made, *below]
