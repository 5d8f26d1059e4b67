"""Pages of the audit chain: read it, check it, take it away."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.core.system_reason import reason_of
from dabiao.house import audit
from dabiao.house.defects import sentences
from dabiao.house.downloads import saved_as
from dabiao.house.paging import key_from
from dabiao.people.auditing import actions, jobs, queries
from dabiao.people.auditing.queries import EntryFilter
from dabiao.people.auditing.sent_file import SentFile
from dabiao.people.auditing.words import ACTIONS, RESOURCES
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action


@gate(Action.SEE_AUDIT)
def entries(request: HttpRequest) -> HttpResponse:
    """List entries, newest first, with filters; say how far the chain reaches and what the last checks found."""
    return _page(request, [])


@require_POST
@gate(Action.SEE_AUDIT)
def check(request: HttpRequest) -> HttpResponse:
    """Check the whole chain: at once, or as a job when it is long."""
    asker = person(request)
    try:
        noted = actions.checked_note(request.POST.get("expect", ""))
    except BadInput as bad:
        return _page(request, sentences(bad.defects))
    if audit.head()[0] > jobs.AT_ONCE:
        if not queries.check_is_under_way(asker, jobs.check_audit_chain.module_path):
            jobs.check_audit_chain.enqueue(asker.pk, noted)
        return redirect("audit")
    broken = actions.check_chain(asker, noted)
    if broken is None:
        messages.success(request, _("审计记录完整。"))
    return redirect("audit")


@require_POST
@gate(Action.SEE_AUDIT)
def export(request: HttpRequest) -> HttpResponseBase:
    """Hand out the whole chain as the file that ``dabiao audit export`` writes."""
    file = SentFile("audit.jsonl")
    try:
        actions.export_chain(person(request), file.path)
    except OSError as error:
        file.close()
        reason = reason_of(error)
        messages.error(
            request, _("没有导出：服务器上写不进去（%(reason)s）。请告诉管理员") % {"reason": reason}
        )
        return redirect("audit")
    name = f"审计-{timezone.localdate().isoformat()}.jsonl"
    return StreamingHttpResponse(file, content_type="application/x-ndjson", headers=saved_as(name))


def _page(request: HttpRequest, refused: list[str]) -> HttpResponse:
    asker, given = person(request), request.GET
    wanted = EntryFilter(
        given.get("actor", "").strip(),
        given.get("action", ""),
        given.get("resource", ""),
        _day(given.get("since")),
        _day(given.get("until")),
    )
    chosen = {
        name: str(value)
        for name in ("actor", "action", "resource", "since", "until")
        if (value := getattr(wanted, name))
    }
    checks = queries.checks(asker)
    context = {
        "page": queries.entries(asker, wanted, key_from(given.get("before"))),
        "wanted": wanted,
        "rules": queries.RULES,
        "chosen": urlencode(chosen),
        "actions": sorted(ACTIONS.items(), key=lambda one: str(one[1])),
        "resources": sorted(RESOURCES.items(), key=lambda one: str(one[1])),
        "extent": queries.extent(asker),
        "checks": checks,
        "broken": checks[0] if checks and not checks[0].intact else None,
        "under_way": queries.check_is_under_way(asker, jobs.check_audit_chain.module_path),
        "refused": refused,
        "expect": request.POST.get("expect", ""),
    }
    return render(request, "people/audit.html", context, status=400 if refused else 200)


def _day(text: str | None) -> date | None:
    """The day of a filter; what is no day, or the last one there is, does not narrow."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < date(2100, 1, 1) else None
