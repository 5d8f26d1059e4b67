"""A breakdown from a workbook: what it would change, and then the change, all of it or nothing.

For every line of the breakdown that the workbook names it says all there is: who is not named any more ends. Lines it
does not name, and columns it does not have, stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework, Method
from dabiao.duties.breakdown.actions import (
    LONGEST_REQUIREMENT,
    NO_TERMS,
    Terms,
    Wanted,
    begin,
    cell_of,
    checked_day,
    end,
    stored_requirement,
    terms_of,
)
from dabiao.duties.breakdown.cells import check_cell, pack_asks
from dabiao.duties.breakdown.models import Duty, Kind, Origin
from dabiao.duties.breakdown.names import NameRegister, name_register
from dabiao.duties.breakdown.queries import duties
from dabiao.duties.breakdown.workbook_out import ALL_PLACES
from dabiao.office.breakdown_table import (
    ASKED,
    NUMBER,
    PEOPLE,
    SITE_TYPE,
    STANDARD,
    UNITS,
    BreakdownRow,
    read_breakdown,
)
from dabiao.office.cell_values import hint, near, shown
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing

Held = tuple[Cell, str, int]
"""A duty by cell, kind and organisation."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the preview."""

    cell: Cell
    kind: str
    organisation: str

    @property
    def duty(self) -> str:
        """The kind of duty, in the reader's language."""
        return str(Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What accepting the workbook would do."""

    begun: tuple[Wanted, ...]
    ended: tuple[Duty, ...]
    new: tuple[Change, ...]
    gone: tuple[Change, ...]
    altered: tuple[Change, ...]
    """Duties that go on with another person, requirement or deadline."""
    same: int
    cells: int
    skipped: tuple[str, ...]
    """Sheets without the headings."""


@dataclass
class _Said:
    """What the workbook says of the duties it names, and which kinds of a cell it speaks of at all."""

    duties: dict[Held, tuple[BreakdownRow, Terms]] = field(default_factory=dict)
    kinds: dict[tuple[Cell, str], BreakdownRow] = field(default_factory=dict)
    leads: dict[Cell, int] = field(default_factory=dict)
    cells: dict[Cell, None] = field(default_factory=dict)


def plan_import(asker: Account, framework: Framework, path: Path) -> ImportPlan:
    """Read a workbook against the breakdown as it stands. Raises BadInput with every defect; nothing is changed."""
    table = read_breakdown(path)
    register = name_register(framework.id)
    standing = {
        (cell_of(one), one.kind, one.organisation_id): one
        for one in duties(asker, framework.id).order_by("position", "pk")
    }
    defects = list(table.defects)
    said = _Said()
    for row in table.rows:
        wrong = list(_take(row, framework, register, standing, said))
        defects += wrong
    if defects:
        raise BadInput(sorted(defects, key=lambda one: (one.sheet or "", one.row or 0)))
    return _plan(said, standing, register, table.skipped)


def accept_import(actor: Account, framework: Framework, path: Path, on: date | None = None) -> ImportPlan:
    """Do what the workbook says from ``on`` (today); read anew, since somebody may have changed things meanwhile."""
    day = checked_day(on)
    with writing(actor, Action.CHANGE_DUTIES, "breakdown", framework.id) as audit:
        plan = plan_import(actor, framework, path)
        end(actor, plan.ended, day)
        begin(actor, framework.id, plan.begun, day, Origin.IMPORTED)
        audit.after = {
            "new": len(plan.new),
            "ended": len(plan.gone),
            "altered": len(plan.altered),
            "on": day.isoformat(),
        }
    return plan


def _take(
    row: BreakdownRow,
    framework: Framework,
    register: NameRegister,
    standing: Mapping[Held, Duty],
    said: _Said,
) -> Iterator[Defect]:
    """Note what a row says; yield what is wrong with it."""
    standard_id = _standard(row, framework)
    if isinstance(standard_id, Defect):
        yield standard_id
        return
    places = _places(row, framework)
    if isinstance(places, Defect):
        yield places
        return
    units, wrong = _units(row, register)
    yield from wrong
    persons: dict[int, int] = {}
    yield from _persons(row, register, [one for ones in units.values() for one in ones], persons)
    site_types, text = places
    for site_type in site_types:
        cell = Cell(standard_id, row.method.value, site_type)
        try:
            check_cell(framework, cell)
        except BadInput as bad:
            yield from (row.defect(one.template, STANDARD, **one.parameters) for one in bad.defects)
            continue
        requirement = None if text is None else stored_requirement(text, pack_asks(framework, cell))
        if requirement is not None and len(requirement) > LONGEST_REQUIREMENT:
            yield row.defect(
                "要求有 %(length)d 字，最多 %(limit)d 字，请写短一些，细则另附文件",
                ASKED[row.method],
                length=len(requirement),
                limit=LONGEST_REQUIREMENT,
            )
        yield from _note(
            row, cell, units, partial(_terms, row, requirement, persons), register, standing, said
        )


def _terms(
    row: BreakdownRow, requirement: str | None, persons: Mapping[int, int], organisation: int, before: Terms
) -> Terms:
    """What a row says of one duty; what it has no column for stays as it was."""
    return Terms(
        before.person if row.people is None else persons.get(organisation),
        before.requirement if requirement is None else requirement,
        row.deadline if row.says_deadline else before.deadline,
    )


def _note(
    row: BreakdownRow,
    cell: Cell,
    units: Mapping[DutyKind, Sequence[int]],
    terms: Callable[[int, Terms], Terms],
    register: NameRegister,
    standing: Mapping[Held, Duty],
    said: _Said,
) -> Iterator[Defect]:
    said.cells[cell] = None
    for kind, organisations in units.items():
        said.kinds.setdefault((cell, kind), row)
        for organisation in organisations:
            held = (cell, kind.value, organisation)
            name = register.key_of[organisation]
            if held in said.duties:
                yield row.defect(
                    "“%(name)s”在第 %(first)d 行已经写过，请只留一处",
                    UNITS[kind],
                    name=name,
                    first=said.duties[held][0].source.row,
                )
                continue
            if kind is DutyKind.LEAD and said.leads.setdefault(cell, organisation) != organisation:
                yield row.defect(
                    "同一条标准、同一类点位只能有一个牵头单位，已经写了“%(name)s”。请把其他单位移到责任单位",
                    UNITS[kind],
                    name=register.key_of[said.leads[cell]],
                )
                continue
            before = standing.get(held)
            wanted = terms(organisation, terms_of(before) if before else NO_TERMS)
            if organisation in register.closed and (before is None or wanted != terms_of(before)):
                yield row.defect("“%(name)s”不能再承担新的职责，请改成承接它的单位", UNITS[kind], name=name)
            changed = before is None or before.person_id != wanted.person
            person = register.people.get(organisation, {}).get(wanted.person or 0)
            if changed and person is not None and not person.here:
                yield row.defect(
                    "责任人“%(name)s”在“%(unit)s”已没有岗位，请另选一人", PEOPLE, name=person.name, unit=name
                )
            said.duties[held] = (row, wanted)


def _standard(row: BreakdownRow, framework: Framework) -> str | Defect:
    """Which standard a row is about: by number, by the number a text begins with, or by title or text."""
    known = framework.standards
    if row.number:
        if row.number in known:
            return row.number
        return row.defect(
            "标准包里没有编号“%(cell)s”%(hint)s",
            NUMBER,
            cell=shown(row.number),
            hint=hint(near(row.number, known)),
        )
    written = [text for text in (row.standard, row.content) if text]
    for text in written:
        first = text.split(maxsplit=1)[0].rstrip(".、．")
        if first in known:
            return first
    for text in written:
        found = [key for key, one in known.items() if text in (one.title, one.text)]
        if len(found) == 1:
            return found[0]
    titles = {one.title: key for key, one in known.items()}
    text = written[0] if written else ""
    like = near(text, titles, cutoff=0.5)
    return row.defect(
        "“%(cell)s”不知道是哪一条标准%(hint)s。请在“标准编号”列写上编号",
        STANDARD,
        cell=shown(text),
        hint=hint(f"{titles[like]} {like}" if like else None),
    )


def _places(row: BreakdownRow, framework: Framework) -> tuple[list[str], str | None] | Defect:
    """Place types a row is about, and what it asks there."""
    if row.method is not Method.FIELD:
        return [""], row.asked
    if row.site_type:
        found = _site_types(row.site_type, framework)
        return (
            (found, row.asked)
            if found is not None
            else _unknown_place(row, SITE_TYPE, row.site_type, framework)
        )
    if not row.asked:
        return [""], row.asked
    for title, key in sorted(_titles(framework).items(), key=lambda one: -len(one[0])):
        if row.asked.startswith((f"{title}：", f"{title}:")):
            return [key], row.asked[len(title) + 1 :]
    before, colon, behind = row.asked.replace(":", "：", 1).partition("：")
    found = _site_types(before, framework)
    if found is None:
        return _unknown_place(row, ASKED[Method.FIELD], before, framework)
    return found, behind if colon else ""


def _titles(framework: Framework) -> dict[str, str]:
    return {ALL_PLACES: "", **{name: one.id for name, one in framework.site_type_names.items()}}


def _site_types(text: str, framework: Framework) -> list[str] | None:
    """Place types named in a text, one or several; None when one is not known."""
    titles = _titles(framework)
    if text.strip() in titles:
        return [titles[text.strip()]]
    parts = [
        part.strip() for part in text.replace("，", "、").replace("\n", "、").split("、") if part.strip()
    ]
    found = [titles.get(part) for part in parts]
    known = [one for one in found if one is not None]
    return list(dict.fromkeys(known)) if found and len(known) == len(found) else None


def _unknown_place(row: BreakdownRow, field: str, text: str, framework: Framework) -> Defect:
    return row.defect(
        "没有认出点位类型“%(cell)s”%(hint)s。请先写点位类型再写冒号和要求，不分点位的写“全部点位：”",
        field,
        cell=shown(text),
        hint=hint(near(text.strip(), _titles(framework), cutoff=0.4)),
    )


def _units(row: BreakdownRow, register: NameRegister) -> tuple[dict[DutyKind, list[int]], list[Defect]]:
    units: dict[DutyKind, list[int]] = {}
    wrong: list[Defect] = []
    for kind, text in row.units.items():
        found: list[int] = []
        for one in register.units(text):
            if isinstance(one, int):
                found.append(one)
            else:
                wrong.append(_unknown_unit(row, UNITS[kind], one, register))
        units[kind] = list(dict.fromkeys(found))
    return units, wrong


def _unknown_unit(row: BreakdownRow, field: str, text: str, register: NameRegister) -> Defect:
    several = register.several(text)
    if several:
        return row.defect(
            "有 %(count)d 个“%(name)s”，请写成“%(example)s”",
            field,
            count=len(several),
            name=text,
            example=several[0],
        )
    return row.defect(
        "名册里没有“%(cell)s”%(hint)s。请改成名册里的名称，或先到“单位”登记",
        field,
        cell=shown(text),
        hint=hint(register.like(text)),
    )


def _persons(
    row: BreakdownRow, register: NameRegister, organisations: Sequence[int], persons: dict[int, int]
) -> Iterator[Defect]:
    for one in register.persons(row.people or "", list(dict.fromkeys(organisations))):
        if isinstance(one, str):
            yield row.defect(
                "“%(cell)s”对不上这一行的单位和它的人员。请写成“单位：姓名”，同名的写“单位：@账号”",
                PEOPLE,
                cell=shown(one),
            )
        else:
            persons[one[0]] = one[1].id


def _plan(
    said: _Said, standing: Mapping[Held, Duty], register: NameRegister, skipped: tuple[str, ...]
) -> ImportPlan:
    begun: list[Wanted] = []
    ended: list[Duty] = []
    new: list[Change] = []
    gone: list[Change] = []
    altered: list[Change] = []
    same = 0
    for held, (_, terms) in said.duties.items():
        cell, kind, organisation = held
        before = standing.get(held)
        change = Change(cell, kind, register.key_of[organisation])
        if before is not None and terms_of(before) == terms:
            same += 1
            continue
        begun.append(Wanted(cell, kind, organisation, terms))
        if before is None:
            new.append(change)
        else:
            ended.append(before)
            altered.append(change)
    for held, duty in standing.items():
        cell, kind, organisation = held
        if (cell, DutyKind(kind)) in said.kinds and held not in said.duties:
            ended.append(duty)
            gone.append(Change(cell, kind, register.key_of[organisation]))
    return ImportPlan(
        tuple(begun), tuple(ended), tuple(new), tuple(gone), tuple(altered), same, len(said.cells), skipped
    )
