"""The breakdown as the workbook offices exchange: every cell of the pack, also those nobody answers for yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.utils import timezone

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.framework import Framework, Method
from dabiao.duties.breakdown.actions import cell_of
from dabiao.duties.breakdown.cells import pack_asks, pack_cells
from dabiao.duties.breakdown.models import Duty
from dabiao.duties.breakdown.names import NameRegister, name_register
from dabiao.duties.breakdown.queries import duties, sees_everything
from dabiao.office.breakdown_table import BreakdownLine, write_breakdown
from dabiao.people.models import Account

ALL_PLACES = "全部点位"
"""How the workbook writes a duty that is about every place."""

MOST_IN_A_CELL = 500
"""Organisations in one cell of the workbook: more would not fit, so another row follows."""


@dataclass
class _Group:
    """Duties of a cell that can stand in one row: the same terms, and one person for each organisation."""

    requirement: str
    deadline: date | None
    rows: list[Duty] = field(default_factory=list)
    persons: dict[int, int | None] = field(default_factory=dict)

    def takes(self, duty: Duty) -> bool:
        return (
            duty.requirement == self.requirement
            and duty.deadline == self.deadline
            and len(self.rows) < MOST_IN_A_CELL
            and self.persons.get(duty.organisation_id, duty.person_id) == duty.person_id
        )

    def add(self, duty: Duty) -> None:
        self.rows.append(duty)
        self.persons[duty.organisation_id] = duty.person_id


def export(asker: Account, framework: Framework, path: Path) -> None:
    """Write what the asker may see; who sees everything also gets the cells that are still open."""
    register = name_register(framework.id)
    found: dict[Cell, list[Duty]] = {}
    if sees_everything(asker):
        found = {cell: [] for cell in pack_cells(framework)}
    for duty in duties(asker, framework.id).select_related("person").order_by("position", "pk"):
        found.setdefault(cell_of(duty), []).append(duty)
    above = framework.titles_above
    lines = [
        line
        for cell in sorted(found, key=order_in(framework))
        if cell.standard_id in framework.standards
        for line in _lines(framework, cell, found[cell], register, above)
    ]
    day = timezone.localdate().isoformat()
    base = f"{framework.title} {framework.edition} · {day} 的分工；改好后可以从“导入”传回，没有提到的保持不变"
    write_breakdown(lines, "任务分解表", base, path)


def order_in(framework: Framework) -> Callable[[Cell], tuple[int, int, int, str]]:
    """The order of the pack: its tree, its methods, its place types, all places first."""
    places = {key: number for number, key in enumerate(framework.standards)}
    kinds = {one.id: number for number, one in enumerate(framework.site_types)}
    methods = list(Method)
    return lambda cell: (
        places.get(cell.standard_id, len(places)),
        methods.index(Method(cell.method)),
        kinds.get(cell.site_type, -1),
        cell.site_type,
    )


def _lines(
    framework: Framework,
    cell: Cell,
    rows: list[Duty],
    register: NameRegister,
    above: Mapping[str, tuple[str, ...]],
) -> list[BreakdownLine]:
    groups: list[_Group] = []
    for duty in rows:
        group = next((one for one in groups if one.takes(duty)), None)
        if group is None:
            group = _Group(duty.requirement, duty.deadline)
            groups.append(group)
        group.add(duty)
    standard = framework.standards[cell.standard_id]
    titles = above[cell.standard_id] or ("",)
    category, indicator = titles[0], titles[-1]
    return [
        BreakdownLine(
            Method(cell.method),
            cell.standard_id,
            category,
            indicator,
            standard.title,
            standard.text,
            asked_text(framework, cell, group.requirement),
            {
                kind: register.written([one.organisation_id for one in group.rows if one.kind == kind])
                for kind in DutyKind
            },
            [
                register.written_person(organisation, person)
                for organisation, person in group.persons.items()
                if person is not None
            ],
            group.rows[0].deadline if group.rows else None,
        )
        for group in groups or [_Group("", None)]
    ]


def asked_text(framework: Framework, cell: Cell, requirement: str) -> str:
    """What the workbook says is asked: the requirement, else the pack's items; for 实地 behind the place type."""
    text = requirement or pack_asks(framework, cell)
    if cell.method != Method.FIELD:
        return text
    known = framework.site_type_names.get(cell.site_type)
    place = known.title if known else cell.site_type or ALL_PLACES
    return f"{place}：{text}"
