"""A register of places from a workbook: what it would change, and then the change, all of it or nothing.

What the workbook does not name stays: a list from one office is no proof that another place has gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from django.db import IntegrityError, models

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.office.cell_values import hint, near, shown
from dabiao.office.headed_table import in_row_order
from dabiao.office.site_table import (
    ACCURACY,
    BOTH,
    CLOSED,
    COMMUNITY,
    LAT,
    LON,
    NAME,
    NUMBER,
    STREET,
    SYSTEM,
    TYPE,
    UNIT,
    SiteRow,
    read_sites,
)
from dabiao.people.models import Account, OrganisationKind
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.places.actions import BATCH, PARTICULARS, SiteEntry, free_numbers
from dabiao.places.models import Site
from dabiao.places.written_names import WrittenNames, community_cautions, written_names
from dabiao.standards.queries import framework_in_use

HEADING_OF = {
    "name": NAME,
    "site_type": TYPE,
    "street": STREET,
    "community": COMMUNITY,
    "unit": UNIT,
    "lon": LON,
    "lat": LAT,
    "coordinate_system": SYSTEM,
    "accuracy": ACCURACY,
    "closed_on": CLOSED,
}
"""Heading of each particular, as the preview names what changes."""

LONGEST = {
    column.name: column.max_length for column in Site._meta.fields if isinstance(column, models.CharField)
}
"""Characters that each column of the register has room for."""

MOST_GUESSED = 200
"""Unknown types for which a known one is suggested; a file with more of them is no register of this pack."""

Twin = tuple[str, str, str]
"""Type, street and name: by these a place without a number is known."""


@dataclass(frozen=True, slots=True)
class WantedSite:
    """A place as the workbook wants it. ``known`` is its key if it is registered; ``numbered``: we gave the number."""

    entry: SiteEntry
    known: int | None
    numbered: bool
    changes: tuple[str, ...]
    """Headings of what differs from the register; empty for a new one and for one that is as it was."""


@dataclass(frozen=True, slots=True)
class SitePlan:
    """What accepting the workbook would do."""

    wanted: tuple[WantedSite, ...]
    cautions: tuple[Defect, ...]

    @property
    def new(self) -> tuple[WantedSite, ...]:
        """Places that are not registered yet."""
        return tuple(one for one in self.wanted if one.known is None)

    @property
    def changed(self) -> tuple[WantedSite, ...]:
        """Places that are, and will be different."""
        return tuple(one for one in self.wanted if one.known is not None and one.changes)

    @property
    def numbered(self) -> tuple[WantedSite, ...]:
        """New places that came without a number."""
        return tuple(one for one in self.wanted if one.numbered)

    @property
    def same(self) -> int:
        """How many are registered just so."""
        return len(self.wanted) - len(self.new) - len(self.changed)


@dataclass
class _Reading:
    """What rows are read against, and what was found so far."""

    framework: Framework
    system: str
    by_id: Mapping[str, Site]
    by_twin: Mapping[Twin, Sequence[Site]]
    by_name: Mapping[tuple[str, str], Sequence[Site]]
    """By type and name alone, for rows or places that do not say their street."""
    streets: WrittenNames
    units: WrittenNames
    first_of_id: dict[str, SiteRow] = field(default_factory=dict)
    first_of_twin: dict[Twin, SiteRow] = field(default_factory=dict)
    first_of_known: dict[int, SiteRow] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    defects: list[Defect] = field(default_factory=list)
    cautions: list[Defect] = field(default_factory=list)


def plan_import(path: Path, system: str = "") -> SitePlan:
    """Read a workbook against the register. ``system`` is that of positions whose row names none.

    Raises BadInput with every defect; nothing is changed.
    """
    table = read_sites(path)
    reading = _reading(system)
    reading.defects += table.defects
    reading.cautions += table.cautions
    wanted = [one for row in table.rows if (one := _wanted(row, reading)) is not None]
    if reading.defects:
        raise BadInput(in_row_order(reading.defects))
    cautions = (
        *reading.cautions,
        *reading.streets.cautions(path.name),
        *community_cautions(((one.entry.street, one.entry.community) for one in wanted), path.name),
        *reading.units.cautions(path.name),
    )
    return SitePlan(tuple(_numbered(wanted, reading.by_id)), cautions)


def accept_import(actor: Account, path: Path, system: str = "") -> SitePlan:
    """Do what the workbook wants; read anew, since the register may have changed meanwhile."""
    with writing(actor, Action.REGISTER_SITES, "sites") as audit:
        plan = plan_import(path, system)
        made = [Site(**asdict(one.entry)) for one in plan.new]
        try:
            Site.objects.bulk_create(made, batch_size=BATCH)
        except IntegrityError:  # somebody else registered the same number a moment ago
            raise BadInput(Defect("底册刚被别人改动，没有导入。请重新上传检查", path.name)) from None
        changed = [Site(pk=one.known, **asdict(one.entry)) for one in plan.changed]
        Site.objects.bulk_update(changed, PARTICULARS, batch_size=BATCH)
        audit.after = {
            "file": path.name,
            "new": len(plan.new),
            "changed": len(plan.changed),
            "numbered": len(plan.numbered),
        }
    return plan


def _reading(system: str) -> _Reading:
    registered = list(Site.objects.order_by("pk"))
    twins: defaultdict[Twin, list[Site]] = defaultdict(list)
    names: defaultdict[tuple[str, str], list[Site]] = defaultdict(list)
    for one in registered:
        twins[one.site_type, one.street, one.name].append(one)
        names[one.site_type, one.name].append(one)
    return _Reading(
        framework_in_use(),
        system,
        {one.site_id: one for one in registered},
        twins,
        names,
        written_names(STREET, (OrganisationKind.STREET,)),
        written_names(UNIT, [kind for kind in OrganisationKind if kind != OrganisationKind.GRID]),
    )


def _wanted(row: SiteRow, reading: _Reading) -> WantedSite | None:
    before = len(reading.defects)
    site_type = _site_type(row, reading)
    street = row.street or _street_of_sheet(row, reading.streets)
    entry = SiteEntry(
        row.site_id,
        row.name,
        site_type,
        reading.streets.registered(street),
        row.community,
        reading.units.registered(row.unit),
        closed_on=row.closed_on,
    )
    entry = _with_position(entry, row, reading)
    _short_enough(entry, row, reading)
    twin = (entry.site_type, entry.street, entry.name)
    _not_twice(row, twin, reading)
    known = _known(row, twin, reading)
    if known is not None and reading.first_of_known.setdefault(known.pk, row) is not row:
        reading.defects.append(
            row.source.defect(
                "与%(first)s是底册里的同一个点位（%(known)s）。请只留一行；确是两处的，两行都写上编号",
                NAME,
                first=_where(reading.first_of_known[known.pk], row),
                known=known.site_id,
            )
        )
    if len(reading.defects) > before:
        return None
    if known is None:
        return WantedSite(entry, None, not entry.site_id, ())
    if known.closed_on is not None and row.closed_on is None:
        reading.cautions.append(
            row.source.defect(
                "“%(name)s”已从 %(day)s 起停用，导入不会恢复；要恢复请到它的页面上操作",
                NAME,
                name=known.name,
                day=known.closed_on.isoformat(),
            )
        )
    kept = _kept(entry, known)
    return WantedSite(kept, known.pk, False, tuple(_changes(kept, known)))


def _site_type(row: SiteRow, reading: _Reading) -> str:
    """The pack's id of the type the row names, or that its sheet is named after."""
    names = reading.framework.site_type_names
    sheet = row.source.sheet or ""
    written = row.site_type or (sheet if sheet in names else "")
    if not written:
        reading.defects.append(row.source.defect("没有填写，请补上", TYPE))
    elif written in names:
        return names[written].id
    elif not reading.framework.open_ended:
        reading.defects.append(
            row.source.defect(
                "标准包“%(pack)s”里没有点位类型“%(cell)s”%(hint)s",
                TYPE,
                pack=reading.framework.title,
                cell=shown(written),
                hint=_hint(written, reading),
            )
        )
    return written


