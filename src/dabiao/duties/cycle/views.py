"""Pages of the cycle: its calendar, one date with its history, and the forms of 创建办."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.cycle_proposal import exact, propose
from dabiao.core.defects import BadInput
from dabiao.core.framework import Framework
from dabiao.core.working_days import is_announced
from dabiao.duties.cycle import actions, queries
from dabiao.duties.cycle.actions import Move
from dabiao.duties.cycle.forms import (
    TEST_MONTH,
    DatesForm,
    DescribeForm,
    EntryForm,
    MoveForm,
    OutcomeForm,
    ProposeForm,
    WithdrawForm,
    first_year_around,
    named,
    on_the_next_working_day,
)
from dabiao.duties.cycle.models import KINDS, CalendarEntry, Cycle, GateState
from dabiao.duties.cycle.picture import drawn
from dabiao.house.defects import sentences
from dabiao.house.forms import HouseForm
from dabiao.house.paging import key_from
from dabiao.office.numbers import shown as shown_figure
from dabiao.people.gate import gate, person
from dabiao.people.models import Account
from dabiao.people.policy import Action, may
from dabiao.standards.pack_files import list_packs
from dabiao.standards.queries import framework_in_use


@require_safe
@gate(Action.SEE_CYCLE)
def cycle(request: HttpRequest) -> HttpResponse:
    """Show the current cycle; the page says what to do where there is none."""
    found = queries.current_cycle(person(request))
    if found is None:
        may_change = may(person(request), Action.CHANGE_CYCLE)
        return render(request, "cycle/none.html", {"may_change": may_change})
    return _calendar(request, found)


@require_safe
@gate(Action.SEE_CYCLE)
def cycle_of(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Show one cycle, current or not."""
    return _calendar(request, _cycle(person(request), cycle_id))


def _calendar(request: HttpRequest, shown: Cycle) -> HttpResponse:
    asker, today = person(request), timezone.localdate()
    seen = queries.calendar(asker, shown)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(one) for one in shown.years} else _year_of(shown, today)
    mine = request.GET.get("mine") == "1"
    context = {
        "seen": seen,
        "cycle": shown,
        "earned": shown_figure(seen.totals.earned) if seen.totals.known_weight else "",
        "annual": [(year, "" if one is None else exact(one)) for year, one in seen.annual],
        "known": float(seen.totals.known_weight * 100),
        "years": list(zip(shown.years, [weight * 100 for weight in shown.weights], strict=True)),
        "others": [one for one in queries.cycles(asker) if one.pk != shown.pk],
        "picture": drawn(seen, today),
        "position": queries.position(seen, today) if shown.is_current else None,
        "today": today,
        "year": year,
        "mine": mine,
        "any_mine": any(one.mine for one in seen.lines),
        "months": _months(seen, year, only_mine=mine, over=False, today=today),
        "over": _months(seen, year, only_mine=mine, over=True, today=today),
        "kinds": KINDS,
        "may_change": may(asker, Action.CHANGE_CYCLE),
        "may_feed": may(asker, Action.KEEP_FEEDS),
    }
    return render(request, "cycle/calendar.html", context)


def _year_of(shown: Cycle, today: date) -> int:
    """The year of today, or the nearest one of the cycle."""
    return min(max(today.year, shown.years[0]), shown.years[-1])


def _months(
    seen: queries.Calendar, year: int, *, only_mine: bool, over: bool, today: date
) -> list[tuple[date, list[queries.CalendarLine]]]:
    """Dates of a year by the month they begin in; what began before stands in January.

    Of the running year either what is ``over`` or the rest; other years are not divided.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    months: dict[date, list[queries.CalendarLine]] = {}
    for line in seen.lines:
        outside = line.span.since > last or line.span.until < first
        if (
            outside
            or (only_mine and not line.mine)
            or (year == today.year and line.span.until < today) != over
        ):
            continue
        begins = max(line.span.since, first)
        months.setdefault(begins.replace(day=1), []).append(line)
    return sorted(months.items())


@gate(Action.CHANGE_CYCLE)
def cycle_propose(request: HttpRequest) -> HttpResponse:
    """Show what a pack proposes; on request make it."""
    in_use = framework_in_use()
    packs = {one.id: one for one in (in_use, *list_packs()) if one.cycle is not None or one.id == in_use.id}
    initial = {
        "pack": in_use.id,
        "first_year": first_year_around(timezone.localdate()),
        "test_month": TEST_MONTH,
    }
    titles = [(one.id, one.title) for one in packs.values()]
    form = ProposeForm(request.POST if request.method == "POST" else None, initial=initial, packs=titles)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid() and request.POST.get("do") == "make":
        plan = form.plan()
        try:
            made = actions.propose_cycle(person(request), plan, packs[plan.pack_id])
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已生成，日期都是拟定的。请逐个核对，改好或确认。"))
            return redirect("cycle_of", cycle_id=made.pk)
    context = {"form": form, "refused": refused, "proposed": _proposed(form, packs)}
    status = 400 if refused or form.errors else 200
    return render(request, "cycle/propose.html", context, status=status)


def _proposed(form: ProposeForm, packs: Mapping[str, Framework]) -> list[tuple[object, date | None]]:
    """The dates as they would be made, each with its last day."""
    if form.is_bound:
        if form.errors:
            return []
        plan = form.plan()
        pack, year, month = plan.pack_id, plan.first_year, plan.test_month
    else:
        pack, year, month = (form.initial[name] for name in ("pack", "first_year", "test_month"))
    dates = sorted(propose(packs[pack].cycle, year, month), key=lambda one: one.since)
    return [(one, one.until if one.until != one.since else None) for one in dates]


@require_POST
@gate(Action.CHANGE_CYCLE)
def cycle_current(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Make a cycle the current one."""
    actions.make_current(person(request), _cycle(person(request), cycle_id))
    messages.success(request, _("已设为当前周期。"))
    return redirect("cycle")


