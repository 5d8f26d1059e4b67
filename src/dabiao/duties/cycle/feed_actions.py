"""Writes to the addresses of feeds: made, renewed, revoked. An address is shown once; only its digest is kept."""

from __future__ import annotations

import hashlib
import secrets

from django.utils import timezone

from dabiao.core.defects import BadInput
from dabiao.duties.cycle.drafts import defect
from dabiao.duties.cycle.models import Feed
from dabiao.people import policy
from dabiao.people.models import Account, Organisation
from dabiao.people.policy import Action
from dabiao.people.writing import writing

TOKEN_BYTES = 32
"""256 bits: nobody guesses it, so the plain digest may lie in the database."""


def open_feed(actor: Account, organisation: Organisation | None) -> str:
    """Make an address for the dates of ``organisation``, or of the actor's own posts; give its token, once.

    An address made before no longer works. Raises Organisation.DoesNotExist for one out of the actor's reach.
    """
    scope = policy.require(actor, Action.KEEP_FEEDS)
    if organisation is not None:
        if not scope.everything and organisation.pk not in scope.organisations:
            raise Organisation.DoesNotExist
        if organisation.closed_on is not None:
            raise BadInput(defect("单位已经撤并，不再有日历", organisation.name))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    owner: dict[str, Organisation | Account] = (
        {"account": actor} if organisation is None else {"organisation": organisation}
    )
    with writing(actor, Action.KEEP_FEEDS, "calendar_feed") as entry:
        renewed = Feed.objects.filter(revoked_at=None, **owner).update(revoked_at=now)
        made = Feed.objects.create(digest=digest_of(token), made_by=actor, made_at=now, **owner)
        entry.resource_id = str(made.pk)
        entry.after = {
            "organisation": organisation.pk if organisation else None,
            "renewed": bool(renewed),
        }
    return token


def revoke_feed(actor: Account, feed: Feed) -> None:
    """Let an address work no more."""
    with writing(actor, Action.KEEP_FEEDS, "calendar_feed", str(feed.pk)) as entry:
        revoked = Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=timezone.now())
        entry.after = {"revoked": bool(revoked)}


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
