"""What a person makes of each line: accepted, changed first, dropped; many at once; taken back."""

from __future__ import annotations

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pressed import far, kept, pressed, proposed, unit

from dabiao.core.defects import BadInput
from dabiao.duties.press import actions, queries
from dabiao.duties.press.actions import TaskEntry
from dabiao.duties.press.models import Outcome, Part, PressedTask, SourceLine, TaskState
from dabiao.house.audit import first_break
from dabiao.people.burden.models import Ask
from dabiao.site.home_folder import HomeFolder


def fresh(line: SourceLine) -> SourceLine:
    return SourceLine.objects.get(pk=line.pk)


def test_an_accepted_line_is_a_task_of_its_units(cast: Cast, home: HomeFolder) -> None:
    line = proposed(kept(cast.创建办))[0]
    task = actions.accept_line(
        cast.创建办, line, TaskEntry(line.text, [unit()], [unit("东湖街道")], "6.2.5", far())
    )
    assert task.state == TaskState.TODO
    assert (task.line_id, task.document_id, task.text) == (line.pk, line.document_id, line.text)
    assert {(one.organisation.name, one.part) for one in task.units.all()} == {
        ("城管局", Part.LEAD),
        ("东湖街道", Part.ASSIST),
    }
    assert fresh(line).outcome == Outcome.ACCEPTED
    assert fresh(line).decided_by == cast.创建办
    (event,) = task.events.all()
    assert (event.step, event.after, event.by) == ("made", TaskState.TODO, cast.创建办)


def test_a_line_that_was_changed_says_so_and_keeps_its_words(cast: Cast, home: HomeFolder) -> None:
    line = proposed(kept(cast.创建办))[0]
    task = actions.accept_line(cast.创建办, line, TaskEntry("修补三条小巷的\n路面。", [unit()], due=far()))
    assert task.text == "修补三条小巷的 路面。"
    assert fresh(line).outcome == Outcome.EDITED
    assert fresh(line).text == line.text


def test_handing_over_passes_the_gate_of_减负(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办, assist=("东湖街道",))
    asks = Ask.objects.filter(resource="pressed_task", resource_id=str(task.pk))
    assert {one.organisation.name for one in asks} == {"城管局", "东湖街道"}
    assert all(one.items == 1 and one.minutes == actions.TASK_MINUTES for one in asks)
    assert all(one.address == f"/duties/press/tasks/{task.pk}/" for one in asks)


def test_too_little_time_needs_a_reason_and_nothing_is_stored_without_one(
    cast: Cast, home: HomeFolder
) -> None:
    line = proposed(kept(cast.创建办))[0]
    hurried = TaskEntry(line.text, [unit()], due=timezone.localdate())
    with pytest.raises(BadInput) as refused:
        actions.accept_line(cast.创建办, line, hurried)
    assert "不足一个工作日" in str(refused.value)
    assert not PressedTask.objects.exists()
    assert fresh(line).outcome == Outcome.PROPOSED
    task = actions.accept_line(
        cast.创建办, line, TaskEntry(line.text, [unit()], due=hurried.due, reason="台风预警")
    )
    assert Ask.objects.get(resource_id=str(task.pk)).reason == "台风预警"


def test_a_whole_speech_for_one_unit_is_more_than_a_week_may_ask(cast: Cast, home: HomeFolder) -> None:
    text = "讲话\n" + "".join(f"城管局要在12月{day}日前整治第{day}条小巷。\n" for day in range(20, 28))
    lines = proposed(kept(cast.创建办, text))
    assert len(lines) == 8
    with pytest.raises(BadInput) as refused:
        actions.accept_lines(cast.创建办, [(one, TaskEntry(one.text, [unit()], due=far())) for one in lines])
    assert "超过了上限" in str(refused.value)
    assert not PressedTask.objects.exists(), "all of them, or none"
    made = actions.accept_lines(
        cast.创建办,
        [(one, TaskEntry(one.text, [unit()], due=far(), reason="迎检冲刺")) for one in lines],
    )
    assert len(made) == 8


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (lambda: TaskEntry(" ", [unit()]), "任务内容是空的"),
        (lambda: TaskEntry("要快", []), "还没有牵头单位"),
        (lambda: TaskEntry("要" * 1001, [unit()]), "超过 1000 个字"),
    ],
)
def test_a_task_without_words_or_unit_is_refused(cast: Cast, home: HomeFolder, entry, said: str) -> None:
    line = proposed(kept(cast.创建办))[0]
    with pytest.raises(BadInput) as refused:
        actions.accept_line(cast.创建办, line, entry())
    assert said in str(refused.value)


