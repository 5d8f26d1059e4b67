"""Read the breakdown, always within what the asker answers for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from dabiao.core.breakdown_cells import Cell
from dabiao.core.breakdown_gaps import Held
from dabiao.duties.breakdown.models import Duty, Kind
from dabiao.house.paging import PAGE_SIZE
from dabiao.people import policy
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, open_on
from dabiao.people.organisations.queries import open_organisations
from dabiao.people.policy import Action

MOST_NAMED = 6
"""Organisations of one kind a cell names one by one; more are counted, and the cell's own page names them all."""


@dataclass(frozen=True)
class DutyFilter:
    """What the list is narrowed to; what is empty does not narrow."""

    organisation: int | None = None
    method: str = ""
    site_type: str | None = None
    kind: str = ""
    standards: Collection[str] | None = None
    """Ids of standards that a search found."""


def duties(asker: Account, pack_id: str, wanted: DutyFilter = DutyFilter()) -> QuerySet[Duty]:
    """Open duties the asker may see: all, or those of the asker's organisations and of what stands below them."""
    scope = policy.require(asker, Action.SEE_DUTIES)
    found = Duty.objects.filter(pack_id=pack_id, until=None)
    if not scope.everything:
        found = found.filter(organisation_id__in=scope.organisations)
    if wanted.organisation is not None:
        found = found.filter(organisation_id=wanted.organisation)
    if wanted.method:
        found = found.filter(method=wanted.method)
    if wanted.site_type is not None:
        found = found.filter(site_type=wanted.site_type)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.standards is not None:
        found = found.filter(standard_id__in=wanted.standards)
    return found


def sees_everything(asker: Account) -> bool:
    """Whether the asker sees all duties, and so gaps: who sees only a part cannot tell what is missing."""
    return policy.require(asker, Action.SEE_DUTIES).everything


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page of the list begins: behind the duty of this position and id."""

    position: str
    id: int

    def __str__(self) -> str:
        return f"{self.id}~{self.position}"


def key_from(text: str | None) -> Key | None:
    """Read a key from a query string; anything that is none means the first page."""
    number, _, position = (text or "").partition("~")
    if not (number.isascii() and number.isdigit() and len(number) < 19 and 0 < len(position) <= 255):
        return None
    return Key(position, int(number))


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list and the key of the next one, None at the end."""

    rows: tuple[Duty, ...]
    next_key: Key | None


def list_page(found: QuerySet[Duty], after: Key | None, size: int = PAGE_SIZE) -> ListPage:
    """The ``size`` duties behind ``after`` in the order of the breakdown. A deep page costs what the first does."""
    if after is not None:
        behind = Q(position__gt=after.position) | Q(position=after.position, pk__gt=after.id)
        found = found.filter(behind, position__gte=after.position)
    rows = tuple(found.select_related("organisation", "person").order_by("position", "pk")[: size + 1])
    kept = rows[:size]
    more = len(rows) > size
    return ListPage(kept, Key(kept[-1].position, kept[-1].pk) if more else None)


def held(asker: Account, pack_id: str, organisation: int | None = None) -> list[Held]:
    """How many hold each kind of duty in each cell, and who leads. One query over one index."""
    found = duties(asker, pack_id, DutyFilter(organisation))
    counted = found.values("standard_id", "method", "site_type", "kind").annotate(
        number=Count("pk"), first=Min("organisation_id")
    )
    rows = counted.order_by("standard_id", "method", "site_type", "kind").values_list(
        "standard_id", "method", "site_type", "kind", "number", "first"
    )
    return [
        Held(Cell(standard_id, method, site_type), kind, number, first)
        for standard_id, method, site_type, kind, number, first in rows
    ]


def working(asker: Account, pack_id: str) -> set[tuple[Cell, int]]:
    """Cells with the organisations that lead or work there. One query."""
    found = duties(asker, pack_id).filter(kind__in=(Kind.LEAD, Kind.RESPONSIBLE))
    rows = found.values_list("standard_id", "method", "site_type", "organisation_id")
    return {(Cell(standard_id, method, site_type), one) for standard_id, method, site_type, one in rows}


@dataclass(frozen=True, slots=True)
class Holder:
    """An organisation named in a cell, and of how many of its sort (街道, 部门 …) it is one there."""

    cell: Cell
    kind: str
    organisation_id: int
    name: str
    sort: str
    of: int
    person: str


@dataclass(frozen=True, slots=True)
class Named:
    """Holders, and how many open organisations of each sort there are: twelve of twelve streets are all streets."""

    holders: tuple[Holder, ...]
    sorts: Mapping[str, int]


def holders(
    asker: Account, pack_id: str, standards: Collection[str], organisation: int | None = None
) -> Named:
    """Name who holds what in ``standards``: at most ``MOST_NAMED`` of a sort in a cell, and how many. Two queries."""
    known = {
        key: (name, sort, closed_on)
        for key, name, sort, closed_on in Organisation.objects.values_list("pk", "name", "kind", "closed_on")
    }
    rows = duties(asker, pack_id, DutyFilter(organisation, standards=standards)).values_list(
        "standard_id", "method", "site_type", "kind", "organisation_id", "person__display_name"
    )
    groups: dict[tuple[str, str, str, str, str], list[tuple[str, int, str]]] = {}
    for standard_id, method, site_type, kind, key, person in rows:
        name, sort, _ = known[key]
        groups.setdefault((standard_id, method, site_type, kind, sort), []).append((name, key, person or ""))
    found = [
        Holder(Cell(standard_id, method, site_type), kind, key, name, sort, len(group), person)
        for (standard_id, method, site_type, kind, sort), group in sorted(
            groups.items(), key=lambda one: _SORTS.index(one[0][4])
        )
        for name, key, person in sorted(group)[:MOST_NAMED]
    ]
    return Named(tuple(found), Counter(sort for _, sort, closed_on in known.values() if closed_on is None))


