"""What the breakdown shows on a standard's page: who leads, works and assists."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from dabiao.duties.breakdown import queries
from dabiao.duties.breakdown.matrix import standard_lines
from dabiao.people.gate import person
from dabiao.standards.queries import framework_in_use


def standard_panel(request: HttpRequest, standard_id: str) -> str:
    """Show who answers for a standard, as far as the reader may see."""
    asker, framework = person(request), framework_in_use()
    context = {
        "lines": standard_lines(asker, framework, standard_id),
        "everything": queries.sees_everything(asker),
        "standard_id": standard_id,
    }
    return render_to_string("breakdown/_standard_panel.html", context, request)
