"""How long somebody stays signed in, and in how many places at once.

Every sign-in opens a row here; a request whose row is gone, ended or too old is signed out and told why. The row
is found by an id inside Django's session, so that neither table tells the cookie of the other.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError, connection
from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from dabiao.people.door import security
from dabiao.people.door.devices import device_of
from dabiao.people.models import Account, OpenSession, SecuritySettings, SessionEnd

KEY = "open_session"
"""Key in Django's session under which the id of the row lies."""

SEEN_STEP = timedelta(seconds=20)
"""``seen_at`` is written at most this often, so that a page is not a write; idling may end that much early."""

IMPATIENCE = 50
"""Milliseconds a page may wait for another write only to note that somebody was seen."""

LONG_OVER = timedelta(days=2)
"""When the row of a session is forgotten: by then nobody comes back with it, the longest lasts a day."""

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]


@receiver(user_logged_in)
def open_session(request: HttpRequest, user: Account, **_rest: object) -> None:
    """Note the new place, and end the oldest ones beyond what the rules allow."""
    rules = security.current()
    now = timezone.now()
    request.session.clear_expired()
    user.open_sessions.filter(began_at__lt=now - LONG_OVER).delete()
    opened = OpenSession.objects.create(
        account=user, device=device_of(request.META.get("HTTP_USER_AGENT", "")), began_at=now, seen_at=now
    )
    beyond = list(_in_force(user, rules, now).order_by("-began_at", "-seen_at")[rules.sessions :])
    OpenSession.objects.filter(pk__in=[one.pk for one in beyond]).update(ended=SessionEnd.CAPPED)
    request.session[KEY] = str(opened.pk)
    request.session.set_expiry(timedelta(hours=rules.absolute_hours))


@receiver(user_logged_out)
def close_session(request: HttpRequest, **_rest: object) -> None:
    """Forget the place somebody signs out of."""
    _row(request).delete()


def limited_sessions(get_response: Answer) -> Answer:
    """Let a request through while its session is within the limits; else sign it out and say why."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        rules, now = security.current(), timezone.now()
        row = current(request)
        over = _why_over(row, rules, now)
        if over:
            logout(request)
            messages.warning(request, over)
            return redirect_to_login(request.get_full_path())
        assert row is not None
        if now - row.seen_at >= SEEN_STEP:
            _note_seen(row, now)
        return get_response(request)

    return answer


def current(request: HttpRequest) -> OpenSession | None:
    """The row of this request's session."""
    return _row(request).first()


def of_account(account: Account) -> QuerySet[OpenSession]:
    """Where this person is signed in now, newest first. Only for that person."""
    return _in_force(account, security.current(), timezone.now()).order_by("-began_at")


def end_all(account: Account, why: SessionEnd, keep: OpenSession | None = None) -> int:
    """End every session of ``account`` but ``keep``; gives how many."""
    others = account.open_sessions.filter(ended="")
    if keep is not None:
        others = others.exclude(pk=keep.pk)
    return others.update(ended=why)


def _note_seen(row: OpenSession, now: datetime) -> None:
    """Note that somebody is at work here. A page never waits for a long write: then the next one notes it."""
    try:
        with _impatient():
            OpenSession.objects.filter(pk=row.pk).update(seen_at=now)
    except OperationalError:
        log.info("another write was under way; a session was not noted as seen")


@contextmanager
def _impatient() -> Iterator[None]:
    """Let SQLite give up at once when another writer is at work; other databases lock rows, not themselves."""
    if connection.vendor != "sqlite":
        yield
        return
    patience = int(connection.settings_dict["OPTIONS"]["timeout"] * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {IMPATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")


def _in_force(account: Account, rules: SecuritySettings, now: datetime) -> QuerySet[OpenSession]:
    return account.open_sessions.filter(
        Q(ended="")
        & Q(began_at__gt=now - timedelta(hours=rules.absolute_hours))
        & Q(seen_at__gt=now - timedelta(minutes=rules.idle_minutes))
    )


def _why_over(row: OpenSession | None, rules: SecuritySettings, now: datetime) -> str | None:
    if row is None:
        return _("登录已经失效。请重新登录。")
    if row.ended == SessionEnd.CAPPED:
        return _(
            "您的账号在别处登录，超过了同时登录的上限（%(most)d 处），所以这里较早的登录已经结束。"
            "如果不是您本人登录的，请重新登录后马上修改密码，并告诉安全管理员。"
        ) % {"most": rules.sessions}
    if row.ended:
        return _("这里的登录已在别处结束（%(why)s）。请重新登录。") % {"why": row.get_ended_display()}
    if now - row.began_at >= timedelta(hours=rules.absolute_hours):
        return _("登录满 %(hours)d 小时，已自动退出。请重新登录。") % {"hours": rules.absolute_hours}
    if now - row.seen_at >= timedelta(minutes=rules.idle_minutes):
        return _("%(minutes)d 分钟没有操作，已自动退出。请重新登录。") % {"minutes": rules.idle_minutes}
    return None


def _row(request: HttpRequest) -> QuerySet[OpenSession]:
    said = request.session.get(KEY)
    return OpenSession.objects.filter(pk=uuid.UUID(said)) if said else OpenSession.objects.none()
