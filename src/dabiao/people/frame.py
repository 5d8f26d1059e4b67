"""What the frame around every page needs: who is there, and which pages of the menu they may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from dabiao.house.registries import MenuEntry, menu
from dabiao.people import policy
from dabiao.people.policy import Action


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A menu entry as this person sees it."""

    entry: MenuEntry
    address: str
    current: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """Give the frame its menu."""
    return {"menu": menu_of(request)}


def first_page(request: HttpRequest) -> str:
    """Address of the first page of the reader's menu; the welcome page when there is none."""
    return next((item.address for item in menu_of(request)), reverse("welcome"))


def menu_of(request: HttpRequest) -> tuple[MenuItem, ...]:
    """The reader's menu. ``request.user`` is missing on errors before sign-in was looked at."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ()
    entries = [entry for entry in menu() if policy.may(user, Action(entry.action))]
    addresses = [reverse(entry.url_name) for entry in entries]
    here = max((one for one in addresses if request.path.startswith(one)), key=len, default="")
    return tuple(
        MenuItem(entry, address, address == here) for entry, address in zip(entries, addresses, strict=True)
    )
