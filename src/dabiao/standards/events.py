"""What the standards room wants to be told: rooms after it publish this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class StandardsAssessed:
    """A new assessment was made; ``result`` is its ``result.json`` document."""

    pack_id: str
    result: Mapping[str, Any]
