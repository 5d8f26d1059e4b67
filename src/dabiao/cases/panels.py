"""What the cases room shows on a standard's page, and on that of a place: the latest problems."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from dabiao.cases import queries
from dabiao.cases.queries import ProblemFilter
from dabiao.people.gate import person
from dabiao.standards.queries import framework_in_use

SHOWN = 10
"""Problems on such a page; the list itself has the rest."""


def standard_panel(request: HttpRequest, standard_id: str) -> str:
    """Show the latest problems of a standard that the reader may see."""
    wanted = ProblemFilter(standard_id=standard_id)
    found = queries.problems(person(request), framework_in_use().id, wanted)
    context = {"rows": found.order_by("-pk")[:SHOWN], "total": found.count(), "standard_id": standard_id}
    return render_to_string("cases/_standard_panel.html", context, request)


def site_panel(request: HttpRequest, site_id: str) -> str:
    """Show the latest problems found at a place, as far as the reader may see them; nothing where there are none."""
    found = queries.problems(person(request), framework_in_use().id).filter(site_id=site_id)
    rows = found.order_by("-pk")[:SHOWN]
    return render_to_string("cases/_site_panel.html", {"rows": rows}, request) if rows else ""
