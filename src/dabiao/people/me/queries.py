"""Read 我的: the list, the day's digest, one's own settings, and whose digest is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from dabiao.core.digest_time import is_due, next_due
from dabiao.core.due_groups import DueGroup, due_group
from dabiao.house.registries import MyEntry, my_entries
from dabiao.people import policy
from dabiao.people.me.models import Digest, DigestDelivery, DigestSettings
from dabiao.people.me.telling import Told, Why
from dabiao.people.models import Account, Post, open_on
from dabiao.people.policy import Action


@dataclass(frozen=True, slots=True)
class TodaysDigest:
    """The digest of today, with what became of it since: ``done`` lines of it are open no more."""

    made_at: datetime
    lines: Sequence[Told]
    done: int
    failed: bool
    deliveries: Sequence[DigestDelivery]


def entries(asker: Account) -> tuple[MyEntry, ...]:
    """Everything that is asked of the asker and still open, what is due first first."""
    policy.require(asker, Action.SEE_OWN_LIST)
    return my_entries(asker)


def grouped(found: Sequence[MyEntry], now: datetime) -> list[tuple[DueGroup, list[MyEntry]]]:
    """Divide the list by how soon things are due; groups without lines are left out."""
    groups: dict[DueGroup, list[MyEntry]] = {group: [] for group in DueGroup}
    for one in found:
        groups[due_group(one.due, now)].append(one)
    return [(group, lines) for group, lines in groups.items() if lines]


def todays_digest(asker: Account, found: Sequence[MyEntry], day: date) -> TodaysDigest | None:
    """The digest of ``day``, as far as its lines are still open and still the asker's; None before it was made."""
    policy.require(asker, Action.SEE_OWN_LIST)
    made = Digest.objects.filter(account=asker, day=day).prefetch_related("deliveries").first()
    if made is None:
        return None
    still_open = {(one.kind, one.address): one for one in found}
    lines = [
        Told(still_open[key], Why(line["why"]))
        for line in made.lines
        if (key := (line["kind"], line["address"])) in still_open
    ]
    done = len(made.lines) - len(lines)
    return TodaysDigest(made.made_at, lines, done, made.failed, tuple(made.deliveries.all()))


def settings_of(asker: Account) -> DigestSettings:
    """The asker's own choice, or the usual one, not stored."""
    policy.require(asker, Action.KEEP_OWN_ACCOUNT)
    return DigestSettings.objects.filter(account=asker).first() or DigestSettings(account=asker)


def next_digest(asker: Account, now: datetime) -> datetime | None:
    """When the asker's next digest comes; None when none is wanted."""
    chosen = settings_of(asker)
    return next_due(now, chosen.habits, last_day(asker)) if chosen.wanted else None


def last_day(account: Account) -> date | None:
    """The day of the last digest that was made for somebody."""
    found: date | None = Digest.objects.filter(account=account).aggregate(last=Max("day"))["last"]
    return found


def due_accounts(now: datetime) -> list[Account]:
    """Open accounts with a post whose digest is to be made at ``now`` (local time). One query."""
    today = timezone.localdate(now)
    at_work = Post.objects.filter(open_on(today)).values("account_id")
    found = (
        Account.objects.filter(is_active=True, pk__in=at_work)
        .annotate(last_digest=Max("digests__day"))
        .select_related("digest_settings")
        .order_by("pk")
    )
    return [one for one in found if _is_due(one, now, one.last_digest)]


def _is_due(account: Account, now: datetime, last: date | None) -> bool:
    chosen = getattr(account, "digest_settings", None) or DigestSettings()
    return chosen.wanted and is_due(now, chosen.habits, last)