def test_a_unit_that_was_merged_away_is_not_asked(cast: Cast, home: HomeFolder) -> None:
    line = proposed(kept(cast.创建办))[0]
    gone = unit()
    gone.closed_on = timezone.localdate()
    gone.save()
    with pytest.raises(BadInput) as refused:
        actions.accept_line(cast.创建办, line, TaskEntry("要快", [gone]))
    assert "已经撤并" in str(refused.value)


def test_a_line_becomes_a_task_once(cast: Cast, home: HomeFolder) -> None:
    line = proposed(kept(cast.创建办))[0]
    pressed(cast.创建办, line=line)
    for again in (
        lambda: pressed(cast.创建办, line=line),
        lambda: actions.drop_lines(cast.创建办, [line], "不办"),
    ):
        with pytest.raises(BadInput) as refused:
            again()
        assert "已经采纳" in str(refused.value)
    assert PressedTask.objects.count() == 1


def test_a_sentence_that_was_not_proposed_and_a_heading_may_be_taken_too(
    cast: Cast, home: HomeFolder
) -> None:
    document = kept(cast.创建办)
    fault = document.lines.get(text="部分小巷仍有飞线充电。")
    heading = document.lines.get(text="整治背街小巷")
    for line in (fault, heading):
        task = pressed(cast.创建办, line=line)
        assert task.text == line.text
        assert fresh(line).outcome == Outcome.ACCEPTED


def test_dropping_wants_a_reason_and_can_be_taken_back(cast: Cast, home: HomeFolder) -> None:
    document = kept(cast.创建办)
    lines = proposed(document)[:2]
    with pytest.raises(BadInput):
        actions.drop_lines(cast.创建办, lines, "  ")
    actions.drop_lines(cast.创建办, lines, "已在别的文件里督办")
    assert [fresh(one).outcome for one in lines] == [Outcome.DROPPED] * 2
    assert fresh(lines[0]).drop_reason == "已在别的文件里督办"
    actions.undo_drop(cast.创建办, lines[0])
    assert fresh(lines[0]).outcome == Outcome.PROPOSED
    with pytest.raises(BadInput):
        actions.undo_drop(cast.创建办, lines[0])
    fact = document.lines.get(text="部分小巷仍有飞线充电。")
    actions.drop_lines(cast.创建办, [fact], "不归我们管")
    actions.undo_drop(cast.创建办, fact)
    assert fresh(fact).outcome == Outcome.NO_TASK, "it was never proposed"
    assert first_break() is None


def test_only_创建办_decides(cast: Cast, home: HomeFolder) -> None:
    line = proposed(kept(cast.创建办))[0]
    for person in (cast.领导, cast.责任单位, cast.街道, cast.社区, cast.外人):
        for act in (
            lambda person=person: actions.accept_line(person, line, TaskEntry("要快", [unit()])),
            lambda person=person: actions.drop_lines(person, [line], "不办"),
            lambda person=person: actions.undo_drop(person, line),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_the_documents_progress_counts_what_became_of_it(cast: Cast, home: HomeFolder) -> None:
    document = kept(cast.创建办)
    lines = proposed(document)
    done = pressed(cast.创建办, line=lines[0])
    pressed(cast.创建办, lead="东湖街道", line=lines[1])
    actions.drop_lines(cast.创建办, lines[2:3], "重复")
    actions.take_step(cast.责任单位, done, "report", "已修补")
    actions.take_step(cast.创建办, done, "verify")
    actions.take_step(cast.创建办, done, "close")
    found = queries.progress_of(cast.领导, [document])[document.pk]
    sentences = document.lines.filter(kind="句子").count()
    assert (found.sentences, found.proposed, found.dropped) == (sentences, len(lines) - 3, 1)
    assert (found.tasks, found.done, found.open, found.overdue) == (2, 1, 1, 0)
