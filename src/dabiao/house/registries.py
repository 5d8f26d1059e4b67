"""Registries: what a room adds to the frame around all pages, and to pages of rooms before it.

A room registers in its ``apps.py``; the frame and the earlier pages ask here and need not know the room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:  # models cannot be imported before the applications are ready
    from django.contrib.auth.base_user import AbstractBaseUser


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """An item of the main menu with several pages behind it, which stand as tabs below the menu."""

    title: str
    order: int
    icon: str


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page of the main menu. ``action`` is what the policy is asked before it is shown."""

    title: str
    url_name: str
    action: str
    order: int
    icon: str
    """Name of one of the icons of the ``icon`` tag."""
    group: MenuGroup | None = None
    """The item it stands behind as a tab; None for a page that is an item of its own."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of another room's page. ``render`` takes the request and the key of the thing shown; '' shows nothing."""

    slot: str
    order: int
    action: str
    render: Callable[[HttpRequest, str], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """A line above every page that says where one is. ``link`` leads to ``address``; both empty for a line alone."""

    text: str
    link: str = ""
    address: str = ""


BarSource = Callable[[HttpRequest], "Bar | None"]
"""Gives the line for a request, or None. Asked for every page, errors too: it costs no query."""


@dataclass(frozen=True, slots=True)
class MyEntry:
    """Something asked of one person or of the organisations they answer for: a line of 我的."""

    kind: str
    """What sort of thing it is, in a word or two of Chinese to be translated: 突发任务, 责任书."""
    title: str
    address: str
    """Where to do it."""
    asked_by: str
    asked_at: datetime
    due: datetime | None
    """None for what has no deadline; a day's deadline is its last minute."""
    pressed_at: datetime | None = None
    """When the asker last pressed for it (催办); None when nobody did."""


MySource = Callable[["AbstractBaseUser"], Iterable[MyEntry]]
"""Gives what is still open for one person. A source asks the policy itself, and never costs a query a line."""

_help: dict[str, Callable[[], str]] = {}
_menu: dict[str, MenuEntry] = {}
_my_sources: dict[str, MySource] = {}
_panels: dict[tuple[str, int], Panel] = {}
_bars: dict[str, BarSource] = {}


def register_menu_entry(entry: MenuEntry) -> None:
    """Add a page to the main menu."""
    _menu[entry.url_name] = entry


def menu() -> tuple[MenuEntry, ...]:
    """All entries in order; who may see which is the policy's to say."""
    return tuple(sorted(_menu.values(), key=lambda entry: entry.order))


def register_help(url_name: str, address: Callable[[], str]) -> None:
    """Say where the page ``url_name`` is explained; the empty name stands for every page that has none of its own."""
    _help[url_name] = address


def help_address(url_name: str) -> str:
    """Where 帮助 leads from the page ``url_name``; empty where there is no help at all."""
    address = _help.get(url_name) or _help.get("")
    return address() if address else ""


def register_my_source(name: str, source: MySource) -> None:
    """Add what a room asks of people to 我的."""
    _my_sources[name] = source


def my_entries(asker: AbstractBaseUser) -> tuple[MyEntry, ...]:
    """Everything that is asked of ``asker`` and still open: what is due first comes first, what is never due last."""
    found = [entry for _, source in sorted(_my_sources.items()) for entry in source(asker)]
    return tuple(sorted(found, key=lambda one: (one.due is None, one.due or one.asked_at, one.asked_at)))


def register_panel(panel: Panel) -> None:
    """Add a part to the page that offers ``panel.slot``."""
    _panels[panel.slot, panel.order] = panel


def panels(slot: str) -> tuple[Panel, ...]:
    """Parts registered for ``slot``, in order."""
    return tuple(panel for (name, _), panel in sorted(_panels.items()) if name == slot)


def register_bar(name: str, source: BarSource) -> None:
    """Add a line above every page."""
    _bars[name] = source


def bars(request: HttpRequest) -> list[Bar]:
    """Lines that stand above the page of ``request``."""
    return [bar for _, source in sorted(_bars.items()) if (bar := source(request)) is not None]
