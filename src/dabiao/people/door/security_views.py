"""The page on which the 安全管理员 sets the rules of signing in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dabiao.people.accounts.queries import joined_posts
from dabiao.people.door import security
from dabiao.people.door.confirming import recently_confirmed
from dabiao.people.door.forms import SecurityForm
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action

CONFIRMED_MINUTES = 10
"""Long enough to fill in the page; a screen left open for longer asks again."""
HISTORY = 20
"""Earlier rules listed on the page; all of them stay in the database and in the audit chain."""


@gate(Action.SET_SECURITY)
@recently_confirmed(CONFIRMED_MINUTES)
def security_settings(request: HttpRequest) -> HttpResponse:
    """Show the rules in force, take new ones, and list who set which when."""
    form = SecurityForm(request.POST or None, rules=security.current())
    if form.is_valid():
        security.set_security(person(request), form.cleaned_data)
        messages.success(request, _("安全设置已保存，马上生效。"))
        return redirect("security")
    context = {
        "form": form,
        "joined": joined_posts(person(request)),
        "history": security.earlier(person(request), HISTORY),
    }
    return render(request, "people/security.html", context, status=400 if form.errors else 200)
