"""Pages of the ledger (督办台账), its export, and one task with everything that happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.duties.press import actions, queries
from dabiao.duties.press.forms import HandOverForm, NoteForm
from dabiao.duties.press.models import Part, PressedTask, TaskState
from dabiao.duties.press.queries import TaskFilter
from dabiao.duties.press.steps import HAND_OVER, HANDED_OVER_FROM, MADE, STEPS
from dabiao.house.defects import sentences
from dabiao.house.downloads import attachment
from dabiao.house.paging import key_from, page_of
from dabiao.office.press_ledger import TaskLine, write_ledger
from dabiao.people.gate import gate, person
from dabiao.people.models import Account
from dabiao.people.policy import Action, may, require
from dabiao.standards.queries import framework_in_use

MOST_EXPORTED = 20_000
"""Rows of one exported workbook; a district's speeches of ten years give fewer."""

EVENTS = {HAND_OVER: gettext_noop("改派"), MADE: gettext_noop("交办")}
"""What happened that is no step of the table."""

FILTERS = ("state", "document", "unit")
LABELS = {
    "state": (_("状态"), _("全部状态")),
    "document": (_("来源文件"), _("全部文件")),
    "unit": (_("单位"), _("全部单位")),
}


@gate(Action.SEE_TASKS)
def ledger(request: HttpRequest) -> HttpResponse:
    """List the tasks the asker may see, newest first, with filters."""
    asker, wanted = person(request), _wanted(request)
    found = queries.tasks(asker, wanted)
    page = page_of(found, key_from(request.GET.get("before")))
    options = queries.choices(asker)
    counts = queries.state_counts(asker)
    context = {
        "page": page,
        "rows": [_row(task) for task in page.rows],
        "filters": [(name, *LABELS[name], options[name], getattr(wanted, name)) for name in FILTERS],
        "wanted": wanted,
        "chosen": urlencode({name: value for name, value in _given(wanted).items() if value}),
        "tiles": [
            (state, label, counts.get(state, 0)) for state, label in TaskState.choices if counts.get(state)
        ],
        "overdue": counts["overdue"],
        "may_see_documents": may(asker, Action.SEE_DOCUMENTS),
    }
    return render(request, "press/ledger.html", context)


@gate(Action.SEE_TASKS)
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the ledger as filtered, as a workbook."""
    found = queries.tasks(person(request), _wanted(request))
    if found.count() > MOST_EXPORTED:
        messages.error(
            request,
            gettext("超过 %(most)d 项，没有导出。请先按文件或单位筛选，再分别导出") % {"most": MOST_EXPORTED},
        )
        return redirect(f"{reverse('press')}?{request.GET.urlencode()}")
    day = timezone.localdate()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        write_ledger((_line(one) for one in queries.ledger(found)), path, day)
        content = path.read_bytes()
    return attachment(content, f"督办台账-{day.isoformat()}.xlsx")


@gate(Action.SEE_TASKS)
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Tell of one task, and offer what this person can do about it now."""
    return _page(request, task_id, {}, [])


@require_POST
@gate(Action.SEE_TASKS)
def take_step(request: HttpRequest, task_id: int, step: str) -> HttpResponse:
    """Take a step of the table, or hand the task over; who may is the policy's to say."""
    asker = person(request)
    if step != HAND_OVER and step not in STEPS:
        raise Http404(step)
    found = _found(asker, task_id)
    require(asker, Action.KEEP_DOCUMENTS if step == HAND_OVER else STEPS[step].action)
    form = _form(step, found, request)
    refused: list[str] = []
    if form.is_valid():
        try:
            _do(asker, found, step, form)
        except BadInput as bad:
            refused = sentences(bad.defects)
        except PressedTask.DoesNotExist:
            raise Http404(str(task_id)) from None
        else:
            messages.success(request, gettext("已登记。"))
            return redirect("pressed_task", task_id=task_id)
    return _page(request, task_id, {step: form}, refused)


