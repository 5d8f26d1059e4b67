"""Between the two steps of signing in: the password was right, the code is still to come. Nobody is signed in yet."""

from __future__ import annotations

import time

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from dabiao.people.models import Account

KEY = "second_step"
LONGEST = 5 * 60
"""Seconds one is given to find the phone."""


def wait(request: HttpRequest, account: Account, wanted: str) -> None:
    """Remember who gave the right password, and the page asked for. The session gets a new key."""
    request.session.cycle_key()
    request.session[KEY] = {
        "account": account.pk,
        "password": account.get_session_auth_hash(),
        "next": wanted,
        "since": time.time(),
    }


def who(request: HttpRequest) -> tuple[Account, str] | None:
    """Who waits here, and for which page; None when nobody does, or too long, or the password has changed since."""
    kept = request.session.get(KEY)
    if not kept or time.time() - kept["since"] > LONGEST:
        return None
    account = Account.objects.filter(pk=kept["account"], is_active=True).first()
    if account is None or not constant_time_compare(kept["password"], account.get_session_auth_hash()):
        return None
    return account, kept["next"]


def over(request: HttpRequest) -> None:
    """Forget who waited: the second step is done."""
    request.session.pop(KEY, None)
