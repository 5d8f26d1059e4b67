"""Pages of 投诉建议 for everybody: file one, see one's own, say whether the answer will do."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.house.paging import key_from, page_of
from dabiao.people.burden.models import Ask
from dabiao.people.burden.queries import standing_asks, was_asked_of_one
from dabiao.people.complaints import actions, queries
from dabiao.people.complaints.forms import ConfirmForm, FilingForm
from dabiao.people.complaints.models import Kind
from dabiao.people.complaints.pages import complaint_page, done_or_told, seen
from dabiao.people.gate import gate, person
from dabiao.people.models import Account
from dabiao.people.policy import Action, may


@gate(Action.COMPLAIN)
def complaints(request: HttpRequest) -> HttpResponse:
    """List one's own, with a name or without."""
    asker = person(request)
    page = page_of(queries.own_complaints(asker), key_from(request.GET.get("before")))
    context = {
        "page": page,
        "rules": queries.rules_in_force(),
        "may_see_all": may(asker, Action.SEE_COMPLAINTS),
    }
    return render(request, "complaints/complaints.html", context)


@gate(Action.COMPLAIN)
def new(request: HttpRequest) -> HttpResponse:
    """File one; from a request's line it is about that request."""
    asker = person(request)
    about = _about(asker, (request.POST or request.GET).get("ask"))
    form = FilingForm(
        request.POST or None, initial={"ask": about.pk, "kind": Kind.TOO_MUCH} if about else None
    )
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        filing = actions.Filing(Kind(given["kind"]), given["text"], given["unnamed"], given["contact"], about)
        try:
            made = actions.file_complaint(asker, filing)
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已收到。答复会出现在这一页和“我的”里。"))
            return redirect("complaint", complaint_id=made.pk)
    context = {
        "form": form,
        "refused": refused,
        "about": about,
        "only_one": about is not None and was_asked_of_one(about),
        "rules": queries.rules_in_force(),
    }
    return render(request, "complaints/new.html", context, status=400 if refused or form.errors else 200)


@gate(Action.COMPLAIN)
def complaint(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Show one: to its author, to those who answer, and to 领导."""
    return complaint_page(request, complaint_id)


@require_POST
@gate(Action.COMPLAIN)
def confirm(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Let the author say whether the answer will do."""
    asker = person(request)
    seen(asker, complaint_id)
    form = ConfirmForm(request.POST, auto_id="confirm_%s")
    satisfied = request.POST.get("satisfied") == "yes"
    return done_or_told(
        request,
        complaint_id,
        lambda: actions.confirm_answer(
            asker, complaint_id, satisfied=satisfied, text=form.cleaned_data["text"]
        ),
        _("已记下，谢谢。") if satisfied else _("已转回重新办理。"),
        {"confirm": form},
    )


@require_POST
@gate(Action.COMPLAIN)
def withdraw(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Let the author take it back."""
    asker = person(request)
    return done_or_told(
        request, complaint_id, lambda: actions.withdraw_complaint(asker, complaint_id), _("已撤回。"), {}
    )


@require_POST
@gate(Action.COMPLAIN)
def erase_contact(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Let the author take the telephone number back."""
    asker = person(request)
    return done_or_told(
        request,
        complaint_id,
        lambda: actions.erase_own_contact(asker, complaint_id),
        _("联系方式已删除。"),
        {},
    )


def _about(asker: Account, asked: str | None) -> Ask | None:
    """The request that is complained of, when the asker may see it."""
    key = key_from(asked)
    if key is None or not may(asker, Action.SEE_BURDEN):
        return None
    return standing_asks(asker).filter(pk=key).first()
