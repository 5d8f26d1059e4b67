"""What readers see of a cycle: all of its dates, which are their own, and where the district stands today."""

from datetime import date
from decimal import Decimal

import pytest
from cast import Cast
from cycle_dates import deadline, named
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.working_days import working_day_after
from dabiao.duties.cycle import queries
from dabiao.duties.cycle.actions import add_entry
from dabiao.duties.cycle.drafts import EntryDraft
from dabiao.duties.cycle.models import Cycle
from dabiao.people.models import Account, Organisation, OrganisationKind
from dabiao.people.organisations.actions import merge_organisations


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
