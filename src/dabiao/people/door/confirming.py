"""Ask again who is there, before something that a passer-by at an open screen must not do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import cast
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from dabiao.people.door import kept_form, sessions
from dabiao.people.gate import P, View
from dabiao.people.models import OpenSession


def recently_confirmed(minutes: int) -> Callable[[View[P]], View[P]]:
    """Let a request through that was confirmed here in the last ``minutes``; else send to confirm, and back.

    Put it below ``gate``. What was being sent is kept, so that it need not be typed again (``door.kept_form``).
    """

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if is_confirmed(request, minutes):
                return view(request, *args, **kwargs)
            back = _page_of(request)
            if request.method == "POST":
                kept_form.keep(request, back)
            asked = urlencode({"next": back})
            return HttpResponseRedirect(f"{reverse('confirm')}?{asked}")

        return cast("View[P]", inner)

    return guarded


def is_confirmed(request: HttpRequest, minutes: int) -> bool:
    """Whether this person proved who they are, in this session, in the last ``minutes``."""
    row = sessions.current(request)
    if row is None or row.confirmed_at is None:
        return False
    return timezone.now() - row.confirmed_at < timedelta(minutes=minutes)


def confirm(request: HttpRequest) -> None:
    """Note that this person has just proved who they are."""
    row = sessions.current(request)
    if row is not None:
        OpenSession.objects.filter(pk=row.pk).update(confirmed_at=timezone.now())


def own_address(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """``wanted`` when it is a page of this site, else ``otherwise``: nobody is sent elsewhere."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and ours else otherwise


def _page_of(request: HttpRequest) -> str:
    """The page to come back to: this one, or for something that was sent, the page it was sent from."""
    if request.method == "GET":
        return request.get_full_path()
    sent_from = own_address(request, request.headers.get("Referer", ""), "")
    return urlsplit(sent_from).path or reverse("my_security")
