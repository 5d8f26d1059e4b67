"""Dates of a cycle change, and keep what they were: moved from, to, when and why."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.defects import BadInput
from dabiao.core.working_days import working_day_after
from dabiao.duties.cycle import queries
from dabiao.duties.cycle.actions import (
    Move,
    add_entry,
    describe_entry,
    move_entry,
    settle_entries,
    withdraw_entry,
)
from dabiao.duties.cycle.drafts import EntryDraft
from dabiao.duties.cycle.models import CalendarEntry, Change, Cycle, EntryChange
from dabiao.house.models import AuditEntry
from dabiao.people.burden.models import Ask
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role
from dabiao.people.organisations.actions import merge_organisations

SHANGHAI = ZoneInfo("Asia/Shanghai")


def refused(words: str):
    return pytest.raises(BadInput, match=words)


def named(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def only(cycle: Cycle, kind: CalendarKind, year: int) -> CalendarEntry:
    return cycle.entries.get(kind=kind.value, since__year=year)


def move(
    actor: Account,
    entry: CalendarEntry,
    since: date,
    until: date | None = None,
    begins: time | None = None,
    reason: str = "省里改期",
) -> None:
    entry.refresh_from_db()
    move_entry(actor, entry, Move(since, until, begins, reason, entry.sequence))


def deadline(day: date, *units: str, **given: object) -> EntryDraft:
    organisations = tuple(map(named, units or ("东湖街道",)))
    return EntryDraft(
        CalendarKind.DEADLINE,
        "报送计划",
        day,
        minutes=30,
        organisations=organisations,
        **given,  # type: ignore[arg-type]
    )


# ---- moving


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
                settle_entries(person, cycle, [test])
    assert AuditEntry.objects.count() == 1, "only the proposal was written"


# ---- materials follow their test


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


# ---- stages


def ends(cast: Cast, cycle: Cycle) -> list[tuple[str, date, date]]:
    lines = queries.calendar(cast.街道, cycle).lines
    return [(one.entry.title, one.span.since, one.span.until) for one in lines if one.entry.is_stage]


def test_when_a_stage_begins_later_the_one_before_it_lasts_longer(cast: Cast, cycle: Cycle) -> None:
    last, before = only(cycle, CalendarKind.STAGE, 2026), only(cycle, CalendarKind.STAGE, 2025)
    move(cast.创建办, last, date(2026, 3, 1))
    assert ends(cast, cycle)[1:] == [
        ("巩固提升", date(2025, 1, 1), date(2026, 2, 28)),
        ("全力冲刺", date(2026, 3, 1), date(2026, 12, 31)),
    ]
    before.refresh_from_db()
    assert before.sequence == 1, "calendars are told that its end moved"


def test_a_new_stage_ends_the_one_it_begins_in_and_one_that_goes_leaves_no_hole(
    cast: Cast, cycle: Cycle
) -> None:
    made = add_entry(cast.创建办, cycle, EntryDraft(CalendarKind.STAGE, "迎检冲刺", date(2026, 7, 1)))
    assert ends(cast, cycle)[2:] == [
        ("全力冲刺", date(2026, 1, 1), date(2026, 6, 30)),
        ("迎检冲刺", date(2026, 7, 1), date(2026, 12, 31)),
    ]
    withdraw_entry(cast.创建办, made, "并入全力冲刺", made.sequence)
    assert ends(cast, cycle)[2:] == [("全力冲刺", date(2026, 1, 1), date(2026, 12, 31))]


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2023, 12, 31), date(2027, 1, 1)])
def test_a_stage_begins_on_a_day_of_its_own_within_the_cycle(cast: Cast, cycle: Cycle, day: date) -> None:
    with pytest.raises(BadInput):
        move(cast.创建办, only(cycle, CalendarKind.STAGE, 2026), day)
    with pytest.raises(BadInput):
        add_entry(cast.创建办, cycle, EntryDraft(CalendarKind.STAGE, "迎检冲刺", day))


class RandomStages(TestCase):
    """However stages are added, moved and called off, each day from the first on lies in exactly one."""

    @settings(max_examples=15, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from(("add", "move", "withdraw")), st.integers(0, 1095), st.integers(0, 9)),
            max_size=8,
        )
    )
    def test_stages_never_overlap(self, doings: list[tuple[str, int, int]]) -> None:
        office = Account.objects.create(username="o", display_name="创建办")
        district = Organisation.objects.create(kind=OrganisationKind.DISTRICT, name="示范区")
        Post.objects.create(account=office, role=Role.OFFICE, organisation=district)
        cycle = Cycle.objects.create(
            title="周期", pack_id="p", pack_edition="1", first_year=2024,
            first_weight=1500, second_weight=2500, third_weight=6000, weights_source="",
        )  # fmt: skip
        for doing, offset, which in doings:
            day = cycle.first_day + timedelta(days=offset)
            there = list(cycle.entries.filter(withdrawn_at=None).order_by("since"))
            try:
                if doing == "add":
                    add_entry(office, cycle, EntryDraft(CalendarKind.STAGE, "阶段", day))
                elif there:
                    one = there[which % len(there)]
                    if doing == "move":
                        move(office, one, day)
                    else:
                        withdraw_entry(office, one, "不要了", one.sequence)
            except BadInput:
                pass
        spans = [one.span for one in queries.calendar(office, cycle).lines]
        for offset in range(1096):
            day = cycle.first_day + timedelta(days=offset)
            assert sum(span.holds(day) for span in spans) == (1 if spans and spans[0].since <= day else 0)


# ---- what asks something of units


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


@pytest.mark.parametrize("text", ["请打 13912345678", "身份证 11010119900307123X"])
def test_numbers_of_persons_are_kept_out_of_the_calendar(cast: Cast, cycle: Cycle, text: str) -> None:
    with refused("手机号或身份证号"):
        add_entry(cast.创建办, cycle, EntryDraft(CalendarKind.OTHER_WINDOW, text, date(2026, 8, 1)))
    with refused("手机号或身份证号"):
        move(cast.创建办, only(cycle, CalendarKind.TEST, 2026), date(2026, 8, 9), reason=text)


# ---- what readers see


def test_everybody_who_reads_the_cycle_sees_all_of_it_and_others_nothing(cast: Cast, cycle: Cycle) -> None:
    readers = {"创建办", "领导", "街道", "社区", "责任单位"}
    whole = cycle.entries.count()
    for name, person in vars(cast).items():
        if name in readers:
            assert len(queries.calendar(person, cycle).lines) == whole
            assert queries.where_are_we(person) is not None
        else:
            for ask in (queries.cycles, queries.current_cycle, queries.where_are_we):
                with pytest.raises(PermissionDenied):
                    ask(person)
            with pytest.raises(PermissionDenied):
                queries.calendar(person, cycle)
            with pytest.raises(PermissionDenied):
                queries.entry(person, cycle.entries.all()[0].pk)
            assert queries.asked_soon(person) == []


def test_what_names_my_unit_or_one_below_it_is_mine(cast: Cast, cycle: Cycle) -> None:
    window = EntryDraft(
        CalendarKind.OTHER_WINDOW, "入户宣传", date(2026, 7, 1), organisations=(named("和平社区"),)
    )
    add_entry(cast.创建办, cycle, window)

    def mine(person: Account) -> list[str]:
        return [one.entry.title for one in queries.calendar(person, cycle).lines if one.mine]

    assert mine(cast.社区) == mine(cast.街道) == ["入户宣传"]
    assert mine(cast.责任单位) == mine(cast.创建办) == mine(cast.领导) == []


def test_what_named_a_unit_that_was_merged_since_is_its_successors(cast: Cast, cycle: Cycle) -> None:
    gone = Organisation.objects.create(kind=OrganisationKind.STREET, name="西湖街道")
    made = add_entry(
        cast.创建办, cycle, deadline(working_day_after(timezone.localdate()), "西湖街道", reason="急")
    )
    assert queries.asked_soon(cast.街道) == []
    merge_organisations(cast.系统管理员, [gone], named("东湖街道"))
    assert queries.asked_soon(cast.街道) == [made]
    assert [one.entry for one in queries.calendar(cast.街道, cycle).lines if one.mine] == [made]
    assert made in [one.entry for one in queries.entries_of(cycle, [named("东湖街道").pk])]
    assert made not in [one.entry for one in queries.entries_of(cycle, [named("城管局").pk])]


def test_where_we_are_names_stage_window_and_gate_with_their_days(cast: Cast, cycle: Cycle) -> None:
    found = queries.where_are_we(cast.街道, date(2026, 6, 10))
    assert found is not None
    assert found.stage is not None
    assert (found.stage.entry.title, found.stage_days_left) == ("全力冲刺", 204)
    assert found.window is not None
    assert (found.window.entry.title, found.window_is_open, found.window_days) == (
        "2026 年模拟测评",
        True,
        20,
    )
    assert found.gate is not None
    assert (found.gate.entry.title, found.gate_days) == ("测评前 12 个月不得发生的情形", 51)
    assert (found.weight, found.percent) == (Decimal("0.6"), "60")
    between = queries.where_are_we(cast.街道, date(2026, 3, 1))
    assert between is not None
    assert (between.window_is_open, between.window_days) == (False, 92)


def test_outside_of_the_cycle_there_is_no_stage_and_no_weight(cast: Cast, cycle: Cycle) -> None:
    found = queries.where_are_we(cast.街道, date(2027, 1, 1))
    assert found is not None
    assert (found.stage, found.window, found.gate, found.weight) == (None, None, None, None)
    assert (found.stage_days_left, found.window_days, found.gate_days) == (None, None, None)


def test_without_a_cycle_we_are_nowhere(cast: Cast) -> None:
    assert queries.where_are_we(cast.街道) is None


def test_a_calendar_costs_as_many_questions_whatever_it_holds(
    cast: Cast, cycle: Cycle, django_assert_num_queries: object
) -> None:
    person = Account.objects.get(pk=cast.街道.pk)
    queries.calendar(person, cycle)
    with django_assert_num_queries(4):  # type: ignore[operator]
        queries.calendar(person, cycle)
    for at in range(200):
        draft = EntryDraft(
            CalendarKind.OTHER_WINDOW, f"窗口{at}", date(2026, 7, 1), organisations=(named("城管局"),)
        )
        add_entry(cast.创建办, cycle, draft)
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert len(queries.calendar(person, cycle).lines) > 200


def test_a_day_off_is_told_with_the_next_working_day(cast: Cast, cycle: Cycle) -> None:
    for day, found in (
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 10, 10), None),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 11, 27), None),
    ):
        assert queries.day_off(CalendarKind.DEADLINE, day) == found, day
    assert queries.day_off(CalendarKind.TEST, date(2026, 10, 1)) is None, "nobody has to hand anything in"
