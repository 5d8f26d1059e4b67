"""The last step of every way in: the session, its limits, and one audit entry."""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from dabiao.house import audit
from dabiao.people.door import confirming, passwords
from dabiao.people.models import Account

BACKEND = "django.contrib.auth.backends.ModelBackend"


class Way(StrEnum):
    """How somebody proved who they are."""

    PASSWORD = "password"  # noqa: S105  # a word, no password
    PASSWORD_AND_CODE = "password_and_code"  # noqa: S105
    PASSWORD_AND_RECOVERY_CODE = "password_and_recovery_code"  # noqa: S105
    PASSKEY = "passkey"
    PROVIDER = "provider"


def enter(request: HttpRequest, account: Account, way: Way) -> None:
    """Sign ``account`` in. Whoever another system vouches for still has to confirm here before what asks for it:
    that system may have seen them hours ago.
    """
    with transaction.atomic():
        login(request, account, backend=BACKEND)
        if way is not Way.PROVIDER:
            confirming.confirm(request)
        if way not in (Way.PASSKEY, Way.PROVIDER) and passwords.is_overdue(account):
            request.session[passwords.OVERDUE] = True
        audit.append(
            actor=account.username,
            action="sign_in",
            resource="account",
            resource_id=str(account.pk),
            after={"way": way.value},
        )
