"""Read organisations: the trees as they stand, and what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When
from django.utils import timezone

from dabiao.people import policy
from dabiao.people.accounts.queries import hand_overs_at
from dabiao.people.models import (
    Account,
    FormerName,
    HandOver,
    Line,
    Organisation,
    OrganisationKind,
    Placement,
    Post,
    Succession,
    open_on,
)
from dabiao.people.policy import Action

_ORDER = list(OrganisationKind)


def ranking_groups() -> dict[str, str]:
    """Give each open organisation's ranking group, by name, as far as one was chosen."""
    chosen = Organisation.objects.filter(closed_on=None).exclude(ranking_group="")
    return dict(chosen.values_list("name", "ranking_group"))


def open_organisations(*kinds: OrganisationKind) -> QuerySet[Organisation]:
    """Open organisations of ``kinds``, from 市 down and by name; all but 网格, who answer through their 社区, when
    none is named. For choices and for finding names: what an organisation did is asked for elsewhere.
    """
    found = Organisation.objects.filter(closed_on=None)
    found = found.filter(kind__in=kinds) if kinds else found.exclude(kind=OrganisationKind.GRID)
    order = Case(*(When(kind=kind, then=at) for at, kind in enumerate(_ORDER)), output_field=IntegerField())
    return found.order_by(order, "name", "pk")


def district_name() -> str:
    """What the district, else the city, is called; empty before it was founded. For headings of its documents."""
    whole = open_organisations(OrganisationKind.DISTRICT, OrganisationKind.CITY)
    found = sorted(whole, key=lambda one: (one.kind != OrganisationKind.DISTRICT, one.pk))
    return found[0].name if found else ""


def former_names() -> dict[int, tuple[str, ...]]:
    """Names organisations had before, by organisation id: what older papers and workbooks may still call them."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for key, name in FormerName.objects.order_by("pk").values_list("organisation_id", "name"):
        found[key].append(name)
    return {key: tuple(names) for key, names in found.items()}


def street_names() -> dict[int, str]:
    """The street each community stands below today, by the community's id. One query."""
    placed = Placement.objects.filter(
        open_on(timezone.localdate()), line=Line.TERRITORY, organisation__kind=OrganisationKind.COMMUNITY
    )
    return dict(placed.values_list("organisation_id", "parent__name"))


def organisation_by_id(asker: Account, organisation_id: int) -> Organisation:
    """One organisation, open or closed. Raises Organisation.DoesNotExist."""
    policy.require(asker, Action.SEE_ORGANISATIONS)
    return Organisation.objects.get(pk=organisation_id)


@dataclass
class Branch:
    """An organisation in a tree, with what stands below it."""

    organisation: Organisation
    people: int
    below: list[Branch] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many organisations stand below it, at any depth."""
        return sum(1 + one.size for one in self.below)

    @property
    def stems(self) -> list[Branch]:
        """What stands below it and has something below itself."""
        return [one for one in self.below if one.below]

    @property
    def leaves(self) -> list[Branch]:
        """What stands below it with nothing below itself."""
        return [one for one in self.below if not one.below]


def tree(asker: Account, line: Line) -> list[Branch]:
    """The open organisations along ``line`` today; what stands in no place of that line is a root of its own.

    Three queries, however many there are.
    """
    policy.require(asker, Action.SEE_ORGANISATIONS)
    today = timezone.localdate()
    people = dict(
        Post.objects.filter(open_on(today))
        .values_list("organisation")
        .annotate(number=Count("account", distinct=True))
        .values_list("organisation", "number")
    )
    branches = {
        one.pk: Branch(one, people.get(one.pk, 0)) for one in Organisation.objects.filter(closed_on=None)
    }
    above = dict(
        Placement.objects.filter(open_on(today), line=line).values_list("organisation_id", "parent_id")
    )
    roots: list[Branch] = []
    for key, branch in branches.items():
        parent = branches.get(above.get(key, 0))
        (parent.below if parent else roots).append(branch)
    for branch in branches.values():
        branch.below.sort(key=_by_kind_and_name)
    if line == Line.SECTOR:
        roots = [one for one in roots if one.organisation.kind == OrganisationKind.DEPARTMENT]
    return sorted(roots, key=_by_kind_and_name)


def organisations(asker: Account, wanted: str, most: int) -> list[Organisation]:
    """Open organisations whose name, former name or code has ``wanted`` in it."""
    policy.require(asker, Action.SEE_ORGANISATIONS)
    found = Organisation.objects.filter(
        Q(name__icontains=wanted) | Q(code__startswith=wanted) | Q(former_names__name__icontains=wanted)
    )
    return list(found.filter(closed_on=None).distinct().order_by("kind", "name")[:most])


@dataclass(frozen=True, slots=True)
class Biography:
    """What became of an organisation: names, places, predecessors and successors, and who works there now."""

    organisation: Organisation
    former_names: Sequence[FormerName]
    placements: Sequence[Placement]
    predecessors: Sequence[Succession]
    successors: Sequence[Succession]
    below: Mapping[str, Sequence[Organisation]]
    posts: Sequence[Post]
    hand_overs: Sequence[HandOver]
    """Empty for whoever may not see its people."""


def biography(asker: Account, organisation_id: int) -> Biography:
    """Tell of one organisation. Raises Organisation.DoesNotExist."""
    policy.require(asker, Action.SEE_ORGANISATIONS)
    today = timezone.localdate()
    found = Organisation.objects.get(pk=organisation_id)
    below: defaultdict[str, list[Organisation]] = defaultdict(list)
    for placed in Placement.objects.filter(open_on(today), parent=found).select_related("organisation"):
        below[placed.line].append(placed.organisation)
    return Biography(
        found,
        tuple(found.former_names.order_by("-until")),
        tuple(found.placements.select_related("parent").order_by("-since", "-pk")),
        tuple(found.inheritances.select_related("predecessor").order_by("-on")),
        tuple(found.successions.select_related("successor").order_by("-on")),
        {line: sorted(ones, key=lambda one: one.name) for line, ones in below.items()},
        tuple(
            Post.objects.filter(open_on(today), organisation=found)
            .select_related("account")
            .order_by("role", "account__display_name")
        ),
        tuple(hand_overs_at(found.pk)) if may_see_people(asker, found.pk) else (),
    )


def may_see_people(asker: Account, organisation_id: int) -> bool:
    """Whether the asker may know who works at an organisation."""
    if not policy.may(asker, Action.SEE_PEOPLE):
        return False
    scope = policy.require(asker, Action.SEE_PEOPLE)
    return scope.everything or organisation_id in scope.organisations


def _by_kind_and_name(branch: Branch) -> tuple[int, str]:
    return _ORDER.index(OrganisationKind(branch.organisation.kind)), branch.organisation.name
