"""How much may be asked in a week: the limits that were set, and what holds where none was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dabiao.core.burden import Limit
from dabiao.people.burden.models import BurdenLimit

WEEKLY_ITEMS, WEEKLY_MINUTES = 5, 120
"""Where nobody set a limit (示范值, ours): an item a working day and two hours in all, a twentieth of the week of one
liaison. A community of six people answers some twenty departments; this is what a campaign may take of it."""

PRESET = Limit(WEEKLY_ITEMS, WEEKLY_MINUTES)


@dataclass(frozen=True, slots=True)
class LimitBook:
    """All limits ever set, by kind of organisation, oldest first."""

    rows: Mapping[str, Sequence[BurdenLimit]]

    def of(self, kind: str, at: datetime) -> Limit:
        """The limit for that kind that was in force at a moment."""
        found = PRESET
        for one in self.rows.get(kind, ()):
            if one.since <= at:
                found = Limit(one.items, one.minutes)
        return found

    def is_preset(self, kind: str) -> bool:
        """Whether nobody ever set one for that kind."""
        return not self.rows.get(kind)


def limit_book() -> LimitBook:
    """Read the limits. They are no secret: whoever is asked sees what may be asked. One query."""
    rows: defaultdict[str, list[BurdenLimit]] = defaultdict(list)
    for one in BurdenLimit.objects.select_related("set_by").order_by("since", "pk"):
        rows[one.kind].append(one)
    return LimitBook(rows)
