"""Read the register of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.places.models import Site, open_sites

FILTERS = ("site_type", "street", "unit")


@dataclass(frozen=True, slots=True)
class SiteFilter:
    """What the list is narrowed to; an empty word does not narrow. ``state``: open (also the default), closed, all,
    unplaced (open and without a position).
    """

    site_type: str = ""
    street: str = ""
    unit: str = ""
    state: str = ""
    text: str = ""


def frame_sizes(names: Mapping[str, str] | None = None) -> dict[str, int]:
    """How many places of each type exist: N of the stability model. A figure of the district, for every reader.

    ``names`` are place types of another pack under their name in this one: the register knows a place by one name only,
    whichever pack it was filled for, so places of both names are added up.
    """
    counted = Site.objects.filter(open_sites()).values_list("site_type").annotate(number=Count("pk"))
    found: dict[str, int] = {}
    for site_type, number in counted.values_list("site_type", "number"):
        for name in {site_type, (names or {}).get(site_type, site_type)}:
            found[name] = found.get(name, 0) + number
    return found


def known_sites(day: date | None = None) -> list[tuple[Site, bool]]:
    """Every place of the register, and whether it can be inspected on ``day`` (today): what a workbook may mean."""
    open_ones = set(Site.objects.filter(open_sites(day)).values_list("pk", flat=True))
    return [(one, one.pk in open_ones) for one in Site.objects.order_by("site_id")]


def sites(asker: Account, wanted: SiteFilter | None = None) -> QuerySet[Site]:
    """Places of the register; without ``wanted`` all of them, closed ones too."""
    policy.require(asker, Action.SEE_SITES)
    found = Site.objects.all()
    if wanted is None:
        return found
    found = found.filter(**{name: word for name in FILTERS if (word := getattr(wanted, name))})
    if wanted.state == "closed":
        found = found.exclude(open_sites())
    elif wanted.state != "all":
        found = found.filter(open_sites())
    if wanted.state == "unplaced":
        found = found.filter(lon=None)
    if wanted.text:
        found = found.filter(
            Q(name__icontains=wanted.text)
            | Q(site_id__icontains=wanted.text)
            | Q(community__icontains=wanted.text)
        )
    return found


def site_by_key(asker: Account, site_key: int) -> Site:
    """One place. Raises Site.DoesNotExist."""
    return sites(asker).get(pk=site_key)


def choices(asker: Account) -> dict[str, list[str]]:
    """What each filter can be set to. Three queries."""
    known = sites(asker)
    return {
        name: [word for word in known.order_by(name).values_list(name, flat=True).distinct() if word]
        for name in FILTERS
    }
