"""What 督办 adds to 我的: for units what they are asked, for 创建办 one line for all that waits."""

from __future__ import annotations

from cast import Cast
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pressed import far, kept, pressed, proposed

from dabiao.duties.press import actions
from dabiao.duties.press.my_list import my_entries
from dabiao.people.models import Account
from dabiao.site.home_folder import HomeFolder


def entries(person: Account):
    return list(my_entries(Account.objects.get(pk=person.pk)))


def test_a_unit_has_its_open_tasks_with_their_deadlines(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办)
    (entry,) = entries(cast.责任单位)
    assert entry.title == task.text
    assert entry.address == reverse("pressed_task", args=[task.pk])
    assert entry.asked_by == cast.创建办.display_name
    assert entry.due is not None
    assert timezone.localtime(entry.due).strftime("%Y-%m-%d %H:%M") == f"{far().isoformat()} 23:59"
    for other in (cast.街道, cast.领导, cast.测评员, cast.外人):
        assert entries(other) == []


def test_what_was_reported_waits_for_创建办_in_one_line(cast: Cast, home: HomeFolder) -> None:
    first, second = (pressed(cast.创建办, line=line) for line in proposed(kept(cast.创建办))[:2])
    assert entries(cast.创建办) == []
    actions.take_step(cast.责任单位, first, "report", "办完了")
    actions.take_step(cast.责任单位, second, "cannot", "产权不清")
    assert entries(cast.责任单位) == []
    (entry,) = entries(cast.创建办)
    assert entry.title == "2 项督办任务等创建办处理"
    assert entry.address == f"{reverse('press')}?state=office"
    assert entry.asked_by == cast.责任单位.display_name


def test_more_tasks_cost_no_more_questions(cast: Cast, home: HomeFolder) -> None:
    def asked() -> int:
        person = Account.objects.get(pk=cast.责任单位.pk)
        with CaptureQueriesContext(connection) as counted:
            assert list(my_entries(person))
        return len(counted)

    lines = proposed(kept(cast.创建办))
    pressed(cast.创建办, line=lines[0])
    few = asked()
    for line in lines[1:]:
        pressed(cast.创建办, line=line)
    assert asked() == few
