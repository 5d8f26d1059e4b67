"""Names offices use for one another, and the form in which writings are compared."""

import pytest
from field_scores import framework
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.kinds import PLACE_KINDS, kinds_like, units_like
from dabiao.core.field.words import plain


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("菜市场", "农贸市场"), ("公厕", "公共厕所"), ("网吧", "互联网上网服务营业场所"), ("居民小区", "小区"),
        ("背街", "背街小巷"), ("公 厕", "室外公厕"), ("a级景区", "景区景点"), ("Ａ级景区", "景区"),
        ("农贸（集贸）市场", "农贸市场"),
    ],
)  # fmt: skip
def test_kinds_of_places_go_by_several_names(written: str, other: str) -> None:
    assert other in kinds_like(written)
    assert plain(written) in kinds_like(other)


@pytest.mark.parametrize(
    ("written", "stranger"),
    [
        ("宾馆", "饭店"),
        ("学校", "校园周边"),
        ("公交车", "公交站台"),
        ("商业街", "背街小巷"),
        ("社区", "小区"),
        ("汽车站", "火车站"),
    ],
)
def test_neighbouring_kinds_are_kept_apart(written: str, stranger: str) -> None:
    assert stranger not in kinds_like(written)


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("城管局", "城市管理局"),
        ("市监", "市场监督管理局"),
        ("交警", "公安分局"),
        ("卫健委", "卫生健康局"),
        ("文明办", "宣传部文明办"),
    ],
)
def test_departments_go_by_several_names(written: str, other: str) -> None:
    assert other in units_like(written)
    assert written in units_like(other)


@pytest.mark.parametrize("name", ["供电公司", "", "？", "城", "市" * 1000])
def test_a_name_in_no_list_is_like_itself_alone(name: str) -> None:
    assert kinds_like(name) == units_like(name) == frozenset((plain(name),))


def test_a_department_is_no_kind_of_place() -> None:
    assert kinds_like("城管局") == {"城管局"}
    assert units_like("农贸市场") == {"农贸市场"}


def test_every_name_of_a_kind_gives_the_same_names() -> None:
    for name in PLACE_KINDS:
        assert name in kinds_like(name)
        assert {kinds_like(other) for other in kinds_like(name)} == {kinds_like(name)}


def test_names_to_find_within_a_title_come_longest_first_and_once() -> None:
    assert [len(name) for name in PLACE_KINDS] == sorted(map(len, PLACE_KINDS), reverse=True)
    assert len(set(PLACE_KINDS)) == len(PLACE_KINDS)
    assert PLACE_KINDS.index("农贸市场") < PLACE_KINDS.index("市场")


def test_no_line_takes_two_kinds_of_the_pack_for_one() -> None:
    titles = [plain(one.title) for one in framework().site_types]
    assert [title for title in titles if len(kinds_like(title) & set(titles)) != 1] == []


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("宣传部（文明办）", "宣传部文明办"), ("４.２．１－１", "4211"), (" 公 厕\u3000", "公厕"),
        ("“门前三包”《守则》", "门前三包守则"), ("Wi-Fi", "wifi"), ("①地面", "1地面"), ("—/·～", ""), ("", ""),
        ("符合率80%", "符合率80%"),
    ],
)  # fmt: skip
def test_writings_are_compared_without_strokes_width_and_case(written: str, form: str) -> None:
    assert plain(written) == form


@given(st.text(alphabet="公厕Ａaｂ１2－-（）()《》 \u3000、。①%", max_size=12))
def test_the_plain_form_of_a_plain_form_is_itself(text: str) -> None:
    assert plain(plain(text)) == plain(text)
