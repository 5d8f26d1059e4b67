"""Pages of results from outside: the cycle's total, what it is made of, lists handed back, and both judgements."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dabiao.core.cycle import GateYears, StillNeeded
from dabiao.core.cycle_proposal import cited
from dabiao.core.defects import BadInput
from dabiao.duties.cycle import queries as cycles
from dabiao.duties.cycle.models import Cycle
from dabiao.house.defects import sentences
from dabiao.house.downloads import attachment
from dabiao.house.paging import key_from, page_of
from dabiao.insight.outside import exporting, files, queries, words
from dabiao.insight.outside.forms import AskForm
from dabiao.insight.outside.models import Kind, OutsideResult, SourceDocument
from dabiao.insight.outside.packs import measure_words
from dabiao.insight.outside.totals import CycleBook
from dabiao.office.cycle_total_workbook import write_cycle_total
from dabiao.people.gate import gate, person
from dabiao.people.models import Account
from dabiao.people.policy import Action, may


@require_safe
@gate(Action.SEE_OUTSIDE)
def total(request: HttpRequest) -> HttpResponse:
    """Show the total of the current cycle; the page says what to do where there is none."""
    found = cycles.current_cycle(person(request))
    if found is None:
        return render(request, "outside/none.html", {"may_change": may(person(request), Action.CHANGE_CYCLE)})
    return _total(request, found)


@require_safe
@gate(Action.SEE_OUTSIDE)
def total_of(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Show the total of one cycle, current or not."""
    return _total(request, cycle_or_404(person(request), cycle_id))


