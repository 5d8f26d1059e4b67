"""A person's own account: password, sessions, and proving once more who is there."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.people import confirming, lockout, own_account, passwords, sessions
from dabiao.people.forms import ChangedPassword
from dabiao.people.frame import first_page
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action


@gate(Action.KEEP_OWN_ACCOUNT, even_overdue=True)
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; whoever was led here because it is too old goes on afterwards."""
    account = person(request)
    overdue = bool(request.session.get(passwords.OVERDUE))
    form = ChangedPassword(request, account, request.POST or None)
    if not form.is_valid():
        context = {"form": form, "overdue": overdue}
        return render(request, "people/password.html", context, status=400 if form.errors else 200)
    own_account.change_password(account, form.cleaned_data["new_password1"], sessions.current(request))
    request.session.pop(passwords.OVERDUE, None)
    update_session_auth_hash(request, account)
    confirming.confirm(request)
    messages.success(request, _("密码已修改。别处的登录都已退出。"))
    return redirect(first_page(request) if overdue else "my_security")


@gate(Action.KEEP_OWN_ACCOUNT)
def my_security(request: HttpRequest) -> HttpResponse:
    """Show one's own ways to sign in, and where one is signed in."""
    account = person(request)
    context = {"sessions": sessions.of_account(account), "here": sessions.current(request)}
    return render(request, "people/my_security.html", context)


@require_POST
@gate(Action.KEEP_OWN_ACCOUNT)
def end_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """End one of one's own other sessions."""
    if own_account.end_session(person(request), session_id):
        messages.success(request, _("已在那里退出。"))
    return redirect("my_security")


@gate(Action.KEEP_OWN_ACCOUNT)
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password once more, and go back to what was asked for."""
    account = person(request)
    wanted = confirming.own_address(
        request, request.POST.get("next") or request.GET.get("next", ""), first_page(request)
    )
    wrong = False
    if request.method == "POST":
        if passwords.is_right(request, account, request.POST.get("password", "")):
            confirming.confirm(request)
            return redirect(wanted)
        wrong = True
    context = {
        "next": wanted,
        "wrong": wrong,
        "locked_until": lockout.locked_until(request, account.username),
    }
    return render(request, "people/confirm.html", context, status=400 if wrong else 200)
