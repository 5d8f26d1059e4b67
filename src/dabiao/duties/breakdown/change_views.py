"""Pages that change the breakdown: a cell, one duty, what is proposed, and duties of organisations that are no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.breakdown_proposal import Proposed, by_line
from dabiao.core.defects import BadInput
from dabiao.core.framework import Framework
from dabiao.core.unit_names import RELIABLE, Basis
from dabiao.duties.breakdown import actions, gap_queries, proposals, queries
from dabiao.duties.breakdown.cells import (
    address_of,
    cell_at,
    check_cell,
    pack_asks,
    site_type_title,
)
from dabiao.duties.breakdown.forms import AmendForm, AssignForm, EndForm, day_of
from dabiao.duties.breakdown.models import Duty, Kind
from dabiao.duties.breakdown.rows import shown_rows
from dabiao.house.defects import sentences
from dabiao.people.gate import gate, person
from dabiao.people.models import Organisation, Post
from dabiao.people.policy import Action, may
from dabiao.standards.queries import framework_in_use

PROPOSED_A_PAGE = 15
"""Standards on a page of proposals: as many as one looks through before accepting."""

MOST_ENDED = 100
"""Ended duties a cell's page names, the latest first."""


@gate(Action.SEE_DUTIES)
def cell(request: HttpRequest, standard_id: str, method: str, site_type: str) -> HttpResponse:
    """Show who answers in one cell and who did before; who may, gives duties here."""
    return _cell_page(request, _cell(standard_id, method, site_type))


@require_POST
@gate(Action.CHANGE_DUTIES)
def assign(request: HttpRequest, standard_id: str, method: str, site_type: str) -> HttpResponse:
    """Give a duty in a cell."""
    where = _cell(standard_id, method, site_type)
    form = AssignForm(request.POST)
    refused: list[str] = []
    if form.is_valid():
        given = form.cleaned_data
        try:
            number = actions.assign(
                person(request), where, given["kind"], form.organisations, form.terms, day_of(form)
            )
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已登记 %(number)d 项职责。") % {"number": number})
            return redirect(_address(where))
    return _cell_page(request, where, form, refused)


