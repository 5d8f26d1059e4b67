"""Writes of the places room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.places.models import Site

BATCH = 1000

NUMBERED = "DW"
"""Begins the number of a place that came without one (点位)."""

NUMBER_DIGITS = 5
"""A district has some thousand places; a hundred thousand fit, and more only look longer."""


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A place as it comes from a register, a form or a file. ``site_type`` is the pack's id.

    A position is whole: degrees with their system, or nothing of it. ``closed_on`` is the first day without it.
    """

    site_id: str
    name: str
    site_type: str
    street: str = ""
    community: str = ""
    unit: str = ""
    lon: Decimal | None = None
    lat: Decimal | None = None
    coordinate_system: str = ""
    accuracy: int | None = None
    closed_on: date | None = None


PARTICULARS = tuple(name for name in SiteEntry.__dataclass_fields__ if name != "site_id")


def register_sites(actor: Account, entries: Sequence[SiteEntry]) -> int:
    """Add places to the register; a place already there takes the new particulars. Returns how many were given."""
    with writing(actor, Action.REGISTER_SITES, "sites") as entry:
        Site.objects.bulk_create(
            (Site(**asdict(one)) for one in entries),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["site_id"],
            update_fields=list(PARTICULARS),
        )
        entry.after = {"sites": len(entries)}
    return len(entries)


def add_site(actor: Account, wanted: SiteEntry) -> Site:
    """Add one place; without a number it gets the next free one. Raises BadInput for a number that is taken."""
    with writing(actor, Action.REGISTER_SITES, "site") as entry:
        number = wanted.site_id or next(free_numbers(()))
        if Site.objects.filter(site_id=number).exists():
            raise BadInput(Defect("已经有这个编号的点位，没有新增。请核对，或空着由系统编号", number))
        made = Site.objects.create(**{**asdict(wanted), "site_id": number})
        entry.resource_id = made.site_id
        entry.after = _told(made)
    return made


def change_site(actor: Account, changed: Site, wanted: SiteEntry) -> None:
    """Give a place new particulars; its number, and whether it is closed, stay."""
    with writing(actor, Action.REGISTER_SITES, "site", changed.site_id) as entry:
        current = Site.objects.select_for_update().get(pk=changed.pk)
        before = _told(current)
        for name in PARTICULARS:
            if name != "closed_on":
                setattr(current, name, getattr(wanted, name))
        current.save()
        after = _told(current)
        entry.before = {name: value for name, value in before.items() if after[name] != value}
        entry.after = {name: value for name, value in after.items() if before[name] != value}


def close_site(actor: Account, closed: Site, on: date | None = None) -> None:
    """Let a place be none to inspect from ``on`` (today). What was found there stays."""
    day = on or timezone.localdate()
    with writing(actor, Action.REGISTER_SITES, "site", closed.site_id) as entry:
        current = Site.objects.select_for_update().get(pk=closed.pk)
        if current.closed_on is not None:
            raise BadInput(
                Defect(
                    "已从 %(day)s 起停用，没有再改",
                    current.name,
                    parameters={"day": current.closed_on.isoformat()},
                )
            )
        Site.objects.filter(pk=current.pk).update(closed_on=day)
        entry.before, entry.after = {"closed_on": None}, {"closed_on": day.isoformat()}


def reopen_site(actor: Account, reopened: Site) -> None:
    """Let a place be inspected again."""
    with writing(actor, Action.REGISTER_SITES, "site", reopened.site_id) as entry:
        current = Site.objects.select_for_update().get(pk=reopened.pk)
        if current.closed_on is None:
            raise BadInput(Defect("没有停用，不用恢复", current.name))
        Site.objects.filter(pk=current.pk).update(closed_on=None)
        entry.before, entry.after = {"closed_on": current.closed_on.isoformat()}, {"closed_on": None}


def free_numbers(taken: Iterable[str]) -> Iterator[str]:
    """Give numbers that no place and none of ``taken`` has: the next above the highest of ours, one after another."""
    known = [*taken, *Site.objects.filter(site_id__startswith=NUMBERED).values_list("site_id", flat=True)]
    ours = [int(rest) for one in known if (rest := one.removeprefix(NUMBERED)).isdecimal() and rest != one]
    number = max(ours, default=0)
    while True:
        number += 1
        yield f"{NUMBERED}{number:0{NUMBER_DIGITS}}"


def _told(site: Site) -> dict[str, object]:
    """Particulars as an audit entry keeps them."""
    found: dict[str, object] = {}
    for name in PARTICULARS:
        value = getattr(site, name)
        found[name] = str(value) if isinstance(value, date | Decimal) else value
    return found
