"""Read the audit chain for its pages. Whatever somebody did to the database, the list still opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from dabiao.house import audit
from dabiao.house.models import AuditEntry
from dabiao.house.paging import page_of
from dabiao.people import policy
from dabiao.people.auditing.words import Difference, action_word, differences, resource_word
from dabiao.people.door import security
from dabiao.people.models import Account
from dabiao.people.policy import Action

CHECK, EXPORT = "audit_check", "audit_export"
"""What the entries of checking and of exporting say they are about."""

RULES = "rules"
RULE_RESOURCES = ("security_settings", "burden_limit", "complaint_rules", "pack")
"""What the district is run by, asked for in one word: who changed the rules."""

CHECKS_SHOWN = 5
"""Latest checks on the page; all of them are entries of the chain."""


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What the list is narrowed to; empty does not narrow. Days are local and both count."""

    actor: str = ""
    action: str = ""
    resource: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class EntryTold:
    """An entry in words. ``unreadable`` when its stored time or figures are no longer any."""

    number: int
    at: datetime | None = None
    actor: str = ""
    address: str = ""
    action: str = ""
    resource: str = ""
    resource_id: str = ""
    changes: Sequence[Difference] = ()
    compared: bool = False
    """Whether there are figures before, to set beside those after."""
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One page of the list, newest first; ``next_key`` asks for the following one, None at the end."""

    rows: Sequence[EntryTold]
    next_key: int | None


def entries(asker: Account, wanted: EntryFilter, before: int | None) -> EntryPage:
    """A page of the chain, newest first: two queries, however long the chain is."""
    policy.require(asker, Action.SEE_AUDIT)
    page = page_of(_narrowed(wanted).only("pk", "number"), before)
    keys = [one.pk for one in page.rows]
    try:
        found = AuditEntry.objects.in_bulk(keys)
        rows = [_told(found[key]) for key in keys]
    except audit.UNREADABLE:
        rows = [_told_alone(one) for one in page.rows]
    return EntryPage(rows, page.next_key)


@dataclass(frozen=True, slots=True)
class Extent:
    """How far back the chain reaches, and how far it has to; ``since`` is None while it is empty or unreadable."""

    count: int
    last_noted: str
    since: date | None
    months: int
    asked_since: date

    @property
    def reaches(self) -> bool:
        """Whether the first entry is as old as the rules ask; a young installation has nothing older to keep."""
        return self.since is not None and self.since <= self.asked_since


def extent(asker: Account) -> Extent:
    """Tell how far the chain reaches. Entries are never deleted, so its first is the first there was."""
    policy.require(asker, Action.SEE_AUDIT)
    number, digest = audit.head()
    months = security.current().audit_months
    try:
        first = AuditEntry.objects.order_by("number").values_list("at", flat=True).first()
    except audit.UNREADABLE:
        first = None
    return Extent(
        number,
        f"{number}:{digest}",
        timezone.localdate(first) if first else None,
        months,
        months_before(timezone.localdate(), months),
    )


@dataclass(frozen=True, slots=True)
class CheckTold:
    """What a check found: ``broken_at`` is None when all of it was whole."""

    number: int
    at: datetime
    actor: str
    checked: int
    intact: bool
    broken_at: int | None
    said: str
    noted: str


def checks(asker: Account) -> list[CheckTold]:
    """The latest checks, newest first, as their entries tell them."""
    policy.require(asker, Action.SEE_AUDIT)
    try:
        found = list(AuditEntry.objects.filter(resource=CHECK).order_by("-pk")[:CHECKS_SHOWN])
    except audit.UNREADABLE:
        return []
    return [
        CheckTold(
            one.number,
            one.at,
            one.actor,
            after.get("checked", 0),
            after.get("intact") is True,
            after.get("broken_at"),
            after.get("said") or "",
            f"{after.get('checked', 0)}:{after.get('last_digest', '')}",
        )
        for one in found
        if isinstance(after := one.after, dict)
    ]


def check_is_under_way(asker: Account, task_path: str) -> bool:
    """Whether a long check waits or runs."""
    policy.require(asker, Action.SEE_AUDIT)
    waiting = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return DBTaskResult.objects.filter(task_path=task_path, status__in=waiting).exists()


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _narrowed(wanted: EntryFilter) -> QuerySet[AuditEntry]:
    found = AuditEntry.objects.filter(
        **{name: word for name in ("actor", "action") if (word := getattr(wanted, name))}
    )
    if wanted.resource:
        found = found.filter(resource__in=RULE_RESOURCES if wanted.resource == RULES else (wanted.resource,))
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _told_alone(one: AuditEntry) -> EntryTold:
    try:
        return _told(AuditEntry.objects.get(pk=one.pk))
    except audit.UNREADABLE:
        return EntryTold(one.number, unreadable=True)


def _told(entry: AuditEntry) -> EntryTold:
    if not entry.at:  # a stored time that is none any more reads as nothing
        return EntryTold(entry.number, unreadable=True)
    return EntryTold(
        entry.number,
        entry.at,
        entry.actor,
        entry.address or "",
        action_word(entry.action),
        resource_word(entry.resource),
        entry.resource_id,
        differences(entry.before, entry.after, entry.resource),
        compared=bool(entry.before),
    )