@gate(Action.SEE_DUTIES)
def duty(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Show one duty; who may, changes or ends it here."""
    return _duty_page(request, _duty(request, duty_id))


@require_POST
@gate(Action.CHANGE_DUTIES)
def amend(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Change person, requirement or deadline."""
    one = _duty(request, duty_id)
    form = AmendForm(request.POST, posts=_posts(request, one), auto_id="amend_%s")
    refused: list[str] = []
    if form.is_valid():
        try:
            actions.amend(person(request), one, form.terms, day_of(form))
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已登记。"))
            return redirect(_address(actions.cell_of(one)))
    return _duty_page(request, one, form, refused=refused)


@require_POST
@gate(Action.CHANGE_DUTIES)
def release(request: HttpRequest, duty_id: int) -> HttpResponse:
    """End a duty."""
    one = _duty(request, duty_id)
    form = EndForm(request.POST, auto_id="end_%s")
    refused: list[str] = []
    if form.is_valid():
        try:
            actions.release(person(request), one, day_of(form))
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已结束，历史里仍能查到。"))
            return redirect(_address(actions.cell_of(one)))
    return _duty_page(request, one, end=form, refused=refused)


@require_POST
@gate(Action.CHANGE_DUTIES)
def hand_on(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Let a successor take on the duties of an organisation that is no more."""
    try:
        closed = queries.visible_organisation(person(request), organisation_id)
        successor = queries.visible_organisation(person(request), _number(request.POST.get("successor")) or 0)
    except Organisation.DoesNotExist:
        raise Http404(str(organisation_id)) from None
    try:
        number = actions.hand_on(person(request), closed, successor)
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
    else:
        told = {"number": number, "name": successor.name}
        messages.success(request, _("已把 %(number)d 项职责移交给“%(name)s”。") % told)
    return redirect("breakdown_gaps")


BASES = (
    gettext_noop("名称相同"),
    gettext_noop("曾用名"),
    gettext_noop("通用简称"),
    gettext_noop("去掉区名和括号后相同"),
    gettext_noop("名称相近"),
    gettext_noop("属地"),
)
"""The words of ``core.unit_names.Basis``, to be translated."""


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """Cells of a standard in which the same is proposed, as one box to tick."""

    value: str
    method: str
    places: tuple[str, ...]
    kind: str
    units: tuple[str, ...]
    confidence: float
    basis: Basis
    named: str

    @property
    def reliable(self) -> bool:
        """Whether it rests on a name or a rule, not on likeness."""
        return self.confidence >= RELIABLE

    @property
    def duty(self) -> str:
        """The kind of duty, in the reader's language."""
        return str(Kind(self.kind).label)

    @property
    def percent(self) -> int:
        """How sure, in whole percent."""
        return round(self.confidence * 100)


@gate(Action.CHANGE_DUTIES)
def proposal(request: HttpRequest) -> HttpResponse:
    """Show what pack and rules propose; a person accepts all, the sure ones, or those ticked."""
    asker, framework = person(request), framework_in_use()
    if request.method == "POST":
        return _accept(request)
    proposed = proposals.proposal(asker, framework)
    lines = _proposed_lines(framework, proposed.duties)
    keys = list(lines)
    after = request.GET.get("after")
    first = keys.index(after) + 1 if after in lines else 0
    page = keys[first : first + PROPOSED_A_PAGE]
    unfound: dict[str, tuple[list[str], tuple[str, ...]]] = {}
    for one in proposed.unfound:
        where = (
            f"{one.cell.standard_id} {_(one.cell.method)} {site_type_title(framework, one.cell.site_type)}"
        )
        unfound.setdefault(one.named, ([], one.rivals))[0].append(where)
    above = framework.titles_above
    context = {
        "framework": framework,
        "blocks": [(framework.standards[key], " / ".join(above.get(key, ())), lines[key]) for key in page],
        "next_key": page[-1] if len(keys) > first + PROPOSED_A_PAGE else None,
        "later": first > 0,
        "standards": len(keys),
        "total": len(proposed.duties),
        "sure": sum(one.confidence >= RELIABLE for one in proposed.duties),
        "unsure": sum(one.confidence < RELIABLE for one in proposed.duties),
        "unfound": list(unfound.items()),
    }
    return render(request, "breakdown/proposal.html", context)


def _accept(request: HttpRequest) -> HttpResponse:
    chosen: set[proposals.Line] | None = None
    least = RELIABLE if request.POST.get("accept") == "sure" else 0.0
    if request.POST.get("accept") not in ("all", "sure"):
        chosen = {line for value in request.POST.getlist("line") for line in _ticked(value)}
        if not chosen:
            messages.error(request, _("没有勾选任何一行，没有登记。请先勾选要接受的行。"))
            return redirect("breakdown_proposal")
    try:
        number = actions.accept_proposal(person(request), chosen, least=least)
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
    else:
        messages.success(request, _("已登记 %(number)d 项职责。") % {"number": number})
    return redirect("breakdown_proposal")


def _ticked(value: str) -> list[proposals.Line]:
    """The lines a ticked box stands for; nothing for a value that no box of ours has."""
    parts = value.split("|")
    if len(parts) != 4 or parts[2] not in set(DutyKind):
        return []
    standard_id, method, kind, site_types = parts
    return [(Cell(standard_id, method, one), DutyKind(kind)) for one in site_types.split(",")]


def _proposed_lines(framework: Framework, duties: Sequence[Proposed]) -> dict[str, list[ProposedLine]]:
    """Group what is proposed alike, by standard."""
    alike: dict[tuple[str, str, str, tuple[int, ...]], list[Cell]] = {}
    first: dict[tuple[str, str, str, tuple[int, ...]], list[Proposed]] = {}
    for (where, kind), ones in by_line(duties).items():
        key = (where.standard_id, where.method, kind.value, tuple(one.unit.id for one in ones))
        alike.setdefault(key, []).append(where)
        first.setdefault(key, ones)
    found: dict[str, list[ProposedLine]] = {}
    for key, cells in alike.items():
        standard_id, method, kind_value, _units = key
        least = min(first[key], key=lambda one: one.confidence)
        found.setdefault(standard_id, []).append(
            ProposedLine(
                f"{standard_id}|{method}|{kind_value}|{','.join(one.site_type for one in cells)}",
                method,
                tuple(site_type_title(framework, one.site_type) for one in cells if one.site_type),
                kind_value,
                tuple(one.unit.name for one in first[key]),
                least.confidence,
                least.basis,
                least.named,
            )
        )
    return found


def _address(where: Cell) -> str:
    return reverse("breakdown_cell", kwargs=address_of(where))


def _cell(standard_id: str, method: str, site_type: str) -> Cell:
    """The cell of an address. A cell the pack dropped still has its history; an address of nothing is 404."""
    framework = framework_in_use()
    try:
        where = cell_at(standard_id, method, site_type)
    except KeyError:
        raise Http404(method) from None
    try:
        check_cell(framework, where)
    except BadInput:
        if not actions.of_cell(framework.id, where).exists():
            raise Http404(standard_id) from None
    return where


def _cell_page(
    request: HttpRequest, where: Cell, form: AssignForm | None = None, refused: Sequence[str] = ()
) -> HttpResponse:
    asker, framework = person(request), framework_in_use()
    history = queries.cell_history(asker, framework.id, where)
    elsewhere = queries.cell_history(asker, framework.id, where.everywhere) if where.site_type else []
    everything = queries.sees_everything(asker)
    if not everything and not history and not elsewhere:
        raise Http404(where.standard_id)
    may_change = may(asker, Action.CHANGE_DUTIES)
    current = [one for one in history if one.until is None]
    ended = history[len(current) :]
    context = {
        "cell": where,
        "address": address_of(where),
        "standard": framework.standards.get(where.standard_id),
        "above": " / ".join(framework.titles_above.get(where.standard_id, ())),
        "site_type": site_type_title(framework, where.site_type)
        if where.site_type or where.method == "实地"
        else "",
        "asked": pack_asks(framework, where),
        "kinds": [(kind, [one for one in current if one.kind == kind]) for kind in Kind],
        "elsewhere": [one for one in elsewhere if one.until is None],
        "everywhere": address_of(where.everywhere),
        "ended": ended[:MOST_ENDED],
        "ended_count": len(ended),
        "everything": everything,
        "may_change": may_change,
        "form": form or (AssignForm(auto_id="assign_%s") if may_change else None),
        "refused": refused,
    }
    return render(request, "breakdown/cell.html", context, status=400 if form is not None else 200)


def _duty(request: HttpRequest, duty_id: int) -> Duty:
    try:
        return queries.duty(person(request), duty_id)
    except Duty.DoesNotExist:
        raise Http404(str(duty_id)) from None


def _posts(request: HttpRequest, one: Duty) -> list[Post]:
    return queries.people_at(person(request), one.organisation_id)


def _duty_page(
    request: HttpRequest,
    one: Duty,
    form: AmendForm | None = None,
    end: EndForm | None = None,
    refused: Sequence[str] = (),
) -> HttpResponse:
    framework = framework_in_use()
    may_change = may(person(request), Action.CHANGE_DUTIES) and one.until is None
    context: dict[str, object] = {
        "row": shown_rows(framework, [one])[0],
        "one": one,
        "may_change": may_change,
        "left": gap_queries.left_people(person(request), one.pack_id).filter(pk=one.pk).exists(),
        "refused": refused,
    }
    if may_change:
        context["form"] = form or AmendForm(
            posts=_posts(request, one), initial=AmendForm.initial_of(one), auto_id="amend_%s"
        )
        context["end"] = end or EndForm(auto_id="end_%s")
    return render(
        request, "breakdown/duty.html", context, status=400 if form is not None or end is not None else 200
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
