"""Writes of 督办: keep a document, decide on its lines, hand tasks to units, report and verify."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.core.outline.document import outline_of
from dabiao.core.outline.suggestions import Suggester
from dabiao.duties.press import files, queries
from dabiao.duties.press.leads import leads_of
from dabiao.duties.press.lines import lines_of
from dabiao.duties.press.models import (
    DocumentKind,
    KeptDocument,
    LineKind,
    Outcome,
    Part,
    PressedTask,
    SourceLine,
    TaskEvent,
    TaskState,
    TaskUnit,
)
from dabiao.duties.press.steps import HAND_OVER, HANDED_OVER_FROM, MADE, STEPS, Step
from dabiao.house.audit_chain import sm3
from dabiao.house.moments import last_minute
from dabiao.office.document_checks import LARGEST_DOCUMENT
from dabiao.office.document_text import DocumentText, read_document
from dabiao.office.file_checks import MEGABYTE
from dabiao.people import policy
from dabiao.people.burden.actions import Request, ask_of, withdraw_ask
from dabiao.people.burden.models import Ask
from dabiao.people.models import Account, Organisation
from dabiao.people.organisations.queries import open_organisations
from dabiao.people.policy import Action
from dabiao.people.writing import Entry, writing
from dabiao.standards.queries import framework_in_use

RESOURCE = "pressed_task"

TASK_MINUTES = 20
"""Working time that being asked takes a unit: to read the task, to pass it on and to report once. The work itself is
its duty and no burden of ours.
"""

LONGEST_TITLE, LONGEST_TASK = 200, 1000
"""Characters of a document's title, and of a task; what is longer is no sentence."""


# ---- documents


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """What a person says of a document. An empty title is read from the text, or from the file's name."""

    kind: DocumentKind
    dated: date
    title: str = ""


