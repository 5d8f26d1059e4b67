"""What is dated by a test follows it when it moves, until somebody dates it by hand."""

from datetime import date

from cast import Cast
from cycle_dates import move, only, refused

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.duties.cycle import queries
from dabiao.duties.cycle.actions import withdraw_entry
from dabiao.duties.cycle.models import Cycle, EntryChange


def test_materials_follow_their_test_into_another_month(cast: Cast, cycle: Cycle) -> None:
    test, coverage = only(cycle, CalendarKind.TEST, 2026), only(cycle, CalendarKind.COVERAGE, 2025)
    assert coverage.follows == test
    move(cast.创建办, test, date(2026, 10, 12), date(2026, 10, 23))
    coverage.refresh_from_db()
    assert (coverage.since, coverage.until) == (date(2025, 10, 1), date(2026, 9, 30))
    assert EntryChange.objects.get(entry=coverage).reason == "随“2026 年正式测评”改动"


def test_within_the_month_materials_stay(cast: Cast, cycle: Cycle) -> None:
    move(cast.创建办, only(cycle, CalendarKind.TEST, 2026), date(2026, 8, 20), date(2026, 8, 21))
    assert only(cycle, CalendarKind.COVERAGE, 2025).sequence == 0


def test_the_twelve_months_before_a_test_follow_its_first_day(cast: Cast, cycle: Cycle) -> None:
    bans = cycle.entries.get(kind=CalendarKind.GATE.value, pack_gate="")
    assert (bans.since, bans.until) == (date(2025, 8, 1), date(2026, 7, 31))
    move(cast.创建办, only(cycle, CalendarKind.TEST, 2026), date(2026, 8, 20), date(2026, 8, 21))
    bans.refresh_from_db()
    assert (bans.since, bans.until) == (date(2025, 8, 1), date(2026, 8, 19))


def test_materials_dated_by_hand_follow_no_more(cast: Cast, cycle: Cycle) -> None:
    test, coverage = only(cycle, CalendarKind.TEST, 2026), only(cycle, CalendarKind.COVERAGE, 2025)
    move(cast.创建办, coverage, date(2025, 9, 1), date(2026, 7, 31), reason="本市通知另定")
    move(cast.创建办, test, date(2026, 10, 12), date(2026, 10, 23))
    coverage.refresh_from_db()
    assert coverage.since == date(2025, 9, 1)


def test_with_a_test_its_materials_are_called_off(cast: Cast, cycle: Cycle) -> None:
    test, coverage = only(cycle, CalendarKind.TEST, 2026), only(cycle, CalendarKind.COVERAGE, 2025)
    withdraw_entry(cast.创建办, test, "今年不测", test.sequence)
    coverage.refresh_from_db()
    assert coverage.withdrawn_at is not None
    with refused("已经撤销"):
        move(cast.创建办, test, date(2026, 10, 12))
    shown = queries.calendar(cast.街道, cycle)
    assert not {test.pk, coverage.pk} & {one.entry.pk for one in shown.lines}
    assert queries.entry(cast.街道, test.pk).changes[0].reason == "今年不测"
