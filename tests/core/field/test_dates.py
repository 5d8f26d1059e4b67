"""Days as people write them into tables."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.dates import is_dateish, iso_date, year_within

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        "2026.9.8", "2026年9月8日", "2026年9月8号", "2026/9/8", "2026-09-08", "2026－9－8", "２０２６-９-８",
        "2026 年 9 月 8 日", " 2026.9.8 ", "20260908", "46273", "46273.5", "2026-09-08 10:30:00",
        "2026-09-08T10:30:00", "2026年9月8日（周二）", "2026年9月8日 星期二", "2026-9-8 8:00-9:00",
    ],
)  # fmt: skip
def test_a_day_with_its_year_is_read_without_being_told_the_year(written: str) -> None:
    assert iso_date(written) == "2026-09-08"
    assert iso_date(written, 1999) == "2026-09-08"


@pytest.mark.parametrize(
    "written", ["9月8日", "9 月 8 日", "9月8号", "9月8", "９月８日", "9.8", "9/8", "9月8号上午 10:30"]
)
def test_a_day_without_a_year_takes_the_year_it_is_given(written: str) -> None:
    assert iso_date(written, 2026) == "2026-09-08"
    assert iso_date(written) is None
    assert is_dateish(written) is True


@pytest.mark.parametrize(
    "written",
    [
        "9月8日至9日", "9月8日-9日", "2026年9月8日至10日", "2026年9月8日-9日", "2026年9月8日-2026年9月10日",
        "2026年9月8日 - 9月10日", "2026.9.8-9.10", "2026.9.8-2026.9.10", "2026/9/8-9", "2026-9-8~9",
        "2026年9月8号—10号", "2026-9-8到9-9", "2026年9月8日、10日-12日", "9.8-9.9",
    ],
)  # fmt: skip
def test_a_span_of_days_is_no_day(written: str) -> None:
    assert iso_date(written, 2026) is None


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "9", "2月30日", "13月1日", "0月5日", "9月0日", "2026年2月29日", "2026年13月1日", "20261301",
        "1999年9月8日", "2026年9月", "2026-9", "2026-9-81", "2026.9.123", "9-8", "18.18%", "99.9", "√", "文化路",
        "9" * 500,
    ],
)  # fmt: skip
def test_what_is_no_day_of_the_calendar_is_none(written: str) -> None:
    assert iso_date(written, 2026) is None


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        ("39999", None),
        ("40000", "2009-07-06"),
        ("45000", "2023-03-15"),
        ("45000.99", "2023-03-15"),
        ("49999", "2036-11-20"),
        ("50000", None),
        ("4500", None),
        ("450000", None),
    ],
)
def test_numbers_are_days_from_2009_to_2036_alone(serial: str, day: str | None) -> None:
    assert iso_date(serial) == day


def test_a_leap_day_is_a_day_in_its_year_alone() -> None:
    assert iso_date("2024年2月29日") == "2024-02-29"
    assert iso_date("2月29日", 2024) == "2024-02-29"
    assert iso_date("2月29日", 2026) is None
    assert is_dateish("2月29日") is True
    assert is_dateish("2月30日") is False


@given(
    days,
    st.sampled_from(
        ["{0}年{1}月{2}日", "{0}.{1}.{2}", "{0}/{1:02}/{2:02}", "{0}{1:02}{2:02}", "{0}-{1}-{2}"]
    ),
)
def test_every_day_is_read_in_every_writing(day: date, writing: str) -> None:
    assert iso_date(writing.format(day.year, day.month, day.day)) == day.isoformat()


@given(st.integers(40000, 49999))
def test_a_serial_is_days_since_excel_s_beginning(serial: int) -> None:
    assert iso_date(str(serial)) == (date(1899, 12, 30) + timedelta(days=serial)).isoformat()


@given(st.text(alphabet="0123456789年月日号.-/~至上午: 4√", max_size=16), st.none() | st.integers(1, 9999))
def test_what_is_read_is_always_a_day_that_reads_as_itself(text: str, year: int | None) -> None:
    found = iso_date(text, year)
    assert found is None or date.fromisoformat(found).isoformat() == found


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2026年第三方测评", 2026), ("２０２６ 年测评", 2026), ("测评2026.9", 2026), ("2026-09结果", 2026),
        ("2025年报，2026年用", 2025), ("测评20260908", None), ("2026", None), ("1999年测评", None),
        ("二〇二六年", None), ("", None),
    ],
)  # fmt: skip
def test_the_year_a_title_names(title: str, year: int | None) -> None:
    assert year_within(title) == year
