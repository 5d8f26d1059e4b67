"""What is different in kind between an old standard and its counterparts is said, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from dabiao.core.crosswalk.changes import ChangeKind, Changes
from dabiao.core.crosswalk.model import Basis, CrosswalkKind, Entry
from dabiao.core.crosswalk.proposal import propose
from dabiao.core.framework import CheckItem, Grade, Method, Quantity, Source
from dabiao.core.rubric import ConformityRateRule, QuantifiedRule, RatioRule

OURS = Source("示例", "示例", None, Grade.OURS)


def item(id_, text, standard_id="A", **more):
    return CheckItem(id_, standard_id, text, ("T1",), OURS, **more)


@pytest.fixture(scope="session")
def changes(framework, standard):
    """Changes of the first old standard under what is proposed, mended by ``entries``."""

    def found(old, new, *entries):
        crosswalk = propose(old, new, CrosswalkKind.EDITION)
        mended = {(one.standard, one.item): one for one in entries}
        crosswalk = replace(
            crosswalk, entries=tuple(mended.get((one.standard, one.item), one) for one in crosswalk.entries)
        )
        first = next(iter(old.standards.values()))
        return [(one.kind, one.before, one.after) for one in Changes(crosswalk, old, new).of(first)]

    return found


def test_what_stayed_as_it_was_has_no_changes(framework, standard, changes):
    pack = framework(standard("A"), items=(item("a", "地面干净"),))
    assert changes(pack, pack) == []


def test_another_rule_another_rate_and_other_words_are_said(framework, standard, changes):
    old = framework(standard("A", QuantifiedRule()), items=())
    new = framework(
        replace(standard("A", ConformityRateRule()), pass_rate=Decimal("0.95"), text="新的内容"), items=()
    )
    kinds = [one[0] for one in changes(old, new)]
    assert kinds == [ChangeKind.WORDS, ChangeKind.RULE, ChangeKind.ASKED_RATE]
    assert changes(old, new)[-1] == (ChangeKind.ASKED_RATE, "90%", "95%")


def test_items_that_came_and_went_are_said(framework, standard, changes):
    old = framework(standard("A"), items=(item("a", "地面干净整洁无垃圾"), item("b", "没有吸烟现象")))
    new = framework(
        standard("A"), items=(item("a", "地面干净整洁无垃圾"), item("c", "电梯年检合格证在有效期内"))
    )
    assert changes(old, new) == [
        (ChangeKind.ITEM_GONE, "没有吸烟现象", ""),
        (ChangeKind.ITEM_ADDED, "", "电梯年检合格证在有效期内"),
    ]


def test_another_number_asked_of_an_item_is_said(framework, standard, changes):
    def pack(number, unit="个"):
        return framework(
            standard("A"), items=(item("a", "果皮箱", quantity=Quantity(Decimal(number), unit)),)
        )

    assert changes(pack(3), pack(5)) == [(ChangeKind.BY_FIGURE, "果皮箱", "果皮箱")]
    assert changes(pack(3), pack(5, "米")) == [(ChangeKind.NOT_CARRIED, "果皮箱", "果皮箱")]


def test_a_method_that_came_or_went_is_said(framework, standard, changes):
    old = framework(
        standard("A", methods={Method.FIELD: QuantifiedRule(), Method.DATA: RatioRule()}), items=()
    )
    new = framework(standard("A", methods={Method.FIELD: QuantifiedRule()}, points=1), items=())
    said = changes(old, new)
    assert [one[0] for one in said] == [ChangeKind.RULE, ChangeKind.RULE]
    assert said[1][1].startswith("数据：")
    assert said[1][2] == ""
    assert changes(new, old)[1][1] == ""


def test_a_split_and_a_merger_are_said(framework, standard, changes):
    two, one = framework(standard("A"), standard("B"), items=()), framework(standard("A"), items=())
    to_a = Entry("B", "", "A", "", 100, Basis.BY_HAND)
    assert (ChangeKind.MERGED, "A 标准A、B 标准B", "A 标准A") in changes(two, one, to_a)
    old = framework(standard("A"), items=(item("a", "甲"), item("b", "乙")))
    new = framework(standard("A"), standard("B"), items=(item("a", "甲"), item("b", "乙", "B")))
    assert (ChangeKind.SPLIT, "A 标准A", "A 标准A、B 标准B") in changes(old, new)


def test_what_nobody_has_chosen_yet_is_no_change(framework, standard, changes):
    old = framework(standard("A"), items=(item("a", "路段每五百米公益广告三处"),))
    new = framework(standard("A"), items=(item("x", "路段沿线半公里公益广告三块"),))
    crosswalk = propose(old, new, CrosswalkKind.EDITION)
    assert crosswalk.entry["A", "a"].undecided
    assert changes(old, new) == []


def test_a_standard_that_leads_nowhere_has_no_changes(framework, standard, changes):
    old, new = framework(standard("A"), items=()), framework(standard("A"), items=())
    assert changes(old, new, Entry("A", "", "", "", 100, Basis.BY_HAND)) == []
