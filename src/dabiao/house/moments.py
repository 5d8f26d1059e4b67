"""Days as moments, in the time zone people live in."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def last_minute(day: date) -> datetime:
    """The last minute of a day: until then something that is due on it may be done."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))
