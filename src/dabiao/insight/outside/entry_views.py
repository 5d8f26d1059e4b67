"""Forms of results from outside: enter, correct, withdraw."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.core.framework import Framework
from dabiao.duties.cycle.models import Cycle
from dabiao.house.defects import sentences
from dabiao.insight.outside import actions, queries
from dabiao.insight.outside.forms import ResultForm, WithdrawForm, initial_of
from dabiao.insight.outside.models import Kind, OutsideResult
from dabiao.insight.outside.packs import pack_of
from dabiao.insight.outside.views import cycle_or_404, pack_gone, result_or_404, told
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action

MOST_DEFECTS = 50
"""Defects of a table that a page lists; more are counted."""


@gate(Action.KEEP_OUTSIDE)
def enter(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Enter a result of one kind."""
    cycle = cycle_or_404(person(request), cycle_id)
    wanted = request.GET.get("kind", "")
    kind = Kind(wanted) if wanted in Kind.values else Kind.ANNUAL
    return _form_page(request, cycle, kind, None)


@gate(Action.KEEP_OUTSIDE)
def correct(request: HttpRequest, result_id: int) -> HttpResponse:
    """Enter what is right instead of a result."""
    old = result_or_404(request, result_id)
    return _form_page(request, old.cycle, Kind(old.kind), old)


def _form_page(request: HttpRequest, cycle: Cycle, kind: Kind, old: OutsideResult | None) -> HttpResponse:
    try:
        framework = pack_of(cycle)
    except BadInput as bad:
        return pack_gone(request, cycle, bad)
    form = _form(request, cycle, framework, kind, old)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = _entered(request, cycle, form, old)
        except BadInput as bad:
            refused = _listed(bad)
        else:
            said = _("已更正，旧的一条留在历史里。") if old else _("已登记。")
            messages.success(request, said)
            return redirect("outside_result", result_id=made.pk)
    context = {
        "form": form,
        "cycle": cycle,
        "kind": kind,
        "kinds": Kind.choices,
        "old": old,
        "refused": refused,
        "framework": framework,
    }
    return render(request, "outside/form.html", context, status=400 if refused or form.errors else 200)


def _form(
    request: HttpRequest, cycle: Cycle, framework: Framework, kind: Kind, old: OutsideResult | None
) -> ResultForm:
    offered = queries.documents(person(request))
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    initial = initial_of(old) if old else {"year": _year_asked(request, cycle)}
    return ResultForm(
        *given, kind=kind, cycle=cycle, framework=framework, documents=offered, corrects=old, initial=initial
    )


def _year_asked(request: HttpRequest, cycle: Cycle) -> int:
    """The year a link named, else the last of the cycle."""
    asked = request.GET.get("year", "")
    return next((one for one in cycle.years if str(one) == asked), cycle.years[-1])


def _entered(
    request: HttpRequest, cycle: Cycle, form: ResultForm, old: OutsideResult | None
) -> OutsideResult:
    with form.tables() as (problems, counts):
        draft = form.draft(problems, counts)
        if old is None:
            return actions.record_result(person(request), cycle, draft)
        return actions.correct_result(person(request), old, draft, form.cleaned_data["reason"])


@require_POST
@gate(Action.KEEP_OUTSIDE)
def withdraw(request: HttpRequest, result_id: int) -> HttpResponse:
    """Let a result count no longer."""
    old = result_or_404(request, result_id)
    form = WithdrawForm(request.POST)
    refused: list[str] = []
    if form.is_valid():
        try:
            made = actions.withdraw_result(person(request), old, form.cleaned_data["reason"])
        except BadInput as bad:
            refused = _listed(bad)
        else:
            messages.success(request, _("已撤销，不再计入。撤销前的一条还看得到。"))
            return redirect("outside_result", result_id=made.pk)
    context = told(request, old) | {"withdrawing": form, "refused": refused}
    return render(request, "outside/result.html", context, status=400)


def _listed(bad: BadInput) -> list[str]:
    shown = sentences(bad.defects[:MOST_DEFECTS])
    if len(bad.defects) > MOST_DEFECTS:
        shown.append(
            _("还有 %(count)d 处问题，先改好上面的再传。") % {"count": len(bad.defects) - MOST_DEFECTS}
        )
    return shown
