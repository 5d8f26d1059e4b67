"""What a heading calls its column: known names, names within longer headings, and texts that are no heading."""

from __future__ import annotations

import pytest
from field_tables import ITEMS
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.headings import (
    CONTAINED,
    LIKELY,
    POSSIBLE,
    SENSES,
    SURE,
    senses_of,
)
from dabiao.core.field.mapping import Role
from dabiao.core.field.words import plain


def senses(heading: str) -> list[tuple[Role, float]]:
    return [(one.role, pytest.approx(one.confidence)) for one in senses_of(heading)]


@pytest.mark.parametrize(
    ("heading", "role", "confidence"),
    [
        ("点位名称", Role.SITE_NAME, SURE),
        ("点 位\n名 称", Role.SITE_NAME, SURE),
        ("点位名称：", Role.SITE_NAME, SURE),
        ("镇（街道）", Role.STREET, SURE),
        ("SITE_ID", Role.SITE_ID, SURE),
        ("Ｓｉｔｅ　ＩＤ", Role.SITE_ID, SURE),
        ("是/否", Role.RESULT, SURE),
        ("地点", Role.SITE_NAME, LIKELY),
        ("编号", Role.SITE_ID, POSSIBLE),
        ("序号", Role.IGNORED, SURE),
        ("得分率", Role.IGNORED, SURE),
    ],
)
def test_a_known_name_is_known_however_it_is_spaced(heading: str, role: Role, confidence: float) -> None:
    assert senses(heading) == [(role, confidence)]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("项目", [(Role.CATEGORY, LIKELY), (Role.ITEM, POSSIBLE)]),
        ("指标", [(Role.CATEGORY, LIKELY), (Role.ITEM, POSSIBLE)]),
        ("备注", [(Role.IGNORED, SURE), (Role.PROBLEM, POSSIBLE)]),
    ],
)
def test_a_name_that_means_two_things_has_both_the_likelier_first(
    heading: str, expected: list[tuple[Role, float]]
) -> None:
    assert senses(heading) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("结果（√/×）", [(Role.RESULT, SURE * CONTAINED)]),
        ("街道 社区甲", [(Role.STREET, SURE * CONTAINED)]),
        ("点位名称、街道", [(Role.SITE_NAME, SURE * CONTAINED), (Role.STREET, SURE * CONTAINED)]),
    ],
)
def test_names_between_strokes_and_brackets_count_less(
    heading: str, expected: list[tuple[Role, float]]
) -> None:
    assert senses(heading) == expected


@pytest.mark.parametrize(
    ("heading", "role", "sure", "share"),
    [
        ("现场检查结果", Role.RESULT, SURE, 4 / 6),  # the longest name at the end
        ("责任单位甲", Role.UNIT, SURE, 4 / 5),  # one at the beginning, at least half of it
        ("小区的存在问题", Role.PROBLEM, SURE, 4 / 7),
    ],
)
def test_a_name_at_the_end_or_else_at_the_beginning_counts_by_its_share(
    heading: str, role: Role, sure: float, share: float
) -> None:
    assert senses(heading) == [(role, sure * CONTAINED * (0.6 + 0.4 * share))]


@pytest.mark.parametrize(
    ("heading", "known"),
    [
        ("群众投诉渠道电话", False),
        ("群众投诉的电话", False),
        ("群众投诉电话", True),
        ("电话甲乙", True),
        ("电话甲乙丙", False),
    ],
)
def test_a_name_that_is_a_small_part_of_a_heading_says_nothing(heading: str, known: bool) -> None:
    assert bool(senses_of(heading)) is known


@pytest.mark.parametrize("text", ["", " ", "——", "（）", "甲乙丙", "#REF!", *ITEMS[1:]])
def test_what_is_no_heading_has_no_sense(text: str) -> None:
    assert senses_of(text) == []


def test_a_text_of_more_than_24_characters_is_an_item() -> None:
    ending = "测评结果"
    assert len(senses_of("（" + "甲" * 20 + "） " + ending)) == 1
    assert senses_of("（" + "甲" * 21 + "） " + ending) == []


def test_every_listed_name_is_plain_and_means_different_things_the_likeliest_first() -> None:
    assert [name for name in SENSES if plain(name) != name] == []
    odd = [name for name, found in SENSES.items() if len({one.role for one in found}) != len(found)]
    odd += [name for name, found in SENSES.items() if found != sorted(found, key=lambda one: -one.confidence)]
    assert odd == []


@given(st.text(alphabet="点位名称街道结果测评（）/ 、：√×12ab合计", max_size=30))
def test_any_heading_has_each_sense_once_and_no_more_sure_than_a_name(heading: str) -> None:
    found = senses_of(heading)
    assert len({one.role for one in found}) == len(found)
    assert all(0 < one.confidence <= SURE for one in found)
    assert [one.confidence for one in found] == sorted((one.confidence for one in found), reverse=True)
