"""Parts that other rooms added to a page, as far as whoever reads it may see them."""

from __future__ import annotations

from django.http import HttpRequest

from dabiao.house.registries import panels
from dabiao.people import policy
from dabiao.people.gate import person
from dabiao.people.policy import Action


def panels_for(request: HttpRequest, slot: str, key: str = "") -> list[str]:
    """Render the parts of ``slot`` for the thing of this key, in order; a part with nothing to say is left out."""
    asker = person(request)
    shown = [one.render(request, key) for one in panels(slot) if policy.may(asker, Action(one.action))]
    return [one for one in shown if one]
