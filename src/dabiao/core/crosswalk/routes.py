"""Where rows of one kind go under a crosswalk, or why they cannot go anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dabiao.core.crosswalk.fit import Asked, Fit, fit
from dabiao.core.crosswalk.model import Crosswalk
from dabiao.core.framework import CheckItem, Framework, Method, Standard


class Reason(StrEnum):
    """Why rows are not carried."""

    NO_COUNTERPART = "没有对应的标准"
    SPLIT = "标准拆成了几条，记录没有写检查项，分不清属于哪一条"
    ITEM_DROPPED = "检查项没有对应"
    NO_METHOD = "对应的标准不用这种测评方法"
    NO_SITE_TYPE = "没有对应的点位类型"
    NOT_ASKED_THERE = "对应的检查项在这类点位不查"
    OTHER_DEMAND = "要求的内容或计量变了，旧记录说明不了"
    NO_FIGURE = "要求的数量变了，记录没有写数值，无法重判"
    EXCEPTION_GONE = "记录的例外情形不再适用"
    JOINED = "几项合并为一项，同一点位以最差的一项为准"


@dataclass(frozen=True, slots=True)
class RowKind:
    """What rows have in common that decides where they go. ``item`` is an id of the old framework, other words, or
    None.
    """

    standard: str
    method: str
    item: str | None
    site_type: str


@dataclass(frozen=True, slots=True)
class Route:
    """Where rows go. ``item`` None: to the standard as a whole."""

    standard: str
    item: str | None
    site_type: str
    fit: Fit
    old: Asked
    new: Asked


class Routes:
    """The routes from ``old`` to ``new`` under ``crosswalk``."""

    def __init__(self, crosswalk: Crosswalk, old: Framework, new: Framework) -> None:
        self._crosswalk, self._old, self._new = crosswalk, old, new
        self._old_items = {item.id: item for item in old.items}
        self._new_items = {item.id: item for item in new.items}
        self._old_types = {one.id for one in old.site_types}

    def of(self, kind: RowKind) -> Route | Reason:
        """Find where rows of ``kind`` go, or why nowhere."""
        item = self._known_item(kind)
        entry = self._crosswalk.entry.get((kind.standard, item.id if item else ""))
        if entry is None or not entry.leads_somewhere or entry.to_standard not in self._new.standards:
            return self._why_nowhere(kind, item)
        if item is None and len(self._crosswalk.targets[kind.standard]) > 1:
            return Reason.SPLIT
        site_type = self._site_type(kind.site_type)
        if site_type is None:
            return Reason.NO_SITE_TYPE
        target = self._new_items.get(entry.to_item)
        if item and target and kind.site_type in item.site_types and site_type not in target.site_types:
            return Reason.NOT_ASKED_THERE
        return self._judged(kind, item, target, self._new.standards[entry.to_standard], site_type)

    def _judged(
        self, kind: RowKind, item: CheckItem | None, target: CheckItem | None, after: Standard, site_type: str
    ) -> Route | Reason:
        """Compare what was asked with what is asked now."""
        before, method = self._old.standards.get(kind.standard), Method(kind.method)
        old_rule, new_rule = before.rule_for(method) if before else None, after.rule_for(method)
        if old_rule and not new_rule:
            return Reason.NO_METHOD
        word = target.id if target else self._own_words(kind, item, before, after)
        old = Asked(old_rule.rule if old_rule else None, kind.item, item, _text(item, before))
        new = Asked(new_rule.rule if new_rule else None, word, target, _text(target or item, after))
        how = fit(old, new)
        return Reason.OTHER_DEMAND if how is Fit.NOT else Route(after.id, word, site_type, how, old, new)

    def _known_item(self, kind: RowKind) -> CheckItem | None:
        item = self._old_items.get(kind.item or "")
        return item if item and item.standard_id == kind.standard else None

    def _why_nowhere(self, kind: RowKind, item: CheckItem | None) -> Reason:
        targets = self._crosswalk.targets.get(kind.standard, ())
        if not any(one in self._new.standards for one in targets):
            return Reason.NO_COUNTERPART
        return Reason.ITEM_DROPPED if item else Reason.SPLIT

    def _site_type(self, name: str) -> str | None:
        """Name a place type in the new framework; one that the old never knew keeps its name."""
        entry = self._crosswalk.type_entry.get(name)
        if entry is not None:
            return entry.to or None
        return name if name not in self._old_types else None

    def _own_words(
        self, kind: RowKind, item: CheckItem | None, before: Standard | None, after: Standard
    ) -> str | None:
        """Keep the words of what was looked at. Of merged standards, rows without an item are told apart by the old
        standard's name: one that failed must not vanish behind another that did not.
        """
        if item:
            return item.text
        if kind.item is not None:
            return kind.item
        merged = len(self._crosswalk.sources[after.id]) > 1
        return f"{before.id} {before.title}" if merged and before else None


def _text(item: CheckItem | None, standard: Standard | None) -> str:
    return item.text if item else (standard.text if standard else "")
