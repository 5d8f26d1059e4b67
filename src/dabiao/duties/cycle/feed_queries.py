"""Read feeds: which addresses there are, and what stands behind one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.duties.cycle.dates import Dated, registered_dates
from dabiao.duties.cycle.feed_actions import digest_of
from dabiao.duties.cycle.models import Cycle, Feed, GateState
from dabiao.duties.cycle.queries import CalendarLine, entries_of, own_organisations
from dabiao.house.audit import PERSONAL
from dabiao.house.paging import Page, page_of
from dabiao.office.ical import CalendarEvent
from dabiao.people import policy
from dabiao.people.models import Account, Organisation
from dabiao.people.organisations.queries import open_organisations
from dabiao.people.policy import Action

Absolute = Callable[[str], str]
"""Makes an address on this site one that works from elsewhere."""


def feeds(asker: Account, before: int | None = None) -> Page[Feed]:
    """Working addresses of the units within the asker's reach, and the asker's own; newest first."""
    scope = policy.require(asker, Action.KEEP_FEEDS)
    within = Q(organisation__isnull=False) if scope.everything else Q(organisation__in=scope.organisations)
    found = Feed.objects.filter(within | Q(account=asker), revoked_at=None).select_related("organisation")
    return page_of(found, before)


def feed_within(asker: Account, feed_id: int) -> Feed:
    """A working address within the asker's reach. Raises Feed.DoesNotExist for any other."""
    scope = policy.require(asker, Action.KEEP_FEEDS)
    within = Q(organisation__isnull=False) if scope.everything else Q(organisation__in=scope.organisations)
    return Feed.objects.select_related("organisation").get(
        within | Q(account=asker), pk=feed_id, revoked_at=None
    )


def units_within(asker: Account) -> list[Organisation]:
    """Open organisations for which the asker may make an address; those of the asker's own posts first."""
    scope = policy.require(asker, Action.KEEP_FEEDS)
    found = open_organisations()
    if not scope.everything:
        found = found.filter(pk__in=scope.organisations)
    own = own_organisations(asker)
    return sorted(found, key=lambda one: one.pk not in own)


def feed_behind(token: str) -> Feed | None:
    """The feed of an address that works. A wrong, renewed or revoked one is None alike, as is that of a unit that is
    gone and of a person whose account was closed or who has no post left. One query; a person's posts take another.
    """
    found = (
        Feed.objects.filter(
            Q(organisation__closed_on=None, organisation__isnull=False) | Q(account__is_active=True),
            digest=digest_of(token),
            revoked_at=None,
        )
        .select_related("organisation", "account")
        .first()
    )
    if found is None or (found.account is not None and not own_organisations(found.account)):
        return None
    return found


def name_of(feed: Feed) -> str:
    """What calendars call it. A person's feed does not name the person."""
    return f"创建周期 {feed.organisation.name}" if feed.organisation else "创建周期 我的单位"


def events_of(feed: Feed, absolute: Absolute) -> list[CalendarEvent]:
    """Dates of the current cycle for everybody and for the feed's units, and what other rooms ask of those."""
    if feed.organisation is not None:
        units = frozenset({feed.organisation.pk})
    else:
        assert feed.account is not None, "a feed is a unit's or a person's"
        units = own_organisations(feed.account)
    events: list[CalendarEvent] = []
    cycle = Cycle.objects.filter(is_current=True).first()
    if cycle is not None:
        events += [_event(line, absolute) for line in entries_of(cycle, units)]
    known: set[str] = set()
    for unit in sorted(units):
        events += [_registered(one, absolute) for one in _new(unit, known)]
    return events


def _new(unit: int, known: set[str]) -> Iterator[Dated]:
    for one in registered_dates(unit):
        if one.key not in known:
            known.add(one.key)
            yield one


def _event(line: CalendarLine, absolute: Absolute) -> CalendarEvent:
    entry, since, until = line.entry, line.span.since, line.span.until
    if entry.at is not None:
        since = entry.at
        until = entry.at + timedelta(minutes=entry.lasts or 0)
    told = [entry.kind if entry.is_settled else f"{entry.kind}（拟定，日期可能调整）"]
    if entry.condition:
        told.append(entry.condition)
    if entry.is_gate and line.state is not GateState.OPEN:
        told.append(f"结果：{line.state.value}")
    if line.next_working_day:
        told.append(f"到期日是休息日，下一个工作日是 {line.next_working_day}")
    return CalendarEvent(
        uid=f"{entry.uid}@dabiao",
        title=_without_numbers(entry.title if entry.is_settled else f"{entry.title}（拟定）"),
        since=since,
        until=until,
        revised_at=entry.revised_at,
        sequence=entry.sequence,
        description=_without_numbers("\n".join(told)),
        address=absolute(reverse("calendar_entry", args=[entry.pk])),
        category=CalendarKind(entry.kind).value,
        cancelled=entry.withdrawn_at is not None,
    )


def _registered(one: Dated, absolute: Absolute) -> CalendarEvent:
    """``salted_hmac`` keeps the ids of two districts apart: both may have a first notice."""
    return CalendarEvent(
        uid=f"{salted_hmac('dabiao.calendar', one.key).hexdigest()[:32]}@dabiao",
        title=_without_numbers(one.title),
        since=one.when,
        until=one.when,
        revised_at=one.revised_at,
        sequence=one.sequence,
        description=one.kind,
        address=absolute(one.address),
        category=one.kind,
        cancelled=one.cancelled,
    )


def _without_numbers(text: str) -> str:
    """Leave out what looks like a mobile or identity number: whoever has the address reads it."""
    return PERSONAL.sub("（号码略）", text)
