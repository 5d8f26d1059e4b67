"""Invitation links: how a person gets a first password, or a new one, without anybody else ever knowing it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from dabiao.people.door import lockout, security, sessions
from dabiao.people.models import Account, Invitation, SessionEnd
from dabiao.people.policy import Action
from dabiao.people.writing import writing

TOKEN_BYTES = 32
"""256 bits: nobody guesses it, so the plain digest may lie in the database."""


def invite(actor: Account, account: Account) -> str:
    """Make a link for ``account`` and give its address on this site: once, it cannot be looked up again.

    A link made before no longer works.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    with writing(actor, Action.CHANGE_ACCOUNTS, "invitation") as entry:
        revoked = account.invitations.filter(used_at=None, revoked_at=None).update(revoked_at=now)
        made = Invitation.objects.create(
            account=account,
            digest=_digest(token),
            created_by=actor,
            created_at=now,
            expires_at=now + timedelta(hours=security.current().invitation_hours),
        )
        entry.resource_id = str(made.pk)
        entry.after = {
            "account": account.username,
            "expires": made.expires_at.isoformat(),
            "revoked": revoked,
        }
    return reverse("invitation", kwargs={"token": token})


def open_invitation(token: str) -> Invitation | None:
    """The invitation behind a link that still works. A wrong, late, used or revoked one is None alike."""
    return (
        Invitation.objects.filter(_works(), digest=_digest(token), account__is_active=True)
        .select_related("account")
        .first()
    )


def accept(invitation: Invitation, password: str) -> bool:
    """Set the password, once. False when the link was used up a moment before.

    Whoever was signed in as this account is signed out everywhere, and a lock is lifted.
    """
    account = invitation.account
    with writing(account, Action.KEEP_OWN_ACCOUNT, "invitation", str(invitation.pk)) as entry:
        taken = Invitation.objects.filter(_works(), pk=invitation.pk).update(used_at=timezone.now())
        if taken:
            account.set_password(password)
            account.save(update_fields=["password"])
            sessions.end_all(account, SessionEnd.PASSWORD)
            lockout.forget_failures(account)
        entry.after = {"used": bool(taken)}
    return bool(taken)


def _works() -> Q:
    return Q(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
