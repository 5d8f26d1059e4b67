"""Keyset paging: a page costs the same however far back it is, and new rows do not shift it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)

PAGE_SIZE = 50
"""Rows of a list page: about three screens on a desk, still light on a phone."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page, newest first. ``next_key`` is what to ask for the following page, None at the end."""

    rows: tuple[Row, ...]
    next_key: int | None


def page_of(rows: QuerySet[Row], before: int | None, size: int = PAGE_SIZE) -> Page[Row]:
    """Take the ``size`` rows with the highest primary keys below ``before``."""
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = tuple(rows.order_by("-pk")[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else None)


def key_from(text: str | None) -> int | None:
    """Read the key of a page from a query string; anything that is no key means the first page."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
