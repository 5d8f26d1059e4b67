"""The account of what is asked: week by week, organisation by organisation, in the order of the tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When
from django.utils import timezone

from dabiao.core.burden import WEEK, Limit, Load, weeks_up_to
from dabiao.people.burden.limits import LimitBook, limit_book
from dabiao.people.burden.queries import scope_of, standing_asks
from dabiao.people.models import Account, Line, Organisation, OrganisationKind
from dabiao.people.organisations.queries import Branch, tree

WEEKS_BEFORE = 8
"""Weeks shown beside the present one: two months, long enough to tell a habit from a busy week."""


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """What one organisation was asked in one week, against the limit at the end of that week."""

    since: datetime
    load: Load
    limit: Limit
    requests: int
    short: int
    """Requests with less than one working day."""
    sent_over: int
    """Requests that passed the limit of their moment and were made nevertheless."""

    @property
    def is_over(self) -> bool:
        """Whether the week as a whole passed the limit."""
        return self.limit.is_passed_by(self.load)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One organisation's weeks, oldest first. ``depth`` is how far below the root it stands."""

    organisation: Organisation
    depth: int
    weeks: tuple[WeekLoad, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked of it in all these weeks."""
        return not any(one.requests for one in self.weeks)


@dataclass(frozen=True, slots=True)
class BurdenAccount:
    """Everything of the account that the asker may see."""

    weeks: tuple[datetime, ...]
    """Mondays, oldest first; the last is the present week, which is not over yet."""
    lines: tuple[AccountLine, ...]
    everything: bool
    """Whether it covers the whole district."""

    def average_minutes(self, kind: str | None = None) -> list[tuple[datetime, float | None]]:
        """Minutes an organisation of ``kind`` (any) was asked for on average in each week; None without any.

        Organisations that were asked nothing count: they were spared.
        """
        chosen = [one for one in self.lines if kind in (None, one.organisation.kind)]
        return [
            (week, sum(one.weeks[at].load.minutes for one in chosen) / len(chosen) if chosen else None)
            for at, week in enumerate(self.weeks)
        ]


def burden_account(asker: Account, now: datetime | None = None) -> BurdenAccount:
    """Read the account of this week and of the ``WEEKS_BEFORE`` before it. As many queries for one as for thousands."""
    scope = scope_of(asker)
    weeks = weeks_up_to(timezone.localtime(now), WEEKS_BEFORE)
    counted = _counted(asker, weeks)
    book = limit_book()
    placed = list(_flat(tree(asker, Line.TERRITORY)))
    if not scope.everything:
        placed = [(one, depth) for one, depth in placed if one.pk in scope.organisations]
    known = {one.pk for one, _ in placed}
    gone = Organisation.objects.filter(pk__in=set(counted) - known).order_by("name")
    lines = [
        AccountLine(one, depth, _weeks(one, weeks, counted, book))
        for one, depth in (*placed, *((one, 0) for one in gone))
        if one.kind not in (OrganisationKind.CITY, OrganisationKind.DISTRICT) or one.pk in counted
    ]
    return BurdenAccount(weeks, tuple(lines), scope.everything)


def organisation_weeks(
    asker: Account, organisation: Organisation, now: datetime | None = None
) -> tuple[WeekLoad, ...]:
    """The weeks of one organisation, oldest first. Ask for it through ``organisation_seen``."""
    weeks = weeks_up_to(timezone.localtime(now), WEEKS_BEFORE)
    counted = _counted(asker, weeks, organisation)
    return _weeks(organisation, weeks, counted, limit_book())


_Counted = Mapping[int, Mapping[int, tuple[Load, int, int, int]]]
"""Organisation → place of the week → load, requests, short ones, ones over the limit."""


def _counted(asker: Account, weeks: Sequence[datetime], organisation: Organisation | None = None) -> _Counted:
    """Count by organisation and week. One query; weeks are told apart by their bounds, which any database can."""
    found = standing_asks(asker).filter(asked_at__gte=weeks[0])
    if organisation is not None:
        found = found.filter(organisation=organisation)
    bounds = [When(asked_at__gte=weeks[at], then=Value(at)) for at in reversed(range(len(weeks)))]
    rows = (
        found.annotate(week=Case(*bounds, output_field=IntegerField()))
        .values("organisation_id", "week")
        .annotate(
            all_items=Sum("items"),
            all_minutes=Sum("minutes"),
            requests=Count("pk"),
            short=Count("pk", filter=Q(short_notice=True)),
            over=Count("pk", filter=Q(over_limit=True)),
        )
    )
    counted: defaultdict[int, dict[int, tuple[Load, int, int, int]]] = defaultdict(dict)
    for row in rows:
        load = Load(row["all_items"], row["all_minutes"])
        counted[row["organisation_id"]][row["week"]] = (load, row["requests"], row["short"], row["over"])
    return counted


def _weeks(
    one: Organisation, weeks: Sequence[datetime], counted: _Counted, book: LimitBook
) -> tuple[WeekLoad, ...]:
    had = counted.get(one.pk, {})
    found = []
    for at, week in enumerate(weeks):
        load, requests, short, over = had.get(at, (Load(), 0, 0, 0))
        end_of_week = week + WEEK - timedelta(microseconds=1)
        found.append(WeekLoad(week, load, book.of(one.kind, end_of_week), requests, short, over))
    return tuple(found)


def _flat(branches: Sequence[Branch], depth: int = 0) -> Iterator[tuple[Organisation, int]]:
    for one in branches:
        yield one.organisation, depth
        yield from _flat(one.below, depth + 1)
