"""Read documents, their lines, and tasks: each asker sees the tasks of the organisations they answer for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from dabiao.duties.press.models import (
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
from dabiao.duties.press.steps import OPEN, WITH_OFFICE, WITH_UNITS
from dabiao.house.paging import key_from
from dabiao.people import policy
from dabiao.people.models import Account, Organisation
from dabiao.people.policy import Action, Scope

LINES_PER_PAGE = 300
"""Lines of a document on one page: a speech of an hour has some 250."""


# ---- documents


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of a document: sentences, and tasks by what was decided and how far they are."""

    sentences: int = 0
    proposed: int = 0
    dropped: int = 0
    tasks: int = 0
    done: int = 0
    shelved: int = 0
    overdue: int = 0

    @property
    def open(self) -> int:
        """Tasks that are still being worked on."""
        return self.tasks - self.done - self.shelved


def documents(asker: Account) -> QuerySet[KeptDocument]:
    """All kept documents."""
    policy.require(asker, Action.SEE_DOCUMENTS)
    return KeptDocument.objects.select_related("kept_by").defer("text")


def document_by_id(asker: Account, document_id: int) -> KeptDocument:
    """One document. Raises KeptDocument.DoesNotExist."""
    return documents(asker).get(pk=document_id)


def same_file(sm3: str) -> KeptDocument | None:
    """The document that was made from the very same file, if any."""
    return KeptDocument.objects.defer("text").filter(sm3=sm3).first()


def progress_of(asker: Account, kept: Iterable[KeptDocument]) -> dict[int, Progress]:
    """How far each document is; two queries, however many there are."""
    policy.require(asker, Action.SEE_DOCUMENTS)
    keys = [one.pk for one in kept]
    is_sentence = Q(kind=LineKind.SENTENCE)
    lines = SourceLine.objects.filter(document__in=keys).values("document")
    counted = lines.annotate(
        sentences=Count("pk", filter=is_sentence),
        proposed=Count("pk", filter=Q(outcome=Outcome.PROPOSED)),
        dropped=Count("pk", filter=Q(outcome=Outcome.DROPPED)),
    )
    tasks = PressedTask.objects.filter(document__in=keys).exclude(state=TaskState.WITHDRAWN)
    stood = tasks.values("document").annotate(
        tasks=Count("pk"),
        done=Count("pk", filter=Q(state=TaskState.CLOSED)),
        shelved=Count("pk", filter=Q(state=TaskState.SHELVED)),
        overdue=Count("pk", filter=_overdue()),
    )
    figures: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for row in (*counted, *stood):
        given = cast("dict[str, int]", dict(row))
        figures[given.pop("document")] |= given
    return {key: Progress(**figures[key]) for key in keys}


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a document in order, with their tasks; ``next_position`` is where the following page begins."""

    rows: Sequence[SourceLine]
    next_position: int | None


def lines(asker: Account, document: KeptDocument, since: int = 0, outcome: str = "") -> Lines:
    """One page of a document's lines, narrowed to those of an ``outcome`` where one is named. Three queries."""
    policy.require(asker, Action.SEE_DOCUMENTS)
    wanted = SourceLine.objects.filter(document=document, position__gte=since)
    if outcome:
        wanted = wanted.filter(outcome=outcome)
    living = PressedTask.objects.exclude(state=TaskState.WITHDRAWN).prefetch_related(_with_units())
    found = list(
        wanted.select_related("decided_by").prefetch_related(
            Prefetch("tasks", living, to_attr="living_tasks")
        )[: LINES_PER_PAGE + 1]
    )
    more = len(found) > LINES_PER_PAGE
    return Lines(found[:LINES_PER_PAGE], found[LINES_PER_PAGE].position if more else None)


def lines_to_decide(asker: Account, document: KeptDocument, keys: Iterable[int] | None) -> list[SourceLine]:
    """Those of ``keys`` that are lines of the document, in order; None means all that nobody has decided on."""
    policy.require(asker, Action.SEE_DOCUMENTS)
    ours = SourceLine.objects.filter(document=document)
    return list(ours.filter(outcome=Outcome.PROPOSED) if keys is None else ours.filter(pk__in=list(keys)))


def line_by_id(asker: Account, document_id: int, line_id: int) -> SourceLine:
    """One line of a document. Raises SourceLine.DoesNotExist."""
    policy.require(asker, Action.SEE_DOCUMENTS)
    return SourceLine.objects.select_related("document").get(pk=line_id, document=document_id)


def neighbours(asker: Account, line: SourceLine) -> Sequence[SourceLine]:
    """The line with what stands around it, so that it is read as it was meant."""
    policy.require(asker, Action.SEE_DOCUMENTS)
    around = 2
    return list(
        SourceLine.objects.filter(
            document=line.document_id,
            position__gte=line.position - around,
            position__lte=line.position + around,
        )
    )


def next_proposed(asker: Account, line: SourceLine) -> SourceLine | None:
    """The next line nobody has decided on, so that one is led from one to the next."""
    policy.require(asker, Action.SEE_DOCUMENTS)
    waiting = SourceLine.objects.filter(document=line.document_id, outcome=Outcome.PROPOSED)
    return waiting.filter(position__gt=line.position).first() or waiting.first()


