"""Pages of 投诉建议 for those who answer, and for 领导 who watches that they do."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.house.paging import key_from, page_of
from dabiao.people.complaints import actions, queries
from dabiao.people.complaints.forms import AnswerForm, CallBackForm, RulesForm
from dabiao.people.complaints.models import State, StepKind
from dabiao.people.complaints.pages import complaint_page, done_or_told, seen
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action, may


@gate(Action.SEE_COMPLAINTS)
def handling(request: HttpRequest) -> HttpResponse:
    """List all, newest first, with figures; those about what 创建办 asks by themselves on request."""
    asker = person(request)
    found = queries.all_complaints(asker)
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    about = request.GET.get("about") == "requests"
    if state:
        found = found.filter(state=state)
    if about:
        found = queries.about_requests(found)
    page = page_of(found, key_from(request.GET.get("before")))
    chosen = {"state": state} if state else {}
    context = {
        "lines": queries.listed(page.rows),
        "next_key": page.next_key,
        "chosen": urlencode(chosen | ({"about": "requests"} if about else {})),
        "figures": queries.complaint_figures(asker),
        "states": State.choices,
        "state": state,
        "about": about,
        "may_answer": may(asker, Action.ANSWER_COMPLAINTS),
    }
    return render(request, "complaints/handling.html", context)


@require_POST
@gate(Action.ANSWER_COMPLAINTS)
def answer(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Answer one."""
    asker = person(request)
    seen(asker, complaint_id)
    form = AnswerForm(request.POST, auto_id="answer_%s")
    return done_or_told(
        request,
        complaint_id,
        lambda: actions.answer_complaint(asker, complaint_id, form.cleaned_data["text"]),
        _("已答复。请按期回访。"),
        {"answer": form},
    )


@require_POST
@gate(Action.ANSWER_COMPLAINTS)
def call_back(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Write down how calling back went."""
    asker = person(request)
    seen(asker, complaint_id)
    form = CallBackForm(request.POST, auto_id="call_back_%s")
    return done_or_told(
        request,
        complaint_id,
        lambda: actions.record_call_back(
            asker, complaint_id, StepKind(form.cleaned_data["outcome"]), form.cleaned_data["text"]
        ),
        _("回访已登记。"),
        {"call_back": form},
    )


@never_cache
@require_POST
@gate(Action.ANSWER_COMPLAINTS)
def contact(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Show where to call back, whole, once; the audit chain notes who looked."""
    asker = person(request)
    seen(asker, complaint_id)
    try:
        shown = actions.see_contact(asker, complaint_id)
    except BadInput as bad:
        return complaint_page(request, complaint_id, refused=sentences(bad.defects))
    return complaint_page(request, complaint_id, contact=shown)


@gate(Action.ANSWER_COMPLAINTS)
def rules(request: HttpRequest) -> HttpResponse:
    """Show the deadlines, and set them anew."""
    current = queries.rules_in_force()
    names = RulesForm.Meta.fields
    form = RulesForm(request.POST or None, initial={name: getattr(current, name) for name in names})
    if request.method == "POST" and form.is_valid():
        actions.set_complaint_rules(person(request), form.instance)
        messages.success(request, _("新的时限已经生效，已收到的按原来的时限办。"))
        return redirect("complaint_rules")
    return render(request, "complaints/rules.html", {"form": form}, status=400 if form.errors else 200)
