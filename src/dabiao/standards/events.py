"""News of the standards room: what rooms after it tell it, and what it tells its own parts and them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class StandardsAssessed:
    """A new assessment was made; ``result`` is its ``result.json`` document."""

    pack_id: str
    result: Mapping[str, Any]


@dataclass(frozen=True)
class EditionPublished:
    """The district published ``new``, a pack made from ``old``; both are ids ``load_pack`` knows.

    Published only where there is an ``old``; inside the transaction that publishes.
    """

    old: str
    new: str