# ---- tasks


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What the ledger is narrowed to; empty means everything."""

    state: str = ""
    document: str = ""
    unit: str = ""
    overdue: str = ""
    text: str = ""


def tasks(asker: Account, wanted: TaskFilter | None = None) -> QuerySet[PressedTask]:
    """The tasks ``asker`` may see: all, or those in which an organisation of theirs has a part."""
    scope = policy.require(asker, Action.SEE_TASKS)
    found = PressedTask.objects.select_related("document", "line").defer("document__text")
    found = found.prefetch_related(_with_units())
    if not scope.everything:
        found = found.filter(_has_unit(scope.organisations))
    return _narrowed(found, wanted or TaskFilter())


def task_by_id(asker: Account, task_id: int) -> PressedTask:
    """One task. Raises PressedTask.DoesNotExist for one outside the asker's scope too."""
    return tasks(asker).get(pk=task_id)


def events(asker: Account, task: PressedTask) -> Sequence[TaskEvent]:
    """What happened to a task, oldest first."""
    policy.require(asker, Action.SEE_TASKS)
    return list(task.events.select_related("by").order_by("pk"))


def reporter_of(task: PressedTask) -> int | None:
    """Id of whoever last reported the task as done."""
    reports = task.events.filter(step="report").order_by("-pk")
    return reports.values_list("by_id", flat=True).first()


def parts_of(scope: Scope, task: PressedTask) -> set[Part]:
    """The parts that organisations within ``scope`` have in a task; all of them for whoever reaches everything."""
    if scope.everything:
        return set(Part)
    return {Part(one.part) for one in task.units.all() if one.organisation_id in scope.organisations}


def state_counts(asker: Account) -> dict[str, int]:
    """How many of the tasks ``asker`` may see stand in each state, and how many are overdue."""
    seen = tasks(asker).prefetch_related(None).select_related(None)
    counts = dict(seen.values_list("state").annotate(number=Count("pk")).values_list("state", "number"))
    return {**counts, "overdue": seen.filter(_overdue()).count()}


def choices(asker: Account) -> dict[str, list[tuple[str, str]]]:
    """What the ledger's filters can be set to, from the tasks the asker may see."""
    seen = tasks(asker).prefetch_related(None).values("pk")
    kept = KeptDocument.objects.filter(
        Exists(PressedTask.objects.filter(document=OuterRef("pk"), pk__in=seen))
    )
    scope = policy.require(asker, Action.SEE_TASKS)
    units = Organisation.objects.filter(
        Exists(TaskUnit.objects.filter(organisation=OuterRef("pk"), task__in=seen))
    )
    if not scope.everything:
        units = units.filter(pk__in=scope.organisations)
    return {
        "state": [(str(state), str(label)) for state, label in TaskState.choices],
        "document": [(str(key), title) for key, title in kept.order_by("-pk").values_list("pk", "title")],
        "unit": [(str(key), name) for key, name in units.order_by("kind", "name").values_list("pk", "name")],
    }


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A task as the ledger's workbook shows it."""

    task: PressedTask
    lead: str
    assist: str
    last: TaskEvent | None = field(default=None)


def ledger(found: QuerySet[PressedTask]) -> Iterator[LedgerRow]:
    """Rows of the workbook for tasks that ``tasks`` gave, with the last thing that happened to each."""
    latest = TaskEvent.objects.order_by("pk")
    for task in found.prefetch_related(Prefetch("events", latest)).order_by("pk").iterator(chunk_size=500):
        happened = list(task.events.all())
        yield LedgerRow(
            task,
            "、".join(named(task, Part.LEAD)),
            "、".join(named(task, Part.ASSIST)),
            happened[-1] if happened else None,
        )


def named(task: PressedTask, part: Part) -> list[str]:
    """Names of those who have a part in a task."""
    return [one.organisation.name for one in task.units.all() if one.part == part]


def is_overdue(task: PressedTask) -> bool:
    """Whether a task's last day is over and it is still open."""
    return task.state in OPEN and task.due is not None and task.due < timezone.localdate()


# ---- 我的


def asked_of(asker: Account) -> QuerySet[PressedTask]:
    """Tasks that wait for organisations the asker reports for; none for whoever reports for the whole district."""
    scope = policy.require(asker, Action.REPORT_TASK)
    found = tasks(asker).filter(state__in=WITH_UNITS).select_related("made_by").order_by("due", "pk")
    return found.none() if scope.everything else found.filter(_has_unit(scope.organisations))


def waiting_for_office(asker: Account) -> tuple[int, TaskEvent | None]:
    """How many tasks wait for 创建办, and the last thing that was said about one of them."""
    policy.require(asker, Action.KEEP_DOCUMENTS)
    said = TaskEvent.objects.filter(task__state__in=WITH_OFFICE).order_by("-pk").select_related("by")
    return tasks(asker).prefetch_related(None).filter(state__in=WITH_OFFICE).count(), said.first()


# ---- parts of queries


def _with_units() -> Prefetch[str]:
    by_part = TaskUnit.objects.select_related("organisation").order_by("part", "pk")  # 牵头 sorts before 配合
    return Prefetch("units", by_part)


def _has_unit(organisations: Iterable[int]) -> Exists:
    return Exists(TaskUnit.objects.filter(task=OuterRef("pk"), organisation_id__in=list(organisations)))


def _overdue() -> Q:
    return Q(state__in=OPEN, due__lt=timezone.localdate())


def _narrowed(found: QuerySet[PressedTask], wanted: TaskFilter) -> QuerySet[PressedTask]:
    if wanted.state == "office":
        found = found.filter(state__in=WITH_OFFICE)
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if (document := key_from(wanted.document)) is not None:
        found = found.filter(document_id=document)
    if (unit := key_from(wanted.unit)) is not None:
        found = found.filter(_has_unit([unit]))
    if wanted.overdue:
        found = found.filter(_overdue())
    if wanted.text:
        found = found.filter(text__icontains=wanted.text)
    return found
