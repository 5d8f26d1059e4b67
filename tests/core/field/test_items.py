"""Which check item a text of a table asks about."""

from itertools import pairwise

import pytest
from field_scores import framework
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.field.items import Asked, Items, confidence_of, split_title
from dabiao.core.field.mapping import CERTAIN, STATED_CONFIDENCE, Basis, Kind, Match, item_target
from dabiao.standards.pack_files import load_pack

ITEMS = Items(framework())
MARKET, MALL = "farmers_market", "mall"
SMOKING = "5.3.2|5.3.2-2"


def matched(text: str, site_type: str = MARKET, about: str = "") -> Match:
    asked = Asked(text, site_type, about)
    return ITEMS.matched([asked])[asked]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("社区综合服务—1）便民大厅", ("社区综合服务", "便民大厅")),
        ("环境卫生：地面干净无垃圾", ("环境卫生", "地面干净无垃圾")), ("环境卫生/地面干净", ("环境卫生", "地面干净")),
        ("环境卫生(2)地面干净", ("环境卫生", "地面干净")), ("【环境卫生】地面干净", ("环境卫生", "地面干净")),
        ("（环境卫生）地面干净", ("环境卫生", "地面干净")), ("1. 地面干净无垃圾", ("", "地面干净无垃圾")),
        ("（3）地面", ("", "地面")), ("①无杂物堆放", ("", "无杂物堆放")), ("十二、垃圾桶", ("", "垃圾桶")),
        ("A1、地面干净", ("", "地面干净")), ("环境：干净", ("", "环境：干净")),
        ("环：地面干净", ("", "环：地面干净")), ("地面干净、无杂物：整洁", ("", "地面干净、无杂物：整洁")),
        ("环境，卫生：地面干净", ("", "环境，卫生：地面干净")), ("1）", ("", "1）")), ("12345", ("", "12345")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_number_and_title_are_told_from_the_text_proper(text: str, parts: tuple[str, str]) -> None:
    assert split_title(text) == parts


def test_the_very_words_of_an_item_are_the_item_at_its_places() -> None:
    sure = {
        Asked(one.text, kind): Match(
            Kind.ITEM, one.text, item_target(one.standard_id, one.id), CERTAIN, Basis.SAME, kind
        )
        for one in framework().items
        for kind in one.site_types
    }
    assert ITEMS.matched(list(sure)) == sure


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("4.2.1-1", "4.2.1|4.2.1-1"), ("４.２.１－１", "4.2.1|4.2.1-1"), ("1.1.1", "1.1.1|"),
        (" 农贸市场内，核心价值观内容不少于2处。", "1.2.1|1.2.1-2"),
    ],
)  # fmt: skip
def test_an_id_or_the_words_but_for_blanks_and_strokes_are_certain(text: str, target: str) -> None:
    assert matched(text) == Match(Kind.ITEM, text, target, CERTAIN, Basis.SAME, MARKET)


@pytest.mark.parametrize("text", ["其他", "其它问题", "综合", "无", " 其 他 。"])
def test_a_text_that_names_no_matter_gets_no_item_and_no_choice(text: str) -> None:
    assert matched(text) == Match(Kind.ITEM, text, "", 0.0, Basis.NONE, MARKET)


@pytest.mark.parametrize("text", ["区块链共识算法", "", "？？", "链" * 3000])
def test_a_text_like_no_item_is_left_open(text: str) -> None:
    found = matched(text)
    assert (found.target, found.confidence, found.basis) == ("", 0.0, Basis.NONE)


@pytest.mark.parametrize(
    ("text", "site_type", "target"),
    [
        ("没有人抽烟", MARKET, SMOKING), ("禁烟区无人吸烟", MARKET, SMOKING),
        ("核心价值观不少于2处", MARKET, "1.2.1|1.2.1-2"), ("核心价值观不少于2处", MALL, "1.2.1|1.2.1-3"),
        ("秩序—3）没有人抽烟", MARKET, SMOKING),
    ],
)  # fmt: skip
def test_a_paraphrase_is_the_item_of_that_kind_of_place(text: str, site_type: str, target: str) -> None:
    found = matched(text, site_type)
    assert (found.target, found.basis, found.context) == (target, Basis.LIKENESS, site_type)
    assert found.confidence >= STATED_CONFIDENCE


