"""What the first day shows on 总览, until it is over."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from dabiao.people.gate import person
from dabiao.site.first_day import queries


def first_day_panel(request: HttpRequest, _key: str) -> str:
    """Say how far the list is and what comes next; nothing in the demo, and once it is over."""
    if not queries.is_offered():
        return ""
    found = queries.readiness(person(request))
    return "" if found.is_over else render_to_string("first_day/_panel.html", {"found": found}, request)
