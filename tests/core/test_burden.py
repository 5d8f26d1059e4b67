"""Weeks, limits and likeness of what is asked."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.burden import Limit, Load, likeness, week_of, weeks_up_to
from dabiao.core.masking import masked

HERE = ZoneInfo("Asia/Shanghai")
MOMENTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001  # hypothesis adds the zone
    datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.just(HERE),
)


@given(MOMENTS)
def test_a_moment_lies_in_its_week_which_begins_on_monday_at_midnight(moment: datetime) -> None:
    since, until = week_of(moment)
    assert since <= moment < until
    assert (since.weekday(), since.hour, since.minute, since.second, since.microsecond) == (0, 0, 0, 0, 0)
    assert until - since == timedelta(days=7)


@given(MOMENTS, st.integers(0, 20))
def test_weeks_follow_one_another_up_to_the_present_one(moment: datetime, before: int) -> None:
    weeks = weeks_up_to(moment, before)
    assert len(weeks) == before + 1
    assert weeks[-1] == week_of(moment)[0]
    assert all(later - earlier == timedelta(days=7) for earlier, later in pairwise(weeks))


@pytest.mark.parametrize(
    ("load", "passed"),
    [
        (Load(5, 120), False),
        (Load(6, 10), True),
        (Load(1, 121), True),
        (Load(), False),
    ],
)
def test_exactly_the_limit_is_within_it(load: Load, passed: bool) -> None:
    assert Limit(5, 120).is_passed_by(load) is passed


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("报送公益广告点位", "报送 公益广告点位。", True),
        ("上报ＡＢＣ表（一）", "上报abc表(一)", True),
        ("10月情况统计表", "11月情况统计表", False),
        ("报送点位", "核对点位", False),
        ("！！", "？？", False),
    ],
)
def test_titles_are_alike_when_width_case_blanks_and_punctuation_are_left_out(
    one: str, other: str, alike: bool
) -> None:
    assert (likeness(one) == likeness(other)) is alike


@given(st.text(max_size=60))
def test_likeness_is_its_own_likeness(title: str) -> None:
    assert likeness(likeness(title)) == likeness(title)


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("0571-87654321", "057****4321"),
        ("wu@example.cn", "w****@example.cn"),
        ("微信 wumin", "微****n"),
        ("8765", "8****"),
        ("1", "1****"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_contact_is_shown_with_its_middle_covered(contact: str, shown: str) -> None:
    assert masked(contact) == shown


@given(st.text(min_size=3, max_size=64))
def test_a_covered_contact_never_shows_more_than_seven_of_a_number_and_never_all(contact: str) -> None:
    plain = " ".join(contact.split())
    if "@" not in plain and len(plain) >= 3:
        assert plain not in masked(contact).replace("*", "")