def _hint(written: str, reading: _Reading) -> str:
    """The known type a word is most like, looked for once a word."""
    if written not in reading.hints:
        known = reading.framework.site_type_names if len(reading.hints) < MOST_GUESSED else ()
        reading.hints[written] = hint(near(written, known, cutoff=0.5)) or "，请核对点位类型"
    return reading.hints[written]


def _street_of_sheet(row: SiteRow, streets: WrittenNames) -> str:
    """A sheet for each street is a habit of many offices."""
    sheet = row.source.sheet or ""
    return sheet if any(one.name == sheet for one in streets.units) else ""


def _with_position(entry: SiteEntry, row: SiteRow, reading: _Reading) -> SiteEntry:
    if row.position is None:
        return entry
    system = row.position.system or reading.system
    if not system:
        reading.defects.append(
            row.source.defect(
                "写了坐标，没写坐标系：不同地图的坐标相差几百米。请补“坐标系”一列，或上传时选坐标取自哪种地图",
                SYSTEM,
            )
        )
    return replace(
        entry,
        lon=row.position.lon,
        lat=row.position.lat,
        coordinate_system=system,
        accuracy=row.position.accuracy,
    )


def _short_enough(entry: SiteEntry, row: SiteRow, reading: _Reading) -> None:
    for name, value in asdict(entry).items():
        most = LONGEST.get(name)
        if isinstance(value, str) and most is not None and len(value) > most:
            reading.defects.append(
                row.source.defect(
                    "长达 %(length)d 字，最多 %(limit)d 字，请缩短",
                    HEADING_OF.get(name, NUMBER),
                    length=len(value),
                    limit=most,
                )
            )


