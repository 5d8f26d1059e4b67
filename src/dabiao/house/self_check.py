"""Evidence for the self-check: each room says what it can show about itself; the page and the pack ask here.

A room registers in its ``apps.py``. A topic nobody registered evidence for says so: it is never taken for kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a piece of evidence shows."""

    KEPT = "符合"
    LOOK = "需核实"
    BY_HAND = "人工说明"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One figure or finding, in Chinese as it stands in the pack: what, how much, how counted, what it shows."""

    name: str
    value: str
    definition: str
    verdict: Verdict


EvidenceSource = Callable[[], Iterable[Evidence]]
"""Gives evidence computed now: figures of the whole district, never of a person. Whoever shows it asks the policy."""

_sources: dict[tuple[str, str], EvidenceSource] = {}


def register_evidence(topic: str, name: str, source: EvidenceSource) -> None:
    """Add what a room can show about ``topic``, one of ``core.self_check_rules.Topic``."""
    _sources[topic, name] = source


def evidence_for(topic: str) -> list[Evidence]:
    """Everything registered for ``topic``, computed now, in the order of the names."""
    return [one for (known, _), source in sorted(_sources.items()) if known == topic for one in source()]
