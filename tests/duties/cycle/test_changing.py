"""Dates of a cycle change, by 创建办 alone, and keep what they were: moved from, to, when and why."""

from datetime import date, timedelta

import pytest
from cast import Cast
from cycle_dates import move, only, refused
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.duties.cycle.actions import Move, add_entry, move_entry, settle_entries, withdraw_entry
from dabiao.duties.cycle.drafts import EntryDraft
from dabiao.duties.cycle.models import Change, Cycle, EntryChange
from dabiao.house.models import AuditEntry


def test_a_moved_date_keeps_from_to_when_and_why(cast: Cast, cycle: Cycle) -> None:
    test = only(cycle, CalendarKind.TEST, 2026)
    move(cast.创建办, test, date(2026, 8, 10), date(2026, 8, 21), reason="国测推迟")
    told = EntryChange.objects.get(entry=test)
    assert (told.since_before, told.until_before) == (date(2026, 8, 1), date(2026, 8, 31))
    assert (told.since_after, told.until_after) == (date(2026, 8, 10), date(2026, 8, 21))
    assert (told.change, told.reason, told.made_by) == (Change.MOVED, "国测推迟", cast.创建办)
    assert timezone.now() - told.made_at < timedelta(minutes=1)
    test.refresh_from_db()
    assert (test.sequence, test.is_settled) == (1, True)


def test_history_is_appended_and_never_changed(cast: Cast, cycle: Cycle) -> None:
    test = only(cycle, CalendarKind.TEST, 2026)
    for day in (10, 11, 12):
        move(cast.创建办, test, date(2026, 8, day), date(2026, 8, 21))
    told = list(EntryChange.objects.filter(entry=test).order_by("sequence"))
    assert [one.since_before.day for one in told] == [1, 10, 11]
    assert [one.since_after.day for one in told] == [10, 11, 12]
    with pytest.raises(TypeError, match="never changed"):
        told[0].save()
    with pytest.raises(TypeError, match="never deleted"):
        told[0].delete()


def test_a_move_needs_a_reason_and_another_date(cast: Cast, cycle: Cycle) -> None:
    test = only(cycle, CalendarKind.TEST, 2026)
    with refused("为什么改期"):
        move(cast.创建办, test, date(2026, 8, 10), date(2026, 8, 21), reason="  ")
    with refused("没有改动"):
        move(cast.创建办, test, date(2026, 8, 1), date(2026, 8, 31))
    assert not EntryChange.objects.exists()


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2026, 8, 2), date(2026, 8, 1), "早于开始日期"),
        (date(2022, 12, 30), date(2026, 8, 1), "核对年份"),
        (date(2026, 8, 2), date(2028, 1, 3), "核对年份"),
    ],
)
def test_days_that_cannot_be_are_refused(
    cast: Cast, cycle: Cycle, since: date, until: date, words: str
) -> None:
    with refused(words):
        move(cast.创建办, only(cycle, CalendarKind.TEST, 2026), since, until)


def test_whoever_looked_at_an_older_date_is_told_that_it_changed(cast: Cast, cycle: Cycle) -> None:
    test = only(cycle, CalendarKind.TEST, 2026)
    old = Move(date(2026, 8, 20), None, None, "晚看了一步", test.sequence)
    move(cast.创建办, test, date(2026, 8, 10), date(2026, 8, 21))
    with refused("有人改过"):
        move_entry(cast.创建办, test, old)


def test_nobody_else_changes_a_date(cast: Cast, cycle: Cycle) -> None:
    test = only(cycle, CalendarKind.TEST, 2026)
    for name, person in vars(cast).items():
        if name != "创建办":
            with pytest.raises(PermissionDenied):
                move(person, test, date(2026, 8, 10))
            with pytest.raises(PermissionDenied):
                add_entry(person, cycle, EntryDraft(CalendarKind.OTHER_WINDOW, "窗口", date(2026, 8, 1)))
            with pytest.raises(PermissionDenied):
                withdraw_entry(person, test, "不要了", 0)
            with pytest.raises(PermissionDenied):
                settle_entries(person, cycle, [test.pk])
    assert AuditEntry.objects.count() == 1, "only the proposal was written"


@pytest.mark.parametrize("text", ["请打 13912345678", "身份证 11010119900307123X"])
def test_numbers_of_persons_are_kept_out_of_the_calendar(cast: Cast, cycle: Cycle, text: str) -> None:
    with refused("手机号或身份证号"):
        add_entry(cast.创建办, cycle, EntryDraft(CalendarKind.OTHER_WINDOW, text, date(2026, 8, 1)))
    with refused("手机号或身份证号"):
        move(cast.创建办, only(cycle, CalendarKind.TEST, 2026), date(2026, 8, 9), reason=text)
