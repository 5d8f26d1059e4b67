"""我的: the calendar lists what asks something of my unit, soon, and nothing else."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from cast import Cast
from django.utils import timezone

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.duties.cycle import my_list
from dabiao.duties.cycle.actions import add_entry, withdraw_entry
from dabiao.duties.cycle.drafts import EntryDraft
from dabiao.duties.cycle.models import CalendarEntry, Cycle
from dabiao.house.registries import my_entries
from dabiao.people.models import Account, Organisation


def deadline(cast: Cast, cycle: Cycle, title: str, days: int, *units: str) -> CalendarEntry:
    draft = EntryDraft(
        CalendarKind.DEADLINE,
        title,
        timezone.localdate() + timedelta(days=days),
        minutes=5,
        organisations=tuple(Organisation.objects.get(name=name) for name in units),
        reason="测试",
    )
    return add_entry(cast.创建办, cycle, draft)


def titles(person: Account) -> list[str]:
    return [one.title for one in my_list.my_entries(person)]


def test_only_what_names_ones_own_unit_is_listed(cast: Cast, cycle: Cycle) -> None:
    deadline(cast, cycle, "街道的", 3, "东湖街道")
    deadline(cast, cycle, "社区的", 2, "和平社区")
    window = EntryDraft(
        CalendarKind.FILING,
        "申报",
        timezone.localdate(),
        organisations=(Organisation.objects.get(name="东湖街道"),),
    )
    add_entry(cast.创建办, cycle, window)
    assert titles(cast.街道) == ["街道的"], "the community's is the community's, and a window asks nothing"
    assert titles(cast.社区) == ["社区的"]
    for name in ("创建办", "领导", "责任单位", "测评员", "外人", "系统管理员"):
        assert titles(getattr(cast, name)) == [], name


@pytest.mark.parametrize(("days", "listed"), [(-1, False), (0, True), (14, True), (15, False)])
def test_it_is_listed_from_two_weeks_before_until_its_day(
    cast: Cast, cycle: Cycle, days: int, listed: bool
) -> None:
    deadline(cast, cycle, "报送", days, "东湖街道")
    assert titles(cast.街道) == (["报送"] if listed else [])


def test_it_says_until_when_and_where(cast: Cast, cycle: Cycle) -> None:
    made = deadline(cast, cycle, "报送", 5, "东湖街道")
    (found,) = my_list.my_entries(cast.街道)
    assert found.address == f"/duties/cycle/entries/{made.pk}/"
    assert found.due == datetime.combine(made.since, time(23, 59), ZoneInfo("Asia/Shanghai"))
    assert (found.kind, found.asked_by) == ("期限", "创建办")
    assert found in my_entries(cast.街道), "the registry of the house has it"


def test_what_was_called_off_or_belongs_to_another_cycle_is_not_listed(cast: Cast, cycle: Cycle) -> None:
    made = deadline(cast, cycle, "报送", 5, "东湖街道")
    withdraw_entry(cast.创建办, made, "不要了", made.sequence)
    deadline(cast, cycle, "报送二", 5, "东湖街道")
    assert titles(cast.街道) == ["报送二"]
    Cycle.objects.update(is_current=False)
    assert titles(cast.街道) == []


def test_it_costs_two_questions_however_much_is_asked(
    cast: Cast, cycle: Cycle, django_assert_num_queries: object
) -> None:
    person = Account.objects.get(pk=cast.街道.pk)
    assert titles(person) == []
    for at in range(12):
        deadline(cast, cycle, f"报送{at}", at, "东湖街道", "城管局")
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(titles(person)) == 12
