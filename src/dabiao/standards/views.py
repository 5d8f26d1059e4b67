"""Pages of the standards room: the tree, and one standard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from dabiao.core.rubric_words import describe
from dabiao.people.gate import gate, person
from dabiao.people.panels import panels_for
from dabiao.people.policy import Action
from dabiao.standards import queries
from dabiao.standards.tree import CLASSES, branches_of, lines_of

STANDARD_PAGE = "standard"
"""Slot for what later rooms show of a standard."""


@gate(Action.SEE_STANDARDS)
def standards(request: HttpRequest) -> HttpResponse:
    """Show the tree with each standard's class; searched and filtered without a script, smoother with one."""
    framework = queries.framework_in_use()
    standings = queries.standings(person(request), framework.id)
    text, wanted = request.GET.get("q", ""), request.GET.get("class", "")
    context = {
        "framework": framework,
        "branches": branches_of(framework, standings, text=text, wanted=wanted),
        "q": text,
        "wanted": wanted,
        "classes": CLASSES,
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "standards/_tree.html" if partial else "standards/standards.html", context)


@gate(Action.SEE_STANDARDS)
def standard(request: HttpRequest, standard_id: str) -> HttpResponse:
    """Show one standard: its rules in words with their sources, and what later rooms know of it."""
    asker = person(request)
    framework = queries.framework_in_use()
    if standard_id not in framework.standards:
        raise Http404(standard_id)
    standings = queries.standings(asker, framework.id)
    line = next(one for one in lines_of(framework, standings) if one.standard.id == standard_id)
    context = {
        "framework": framework,
        "line": line,
        "standard": line.standard,
        **_judgement(line.figures),
        "rules": [(rule, describe(rule.rule, rule.points)) for rule in line.standard.rules],
        "items": [
            (item, [framework.site_type_names[kind].title for kind in item.site_types])
            for item in framework.items_of.get(standard_id, ())
        ],
        "panels": panels_for(request, STANDARD_PAGE, standard_id),
    }
    return render(request, "standards/standard.html", context)


@require_safe
@gate(Action.SEE_STANDARDS)
def example_picture(request: HttpRequest, file: str) -> HttpResponse:
    """Show an example picture of a check item of the pack in use."""
    found = queries.example_picture(person(request), file)
    if found is None:
        raise Http404(file)
    return HttpResponse(found, content_type="image/jpeg", headers={"Cache-Control": PICTURE_KEPT})


PICTURE_KEPT = "private, max-age=86400, immutable"
"""A picture's name is the digest of its bytes: what a browser has kept a day is still the picture."""


def _judgement(figures: Mapping[str, Any] | None) -> dict[str, object]:
    """What the latest assessment made of the standard, as the page shows it."""
    if figures is None:
        return {}
    return {
        "figures": figures,
        "probabilities": list((figures["class_probability"] or {}).items()),
        "leaning": gettext(figures["leaning"]) if figures["leaning"] else "",
    }