_SORTS = [kind.value for kind in OrganisationKind]


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How much an organisation answers for. An item is a standard by one method at one place type."""

    organisation_id: int
    name: str
    sort: str
    closed_on: date | None
    lead: int
    responsible: int
    assisting: int

    @property
    def total(self) -> int:
        """All items."""
        return self.lead + self.responsible + self.assisting


def unit_counts(asker: Account, pack_id: str, organisation: int | None = None) -> list[UnitCount]:
    """What each organisation the asker may see holds, or one of them; most leads first. Two queries."""
    counted: dict[int, dict[str, int]] = {}
    rows = duties(asker, pack_id, DutyFilter(organisation)).values_list("organisation_id", "kind")
    for key, kind, number in rows.annotate(number=Count("pk")).order_by("organisation_id", "kind"):
        counted.setdefault(key, {})[kind] = number
    found = [
        UnitCount(
            one.pk,
            one.name,
            one.kind,
            one.closed_on,
            *(counted[one.pk].get(kind, 0) for kind in Kind.values),
        )
        for one in Organisation.objects.filter(pk__in=counted)
    ]
    return sorted(found, key=lambda one: (-one.lead, -one.responsible, -one.assisting, one.name))


def visible_organisation(asker: Account, organisation_id: int) -> Organisation:
    """An organisation whose duties the asker may see. Raises Organisation.DoesNotExist for any other."""
    scope = policy.require(asker, Action.SEE_DUTIES)
    if not scope.everything and organisation_id not in scope.organisations:
        raise Organisation.DoesNotExist
    return Organisation.objects.get(pk=organisation_id)


def duty(asker: Account, duty_id: int) -> Duty:
    """One duty, open or ended. Raises Duty.DoesNotExist, also for one the asker may not see."""
    scope = policy.require(asker, Action.SEE_DUTIES)
    found = Duty.objects.select_related("organisation", "person")
    if not scope.everything:
        found = found.filter(organisation_id__in=scope.organisations)
    return found.get(pk=duty_id)


def cell_history(asker: Account, pack_id: str, cell: Cell) -> list[Duty]:
    """All duties of a cell the asker may see, open ones first, then what ended last."""
    scope = policy.require(asker, Action.SEE_DUTIES)
    found = Duty.objects.filter(
        pack_id=pack_id, standard_id=cell.standard_id, method=cell.method, site_type=cell.site_type
    )
    if not scope.everything:
        found = found.filter(organisation_id__in=scope.organisations)
    rows = found.select_related("organisation", "person", "added_by", "ended_by").order_by("position", "pk")
    return sorted(rows, key=lambda one: (one.until is not None, -(one.until or date.min).toordinal()))


def ended_of(asker: Account, organisation_id: int, pack_id: str) -> QuerySet[Duty]:
    """Duties an organisation had and has no more."""
    visible_organisation(asker, organisation_id)
    return Duty.objects.filter(
        organisation_id=organisation_id, pack_id=pack_id, until__isnull=False
    ).select_related("organisation", "person", "added_by", "ended_by")


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as other parts use it: in the task table of a letter, or to suggest who is asked."""

    standard_id: str
    method: str
    site_type: str
    kind: str
    organisation_id: int
    organisation: str
    person_id: int | None
    requirement: str
    """Empty when it is just what the pack asks; ``cells.pack_asks`` says that."""
    deadline: date | None
    since: date
    until: date | None


def duties_of(
    asker: Account, organisations: Collection[int], pack_id: str, on: date
) -> dict[int, tuple[DutyLine, ...]]:
    """What organisations answered for on a day, by id, in the order of the breakdown; those without duties, or out of
    the asker's reach, are left out. One query.
    """
    scope = policy.require(asker, Action.SEE_DUTIES)
    seen = [one for one in organisations if scope.everything or one in scope.organisations]
    found: dict[int, list[DutyLine]] = {}
    for line in _lines(Duty.objects.filter(open_on(on), organisation_id__in=seen, pack_id=pack_id)):
        found.setdefault(line.organisation_id, []).append(line)
    return {one: tuple(lines) for one, lines in found.items()}


def _lines(found: QuerySet[Duty]) -> tuple[DutyLine, ...]:
    return tuple(
        DutyLine(*row)
        for row in found.order_by("position", "pk").values_list(
            "standard_id",
            "method",
            "site_type",
            "kind",
            "organisation_id",
            "organisation__name",
            "person_id",
            "requirement",
            "deadline",
            "since",
            "until",
        )
    )


def choices(asker: Account) -> list[Organisation]:
    """Organisations a list can be narrowed to: open ones the asker may see."""
    scope = policy.require(asker, Action.SEE_DUTIES)
    found = open_organisations()
    return [one for one in found if scope.everything or one.pk in scope.organisations]


def people_at(asker: Account, organisation_id: int) -> list[Post]:
    """Open posts at an organisation, for choosing who answers; () for one outside the asker's reach. One query."""
    scope = policy.require(asker, Action.SEE_PEOPLE)
    if not scope.everything and organisation_id not in scope.organisations:
        return []
    found = Post.objects.filter(
        open_on(timezone.localdate()), organisation_id=organisation_id, account__is_active=True
    )
    return list(found.select_related("account").order_by("role", "account__display_name"))
