"""What the cases room shows on other rooms' pages: the latest problems of a standard and of a place, and those an
import brought.
"""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from django.template.loader import render_to_string

from dabiao.cases import queries
from dabiao.cases.queries import ProblemFilter
from dabiao.people.gate import person
from dabiao.rounds.models import ImportState
from dabiao.standards.queries import framework_in_use

SHOWN = 10
"""Problems on such a page; the list itself has the rest."""


def standard_panel(request: HttpRequest, standard_id: str) -> str:
    """Show the latest problems of a standard that the reader may see."""
    wanted = ProblemFilter(standard_id=standard_id)
    found = queries.problems(person(request), framework_in_use().id, wanted)
    context = {"rows": found.order_by("-pk")[:SHOWN], "total": found.count(), "standard_id": standard_id}
    return render_to_string("cases/_standard_panel.html", context, request)


def import_panel(request: HttpRequest, import_id: str) -> str:
    """Show the problems an import brought; of one that was undone, those that stay because somebody handles them."""
    found = queries.problems_of_import(person(request), uuid.UUID(import_id))
    total = found.count()
    if not total:
        return ""
    rows = found.order_by("pk")[:SHOWN]
    context = {"rows": rows, "total": total, "undone": rows[0].source.state == ImportState.UNDONE}
    return render_to_string("cases/_import_panel.html", context, request)


def site_panel(request: HttpRequest, site_id: str) -> str:
    """Show the latest problems found at a place, as far as the reader may see them; nothing where there are none."""
    found = queries.problems(person(request), framework_in_use().id).filter(site_id=site_id)
    rows = found.order_by("-pk")[:SHOWN]
    return render_to_string("cases/_site_panel.html", {"rows": rows}, request) if rows else ""
