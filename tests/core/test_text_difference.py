"""What changed between two wordings is found, all of it and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.deduction_bands import Comparison, DeductionBand
from dabiao.core.letter_text import (
    AnnexTask,
    LetterHead,
    LetterItem,
    LetterText,
    band_sentence,
    canonical,
    content_of,
    head_of,
    item_sentence,
    plain_text,
    text_of,
)
from dabiao.core.text_difference import PARTS, Fate, differences, pieces

ITEM = LetterItem(
    1,
    "整改到期问题",
    "1.2.1",
    Comparison.AT_LEAST,
    Decimal("95"),
    "%",
    date(2026, 11, 30),
    "创建办",
    Decimal(40),
)
TEXT = LetterText(
    title="2026年目标责任书",
    party_a_post="区长",
    party_b_post="主任",
    period_from=date(2026, 1, 1),
    period_to=date(2026, 12, 31),
    preamble="为做好创建工作，签订本责任书。",
    items=(ITEM, LetterItem(2, "按时报送材料"), LetterItem(3, "不发生负面清单事项")),
    measures="第一条\n第二条\n第三条",
    scoring="按完成比例计分。",
    bands=(DeductionBand(Decimal(0), Decimal(100), True, True, Decimal(0)),),
    rewards="",
    annex=(AnnexTask("1.1.1", "市容环境", "实地", "主次干道", DutyKind.LEAD),),
)

words = some.text(alphabet="环境卫生95%ab ，。1.", max_size=30)


@given(words, words)
def test_kept_and_removed_make_the_old_and_kept_and_added_the_new(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(one.text for one in found if one.fate is not Fate.ADDED) == old
    assert "".join(one.text for one in found if one.fate is not Fate.REMOVED) == new


@given(words)
def test_what_is_equal_has_no_change_in_it(text: str) -> None:
    assert all(one.fate is Fate.KEPT for one in pieces(text, text))


def test_a_figure_is_replaced_whole() -> None:
    found = pieces("整改率不低于95%。", "整改率不低于96.5%。")
    assert [(one.fate.value, one.text) for one in found] == [
        ("kept", "整改率不低于"),
        ("removed", "95%"),
        ("added", "96.5%"),
        ("kept", "。"),
    ]


def test_the_same_wording_has_no_differences() -> None:
    assert differences(TEXT, TEXT) == []


def test_a_changed_target_is_the_one_difference() -> None:
    changed = replace(TEXT, items=(replace(ITEM, target=Decimal(97)), *TEXT.items[1:]))
    (one,) = differences(TEXT, changed)
    assert (one.part, one.number) == ("目标任务", 1)
    assert [piece.text for piece in one.pieces if piece.fate is Fate.ADDED] == ["97%"]


def test_items_added_removed_and_moved_are_told_apart() -> None:
    first, second, third = TEXT.items
    added = LetterItem(4, "开展志愿服务")
    found = differences(TEXT, replace(TEXT, items=(third, first, added)))
    told = {(one.number, one.old, one.new) for one in found}
    assert told == {
        (1, item_sentence(third), item_sentence(third)),
        (3, "", item_sentence(added)),
        (2, item_sentence(second), ""),
    }
    assert [one.moved for one in found].count(True) == 1


def test_every_part_of_a_letter_is_compared() -> None:
    other = LetterText(
        title="甲",
        party_a_post="乙",
        party_b_post="丙",
        period_from=date(2026, 2, 1),
        period_to=date(2026, 12, 1),
        preamble="丁",
        items=(),
        measures="第一条\n新的一条\n第三条",
        scoring="",
        bands=(),
        rewards="戊",
        annex=(),
    )
    found = differences(TEXT, other)
    assert {one.part for one in found} == set(PARTS)
    (measure,) = [one for one in found if one.part == "保障措施"]
    assert (measure.number, measure.old, measure.new) == (2, "第二条", "新的一条")


# ---- the letter itself

HEAD = LetterHead(7, "全国文明城市创建", 2026, "示范区", "东湖街道", 1)


def test_a_letter_is_read_back_as_it_was_written() -> None:
    content = content_of(HEAD, TEXT)
    assert text_of(content) == TEXT
    assert head_of(content) == HEAD
    assert canonical(content) == canonical(content_of(HEAD, text_of(content)))


def test_equal_figures_have_one_spelling_so_that_the_digest_is_one() -> None:
    other = replace(
        TEXT, items=(replace(ITEM, target=Decimal("95.00"), points=Decimal("4E+1")), *TEXT.items[1:])
    )
    assert canonical(plain_text(other)) == canonical(plain_text(TEXT))


def test_an_item_and_a_band_are_whole_clauses() -> None:
    assert item_sentence(ITEM) == (
        "整改到期问题。目标：不低于 95%；完成时限：2026-11-30；考核单位：创建办；分值：40 分；对应标准：1.2.1。"
    )
    assert item_sentence(LetterItem(2, "按时报送材料。")) == "按时报送材料。"
    said = [
        band_sentence(DeductionBand(Decimal(low), Decimal(high), low_in, high_in, Decimal(cost), then))
        for low, high, low_in, high_in, cost, then in (
            ("100", "100", True, True, "0", ""),
            ("95", "100", True, False, "1", ""),
            ("0", "80", True, False, "5", "取消评先评优资格"),
        )
    ]
    assert said == [
        "得分为 100 分的，不扣分。",
        "得分 95 分以上（含 95 分）、100 分以下（不含 100 分）的，扣 1 分。",
        "得分 80 分以下（不含 80 分）的，扣 5 分，取消评先评优资格。",
    ]
