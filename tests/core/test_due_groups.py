"""How soon something is due: by the calendar that people live in."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.due_groups import DueGroup, due_group

SHANGHAI = ZoneInfo("Asia/Shanghai")
THURSDAY = datetime(2026, 6, 4, 9, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (None, DueGroup.NEVER),
        (THURSDAY - timedelta(seconds=1), DueGroup.OVERDUE),
        (THURSDAY, DueGroup.TODAY),
        (datetime(2026, 6, 4, 23, 59, 59, tzinfo=SHANGHAI), DueGroup.TODAY),
        (datetime(2026, 6, 4, 15, 59, tzinfo=UTC), DueGroup.TODAY),
        (datetime(2026, 6, 4, 16, 0, tzinfo=UTC), DueGroup.THIS_WEEK),  # midnight in Shanghai
        (datetime(2026, 6, 7, 23, 59, tzinfo=SHANGHAI), DueGroup.THIS_WEEK),
        (datetime(2026, 6, 8, 0, 0, tzinfo=SHANGHAI), DueGroup.LATER),
        (datetime(9999, 12, 31, tzinfo=UTC), DueGroup.LATER),
    ],
)
def test_each_deadline_has_its_part_of_the_list(due: datetime | None, group: DueGroup) -> None:
    assert due_group(due, THURSDAY) == group


def test_on_a_sunday_the_rest_of_the_week_is_today() -> None:
    sunday = datetime(2026, 6, 7, 9, tzinfo=SHANGHAI)
    assert due_group(sunday + timedelta(hours=1), sunday) == DueGroup.TODAY
    assert due_group(sunday + timedelta(days=1), sunday) == DueGroup.LATER


@given(st.lists(st.integers(-10_000, 10_000), min_size=2), st.integers(0, 10_000))
def test_what_is_due_later_never_comes_in_an_earlier_part(minutes: list[int], start: int) -> None:
    now = THURSDAY + timedelta(minutes=start)
    order = list(DueGroup)
    groups = [order.index(due_group(now + timedelta(minutes=one), now)) for one in sorted(minutes)]
    assert groups == sorted(groups)
