"""Writes to the organisation trees. Each says from which day it holds; what was before that day stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.core.organisation_codes import credit_code, division_code
from dabiao.people.models import (
    Account,
    FormerName,
    Line,
    Organisation,
    OrganisationKind,
    Placement,
    Post,
    Succession,
    open_on,
)
from dabiao.people.policy import Action
from dabiao.people.reach import below
from dabiao.people.writing import writing

HIGHER: dict[OrganisationKind, frozenset[OrganisationKind]] = {
    OrganisationKind.CITY: frozenset(),
    OrganisationKind.DISTRICT: frozenset({OrganisationKind.CITY}),
    OrganisationKind.STREET: frozenset({OrganisationKind.DISTRICT}),
    OrganisationKind.COMMUNITY: frozenset({OrganisationKind.STREET}),
    OrganisationKind.GRID: frozenset({OrganisationKind.COMMUNITY}),
    OrganisationKind.DEPARTMENT: frozenset(
        {
            OrganisationKind.CITY,
            OrganisationKind.DISTRICT,
            OrganisationKind.STREET,
            OrganisationKind.DEPARTMENT,
        }
    ),
}
"""What each kind may stand below: 市 → 区 → 街道 → 社区 → 网格, and 部门 below any of the first three or a 部门."""


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """An organisation as it is to be. ``parents`` by line; ``code`` empty while unknown."""

    kind: OrganisationKind
    name: str
    code: str = ""
    ranking_group: str = ""
    parents: dict[Line, int] = field(default_factory=dict)


def found_organisation(actor: Account, entry: OrganisationEntry, on: date | None = None) -> Organisation:
    """Add an organisation that exists from ``on`` (today). Raises BadInput for what cannot be."""
    day = _day(on)
    code = checked_code(entry.kind, entry.code)
    with writing(actor, Action.CHANGE_ORGANISATIONS, "organisation") as audit:
        name_is_free(entry.kind, entry.name, entry.parents.get(Line.TERRITORY), day)
        code_is_free(code)
        made = Organisation.objects.create(
            kind=entry.kind, name=entry.name, code=code, ranking_group=entry.ranking_group
        )
        for line, parent in entry.parents.items():
            place(made, _existing(parent), line, day)
        audit.resource_id = str(made.pk)
        audit.after = {"kind": made.kind, "name": made.name, "code": code, "on": day.isoformat()}
    return made


def describe_organisation(actor: Account, changed: Organisation, code: str, ranking_group: str) -> None:
    """Set code and ranking group: what an organisation is called by others, not what it is."""
    checked = checked_code(OrganisationKind(changed.kind), code)
    with writing(actor, Action.CHANGE_ORGANISATIONS, "organisation", str(changed.pk)) as audit:
        current = _open(changed)
        if checked != current.code:
            code_is_free(checked)
        audit.before = {"code": current.code, "ranking_group": current.ranking_group}
        Organisation.objects.filter(pk=current.pk).update(code=checked, ranking_group=ranking_group)
        audit.after = {"code": checked, "ranking_group": ranking_group}


def rename_organisation(actor: Account, renamed: Organisation, name: str, on: date | None = None) -> None:
    """Give a new name from ``on``; rows and documents of earlier days keep the old one, and stay its own."""
    day = _day(on)
    with writing(actor, Action.CHANGE_ORGANISATIONS, "organisation", str(renamed.pk)) as audit:
        current = _open(renamed)
        if name == current.name:
            raise _refused("新名称和现在的名称一样，没有改动", current.name)
        later = FormerName.objects.filter(organisation=current, until__gte=day).order_by("until").last()
        if later is not None:
            raise _refused(
                "已登记过 %(day)s 的更名，不能再登记那天或更早的更名",
                current.name,
                day=later.until.isoformat(),
            )
        name_is_free(OrganisationKind(current.kind), name, parent_of(current, Line.TERRITORY, day), day)
        FormerName.objects.create(organisation=current, name=current.name, until=day)
        Organisation.objects.filter(pk=current.pk).update(name=name)
        audit.before = {"name": current.name}
        audit.after = {"name": name, "on": day.isoformat()}


def move_organisation(
    actor: Account, moved: Organisation, parent: Organisation | None, line: Line, on: date | None = None
) -> None:
    """Let it stand below ``parent`` from ``on`` along ``line``; None takes it out of that line."""
    day = _day(on)
    with writing(actor, Action.CHANGE_ORGANISATIONS, "organisation", str(moved.pk)) as audit:
        current = _open(moved)
        audit.before = {"line": line, "parent": parent_of(current, line, day)}
        leave(Placement.objects.filter(organisation=current, line=line), day)
        if parent is not None:
            place(current, _open(parent), line, day)
        audit.after = {"line": line, "parent": parent.pk if parent else None, "on": day.isoformat()}


def merge_organisations(
    actor: Account, merged: Sequence[Organisation], into: Organisation, on: date | None = None
) -> None:
    """Let ``into`` take the place of ``merged`` from ``on``: what stood below them, and their people's posts."""
    day = _day(on)
    with writing(actor, Action.CHANGE_ORGANISATIONS, "organisation", str(into.pk)) as audit:
        successor = _open(into)
        gone = [_open(one) for one in merged]
        if not gone or successor.pk in {one.pk for one in gone}:
            raise _refused("请选择要并入的单位，不能并入自己", successor.name)
        if {one.kind for one in gone} != {successor.kind}:
            raise _refused("只能合并同一类别的单位", successor.name)
        for one in gone:
            for placed in list(Placement.objects.filter(open_on(day), parent=one)):
                leave(Placement.objects.filter(pk=placed.pk), day)
                place(placed.organisation, successor, Line(placed.line), day)
            for post in list(Post.objects.filter(open_on(day), organisation=one)):
                _end_posts(Post.objects.filter(pk=post.pk), day)
                # Whoever stands in for somebody until a day does so there too, and no longer.
                Post.objects.get_or_create(
                    account=post.account,
                    role=post.role,
                    organisation=successor,
                    until=post.until,
                    defaults={"since": day},
                )
            _close(one, day)
            Succession.objects.create(predecessor=one, successor=successor, on=day)
        audit.after = {"merged": [one.pk for one in gone], "into": successor.pk, "on": day.isoformat()}