def _not_twice(row: SiteRow, twin: Twin, reading: _Reading) -> None:
    """Name a place that comes twice; two of one name are two places only where their numbers say so."""
    same_id = reading.first_of_id.setdefault(row.site_id, row) if row.site_id else row
    if same_id is not row:
        reading.defects.append(
            row.source.defect(
                "点位编号“%(cell)s”与%(first)s重复，请改编号或只留一行",
                NUMBER,
                cell=shown(row.site_id),
                first=_where(same_id, row),
            )
        )
        return
    same = reading.first_of_twin.setdefault(twin, row)
    if same is not row and not (row.site_id and same.site_id):
        reading.defects.append(
            row.source.defect(
                "“%(name)s”与%(first)s是同一个点位（类型、街道、名称都相同）。请只留一行；确是两处的，两行都写上编号",
                NAME,
                name=shown(row.name),
                first=_where(same, row),
            )
        )


def _where(other: SiteRow, row: SiteRow) -> str:
    """How to find the other row: by its number, and by its sheet where that is another one."""
    number = f"第 {other.source.row} 行"
    return number if other.source.sheet == row.source.sheet else f"“{other.source.sheet}”{number}"


def _known(row: SiteRow, twin: Twin, reading: _Reading) -> Site | None:
    if row.site_id in reading.by_id:
        return reading.by_id[row.site_id]
    same = reading.by_twin.get(twin, ())
    if not same and not row.site_id:
        site_type, street, name = twin
        named = reading.by_name.get((site_type, name), ())
        same = [one for one in named if not street or not one.street]
    if row.site_id:
        if same:
            reading.cautions.append(
                row.source.defect(
                    "“%(name)s”与已登记的 %(known)s 类型、街道、名称都相同，编号不同，将作为另一个点位新增",
                    NAME,
                    name=shown(row.name),
                    known=same[0].site_id,
                )
            )
        return None
    if len(same) > 1:
        reading.defects.append(
            row.source.defect(
                "底册里有 %(count)d 个“%(name)s”（%(known)s），请写明是哪个编号",
                NUMBER,
                count=len(same),
                name=shown(row.name),
                known="、".join(one.site_id for one in same[:5]),
            )
        )
        return None
    return same[0] if same else None


def _kept(entry: SiteEntry, known: Site) -> SiteEntry:
    """The entry with what it leaves blank as it is registered. A position is taken as a whole."""
    whole = entry if entry.lon is not None else known
    return SiteEntry(
        known.site_id,
        entry.name,
        entry.site_type,
        entry.street or known.street,
        entry.community or known.community,
        entry.unit or known.unit,
        whole.lon,
        whole.lat,
        whole.coordinate_system,
        whole.accuracy,
        entry.closed_on or known.closed_on,
    )


def _changes(entry: SiteEntry, known: Site) -> Iterator[str]:
    different = [name for name in PARTICULARS if getattr(entry, name) != getattr(known, name)]
    placed = {"lon", "lat"} & set(different)
    yield from (HEADING_OF[name] for name in different if name not in placed)
    if placed:
        yield BOTH


def _numbered(wanted: Sequence[WantedSite], by_id: Mapping[str, Site]) -> Iterator[WantedSite]:
    """Give a number to each place that came without; the same workbook gets the same ones until it is accepted."""
    numbers = free_numbers({one.entry.site_id for one in wanted} | set(by_id))
    for one in wanted:
        yield replace(one, entry=replace(one.entry, site_id=next(numbers))) if one.numbered else one
