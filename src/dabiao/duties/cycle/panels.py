"""What the cycle shows on 总览: the stage, and how long it is to the next window and gate."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from dabiao.duties.cycle.queries import where_are_we
from dabiao.people.gate import person


def position_panel(request: HttpRequest, _key: str) -> str:
    """Show where today stands in the current cycle; nothing where there is none."""
    position = where_are_we(person(request))
    if position is None:
        return ""
    return render_to_string("cycle/_panel.html", {"position": position}, request)
