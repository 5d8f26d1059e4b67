"""Lines above every page: that this is the demo, and the way back to the list of the first day."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from dabiao.house import demo_mark
from dabiao.house.registries import Bar

CAME_FROM = "first_day"
"""Set in the session of whoever works through the list."""


def demo_bar(_request: HttpRequest) -> Bar | None:
    """Say on every page of the demo that nothing of it is real."""
    return (
        Bar(gettext("示范城区：单位、人员和数据都是虚构的，不要填入真实数据"))
        if demo_mark.has_file()
        else None
    )


def back_bar(request: HttpRequest) -> Bar | None:
    """Lead whoever came from the list back to it."""
    session = getattr(request, "session", None)
    address = reverse("first_day")
    if session is None or request.path.startswith(address) or not session.get(CAME_FROM):
        return None
    return Bar(gettext("第一天"), gettext("回到步骤清单"), address)