@require_safe
@gate(Action.SEE_OUTSIDE)
def export(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Hand out the total as a workbook: sums as figures, how they came about, and every result with its document."""
    asker = person(request)
    cycle = cycle_or_404(asker, cycle_id)
    try:
        book = queries.book(asker, cycle)
    except BadInput as bad:
        return pack_gone(request, cycle, bad)
    today = timezone.localdate()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "total.xlsx"
        write_cycle_total(exporting.sheet_of(book, today), path)
        return attachment(path.read_bytes(), f"{cycle.title}总分 {today.isoformat()}.xlsx")


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate as the page shows it: what it asks, and each year's figure with whether it clears."""

    seen: GateYears
    asks: str
    source: str
    years: tuple[tuple[int, str, bool | None, OutsideResult | None], ...]


def _total(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    asker, today = person(request), timezone.localdate()
    try:
        book = queries.book(asker, cycle)
    except BadInput as bad:
        return pack_gone(request, cycle, bad)
    form = AskForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on: date = asked.get("on") or today
    wanted = asked.get("wanted")
    context = {
        "cycle": cycle,
        "book": book,
        "today": today,
        "years": [
            (one, words.share(one.weight), words.of_year(one), words.weighed(one)) for one in book.years
        ],
        "sum": words.of_cycle(book),
        "total": None if book.totals.total is None else words.rounded(book.totals.total),
        "earned": words.rounded(book.totals.earned),
        "so_far": None if book.totals.so_far is None else words.rounded(book.totals.so_far),
        "known": words.share(book.totals.known_weight),
        "open_years": [one for one in book.years if one.total is None],
        "gates": [_gate_line(book, one) for one in book.gates],
        "bans": [(one, cited(one.source)) for one in book.bans],
        "suspensions": [(one, cited(one.source)) for one in book.suspensions],
        "ask": form,
        "on": on,
        "banned": book.banned_on(on),
        "free_from": book.free_from(on),
        "days": queries.applying_days(asker, book),
        "wanted": wanted,
        "need": None if wanted is None else _need(book.needed(wanted)),
        "only_in_calendar": queries.only_in_calendar(asker, book),
        "others": [one for one in cycles.cycles(asker) if one.pk != cycle.pk],
        "may_keep": may(asker, Action.KEEP_OUTSIDE),
        "kinds": Kind.choices,
    }
    return render(request, "outside/total.html", context)


def _need(need: StillNeeded | None) -> dict[str, object] | None:
    """What is needed, as the page says it: rounded up, since a figure rounded down would not be enough."""
    if need is None:
        return None
    return {
        "each": words.at_least(need.each) if need.each > 0 else "0",
        "is_secured": need.each <= 0,
        "reachable": need.reachable,
        "highest": words.figure(need.highest),
        "best": words.rounded(need.best),
        "weight": words.share(need.weight),
        "wanted": words.figure(need.wanted),
    }


def _gate_line(book: CycleBook, seen: GateYears) -> GateLine:
    results = book.gate_results.get(seen.gate.measure, (None,) * len(book.years))
    return GateLine(
        seen,
        _("%(measure)s不低于 %(limit)s")
        % {"measure": measure_words(seen.gate.measure), "limit": words.figure(seen.gate.at_least)},
        cited(seen.gate.source),
        tuple(
            (year.year, "" if figure is None else words.figure(figure), cleared, result)
            for year, figure, cleared, result in zip(
                book.years, seen.figures, seen.cleared, results, strict=True
            )
        ),
    )


@require_safe
@gate(Action.SEE_OUTSIDE)
def results(request: HttpRequest) -> HttpResponse:
    """List everything that was entered, corrections too, newest first."""
    asker = person(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    written = request.GET.get("year", "")
    year = int(written) if written.isascii() and written.isdigit() and len(written) == 4 else None
    context = {
        "page": page_of(queries.results(asker, kind=kind, year=year), key_from(request.GET.get("before"))),
        "kinds": Kind.choices,
        "kind": kind,
        "year": year,
        "years": sorted({one for cycle in cycles.cycles(asker) for one in cycle.years}, reverse=True),
        "cycle": cycles.current_cycle(asker),
        "may_keep": may(asker, Action.KEEP_OUTSIDE),
    }
    return render(request, "outside/results.html", context)


@require_safe
@gate(Action.SEE_OUTSIDE)
def result(request: HttpRequest, result_id: int) -> HttpResponse:
    """Show one result with its document, its tables, and what was corrected."""
    return render(request, "outside/result.html", told(request, result_or_404(request, result_id)))


def told(request: HttpRequest, shown: OutsideResult) -> dict[str, object]:
    """What the page of a result says."""
    asker = person(request)
    history = queries.history(asker, shown)
    return {
        "result": shown,
        "history": history,
        "newest": history[0],
        "problems": queries.problems_of(asker, shown),
        "counts": queries.counts_of(asker, shown),
        "may_keep": may(asker, Action.KEEP_OUTSIDE) and history[0].pk == shown.pk and not shown.withdrawn,
    }


@require_safe
@gate(Action.SEE_OUTSIDE)
def document(request: HttpRequest, source_id: uuid.UUID) -> HttpResponse:
    """Show a source document, whether its file is still the one that was handed in, and what stands in it."""
    shown = _document(request, source_id)
    context = {
        "document": shown,
        "results": queries.results_of(person(request), shown),
        "is_intact": files.is_intact(shown) if shown.sha256 else None,
    }
    return render(request, "outside/document.html", context)


@require_safe
@gate(Action.SEE_OUTSIDE)
def download(request: HttpRequest, source_id: uuid.UUID) -> HttpResponseBase:
    """Hand out the file of a source document."""
    shown = _document(request, source_id)
    if not shown.sha256 or not files.path_of(shown).is_file():
        raise Http404("no file")
    return FileResponse(files.path_of(shown).open("rb"), as_attachment=True, filename=shown.file_name)


@require_safe
@gate(Action.SEE_FEEDBACK)
def feedback(request: HttpRequest) -> HttpResponse:
    """List problems that were handed back, as far as the reader answers for them."""
    asker = person(request)
    found = queries.feedback(asker)
    context = {
        "page": page_of(found, key_from(request.GET.get("before"))),
        "count": found.count(),
        "may_see_results": may(asker, Action.SEE_OUTSIDE),
        "may_keep": may(asker, Action.KEEP_OUTSIDE),
        "cycle": cycles.current_cycle(asker),
    }
    return render(request, "outside/feedback.html", context)


@require_safe
@gate(Action.SEE_OUTSIDE)
def pairs(request: HttpRequest) -> HttpResponse:
    """Show what others and we found at the same standard and place type."""
    asker = person(request)
    cycle = cycles.current_cycle(asker)
    context: dict[str, object] = {"cycle": cycle, "pairs": [], "days": queries.OWN_WINDOW.days}
    if cycle is not None:
        try:
            framework = queries.book(asker, cycle).framework
        except BadInput as bad:
            return pack_gone(request, cycle, bad)
        types = framework.site_type_names
        context["pairs"] = [
            (
                one,
                framework.standards[one.standard_id].title if one.standard_id in framework.standards else "",
                types[one.site_type].title if one.site_type in types else one.site_type,
            )
            for one in queries.pairs(asker, cycle)
        ]
    return render(request, "outside/pairs.html", context)


def pack_gone(request: HttpRequest, cycle: Cycle, bad: BadInput) -> HttpResponse:
    """Say that the cycle's pack cannot be read: without it nothing can be added up."""
    context = {"cycle": cycle, "refused": sentences(bad.defects)}
    return render(request, "outside/pack_gone.html", context, status=409)


def cycle_or_404(asker: Account, cycle_id: int) -> Cycle:
    """One cycle, or 没有这一页."""
    try:
        return cycles.cycle_by_id(asker, cycle_id)
    except Cycle.DoesNotExist:
        raise Http404(str(cycle_id)) from None


def result_or_404(request: HttpRequest, result_id: int) -> OutsideResult:
    """One result, or 没有这一页."""
    try:
        return queries.result_by_id(person(request), result_id)
    except OutsideResult.DoesNotExist:
        raise Http404(str(result_id)) from None


def _document(request: HttpRequest, source_id: uuid.UUID) -> SourceDocument:
    try:
        return queries.document_by_id(person(request), source_id)
    except SourceDocument.DoesNotExist:
        raise Http404(str(source_id)) from None
