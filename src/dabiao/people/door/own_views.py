"""A person's own account: password, codes, passkeys, sessions, and proving once more who is there."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dabiao.people.door import (
    confirming,
    kept_form,
    lockout,
    own_account,
    passkeys,
    passwords,
    qr,
    second_step,
    sessions,
    totp,
)
from dabiao.people.door.confirming import recently_confirmed
from dabiao.people.door.forms import ChangedPassword
from dabiao.people.frame import first_page
from dabiao.people.gate import gate, person
from dabiao.people.models import Account
from dabiao.people.policy import Action

CONFIRMED_MINUTES = 10
"""Long enough to find the phone and set it up."""
SECRET = "new_code_secret"  # noqa: S105  # a key in the session
"""Key in the session of the secret that is being set up."""


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
    context = {
        "sessions": sessions.of_account(account),
        "here": sessions.current(request),
        "codes": second_step.is_asked_of(account),
        "recovery_codes": account.recovery_codes.count(),
        "passkeys": account.passkeys.order_by("pk"),
        "passkey_host": passkeys.host_of(request),
        "by_name": passkeys.named_address(request),
    }
    return render(request, "people/my_security.html", context)


@require_POST
@gate(Action.KEEP_OWN_ACCOUNT)
def end_session(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """End one of one's own other sessions."""
    if own_account.end_session(person(request), session_id):
        messages.success(request, _("已在那里退出。"))
    return redirect("my_security")


@gate(Action.KEEP_OWN_ACCOUNT)
@recently_confirmed(CONFIRMED_MINUTES)
@never_cache
def codes(request: HttpRequest) -> HttpResponse:
    """Set up an app that shows codes: show the secret, and believe it once the app's code comes back."""
    account = person(request)
    kept = request.session.get(SECRET) if request.method == "POST" else None
    secret = bytes.fromhex(kept) if kept else totp.new_secret()
    request.session[SECRET] = secret.hex()
    if request.method == "POST":
        made = second_step.set_up(account, secret, request.POST.get("code", ""))
        if made is not None:
            del request.session[SECRET]
            return render(request, "people/recovery_codes.html", {"codes": made, "new": True})
    context = {
        "secret": totp.shown(secret),
        "picture": qr.drawn(
            totp.address(secret, account.username, "Dabiao"), _("二维码，内容和下面的文字密钥一样")
        ),
        "wrong": request.method == "POST",
    }
    return render(request, "people/codes.html", context, status=400 if request.method == "POST" else 200)


@require_POST
@gate(Action.KEEP_OWN_ACCOUNT)
@recently_confirmed(CONFIRMED_MINUTES)
def remove_codes(request: HttpRequest) -> HttpResponse:
    """Sign in without codes from now on."""
    second_step.remove(person(request))
    messages.success(request, _("已停用动态码。以后登录只要密码。"))
    return redirect("my_security")


@require_POST
@gate(Action.KEEP_OWN_ACCOUNT)
@recently_confirmed(CONFIRMED_MINUTES)
@never_cache
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, shown this once."""
    account = person(request)
    if not second_step.is_asked_of(account):
        return redirect("my_security")
    return render(request, "people/recovery_codes.html", {"codes": second_step.renew_recovery_codes(account)})


@require_POST
@gate(Action.KEEP_OWN_ACCOUNT)
@recently_confirmed(CONFIRMED_MINUTES)
def passkey_offer(request: HttpRequest) -> HttpResponse:
    """Give the browser what it needs to make a passkey."""
    host = passkeys.host_of(request)
    if host is None:
        return JsonResponse({}, status=400)
    return JsonResponse(dict(passkeys.offer_new(request, person(request), host)))


@gate(Action.KEEP_OWN_ACCOUNT)
@recently_confirmed(CONFIRMED_MINUTES)
def new_passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device and keep its public key."""
    host = passkeys.host_of(request)
    if host is None:
        return redirect("my_security")
    if request.method == "POST":
        name = request.POST.get("name", "").strip() or _("通行密钥")
        if passkeys.keep_new(request, person(request), host, name, request.POST.get("answer", "")):
            messages.success(request, _("通行密钥已添加。以后在登录页选“用通行密钥登录”。"))
        else:
            messages.error(request, _("没有添加：浏览器没有完成。请再试一次。"))
        return redirect("my_security")
    return render(request, "people/new_passkey.html")


@require_POST
@gate(Action.KEEP_OWN_ACCOUNT)
@recently_confirmed(CONFIRMED_MINUTES)
def remove_passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Remove one of one's own passkeys."""
    if passkeys.remove(person(request), passkey_id):
        messages.success(request, _("通行密钥已删除。请在设备上也把它删掉。"))
    return redirect("my_security")


@gate(Action.KEEP_OWN_ACCOUNT)
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password once more, a code or a passkey, and go back to what was asked for."""
    account = person(request)
    wanted = confirming.own_address(
        request, request.POST.get("next") or request.GET.get("next", ""), first_page(request)
    )
    wrong = False
    if request.method == "POST":
        if _proved(request, account):
            confirming.confirm(request)
            kept = kept_form.take(request, wanted)
            if kept is None:
                return redirect(wanted)
            return render(request, "people/confirmed.html", {"kept": kept, "page": wanted})
        wrong = True
    context = {
        "next": wanted,
        "kept": kept_form.is_kept(request, wanted),
        "wrong": wrong,
        "locked_until": lockout.locked_until(request, account.username),
        "passkeys": account.passkeys.filter(host=passkeys.host_of(request) or "").exists(),
        "codes": second_step.is_asked_of(account),
    }
    return render(request, "people/confirm.html", context, status=400 if wrong else 200)


def _proved(request: HttpRequest, account: Account) -> bool:
    """Whether what was sent shows that it is still this person: a passkey, a code from the app, or the password."""
    host = passkeys.host_of(request)
    if answer := request.POST.get("answer"):
        return host is not None and passkeys.whose(request, host, answer) == account
    code = request.POST.get("code", "")
    if not code:
        return passwords.is_right(request, account, request.POST.get("password", ""))
    if lockout.locked_until(request, account.username):
        return False
    if second_step.take_code(account, code):
        return True
    lockout.count_failure(request, account.username)
    lockout.tell_audit(request, account.username, locked_before=False)
    return False
