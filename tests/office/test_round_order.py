"""Rounds stand in the order of time, whatever order the files have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.office.round_order import chinese_number, numerals, order_rounds


def undated(*names):
    return order_rounds(names, dict.fromkeys(names))


def test_dates_decide():
    rounds, warnings = order_rounds(("春检", "冬检"), {"春检": 20_000, "冬检": 19_000})
    assert (rounds, warnings) == (("冬检", "春检"), ())


def test_dates_that_contradict_the_numerals_are_mentioned():
    rounds, (warning,) = order_rounds(("第1轮", "第2轮"), {"第1轮": 20_000, "第2轮": 19_000})
    assert rounds == ("第2轮", "第1轮")
    assert "不一致" in warning


@pytest.mark.parametrize(
    "names",
    [
        ("第一轮", "第二轮", "第十轮", "第十二轮", "第二十轮"),
        ("第1轮", "第2轮", "第10轮"),
        ("2025年第四季度", "2026年第一季度"),
        ("2026年春季", "2026年秋季"),
        ("2025年下半年", "2026年上半年"),
        ("1", "2", "11"),
    ],
)
def test_without_dates_numerals_decide(names):
    assert undated(*reversed(names)) == (names, ())


@pytest.mark.parametrize(
    "names", [("甲", "乙"), ("第1轮", "补测"), ("第1轮", "第2轮", "第02轮甲"), ("2026年第1轮", "第2轮")]
)
def test_without_either_the_order_of_the_file_stays_with_a_warning(names):
    rounds, (warning,) = undated(*names)
    assert rounds == names
    assert "日期" in warning


@pytest.mark.parametrize("names", [("第1轮", "第一轮"), ("第1轮", "第01轮"), ("2026年1月", "二〇二六年一月")])
def test_one_round_written_in_two_ways_is_pointed_out(names):
    dated = dict(zip(names, (20_000, 20_001), strict=True))
    rounds, (warning,) = order_rounds(names, dated)
    assert rounds == names
    assert f"轮次 {names[0]}、{names[1]} 像是同一轮的不同写法" in warning


def test_some_dates_are_not_enough_to_order_by_them():
    rounds, warnings = order_rounds(("第2轮", "第1轮"), {"第2轮": 19_000, "第1轮": None})
    assert (rounds, warnings) == (("第1轮", "第2轮"), ())


def test_one_round_needs_no_order():
    assert undated("甲") == (("甲",), ())


@given(st.lists(st.integers(1, 999), min_size=2, max_size=9, unique=True), st.booleans())
def test_any_numerals_come_out_in_order(numbers, chinese):
    names = [f"第{in_chinese(number) if chinese else number}轮" for number in numbers]
    rounds, _ = undated(*names)
    assert [numerals(name)[0] for name in rounds] == sorted(numbers)


def in_chinese(number):
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{digits[tens]}十" if tens > 1 or hundreds else "十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


def test_digits_in_a_row_are_a_year():
    assert chinese_number("二〇二六") == 2026
