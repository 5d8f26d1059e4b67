"""Pages of packs: what there is, and what is in use."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.drafts import queries


@gate(Action.EDIT_PACKS)
def packs(request: HttpRequest) -> HttpResponse:
    """Show the packs there are and the drafts of the next ones."""
    return render(request, "drafts/packs.html", {"drafts": queries.drafts(person(request))})
