"""Stages of a cycle, however they are added, moved and called off: no day in two, none in between."""

from datetime import date, timedelta

import pytest
from cast import Cast
from cycle_dates import move, only
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.defects import BadInput
from dabiao.duties.cycle import queries
from dabiao.duties.cycle.actions import add_entry, withdraw_entry
from dabiao.duties.cycle.drafts import EntryDraft
from dabiao.duties.cycle.models import Cycle
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role


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

    @settings(max_examples=15)
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
