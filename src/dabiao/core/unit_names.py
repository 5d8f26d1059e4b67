"""Find the organisation a document means: packs and plans say 城管局, the register says 示范区城市管理局."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

EXACT, FORMER, OTHER, BARE = 1.0, 0.95, 0.9, 0.85
"""How sure a name is: the very name; a former one; another listed one; the same but for district and brackets."""

LEAST_LIKENESS, LIKENESS_COUNTS = 0.7, 0.8
"""Two names less alike than the first are strangers; likeness alone is never surer than the second (示范值)."""

RELIABLE = BARE
"""From here on a match rests on a name, not on likeness."""

_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")
_DISTRICT = re.compile(
    r"^(?:[^市区县局]{1,4}[市区县]|[市区县](?=委|人民|政府|[^场民]))(?:委|人民政府|政府)?(?=.{2})"
)
"""The 东城区, 区委 or 区人民政府 before the name proper; not the 市 of 市场监管局."""


class Basis(StrEnum):
    """What a match, or a proposal, rests on."""

    NAME = "名称相同"
    FORMER_NAME = "曾用名"
    OTHER_NAME = "通用简称"
    BARE_NAME = "去掉区名和括号后相同"
    LIKENESS = "名称相近"
    TERRITORY = "属地"


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation as far as names go."""

    id: int
    name: str
    kind: str
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Whom a name means. ``unit`` is None when nobody, or when ``rivals`` are equally likely."""

    unit: Unit | None
    confidence: float = 0.0
    basis: Basis | None = None
    rivals: tuple[str, ...] = ()


OtherNames = Sequence[Collection[str]]
"""Names that mean the same office, a set each."""


def find_unit(wanted: str, units: Sequence[Unit], others: OtherNames = ()) -> Match:
    """Find the unit that ``wanted`` names. Two that fit equally well are both named, and neither is taken."""
    if not _tidy(wanted):
        return Match(None)
    meant = _forms(wanted, others)
    found: dict[int, tuple[float, Basis]] = {}
    for unit in units:
        judged = _judge(_tidy(wanted), meant, unit)
        if judged is not None:
            found[unit.id] = judged
    if not found:
        return Match(None)
    best = max(confidence for confidence, _ in found.values())
    winners = [unit for unit in units if found.get(unit.id, (0.0,))[0] == best]
    if len(winners) > 1:
        return Match(None, best, None, tuple(unit.name for unit in winners))
    return Match(winners[0], *found[winners[0].id])


@dataclass(frozen=True, slots=True)
class _Forms:
    """The ways to write a name: listed others, and itself with and without district and brackets."""

    others: frozenset[str]
    bare: frozenset[str]


def _forms(name: str, others: OtherNames) -> _Forms:
    own = _bare(name)
    listed = {one for same in others if own & {_tidy(each) for each in same} for one in same}
    return _Forms(frozenset(map(_tidy, listed)), frozenset(own))


def _judge(wanted: str, meant: _Forms, unit: Unit) -> tuple[float, Basis] | None:
    names = (unit.name, *unit.former_names)
    if wanted == _tidy(unit.name):
        return EXACT, Basis.NAME
    if wanted in map(_tidy, unit.former_names):
        return FORMER, Basis.FORMER_NAME
    bare = {form for name in names for form in _bare(name)}
    if meant.others & bare:
        return OTHER, Basis.OTHER_NAME
    if meant.bare & bare:
        return BARE, Basis.BARE_NAME
    alike = max(
        (SequenceMatcher(None, one, other).ratio() for one in meant.bare for other in bare), default=0.0
    )
    if alike >= LEAST_LIKENESS:
        return round(alike * LIKENESS_COUNTS, 4), Basis.LIKENESS
    return None


def _tidy(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _bare(name: str) -> set[str]:
    """``宣传部（文明办）`` is 宣传部 and 文明办 as well; ``东城区教育局`` is 教育局."""
    tidy = _tidy(name)
    parts = {tidy, _BRACKETS.sub("", tidy), *_BRACKETS.findall(tidy)}
    return {part for one in parts if one for part in (one, _DISTRICT.sub("", one))}


def other_names(rows: Mapping[str, Sequence[str]]) -> list[frozenset[str]]:
    """Put a table of names and their other names into sets that ``find_unit`` takes."""
    return [frozenset((name, *others)) for name, others in rows.items()]