def split_organisation(
    actor: Account, split: Organisation, names: Sequence[str], on: date | None = None
) -> list[Organisation]:
    """Divide it from ``on`` into new ones of these names, which stand where it stood.

    What stood below it must have been moved before, and its people be appointed anew: nobody can tell from
    here to which part they belong. Rows from before name the old one; each part may see them.
    """
    day = _day(on)
    with writing(actor, Action.CHANGE_ORGANISATIONS, "organisation", str(split.pk)) as audit:
        current = _open(split)
        least = 2
        if len(set(names)) < max(least, len(names)):
            raise _refused("拆分至少要有两个不同的新名称", current.name)
        children = Placement.objects.filter(open_on(day), parent=current).count()
        if children:
            raise _refused(
                "下面还有 %(count)d 个单位，请先把它们调整到别处再拆分", current.name, count=children
            )
        placed = list(Placement.objects.filter(open_on(day), organisation=current))
        _close(current, day)
        made = []
        for name in names:
            territory = next((one.parent_id for one in placed if one.line == Line.TERRITORY), None)
            name_is_free(OrganisationKind(current.kind), name, territory, day)
            part = Organisation.objects.create(
                kind=current.kind, name=name, ranking_group=current.ranking_group
            )
            for one in placed:
                place(part, one.parent, Line(one.line), day)
            Succession.objects.create(predecessor=current, successor=part, on=day)
            made.append(part)
        audit.after = {"into": [one.pk for one in made], "names": list(names), "on": day.isoformat()}
    return made


def dissolve_organisation(actor: Account, dissolved: Organisation, on: date | None = None) -> None:
    """End it on ``on`` without a successor. Refused while anything stands below it or anybody works there."""
    day = _day(on)
    with writing(actor, Action.CHANGE_ORGANISATIONS, "organisation", str(dissolved.pk)) as audit:
        current = _open(dissolved)
        children = Placement.objects.filter(open_on(day), parent=current).count()
        people = Post.objects.filter(open_on(day), organisation=current).count()
        if children or people:
            raise _refused(
                "还有 %(children)d 个下级单位、%(people)d 个岗位，请先调整再撤销",
                current.name,
                children=children,
                people=people,
            )
        _close(current, day)
        audit.after = {"on": day.isoformat()}