def _do(asker: Account, found: PressedTask, step: str, form: HandOverForm | NoteForm) -> None:
    given = form.cleaned_data
    if step == HAND_OVER:
        lead, assist = list(given["lead"]), list(given["assist"])
        actions.hand_over(asker, found, lead, assist, given["due"], given["note"], given["reason"])
    else:
        actions.take_step(asker, found, step, given["note"])


@dataclass(frozen=True, slots=True)
class Row:
    """A task in the ledger."""

    task: PressedTask
    lead: str
    assist: str
    overdue: bool


def _row(task: PressedTask) -> Row:
    return Row(
        task,
        "、".join(queries.named(task, Part.LEAD)),
        "、".join(queries.named(task, Part.ASSIST)),
        queries.is_overdue(task),
    )


def _line(row: queries.LedgerRow) -> TaskLine:
    task, last = row.task, row.last
    return TaskLine(
        text=task.text,
        document=task.document.title,
        heading=task.line.heading,
        lead=row.lead,
        assist=row.assist,
        standard_id=task.standard_id,
        due=task.due,
        state=task.state,
        overdue=queries.is_overdue(task),
        last=last.note if last else "",
        last_on=timezone.localdate(last.at) if last else None,
        closed_on=timezone.localdate(last.at) if last and task.state == TaskState.CLOSED else None,
    )


def _page(
    request: HttpRequest, task_id: int, given: dict[str, HandOverForm | NoteForm], refused: list[str]
) -> HttpResponse:
    asker = person(request)
    found = _found(asker, task_id)
    framework = framework_in_use()
    context = {
        "row": _row(found),
        "task": found,
        "standard": framework.standards.get(found.standard_id),
        "events": [(one, _title(one.step)) for one in queries.events(asker, found)],
        "steps": [
            (name, title, given.get(name) or _form(name, found), name in given)
            for name, title in _offered(asker, found)
        ],
        "refused": refused,
        "may_see_documents": may(asker, Action.SEE_DOCUMENTS),
        "asked_here": not require(asker, Action.SEE_TASKS).everything,
    }
    return render(request, "press/task.html", context, status=400 if given else 200)


def _offered(asker: Account, found: PressedTask) -> list[tuple[str, str]]:
    """What this person can do about the task as it stands."""
    offered = []
    reporter = queries.reporter_of(found)
    for name, step in STEPS.items():
        if step.leads_to(found.state) is None or not may(asker, step.action):
            continue
        parts = queries.parts_of(require(asker, step.action), found)
        if not parts or (step.lead_only and Part.LEAD not in parts):
            continue
        if step.not_the_reporter and reporter == asker.pk:
            continue
        offered.append((name, step.title))
    if may(asker, Action.KEEP_DOCUMENTS) and TaskState(found.state) in HANDED_OVER_FROM:
        offered.append((HAND_OVER, _title(HAND_OVER)))
    return offered


def _title(step: str) -> str:
    """What an event or a step is called."""
    return STEPS[step].title if step in STEPS else EVENTS[step]


def _form(step: str, found: PressedTask, request: HttpRequest | None = None) -> HandOverForm | NoteForm:
    data = request.POST if request else None
    if step == HAND_OVER:
        units = list(found.units.all())
        initial = {
            "lead": [one.organisation_id for one in units if one.part == Part.LEAD],
            "assist": [one.organisation_id for one in units if one.part == Part.ASSIST],
            "due": found.due,
        }
        return HandOverForm(data, initial=initial, auto_id=f"{step}_%s")
    taken = STEPS[step]
    return NoteForm(data, label=gettext(taken.note_label), needed=taken.note_needed, auto_id=f"{step}_%s")


def _found(asker: Account, task_id: int) -> PressedTask:
    try:
        return queries.task_by_id(asker, task_id)
    except PressedTask.DoesNotExist:
        raise Http404(str(task_id)) from None


def _wanted(request: HttpRequest) -> TaskFilter:
    return TaskFilter(**{name: request.GET.get(name, "").strip() for name in (*FILTERS, "overdue", "text")})


def _given(wanted: TaskFilter) -> dict[str, str]:
    return {name: getattr(wanted, name) for name in (*FILTERS, "overdue", "text")}
