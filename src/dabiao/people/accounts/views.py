"""Pages of accounts: list them, make one, tell of one, and what 系统管理员 does to it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.house.paging import key_from, page_of
from dabiao.people.accounts import actions, appointing, choosing, queries
from dabiao.people.accounts.forms import AppointForm, CloseForm, NewAccountForm, day_after, offered_accounts
from dabiao.people.accounts.queries import AccountFilter
from dabiao.people.door import second_step
from dabiao.people.door.confirming import recently_confirmed
from dabiao.people.door.invitations import invite
from dabiao.people.gate import gate, person
from dabiao.people.models import Account, Role
from dabiao.people.policy import Action, may

CONFIRMED_MINUTES = 10
"""An account that is opened, or a post that is given, opens the district to somebody; a screen left open for longer
asks again."""

STATES = (
    ("open", gettext_lazy("在用")),
    ("closed", gettext_lazy("已停用")),
    ("postless", gettext_lazy("在用、没有岗位")),
)


@gate(Action.SEE_ACCOUNTS)
def accounts(request: HttpRequest) -> HttpResponse:
    """List accounts with the posts they hold today, the newest first."""
    asker = person(request)
    wanted = AccountFilter(request.GET.get("q", "").strip(), request.GET.get("state", ""))
    chosen = {name: value for name, value in (("q", wanted.text), ("state", wanted.state)) if value}
    context = {
        "page": page_of(queries.accounts(asker, wanted), key_from(request.GET.get("before"))),
        "wanted": wanted,
        "states": STATES,
        "chosen": urlencode(chosen),
        "may_change": may(asker, Action.CHANGE_ACCOUNTS),
    }
    return render(request, "people/accounts.html", context)


@gate(Action.CHANGE_ACCOUNTS)
@recently_confirmed(CONFIRMED_MINUTES)
@never_cache
def account_new(request: HttpRequest) -> HttpResponse:
    """Make an account, and show its invitation link this once."""
    form = NewAccountForm(request.POST or None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_account(person(request), **form.cleaned_data)
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            return _invitation_page(request, made, new=True)
    context = {"form": form, "refused": refused}
    status = 400 if refused or form.errors else 200
    return render(request, "people/account_new.html", context, status=status)


@gate(Action.SEE_ACCOUNTS)
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Tell of one account; who may, changes it or appoints here."""
    return _page(request, account_id)


@require_POST
@gate(Action.CHANGE_ACCOUNTS)
@recently_confirmed(CONFIRMED_MINUTES)
@never_cache
def account_invite(request: HttpRequest, account_id: int) -> HttpResponse:
    """Make a new invitation link, shown this once; an older one no longer works."""
    invited = _existing(request, account_id)
    if not invited.is_active:
        messages.error(request, _("账号已停用，没有发邀请。请先重新启用。"))
        return redirect("account", account_id=account_id)
    return _invitation_page(request, invited, new=False)


@gate(Action.CHANGE_ACCOUNTS)
@recently_confirmed(CONFIRMED_MINUTES)
def account_close(request: HttpRequest, account_id: int) -> HttpResponse:
    """Say what would end and what is still open in this person's name, ask who takes over, and close."""
    asker = person(request)
    closed = _existing(request, account_id)
    told = queries.account_told(asker, account_id)
    if not closed.is_active:
        return redirect("account", account_id=account_id)
    offered = offered_accounts(queries.account_choices(asker), but=closed)
    form = CloseForm(request.POST if request.method == "POST" else None, told.posts, offered)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            successors = {key: choosing.account_named(typed) for key, typed in form.named().items()}
            ended = actions.close_account(asker, closed, successors)
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(
                request, _("已停用，别处的登录都已退出，结束岗位 %(count)d 个。") % {"count": ended}
            )
            if successors:
                messages.info(request, _("接任人已报给安全管理员，任命后才有权限。"))
            return redirect("account", account_id=account_id)
    context = {
        "one": closed,
        "told": told,
        "form": form,
        "asked": queries.still_asked(asker, closed),
        "refused": refused,
    }
    status = 400 if refused or form.errors else 200
    return render(request, "people/account_close.html", context, status=status)


@require_POST
@gate(Action.CHANGE_ACCOUNTS)
@recently_confirmed(CONFIRMED_MINUTES)
@never_cache
def account_reopen(request: HttpRequest, account_id: int) -> HttpResponse:
    """Open a closed account again; like a new one it starts with a link, and without posts."""
    reopened = _existing(request, account_id)
    try:
        actions.reopen_account(person(request), reopened)
    except BadInput as bad:
        return _page(request, account_id, refused=sentences(bad.defects))
    return _invitation_page(request, _existing(request, account_id), new=False)


@require_POST
@gate(Action.CHANGE_ACCOUNTS)
@recently_confirmed(CONFIRMED_MINUTES)
def account_second_factors(request: HttpRequest, account_id: int) -> HttpResponse:
    """Remove the codes and passkeys of somebody who lost them."""
    second_step.remove_for(person(request), _existing(request, account_id))
    messages.success(request, _("动态码和通行密钥已移除。本人用密码登录后可以重新设置。"))
    return redirect("account", account_id=account_id)


@require_POST
@gate(Action.APPOINT)
@recently_confirmed(CONFIRMED_MINUTES)
def account_appoint(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give the account a post; what is refused is told beside the form."""
    appointed = _existing(request, account_id)
    form = _appoint_form(request)
    if not form.is_valid():
        return _page(request, account_id, form=form)
    given = form.cleaned_data
    try:
        appointing.appoint(
            person(request),
            appointed,
            Role(given["role"]),
            choosing.organisation_named(given["organisation"]),
            given["since"],
            day_after(given["last_day"]),
        )
    except BadInput as bad:
        return _page(request, account_id, form=form, refused=sentences(bad.defects))
    messages.success(request, _("已任命。"))
    return redirect("account", account_id=account_id)


def _page(
    request: HttpRequest, account_id: int, form: AppointForm | None = None, refused: list[str] | None = None
) -> HttpResponse:
    asker = person(request)
    try:
        told = queries.account_told(asker, account_id)
    except Account.DoesNotExist:
        raise Http404(str(account_id)) from None
    context: dict[str, object] = {
        "told": told,
        "one": told.account,
        "refused": refused or [],
        "may_change": may(asker, Action.CHANGE_ACCOUNTS),
        "is_own": told.account.pk == asker.pk,
    }
    if may(asker, Action.APPOINT) and told.account.is_active:
        context["form"] = form or _appoint_form()
    tried = form is not None or bool(refused)
    return render(request, "people/account.html", context, status=400 if tried else 200)


def _invitation_page(request: HttpRequest, invited: Account, *, new: bool) -> HttpResponse:
    link = invite(person(request), invited)
    context = {
        "one": invited,
        "link": request.build_absolute_uri(link),
        "expires": invited.invitations.get(used_at=None, revoked_at=None).expires_at,
        "new": new,
    }
    return render(request, "people/account_invited.html", context)


def _appoint_form(request: HttpRequest | None = None) -> AppointForm:
    offered = [(path, "") for path in choosing.organisation_choices()]
    return AppointForm(
        request.POST if request else None, offered={"organisation": offered}, auto_id="appoint_%s"
    )


def _existing(request: HttpRequest, account_id: int) -> Account:
    try:
        return queries.accounts(person(request)).get(pk=account_id)
    except Account.DoesNotExist:
        raise Http404(str(account_id)) from None
