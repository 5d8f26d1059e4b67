"""Pages of notices: list, send, one notice with how it stands, one organisation's part of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.duties.notices import actions, files, queries
from dabiao.duties.notices.flow import DECISIONS, ON_RECIPIENT, ON_SENDER, RESPONSES, NoticeKind, State, Step
from dabiao.duties.notices.forms import FORMS, NoticeForm, StepForm, WithdrawForm, WordsForm
from dabiao.duties.notices.models import Notice, NoticeFile, Recipient
from dabiao.house.defects import sentences
from dabiao.house.paging import key_from, page_of
from dabiao.people import policy
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action, may

REFUSED_BY_BURDEN = "减负"
"""What defects of the burden gate name as their place: they can be answered with a reason."""

ORDER = (Step.RECEIVE, Step.ANSWER, Step.SEND_BACK, Step.ASK_EXTENSION, Step.GRANT, Step.RELEASE)
"""Steps in the order of the page; the others follow as they are defined."""

DONE = {
    Step.RECEIVE: gettext_lazy("已签收。"),
    Step.ANSWER: gettext_lazy("已办结，答复已送达。"),
    Step.SEND_BACK: gettext_lazy("已送达。创建办答复之前，不算超期，也不会催办。"),
    Step.ASK_EXTENSION: gettext_lazy("延期申请已送达。答复之前不算超期；办完了可以直接办结。"),
    Step.GRANT: gettext_lazy("已同意延期，新的期限已经生效。"),
    Step.REFUSE: gettext_lazy("已答复，期限不变。"),
    Step.RELEASE: gettext_lazy("已同意，这个单位不用再办。"),
    Step.REPLY: gettext_lazy("已答复，请对方继续办。"),
    Step.PRESS: gettext_lazy("已催办：在对方的“我的”里标出，不打电话、不发短信。"),
}
"""What is said once a step is taken."""


@gate(Action.SEE_NOTICES)
def notices(request: HttpRequest) -> HttpResponse:
    """List notices, newest first."""
    asker = person(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in NoticeKind.values else ""
    open_only = request.GET.get("show") == "open"
    found = queries.notices(asker, kind=kind, open_only=open_only)
    page = page_of(found, key_from(request.GET.get("before")))
    standings = queries.standings(asker, page.rows)
    context = {
        "page": page,
        "lines": [(one, standings.get(one.pk, [])) for one in page.rows],
        "kinds": NoticeKind.choices,
        "kind": kind,
        "show": "open" if open_only else "",
        "filtered": bool(kind) or open_only,
        "may_send": may(asker, Action.SEND_NOTICE),
    }
    return render(request, "notices/notices.html", context)


@gate(Action.SEND_NOTICE)
def send(request: HttpRequest) -> HttpResponse:
    """Write a notice and send it; whoever asks too much or too late is asked for a reason."""
    asker = person(request)
    form = NoticeForm(request.POST or None, request.FILES or None, choosable=queries.choosable(asker))
    refused: list[str] = []
    reason_asked = bool(form.data.get("reason"))
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        if (before := queries.just_sent(asker, draft)) is not None:
            messages.warning(request, _("一分钟内已经发过同样的内容，没有再发一次。下面就是发出的那一份。"))
            return redirect("notice", notice_id=before.pk)
        try:
            sent = actions.send_notice(asker, draft, form.cleaned_data["reason"])
        except BadInput as bad:
            refused = sentences(bad.defects)
            reason_asked |= any(one.file == REFUSED_BY_BURDEN for one in bad.defects)
        else:
            messages.success(request, _("已发给 %(count)d 个单位。") % {"count": sent.recipients.count()})
            return redirect("notice", notice_id=sent.pk)
    context = {"form": form, "refused": refused, "reason_asked": reason_asked}
    return render(request, "notices/new.html", context, status=400 if refused or form.errors else 200)


@gate(Action.SEE_NOTICES)
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show one notice and how it stands where the asker may see it; with one row only, that row's page."""
    return _notice_page(request, _notice(request, notice_id))


