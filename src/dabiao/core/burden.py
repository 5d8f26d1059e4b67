"""What one organisation is asked in a week, against what it may be asked; and when two requests are the same one.

A week runs from Monday 0:00 to the next, in the time zone people live in. A request counts in the week it was made,
however late it is due: that is the week in which somebody has to read it, plan for it and pass it on.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

WEEK = timedelta(days=7)

REPEATED_WITHIN = timedelta(days=30)
"""Asking the same of the same people again within this time is asking twice; a monthly return is named by its month."""


@dataclass(frozen=True, slots=True)
class Load:
    """What was asked: how many items, and how many minutes of work they take together."""

    items: int = 0
    minutes: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(self.items + other.items, self.minutes + other.minutes)


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that may be asked in a week. Exactly so much is still within it."""

    items: int
    minutes: int

    def is_passed_by(self, load: Load) -> bool:
        """Whether ``load`` is more than this, in items or in minutes."""
        return load.items > self.items or load.minutes > self.minutes


def week_of(moment: datetime) -> tuple[datetime, datetime]:
    """Monday 0:00 of the week of ``moment`` (local time), and of the week after."""
    monday = moment.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=moment.weekday())
    return monday, monday + WEEK


def weeks_up_to(moment: datetime, before: int) -> tuple[datetime, ...]:
    """Mondays of the ``before`` weeks before that of ``moment``, oldest first, and of that week itself."""
    monday, _ = week_of(moment)
    return tuple(monday - WEEK * back for back in range(before, -1, -1))


def likeness(title: str) -> str:
    """What two titles have in common that ask the same: width, case, blanks and punctuation make no difference.

    Figures do: the return of October is not that of November.
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(sign for sign in folded if sign.isalnum()) or folded.strip()
