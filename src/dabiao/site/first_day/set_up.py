"""The one-time address at which the first account of an empty district is made."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from dabiao.core.defects import BadInput, Defect
from dabiao.house import demo_mark
from dabiao.house.transactions import take_turn
from dabiao.people.accounts.founding import First, found_district, found_small_office
from dabiao.people.models import Account, Role
from dabiao.site.first_day.models import SetUpLink

TOKEN_BYTES = 32
"""256 bits, as for invitations."""

HOURS = 2
"""As long as somebody who has just started the server needs; the next start gives a new one."""


def set_up_lines(site: str) -> list[str]:
    """What ``dabiao serve`` prints where nobody has an account yet; nothing for the demo and for a district at work."""
    link = new_link()
    if link is None:
        return []
    until = timezone.localtime(SetUpLink.objects.latest("pk").expires_at)
    return [
        "还没有账号。请在这台电脑的浏览器里打开下面的开通地址，建立第一个账号：",
        f"  {site}{link}",
        f"地址只用一次，有效到 {until:%Y-%m-%d %H:%M}；过期了重新启动就有新的。拿到它的人就能开通，不要外传。",
    ]


def new_link() -> str | None:
    """Make the address on this site, once: it cannot be looked up again, and one made before no longer works.

    None where an account exists, and in the demo.
    """
    with transaction.atomic():
        take_turn()
        if not is_empty():
            return None
        token, now = secrets.token_urlsafe(TOKEN_BYTES), timezone.now()
        _open(SetUpLink.objects.all()).update(revoked_at=now)
        SetUpLink.objects.create(
            digest=_digest(token), created_at=now, expires_at=now + timedelta(hours=HOURS)
        )
    return reverse("set_up", kwargs={"token": token})


def is_empty() -> bool:
    """Whether nobody has an account here, and the folder is no demo."""
    return not Account.objects.exists() and demo_mark.state() is None


def works(request: HttpRequest, token: str) -> bool:
    """Whether the address works, for whoever sits at this machine."""
    return (
        _is_here(request) and is_empty() and _open(SetUpLink.objects.filter(digest=_digest(token))).exists()
    )


def begin_small_office(token: str, district: str, one: First, reason: str) -> str:
    """Make the district and the one person who holds its first posts; gives the link to set a password.

    Raises BadInput, and leaves the address as it is, for what cannot be.
    """
    with transaction.atomic():
        _use(token)
        return found_small_office(district, one, reason)


def begin_district(token: str, district: str, holders: Mapping[Role, First]) -> dict[Role, str]:
    """Make the district and its first people, and give the link of each. Raises BadInput likewise."""
    with transaction.atomic():
        _use(token)
        return found_district(district, holders)


def _use(token: str) -> None:
    taken = _open(SetUpLink.objects.filter(digest=_digest(token))).update(used_at=timezone.now())
    if not taken:
        raise BadInput(Defect(_("已经用过或过期了。请重新启动 dabiao serve，用新的地址"), "开通地址"))


def _open(links: QuerySet[SetUpLink]) -> QuerySet[SetUpLink]:
    return links.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())


def _is_here(request: HttpRequest) -> bool:
    """Whether the request comes from this machine: the address is printed here, and is worth nothing elsewhere."""
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
