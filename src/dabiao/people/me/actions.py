"""Writes of 我的: one's own settings, and the digests that the clock makes.

A digest is made by the clock out of what others wrote and is nobody's deed: it leaves no audit entry. Choosing when
it comes does.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from dabiao.core.defects import BadInput, Defect
from dabiao.core.digest_time import Habits, is_in_quiet_hours
from dabiao.people.me import queries
from dabiao.people.me.message import message_of
from dabiao.people.me.models import Digest, DigestDelivery, DigestSettings
from dabiao.people.me.senders import Kind, NotDelivered, Sender
from dabiao.people.me.telling import Told, told
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing

KEPT_DAYS = 31
"""A digest is a copy of what was open one morning: after a month it is no use to anybody."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Choice:
    """When somebody wants the digest, and whether it goes out by mail too."""

    wanted: bool
    at: time
    quiet_from: time
    quiet_until: time
    days_off: bool
    mail_address: str = ""

    @property
    def habits(self) -> Habits:
        """The choice as the core reckons with it."""
        return Habits(self.at, self.quiet_from, self.quiet_until, self.days_off)


def choose_digest(actor: Account, choice: Choice) -> None:
    """Set one's own digest. Raises BadInput for an hour of quiet, and for an address nothing may be sent to."""
    if choice.wanted and is_in_quiet_hours(choice.at, choice.habits):
        raise BadInput(Defect("生成的时间落在免打扰时段里，没有保存。请改时间，或者改免打扰时段", "每日一览"))
    if choice.mail_address and not any(one.takes(choice.mail_address) for one in mail_senders()):
        raise BadInput(
            Defect("本单位的邮件服务不能发到这个邮箱，没有保存。请换单位的邮箱，或者不发邮件", "每日一览")
        )
    with writing(actor, Action.KEEP_OWN_ACCOUNT, "digest_settings", str(actor.pk)) as entry:
        before = queries.settings_of(actor)
        entry.before = _figures(before)
        stored, _ = DigestSettings.objects.update_or_create(
            account=actor,
            defaults={
                "wanted": choice.wanted,
                "at": choice.at,
                "quiet_from": choice.quiet_from,
                "quiet_until": choice.quiet_until,
                "days_off": choice.days_off,
                "by_mail": bool(choice.mail_address),
                "mail_address": choice.mail_address,
            },
        )
        entry.after = _figures(stored)


def make_digest(account: Account, now: datetime) -> Digest | None:
    """Make somebody's digest of the day and send it out where that was chosen. None when it was made already.

    A failure of ours is noted on it and logged: the others still get theirs, and nobody gets two.
    """
    with transaction.atomic():
        digest, new = Digest.objects.get_or_create(
            account=account, day=timezone.localdate(now), defaults={"made_at": now, "failed": True}
        )
        if not new:
            return None
    try:
        with transaction.atomic():
            lines = told(queries.entries(account), _made_before(digest), now)
            digest.lines = [
                {"kind": one.entry.kind, "address": one.entry.address, "why": one.why} for one in lines
            ]
            digest.failed = False
            digest.save(update_fields=["lines", "failed"])
    except Exception:  # whatever a room's source raises, the other people's digests are made
        logger.exception("the digest of account %d could not be made", account.pk)
        return digest
    if lines:
        _send_out(digest, lines)
    return digest


def forget_old_digests(now: datetime) -> int:
    """Remove digests that nobody needs any more. Returns how many."""
    oldest = timezone.localdate(now) - timedelta(days=KEPT_DAYS)
    return Digest.objects.filter(day__lt=oldest).delete()[0]


def mail_senders() -> list[Sender]:
    """Senders by mail, as the data folder has them."""
    return [one for one in settings.SENDERS if one.kind == Kind.MAIL]


def _send_out(digest: Digest, lines: tuple[Told, ...]) -> None:
    chosen = queries.settings_of(digest.account)
    if not chosen.by_mail:
        return
    for sender in mail_senders():
        with translation.override(settings.LANGUAGE_CODE):
            message = message_of(lines, digest.day, sender.site)
        failure = ""
        try:
            if not sender.takes(chosen.mail_address):
                raise NotDelivered("domain")
            sender.send(chosen.mail_address, message)
        except NotDelivered as error:
            failure = str(error)
            logger.warning("a digest was not delivered by %s: %s", sender.kind, failure)
        DigestDelivery.objects.create(digest=digest, channel=sender.kind, at=timezone.now(), failure=failure)


def _made_before(digest: Digest) -> datetime | None:
    """When the last digest before this one was made; one that failed told nothing."""
    earlier = Digest.objects.filter(account=digest.account, day__lt=digest.day, failed=False)
    last = earlier.order_by("-day").first()
    return last.made_at if last else None


def _figures(chosen: DigestSettings) -> dict[str, object]:
    """What the audit chain says of a choice: everything but the address."""
    return {
        "wanted": chosen.wanted,
        "at": f"{chosen.at:%H:%M}",
        "quiet": f"{chosen.quiet_from:%H:%M}-{chosen.quiet_until:%H:%M}",
        "days_off": chosen.days_off,
        "by_mail": chosen.by_mail,
    }
