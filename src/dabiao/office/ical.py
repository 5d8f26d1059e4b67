"""iCalendar (RFC 5545) written by hand: a published feed of dates that calendars subscribe to.

Days are all-day events whose DTEND is the day after the last one; moments carry the time zone Asia/Shanghai, which
has kept UTC+8 without summer time since 1992. The same events give the same bytes: DTSTAMP is when an event was last
revised, as the standard wants of a calendar without METHOD (3.8.7.2), not when the file was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

ZONE = "Asia/Shanghai"
_SHANGHAI = timezone(timedelta(hours=8), ZONE)

LONGEST_LINE = 75
"""Octets of a line without its break (RFC 5545, 3.1); a character is never cut in two."""

PRODUCT = "-//Dabiao//Cycle calendar//ZH"

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]")
"""Control characters may not stand in a text (3.3.11), lone surrogates are no UTF-8, and some readers take the last
three kinds of line break and the byte order mark for the end of a line or of the file."""

_ZONE_LINES = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19920101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event. ``since`` and ``until`` are days, both part of it, or moments with a time zone.

    ``uid`` never changes and is used for nothing else; ``sequence`` grows with every revision. An event that was
    called off stays in the feed as ``cancelled``, so that calendars take it out.
    """

    uid: str
    title: str
    since: date
    until: date
    revised_at: datetime
    sequence: int = 0
    description: str = ""
    address: str = ""
    category: str = ""
    cancelled: bool = False


def write_calendar(name: str, events: Iterable[CalendarEvent], refresh_hours: int = 6) -> bytes:
    """Write a feed called ``name``. Raises ValueError for an event that ends before it begins, that mixes days with
    moments, or whose moment has no time zone.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        f"X-WR-TIMEZONE:{ZONE}",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{refresh_hours}H",
        f"X-PUBLISHED-TTL:PT{refresh_hours}H",
        *_ZONE_LINES,
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(event: CalendarEvent) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_utc(event.revised_at)}"
    yield f"LAST-MODIFIED:{_utc(event.revised_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield from _when(event)
    yield f"SUMMARY:{_text(event.title)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.category:
        yield f"CATEGORIES:{_text(event.category)}"
    if event.address:
        yield f"URL:{_address(event.address)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _when(event: CalendarEvent) -> Iterator[str]:
    since, until = event.since, event.until
    if isinstance(since, datetime) != isinstance(until, datetime):
        raise ValueError("an event lasts from day to day or from moment to moment")
    if isinstance(since, datetime) and isinstance(until, datetime):
        if since > until:
            raise ValueError("an event ends before it begins")
        yield f"DTSTART;TZID={ZONE}:{_local(since)}"
        if until > since:
            yield f"DTEND;TZID={ZONE}:{_local(until)}"
        return
    if since > until:
        raise ValueError("an event ends before it begins")
    yield f"DTSTART;VALUE=DATE:{_day(since)}"
    yield f"DTEND;VALUE=DATE:{_day(until + timedelta(days=1))}"


def _day(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"


def _local(moment: datetime) -> str:
    local = _aware(moment).astimezone(_SHANGHAI)
    return f"{_day(local)}T{local:%H%M%S}"


def _utc(moment: datetime) -> str:
    utc = _aware(moment).astimezone(UTC)
    return f"{_day(utc)}T{utc:%H%M%S}Z"


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment


def _text(text: str) -> str:
    """Escape a text (3.3.11). Backslashes first, or the others' would be escaped again."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _UNPRINTABLE.sub(" ", plain)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _address(address: str) -> str:
    """A URI is not escaped (3.3.13); what could end its line or is no part of an address is left out."""
    return re.sub(r"[^\x21-\x7e]", "", address)


def _folded(line: str) -> Iterator[bytes]:
    """Cut a line into parts of at most ``LONGEST_LINE`` octets; each after the first begins with a space."""
    part = b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > LONGEST_LINE:
            yield part
            part = b" "
        part += octets
    yield part
