"""Writes to the breakdown. Nothing is overwritten: a change ends a duty and begins another, from a day on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError
from django.db.models import Max, QuerySet
from django.utils import timezone

from dabiao.core.breakdown_cells import Cell, sort_key
from dabiao.core.breakdown_proposal import Proposed
from dabiao.core.defects import BadInput, Defect
from dabiao.duties.breakdown.cells import check_cell, pack_asks
from dabiao.duties.breakdown.models import Duty, Kind, Origin
from dabiao.duties.breakdown.proposals import Line, proposal
from dabiao.office.cell_values import text_of
from dabiao.people.models import Account, Organisation, Post, Succession, open_on
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.standards.queries import framework_in_use

LONGEST_REQUIREMENT = 2000
"""Characters: a page of print. Longer texts are documents of their own."""

AT_ONCE = 500
"""Rows written or ended by one statement."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What goes with a duty beside who has it."""

    person: int | None = None
    requirement: str = ""
    deadline: date | None = None


NO_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A duty as it is to be."""

    cell: Cell
    kind: str
    organisation: int
    terms: Terms = NO_TERMS


def accept_proposal(
    actor: Account, chosen: Collection[Line] | None = None, *, least: float = 0.0, on: date | None = None
) -> int:
    """Begin the proposed duties of the ``chosen`` lines (None: all) that are at least so sure; say how many.

    The proposal is made anew: what somebody was given meanwhile stays as it is.
    """
    day = checked_day(on)
    framework = framework_in_use()
    with _alone(), writing(actor, Action.CHANGE_DUTIES, "breakdown", framework.id) as audit:
        accepted = [
            one
            for one in proposal(actor, framework).duties
            if one.confidence >= least and (chosen is None or (one.cell, one.kind) in chosen)
        ]
        begin(actor, framework.id, map(_wanted, accepted), day, Origin.PROPOSED)
        audit.after = {"proposed": len(accepted), "on": day.isoformat()}
    return len(accepted)


def _wanted(one: Proposed) -> Wanted:
    return Wanted(one.cell, one.kind, one.unit.id)


def assign(
    actor: Account,
    cell: Cell,
    kind: str,
    organisations: Sequence[int],
    terms: Terms = NO_TERMS,
    on: date | None = None,
) -> int:
    """Give ``organisations`` a duty in a cell from ``on`` (today); a new lead takes over from the one there was.

    Says how many are new. Raises BadInput for what cannot be.
    """
    day = checked_day(on)
    framework = framework_in_use()
    check_cell(framework, cell)
    checked = replace(terms, requirement=_requirement(terms.requirement, pack_asks(framework, cell)))
    with _alone(), writing(actor, Action.CHANGE_DUTIES, "duty", _name(cell)) as audit:
        _check_organisations(organisations)
        _check_person(checked.person, organisations)
        there = of_cell(framework.id, cell).filter(until=None)
        held = set(there.filter(kind=kind).values_list("organisation_id", flat=True))
        new = [one for one in dict.fromkeys(organisations) if one not in held]
        if not new:
            raise BadInput(Defect("所选单位已经有这项职责，没有改动", _name(cell)))
        if kind == Kind.LEAD:
            if len(new) > 1:
                raise BadInput(Defect("牵头单位只能有一个，请只选一个", _name(cell)))
            gone = list(there.filter(kind=kind))
            audit.before = {"lead": [one.organisation_id for one in gone]}
            end(actor, gone, day)
        _check_past(framework.id, cell, kind, new, day)
        begin(
            actor,
            framework.id,
            [Wanted(cell, kind, one, checked) for one in new],
            day,
            Origin.EDITED,
        )
        audit.after = {"kind": kind, "organisations": new, "person": checked.person, "on": day.isoformat()}
    return len(new)


def amend(actor: Account, changed: Duty, terms: Terms, on: date | None = None) -> None:
    """Change person, requirement or deadline from ``on`` (today): the duty ends and begins anew with them."""
    day = checked_day(on)
    framework = framework_in_use()
    cell = cell_of(changed)
    checked = replace(terms, requirement=_requirement(terms.requirement, pack_asks(framework, cell)))
    with _alone(), writing(actor, Action.CHANGE_DUTIES, "duty", str(changed.pk)) as audit:
        current = _open(changed)
        if checked == terms_of(current):
            raise BadInput(Defect("和现在的内容一样，没有改动", _name(cell)))
        _check_organisations([current.organisation_id])
        _check_person(checked.person, [current.organisation_id])
        audit.before = _told(current)
        end(actor, [current], day)
        wanted = Wanted(cell, current.kind, current.organisation_id, checked)
        (made,) = begin(actor, current.pack_id, [wanted], day, Origin.EDITED)
        audit.after = _told(made) | {"on": day.isoformat()}


def release(actor: Account, ended: Duty, on: date | None = None) -> None:
    """End a duty: ``on`` (today) is the first day without it."""
    day = checked_day(on)
    with writing(actor, Action.CHANGE_DUTIES, "duty", str(ended.pk)) as audit:
        current = _open(ended)
        audit.before = _told(current)
        end(actor, [current], day)
        audit.after = {"ended": day.isoformat()}


def hand_on(actor: Account, closed: Organisation, successor: Organisation, on: date | None = None) -> int:
    """Let ``successor`` take on the open duties of an organisation that is no more; say how many.

    Where the successor has the same duty already, the old one just ends.
    """
    day = checked_day(on)
    with _alone(), writing(actor, Action.CHANGE_DUTIES, "breakdown", str(closed.pk)) as audit:
        if not Succession.objects.filter(
            predecessor=closed, successor=successor, successor__closed_on=None
        ).exists():
            raise BadInput(
                Defect(
                    "“%(name)s”不是它的承接单位，没有移交。请先在“单位”里登记合并或拆分",
                    closed.name,
                    parameters={"name": successor.name},
                )
            )
        moved = list(Duty.objects.filter(organisation=closed, until=None).order_by("pk"))
        if not moved:
            raise BadInput(Defect("没有要移交的职责，可能刚刚移交过", closed.name))
        has = set(
            Duty.objects.filter(organisation=successor, until=None).values_list(
                "pack_id", "standard_id", "method", "site_type", "kind"
            )
        )
        end(actor, moved, day)
        for pack_id in dict.fromkeys(one.pack_id for one in moved):
            wanted = [
                Wanted(cell_of(one), one.kind, successor.pk, replace(terms_of(one), person=None))
                for one in moved
                if one.pack_id == pack_id
                and (one.pack_id, one.standard_id, one.method, one.site_type, one.kind) not in has
            ]
            begin(actor, pack_id, wanted, day, Origin.SUCCEEDED)
        audit.before = {"organisation": closed.pk, "duties": len(moved)}
        audit.after = {"organisation": successor.pk, "on": day.isoformat()}
    return len(moved)


def begin(actor: Account, pack_id: str, wanted: Iterable[Wanted], day: date, origin: Origin) -> list[Duty]:
    """Write new duties; part of a write."""
    now = timezone.now()
    return Duty.objects.bulk_create(
        [
            Duty(
                pack_id=pack_id,
                standard_id=one.cell.standard_id,
                method=one.cell.method,
                site_type=one.cell.site_type,
                kind=str(one.kind),
                organisation_id=one.organisation,
                person_id=one.terms.person,
                requirement=one.terms.requirement,
                deadline=one.terms.deadline,
                since=day,
                origin=origin,
                position=sort_key(one.cell, one.kind),
                added_by=actor,
                added_at=now,
            )
            for one in wanted
        ],
        batch_size=AT_ONCE,
    )


def end(actor: Account, ended: Sequence[Duty], day: date) -> None:
    """End open duties on ``day``; part of a write. Raises BadInput for one that began later."""
    later = max((one.since for one in ended), default=day)
    if later > day:
        raise BadInput(
            Defect(
                "有一项职责从 %(day)s 才开始，不能在那之前结束。请把生效日期改到那天或以后",
                "任务分解",
                parameters={"day": later.isoformat()},
            )
        )
    keys = [one.pk for one in ended]
    for first in range(0, len(keys), AT_ONCE):
        Duty.objects.filter(pk__in=keys[first : first + AT_ONCE], until=None).update(
            until=day, ended_by=actor, ended_at=timezone.now()
        )


def of_cell(pack_id: str, cell: Cell) -> QuerySet[Duty]:
    """Duties of a cell, open and ended."""
    return Duty.objects.filter(
        pack_id=pack_id, standard_id=cell.standard_id, method=cell.method, site_type=cell.site_type
    )


def cell_of(duty: Duty) -> Cell:
    """The cell a duty belongs to."""
    return Cell(duty.standard_id, duty.method, duty.site_type)


def terms_of(duty: Duty) -> Terms:
    """What goes with a duty."""
    return Terms(duty.person_id, duty.requirement, duty.deadline)


def checked_day(on: date | None) -> date:
    """The day a change holds from: today unless given, and never one that is still to come."""
    today = timezone.localdate()
    if on is not None and on > today:
        raise BadInput(Defect("生效日期还没有到，请到那一天再登记", on.isoformat()))
    return on or today


def stored_requirement(text: str, asked: str) -> str:
    """A requirement as it is stored: tidied, and '' when it is just what the pack asks."""
    tidy = tidied(text)
    return "" if tidy == tidied(asked) else tidy


def tidied(text: str) -> str:
    """Text without what a workbook would not give back: odd line ends, runs of blanks, signs nobody can see."""
    before, after = None, text.replace("\r\n", "\n").replace("\r", "\n")
    while before != after:
        before = after
        after = "\n".join(" ".join(line.split()) for line in (text_of(after) or "").split("\n")).strip()
    return after


def _requirement(text: str, asked: str) -> str:
    tidy = stored_requirement(text, asked)
    if len(tidy) > LONGEST_REQUIREMENT:
        raise BadInput(
            Defect(
                "要求有 %(length)d 字，最多 %(limit)d 字，请写短一些，细则另附文件",
                "任务分解",
                parameters={"length": len(tidy), "limit": LONGEST_REQUIREMENT},
            )
        )
    return tidy


def _open(duty: Duty) -> Duty:
    """Read it anew: a page may be older than the last change."""
    current = Duty.objects.select_for_update().get(pk=duty.pk)
    if current.until is not None:
        raise BadInput(Defect("这项职责刚刚已经结束或改过，请刷新页面再看", str(duty.pk)))
    return current


def _check_organisations(organisations: Sequence[int]) -> None:
    known = Organisation.objects.filter(pk__in=organisations, closed_on=None).count()
    if not organisations or known < len(set(organisations)):
        raise BadInput(Defect("请选择现有的单位；已撤并的单位不能再承担职责", "任务分解"))


def _check_person(person: int | None, organisations: Sequence[int]) -> None:
    if person is None:
        return
    if len(organisations) > 1:
        raise BadInput(Defect("一次给多个单位分任务时不能指定责任人，请分完再逐个指定", "责任人"))
    posts = Post.objects.filter(open_on(timezone.localdate()), account_id=person, account__is_active=True)
    if not posts.filter(organisation_id__in=organisations).exists():
        raise BadInput(Defect("责任人在这个单位没有岗位，请先登记岗位或另选一人", "责任人"))


def _check_past(pack_id: str, cell: Cell, kind: str, organisations: Sequence[int], day: date) -> None:
    """Refuse a beginning in the past that contradicts what was written down for that time."""
    before = of_cell(pack_id, cell).filter(kind=kind, until__gt=day)
    if kind != Kind.LEAD:
        before = before.filter(organisation_id__in=organisations)
    last = before.aggregate(last=Max("until"))["last"]
    if last is not None:
        raise BadInput(
            Defect(
                "到 %(day)s 之前已有登记，不能改写历史。请把生效日期改到那天或以后",
                _name(cell),
                parameters={"day": last.isoformat()},
            )
        )


@contextmanager
def _alone() -> Iterator[None]:
    """Say so plainly when somebody else wrote into the same cell in the same moment."""
    try:
        yield
    except IntegrityError as clash:
        if "unique" not in str(clash).lower():
            raise
        raise BadInput(Defect("刚刚有人改过同一格，没有保存。请刷新页面看过再改", "任务分解")) from None


def _told(duty: Duty) -> dict[str, object]:
    """A duty as the audit chain keeps it: numbers, no names."""
    return {
        "cell": _name(cell_of(duty)),
        "kind": duty.kind,
        "organisation": duty.organisation_id,
        "person": duty.person_id,
        "deadline": duty.deadline.isoformat() if duty.deadline else None,
    }


def _name(cell: Cell) -> str:
    return " ".join(part for part in (cell.standard_id, cell.method, cell.site_type) if part)
