"""Pages that show the breakdown: by standard, by organisation, as a list, and what is wrong with it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dabiao.core.breakdown_gaps import Coverage, Finding
from dabiao.core.framework import Framework
from dabiao.duties.breakdown import gap_queries, queries
from dabiao.duties.breakdown.cells import SLUGS, address_of, pack_cells, site_type_title, slug_of
from dabiao.duties.breakdown.matrix import (
    FINDINGS,
    GAPS,
    OVERLAPS,
    MatrixFilter,
    matrix,
    standard_matches,
)
from dabiao.duties.breakdown.models import Kind
from dabiao.duties.breakdown.queries import DutyFilter
from dabiao.duties.breakdown.rows import shown_rows
from dabiao.house.paging import key_from, page_of
from dabiao.people.gate import gate, person
from dabiao.people.models import Organisation
from dabiao.people.policy import Action, may
from dabiao.standards.queries import framework_in_use

MOST_LISTED = 50
"""Lines of each sort of gap that the page names; the count above them is of all."""


@gate(Action.SEE_DUTIES)
def breakdown(request: HttpRequest) -> HttpResponse:
    """Show who leads, works and assists, by standard."""
    asker, framework = person(request), framework_in_use()
    wanted = MatrixFilter(
        unit=key_from(request.GET.get("unit")),
        method=SLUGS.get(request.GET.get("method", ""), ""),
        site_type=request.GET.get("site_type", ""),
        text=request.GET.get("q", "").strip(),
        finding=request.GET.get("finding", ""),
    )
    shown = matrix(asker, framework, wanted, request.GET.get("after"))
    everything = shown.coverage is not None
    context = {
        "framework": framework,
        "matrix": shown,
        "wanted": wanted,
        "everything": everything,
        "may_change": may(asker, Action.CHANGE_DUTIES),
        "counts": () if everything else queries.unit_counts(asker, framework.id),
        "gaps": _cell_gaps(shown.coverage) if shown.coverage else (),
        "findings": ((GAPS, _("只看缺漏")), (OVERLAPS, _("只看重叠"))) if everything else (),
        "finding_known": wanted.finding if wanted.finding in FINDINGS else "",
        **_choices(request, framework),
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "breakdown/_matrix.html" if partial else "breakdown/breakdown.html", context)


@gate(Action.SEE_DUTIES)
def duty_list(request: HttpRequest) -> HttpResponse:
    """List duties one by one, page after page."""
    asker, framework = person(request), framework_in_use()
    text = request.GET.get("q", "").strip()
    site_type = request.GET.get("site_type", "")
    kind = request.GET.get("kind", "")
    wanted = DutyFilter(
        organisation=key_from(request.GET.get("unit")),
        method=SLUGS.get(request.GET.get("method", ""), ""),
        site_type=site_type or None,
        kind=kind if kind in Kind.values else "",
        standards=[key for key in framework.standards if standard_matches(framework, key, text)]
        if text
        else None,
    )
    found = queries.duties(asker, framework.id, wanted)
    page = queries.list_page(found, queries.key_from(request.GET.get("after")))
    context = {
        "rows": shown_rows(framework, page.rows),
        "next_key": page.next_key,
        "later": "after" in request.GET,
        "total": found.count(),
        "wanted": MatrixFilter(wanted.organisation, wanted.method, site_type, text),
        "kind": wanted.kind,
        "kinds": Kind.choices,
        **_choices(request, framework),
    }
    return render(request, "breakdown/list.html", context)


@gate(Action.SEE_DUTIES)
def units(request: HttpRequest) -> HttpResponse:
    """Show how much each organisation answers for."""
    asker, framework = person(request), framework_in_use()
    context = {
        "counts": queries.unit_counts(asker, framework.id),
        "framework": framework,
        "everything": queries.sees_everything(asker),
    }
    return render(request, "breakdown/units.html", context)


@gate(Action.SEE_DUTIES)
def unit(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show everything one organisation answers for, and what it answered for before."""
    asker, framework = person(request), framework_in_use()
    try:
        one = queries.visible_organisation(asker, organisation_id)
    except Organisation.DoesNotExist:
        raise Http404(str(organisation_id)) from None
    found = queries.duties(asker, framework.id, DutyFilter(organisation_id))
    page = queries.list_page(found, queries.key_from(request.GET.get("after")))
    ended = page_of(
        queries.ended_of(asker, organisation_id, framework.id), key_from(request.GET.get("before"))
    )
    context = {
        "one": one,
        "rows": shown_rows(framework, page.rows),
        "next_key": page.next_key,
        "later": "after" in request.GET,
        "count": next(
            (one for one in queries.unit_counts(asker, framework.id, organisation_id)),
            None,
        ),
        "ended": shown_rows(framework, ended.rows),
        "ended_key": ended.next_key,
        "framework": framework,
    }
    return render(request, "breakdown/unit.html", context)