@require_POST
@gate(Action.CHANGE_CYCLE)
def cycle_settle(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Settle the dates of a cycle that were on the page."""
    shown = _cycle(person(request), cycle_id)
    keys = [key for one in request.POST.getlist("entry") if (key := key_from(one)) is not None]
    count = actions.settle_entries(person(request), shown, keys)
    messages.success(request, _("已确认 %(count)d 个日期。") % {"count": count})
    return redirect("cycle_of", cycle_id=cycle_id)


@gate(Action.CHANGE_CYCLE)
def calendar_entry_new(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Add a date of one kind."""
    shown = _cycle(person(request), cycle_id)
    wanted = request.GET.get("kind", "")
    kind = CalendarKind(wanted) if wanted in {one.value for one in CalendarKind} else CalendarKind.MEETING
    form = EntryForm(request.POST if request.method == "POST" else None, kind=kind)
    refused: list[str] = []
    off: date | None = None
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        off = queries.day_off(kind, draft.last or draft.since)
        if off is not None and request.POST.get("day_off") == "next":
            draft, off = on_the_next_working_day(draft, off), None
        if off is None or request.POST.get("day_off") == "keep":
            try:
                made = actions.add_entry(person(request), shown, draft)
            except BadInput as bad:
                refused = sentences(bad.defects)
            else:
                _told_of_holidays(request, made.until or made.since)
                messages.success(request, _("已登记。"))
                return redirect("calendar_entry", calendar_entry_id=made.pk)
    context = {
        "cycle": shown,
        "form": form,
        "refused": refused,
        "day_off": None if refused else off,
        "kind": kind.value,
        "kinds": KINDS,
    }
    status = 400 if refused or form.errors or off else 200
    return render(request, "cycle/new.html", context, status=status)


@require_safe
@gate(Action.SEE_CYCLE)
def calendar_entry(request: HttpRequest, calendar_entry_id: int) -> HttpResponse:
    """Tell of one date; 创建办 changes it here."""
    return _page(request, calendar_entry_id, {})


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that can be done to a date: what it is called, its form, the action, and whether it fits."""

    title: str
    form: Callable[[CalendarEntry, QueryDict | None], HouseForm]
    do: Callable[[Account, CalendarEntry, HouseForm, int], None]
    fits: Callable[[CalendarEntry], bool] = lambda _entry: True


def _move_form(entry: CalendarEntry, data: QueryDict | None) -> HouseForm:
    at = timezone.localtime(entry.at).time() if entry.at else None
    initial = {"since": entry.since, "until": entry.until, "begins": at}
    return MoveForm(data, initial=initial, auto_id="move_%s", kind=CalendarKind(entry.kind))


def _describe_form(entry: CalendarEntry, data: QueryDict | None) -> HouseForm:
    initial = {
        "title": entry.title,
        "condition": entry.condition,
        "source": entry.source,
        "organisations": [one.pk for one in entry.organisations.all()],
    }
    return DescribeForm(data, initial=initial, auto_id="describe_%s", kind=CalendarKind(entry.kind))


def _outcome_form(entry: CalendarEntry, data: QueryDict | None) -> HouseForm:
    return OutcomeForm(data, auto_id="outcome_%s", measured=bool(entry.measure))


def _withdraw_form(_entry: CalendarEntry, data: QueryDict | None) -> HouseForm:
    return WithdrawForm(data, auto_id="withdraw_%s")


def _move(asker: Account, entry: CalendarEntry, form: HouseForm, seen: int) -> None:
    given = form.cleaned_data
    to = Move(given["since"], given.get("until"), given.get("begins"), given["reason"], seen)
    actions.move_entry(asker, entry, to)


def _describe(asker: Account, entry: CalendarEntry, form: HouseForm, seen: int) -> None:
    given = form.cleaned_data
    actions.describe_entry(
        asker,
        entry,
        title=given["title"].strip(),
        condition=given.get("condition", entry.condition).strip(),
        source=given.get("source", entry.source).strip(),
        organisations=named(form),
        reason=given["reason"].strip(),
        seen=seen,
    )


def _outcome(asker: Account, entry: CalendarEntry, form: HouseForm, _seen: int) -> None:
    given = form.cleaned_data
    actions.record_outcome(asker, entry, GateState(given["state"]), given.get("figure"), given["source"])


def _withdraw(asker: Account, entry: CalendarEntry, form: HouseForm, seen: int) -> None:
    actions.withdraw_entry(asker, entry, form.cleaned_data["reason"], seen)


DOINGS = {
    "move": Doing(gettext_noop("改期"), _move_form, _move),
    "outcome": Doing(gettext_noop("登记结果"), _outcome_form, _outcome, lambda entry: entry.is_gate),
    "describe": Doing(gettext_noop("改名称和单位"), _describe_form, _describe),
    "withdraw": Doing(gettext_noop("撤销"), _withdraw_form, _withdraw),
}


@require_POST
@gate(Action.CHANGE_CYCLE)
def calendar_entry_change(request: HttpRequest, calendar_entry_id: int, change: str) -> HttpResponse:
    """Do one of ``DOINGS``; what is refused is told beside its form."""
    entry = _entry(person(request), calendar_entry_id)
    doing = DOINGS.get(change)
    if doing is None or not doing.fits(entry):
        raise Http404(change)
    form = doing.form(entry, request.POST)
    seen = request.POST.get("seen", "")
    refused: list[str] = []
    off: date | None = None
    if form.is_valid():
        off = _day_off(form)
        if off is not None and request.POST.get("day_off") == "next":
            form.cleaned_data["since" if entry.asks else "until"] = off
            off = None
        if off is None or request.POST.get("day_off") == "keep":
            try:
                doing.do(person(request), entry, form, int(seen) if _is_count(seen) else -1)
            except BadInput as bad:
                refused = sentences(bad.defects)
            else:
                if isinstance(form, DatesForm):
                    _told_of_holidays(request, form.cleaned_data.get("until") or form.cleaned_data["since"])
                messages.success(request, _("已登记。"))
                return redirect("calendar_entry", calendar_entry_id=calendar_entry_id)
    return _page(request, calendar_entry_id, {change: form}, refused, None if refused else off)


def _day_off(form: HouseForm) -> date | None:
    if not isinstance(form, DatesForm):
        return None
    return queries.day_off(form.kind, form.cleaned_data.get("until") or form.cleaned_data["since"])


def _told_of_holidays(request: HttpRequest, last: date) -> None:
    if not is_announced(last):
        messages.warning(
            request,
            _("%(year)d 年的放假安排还没有公布，这里按周一至周五上班计算，公布后请再核对。")
            % {"year": last.year},
        )


def _page(
    request: HttpRequest,
    entry_id: int,
    given: Mapping[str, HouseForm],
    refused: list[str] | None = None,
    off: date | None = None,
) -> HttpResponse:
    asker = person(request)
    try:
        told = queries.entry(asker, entry_id)
    except CalendarEntry.DoesNotExist:
        raise Http404(str(entry_id)) from None
    entry = told.line.entry
    context: dict[str, object] = {
        "told": told,
        "line": told.line,
        "today": timezone.localdate(),
        "entry": entry,
        "refused": refused or [],
        "day_off": off,
        "may_change": may(asker, Action.CHANGE_CYCLE) and entry.withdrawn_at is None,
    }
    if context["may_change"]:
        context["doings"] = [
            (name, one.title, given.get(name) or one.form(entry, None), name in given)
            for name, one in DOINGS.items()
            if one.fits(entry)
        ]
    return render(request, "cycle/entry.html", context, status=400 if given else 200)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _cycle(asker: Account, cycle_id: int) -> Cycle:
    try:
        return queries.cycle_by_id(asker, cycle_id)
    except Cycle.DoesNotExist:
        raise Http404(str(cycle_id)) from None


def _entry(asker: Account, entry_id: int) -> CalendarEntry:
    try:
        return queries.entry_by_id(asker, entry_id)
    except CalendarEntry.DoesNotExist:
        raise Http404(str(entry_id)) from None
