"""From 待办 to 销号: each step from its states, by those who may; and an honest way to say 办不了."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pressed import far, pressed, unit

from dabiao.core.defects import BadInput
from dabiao.duties.press import actions, queries
from dabiao.duties.press.models import Outcome, PressedTask, TaskState
from dabiao.duties.press.steps import HANDED_OVER_FROM, OPEN, STEPS, WITH_OFFICE, WITH_UNITS
from dabiao.house.audit import first_break
from dabiao.people.burden.models import Ask
from dabiao.people.models import Account, Post, Role
from dabiao.people.policy import Action
from dabiao.site.home_folder import HomeFolder


def state_of(task: PressedTask) -> TaskState:
    return TaskState(PressedTask.objects.get(pk=task.pk).state)


def colleague() -> Account:
    """Another person of 创建办."""
    account = Account.objects.create_account("office2", "创建办 小周", "x")
    district = Post.objects.get(role=Role.OFFICE).organisation
    Post.objects.create(account=account, role=Role.OFFICE, organisation=district)
    return account


def test_from_待办_to_销号(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办)
    for person, step, note, expected in (
        (cast.责任单位, "progress", "已修补两条", TaskState.DOING),
        (cast.责任单位, "report", "三条全部修补", TaskState.REPORTED),
        (cast.创建办, "return", "第三条还有坑", TaskState.DOING),
        (cast.责任单位, "report", "第三条已补", TaskState.REPORTED),
        (cast.创建办, "verify", "", TaskState.VERIFIED),
        (cast.创建办, "close", "", TaskState.CLOSED),
        (cast.创建办, "reopen", "又破了", TaskState.DOING),
    ):
        actions.take_step(person, task, step, note)
        assert state_of(task) == expected
    told = [(one.step, one.before, one.after) for one in queries.events(cast.创建办, task)]
    assert told[0] == ("made", "", "待办")
    assert told[1] == ("progress", "待办", "办理中")
    assert told[-1] == ("reopen", "销号", "办理中")
    assert first_break() is None


def test_what_happened_is_never_changed(cast: Cast, home: HomeFolder) -> None:
    event = pressed(cast.创建办).events.get()
    event.note = "别的话"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


@pytest.mark.parametrize(("name", "state"), list(product(STEPS, TaskState)))
def test_a_step_leads_on_only_from_its_states(
    cast: Cast, home: HomeFolder, name: str, state: TaskState
) -> None:
    task = pressed(cast.创建办)
    PressedTask.objects.filter(pk=task.pk).update(state=state)
    step = STEPS[name]
    actor = cast.责任单位 if step.action is Action.REPORT_TASK else cast.创建办
    if state in step.to:
        actions.take_step(actor, task, name, "说明")
        assert state_of(task) == step.to[state]
    else:
        with pytest.raises(BadInput) as refused:
            actions.take_step(actor, task, name, "说明")
        assert f"任务现在是“{state}”" in str(refused.value)
        assert state_of(task) == state


def test_the_table_of_steps_leaves_nothing_stuck() -> None:
    reachable, pending = {TaskState.TODO}, [TaskState.TODO]
    while pending:
        state = pending.pop()
        onward = {step.to[state] for step in STEPS.values() if state in step.to}
        assert onward or state is TaskState.WITHDRAWN, state
        pending += onward - reachable
        reachable |= onward
    assert reachable == set(TaskState)
    assert set(OPEN) == set(WITH_UNITS) | set(WITH_OFFICE)
    assert TaskState.CANNOT in HANDED_OVER_FROM


@given(walk=st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_tried_the_history_is_the_way_through_the_table(
    cast: Cast, home: HomeFolder, walk: list[str]
) -> None:
    with transaction.atomic():  # each walk begins on the same ground
        task = pressed(cast.创建办)
        expected = TaskState.TODO
        for name in walk:
            step = STEPS[name]
            actor = cast.责任单位 if step.action is Action.REPORT_TASK else cast.创建办
            led_to = step.leads_to(expected)
            if led_to is None:
                with pytest.raises(BadInput):
                    actions.take_step(actor, task, name, "说明")
            else:
                actions.take_step(actor, task, name, "说明")
                expected = led_to
        told = list(task.events.order_by("pk").values_list("before", "after"))
        assert all(one[1] == two[0] for one, two in pairwise(told))
        assert state_of(task) == expected == told[-1][1]
        transaction.set_rollback(True)


def test_nobody_confirms_their_own_report(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办)
    actions.take_step(cast.创建办, task, "report", "城管局电话报告已完成，代为登记")
    with pytest.raises(BadInput) as refused:
        actions.take_step(cast.创建办, task, "verify")
    assert "请由创建办另一个人核实" in str(refused.value)
    other = colleague()
    actions.take_step(other, task, "verify")
    with pytest.raises(BadInput):
        actions.take_step(cast.创建办, task, "close")
    actions.take_step(other, task, "close")
    assert state_of(task) is TaskState.CLOSED


def test_those_who_assist_tell_of_progress_and_the_lead_reports(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办, assist=("东湖街道",))
    actions.take_step(cast.街道, task, "progress", "已清理我街道的两处")
    for step in ("report", "cannot"):
        with pytest.raises(BadInput) as refused:
            actions.take_step(cast.街道, task, step, "办完了")
        assert "请由牵头单位来报" in str(refused.value)
    actions.take_step(cast.责任单位, task, "report", "全部清理")
    assert state_of(task) is TaskState.REPORTED


def test_a_step_wants_its_word(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办)
    with pytest.raises(BadInput) as refused:
        actions.take_step(cast.责任单位, task, "report", "   ")
    assert "怎么办的、结果怎样" in str(refused.value)


def test_who_has_no_part_cannot_touch_a_task_nor_learn_that_it_is_there(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办)
    for person in (cast.街道, cast.社区):
        with pytest.raises(PressedTask.DoesNotExist):
            actions.take_step(person, task, "report", "办完了")
        with pytest.raises(PressedTask.DoesNotExist):
            queries.task_by_id(person, task.pk)
    for person in (cast.领导, cast.测评员, cast.外人):
        with pytest.raises(PermissionDenied):
            actions.take_step(person, task, "report", "办完了")
    for person in (cast.责任单位, cast.领导):
        with pytest.raises(PermissionDenied):
            actions.take_step(person, task, "verify")


def test_a_leader_who_also_serves_a_unit_reports_only_for_that_unit(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办)
    Post.objects.create(account=cast.领导, role=Role.STREET, organisation=unit("东湖街道"))
    leader = Account.objects.get(pk=cast.领导.pk)
    assert queries.task_by_id(leader, task.pk).pk == task.pk
    with pytest.raises(PressedTask.DoesNotExist):
        actions.take_step(leader, task, "report", "办完了")


def test_办不了_goes_to_another_unit_or_is_shelved_without_blame(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办)
    actions.take_step(cast.责任单位, task, "cannot", "产权属于铁路部门")
    assert state_of(task) is TaskState.CANNOT
    actions.hand_over(cast.创建办, task, [unit("东湖街道")], [], far(), "属地协调铁路部门", "上次没办成")
    assert state_of(task) is TaskState.TODO
    assert queries.task_by_id(cast.街道, task.pk).pk == task.pk
    with pytest.raises(PressedTask.DoesNotExist):
        queries.task_by_id(cast.责任单位, task.pk)
    assert task.events.latest("pk").step == "hand_over"
    actions.take_step(cast.街道, task, "cannot", "要市里协调")
    actions.take_step(cast.创建办, task, "shelve", "等市里与铁路会商")
    assert state_of(task) is TaskState.SHELVED
    actions.take_step(cast.创建办, task, "reopen", "会商已定")
    assert state_of(task) is TaskState.TODO


def asked(task: PressedTask) -> list[str]:
    """Whom the task counts for on the meter, once for each time."""
    standing = Ask.objects.filter(resource="pressed_task", resource_id=str(task.pk), withdrawn_at=None)
    return sorted(one.organisation.name for one in standing)


def test_a_task_counts_on_the_meter_of_those_who_have_it(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办)
    actions.hand_over(cast.创建办, task, [unit("东湖街道")], [], far(), "", "改派")
    assert asked(task) == ["东湖街道"]
    actions.hand_over(cast.创建办, task, [unit()], [unit("东湖街道")], far(), "", "改回")
    assert asked(task) == ["东湖街道", "城管局"]


def test_a_task_that_was_reported_is_not_handed_over(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办)
    actions.take_step(cast.责任单位, task, "report", "完成")
    with pytest.raises(BadInput) as refused:
        actions.hand_over(cast.创建办, task, [unit("东湖街道")], [], far(), "", "")
    assert "不能改派" in str(refused.value)
    with pytest.raises(PermissionDenied):
        actions.hand_over(cast.责任单位, task, [unit("东湖街道")], [], far(), "", "")


def test_a_withdrawn_task_leaves_its_line_dropped_and_free_to_be_taken_again(
    cast: Cast, home: HomeFolder
) -> None:
    task = pressed(cast.创建办)
    actions.take_step(cast.创建办, task, "withdraw", "与上月的任务重复")
    line = task.line
    line.refresh_from_db()
    assert (line.outcome, line.drop_reason) == (Outcome.DROPPED, "与上月的任务重复")
    assert asked(task) == []
    again = pressed(cast.创建办, line=line)
    assert again.pk != task.pk
    assert state_of(task) is TaskState.WITHDRAWN
