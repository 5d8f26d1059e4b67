"""复制到微信: a result as text and as one long picture. A room says what its result is; the pages are made here.

Each result has its own two addresses behind the gate of the page it comes from (docs/decisions/0023).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dabiao.house import demo_mark
from dabiao.house.downloads import attachment
from dabiao.house.registries import shared_page
from dabiao.office.result_note import ResultNote, plain_text
from dabiao.people.gate import gate
from dabiao.people.policy import Action

DEMO = "示范城区的数据，全是虚构的"
"""Stands on what is sent out of the demo: outside its pages nothing else would say so."""

P = ParamSpec("P")
NoteSource = Callable[Concatenate[HttpRequest, P], ResultNote | None]
"""Gives the note of a result for whoever asks, None where there is none yet; asks the policy like its page."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """The two views of one result."""

    page: Callable[..., HttpResponseBase]
    picture: Callable[..., HttpResponseBase]


def sharing(action: Action, note_of: NoteSource[P]) -> Sharing:
    """Make the views of a result whose page is behind ``action``. The page's name must be registered."""

    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        note = _noted(note_of(request, *args, **kwargs))
        names = shared_page(_url_name(request))
        assert names is not None, "a result is registered by its room"
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        context = {
            "note": note,
            "text": plain_text(note),
            "picture": reverse(names.picture, kwargs=kwargs) + query,
            "back": reverse(names.page, kwargs=kwargs) + query,
            "has_picture": _can_draw(),
        }
        return render(request, "people/sharing.html", context)

    def picture(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        from dabiao.office.long_picture import draw  # noqa: PLC0415  # matplotlib takes a second to load

        note = _noted(note_of(request, *args, **kwargs))
        drawn = draw(note)
        if drawn is None:
            raise Http404("no typeface for Chinese")
        name = f"{note.title} {timezone.localdate().isoformat()}.png"
        return attachment(drawn, name, "image/png")

    return Sharing(require_safe(gate(action)(page)), require_safe(gate(action)(picture)))


def _noted(note: ResultNote | None) -> ResultNote:
    if note is None:
        raise Http404("nothing to share yet")
    return replace(note, facts=(DEMO, *note.facts)) if demo_mark.has_file() else note


def _url_name(request: HttpRequest) -> str:
    assert request.resolver_match is not None, "a view is reached by an address"
    return request.resolver_match.url_name or ""


def _can_draw() -> bool:
    from dabiao.office.charts import chart_font  # noqa: PLC0415  # matplotlib takes a second to load

    return chart_font() is not None
