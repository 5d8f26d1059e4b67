"""What a cycle's pack says of results from outside: full marks, measures, negative list, bonus rules, place types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, gettext_noop

from dabiao.core.cycle import ANNUAL
from dabiao.core.cycle_proposal import measure_name
from dabiao.core.framework import Framework, Method, NegativeItem, Source
from dabiao.core.rubric import BonusRule
from dabiao.duties.cycle.models import Cycle
from dabiao.standards.pack_files import load_pack

FULL_MARKS = Decimal(100)
"""Of a year's score where the pack has no tree to sum up: every published annual score seen is out of 100."""


@dataclass(frozen=True, slots=True)
class BonusKind:
    """A bonus rule of the pack: the standard it stands at, and the most it counts in a year."""

    standard_id: str
    title: str
    cap: Decimal
    source: Source


def pack_of(cycle: Cycle) -> Framework:
    """The pack the cycle was made from. Raises BadInput when it is no longer there."""
    return load_pack(cycle.pack_id)


def full_marks(framework: Framework) -> Decimal:
    """The most a year's score can be, bonuses aside."""
    return framework.points or FULL_MARKS


MEASURES = (gettext_noop("年度测评得分"), gettext_noop("未成年人思想道德建设测评得分"))
"""What ``measure_name`` says, marked for translation: the core knows no languages."""


def measure_words(measure: str) -> str:
    """The name of a measure in the reader's language; a pack's own keeps its name."""
    return gettext(measure_name(measure))


def measures(framework: Framework) -> Mapping[str, str]:
    """Names of what has an annual score of its own: the city's, and what gates or parts of the cycle ask for."""
    cycle = framework.cycle
    named = [ANNUAL]
    if cycle is not None:
        named += [gate.measure for gate in cycle.gates] + [part.measure for part in cycle.parts]
    return {measure: measure_words(measure) for measure in dict.fromkeys(named)}


def negative_items(framework: Framework) -> Mapping[str, NegativeItem]:
    """The negative list by id."""
    return {one.id: one for one in framework.negative_list}


def bonus_kinds(framework: Framework) -> Mapping[str, BonusKind]:
    """Bonus rules by the standard they stand at."""
    found = {}
    for standard in framework.standards.values():
        rule = standard.rule_for(Method.BONUS)
        if rule is not None and isinstance(rule.rule, BonusRule):
            found[standard.id] = BonusKind(standard.id, standard.title, rule.rule.cap, rule.source)
    return found
