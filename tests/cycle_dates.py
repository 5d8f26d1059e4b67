"""Dates of a cycle as tests find them, move them and ask for new ones."""

from datetime import date, time

import pytest

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.defects import BadInput
from dabiao.duties.cycle.actions import Move, move_entry
from dabiao.duties.cycle.drafts import EntryDraft
from dabiao.duties.cycle.models import CalendarEntry, Cycle
from dabiao.people.models import Account, Organisation


def refused(words: str):
    """A refusal that says these words."""
    return pytest.raises(BadInput, match=words)


def named(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def only(cycle: Cycle, kind: CalendarKind, year: int) -> CalendarEntry:
    """The one entry of this kind that begins in this year."""
    return cycle.entries.get(kind=kind.value, since__year=year)


def move(
    actor: Account,
    entry: CalendarEntry,
    since: date,
    until: date | None = None,
    begins: time | None = None,
    reason: str = "省里改期",
) -> None:
    """Move an entry, looked at just before."""
    entry.refresh_from_db()
    move_entry(actor, entry, Move(since, until, begins, reason, entry.sequence))


def deadline(day: date, *units: str, **given: object) -> EntryDraft:
    """A plan that these units, or 东湖街道, hand in by this day."""
    organisations = tuple(map(named, units or ("东湖街道",)))
    return EntryDraft(
        CalendarKind.DEADLINE,
        "报送计划",
        day,
        minutes=30,
        organisations=organisations,
        **given,  # type: ignore[arg-type]
    )
