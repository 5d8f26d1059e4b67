"""Pages of posts: who holds what, one post with what can be done to it, one's own posts and acting in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.house.forms import HouseForm
from dabiao.house.paging import key_from, page_of
from dabiao.people.accounts import acting, appointing, choosing, queries
from dabiao.people.accounts.forms import DeputyForm, EndForm, HandOverForm, day_after, offered_accounts
from dabiao.people.accounts.queries import PostFilter
from dabiao.people.accounts.views import CONFIRMED_MINUTES
from dabiao.people.door.confirming import own_address, recently_confirmed
from dabiao.people.frame import first_page
from dabiao.people.gate import gate, person
from dabiao.people.models import Account, HandOver, Post, Role
from dabiao.people.policy import Action, may

STATES = (("", gettext_lazy("在任")), ("coming", gettext_lazy("将上任")), ("over", gettext_lazy("已结束")))


@gate(Action.SEE_ACCOUNTS)
def posts(request: HttpRequest) -> HttpResponse:
    """List who holds what; 安全管理员 also sees what waits for an appointment, and what must be apart and is not."""
    asker = person(request)
    wanted = PostFilter(
        request.GET.get("q", "").strip(), request.GET.get("role", ""), request.GET.get("state", "")
    )
    given = (("q", wanted.text), ("role", wanted.role), ("state", wanted.state))
    may_appoint = may(asker, Action.APPOINT)
    context = {
        "page": page_of(queries.posts(asker, wanted), key_from(request.GET.get("before"))),
        "wanted": wanted,
        "roles": Role.choices,
        "states": STATES,
        "chosen": urlencode({name: value for name, value in given if value}),
        "may_appoint": may_appoint,
        "waiting": queries.waiting_hand_overs(asker) if may_appoint else [],
        "joined": queries.joined_posts(asker) if may_appoint else [],
    }
    return render(request, "people/posts.html", context)


@gate(Action.SEE_ACCOUNTS)
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Tell of one post; 安全管理员 ends it or hands it over here."""
    return _page(request, post_id, {})


def _end(asker: Account, changed: Post, form: HouseForm) -> None:
    appointing.end_post(asker, changed, form.cleaned_data["day"])


def _hand_over(asker: Account, changed: Post, form: HouseForm) -> None:
    given = form.cleaned_data
    successor = choosing.account_named(given["successor"])
    appointing.hand_over(asker, changed, successor, given["day"], given["note"])


def _deputise(asker: Account, changed: Post, form: HouseForm) -> None:
    given = form.cleaned_data
    until = day_after(given["last_day"])
    assert until is not None, "the form asks for it"
    deputy = choosing.account_named(given["deputy"])
    appointing.deputise(asker, changed, deputy, given["since"], until, given["note"])


@dataclass(frozen=True, slots=True)
class Change:
    """Something that can be done to a post: what it is called, its form, which field offers accounts, the action."""

    title: str
    form: type[HouseForm]
    offering: str
    do: Callable[[Account, Post, HouseForm], None]


CHANGES = {
    "hand-over": Change(gettext_noop("离岗交接"), HandOverForm, "successor", _hand_over),
    "deputy": Change(gettext_noop("临时代理"), DeputyForm, "deputy", _deputise),
    "end": Change(gettext_noop("结束岗位，不交接"), EndForm, "", _end),
}


@require_POST
@gate(Action.APPOINT)
@recently_confirmed(CONFIRMED_MINUTES)
def post_change(request: HttpRequest, post_id: int, post_change: str) -> HttpResponse:
    """Do one of ``CHANGES``; what is refused is told beside its form."""
    asker, changed = person(request), _existing(request, post_id)
    if post_change not in CHANGES:
        raise Http404(post_change)
    form = _form(post_change, _offered(asker, changed), request.POST)
    refused: list[str] = []
    if form.is_valid():
        try:
            CHANGES[post_change].do(asker, changed, form)
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已登记。"))
            return redirect("post", post_id=post_id)
    return _page(request, post_id, {post_change: form}, refused)


@require_POST
@gate(Action.APPOINT)
@recently_confirmed(CONFIRMED_MINUTES)
def hand_over_settle(request: HttpRequest, hand_over_id: int) -> HttpResponse:
    """Appoint the successor named when an account was closed, or decline."""
    asker, appointed = person(request), request.POST.get("answer") == "appoint"
    try:
        asked = queries.hand_over(asker, hand_over_id)
    except HandOver.DoesNotExist:
        raise Http404(str(hand_over_id)) from None
    try:
        appointing.settle(asker, asked, appointed=appointed)
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
    else:
        messages.success(request, _("已任命。") if appointed else _("已登记：不任命。"))
    return redirect("posts")


@gate(Action.KEEP_OWN_ACCOUNT)
def my_posts(request: HttpRequest) -> HttpResponse:
    """Show one's own posts, and who handed what over to whom."""
    account = person(request)
    held = queries.posts_of(account)
    context = {
        "current": [one for one in held if not one.is_over],
        "past": [one for one in held if one.is_over],
        "hand_overs": queries.hand_overs_of(account),
    }
    return render(request, "people/my_posts.html", context)


@require_POST
@gate(Action.KEEP_OWN_ACCOUNT)
def act_in(request: HttpRequest) -> HttpResponse:
    """Act in one of one's own posts, or in all; go back to where that post may still go."""
    chosen = request.POST.get("post", "")
    if not acting.choose(request, person(request), chosen):
        messages.error(request, _("这不是您现在的岗位，没有切换。"))
    asker = person(request)
    asker.acting_post_id = request.session.get(acting.KEY)
    return redirect(_where(request, asker))


def _where(request: HttpRequest, asker: Account) -> str:
    """The page one comes from, when it is a list that the chosen post may open; else the first of the menu."""
    wanted = own_address(request, request.POST.get("next", ""), "")
    try:
        found = resolve(wanted.partition("?")[0]) if wanted else None
    except Resolver404:
        found = None
    action = getattr(found.func, "policy_action", None) if found else None
    if found and not found.kwargs and action and may(asker, Action(action)):
        return wanted
    return first_page(request)


def _page(
    request: HttpRequest, post_id: int, given: dict[str, HouseForm], refused: list[str] | None = None
) -> HttpResponse:
    asker, found = person(request), _existing(request, post_id)
    context: dict[str, object] = {
        "one": found,
        "path": choosing.organisation_paths([found.organisation])[found.organisation_id],
        "hand_overs": queries.hand_overs_around(found),
        "refused": refused or [],
    }
    if may(asker, Action.APPOINT) and not found.is_over:
        offered = _offered(asker, found)
        context["changes"] = [
            (name, one.title, given.get(name) or _form(name, offered), name in given)
            for name, one in CHANGES.items()
        ]
    return render(request, "people/post.html", context, status=400 if given else 200)


def _form(change: str, offered: list[tuple[str, str]], data: QueryDict | None = None) -> HouseForm:
    chosen, auto_id = CHANGES[change], f"{change}_%s"
    if not chosen.offering:
        return chosen.form(data, auto_id=auto_id)
    return chosen.form(data, offered={chosen.offering: offered}, auto_id=auto_id)


def _offered(asker: Account, found: Post) -> list[tuple[str, str]]:
    return offered_accounts(queries.account_choices(asker), but=found.account)


def _existing(request: HttpRequest, post_id: int) -> Post:
    try:
        return queries.post(person(request), post_id)
    except Post.DoesNotExist:
        raise Http404(str(post_id)) from None
