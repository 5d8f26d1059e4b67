"""Locked after too many wrong passwords or codes: an account name, at the address they came from.

django-axes counts. Name *and* address: by name alone anybody could shut a colleague out from elsewhere; by
address alone one forgetful person would shut out the office behind the same address. A name nobody bears is
counted and locked like any other, so that the answer does not tell which names exist.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from dabiao.house import audit
from dabiao.people.door import security
from dabiao.people.models import Account

Credentials = Mapping[str, object]


def failure_limit(_request: HttpRequest, _credentials: Credentials) -> int:
    """How many failures lock; asked by django-axes."""
    return security.current().failures


def lock_time(_request: HttpRequest | None = None) -> timedelta:
    """How long a lock lasts after the last failure; asked by django-axes."""
    return timedelta(minutes=security.current().lock_minutes)


def client_address(request: HttpRequest) -> str:
    """Address of the other end of the connection; asked by django-axes.

    Headers that name another one are not believed: whoever guesses passwords would name a new one each time.
    """
    return str(request.META.get("REMOTE_ADDR", ""))


def name_digest(_request: HttpRequest, credentials: Credentials | None = None) -> str:
    """What stands for the typed account name in the table of failures; asked by django-axes.

    People type passwords into the field above by mistake, so the name itself is not kept.
    """
    typed = Account.normalize_username(str((credentials or {}).get("username") or ""))
    return hmac.digest(settings.SECRET_KEY.encode(), f"lockout:{typed}".encode(), "sha256").hex()


@receiver(pre_save, sender=AccessAttempt)
def forget_the_form(instance: AccessAttempt, **_rest: object) -> None:
    """Keep nothing of what was typed: django-axes stores forms, masking only fields it knows as passwords."""
    instance.get_data = instance.post_data = ""


def locked_until(request: HttpRequest, username: str) -> datetime | None:
    """When ``username`` may try again from this address; None when it may now."""
    rules = security.current()
    wait = timedelta(minutes=rules.lock_minutes)
    attempts = AccessAttempt.objects.filter(
        username=name_digest(request, {"username": username}),
        ip_address=client_address(request),
        attempt_time__gte=timezone.now() - wait,
    )
    counted = 0
    for failures, at in attempts.order_by("-attempt_time").values_list(
        "failures_since_start", "attempt_time"
    ):
        counted += failures
        if counted >= rules.failures:
            ends: datetime = at + wait
            return ends
    return None


def count_failure(request: HttpRequest, username: str) -> None:
    """Count a wrong code as a wrong password is counted."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def tell_audit(request: HttpRequest, username: str, *, locked_before: bool) -> None:
    """Append a lock to the audit chain: the moment it begins, not every try during it."""
    if locked_before or locked_until(request, username) is None:
        return
    account = Account.objects.filter(username=Account.normalize_username(username)).first()
    with transaction.atomic():
        audit.append(
            actor=account.username if account else "—",
            action="locked_out",
            resource="account",
            resource_id=str(account.pk) if account else "",
        )


def forget_failures(account: Account) -> None:
    """Unlock an account everywhere: its password is new."""
    AccessAttempt.objects.filter(username=name_digest(HttpRequest(), {"username": account.username})).delete()
