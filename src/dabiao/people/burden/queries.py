"""Read what is asked of organisations, and what is too much."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Sum

from dabiao.people.burden.models import Ask

WEEKLY_ITEMS, WEEKLY_MINUTES = 5, 120
"""What one organisation is asked in a week at most (示范值: an item a working day, and two hours in all)."""


def week_of(moment: datetime) -> tuple[datetime, datetime]:
    """Monday 0:00 of the week of ``moment`` (local time), and of the week after."""
    monday = moment.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=moment.weekday())
    return monday, monday + timedelta(days=7)


def too_much(organisations: Iterable[int], items: int, minutes: int, now: datetime) -> set[int]:
    """Which organisations would be asked more than the week's limit, were this asked of them now. One query."""
    wanted = set(organisations)
    since, until = week_of(now)
    asked = {
        key: (had_items, had_minutes)
        for key, had_items, had_minutes in Ask.objects.filter(
            organisation_id__in=wanted, asked_at__gte=since, asked_at__lt=until
        )
        .values("organisation_id")
        .annotate(had_items=Sum("items"), had_minutes=Sum("minutes"))
        .values_list("organisation_id", "had_items", "had_minutes")
    }
    found = set()
    for one in wanted:
        had_items, had_minutes = asked.get(one, (0, 0))
        if had_items + items > WEEKLY_ITEMS or had_minutes + minutes > WEEKLY_MINUTES:
            found.add(one)
    return found
