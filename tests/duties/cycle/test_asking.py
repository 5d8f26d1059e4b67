"""Deadlines and meetings are asked of the units they name, with notice enough, and counted once."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from cast import Cast
from cycle_dates import deadline, move, named, refused
from django.utils import timezone

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.working_days import working_day_after
from dabiao.duties.cycle import queries
from dabiao.duties.cycle.actions import add_entry, describe_entry
from dabiao.duties.cycle.drafts import EntryDraft
from dabiao.duties.cycle.models import CalendarEntry, Change, Cycle, EntryChange
from dabiao.people.burden.models import Ask

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_deadline_is_asked_of_the_units_it_names(cast: Cast, cycle: Cycle) -> None:
    day = working_day_after(timezone.localdate(), 5)
    made = add_entry(cast.创建办, cycle, deadline(day, "东湖街道", "城管局"))
    asked = Ask.objects.filter(resource="calendar_entry", resource_id=str(made.pk))
    assert {one.organisation.name for one in asked} == {"东湖街道", "城管局"}
    assert {one.due for one in asked} == {datetime.combine(day, time(23, 59), SHANGHAI)}
    assert {(one.minutes, one.short_notice) for one in asked} == {(30, False)}


def test_a_meeting_is_stored_as_a_moment_of_shanghai(cast: Cast, cycle: Cycle) -> None:
    draft = EntryDraft(
        CalendarKind.MEETING, "推进会", date(2026, 12, 3), begins=time(14, 30), lasts=90, minutes=120,
        organisations=(named("东湖街道"),), reason="按上级要求",
    )  # fmt: skip
    made = add_entry(cast.创建办, cycle, draft)
    assert made.at == datetime(2026, 12, 3, 14, 30, tzinfo=SHANGHAI)
    assert made.until == made.since


def test_what_asks_names_its_units_and_says_how_long_it_takes(cast: Cast, cycle: Cycle) -> None:
    day = working_day_after(timezone.localdate(), 5)
    with refused("要求哪些单位"):
        add_entry(cast.创建办, cycle, EntryDraft(CalendarKind.DEADLINE, "报送", day, minutes=30))
    for minutes in (None, 0, -5, 2401):
        draft = EntryDraft(
            CalendarKind.DEADLINE, "报送", day, minutes=minutes, organisations=(named("城管局"),)
        )
        with refused("多少分钟"):
            add_entry(cast.创建办, cycle, draft)
    assert not Ask.objects.exists()


def test_short_notice_needs_a_reason_or_nothing_is_written(cast: Cast, cycle: Cycle) -> None:
    today = timezone.localdate()
    before = CalendarEntry.objects.count()
    with refused("不足一个工作日"):
        add_entry(cast.创建办, cycle, deadline(today))
    assert CalendarEntry.objects.count() == before
    add_entry(cast.创建办, cycle, deadline(today, reason="防汛紧急"))
    assert Ask.objects.get().short_notice


def test_a_deadline_that_is_pulled_forward_is_asked_anew_without_being_counted_twice(
    cast: Cast, cycle: Cycle
) -> None:
    today = timezone.localdate()
    made = add_entry(cast.创建办, cycle, deadline(working_day_after(today, 8)))
    move(cast.创建办, made, working_day_after(today, 9))
    assert Ask.objects.count() == 1, "later is no new request"
    move(cast.创建办, made, today, reason="上级提前要")
    first, again = Ask.objects.order_by("pk")
    assert (again.items, again.minutes, again.short_notice, again.reason) == (0, 0, True, "上级提前要")
    assert (first.items, first.short_notice) == (1, False)


def test_units_named_later_are_asked_then(cast: Cast, cycle: Cycle) -> None:
    made = add_entry(cast.创建办, cycle, deadline(working_day_after(timezone.localdate(), 5)))
    units = [named("东湖街道"), named("城管局")]
    describe_entry(
        cast.创建办, made, title="报送年度计划", condition="", source="", organisations=units,
        reason="漏了城管局", seen=0,
    )  # fmt: skip
    assert [one.organisation.name for one in Ask.objects.order_by("pk")] == ["东湖街道", "城管局"]
    told = EntryChange.objects.get(entry=made)
    assert (told.change, told.title_before) == (Change.DESCRIBED, "报送计划")
    made.refresh_from_db()
    with refused("要求哪些单位"):
        describe_entry(
            cast.创建办, made, title="报送", condition="", source="", organisations=[], reason="", seen=1
        )


def test_a_day_off_is_told_with_the_next_working_day(cast: Cast, cycle: Cycle) -> None:
    for day, found in (
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 10, 10), None),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 11, 27), None),
    ):
        assert queries.day_off(CalendarKind.DEADLINE, day) == found, day
    assert queries.day_off(CalendarKind.TEST, date(2026, 10, 1)) is None, "nobody has to hand anything in"
