"""Read what is asked of organisations, and what is too much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    Count,
    DateTimeField,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)

from dabiao.core.burden import REPEATED_WITHIN, Load, week_of
from dabiao.people import policy
from dabiao.people.burden.limits import PRESET, WEEKLY_ITEMS, WEEKLY_MINUTES, LimitBook, limit_book
from dabiao.people.burden.models import Ask, BurdenLimit
from dabiao.people.models import Account, Organisation
from dabiao.people.policy import Action, Scope

__all__ = [
    "PRESET",
    "WEEKLY_ITEMS",
    "WEEKLY_MINUTES",
    "LimitBook",
    "Repeat",
    "SentAnyway",
    "asks_of_organisation",
    "asks_since",
    "limit_book",
    "limits_set",
    "organisation_seen",
    "repeated",
    "repeats",
    "scope_of",
    "sent_anyway",
    "standing_asks",
    "too_much",
    "week_of",
]

MOST_LISTED = 50
"""Requests a list of exceptions or repeats shows on the page; the export has all of them."""


def too_much(organisations: Iterable[int], items: int, minutes: int, now: datetime) -> set[int]:
    """Which organisations would be asked more than the week's limit, were this asked of them now. Three queries.

    What adds nothing passes no limit, however full the week is.
    """
    if not items and not minutes:
        return set()
    kinds = dict(Organisation.objects.filter(pk__in=set(organisations)).values_list("pk", "kind"))
    since, until = week_of(now)
    had = {
        key: Load(had_items, had_minutes)
        for key, had_items, had_minutes in Ask.objects.filter(
            organisation_id__in=kinds, asked_at__gte=since, asked_at__lt=until, withdrawn_at=None
        )
        .values("organisation_id")
        .annotate(had_items=Sum("items"), had_minutes=Sum("minutes"))
        .values_list("organisation_id", "had_items", "had_minutes")
    }
    book, more = limit_book(), Load(items, minutes)
    return {
        one for one, kind in kinds.items() if book.of(kind, now).is_passed_by(had.get(one, Load()) + more)
    }


def scope_of(asker: Account) -> Scope:
    """Whose account ``asker`` may read."""
    return policy.require(asker, Action.SEE_BURDEN)


def standing_asks(asker: Account) -> QuerySet[Ask]:
    """Requests ``asker`` may see that were not taken back."""
    found = Ask.objects.filter(withdrawn_at=None)
    scope = scope_of(asker)
    return found if scope.everything else found.filter(organisation_id__in=scope.organisations)


def was_asked_of_one(one: Ask) -> bool:
    """Whether a request, found in the asker's reach, went to one organisation only: its complaint is easily guessed."""
    return Ask.objects.filter(resource=one.resource, resource_id=one.resource_id).count() == 1


def asks_since(asker: Account, since: datetime) -> QuerySet[Ask]:
    """Requests made since a moment, oldest first, with who asked and of whom: for an export."""
    found = standing_asks(asker).filter(asked_at__gte=since)
    return found.select_related("organisation", "asked_by").order_by("asked_at", "pk")


def organisation_seen(asker: Account, organisation_id: int) -> Organisation:
    """An organisation whose account ``asker`` may read. Raises Organisation.DoesNotExist."""
    scope = scope_of(asker)
    found = Organisation.objects.all()
    if not scope.everything:
        found = found.filter(pk__in=scope.organisations)
    return found.get(pk=organisation_id)


def asks_of_organisation(asker: Account, organisation: Organisation) -> QuerySet[Ask]:
    """What was asked of one organisation; order and page as ``page_of`` wants."""
    return standing_asks(asker).filter(organisation=organisation).select_related("asked_by")


@dataclass(frozen=True, slots=True)
class SentAnyway:
    """A request that was too much or too late and was made nevertheless, of so many organisations."""

    title: str
    address: str
    asked_by: str
    asked_at: datetime
    due: datetime | None
    reason: str
    organisations: int
    short: int
    """How many of them had less than one working day."""
    over: int
    """How many of them were asked more than the limit with it."""
    items: int
    minutes: int


def sent_anyway(
    asker: Account, since: datetime, until: datetime, kind: str = "", most: int = MOST_LISTED
) -> list[SentAnyway]:
    """Requests of that time that went out with a reason, newest first; with ``kind``, to organisations of that kind.

    One query, however many they are.
    """
    found = (
        standing_asks(asker)
        .filter(**{"organisation__kind": kind} if kind else {})
        .filter(Q(short_notice=True) | Q(over_limit=True), asked_at__gte=since, asked_at__lt=until)
        .values("resource", "resource_id", "title", "address", "asked_at", "due", "reason")
        .annotate(
            by=F("asked_by__display_name"),
            organisations=Count("pk"),
            short=Count("pk", filter=Q(short_notice=True)),
            over=Count("pk", filter=Q(over_limit=True)),
            items_each=Max("items"),
            minutes_each=Max("minutes"),
        )
        .order_by("-asked_at", "resource", "resource_id")[:most]
    )
    return [
        SentAnyway(
            one["title"],
            one["address"],
            one["by"],
            one["asked_at"],
            one["due"],
            one["reason"],
            one["organisations"],
            one["short"],
            one["over"],
            one["items_each"],
            one["minutes_each"],
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A request, and an earlier one that asked the same of the same organisations."""

    again: Ask
    first: Ask
    organisations: int


def repeats(asker: Account, since: datetime, until: datetime) -> list[Repeat]:
    """What was asked twice of the same organisation within ``REPEATED_WITHIN``, the second time in that time.

    Two requests ask the same when their titles do (``core.burden.likeness``). Two queries, newest first.
    """
    found = repeated(standing_asks(asker).filter(asked_at__gte=since, asked_at__lt=until))
    pairs = list(
        found.values_list("pk", "earlier", "resource", "resource_id")  # type: ignore[misc]  # annotated
    )
    firsts = Ask.objects.select_related("asked_by").in_bulk({key for pair in pairs for key in pair[:2]})
    together: dict[tuple[str, str, str, str], list[tuple[Ask, Ask]]] = {}
    for again, first, resource, resource_id in pairs:
        before = firsts[first]
        key = (resource, resource_id, before.resource, before.resource_id)
        together.setdefault(key, []).append((firsts[again], before))
    return [Repeat(again=ones[0][0], first=ones[0][1], organisations=len(ones)) for ones in together.values()]


def repeated(found: QuerySet[Ask]) -> QuerySet[Ask]:
    """Those among ``found`` that asked the same again; ``earlier`` is the number of the request before.

    A request without items only brings another one's deadline forward.
    """
    earlier = (
        Ask.objects.filter(
            organisation=OuterRef("organisation"),
            likeness=OuterRef("likeness"),
            withdrawn_at=None,
            pk__lt=OuterRef("pk"),
            asked_at__gte=ExpressionWrapper(
                OuterRef("asked_at") - REPEATED_WITHIN, output_field=DateTimeField()
            ),
        )
        .order_by("-pk")
        .values("pk")[:1]
    )
    again = found.filter(items__gte=1)
    return again.annotate(earlier=Subquery(earlier)).exclude(earlier=None).order_by("-asked_at", "-pk")


def limits_set(asker: Account) -> list[BurdenLimit]:
    """Every limit that was ever set, newest first, with who set it and why."""
    policy.require(asker, Action.SEE_BURDEN)
    return list(BurdenLimit.objects.select_related("set_by").order_by("-since", "-pk"))
