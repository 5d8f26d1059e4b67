"""Crosswalks between the core's objects and the JSON that is stored."""

from __future__ import annotations

from typing import Any

import pydantic

from dabiao.core.crosswalk.model import Crosswalk

_READER = pydantic.TypeAdapter(Crosswalk)


def document_of(crosswalk: Crosswalk) -> dict[str, Any]:
    """Write a crosswalk as JSON values."""
    written: dict[str, Any] = _READER.dump_python(crosswalk, mode="json")
    return written


def crosswalk_in(document: object) -> Crosswalk:
    """Read a crosswalk back. Raises ValueError for what is none."""
    return _READER.validate_python(document)
