"""Sign in with another system, and the page on which 系统管理员 links its identities to accounts."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.people.door import identities, oidc
from dabiao.people.door.confirming import own_address, recently_confirmed
from dabiao.people.door.providers import Provider
from dabiao.people.door.signing_in import Way, enter
from dabiao.people.frame import first_page
from dabiao.people.gate import gate, person, public
from dabiao.people.policy import Action

KEY = "identity_attempt"
"""Key in the session of the attempt under way."""
CONFIRMED_MINUTES = 10
"""Whoever links an identity opens an account to it; a screen left open for longer asks again."""

log = logging.getLogger(__name__)


@public
@never_cache
@require_GET
def leave(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the person to the provider. A link and no form: the content policy lets forms go to this site only."""
    chosen = _chosen(provider)
    wanted = own_address(request, request.GET.get("next", ""), "")
    try:
        attempt, address = oidc.begin(chosen, _back(request, chosen), wanted)
    except oidc.Refused as refused:
        return _refused(request, chosen, refused)
    request.session[KEY] = attempt.as_dict()
    return HttpResponseRedirect(address)


@public
@never_cache
@require_GET
def come_back(request: HttpRequest, provider: str) -> HttpResponse:
    """Take the person back from the provider: sign in the account that was linked, and no other."""
    chosen = _chosen(provider)
    kept = request.session.pop(KEY, None)
    try:
        if kept is None:
            raise oidc.Refused("nobody left from here")
        attempt = oidc.Attempt(**kept)
        subject = oidc.subject_of(chosen, attempt, request.GET.dict(), _back(request, chosen))
    except oidc.Refused as refused:
        return _refused(request, chosen, refused)
    account = identities.account_of(chosen.name, subject)
    if account is None:
        context = {"provider": chosen, "subject": subject}
        return render(request, "people/identity_unknown.html", context, status=403)
    enter(request, account, Way.PROVIDER)
    return redirect(attempt.next or first_page(request))


@gate(Action.CHANGE_ACCOUNTS)
@recently_confirmed(CONFIRMED_MINUTES)
def linked_identities(request: HttpRequest) -> HttpResponse:
    """List the links, and make one."""
    refused: list[str] = []
    given = {name: request.POST.get(name, "") for name in ("username", "provider", "subject")}
    if request.method == "POST":
        try:
            identities.link(person(request), **given)
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已关联。这个身份现在可以登录这个账号。"))
            return redirect("identities")
    titles = {one.name: one.title for one in identities.configured()}
    context = {
        "links": [
            (one, titles.get(one.provider, one.provider)) for one in identities.linked(person(request))
        ],
        "providers": identities.configured(),
        "given": given,
        "refused": refused,
    }
    return render(request, "people/identities.html", context, status=400 if refused else 200)


@require_POST
@gate(Action.CHANGE_ACCOUNTS)
@recently_confirmed(CONFIRMED_MINUTES)
def unlink(request: HttpRequest, link_id: int) -> HttpResponse:
    """Undo a link."""
    if identities.unlink(person(request), link_id):
        messages.success(request, _("已解除关联。"))
    return redirect("identities")


def _chosen(name: str) -> Provider:
    found = next((one for one in identities.providers() if one.name == name), None)
    if found is None:
        raise Http404(name)
    return found


def _back(request: HttpRequest, provider: Provider) -> str:
    return request.build_absolute_uri(reverse("identity_back", kwargs={"provider": provider.name}))


def _refused(request: HttpRequest, provider: Provider, why: oidc.Refused) -> HttpResponse:
    log.warning("sign-in through %s was refused: %s", provider.name, why)
    messages.error(request, _("“%s”没有完成登录。请再试一次，或者用账号和密码登录。") % provider.title)
    return redirect("sign_in")
