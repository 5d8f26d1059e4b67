"""Registries: what a room adds to the frame around all pages, and to pages of rooms before it.

A room registers in its ``apps.py``; the frame and the earlier pages ask here and need not know the room.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page of the main menu. ``action`` is what the policy is asked before it is shown."""

    title: str
    url_name: str
    action: str
    order: int
    icon: str
    """Name of an icon in ``house/icons.html``."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of another room's page. ``render`` takes the request and the key of the thing shown."""

    slot: str
    order: int
    action: str
    render: Callable[[HttpRequest, str], str]


_menu: dict[str, MenuEntry] = {}
_panels: dict[tuple[str, int], Panel] = {}


def register_menu_entry(entry: MenuEntry) -> None:
    """Add a page to the main menu."""
    _menu[entry.url_name] = entry


def menu() -> tuple[MenuEntry, ...]:
    """All entries in order; who may see which is the policy's to say."""
    return tuple(sorted(_menu.values(), key=lambda entry: entry.order))


def register_panel(panel: Panel) -> None:
    """Add a part to the page that offers ``panel.slot``."""
    _panels[panel.slot, panel.order] = panel


def panels(slot: str) -> tuple[Panel, ...]:
    """Parts registered for ``slot``, in order."""
    return tuple(panel for (name, _), panel in sorted(_panels.items()) if name == slot)
