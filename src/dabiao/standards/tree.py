"""The tree of a pack as the page shows it: nodes with their standards and how each stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from dabiao.core.framework import Framework, Node, Standard
from dabiao.standards.models import StandardStanding

NO_CLASS = _("无分类")
"""Rules that are not sampled pass/fail have no stability class."""
NOT_SEEN = _("未测评")
CLASSES = ("不达标", "不稳定达标", "证据不足", "达标", NO_CLASS, NOT_SEEN)
"""In the order of concern: what has to be looked at first comes first."""


@dataclass(frozen=True, slots=True)
class StandardLine:
    """One standard in the list. ``standing`` is ``result.json``'s entry, None when it was not looked at."""

    standard: Standard
    stability_class: str
    figures: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the tree with what is under it. ``counts`` are standards per class, in order of concern."""

    node: Node
    lines: tuple[StandardLine, ...]
    branches: tuple[Branch, ...]
    counts: tuple[tuple[str, int], ...]


def lines_of(framework: Framework, standings: Mapping[str, StandardStanding]) -> Iterator[StandardLine]:
    """Every standard of the pack with how it stands, in the order of the tree."""
    for standard in framework.standards.values():
        yield _line(standard, standings)


def branches_of(
    framework: Framework, standings: Mapping[str, StandardStanding], *, text: str = "", wanted: str = ""
) -> tuple[Branch, ...]:
    """The tree, narrowed to standards whose id, title or text contains ``text`` and whose class is ``wanted``."""
    found = (
        _branch(top, standings, text.strip().casefold(), wanted)
        for top in framework.tree
        if isinstance(top, Node)
    )
    return tuple(branch for branch in found if branch is not None)


def _branch(node: Node, standings: Mapping[str, StandardStanding], text: str, wanted: str) -> Branch | None:
    lines: list[StandardLine] = []
    branches: list[Branch] = []
    for child in node.children:
        if isinstance(child, Node):
            below = _branch(child, standings, text, wanted)
            if below is not None:
                branches.append(below)
            continue
        line = _line(child, standings)
        if _matches(line, text, wanted):
            lines.append(line)
    if not lines and not branches:
        return None
    counted = Counter(line.stability_class for line in lines)
    for branch in branches:
        counted.update(dict(branch.counts))
    counts = tuple((name, counted[name]) for name in CLASSES if counted[name])
    return Branch(node, tuple(lines), tuple(branches), counts)


def _line(standard: Standard, standings: Mapping[str, StandardStanding]) -> StandardLine:
    standing = standings.get(standard.id)
    if standing is None:
        return StandardLine(standard, NOT_SEEN, None)
    return StandardLine(standard, standing.stability_class or NO_CLASS, standing.figures)


def _matches(line: StandardLine, text: str, wanted: str) -> bool:
    if wanted and line.stability_class != wanted:
        return False
    standard = line.standard
    return not text or any(text in part.casefold() for part in (standard.id, standard.title, standard.text))
