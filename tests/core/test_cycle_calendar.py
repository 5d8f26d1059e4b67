"""Stages that follow each other, where a day stands, and what a pack proposes for three years."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.cycle_calendar import CalendarKind, Span, current, stage_spans, upcoming
from dabiao.core.cycle_proposal import STAGES, cited, exact, following, measure_name, propose
from dabiao.core.framework import Cycle, Gate, Grade, Source
from dabiao.core.material_window import material_window

SOURCE = Source("银川", "年度测评结果运用的报道", 2018, Grade.NEWSPAPER)
CYCLE = Cycle(
    3,
    (Decimal("0.15"), Decimal("0.25"), Decimal("0.60")),
    (
        Gate("minors-85", "minors", Decimal(85), "不得申报", SOURCE),
        Gate("annual-70", "annual", Decimal("70.50"), "停止资格一年", SOURCE),
    ),
    SOURCE,
)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(starts=st.sets(DAYS, min_size=1, max_size=8), length=st.integers(0, 1000), day=DAYS)
def test_a_day_from_the_first_stage_on_lies_in_exactly_one(starts: set[date], length: int, day: date) -> None:
    last = max(starts) + timedelta(days=length)
    spans = stage_spans(starts, last)
    holding = [one for one in spans.values() if one.holds(day)]
    assert len(holding) == (1 if min(starts) <= day <= last else 0)
    assert all(one.since <= one.until for one in spans.values())


def test_two_stages_on_one_day_and_one_after_the_end_are_refused() -> None:
    for starts in ([date(2024, 1, 1)] * 2, [date(2027, 1, 1)]):
        with pytest.raises(ValueError, match="阶段"):
            stage_spans(starts, date(2026, 12, 31))
    assert stage_spans([], date(2026, 12, 31)) == {}


def span(since: int, until: int) -> Span:
    return Span(date(2026, 6, since), date(2026, 6, until))


@pytest.mark.parametrize(("day", "found"), [(4, None), (5, 0), (10, 0), (11, None), (12, 1)])
def test_a_span_holds_its_first_and_its_last_day(day: int, found: int | None) -> None:
    assert current([span(5, 10), span(12, 12)], date(2026, 6, day)) == found


@pytest.mark.parametrize(("day", "found"), [(1, 0), (5, 0), (8, 1), (9, 1), (10, 0), (11, 2), (13, None)])
def test_the_nearest_window_is_the_open_one_that_ends_first_else_the_next(
    day: int, found: int | None
) -> None:
    assert upcoming([span(5, 10), span(8, 9), span(12, 12)], date(2026, 6, day)) == found


def test_three_years_are_proposed_with_a_stage_a_test_and_the_packs_gates_each() -> None:
    found = propose(CYCLE, 2024, 8)
    by_kind = {kind: [one for one in found if one.kind is kind] for kind in CalendarKind}
    assert [(one.title, one.since) for one in by_kind[CalendarKind.STAGE]] == [
        (name, date(year, 1, 1)) for name, year in zip(STAGES, (2024, 2025, 2026), strict=True)
    ]
    assert [one.since for one in by_kind[CalendarKind.TEST]] == [
        date(year, 8, 1) for year in (2024, 2025, 2026)
    ]
    assert [(one.since, one.until) for one in by_kind[CalendarKind.COVERAGE]] == [
        material_window(date(year, 8, 1)) for year in (2024, 2025, 2026)
    ]
    assert len(by_kind[CalendarKind.GATE]) == 3 * 2 + 1
    gate = by_kind[CalendarKind.GATE][1]
    assert (gate.title, gate.condition) == (
        "2024 年年度测评得分不低于 70.5",
        "年度测评得分不低于 70.5；低于时停止资格一年",
    )
    assert gate.source == "银川：年度测评结果运用的报道，2018（新闻报道）"


@given(year=st.integers(1990, 2100), month=st.integers(3, 12))
def test_whatever_the_month_everything_ends_after_it_begins_and_materials_follow_their_test(
    year: int, month: int
) -> None:
    found = propose(CYCLE, year, month)
    for one in found:
        assert (one.until is None) == (one.kind is CalendarKind.STAGE)
        assert one.until is None or one.since <= one.until
        if one.kind is CalendarKind.COVERAGE:
            assert one.follows is not None
        if one.follows is not None:
            assert found[one.follows].kind is CalendarKind.TEST
            assert following(one.kind, found[one.follows].since) == (one.since, one.until)
    assert {one.since.year for one in found if one.kind is CalendarKind.FILING} == {year, year + 1, year + 2}


@pytest.mark.parametrize("month", [0, 2, 13, -1])
def test_a_month_that_leaves_no_room_is_refused(month: int) -> None:
    with pytest.raises(ValueError, match="测评月份"):
        propose(CYCLE, 2024, month)


def test_a_pack_without_a_cycle_still_proposes_stages_and_windows() -> None:
    assert [one for one in propose(None, 2024, 8) if one.gate] == []


def test_what_is_unknown_is_not_made_up() -> None:
    assert cited(Source("", "自拟", None, Grade.OURS)) == "自拟（示范值）"
    assert measure_name("water") == "water"
    assert exact(Decimal("80.000")) == "80"


def test_materials_and_the_year_before_follow_a_test_and_nothing_else_does() -> None:
    day = date(2026, 8, 20)
    assert following(CalendarKind.COVERAGE, day) == (date(2025, 8, 1), date(2026, 7, 31))
    assert following(CalendarKind.GATE, day) == (date(2025, 8, 1), date(2026, 8, 19))
    with pytest.raises(ValueError, match="follows no test"):
        following(CalendarKind.FILING, day)
