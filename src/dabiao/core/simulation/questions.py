"""What is asked where: the questions of a framework, or plain ones where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dabiao.core.framework import CheckItem, Framework, Method, SiteType, Standard
from dabiao.core.rubric import (
    BandRule,
    CountRule,
    DeductRule,
    QuantifiedRule,
    RatioRule,
    Rule,
    SatisfactionRule,
    ThresholdRule,
)
from dabiao.core.tally_rules import plain


@dataclass(frozen=True, slots=True)
class Question:
    """A standard looked at by one method at the places of one type. ``items`` are what is answered there,
    empty where the standard itself is the only question. ``rule`` is the rule without its exceptions.
    """

    standard_id: str
    site_type: str
    method: Method
    rule: Rule
    items: tuple[CheckItem, ...]
    pass_rate: Decimal
    unit: str | None

    @property
    def counted(self) -> bool:
        """Whether the answer is a figure (satisfied of asked, a measured value), not 符合 or 不符合."""
        return isinstance(self.rule, SatisfactionRule | RatioRule | BandRule)

    @property
    def visited(self) -> bool:
        """Whether inspectors go and see if the place passes: what the stability model is about."""
        return self.method is Method.FIELD and not self.counted


def plain_questions(types: int, per_type: int, pass_rate: Decimal) -> Iterator[Question]:
    """``per_type`` standards S001, S002 … at each of the types T01, T02 …"""
    for number in range(types * per_type):
        yield Question(
            standard_id=f"S{number + 1:03d}",
            site_type=f"T{number // per_type + 1:02d}",
            method=Method.FIELD,
            rule=QuantifiedRule(),
            items=(),
            pass_rate=pass_rate,
            unit=None,
        )


def questions_of(framework: Framework) -> Iterator[Question]:
    """Every (standard, method, place type) with items, in tree order. Negative list and bonus are no
    inspections.
    """
    for standard in framework.standards.values():
        found: dict[tuple[Method, str], list[CheckItem]] = {}
        for item in framework.items_of.get(standard.id, ()):
            for site_type in item.site_types:
                method = _method_of(standard, item, framework.site_type_names[site_type])
                if method is not None:
                    found.setdefault((method, site_type), []).append(item)
        for (method, site_type), items in found.items():
            rule = standard.rule_for(method)
            assert rule is not None
            yield Question(
                standard_id=standard.id,
                site_type=framework.site_type_names[site_type].id,
                method=method,
                rule=plain(rule.rule),
                items=tuple(items),
                pass_rate=standard.pass_rate,
                unit=standard.lead_department or None,
            )


_SIGNS = {
    Method.DOCUMENT: ("材料", "申报", "台账"),
    Method.SURVEY: ("问卷", "访问", "入户", "街访"),
    Method.DATA: ("统计", "数据", "监测", "媒体"),
}
"""What the name of a place type says about the method, where a standard has several."""


def _method_of(standard: Standard, item: CheckItem, site_type: SiteType) -> Method | None:
    """Find the method that asks ``item``: the one whose rule names it, what the place says, else a visit."""
    methods = [one.method for one in standard.rules if one.method not in (Method.NEGATIVE, Method.BONUS)]
    if not methods:
        return None
    named = [one.method for one in standard.rules if item.id in named_items(plain(one.rule))]
    suggested = [
        method
        for method, signs in _SIGNS.items()
        if method in methods and any(s in site_type.title for s in signs)
    ]
    visited = [Method.FIELD] if Method.FIELD in methods else methods
    return (named or suggested or visited)[0]


def named_items(rule: Rule) -> frozenset[str]:
    """Items a rule speaks of by id."""
    if isinstance(rule, CountRule):
        return frozenset(rule.items)
    if isinstance(rule, QuantifiedRule):
        return frozenset(sample.item for sample in rule.samples)
    if isinstance(rule, ThresholdRule):
        return frozenset(measure.item for measure in rule.measures)
    if isinstance(rule, BandRule):
        return frozenset(item for band in rule.bands for item in band.requires)
    if isinstance(rule, DeductRule):
        asked = {requirement.item for requirement in rule.requirements}
        return frozenset(asked | ({rule.zero_if_absent} - {""}))
    return frozenset()
