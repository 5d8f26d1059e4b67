"""A register of organisations from a workbook: what it would change, and then the change, all of it or nothing.

What the workbook does not name stays: a list from one office is no proof that another has been dissolved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.core.organisation_codes import DivisionCode
from dabiao.office.headed_table import in_row_order
from dabiao.office.organisation_table import OrganisationRow, read_organisations
from dabiao.people.models import (
    NAMED_WITHIN_PARENT,
    Account,
    Line,
    Organisation,
    OrganisationKind,
    Placement,
    open_on,
)
from dabiao.people.organisations.actions import HIGHER, checked_code, leave, place
from dabiao.people.policy import Action
from dabiao.people.writing import writing

Key = tuple[str, ...]
"""What an organisation is known by: its name, or for 社区 and 网格 the names from its street down."""

NEED_PARENT = (OrganisationKind.STREET, *NAMED_WITHIN_PARENT)
"""Kinds that are nowhere without what they stand below."""

PARENT_COLUMN = {Line.TERRITORY: "上级", Line.SECTOR: "条线上级"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An organisation as the workbook wants it. ``parents`` by line, as keys; ``known`` is its id if it is there."""

    key: Key
    kind: OrganisationKind
    name: str
    code: str
    ranking_group: str
    parents: Mapping[Line, Key]
    known: int | None
    changes: tuple[str, ...]
    """Headings of the columns that differ from the register; empty for a new one and for one that is as it was."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What accepting the workbook would do. ``wanted`` has every parent before what stands below it."""

    wanted: tuple[Wanted, ...]
    cautions: tuple[str, ...]

    @property
    def new(self) -> tuple[Wanted, ...]:
        """Organisations that are not in the register yet."""
        return tuple(one for one in self.wanted if one.known is None)

    @property
    def changed(self) -> tuple[Wanted, ...]:
        """Organisations that are, and will be different."""
        return tuple(one for one in self.wanted if one.known is not None and one.changes)

    @property
    def same(self) -> int:
        """How many are in the register just so."""
        return len(self.wanted) - len(self.new) - len(self.changed)


@dataclass
class _Register:
    """Organisations that exist, by key and by bare name."""

    by_key: dict[Key, Organisation] = field(default_factory=dict)
    parents: dict[int, dict[Line, Organisation]] = field(default_factory=dict)

    def key_of(self, one: Organisation) -> Key:
        above = self.parents.get(one.pk, {}).get(Line.TERRITORY)
        if one.kind in NAMED_WITHIN_PARENT and above is not None:
            return (*self.key_of(above)[-2:], one.name)
        return (one.name,)


def plan_import(path: Path) -> ImportPlan:
    """Read a workbook against the register. Raises BadInput with every defect; nothing is changed."""
    rows, defects = read_organisations(path)
    register = _register(timezone.localdate())
    kinds: list[OrganisationKind | None] = [_kind(row, defects) for row in rows]
    readable = [(row, kind) for row, kind in zip(rows, kinds, strict=True) if kind is not None]
    keys = _keys(readable, register, defects)
    wanted = [_wanted(row, kind, keys, register, defects) for row, kind in readable]
    if not defects:
        defects += _levels(readable, wanted, register)
    ordered = _parents_first([one for one in wanted if one is not None], readable, defects)
    if defects:
        raise BadInput(in_row_order(defects))
    return ImportPlan(tuple(ordered), tuple(_cautions(ordered, register)))


def accept_import(actor: Account, path: Path, on: date | None = None) -> ImportPlan:
    """Do what the workbook wants from ``on`` (today); read anew, since the register may have changed meanwhile."""
    day = on or timezone.localdate()
    with writing(actor, Action.CHANGE_ORGANISATIONS, "organisations") as audit:
        plan = plan_import(path)
        made = dict(_register(day).by_key)
        for one in plan.wanted:
            if one.known is None:
                made[one.key] = Organisation.objects.create(
                    kind=one.kind, name=one.name, code=one.code, ranking_group=one.ranking_group
                )
                moved = list(one.parents)
            else:
                Organisation.objects.filter(pk=one.known).update(
                    code=one.code, ranking_group=one.ranking_group
                )
                moved = [line for line in one.parents if PARENT_COLUMN[line] in one.changes]
            for line in moved:
                leave(Placement.objects.filter(organisation=made[one.key], line=line), day)
                place(made[one.key], made[one.parents[line]], line, day)
        audit.after = {
            "file": path.name,
            "new": len(plan.new),
            "changed": len(plan.changed),
            "on": day.isoformat(),
        }
    return plan