def place(placed: Organisation, parent: Organisation, line: Line, day: date) -> None:
    """Let it stand below ``parent`` from ``day``; part of a write. Raises BadInput for a level left out or a ring."""
    if line == Line.TERRITORY and parent.kind not in HIGHER[OrganisationKind(placed.kind)]:
        raise _refused(
            "%(kind)s不能直接放在%(parent)s（%(parent_kind)s）下面",
            placed.name,
            kind=placed.kind,
            parent=parent.name,
            parent_kind=parent.kind,
        )
    if parent.pk in below([placed.pk], day):
        raise _refused("“%(parent)s”就在它的下面，不能成为它的上级", placed.name, parent=parent.name)
    Placement.objects.create(organisation=placed, parent=parent, line=line, since=day)


def leave(placements: Iterable[Placement], day: date) -> None:
    """End placements on ``day``. One that began that very day never was; one of a later day forbids the change."""
    for one in placements:
        if one.until is None:
            if one.since > day:
                raise _refused(
                    "已登记过 %(day)s 的调整，不能再登记更早的调整",
                    one.organisation.name,
                    day=one.since.isoformat(),
                )
            if one.since == day:
                one.delete()
            else:
                Placement.objects.filter(pk=one.pk).update(until=day)


def _end_posts(posts: Iterable[Post], day: date) -> None:
    for one in posts:
        if one.until is None or one.until > day:
            Post.objects.filter(pk=one.pk).update(until=max(day, one.since))


def _close(closed: Organisation, day: date) -> None:
    leave(Placement.objects.filter(organisation=closed), day)
    _end_posts(Post.objects.filter(organisation=closed), day)
    Organisation.objects.filter(pk=closed.pk).update(closed_on=day)


def _open(organisation: Organisation) -> Organisation:
    """Read it anew and make sure that it still exists: a page may be older than the last change."""
    current = Organisation.objects.get(pk=organisation.pk)
    if current.closed_on is not None:
        raise _refused("已在 %(day)s 撤并，不能再改动", current.name, day=current.closed_on.isoformat())
    return current


def _existing(organisation_id: int) -> Organisation:
    try:
        return _open(Organisation.objects.get(pk=organisation_id))
    except Organisation.DoesNotExist:
        raise _refused("没有找到上级单位，请刷新页面后重选", str(organisation_id)) from None


def parent_of(organisation: Organisation, line: Line, day: date) -> int | None:
    """Id of what it stands below along ``line`` on ``day``."""
    placed = Placement.objects.filter(open_on(day), organisation=organisation, line=line)
    return placed.values_list("parent_id", flat=True).first()


def name_is_free(kind: OrganisationKind, name: str, parent: int | None, day: date) -> None:
    """Raise BadInput when another open organisation has the name: below ``parent`` for 社区 and 网格, else anywhere."""
    same = Organisation.objects.filter(name=name, closed_on=None)
    if kind in (OrganisationKind.COMMUNITY, OrganisationKind.GRID):
        siblings = Placement.objects.filter(open_on(day), parent_id=parent, line=Line.TERRITORY)
        same = same.filter(kind=kind, pk__in=siblings.values("organisation_id"))
    else:
        same = same.exclude(kind__in=(OrganisationKind.COMMUNITY, OrganisationKind.GRID))
    if not name.strip():
        raise _refused("名称没有填写", name)
    if same.exists():
        raise _refused("已经有同名的单位，请核对是不是同一个", name)


def code_is_free(code: str) -> None:
    """Raise BadInput when another open organisation has the code."""
    holder = Organisation.objects.filter(code=code, closed_on=None).first() if code else None
    if holder is not None:
        raise _refused("代码已经属于“%(holder)s”，请核对", code, holder=holder.name)


def checked_code(kind: OrganisationKind, code: str) -> str:
    """Check a code by kind. Raises BadInput with the reason."""
    text = code.strip()
    if not text:
        return ""
    try:
        return credit_code(text) if kind == OrganisationKind.DEPARTMENT else division_code(text).code
    except ValueError as wrong:
        raise _refused("%(wrong)s，请核对", text, wrong=str(wrong)) from None


def _day(on: date | None) -> date:
    today = timezone.localdate()
    if on is not None and on > today:
        raise _refused("生效日期还没有到，请到那一天再登记", on.isoformat())
    return on or today


def _refused(template: str, subject: str, **parameters: object) -> BadInput:
    return BadInput(Defect(template, subject, parameters=parameters))