def keep_document(actor: Account, file: UploadedFile[bytes], entry: DocumentEntry) -> KeptDocument:
    """Read a document, keep it with every line of it, and propose its tasks.

    Raises BadInput, under the name the file came with, for what cannot be read and for a file that is kept already.
    """
    policy.require(actor, Action.KEEP_DOCUMENTS)
    name = Path(file.name or "").name
    if (file.size or 0) > LARGEST_DOCUMENT:
        raise BadInput(
            Defect(
                "有 %(size)d MB，超过上限 %(limit)d MB，没有读取。请只上传正文，或另存为不带图片的 .docx",
                name,
                parameters={
                    "size": (file.size or 0) // MEGABYTE,
                    "limit": LARGEST_DOCUMENT // MEGABYTE,
                },
            )
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"document{Path(name).suffix.lower()}"
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        try:
            said = read_document(path)
        except BadInput as refused:
            raise BadInput([replace(one, file=name) for one in refused.defects]) from None
        content = path.read_bytes()
    return _keep(actor, name, content, said, entry)


def _keep(
    actor: Account, name: str, content: bytes, said: DocumentText, given: DocumentEntry
) -> KeptDocument:
    digest = sm3(content)
    before = queries.same_file(digest)
    if before is not None:
        raise BadInput(_kept_already(name, before))
    outline = outline_of(said.text)
    framework = framework_in_use()
    known = list(open_organisations())
    leads = leads_of(actor, framework.id, known)
    suggester = Suggester(framework, [one.name for one in known], leads)
    title = (given.title.strip() or outline.title or Path(name).stem)[:LONGEST_TITLE]
    try:
        with writing(actor, Action.KEEP_DOCUMENTS, "document") as entry:
            kept = KeptDocument.objects.create(
                title=title,
                kind=given.kind,
                dated=given.dated,
                file_name=name[:255],
                stored_name=f"{digest}{said.kind}",
                sm3=digest,
                text=outline.text,
                pack_id=framework.id,
                truncated=outline.truncated,
                missing=[
                    {"text": one.text, "announced": one.announced, "found": one.found}
                    for one in outline.missing
                ],
                blank_pages=list(said.blank_pages),
                kept_by=actor,
            )
            rows = list(lines_of(kept, outline, suggester, given.dated))
            SourceLine.objects.bulk_create(rows, batch_size=500)
            files.folder().mkdir(parents=True, exist_ok=True)
            files.document_path(kept).write_bytes(content)
            entry.resource_id = str(kept.pk)
            entry.after = {"sm3": digest, "lines": len(rows)}
    except IntegrityError:
        before = queries.same_file(digest)  # somebody else handed it in at the same moment
        if before is None:
            raise
        raise BadInput(_kept_already(name, before)) from None
    return kept


def _kept_already(name: str, before: KeptDocument) -> Defect:
    return Defect(
        "这份文件已在 %(day)s 上传过（《%(title)s》），没有重复保存。请从文件列表打开",
        name,
        parameters={"day": timezone.localdate(before.kept_at).isoformat(), "title": before.title},
    )


# ---- what becomes of a line


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """A task as a person wants it. ``reason``: why it is asked although it is too much or too late."""

    text: str
    lead: Sequence[Organisation]
    assist: Sequence[Organisation] = ()
    standard_id: str = ""
    due: date | None = None
    reason: str = field(default="")


def accept_line(actor: Account, line: SourceLine, wanted: TaskEntry) -> PressedTask:
    """Make a task of a line and hand it to its units. A line that is no proposed task may be taken too."""
    checked = _checked(wanted)
    with writing(actor, Action.KEEP_DOCUMENTS, RESOURCE) as entry:
        return _accept(actor, line, checked, entry)


def accept_lines(actor: Account, accepted: Sequence[tuple[SourceLine, TaskEntry]]) -> list[PressedTask]:
    """Accept several lines at once: all of them, or none."""
    checked = [(line, _checked(wanted)) for line, wanted in accepted]
    made = []
    with transaction.atomic():
        for line, wanted in checked:
            with writing(actor, Action.KEEP_DOCUMENTS, RESOURCE) as entry:
                made.append(_accept(actor, line, wanted, entry))
    return made


def drop_lines(actor: Account, dropped: Sequence[SourceLine], reason: str) -> None:
    """Decide that nothing is to be done about lines, and why."""
    said = reason.strip()
    if not said:
        raise BadInput(Defect("没有写不办的原因。请写一句，例如“已在别的文件里督办”", "不办"))
    with writing(actor, Action.KEEP_DOCUMENTS, "document_line") as entry:
        for line in dropped:
            current = _undecided(line)
            current.outcome, current.drop_reason = Outcome.DROPPED, said[:200]
            _decide(actor, current)
        entry.resource_id = str(dropped[0].document_id) if dropped else ""
        entry.after = {"lines": [line.position for line in dropped], "outcome": Outcome.DROPPED}


def undo_drop(actor: Account, line: SourceLine) -> None:
    """Take back that nothing is to be done: the line is again what it was before."""
    with writing(actor, Action.KEEP_DOCUMENTS, "document_line", str(line.document_id)) as entry:
        current = SourceLine.objects.select_for_update().get(pk=line.pk)
        if current.outcome != Outcome.DROPPED:
            raise BadInput(
                Defect(
                    "这一句现在是“%(outcome)s”，不用恢复",
                    _short(current.text),
                    parameters={"outcome": current.outcome},
                )
            )
        entry.before = {"line": current.position, "outcome": current.outcome}
        proposed = current.kind == LineKind.SENTENCE and not current.reason
        current.outcome, current.drop_reason = (Outcome.PROPOSED if proposed else Outcome.NO_TASK), ""
        _decide(actor, current)
        entry.after = {"line": current.position, "outcome": current.outcome}


def _checked(wanted: TaskEntry) -> TaskEntry:
    """What a task needs. Raises BadInput with everything that is missing."""
    text = " ".join(wanted.text.split())
    defects = []
    if not text:
        defects.append(Defect("任务内容是空的。请写明要办什么", "任务"))
    if len(text) > LONGEST_TASK:
        defects.append(
            Defect("任务内容超过 %(limit)d 个字。请只留要办的事", "任务", parameters={"limit": LONGEST_TASK})
        )
    if not wanted.lead:
        defects.append(
            Defect("“%(text)s”还没有牵头单位。请选一个再采纳", "任务", parameters={"text": _short(text)})
        )
    closed = [one.name for one in (*wanted.lead, *wanted.assist) if one.closed_on is not None]
    if closed:
        defects.append(
            Defect(
                "“%(names)s”已经撤并，不能再交办。请另选单位", "任务", parameters={"names": "、".join(closed)}
            )
        )
    if defects:
        raise BadInput(defects)
    return replace(wanted, text=text, assist=[one for one in wanted.assist if one not in wanted.lead])


def _accept(actor: Account, line: SourceLine, wanted: TaskEntry, entry: Entry) -> PressedTask:
    current = _undecided(line)
    task = PressedTask.objects.create(
        line=current,
        document=current.document,
        text=wanted.text,
        standard_id=wanted.standard_id,
        due=wanted.due,
        made_by=actor,
    )
    _hand_to(actor, task, wanted.lead, wanted.assist, wanted.reason)
    same = wanted.text == " ".join(current.text.split())
    current.outcome, current.drop_reason = (Outcome.ACCEPTED if same else Outcome.EDITED), ""
    _decide(actor, current)
    _happened(actor, task, MADE, "", task.state, "")
    entry.resource_id = str(task.pk)
    entry.after = _told(task, wanted.lead, wanted.assist)
    return task


def _undecided(line: SourceLine) -> SourceLine:
    """Read the line anew, and make sure that nobody has made a task of it meanwhile."""
    current = SourceLine.objects.select_for_update().select_related("document").get(pk=line.pk)
    if current.outcome in (Outcome.ACCEPTED, Outcome.EDITED):
        raise BadInput(Defect("这一句已经采纳为任务，不能再改。要改请先撤销那项任务", _short(current.text)))
    return current


def _decide(actor: Account, line: SourceLine) -> None:
    line.decided_by, line.decided_at = actor, timezone.now()
    line.save(update_fields=["outcome", "drop_reason", "decided_by", "decided_at"])


# ---- tasks


def take_step(actor: Account, task: PressedTask, name: str, note: str = "") -> PressedTask:
    """Take one of ``steps.STEPS``. Raises BadInput where it does not lead on from the task's state or wants a word,
    PressedTask.DoesNotExist for a unit that has no part in the task.
    """
    step = STEPS[name]
    said = note.strip()[:1000]
    with writing(actor, step.action, RESOURCE, str(task.pk)) as entry:
        queries.task_by_id(actor, task.pk)
        current = PressedTask.objects.select_for_update().get(pk=task.pk)
        led_to = _allowed(actor, current, step, said)
        before = current.state
        PressedTask.objects.filter(pk=current.pk).update(state=led_to)
        current.state = led_to
        _happened(actor, current, name, before, led_to, said)
        if led_to is TaskState.WITHDRAWN:
            line = current.line
            line.outcome, line.drop_reason = Outcome.DROPPED, said[:200]
            _decide(actor, line)
            withdraw_ask(RESOURCE, str(task.pk))
        entry.before, entry.after = {"state": before}, {"state": led_to, "step": name}
    return current


def _allowed(actor: Account, task: PressedTask, step: Step, note: str) -> TaskState:
    led_to = step.leads_to(task.state)
    if led_to is None:
        raise BadInput(
            Defect(
                "任务现在是“%(state)s”，不能再“%(step)s”。可能别人刚处理过，请刷新页面",
                _short(task.text),
                parameters={"state": task.state, "step": step.title},
            )
        )
    if step.note_needed and not note:
        raise BadInput(
            Defect("没有写“%(label)s”。请写一两句", _short(task.text), parameters={"label": step.note_label})
        )
    if step.action is Action.REPORT_TASK:
        parts = queries.parts_of(policy.require(actor, step.action), task)
        if not parts:
            raise PressedTask.DoesNotExist(task.pk)
        if step.lead_only and Part.LEAD not in parts:
            raise BadInput(Defect("配合单位可以报进展；完成与否请由牵头单位来报", _short(task.text)))
    if step.not_the_reporter and queries.reporter_of(task) == actor.pk:
        raise BadInput(Defect("这项任务的完成是您报的，请由创建办另一个人核实", _short(task.text)))
    return led_to


def hand_over(
    actor: Account,
    task: PressedTask,
    lead: Sequence[Organisation],
    assist: Sequence[Organisation],
    due: date | None,
    note: str,
    reason: str = "",
) -> None:
    """Give a task to other units, or another deadline: it is 待办 there. Those who had it see it no more."""
    checked = _checked(TaskEntry(task.text, lead, assist))
    with writing(actor, Action.KEEP_DOCUMENTS, RESOURCE, str(task.pk)) as entry:
        current = PressedTask.objects.select_for_update().get(pk=task.pk)
        if TaskState(current.state) not in HANDED_OVER_FROM:
            raise BadInput(
                Defect(
                    "任务现在是“%(state)s”，不能改派。请先退回重办或重新督办",
                    _short(task.text),
                    parameters={"state": current.state},
                )
            )
        had = list(current.units.select_related("organisation"))
        entry.before = {
            "state": current.state,
            "due": current.due.isoformat() if current.due else None,
            "units": {one.organisation.name: one.part for one in had},
        }
        before = current.state
        TaskUnit.objects.filter(task=current).delete()
        PressedTask.objects.filter(pk=current.pk).update(state=TaskState.TODO, due=due)
        current.state, current.due = TaskState.TODO, due
        keeping = {one.pk for one in (*checked.lead, *checked.assist)}
        withdraw_ask(
            RESOURCE, str(task.pk), [one.organisation for one in had if one.organisation_id not in keeping]
        )
        _hand_to(actor, current, checked.lead, checked.assist, reason)
        _happened(actor, current, HAND_OVER, before, TaskState.TODO, note.strip()[:1000])
        entry.after = _told(current, checked.lead, checked.assist)


def _hand_to(
    actor: Account,
    task: PressedTask,
    lead: Sequence[Organisation],
    assist: Sequence[Organisation],
    reason: str,
) -> None:
    """Give each unit its part, and pass the gate of 减负 for those who were not asked yet."""
    TaskUnit.objects.bulk_create(
        TaskUnit(task=task, organisation=one, part=part)
        for part, ones in ((Part.LEAD, lead), (Part.ASSIST, assist))
        for one in ones
    )
    asked = set(
        Ask.objects.filter(resource=RESOURCE, resource_id=str(task.pk), withdrawn_at=None).values_list(
            "organisation_id", flat=True
        )
    )
    ask_of(
        actor,
        [one for one in (*lead, *assist) if one.pk not in asked],
        Request(
            RESOURCE,
            str(task.pk),
            task.text[:200],
            reverse("pressed_task", args=[task.pk]),
            TASK_MINUTES,
            due=last_minute(task.due) if task.due else None,
        ),
        reason,
    )


def _happened(actor: Account, task: PressedTask, step: str, before: str, after: str, note: str) -> None:
    TaskEvent.objects.create(task=task, step=step, before=before, after=after, note=note, by=actor)


def _told(
    task: PressedTask, lead: Sequence[Organisation], assist: Sequence[Organisation]
) -> dict[str, object]:
    return {
        "line": task.line_id,
        "state": task.state,
        "due": task.due.isoformat() if task.due else None,
        "lead": [one.pk for one in lead],
        "assist": [one.pk for one in assist],
    }


def _short(text: str) -> str:
    longest = 24
    return text if len(text) <= longest else f"{text[:longest]}……"
