"""Pressed tasks in the calendars of those who have a part in them: the day, and not whose words they were."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from feeds import address_of, events, only, said
from pressed import far, kept, pressed, proposed, unit

from dabiao.duties.press import actions
from dabiao.duties.press.models import PressedTask
from dabiao.standards.queries import framework_in_use

pytestmark = pytest.mark.usefixtures("home")

UNIT, STREET = "城管局", "东湖街道"


def test_the_last_day_is_there_for_lead_and_assistants_and_nobody_else(client: Client, cast: Cast) -> None:
    task = pressed(cast.创建办, lead=UNIT, assist=(STREET,))
    lead, assist = (only(client, address_of(cast, name)) for name in (UNIT, STREET))
    assert lead.decoded("dtstart") == far()
    assert lead.decoded("dtend") == far() + timedelta(days=1)
    assert str(lead["summary"]).startswith(f"督办任务 {task.pk} 号")
    assert "（配合）" not in str(lead["summary"])
    assert "（配合）" in str(assist["summary"])
    assert str(lead["url"]).endswith(reverse("pressed_task", args=[task.pk]))
    for other in ("和平社区", "示范区"):
        assert events(client, address_of(cast, other)) == [], other


def test_the_standard_is_named_and_the_sentence_is_not(client: Client, cast: Cast) -> None:
    task = pressed(cast.创建办)
    standard = next(iter(framework_in_use().standards.values()))
    PressedTask.objects.update(standard_id=standard.id, text="请张三同志在三天内整改")
    found = said(only(client, address_of(cast, UNIT)))
    assert f"{standard.id} {standard.title}" in found
    for words in ("张三", task.text, task.document.title):
        assert words not in found


def test_what_happens_to_a_task_is_said_and_keeps_its_name(client: Client, cast: Cast) -> None:
    task = pressed(cast.创建办)
    feed = address_of(cast, UNIT)
    seen = [only(client, feed)]
    for actor, step in ((cast.责任单位, "report"), (cast.创建办, "verify"), (cast.创建办, "close")):
        actions.take_step(actor, task, step, "说明")
        seen.append(only(client, feed))
    assert len({one["uid"] for one in seen}) == 1
    assert [one.decoded("sequence") for one in seen] == [0, 1, 2, 3]
    assert [str(one["summary"])[-4:] for one in seen[1:]] == ["（已报）", "（核实）", "（销号）"]
    assert {one["status"] for one in seen} == {"CONFIRMED"}


def test_what_is_shelved_or_withdrawn_is_called_off_and_comes_back(client: Client, cast: Cast) -> None:
    task = pressed(cast.创建办)
    feed = address_of(cast, UNIT)
    actions.take_step(cast.责任单位, task, "cannot", "不归我们")
    actions.take_step(cast.创建办, task, "shelve", "等批复")
    assert only(client, feed)["status"] == "CANCELLED"
    actions.take_step(cast.创建办, task, "reopen", "批了")
    assert only(client, feed)["status"] == "CONFIRMED"
    actions.take_step(cast.创建办, task, "withdraw", "重复")
    found = only(client, feed)
    assert (found["status"], found.decoded("sequence")) == ("CANCELLED", 4)


def test_a_task_handed_over_leaves_one_calendar_and_comes_into_another(client: Client, cast: Cast) -> None:
    task = pressed(cast.创建办, lead=UNIT)
    before, after = address_of(cast, UNIT), address_of(cast, STREET)
    name = only(client, before)["uid"]
    actions.hand_over(cast.创建办, task, [unit(STREET)], [], far() + timedelta(days=2), "换一家")
    assert events(client, before) == []
    found = only(client, after)
    assert (found["uid"], found.decoded("dtstart")) == (name, far() + timedelta(days=2))
    assert found.decoded("sequence") == 1


def test_a_task_without_a_last_day_is_no_date(client: Client, cast: Cast) -> None:
    pressed(cast.创建办)
    PressedTask.objects.update(due=None)
    assert events(client, address_of(cast, UNIT)) == []


def test_more_tasks_cost_no_more(client: Client, cast: Cast) -> None:
    feed = address_of(cast, UNIT)
    first, *others = proposed(kept(cast.创建办))

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            events(client, feed)
        return len(found)

    pressed(cast.创建办, line=first)
    few = cost()
    for line in others:
        pressed(cast.创建办, line=line)
    assert cost() == few
    assert len(events(client, feed)) == len(others) + 1
