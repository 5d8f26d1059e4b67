"""Which problems somebody has done something with: what orders, mends or answers them says so here.

A part that handles problems registers how to find those it has touched; they then survive the undoing of the import
they came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from dabiao.cases.models import Problem

Finder = Callable[[QuerySet[Problem]], Iterable[int]]
"""Gives the keys of those among the problems that its part has touched, in one query."""

_finders: dict[str, Finder] = {}


def register_handling(name: str, finder: Finder) -> None:
    """Let a part of the room say which problems it has touched."""
    _finders[name] = finder


def handled(among: QuerySet[Problem]) -> frozenset[int]:
    """Keys of the problems ``among`` these that any part has touched."""
    return frozenset(key for finder in _finders.values() for key in finder(among))