def register_rows() -> list[tuple[str, ...]]:
    """The register as rows of the workbook, parents first."""
    register = _register(timezone.localdate())
    order = list(OrganisationKind)
    rows = []
    for key, one in sorted(
        register.by_key.items(), key=lambda entry: (order.index(OrganisationKind(entry[1].kind)), entry[0])
    ):
        above = register.parents.get(one.pk, {})
        parents = ["/".join(register.key_of(above[line])) if line in above else "" for line in Line]
        rows.append((key[-1], one.kind, *parents, one.code, one.ranking_group))
    return rows


def _register(day: date) -> _Register:
    found = _Register()
    organisations = {one.pk: one for one in Organisation.objects.filter(closed_on=None)}
    for placed in Placement.objects.filter(open_on(day)):
        above = organisations.get(placed.parent_id)
        if above is not None:
            found.parents.setdefault(placed.organisation_id, {})[Line(placed.line)] = above
    found.by_key = {found.key_of(one): one for one in organisations.values()}
    return found


def _kind(row: OrganisationRow, defects: list[Defect]) -> OrganisationKind | None:
    plain = "街道" if row.kind in ("镇", "乡") else row.kind
    if plain in OrganisationKind.values:
        return OrganisationKind(plain)
    defects.append(
        row.source.defect(
            "“%(cell)s”不是单位类别。请填 %(known)s 之一",
            "类别",
            cell=row.kind,
            known="、".join(OrganisationKind.values),
        )
    )
    return None


def _keys(
    rows: Sequence[tuple[OrganisationRow, OrganisationKind]], register: _Register, defects: list[Defect]
) -> dict[int, Key]:
    """Key of each row, by its row number; a key that comes twice is a defect."""
    found: dict[int, Key] = {}
    first: dict[Key, int] = {}
    for row, kind in rows:
        key: Key = (row.name,)
        if kind in NAMED_WITHIN_PARENT:
            above = tuple(part.strip() for part in row.parent.split("/") if part.strip())
            key = (*above[-1 if kind == OrganisationKind.COMMUNITY else -2 :], row.name)
            if kind == OrganisationKind.GRID and len(key) == 2:
                key = (*_street_of(row.parent, rows, register), *key)
        if key in first:
            defects.append(
                row.source.defect(
                    "“%(name)s”与第 %(first)d 行重复，请只留一行",
                    "名称",
                    name="/".join(key),
                    first=first[key],
                )
            )
            continue
        first[key] = row.source.row
        found[row.source.row] = key
    return found


def _street_of(
    community: str, rows: Sequence[tuple[OrganisationRow, OrganisationKind]], register: _Register
) -> Key:
    """Street of a community named without it, when only one street has one of that name."""
    streets = {key[-2] for key in register.by_key if len(key) == 2 and key[-1] == community}
    streets |= {
        row.parent for row, kind in rows if kind == OrganisationKind.COMMUNITY and row.name == community
    }
    return (streets.pop(),) if len(streets) == 1 else ()


def _wanted(
    row: OrganisationRow,
    kind: OrganisationKind,
    keys: Mapping[int, Key],
    register: _Register,
    defects: list[Defect],
) -> Wanted | None:
    if row.source.row not in keys:
        return None
    key = keys[row.source.row]
    known = register.by_key.get(key)
    code = _code(row, kind, defects)
    parents = {}
    for line, text in ((Line.TERRITORY, row.parent), (Line.SECTOR, row.sector_parent)):
        above = _parent(row, line, text, keys, register, defects) if text else None
        if above is not None:
            parents[line] = above
    if known is None and kind in NEED_PARENT and not row.parent:
        defects.append(row.source.defect("没有填写，请补上", "上级"))
    changes = () if known is None else tuple(_changes(row, known, kind, code, parents, register))
    if changes == ("类别",):
        defects.append(
            row.source.defect(
                "名册里“%(name)s”是%(kind)s，类别不能改，请核对",
                "类别",
                name=row.name,
                kind=known.kind if known else "",
            )
        )
    return Wanted(
        key,
        kind,
        row.name,
        code or (known.code if known else ""),
        row.ranking_group or (known.ranking_group if known else ""),
        parents,
        known.pk if known else None,
        changes,
    )


