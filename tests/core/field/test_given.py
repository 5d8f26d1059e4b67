"""What titles, labels, names of sheets and files say of all rows below them, and which of them goes first."""

from __future__ import annotations

import pytest
from field_tables import LONG, MARKETS, ROUND, table, vocabulary

from dabiao.core.field.given import FILE, LABEL, SETTING, SHEET, TITLE, given_facts, year_of
from dabiao.core.field.mapping import Role
from dabiao.core.field.names import Names
from dabiao.core.field.places import Places

KNOWN = vocabulary(round_name="")
PLACES = Places(KNOWN.places)
NAMES = Names(KNOWN)


def facts(
    *above: tuple[str, ...],
    sheet: str | None = None,
    file: str = "a.xlsx",
    held: tuple[Role, ...] = (),
    names: Names = NAMES,
) -> dict[Role, tuple[str, str]]:
    sheet_table = table(*above, LONG, sheet=sheet, file=file)
    found = given_facts(sheet_table, range(len(above)), held, names, PLACES)
    return {one.role: (one.written, one.source) for one in found}


def test_a_table_with_nothing_above_it_states_nothing() -> None:
    assert facts() == {}
    assert facts(("",), ("#REF!", "#N/A")) == {}


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("2026年9月实地测评结果", {Role.ROUND: "2026年9月实地测评"}),
        ("２０２６年 第3轮 第三方测评", {Role.ROUND: "2026年第3轮第三方测评"}),
        ("2026年上半年暗访情况", {Role.ROUND: "2026年上半年暗访"}),
        ("第三季度创文督查", {Role.ROUND: "第三季度创文督查"}),
        ("9月份模拟测评", {Role.ROUND: "9月份模拟测评"}),
        ("农贸市场测评表", {Role.SITE_TYPE: "农贸市场"}),
        ("社区、公厕、工地测评", {}),  # several kinds are none
        (MARKETS[0], {Role.SITE_NAME: MARKETS[0], Role.SITE_TYPE: "农贸市场"}),
        ("区创建办", {}),
    ],
)
def test_a_title_says_round_street_kind_or_place(title: str, said: dict[Role, str]) -> None:
    assert facts((title,)) == {role: (written, TITLE) for role, written in said.items()}


def test_a_row_of_two_texts_is_no_title() -> None:
    assert facts(("2026年9月测评", "东湖街道")) == {}


@pytest.mark.parametrize(
    ("row", "role", "written"),
    [
        (("测评员：王芳",), Role.INSPECTOR, "王芳"),
        (("测评员:王芳  天气:晴",), Role.INSPECTOR, "王芳"),
        (("责任单位", "市监局"), Role.UNIT, "市监局"),
        (("责任单位：", "市监局"), Role.UNIT, "市监局"),
        (("测评日期：9月8日", "2026年"), Role.DATE, "9月8日"),  # the year stands beside it
        (("责任单位 甲乙丙", "市监局"), Role.UNIT, "市监局"),
        (("轮次：第二轮",), Role.ROUND, "第二轮"),
    ],
)
def test_a_label_speaks_in_its_cell_or_for_the_next(row: tuple[str, ...], role: Role, written: str) -> None:
    assert facts(row)[role] == (written, LABEL)


@pytest.mark.parametrize(
    "row",
    [
        ("测评日期：待定",),  # no day
        ("测评日期：9月8日", "天气晴"),  # a day of no year
        ("测评员：",),
        ("结果：符合",),  # no fact of all rows
        ("得分：95",),
        ("编号：3",),  # may mean anything
        ("责任单位 甲乙丙丁", "市监局"),  # nine characters are no label
    ],
)
def test_labels_that_say_nothing_certain_are_not_believed(row: tuple[str, ...]) -> None:
    assert facts(row) == {}


def test_labels_go_before_titles_and_titles_before_names() -> None:
    assert facts(("东湖街道测评",), ("街道：柳园街道",), sheet="南屏街道")[Role.STREET] == ("柳园街道", LABEL)
    assert facts(("东湖街道测评",), sheet="南屏街道")[Role.STREET] == ("东湖街道", TITLE)
    assert facts(sheet="南屏", file="北苑街道.xlsx")[Role.STREET] == ("南屏街道", SHEET)
    assert facts(file="北苑街道.2026年8月.xlsx") == {
        Role.STREET: ("北苑街道", FILE),
        Role.ROUND: ("2026年8月", FILE),
    }


def test_a_file_s_name_says_nothing_of_places_and_their_kinds() -> None:
    assert facts(file=f"{MARKETS[0]}.xlsx") == {}


@pytest.mark.parametrize("held", [Role.SITE_ID, Role.SITE_NAME])
def test_what_has_a_column_of_its_own_needs_no_fact(held: Role) -> None:
    title = ("点位名称：人民东路", "街道：东湖街道", "点位编号：DL01")
    assert set(facts(title)) == {Role.SITE_NAME, Role.STREET, Role.SITE_ID}
    assert set(facts(title, held=(held,))) == {Role.STREET}
    assert set(facts(title, held=(held, Role.STREET))) == set()


def test_what_was_set_for_the_import_goes_before_titles_and_after_labels() -> None:
    names = Names(vocabulary(date="2026-09-30"))
    assert facts(("8月测评",), names=names)[Role.ROUND] == (ROUND, SETTING)
    assert facts(("轮次：第二轮",), names=names)[Role.ROUND] == ("第二轮", LABEL)
    assert facts(names=names)[Role.DATE] == ("2026-09-30", SETTING)
    assert facts(("日期：2026.9.8",), names=names)[Role.DATE] == ("2026.9.8", LABEL)


@pytest.mark.parametrize(
    ("rows", "file", "known", "year"),
    [
        (((),), "2023年.xlsx", {"round_name": "2024年9月", "date": "2025-01-01"}, 2023),
        ((("2022年测评",),), "2023年.xlsx", {}, 2022),
        ((("",),) * 7 + (("2022年测评",),), "a.xlsx", {"round_name": ""}, 2022),
        ((("",),) * 8 + (("2022年测评",),), "a.xlsx", {"round_name": ""}, None),
        (((),), "a.xlsx", {"round_name": "2024年9月", "date": "2025-01-01"}, 2024),
        (((),), "a.xlsx", {"round_name": "第二轮", "date": "2025-01-01"}, 2025),
        (((),), "a.xlsx", {"round_name": "第二轮"}, None),
    ],
)
def test_the_year_of_days_without_one_comes_from_the_nearest_that_names_it(
    rows: tuple[tuple[str, ...], ...], file: str, known: dict[str, str], year: int | None
) -> None:
    assert year_of(table(*rows, file=file), Names(vocabulary(**known))) == year
