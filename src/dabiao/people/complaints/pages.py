"""The page of one complaint, for its author and for those who answer: both see it here, each with what they may do."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.people.complaints import queries
from dabiao.people.complaints.actions import may_take_up_again
from dabiao.people.complaints.forms import AnswerForm, CallBackForm, ConfirmForm
from dabiao.people.complaints.models import Complaint, State
from dabiao.people.gate import person
from dabiao.people.models import Account
from dabiao.people.policy import Action, may


def seen(asker: Account, complaint_id: int) -> Complaint:
    """The complaint, or 404 for whoever neither filed it nor may read all."""
    try:
        return queries.complaint_seen(asker, complaint_id)
    except Complaint.DoesNotExist:
        raise Http404(str(complaint_id)) from None


def complaint_page(
    request: HttpRequest,
    complaint_id: int,
    given: dict[str, BaseForm] | None = None,
    *,
    refused: list[str] | None = None,
    contact: str = "",
) -> HttpResponse:
    """Show one complaint. ``given`` are forms that were refused, ``contact`` a number just opened."""
    asker, tried = person(request), given or {}
    one = seen(asker, complaint_id)
    is_author = queries.is_author(asker, one)
    handles = may(asker, Action.ANSWER_COMPLAINTS) and not is_author
    forms: dict[str, BaseForm] = {}
    if handles and one.state == State.RECEIVED:
        forms["answer"] = tried.get("answer") or AnswerForm(auto_id="answer_%s")
    if handles and one.state == State.ANSWERED:
        forms["call_back"] = tried.get("call_back") or CallBackForm(auto_id="call_back_%s")
    if is_author and may_take_up_again(one):
        forms["confirm"] = tried.get("confirm") or ConfirmForm(auto_id="confirm_%s")
    context = {
        "one": one,
        "steps": queries.steps_of(one),
        "author": one.author.display_name if one.author else "",
        "is_author": is_author,
        "handles": handles,
        "may_see_all": may(asker, Action.SEE_COMPLAINTS),
        "masked": queries.masked_contact(one) if is_author or handles else "",
        "contact": contact,
        "forms": forms,
        "refused": refused or [],
    }
    status = 400 if refused or any(form.errors for form in tried.values()) else 200
    answer = render(request, "complaints/complaint.html", context, status=status)
    if contact:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def done_or_told(
    request: HttpRequest, complaint_id: int, do: Callable[[], None], said: str, given: dict[str, BaseForm]
) -> HttpResponse:
    """Do it and go back to the page, or show the page with what was typed and why it was refused."""
    if any(not form.is_valid() for form in given.values()):
        return complaint_page(request, complaint_id, given)
    try:
        do()
    except BadInput as bad:
        return complaint_page(request, complaint_id, given, refused=sentences(bad.defects))
    except Complaint.DoesNotExist:
        raise Http404(str(complaint_id)) from None
    messages.success(request, said)
    return redirect("complaint", complaint_id=complaint_id)
