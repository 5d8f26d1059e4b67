"""What a pack holds, counted: for ``dabiao pack``, for pages and for programs. Figures are exact, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import TypedDict

from dabiao.core.framework import CheckItem, Framework, Method, MethodRule, Source, Standard
from dabiao.core.rubric_evaluate import FORMS
from dabiao.core.rubric_words import describe, figure


class Part(TypedDict):
    """A category or component. ``share``: points of a category, weight of a component."""

    id: str
    title: str
    share: str


class PackSummary(TypedDict):
    """Counts of one pack. ``forms`` and ``grades`` count rules, by form and by grade of their source."""

    id: str
    title: str
    edition: str
    valid_from: str | None
    valid_to: str | None
    city_level: str
    source: str
    digest: str
    open_ended: bool
    points: str
    categories: list[Part]
    components: list[Part]
    methods: dict[str, str]
    standards: int
    rules: int
    site_types: int
    items: int
    items_with_quantity: int
    items_with_exceptions: int
    negative_list: int
    groups: list[str]
    forms: dict[str, int]
    grades: dict[str, int]
    notes: list[str]


class RuleSummary(TypedDict):
    """One method's rule. ``words`` say it in Chinese, with the texts of the items it names."""

    method: str
    form: str
    points: str
    words: str
    source: str


class ItemSummary(TypedDict):
    """One check item with the titles of its place types."""

    id: str
    text: str
    site_types: list[str]
    exceptions: list[str]
    source: str


class StandardSummary(TypedDict):
    """One standard with all that belongs to it."""

    id: str
    title: str
    text: str
    points: str
    pass_rate: str
    lead_department: str
    fix: str
    source: str
    rules: list[RuleSummary]
    items: list[ItemSummary]


def summarise(framework: Framework) -> PackSummary:
    """Count what ``framework`` holds."""
    rules = [rule for standard in framework.standards.values() for rule in standard.rules]
    return {
        "id": framework.id,
        "title": framework.title,
        "edition": framework.edition,
        "valid_from": framework.valid_from or None,
        "valid_to": framework.valid_to or None,
        "city_level": framework.city_level,
        "source": cited(framework.source),
        "digest": framework.digest,
        "open_ended": framework.open_ended,
        "points": figure(framework.points),
        "categories": [
            {"id": top.id, "title": top.title, "share": figure(top.points)} for top in framework.tree
        ],
        "components": [
            {"id": part.id, "title": part.title, "share": figure(part.weight)}
            for part in framework.components
        ],
        "methods": {
            method.value: figure(sum((rule.points for rule in rules if rule.method is method), Decimal(0)))
            for method in Method
            if any(rule.method is method for rule in rules)
        },
        "standards": len(framework.standards),
        "rules": len(rules),
        "site_types": len(framework.site_types),
        "items": len(framework.items),
        "items_with_quantity": sum(item.quantity is not None for item in framework.items),
        "items_with_exceptions": sum(bool(item.exceptions) for item in framework.items),
        "negative_list": len(framework.negative_list),
        "groups": [group.title for group in framework.ranking.groups],
        "forms": _counted(FORMS[type(rule.rule)] for rule in rules),
        "grades": _counted(rule.source.grade.value for rule in rules),
        "notes": list(framework.notes),
    }


def summarise_standard(framework: Framework, standard: Standard) -> StandardSummary:
    """Say one standard in full."""
    items = framework.items_of.get(standard.id, ())
    texts = {item.id: item.text for item in items}
    return {
        "id": standard.id,
        "title": standard.title,
        "text": standard.text,
        "points": figure(standard.points),
        "pass_rate": f"{standard.pass_rate:f}",
        "lead_department": standard.lead_department,
        "fix": standard.fix,
        "source": cited(standard.source),
        "rules": [_rule(rule, texts) for rule in standard.rules],
        "items": [_item(framework, item) for item in items],
    }


def cited(source: Source) -> str:
    """Say a source on one line, its grade last; what is not known is left out."""
    year = f"{source.year} 年" if source.year else ""
    return " ".join(
        part for part in (source.place, source.document, year, f"［{source.grade.value}］") if part
    )


def _rule(rule: MethodRule, texts: dict[str, str]) -> RuleSummary:
    return {
        "method": rule.method.value,
        "form": FORMS[type(rule.rule)],
        "points": figure(rule.points),
        "words": describe(rule.rule, rule.points, texts),
        "source": cited(rule.source),
    }


def _item(framework: Framework, item: CheckItem) -> ItemSummary:
    return {
        "id": item.id,
        "text": item.text,
        "site_types": [framework.site_type_names[kind].title for kind in item.site_types],
        "exceptions": list(item.exceptions),
        "source": cited(item.source),
    }


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words).most_common())
