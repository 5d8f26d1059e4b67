"""Deadlines as sentences name them, counted from the document's day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.outline.deadlines import deadline_in

DAY = date(2026, 3, 18)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("4月20日前全部完成。", date(2026, 4, 20)),
        ("4 月 20 日前全部完成。", date(2026, 4, 20)),
        ("自4月1日起，5月31日前完成。", date(2026, 5, 31)),
        ("6月底前完成。", date(2026, 6, 30)),
        ("2月底前完成。", date(2027, 2, 28)),
        ("5月中旬完成。", date(2026, 5, 20)),
        ("年底前建成。", date(2026, 12, 31)),
        ("2027年5月1日前建成。", date(2027, 5, 1)),
        ("9月前报送。", date(2026, 8, 31)),
        ("三个工作日内反馈。", date(2026, 3, 23)),
        ("一周内上门。", date(2026, 3, 25)),
        ("10天内整改。", date(2026, 3, 28)),
        ("两个月内完成。", date(2026, 5, 17)),
        ("本周内召开专题会。", date(2026, 3, 20)),
        ("本月底前报。", date(2026, 3, 31)),
        ("当天反馈。", date(2026, 3, 18)),
        ("要抓紧整改。", None),
        ("13月40日前完成。", None),
        ("2月30日前完成。", None),
        ("每月25日前报送。", None),
    ],
)
def test_the_last_day_a_sentence_names(text: str, due: date | None) -> None:
    assert deadline_in(text, DAY) == due


@given(st.text(alphabet="0123456789年月日前底内个工作周一二三十半两上中下旬末本当天每 ", max_size=30))
def test_no_text_is_too_strange(text: str) -> None:
    found = deadline_in(text, DAY)
    assert found is None or isinstance(found, date)
