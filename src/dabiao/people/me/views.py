"""我的: everything that is asked of one person, the digest of the day, and when that comes."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.people.gate import gate, person
from dabiao.people.me import actions, jobs, queries
from dabiao.people.me.forms import DigestForm
from dabiao.people.policy import Action


@gate(Action.SEE_OWN_LIST)
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own list."""
    return _page(request)


@require_POST
@gate(Action.KEEP_OWN_ACCOUNT)
def digest_settings(request: HttpRequest) -> HttpResponse:
    """Choose when the digest comes; one that is due by that is made at once."""
    account = person(request)
    form = DigestForm(
        request.POST,
        chosen=queries.settings_of(account),
        mail=bool(actions.mail_senders()),
        auto_id="digest_%s",
    )
    if not form.is_valid():
        return _page(request, form)
    try:
        actions.choose_digest(account, form.choice())
    except BadInput as bad:
        return _page(request, form, sentences(bad.defects))
    transaction.on_commit(partial(jobs.tick))
    messages.success(request, _("已保存。"))
    return redirect("mine")


def _page(
    request: HttpRequest, tried: DigestForm | None = None, refused: list[str] | None = None
) -> HttpResponse:
    account, now = person(request), timezone.localtime()
    found = queries.entries(account)
    chosen = queries.settings_of(account)
    mail = bool(actions.mail_senders())
    context = {
        "groups": queries.grouped(found, now),
        "count": len(found),
        "now": now,
        "digest": queries.todays_digest(account, found, now.date()),
        "next_digest": queries.next_digest(account, now) if account.held_posts else None,
        "form": tried or DigestForm(chosen=chosen, mail=mail, auto_id="digest_%s"),
        "tried": tried is not None,
        "refused": refused or [],
    }
    return render(request, "me/mine.html", context, status=400 if tried is not None else 200)
