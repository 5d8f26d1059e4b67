"""Pages of the first day: set up the first account, and the list of steps."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.people.gate import gate, person, public
from dabiao.people.policy import Action
from dabiao.site.first_day import actions, queries, set_up
from dabiao.site.first_day.bars import CAME_FROM
from dabiao.site.first_day.forms import SmallOfficeForm, ThreePeopleForm
from dabiao.site.first_day.models import WHOLE, FirstStep

SMALL, THREE = "small", "three"
"""The two ways to begin; each is a form of its own on the page."""


@public
@never_cache
def set_up_(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first account, for whoever holds an address that works and sits at this machine."""
    if not set_up.works(request, token):
        return render(request, "first_day/link_gone.html", status=404)
    way = request.POST.get("way", "")
    given = request.POST if request.method == "POST" else None
    small = SmallOfficeForm(given if way == SMALL else None, auto_id="small_%s")
    three = ThreePeopleForm(given if way == THREE else None, auto_id="three_%s")
    refused: list[str] = []
    try:
        if way == SMALL and small.is_valid():
            link = set_up.begin_small_office(
                token, small.cleaned_data["district"], small.first, small.cleaned_data["reason"]
            )
            return redirect(link)
        if way == THREE and three.is_valid():
            links = set_up.begin_district(token, three.cleaned_data["district"], three.holders)
            made = [
                (role.label, three.holders[role], request.build_absolute_uri(link))
                for role, link in links.items()
            ]
            return render(request, "first_day/links.html", {"made": made})
    except BadInput as bad:
        refused = sentences(bad.defects)
    context = {"small": small, "three": three, "way": way, "refused": refused}
    status = 400 if request.method == "POST" else 200
    return render(request, "first_day/set_up.html", context, status=status)


@gate(Action.KEEP_FIRST_DAY)
def first_day(request: HttpRequest) -> HttpResponse:
    """Show what there is and what is missing; from here on every page leads back, until the list is over."""
    _only_where_offered()
    found = queries.readiness(person(request))
    if found.is_over:
        request.session.pop(CAME_FROM, None)
    else:
        request.session[CAME_FROM] = True
    return render(request, "first_day/first_day.html", {"found": found, "whole": WHOLE})


@require_POST
@gate(Action.KEEP_FIRST_DAY)
def put_aside(request: HttpRequest, first_step: str) -> HttpResponse:
    """Leave a step, or the whole list."""
    actions.put_aside(person(request), _known(first_step))
    return redirect("first_day")


@require_POST
@gate(Action.KEEP_FIRST_DAY)
def take_up(request: HttpRequest, first_step: str) -> HttpResponse:
    """Put a step, or the whole list, back."""
    actions.take_up(person(request), _known(first_step))
    return redirect("first_day")


def _known(step: str) -> str:
    _only_where_offered()
    if step not in (*FirstStep.values, WHOLE):
        raise Http404(step)
    return step


def _only_where_offered() -> None:
    if not queries.is_offered():
        raise Http404("the demo has no first day")
