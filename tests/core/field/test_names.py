"""Streets, departments, communities and kinds of places under the names a workbook writes."""

from collections.abc import Callable

import pytest
from field_scores import framework
from field_tables import vocabulary
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.mapping import Basis, Candidate, Match
from dabiao.core.field.names import ALIKE, SAME, SHORTENED, USUAL, Names
from dabiao.core.field.vocabulary import Vocabulary
from dabiao.standards.pack_files import load_pack

NAMES = Names(vocabulary())
OPEN = Names(Vocabulary(load_pack("bare")))


@pytest.mark.parametrize(
    ("written", "meant", "confidence"),
    [
        ("东湖街道", "东湖街道", SAME), (" 东湖 街道", "东湖街道", ALIKE), ("东湖", "东湖街道", USUAL),
        ("东湖街道办", "东湖街道", USUAL), ("东湖街道办事处", "东湖街道", USUAL), ("东湖街办", "东湖街道", USUAL),
        ("示范区东湖街道", "东湖街道", USUAL), ("东湖街道（含园区）", "东湖街道", USUAL),
        ("东湖、柳园街道", "东湖街道", 0.5), ("东", "", 0.0), ("西山街道", "", 0.0), ("", "", 0.0),
        ("湖" * 3000, "", 0.0),
    ],
)  # fmt: skip
def test_a_street_is_found_by_what_stands_before_its_ending(
    written: str, meant: str, confidence: float
) -> None:
    found = NAMES.street(written)
    assert (found.target, found.confidence) == (meant, confidence)


def test_a_text_that_names_two_streets_leaves_the_choice() -> None:
    found = NAMES.street("东湖、柳园街道")
    assert found.candidates == (Candidate("东湖街道", 0.5), Candidate("柳园街道", 0.5))
    assert found.settled is False


@pytest.mark.parametrize(
    ("written", "meant", "confidence", "basis"),
    [
        ("东湖春晖社区", "东湖春晖社区", SAME, Basis.SAME),
        ("东湖春晖", "东湖春晖社区", USUAL, Basis.KNOWN),
        ("东湖春晖社区居委会", "东湖春晖社区", USUAL, Basis.KNOWN),
        ("新城  社区", "新城 社区", ALIKE, Basis.SAME),
    ],
)
def test_a_community_outside_the_register_is_what_is_written(
    written: str, meant: str, confidence: float, basis: Basis
) -> None:
    found = NAMES.community(written)
    assert (found.target, found.confidence, found.basis) == (meant, confidence, basis)


@pytest.mark.parametrize(
    ("written", "meant", "confidence"),
    [
        ("城市管理局", "城市管理局", SAME), ("城市管理局 ", "城市管理局", ALIKE), ("城管局", "城市管理局", USUAL),
        ("示范区城市管理局", "城市管理局", USUAL), ("区城管局", "城市管理局", SHORTENED),
        ("市监局", "市场监督管理局", USUAL), ("文明办", "宣传部（文明办）", USUAL), ("交警大队", "公安分局", USUAL),
        ("东湖街道办", "东湖街道", USUAL), ("供电公司", "", 0.0), ("局", "", 0.0), ("", "", 0.0),
        ("市" * 3000, "", 0.0),
    ],
)  # fmt: skip
def test_a_department_is_found_by_its_short_and_its_full_name(
    written: str, meant: str, confidence: float
) -> None:
    found = NAMES.unit(written)
    assert (found.target, found.confidence) == (meant, confidence)


def test_a_name_that_two_departments_go_by_is_left_to_a_person() -> None:
    found = Names(Vocabulary(framework(), units=("城市管理局", "综合行政执法局"))).unit("城管")
    assert found.settled is False
    assert {one.target for one in found.candidates} == {"城市管理局", "综合行政执法局"}


@pytest.mark.parametrize(
    ("written", "meant", "confidence"),
    [
        ("farmers_market", "farmers_market", SAME), ("农贸市场", "farmers_market", SAME),
        ("农 贸 市 场", "farmers_market", ALIKE), ("集贸市场", "farmers_market", USUAL),
        ("饭店", "restaurant", USUAL), ("宾馆饭店", "hotel", USUAL), ("图书馆", "cultural_venue", USUAL),
        ("医院门口", "hospital", 0.6), ("营业厅", "", 0.0), ("门诊部", "", 0.0), ("", "", 0.0),
    ],
)  # fmt: skip
def test_a_kind_of_place_is_found_under_its_usual_names(written: str, meant: str, confidence: float) -> None:
    found = NAMES.site_type(written)
    assert (found.target, found.confidence) == (meant, confidence)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("农贸市场测评表", ("农贸市场", "farmers_market")), ("校园周边实地测评", ("校园周边", "school_perimeter")),
        ("居民小区", ("小区", "compound")), ("2026年公厕", ("公厕", "public_toilet")), ("社区、公厕、工地测评", None),
        ("实地测评明细", None), ("", None), ("东湖街道农贸市场测评表", ("农贸市场", "farmers_market")),
        ("东湖街道测评表", None),
    ],
)  # fmt: skip
def test_the_one_kind_of_place_that_a_title_speaks_of(title: str, found: tuple[str, str] | None) -> None:
    assert NAMES.site_type_within(title) == found


@pytest.mark.parametrize(
    ("title", "street"),
    [
        ("东湖街道测评表", "东湖街道"), ("东湖", "东湖街道"), ("3东湖", "东湖街道"), ("东湖片区", "东湖街道"),
        ("柳园结果表2", "柳园街道"), ("东湖公园", None), ("湖", None), ("", None),
    ],
)  # fmt: skip
def test_the_street_that_a_title_speaks_of(title: str, street: str | None) -> None:
    assert NAMES.street_within(title) == street


def test_of_two_streets_in_a_title_the_longer_name_is_meant() -> None:
    streets = ("东湖街道", "大东湖街道")
    assert Names(Vocabulary(framework(), streets=streets)).street_within("大东湖街道测评") == "大东湖街道"


def test_one_character_of_a_title_names_no_street() -> None:
    names = Names(Vocabulary(framework(), streets=("湖街道",)))
    assert [names.street_within(title) for title in ("湖", "湖1", "湖街道测评")] == [None, None, "湖街道"]


def test_every_name_of_the_register_is_found_as_itself() -> None:
    for find, names in (
        (NAMES.street, NAMES.streets),
        (NAMES.community, NAMES.communities),
        (NAMES.unit, NAMES.units),
    ):
        assert [(one.target, one.confidence) for one in map(find, names)] == [(name, SAME) for name in names]
    for kind in framework().site_types:
        assert NAMES.site_type(kind.id).target == NAMES.site_type(kind.title).target == kind.id


@pytest.mark.parametrize("find", [OPEN.street, OPEN.community, OPEN.unit, OPEN.site_type])
def test_without_a_register_the_name_is_what_is_written(find: Callable[[str], Match]) -> None:
    found = find(" 城东  一片 ")
    assert (found.target, found.confidence, found.basis) == ("城东 一片", ALIKE, Basis.SAME)


@given(st.text(alphabet="东西湖柳园街道办局市区城管（）() 、、?*[", max_size=10))
def test_no_name_leads_out_of_the_register(written: str) -> None:
    assert NAMES.street(written).target in {"", *NAMES.streets}
    assert NAMES.unit(written).target in {"", *NAMES.units}