def _code(row: OrganisationRow, kind: OrganisationKind, defects: list[Defect]) -> str:
    try:
        return checked_code(kind, row.code)
    except BadInput as bad:
        defects += [row.source.defect(one.template, "代码", **one.parameters) for one in bad.defects]
        return ""


def _parent(
    row: OrganisationRow,
    line: Line,
    text: str,
    keys: Mapping[int, Key],
    register: _Register,
    defects: list[Defect],
) -> Key | None:
    path = tuple(part.strip() for part in text.split("/") if part.strip())
    known = {*register.by_key, *keys.values()}
    ending = sorted(key for key in known if key[-len(path) :] == path)
    exact = [key for key in ending if key == path]
    found = exact or ending
    if len(found) == 1:
        return found[0]
    if found:
        defects.append(
            row.source.defect(
                "有 %(count)d 个“%(name)s”，请写成“%(example)s”",
                PARENT_COLUMN[line],
                count=len(found),
                name=text,
                example="/".join(found[0]),
            )
        )
    else:
        defects.append(
            row.source.defect(
                "“%(name)s”不在这个文件里，也不在名册里，请核对名称或先登记它", PARENT_COLUMN[line], name=text
            )
        )
    return None


def _changes(
    row: OrganisationRow,
    known: Organisation,
    kind: OrganisationKind,
    code: str,
    parents: Mapping[Line, Key],
    register: _Register,
) -> Iterator[str]:
    if known.kind != kind:
        yield "类别"
        return
    if code and code != known.code:
        yield "代码"
    if row.ranking_group and row.ranking_group != known.ranking_group:
        yield "排名分组"
    for line, key in parents.items():
        above = register.parents.get(known.pk, {}).get(line)
        if above is None or register.key_of(above) != key:
            yield PARENT_COLUMN[line]


def _levels(
    rows: Sequence[tuple[OrganisationRow, OrganisationKind]],
    wanted: Sequence[Wanted | None],
    register: _Register,
) -> Iterator[Defect]:
    """What stands below something it cannot stand below, and codes that two would have."""
    kinds = {key: OrganisationKind(one.kind) for key, one in register.by_key.items()}
    kinds |= {one.key: one.kind for one in wanted if one is not None}
    holders: dict[str, Key] = {one.code: key for key, one in register.by_key.items() if one.code}
    for (row, kind), one in zip(rows, wanted, strict=True):
        if one is None:
            continue
        above = one.parents.get(Line.TERRITORY)
        if above is not None and kinds[above] not in HIGHER[kind]:
            yield row.source.defect(
                "%(kind)s不能直接放在%(parent)s（%(parent_kind)s）下面",
                "上级",
                kind=kind,
                parent="/".join(above),
                parent_kind=kinds[above],
            )
        if one.code and holders.setdefault(one.code, one.key) != one.key:
            yield row.source.defect(
                "代码已经属于“%(holder)s”，请核对", "代码", holder="/".join(holders[one.code])
            )


def _parents_first(
    wanted: Sequence[Wanted],
    rows: Sequence[tuple[OrganisationRow, OrganisationKind]],
    defects: list[Defect],
) -> list[Wanted]:
    """Order so that every parent comes before what stands below it; what goes round in circles is a defect."""
    waiting = {one.key: one for one in wanted}
    ordered: list[Wanted] = []
    while waiting:
        ready = [
            one for one in waiting.values() if not any(parent in waiting for parent in one.parents.values())
        ]
        if not ready:
            source = {row.source.row: row for row, _ in rows}
            numbers = [row.source.row for row, _ in rows if any(row.name == key[-1] for key in waiting)]
            defects.append(
                source[min(numbers)].source.defect(
                    "上级关系成了环：%(names)s。请把其中一个的上级改对",
                    "上级",
                    names=" → ".join("/".join(key) for key in waiting),
                )
            )
            return ordered
        for one in ready:
            ordered.append(waiting.pop(one.key))
    return ordered


def _cautions(wanted: Sequence[Wanted], register: _Register) -> Iterator[str]:
    codes = {key: one.code for key, one in register.by_key.items()} | {one.key: one.code for one in wanted}
    for one in wanted:
        above = codes.get(one.parents.get(Line.TERRITORY, ()), "")
        placed = one.kind != OrganisationKind.DEPARTMENT and one.code and above
        if placed and not DivisionCode(one.code).within(DivisionCode(above)):
            yield f"“{'/'.join(one.key)}”的代码 {one.code} 不在上级 {above} 之内；开发区等单独编码的不用改"