def test_the_heading_above_says_which_of_several_is_meant() -> None:
    assert matched("不少于2处").confidence < matched("不少于2处", about="核心价值观").confidence
    assert matched("不少于2处", about="核心价值观").target == "1.2.1|1.2.1-2"


def test_the_second_text_for_an_item_gives_way_and_says_so() -> None:
    first, second = Asked("无人吸烟", MARKET), Asked("没有人抽烟", MARKET)
    found = ITEMS.matched([first, second])
    assert (found[first].target, found[first].settled, found[first].note) == (SMOKING, True, "")
    assert found[second].target != SMOKING
    assert (found[second].settled, found[second].note) == (False, "与同表另一项相近，请核对")


def test_a_target_that_is_taken_goes_to_no_other_text_unasked() -> None:
    asked = Asked("没有人抽烟", MARKET)
    found = ITEMS.matched([asked], taken={SMOKING})[asked]
    assert found.target != SMOKING
    assert (found.settled, found.note) == (False, "与同表另一项相近，请核对")
    assert SMOKING in {one.target for one in found.candidates}


def test_texts_of_two_kinds_of_places_do_not_get_in_each_other_s_way() -> None:
    asked = [Asked("没有人抽烟", MARKET), Asked("没有人抽烟", "hospital")]
    assert [one.settled for one in ITEMS.matched(asked).values()] == [True, True]
    assert ITEMS.matched([]) == {}


@pytest.mark.parametrize(
    ("text", "likeness"),
    [("4.2.1-1", 1.0), ("农贸市场内核心价值观内容不少于 2 处", 1.0), ("", 0.0), ("zzz", 0.0)],
)
def test_likeness_to_the_likest_item_of_all(text: str, likeness: float) -> None:
    assert ITEMS.likeness(text) == likeness
    assert 0.5 < ITEMS.likeness("没有人抽烟") < 1.0


def test_an_open_framework_takes_the_text_as_the_standard() -> None:
    asked = Asked(" 地面  干净 ", "路口")
    found = Items(load_pack("bare")).matched([asked])[asked]
    assert (found.target, found.confidence) == ("地面 干净|", CERTAIN)


@pytest.mark.parametrize(
    ("likeness", "rival", "confidence"),
    [
        (0.0, 0.0, 0.024),
        (0.5, 0.5, 0.450),
        (1.0, 1.0, 0.964),
        (0.6, 0.3, 0.931),
        (3.7 / 14, 0.0, 0.5),
        (1.0, 0.0, 1.0),
    ],
)
def test_confidence_grows_with_likeness_and_with_the_distance_of_the_next(
    likeness: float, rival: float, confidence: float
) -> None:
    assert round(confidence_of(likeness, rival), 3) == confidence


@given(st.floats(0, 1), st.floats(0, 1))
def test_confidence_is_a_share_and_a_nearer_rival_lessens_it(likeness: float, rival: float) -> None:
    steps = [confidence_of(likeness, rival * part) for part in (0, 0.5, 1)]
    assert all(0 < one < 1 for one in steps)
    assert all(near <= far for far, near in pairwise(steps))


@settings(max_examples=30)
@given(
    st.lists(
        st.sampled_from(
            [*(one.text[:9] for one in framework().items[::7]), "无人吸烟", "没人抽烟", "", "？"]
        ),
        max_size=8,
    )
)
def test_no_item_is_taken_twice_unasked(texts: list[str]) -> None:
    found = ITEMS.matched([Asked(one, MARKET) for one in dict.fromkeys(texts)])
    settled = [one.target for one in found.values() if one.settled]
    assert len(set(settled)) == len(settled)