@require_POST
@gate(Action.SEND_NOTICE)
def press(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Press everybody who has not received or answered."""
    found = _notice(request, notice_id)
    try:
        count = actions.press_notice(person(request), found)
    except BadInput as bad:
        return _notice_page(request, found, sentences(bad.defects))
    messages.success(
        request, _("已催办 %(count)d 个单位：在对方的“我的”里标出，不打电话、不发短信。") % {"count": count}
    )
    return redirect("notice", notice_id=notice_id)


@require_POST
@gate(Action.SEND_NOTICE)
def withdraw(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Take a notice back."""
    found = _notice(request, notice_id)
    form = WithdrawForm(request.POST, auto_id="withdraw_%s")
    refused: list[str] = []
    if form.is_valid():
        try:
            actions.withdraw_notice(person(request), found, form.cleaned_data["why"])
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已撤回。收到的单位还看得到它，标着“已撤回”，不再要求办。"))
            return redirect("notice", notice_id=notice_id)
    return _notice_page(request, found, refused, form)


@gate(Action.SEE_NOTICES)
def attachment(request: HttpRequest, notice_id: int) -> HttpResponseBase:
    """Hand out the file that came with a notice."""
    return _handed_out(_notice(request, notice_id).attachment)


@gate(Action.SEE_NOTICES)
def recipient(request: HttpRequest, recipient_id: int) -> HttpResponse:
    """Show a notice at one organisation, what was done about it, and what can be done now."""
    return _row_page(request, _row(request, recipient_id, Action.SEE_NOTICES))


@require_POST
@gate(Action.ANSWER_NOTICE)
def respond(request: HttpRequest, recipient_id: int, response: str) -> HttpResponse:
    """Take a step for the organisation that was asked."""
    row = _row(request, recipient_id, Action.ANSWER_NOTICE)
    step = _step(response, RESPONSES)
    form = _form(step, row, request)
    if not form.is_valid():
        return _row_page(request, row, {step: form})
    try:
        actions.respond(person(request), row, step, form.said())
    except BadInput as bad:
        return _row_page(request, row, {step: form}, sentences(bad.defects))
    messages.success(request, DONE[step])
    return redirect("notice_recipient", recipient_id=recipient_id)


@require_POST
@gate(Action.SEND_NOTICE)
def decide(request: HttpRequest, recipient_id: int, decision: str) -> HttpResponse:
    """Take a step of the sender about one organisation."""
    row = _row(request, recipient_id, Action.SEND_NOTICE)
    step = _step(decision, DECISIONS)
    form = _form(step, row, request)
    if not form.is_valid():
        return _row_page(request, row, {step: form})
    try:
        actions.decide(person(request), row, step, form.said().text)
    except BadInput as bad:
        return _row_page(request, row, {step: form}, sentences(bad.defects))
    messages.success(request, DONE[step])
    return redirect("notice_recipient", recipient_id=recipient_id)


@gate(Action.SEE_NOTICES)
def answer_attachment(request: HttpRequest, recipient_id: int) -> HttpResponseBase:
    """Hand out the file that came with an answer."""
    return _handed_out(queries.file_of_answer(_row(request, recipient_id, Action.SEE_NOTICES)))


def _notice_page(
    request: HttpRequest,
    shown: Notice,
    refused: list[str] | None = None,
    withdrawing: WithdrawForm | None = None,
) -> HttpResponse:
    asker = person(request)
    rows = queries.rows_of(asker, shown)
    may_send = may(asker, Action.SEND_NOTICE)
    if len(rows) == 1 and not may_send and not refused:
        return redirect("notice_recipient", recipient_id=rows[0].recipient.pk)
    open_states = ON_RECIPIENT[NoticeKind(shown.kind)] | ON_SENDER
    context = {
        "notice": shown,
        "refused": refused or [],
        "groups": [
            (state, found)
            for state in dict.fromkeys((State.SENT_BACK, State.EXTENSION_ASKED, *State))
            if (found := [row for row in rows if row.recipient.state == state])
        ],
        "count": len(rows),
        "sees_all": policy.require(asker, Action.SEE_NOTICES).everything,
        "overdue": sum(row.overdue for row in rows),
        "now": timezone.now(),
        "pressable": queries.pressable(rows) if may_send else 0,
        "may_send": may_send,
        "withdrawable": may_send
        and shown.withdrawn_at is None
        and any(row.recipient.state in open_states for row in rows),
        "withdrawing": withdrawing or WithdrawForm(auto_id="withdraw_%s"),
        "withdraw_tried": withdrawing is not None,
    }
    status = 400 if refused or withdrawing is not None else 200
    return render(request, "notices/notice.html", context, status=status)


def _row_page(
    request: HttpRequest,
    row: Recipient,
    tried: dict[Step, StepForm] | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    tried = tried or {}
    possible = queries.steps_for(person(request), row)
    now = timezone.now()
    context = {
        "row": row,
        "notice": row.notice,
        "history": queries.history(row),
        "received": row.state != State.SENT,
        "overdue": queries.is_overdue(row, now),
        "refused": refused or [],
        "asked_due": actions.asked_due(row) if row.state == State.EXTENSION_ASKED else None,
        "steps": [
            (step, _address(step), tried.get(step) or _form(step, row), step in tried)
            for step in (*ORDER, *(one for one in Step if one not in ORDER))
            if step in possible
        ],
    }
    return render(request, "notices/recipient.html", context, status=400 if tried else 200)


def _address(step: Step) -> tuple[str, str]:
    return ("notice_respond" if step in RESPONSES else "notice_decide", step.name.lower())


def _form(step: Step, row: Recipient, request: HttpRequest | None = None) -> StepForm:
    kind = WordsForm if step == Step.ANSWER and not row.notice.wants_attachment else FORMS[step]
    given = (request.POST, request.FILES) if request else ()
    return kind(*given, auto_id=f"{step.name.lower()}_%s")


def _step(named: str, allowed: frozenset[Step]) -> Step:
    for step in allowed:
        if step.name.lower() == named:
            return step
    raise Http404(named)


def _handed_out(file: NoticeFile | None) -> HttpResponseBase:
    if file is None or not files.path_of(file).exists():
        raise Http404("no file")
    return FileResponse(files.path_of(file).open("rb"), as_attachment=True, filename=file.name)


def _notice(request: HttpRequest, notice_id: int) -> Notice:
    try:
        return queries.notice_by_id(person(request), notice_id)
    except Notice.DoesNotExist:
        raise Http404(str(notice_id)) from None


def _row(request: HttpRequest, recipient_id: int, action: Action) -> Recipient:
    try:
        return queries.recipient_by_id(person(request), recipient_id, action)
    except Recipient.DoesNotExist:
        raise Http404(str(recipient_id)) from None
