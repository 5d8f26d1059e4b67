"""Places of the register under the names a workbook writes."""

import pytest
from field_tables import vocabulary
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.mapping import Basis, Candidate
from dabiao.core.field.places import ALIKE, FORMED, ID, LIKE, SAME, SHORT, Places, form_of
from dabiao.core.field.vocabulary import KnownPlace

REGISTER = vocabulary().places
PLACES = Places(REGISTER)
NAMESAKES = Places(
    (
        KnownPlace("A", "中心小学", "school", "东街道"),
        KnownPlace("B", "中心小学", "school", "西街道"),
        KnownPlace("C", "中心小学", "school_perimeter", "西街道"),
    )
)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("文化路第一农贸市场", "文化路1农贸市场"), ("文化路一市场", "文化路1农贸市场"),
        ("锦绣花园（二期）", "锦绣花园2期"), ("锦绣花园２期", "锦绣花园2期"), ("槐树十二巷", "槐树12巷"),
        ("三中", "3中学"), ("第三中学周边", "3中学周边"), ("书院后街公共卫生间", "书院后街公共厕所"),
        ("人民东路与文化路交叉口", "人民东路文化路口"), ("人民东路—文化路路口", "人民东路文化路口"),
        ("金桥大酒店", "金桥宾馆"), ("三元里", "三元里"), ("", ""), ("（）", ""),
    ],
)  # fmt: skip
def test_two_ways_of_writing_a_name_have_one_form(name: str, form: str) -> None:
    assert form_of(name) == form


@pytest.mark.parametrize("place", REGISTER, ids=lambda place: place.site_id)
def test_a_place_of_the_register_is_found_as_itself(place: KnownPlace) -> None:
    for written, confidence in ((place.site_id, ID), (place.name, SAME), (f" {place.name}。", ALIKE)):
        found = PLACES.find(written)
        assert (found.target, found.confidence) == (place.site_id, confidence)
    assert PLACES.by_id(place.site_id) == place
    assert form_of(form_of(place.name)) == form_of(place.name)


@pytest.mark.parametrize(
    ("written", "site_id", "confidence", "basis"),
    [
        ("文化路 第一 农贸市场", "NM01", ALIKE, Basis.ALIKE), ("文化路1市场", "NM01", FORMED, Basis.KNOWN),
        ("文化路二市场", "NM02", FORMED, Basis.KNOWN), ("锦绣花园1期", "XQ01", FORMED, Basis.KNOWN),
        ("三中", "XX03", FORMED, Basis.KNOWN), ("朝阳社区（柳园）", "SQ03", FORMED, Basis.KNOWN),
        ("春晖社区", "SQ01", FORMED, Basis.KNOWN), ("市民广场站", "ZT02", FORMED, Basis.KNOWN),
        ("柳园酒店", "BG02", FORMED, Basis.KNOWN), ("人民东路文化路路口", "LK01", FORMED, Basis.KNOWN),
    ],
)  # fmt: skip
def test_a_name_is_found_the_surest_way(written: str, site_id: str, confidence: float, basis: Basis) -> None:
    found = PLACES.find(written)
    assert (found.target, found.confidence, found.basis) == (site_id, confidence, basis)


@pytest.mark.parametrize(
    "written", ["望江新村西区", "南屏花鸟市场", "东湖公厕", "文化路第三农贸市场", "", "？", "X" * 3000]
)
def test_a_place_that_is_not_registered_is_not_made_up(written: str) -> None:
    found = PLACES.find(written)
    assert (found.target, found.confidence, found.basis) == ("", 0.0, Basis.NONE)


def test_what_is_shown_for_an_unknown_place_leaves_out_other_figures() -> None:
    shown = {one.target for one in PLACES.find("文化路第三农贸市场").candidates}
    assert not shown & {"NM01", "NM02"}


@pytest.mark.parametrize(
    ("street", "site_type", "site_id", "confidence"),
    [
        ("", "", "A", 0.5), ("东街道", "", "A", SAME), ("西街道", "", "B", 0.5), ("西街道", "school", "B", SAME),
        ("", "school_perimeter", "C", SAME), ("北街道", "", "A", 0.5), ("北街道", "school_perimeter", "C", SAME),
    ],
)  # fmt: skip
def test_street_and_kind_tell_places_of_one_name_apart(
    street: str, site_type: str, site_id: str, confidence: float
) -> None:
    found = NAMESAKES.find("中心小学", street=street, site_type=site_type)
    assert (found.target, found.confidence) == (site_id, confidence)


def test_namesakes_that_nothing_tells_apart_are_shown_and_said() -> None:
    found = NAMESAKES.find("中心小学")
    assert found.candidates == (Candidate("A", 0.5), Candidate("B", 0.5), Candidate("C", 0.5))
    assert found.note == "登记了不止一个同名点位"


@pytest.mark.parametrize(
    ("written", "street", "site_id"),
    [("聚香楼", "柳园街道", "CY02"), ("人民医院", "东湖街道", "YY01"), ("新世纪商场", "柳园街道", "SC03")],
)
def test_a_name_short_of_weak_words_counts_where_the_street_agrees(
    written: str, street: str, site_id: str
) -> None:
    found = PLACES.find(written, street=street)
    assert (found.target, found.confidence) == (site_id, SHORT)
    assert PLACES.find(written).confidence < SHORT
    assert PLACES.find(written, street="南屏街道").target != site_id


def test_the_likest_name_of_a_register_of_one_is_still_asked_about() -> None:
    found = Places((KnownPlace("A", "人民路文化用品批发商城", "mall"),)).find("人民路文化用品批发商场")
    assert (found.target, found.confidence, found.settled) == ("A", 0.88, False)


def test_a_further_name_is_as_good_as_the_first() -> None:
    places = Places((KnownPlace("A", "文化路市场", "farmers_market", others=("老菜场", "第五市场")),))
    assert [places.find(one).confidence for one in ("老菜场", "老 菜场", "五市场")] == [SAME, ALIKE, FORMED]


def test_without_a_register_a_name_with_its_street_is_its_own_id() -> None:
    assert Places(()).find(" 文化路  市场", street="东湖街道").target == "东湖街道·文化路 市场"
    assert Places(()).find("文化路市场").target == "文化路市场"
    assert Places(()).by_id("文化路市场") is None


@given(
    st.text(alphabet="文化路一二三第农贸市场东西湖公厕锦绣花园期1（）() -", max_size=12),
    st.sampled_from(["", "东湖街道"]),
)
def test_likeness_alone_is_never_enough_without_a_person(written: str, street: str) -> None:
    found = PLACES.find(written, street=street)
    assert found.target == "" or PLACES.by_id(found.target) is not None
    if found.basis in (Basis.LIKENESS, Basis.NONE):
        assert found.confidence <= LIKE
        assert found.settled is False
        assert len(found.candidates) <= 5
