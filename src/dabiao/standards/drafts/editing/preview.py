"""What a rule, as it stands in its form, would have made of the last round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext
from pydantic import ValidationError

from dabiao.core.defects import BadInput
from dabiao.core.framework import CheckItem, Framework, Method, MethodRule, Quantity, Source, Standard
from dabiao.core.rubric import Rule
from dabiao.core.rubric_words import describe
from dabiao.core.rule_effect import RuleEffect, effect, narrowed
from dabiao.house.defects import sentences
from dabiao.standards.drafts.editing.last_round import LastRound, last_round_of
from dabiao.standards.drafts.editing.rows import Content, Row
from dabiao.standards.drafts.models import PackDraft
from dabiao.standards.pack_files import load_pack
from dabiao.standards.pack_schema import ItemRow, StandardRow

MOST_STREETS = 40
"""Streets told one by one; a district has up to some thirty."""

UNSOURCED = "ours"
"""Stands for the source of an item that has none yet: judging asks for no source."""

_LONGEST_LINE = 20
"""Editions that are followed back to the last one that was measured by."""


@dataclass(frozen=True)
class Preview:
    """The effect, on which round, of which pack; or ``nothing``: why there is none to show."""

    nothing: str = ""
    pack: Framework | None = None
    round: LastRound | None = None
    effect: RuleEffect | None = None
    words_before: str = ""
    words_after: str = ""

    @property
    def sampled(self) -> bool:
        """Whether only some of the places were looked at."""
        return self.round is not None and self.round.places < self.round.of_places


def preview(
    draft: PackDraft, content: Content, standard_row: Row, rule: Rule, method: Method, points: Decimal
) -> Preview:
    """Judge the last round that was measured by an earlier edition, by its own rule and by this one."""
    key = standard_row.get("id", "")
    names = {
        row["id"]: row.get("text", "") for _at, row in content.of_standard("items", key) if row.get("id")
    }
    after_words = describe(rule, points, names)
    if not draft.based_on:
        return Preview(
            gettext("这份草稿不接着哪一版，没有按上一版测评过的结果可比。"), words_after=after_words
        )
    for pack in _earlier(draft.based_on):
        try:
            seen = last_round_of(pack.id, key, method.value)
        except BadInput as bad:
            return Preview(" ".join(sentences(bad.defects)), words_after=after_words)
        if seen is not None:
            return _compared(
                pack, seen, content, standard_row, MethodRule(method, rule, points, pack.source), after_words
            )
    return Preview(
        gettext("上一版还没有测评入库，没有结果可比。导入一轮测评后再看。"), words_after=after_words
    )


def _compared(
    pack: Framework, seen: LastRound, content: Content, row: Row, rule: MethodRule, after_words: str
) -> Preview:
    key = row.get("id", "")
    was = pack.standards.get(key)
    old_rule = was.rule_for(rule.method) if was else None
    names = {item.id: item.text for item in pack.items_of.get(key, ())}
    before_words = describe(old_rule.rule, old_rule.points, names) if old_rule else ""
    if not len(seen.observations):
        said = gettext("最近一轮“%(round)s”没有用“%(method)s”测评过这条标准：无数据。") % {
            "round": seen.name,
            "method": gettext(rule.method.value),
        }
        return Preview(said, pack, seen, None, before_words, after_words)
    before = narrowed(pack, was, old_rule, pack.items_of.get(key, ())) if was and old_rule else None
    standard = _standard(row, rule, was, pack)
    items = [*_items(content, key, pack.source)] or list(pack.items_of.get(key, ()))
    after = narrowed(pack, standard, rule, items)
    try:
        found = effect(seen.observations, before, after)
    except OverflowError as error:
        return Preview(str(error), pack, seen, None, before_words, after_words)
    shown = RuleEffect(found.whole, found.streets[:MOST_STREETS])
    return Preview("", pack, seen, shown, before_words, after_words)


def _earlier(pack_id: str) -> Iterator[Framework]:
    """The pack of this id and the editions before it, the latest first."""
    here = pack_id
    for _step in range(_LONGEST_LINE):
        if not here:
            return
        try:
            yield load_pack(here)
        except BadInput:
            return
        before = PackDraft.objects.filter(published_id=here).values_list("based_on", flat=True).first()
        here = before or ""


def _standard(row: Row, rule: MethodRule, was: Standard | None, pack: Framework) -> Standard:
    """The standard as the draft has it; where its row is not sound yet, with what the edition before it said."""
    try:
        typed = StandardRow.model_validate(dict(row))
        rate = typed.pass_rate
    except ValidationError:
        rate = None
    key = row.get("id", "") or (was.id if was else "")
    blank = Standard(
        key, row.get("title", ""), "", rule.points, (rule,), pack.stability.pass_rate, "", rule.source
    )
    return replace(was or blank, pass_rate=rate or (was.pass_rate if was else pack.stability.pass_rate))


def _items(content: Content, standard_id: str, source: Source) -> Iterator[CheckItem]:
    """Items of the draft that are sound; others judge nothing yet."""
    for _at, row in content.of_standard("items", standard_id):
        try:
            item = ItemRow.model_validate({"source": UNSOURCED, **row})
        except ValidationError:
            continue
        asked = item.at_least
        quantity = None if asked is None else Quantity(asked, item.unit, item.per, item.per_unit)
        yield CheckItem(item.id, item.standard_id, item.text, (), source, quantity, item.exceptions)
