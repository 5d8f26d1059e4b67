"""The gate before every page: signed in, and allowed. A view without a gate or ``public`` fails a test."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from dabiao.core.defects import BadInput
from dabiao.house.errors import unreadable
from dabiao.people import policy
from dabiao.people.door import passwords
from dabiao.people.models import Account
from dabiao.people.policy import Action

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def gate(action: Action, *, even_overdue: bool = False) -> Callable[[View[P]], View[P]]:
    """Ask the policy for ``action`` first: 外人 are sent to sign in, others without it get 没有权限.

    Whoever signed in with a password that is too old is led to change it, and to nothing else, but for the view
    that is open ``even_overdue``.
    """

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.session.get(passwords.OVERDUE) and not even_overdue:
                return redirect("password")
            policy.require(person(request), action)
            try:
                return view(request, *args, **kwargs)
            except BadInput as bad:  # what the page rests on cannot be read: a pack in use that was damaged
                return unreadable(request, bad)

        inner.policy_action = action  # type: ignore[attr-defined]  # read by the test that walks all routes
        return cast("View[P]", inner)

    return guarded


def public(view: View[P]) -> View[P]:
    """Mark a view that anybody may open; it must not show anything of the district."""
    view.policy_action = None  # type: ignore[attr-defined]
    return view


def person(request: HttpRequest) -> Account:
    """Name the signed-in account. Only behind a ``gate``."""
    assert isinstance(request.user, Account), "only a gated view asks who is there"
    return request.user
