"""What changed in kind between an old standard and its counterparts, and what of it cannot be carried at all.

Rows are judged by the new rule; whoever compares years must know that the rule is another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dabiao.core.crosswalk.fit import Fit
from dabiao.core.crosswalk.model import Crosswalk
from dabiao.core.crosswalk.routes import Reason, Route, Routes, RowKind
from dabiao.core.framework import Framework, Standard
from dabiao.core.rubric_words import describe, figure


class ChangeKind(StrEnum):
    """What is different."""

    WORDS = "标准文字"
    RULE = "评分规则"
    ASKED_RATE = "要求合格率"
    SPLIT = "拆成几条"
    MERGED = "几条合并"
    ITEM_ADDED = "新增检查项，旧轮次没有查过"
    ITEM_GONE = "检查项不再查，旧记录不计"
    BY_FIGURE = "要求的数量变了，只换算写了数值的记录"
    NOT_CARRIED = "不能换算"


@dataclass(frozen=True, slots=True)
class StandardChange:
    """One difference: what was and what is, in words; empty where there is nothing on that side."""

    kind: ChangeKind
    before: str
    after: str


class Changes:
    """What changed between ``old`` and ``new`` under ``crosswalk``, one standard at a time."""

    def __init__(self, crosswalk: Crosswalk, old: Framework, new: Framework) -> None:
        self._crosswalk, self._old, self._new = crosswalk, old, new
        self._routes = Routes(crosswalk, old, new)
        self._asked = {name for one in crosswalk.entries for name in (one.to_item, one.candidate) if name}

    def of(self, standard: Standard) -> tuple[StandardChange, ...]:
        """List what is different in the counterparts of an old standard, as far as it has any."""
        targets = [
            self._new.standards[name]
            for name in self._crosswalk.targets.get(standard.id, ())
            if name in self._new.standards
        ]
        if not targets:
            return ()
        return tuple(
            change
            for part in (
                self._shape(standard, targets),
                *(_words_of(standard, target) for target in targets if len(targets) == 1),
                *(self._rules(standard, target) for target in targets),
                self._items(standard, targets),
            )
            for change in part
        )

    def _shape(self, standard: Standard, targets: list[Standard]) -> Iterator[StandardChange]:
        if len(targets) > 1:
            yield StandardChange(ChangeKind.SPLIT, _named(standard), "、".join(map(_named, targets)))
        for target in targets:
            sources = self._crosswalk.sources[target.id]
            if len(sources) > 1:
                names = "、".join(
                    _named(self._old.standards[one]) for one in sources if one in self._old.standards
                )
                yield StandardChange(ChangeKind.MERGED, names, _named(target))

    def _rules(self, standard: Standard, target: Standard) -> Iterator[StandardChange]:
        names_before = {item.id: item.text for item in self._old.items_of.get(standard.id, ())}
        names_after = {item.id: item.text for item in self._new.items_of.get(target.id, ())}
        for rule in standard.rules:
            now = target.rule_for(rule.method)
            before = f"{rule.method.value}：{describe(rule.rule, rule.points, names_before)}"
            after = f"{now.method.value}：{describe(now.rule, now.points, names_after)}" if now else ""
            if before != after:
                yield StandardChange(ChangeKind.RULE, before, after)
        for rule in target.rules:
            if standard.rule_for(rule.method) is None:
                words = f"{rule.method.value}：{describe(rule.rule, rule.points, names_after)}"
                yield StandardChange(ChangeKind.RULE, "", words)
        if standard.pass_rate != target.pass_rate:
            asked = [f"{figure(100 * one)}%" for one in (standard.pass_rate, target.pass_rate)]
            yield StandardChange(ChangeKind.ASKED_RATE, *asked)

    def _items(self, standard: Standard, targets: list[Standard]) -> Iterator[StandardChange]:
        texts = {item.id: item.text for item in self._new.items}
        for item in self._old.items_of.get(standard.id, ()):
            entry = self._crosswalk.entry.get((standard.id, item.id))
            if entry is not None and entry.undecided:
                continue  # somebody has to choose first
            if entry is None or not entry.leads_somewhere:
                yield StandardChange(ChangeKind.ITEM_GONE, item.text, "")
                continue
            now = texts.get(entry.to_item, "")
            for rule in standard.rules:
                kinds = (RowKind(standard.id, rule.method.value, item.id, one) for one in item.site_types)
                routes = [self._routes.of(kind) for kind in kinds]
                if Reason.OTHER_DEMAND in routes:
                    yield StandardChange(ChangeKind.NOT_CARRIED, item.text, now)
                elif any(isinstance(one, Route) and one.fit is Fit.BY_FIGURE for one in routes):
                    yield StandardChange(ChangeKind.BY_FIGURE, item.text, now)
        for target in targets:
            for item in self._new.items_of.get(target.id, ()):
                if item.id not in self._asked:
                    yield StandardChange(ChangeKind.ITEM_ADDED, "", item.text)


def _words_of(standard: Standard, target: Standard) -> Iterator[StandardChange]:
    if standard.title != target.title:
        yield StandardChange(ChangeKind.WORDS, standard.title, target.title)
    if standard.text != target.text:
        yield StandardChange(ChangeKind.WORDS, standard.text, target.text)


def _named(standard: Standard) -> str:
    return f"{standard.id} {standard.title}"
