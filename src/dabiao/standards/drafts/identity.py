"""How a draft is named when it begins, and what the next edition of a pack is called."""

from __future__ import annotations

import re

from dabiao.core.framework import Framework

_YEAR = re.compile(r"(\d{4})(.*)")
_NOT_IN_ID = re.compile(r"[^\w.\-]+")
_LAST = re.compile(r"(.*?)(\d+)$")


def next_edition(edition: str) -> str:
    """Count an edition up: 2026.1 → 2026.2, 2026 → 2027; one without figures gets a 2."""
    whole = _YEAR.fullmatch(edition)
    if whole and not whole[2]:
        return str(int(edition) + 1)
    last = _LAST.fullmatch(edition)
    return f"{last[1]}{int(last[2]) + 1}" if last else f"{edition}-2"


def next_id(framework: Framework, edition: str, taken: frozenset[str]) -> str:
    """An id for the next edition that nobody has yet: the old one with its edition replaced, or added."""
    base = framework.id.removesuffix(f"-{framework.edition}")
    first = found = id_like(base, edition)
    number = 2
    while found in taken:
        found = f"{first}-{number}"
        number += 1
    return found


def id_like(name: str, edition: str) -> str:
    """An id made of a name and an edition, without what an id may not have."""
    parts = (_NOT_IN_ID.sub("-", part).strip("-.") for part in (name, edition))
    return "-".join(part for part in parts if part)
