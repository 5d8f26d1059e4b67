"""Where the district stands in its cycle, on 总览: for everybody who reads it, before the first assessment too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import Cast
from counted import counted_round
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.duties.cycle.actions import add_entry
from dabiao.duties.cycle.drafts import EntryDraft
from dabiao.duties.cycle.models import Cycle
from dabiao.duties.cycle.queries import where_are_we
from dabiao.insight.actions import make_snapshot

PAGE = "overview"


def shown(client: Client) -> str:
    answer = client.get(reverse(PAGE))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("assessed", [False, True])
def test_stage_window_and_gate_are_told_with_the_days_to_them(
    client: Client, cast: Cast, cycle: Cycle, *, assessed: bool
) -> None:
    if assessed:
        counted_round(3)
        make_snapshot(cast.创建办)
    for person in (cast.领导, cast.街道):
        client.force_login(person)
        said, position = shown(client), where_are_we(person)
        assert ("还没有测评结果" in said) is not assessed
        assert position is not None
        assert cycle.title in said
        for line, days in (
            (position.stage, position.stage_days_left),
            (position.window, position.window_days),
            (position.gate, position.gate_days),
        ):
            if line is not None:
                assert line.entry.title in said
                assert f"{days} 天" in said
        assert f"今天 {timezone.localdate():%Y-%m-%d}" in said


def test_a_district_without_a_cycle_has_no_such_part(client: Client, cast: Cast) -> None:
    client.force_login(cast.领导)
    assert "下一个关口" not in shown(client)
    assert "今天" not in shown(client)


@pytest.mark.parametrize("page", ["ranking", "score"])
def test_the_other_pages_of_results_stay_as_they_are(
    client: Client, cast: Cast, cycle: Cycle, page: str
) -> None:
    client.force_login(cast.领导)
    assert cycle.title not in client.get(reverse(page)).content.decode()


def test_it_costs_as_many_questions_however_many_dates_there_are(
    client: Client, cast: Cast, cycle: Cycle
) -> None:
    client.force_login(cast.街道)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            shown(client)
        return len(found)

    few = cost()
    for at in range(20):
        day = timezone.localdate() + timedelta(days=at)
        add_entry(cast.创建办, cycle, EntryDraft(CalendarKind.OTHER_WINDOW, f"窗口{at}", day))
    assert cost() == few
