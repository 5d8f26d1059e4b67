"""Registry of dates that other rooms want to see in a unit's calendar: deadlines of letters, notices, tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

KEPT = timedelta(days=366)
"""How long a date stays in the feeds when it is over: a year can be looked back on, and no feed grows for ever."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that concerns one organisation.

    ``key`` names the thing across rooms and never changes: ``notice-12``. ``title`` is read by whoever has the feed's
    address: no personal data in it. ``when`` is a day, or a moment with a time zone. ``sequence`` grows and
    ``revised_at`` moves whenever anything here changes; a date that was called off stays as ``cancelled``.
    """

    key: str
    kind: str
    title: str
    when: date
    address: str
    revised_at: datetime
    sequence: int = 0
    cancelled: bool = False


DateSource = Callable[[int], Iterable[Dated]]
"""Gives the dates of one organisation (id), with a number of queries that does not grow with them. It is asked on
behalf of the organisation, by nobody who is signed in: it must give nothing of any other."""

_sources: dict[str, DateSource] = {}


def register_dates(name: str, source: DateSource) -> None:
    """Add a room's dates to every feed. Called in the ``ready`` of the room's application; once per ``name``."""
    _sources[name] = source


def kept_from() -> datetime:
    """What was due before this moment is in no feed any more."""
    return timezone.now() - KEPT


def registered_dates(organisation_id: int) -> tuple[Dated, ...]:
    """What every registered room has for one organisation, in order of rooms."""
    return tuple(one for _, source in sorted(_sources.items()) for one in source(organisation_id))