@gate(Action.SEE_DUTIES)
def gaps(request: HttpRequest) -> HttpResponse:
    """Show what is missing, doubled or out of date; who sees a part only, of that part."""
    asker, framework = person(request), framework_in_use()
    left = gap_queries.left_people(asker, framework.id)
    doubled = gap_queries.double_roles(asker, framework.id)
    context: dict[str, object] = {
        "framework": framework,
        "everything": queries.sees_everything(asker),
        "may_change": may(asker, Action.CHANGE_DUTIES),
        "left_count": left.count(),
        "left": shown_rows(framework, left[:MOST_LISTED]),
        "doubled_count": doubled.count(),
        "doubled": shown_rows(framework, doubled[:MOST_LISTED]),
        "closed": gap_queries.closed_units(asker, framework.id),
    }
    if context["everything"]:
        covered = gap_queries.covered(asker, framework)
        context |= {
            "cells": [
                (
                    slug,
                    title,
                    definition,
                    len(found := covered.cells(finding)),
                    [
                        (address_of(cell), framework.standards.get(cell.standard_id), cell.method,
                         site_type_title(framework, cell.site_type))
                        for cell in found[:MOST_LISTED]
                    ],
                )
                for slug, finding, title, definition in _sorts_of_gaps()
            ],
            "empty": [site_type_title(framework, one) for one in covered.empty_site_types],
            "idle": gap_queries.idle_units(asker, framework.id),
            "total": len(pack_cells(framework)),
        }  # fmt: skip
    return render(request, "breakdown/gaps.html", context)


def _sorts_of_gaps() -> tuple[tuple[str, Finding, str, str], ...]:
    return (
        ("no-lead", Finding.NO_LEAD, _("没有牵头单位"), _("这一格和“全部点位”都没有牵头单位")),
        ("no-responsible", Finding.NO_RESPONSIBLE, _("没有责任单位"), _("这一格和“全部点位”都没有责任单位")),
        ("two-leads", Finding.TWO_LEADS, _("有两家牵头"), _("“全部点位”由一家牵头，这类点位又由另一家牵头")),
        (
            "not-in-pack",
            Finding.NOT_IN_PACK,
            _("标准包里已没有"),
            _("还有职责，但现用的标准包没有这条标准、方法或点位类型的组合"),
        ),
    )


def _cell_gaps(covered: Coverage) -> list[tuple[str, str, int]]:
    return [
        (slug, title, len(found))
        for slug, finding, title, _definition in _sorts_of_gaps()
        if (found := covered.cells(finding))
    ]


def _choices(request: HttpRequest, framework: Framework) -> dict[str, object]:
    """What the lists can be narrowed to, and how they are now, for the links of the next pages."""
    cells = pack_cells(framework)
    asked = {cell.site_type for cell in cells}
    given = {
        name: value
        for name in ("q", "unit", "method", "site_type", "kind", "finding")
        if (value := request.GET.get(name, "").strip())
    }
    return {
        "units": queries.choices(person(request)),
        "methods": [(slug_of(name), name) for name in dict.fromkeys(cell.method for cell in cells)],
        "site_types": [(one.id, one.title) for one in framework.site_types if one.id in asked],
        "chosen": urlencode(given),
    }
