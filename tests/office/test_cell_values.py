"""One cell at a time: what an inspector may write, and what it means."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.observation import CONFORMING, FAILING, NOT_APPLICABLE
from dabiao.office.cell_values import (
    Fault,
    base_of,
    count_of,
    date_of,
    latitude_of,
    longitude_of,
    method_of,
    result_of,
    text_of,
    value_of,
    word_of,
)

PARSERS = [base_of, count_of, date_of, latitude_of, longitude_of, method_of, result_of, value_of, word_of]
CELLS = st.one_of(
    st.text(max_size=40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**18), 10**18),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.none(),
)


@given(CELLS)
def test_no_cell_makes_a_parser_fail(cell):
    for parse in PARSERS:
        found = parse(cell)
        if isinstance(found, Fault):
            assert found.template % found.parameters
    text_of(cell)


@pytest.mark.parametrize("parse", [*PARSERS, text_of])
@pytest.mark.parametrize("blank", ["", None, "  ", "\u3000", "\u200b", "\n"])
def test_a_blank_cell_says_nothing(parse, blank):
    assert parse(blank) is None


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 3, 5), datetime.fromisoformat("2026-03-05 14:30"), "2026-03-05", "2026-3-5", "2026/3/5", "2026.3.5",
        "2026年3月5日", "2026年03月05日", " 2026 年 3 月 5 日 ", "２０２６年３月５日", "２０２６－０３－０５",
        "20260305", 20260305.0, 46086.0, 46086.604, "46086", "2026-03-05 14:30:00", "2026-03-05T14:30",
    ],
)  # fmt: skip
def test_every_shape_of_a_date_is_the_same_day(cell):
    assert date_of(cell) == (date(2026, 3, 5) - date(1970, 1, 1)).days


@pytest.mark.parametrize(
    "cell",
    [
        "2026-02-29",
        "2026-13-01",
        "20260230",
        "3月5日",
        "26-3-5",
        "2026",
        "昨天",
        time(8),
        1.0,
        "2026-03",
        "1999-12-31",
    ],
)
def test_an_impossible_or_incomplete_date_is_a_fault(cell):
    assert isinstance(date_of(cell), Fault)


def test_the_first_and_last_days_accepted_are_2000_and_2099():
    assert date_of("2000-01-01") == 10_957
    assert isinstance(date_of("2100-01-01"), Fault)


@pytest.mark.parametrize(
    ("meaning", "cells"),
    [
        (CONFORMING, ["符合", "是", "√", "✓", "✔", "1", 1, 1.0, True, "１", "Y", "yes", " 符 合 ", "符合。"]),
        (FAILING, ["不符合", "否", "×", "✗", "0", 0, 0.0, False, "０", "X", "ｘ", "No"]),
        (NOT_APPLICABLE, ["不适用", "-", "—", "——", "－", "/", "NA", "N/A", "n/a", "ＮＡ", "'-"]),
    ],
)
def test_words_for_a_result(meaning, cells):
    assert {result_of(cell) for cell in cells} == {meaning}


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("符台", "符合"), ("合格", "符合"), ("不附合", "不符合"), ("不合格", "不符合"), ("不使用", "不适用")],
)
def test_a_misspelt_result_is_a_fault_with_the_word_meant(cell, meant):
    fault = result_of(cell)
    assert f"是不是“{meant}”" in fault.template % fault.parameters


@given(st.integers(-(10**13), 10**13))
def test_figures_are_exact_to_the_millionth(millionths):
    sign, whole, rest = "-" if millionths < 0 else "", *divmod(abs(millionths), 10**6)
    assert value_of(f"{sign}{whole}.{rest:06}") == millionths


@given(st.integers(-(10**9), 10**9))
def test_a_float_counts_as_the_decimal_it_shows(hundredths):
    assert value_of(hundredths / 100) == hundredths * 10_000


@pytest.mark.parametrize(
    ("cell", "millionths"),
    [
        ("18.18%", 18_180_000),
        ("１８．１８％", 18_180_000),
        ("1,234.5", 1_234_500_000),
        ("0.0000005", 1),
        (".5", 500_000),
    ],
)
def test_percentages_groups_and_halves(cell, millionths):
    assert value_of(cell) == millionths


@pytest.mark.parametrize("cell", ["1,23", "1e999", "nan", "inf", "--1", "1 2.3.4", "5个", "٣", "9e13"])
def test_what_is_no_figure_is_a_fault(cell):
    assert isinstance(value_of(cell), Fault)


@pytest.mark.parametrize(
    ("cell", "count"), [(3, 3), (3.0, 3), ("3", 3), ("３处", 3), ("1,200", 1200), ("0", 0)]
)
def test_counts(cell, count):
    assert count_of(cell) == count


@pytest.mark.parametrize("cell", [-1, 1.5, "三", "1000001", "9" * 5000, "3-4"])
def test_what_is_no_count_is_a_fault(cell):
    assert isinstance(count_of(cell), Fault)


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        (1.0, "1"),
        (1, "1"),
        ("001", "001"),
        ("Ａ００１", "A001"),
        (" 东 门\n市场 ", "东 门 市场"),
        (1.1, "1.1"),
        (True, "1"),
        ("P\u200b01", "P01"),
        ("\ufeff轮次", "轮次"),
        ("'-1", "-1"),
        (20260305.0, "20260305"),
        ("４．２．１", "4.2.1"),
        ("Ａ－０１＿２", "A-01_2"),
        ("金桥．东区", "金桥．东区"),
        ("110105199003071234", "110105199003071234"),
        (999_999_999_999_999.0, "999999999999999"),
    ],
)
def test_names_and_numbers_as_text(cell, word):
    assert word_of(cell) == word


@pytest.mark.parametrize("cell", [110105199003071234.0, 1e15, 10**15, "1.10105E+17", "6E+15"])
def test_a_number_whose_last_digits_a_spreadsheet_lost_is_no_name(cell):
    fault = word_of(cell)
    assert isinstance(fault, Fault)
    assert "E+1" in fault.template % fault.parameters
    assert "已经丢失" in fault.template


@pytest.mark.parametrize(
    ("cell", "method"), [("实地考察", "实地"), ("网上申报", "材料"), ("街访", "问卷"), ("FIELD", "实地")]
)
def test_names_of_methods(cell, method):
    assert method_of(cell) == method


def test_degrees_have_limits():
    assert (longitude_of(180), latitude_of("-90°")) == (180.0, -90.0)
    assert isinstance(longitude_of(180.1), Fault)
    assert isinstance(latitude_of("90.01"), Fault)
