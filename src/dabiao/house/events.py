"""Typed events: how a later room's fact reaches an earlier one, and how rooms stay strangers to each other.

An event is a frozen dataclass. Handlers run at once, in the order they subscribed, inside the transaction of
whoever published: either all of it happens or none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")
Handler = Callable[[Event], None]

_handlers: dict[type, list[Callable[[Any], None]]] = {}


def subscribe(kind: type[Event]) -> Callable[[Handler[Event]], Handler[Event]]:
    """Register the decorated function for events of ``kind``. Once per function, however often it is imported."""

    def registered(handler: Handler[Event]) -> Handler[Event]:
        known = _handlers.setdefault(kind, [])
        if handler not in known:
            known.append(handler)
        return handler

    return registered


def publish(event: object) -> None:
    """Hand ``event`` to every handler of its type."""
    for handler in _handlers.get(type(event), ()):
        handler(event)
