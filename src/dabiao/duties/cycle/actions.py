"""Writes to the cycle. A date that changes keeps what it was; what asks something of units passes 减负 first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.cycle_proposal import cited, following, propose
from dabiao.core.defects import BadInput
from dabiao.core.framework import Cycle as PackCycle
from dabiao.core.framework import Framework
from dabiao.duties.cycle.drafts import (
    CyclePlan,
    EntryDraft,
    check_days,
    check_draft,
    check_words,
    checked_weights,
    defect,
    due_of,
    moment,
)
from dabiao.duties.cycle.models import (
    CalendarEntry,
    Change,
    Cycle,
    EntryChange,
    GateOutcome,
    GateState,
)
from dabiao.people.burden.actions import Request, ask_of, withdraw_ask
from dabiao.people.models import Account, Organisation
from dabiao.people.policy import Action
from dabiao.people.writing import writing

RESOURCE = "calendar_entry"


def propose_cycle(actor: Account, plan: CyclePlan, framework: Framework) -> Cycle:
    """Make a cycle with every date that ``core.cycle_proposal`` proposes, each of them unsettled.

    The first cycle becomes the current one. Raises BadInput for a title that is taken and weights that make no whole.
    """
    check_words(plan.title, plan.weights_source)
    weights = checked_weights(plan, framework)
    try:
        proposed = propose(framework.cycle, plan.first_year, plan.test_month)
    except ValueError as wrong:
        raise BadInput(defect("%(wrong)s，请改正", plan.name, wrong=str(wrong))) from None
    with writing(actor, Action.CHANGE_CYCLE, "cycle") as entry:
        if Cycle.objects.filter(title=plan.name).exists():
            raise BadInput(defect("已经有同名的周期，请换一个名称，或者直接调整那个周期的日期", plan.name))
        made = Cycle.objects.create(
            title=plan.name,
            pack_id=framework.id,
            pack_edition=framework.edition,
            first_year=plan.first_year,
            first_weight=weights[0],
            second_weight=weights[1],
            third_weight=weights[2],
            weights_source=plan.weights_source if plan.weights else _weights_source(framework.cycle),
            is_current=not Cycle.objects.filter(is_current=True).exists(),
        )
        now = timezone.now()
        entries: list[CalendarEntry] = []
        for one in proposed:
            gate = one.gate
            entries.append(
                CalendarEntry.objects.create(
                    cycle=made,
                    kind=one.kind.value,
                    title=one.title,
                    since=one.since,
                    until=one.until,
                    is_settled=False,
                    follows=entries[one.follows] if one.follows is not None else None,
                    condition=one.condition,
                    source=one.source,
                    pack_gate=gate.id if gate else "",
                    measure=gate.measure if gate else "",
                    at_least=gate.at_least if gate else None,
                    revised_at=now,
                )
            )
        entry.resource_id = str(made.pk)
        entry.after = {"title": made.title, "pack": framework.id, "weights": weights, "dates": len(entries)}
    return made


def make_current(actor: Account, cycle: Cycle) -> None:
    """Let pages, feeds and reminders speak of ``cycle``."""
    with writing(actor, Action.CHANGE_CYCLE, "cycle", str(cycle.pk)) as entry:
        before = Cycle.objects.filter(is_current=True).values_list("pk", flat=True).first()
        Cycle.objects.filter(is_current=True).update(is_current=False)
        Cycle.objects.filter(pk=cycle.pk).update(is_current=True)
        entry.before, entry.after = {"current": before}, {"current": cycle.pk}


def add_entry(actor: Account, cycle: Cycle, draft: EntryDraft) -> CalendarEntry:
    """Add a date. A meeting or deadline is asked of the units it names, at once (people.burden)."""
    check_draft(cycle, draft)
    with writing(actor, Action.CHANGE_CYCLE, RESOURCE) as entry:
        made = CalendarEntry.objects.create(
            cycle=cycle,
            kind=draft.kind.value,
            title=draft.title,
            since=draft.since,
            until=draft.last,
            at=draft.at,
            lasts=draft.lasts,
            minutes=draft.minutes,
            condition=draft.condition,
            source=draft.source,
            revised_at=timezone.now(),
        )
        made.organisations.set(draft.organisations)
        if made.is_stage:
            _revise_stages(made)
        if made.asks:
            _ask(actor, made, draft.organisations, draft.reason)
        entry.resource_id = str(made.pk)
        entry.after = _dates(made) | {
            "title": made.title,
            "organisations": [one.pk for one in draft.organisations],
        }
    return made


@dataclass(frozen=True, slots=True)
class Move:
    """New days of a date, and why. ``seen`` is the revision the mover looked at."""

    since: date
    until: date | None
    begins: time | None
    reason: str
    seen: int


def move_entry(actor: Account, moved: CalendarEntry, to: Move) -> None:
    """Give new days. What follows a test moves with it; an earlier day is asked of the units anew."""
    check_words(to.reason)
    with writing(actor, Action.CHANGE_CYCLE, RESOURCE, str(moved.pk)) as entry:
        current = _open(moved, to.seen)
        kind = CalendarKind(current.kind)
        until = None if current.is_stage else to.since if current.asks else (to.until or to.since)
        check_days(current.cycle, kind, current.title, to.since, until, leave_out=current.pk)
        at = moment(to.since, to.begins) if current.asks else None
        if (to.since, until, at) == (current.since, current.until, current.at):
            raise BadInput(defect("日期和现在的一样，没有改动", current.title))
        if not to.reason.strip():
            raise BadInput(defect("请写明为什么改期，改期记录人人可看", current.title))
        was_due = due_of(current)
        before = _dates(current)
        current.follows = None  # who sets days by hand takes them out of the rule
        current.since, current.until, current.at = to.since, until, at
        if at is None:
            current.lasts = None
        _revise(actor, current, Change.MOVED, to.reason.strip())
        if kind is CalendarKind.TEST:
            _move_followers(actor, current)
        if current.asks and due_of(current) < was_due:
            _ask_earlier(actor, current, to.reason.strip())
        entry.before, entry.after = before, _dates(current)


def describe_entry(
    actor: Account,
    described: CalendarEntry,
    *,
    title: str,
    condition: str,
    source: str,
    organisations: Iterable[Organisation],
    reason: str,
    seen: int,
) -> None:
    """Change what it is called, what it asks and of whom. Units that are named anew are asked."""
    check_words(title, condition, source, reason)
    chosen = list(organisations)
    with writing(actor, Action.CHANGE_CYCLE, RESOURCE, str(described.pk)) as entry:
        current = _open(described, seen)
        had = set(current.organisations.values_list("pk", flat=True))
        if current.asks and not chosen:
            raise BadInput(
                defect("请选择要求哪些单位参加或报送。不指定单位，就没有人知道是不是自己的事", title)
            )
        entry.before = {"title": current.title, "organisations": sorted(had)}
        current.title, current.condition, current.source = title, condition, source
        current.organisations.set(chosen)
        _revise(actor, current, Change.DESCRIBED, reason)
        if current.asks:
            _ask(actor, current, [one for one in chosen if one.pk not in had], reason)
        entry.after = {"title": title, "organisations": sorted(one.pk for one in chosen)}


def settle_entries(actor: Account, cycle: Cycle, entry_ids: Iterable[int]) -> int:
    """Say that these proposed dates of a cycle hold as they stand; how many there were."""
    with writing(actor, Action.CHANGE_CYCLE, "cycle", str(cycle.pk)) as entry:
        proposed = list(
            cycle.entries.filter(pk__in=list(entry_ids), is_settled=False, withdrawn_at=None).order_by("pk")
        )
        for one in proposed:
            _revise(actor, one, Change.SETTLED, "")
        entry.after = {"settled": [one.pk for one in proposed]}
    return len(proposed)


def withdraw_entry(actor: Account, withdrawn: CalendarEntry, reason: str, seen: int) -> None:
    """Call it off, and what follows it: subscribed calendars take it out, the page keeps it with why."""
    check_words(reason)
    with writing(actor, Action.CHANGE_CYCLE, RESOURCE, str(withdrawn.pk)) as entry:
        current = _open(withdrawn, seen)
        if not reason.strip():
            raise BadInput(defect("请写明为什么撤销", current.title))
        followers = list(current.followers.filter(withdrawn_at=None).select_related("cycle"))
        for one in (current, *followers):
            one.withdrawn_at = timezone.now()
            said = reason.strip() if one is current else _because_of(current)
            _revise(actor, one, Change.WITHDRAWN, said)
            withdraw_ask(RESOURCE, str(one.pk))
        entry.after = {"withdrawn": [one.pk for one in (current, *followers)]}


def record_outcome(
    actor: Account, gate: CalendarEntry, state: GateState, figure: Decimal | None, source: str
) -> None:
    """Enter how a gate stands. A figure decides by itself, for every gate of that measure in that year."""
    check_words(source)
    with writing(actor, Action.CHANGE_CYCLE, RESOURCE, str(gate.pk)) as entry:
        current = _open(gate)
        if not current.is_gate:
            raise BadInput(defect("只有关口才登记结果", current.title))
        if not source.strip():
            raise BadInput(defect("请写明结果的出处，例如哪份通报、哪天公布", current.title))
        if figure is not None and not current.measure:
            raise BadInput(defect("这个关口没有分数线，请只选状态，不填分数", current.title))
        if figure is None:
            concerned = [current]
        else:
            concerned = list(
                CalendarEntry.objects.filter(
                    cycle=current.cycle,
                    measure=current.measure,
                    since__year=current.since.year,
                    withdrawn_at=None,
                ).order_by("pk")
            )
            decided = _decided(current, figure)
            if state not in (decided, GateState.OPEN):
                raise BadInput(
                    defect(
                        "分数 %(figure)s 和分数线 %(limit)s 对照是“%(decided)s”，和所选的状态不一致，请核对",
                        current.title,
                        figure=f"{figure:f}",
                        limit=current.limit,
                        decided=decided.value,
                    )
                )
        now = timezone.now()
        for one in concerned:
            GateOutcome.objects.create(
                entry=one,
                state=state if figure is None else _decided(one, figure),
                figure=figure,
                source=source.strip(),
                made_by=actor,
                made_at=now,
            )
            one.sequence += 1
            one.revised_at = now
            one.save(update_fields=["sequence", "revised_at"])
        entry.after = {
            "state": state.value,
            "figure": None if figure is None else f"{figure:f}",
            "gates": [one.pk for one in concerned],
        }


def _weights_source(cycle: PackCycle | None) -> str:
    return cited(cycle.source)[:200] if cycle else ""


def _decided(gate: CalendarEntry, figure: Decimal) -> GateState:
    """The limit itself clears a gate, as in ``core.cycle``."""
    return GateState.MET if gate.at_least is not None and figure >= gate.at_least else GateState.MISSED


def _open(entry: CalendarEntry, seen: int | None = None) -> CalendarEntry:
    """Read it anew, and make sure that it is still as the writer saw it."""
    current = CalendarEntry.objects.select_related("cycle").get(pk=entry.pk)
    if current.withdrawn_at is not None:
        raise BadInput(defect("这个日期已经撤销，不能再改", current.title))
    if seen is not None and seen != current.sequence:
        raise BadInput(defect("您打开页面以后，这个日期有人改过。请看清现在的日期再改一次", current.title))
    return current


def _revise(actor: Account, entry: CalendarEntry, change: Change, reason: str) -> None:
    """Store ``entry`` as it is now, with what it was. A revised date is settled: somebody has looked at it."""
    was = CalendarEntry.objects.get(pk=entry.pk)
    entry.sequence += 1
    entry.revised_at = timezone.now()
    entry.is_settled = True
    entry.save()
    EntryChange.objects.create(
        entry=entry,
        sequence=entry.sequence,
        change=change,
        since_before=was.since,
        until_before=was.until,
        at_before=was.at,
        since_after=entry.since,
        until_after=entry.until,
        at_after=entry.at,
        title_before=was.title,
        reason=reason,
        made_by=actor,
        made_at=entry.revised_at,
    )
    if entry.is_stage:
        _revise_stages(entry)


def _revise_stages(changed: CalendarEntry) -> None:
    """Count up the other stages: where one begins or goes, the one before it ends on another day."""
    others = CalendarEntry.objects.filter(
        cycle=changed.cycle, kind=CalendarKind.STAGE.value, withdrawn_at=None
    ).exclude(pk=changed.pk)
    for one in others:
        one.sequence += 1
        one.revised_at = timezone.now()
        one.save(update_fields=["sequence", "revised_at"])


def _move_followers(actor: Account, test: CalendarEntry) -> None:
    for one in test.followers.filter(withdrawn_at=None).select_related("cycle"):
        days = following(CalendarKind(one.kind), test.since)
        if days != (one.since, one.until):
            one.since, one.until = days
            _revise(actor, one, Change.MOVED, _because_of(test))


def _because_of(test: CalendarEntry) -> str:
    return f"随“{test.title}”改动"


def _ask(actor: Account, entry: CalendarEntry, organisations: Iterable[Organisation], reason: str) -> None:
    asked = Request(
        RESOURCE,
        str(entry.pk),
        entry.title,
        reverse("calendar_entry", args=[entry.pk]),
        minutes=entry.minutes or 0,
        due=due_of(entry),
    )
    ask_of(actor, organisations, asked, reason)


def _ask_earlier(actor: Account, entry: CalendarEntry, reason: str) -> None:
    """Write down the shorter notice; the work itself was counted when it was asked first."""
    asked = Request(
        RESOURCE,
        f"{entry.pk}/{entry.sequence}",
        entry.title,
        reverse("calendar_entry", args=[entry.pk]),
        minutes=0,
        items=0,
        due=due_of(entry),
    )
    ask_of(actor, entry.organisations.all(), asked, reason)


def _dates(entry: CalendarEntry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "since": entry.since.isoformat(),
        "until": entry.until.isoformat() if entry.until else None,
        "at": entry.at.isoformat() if entry.at else None,
    }
