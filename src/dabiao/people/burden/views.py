"""Pages of 减负: what is asked of everybody, of one organisation, and how much may be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dabiao.core.burden import WEEK, Limit
from dabiao.core.defects import BadInput
from dabiao.house.charts import Chart, Line, chart
from dabiao.house.defects import sentences
from dabiao.house.downloads import WORKBOOK, attachment
from dabiao.house.paging import key_from, page_of
from dabiao.office.burden_workbook import AskRow, WeekRow, write_burden_account, write_burden_csv
from dabiao.office.chart_svg import trend_svg
from dabiao.people.burden import queries
from dabiao.people.burden.account import (
    AccountLine,
    BurdenAccount,
    WeekLoad,
    burden_account,
    organisation_weeks,
)
from dabiao.people.burden.actions import set_burden_limit
from dabiao.people.burden.forms import LimitForm
from dabiao.people.burden.models import Ask
from dabiao.people.gate import gate, person
from dabiao.people.models import Account, Organisation, OrganisationKind
from dabiao.people.policy import Action, may

MOST_LINES = 120
"""Organisations a page lists; a larger district chooses a kind or a name, and the export has all."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One organisation as the table has it: the chosen week, and the minutes of all weeks."""

    organisation: Organisation
    depth: int
    week: WeekLoad
    weeks: Sequence[WeekLoad]

    @property
    def history(self) -> str:
        """Minutes of every week, oldest first."""
        return " · ".join(str(one.load.minutes) for one in self.weeks)


@gate(Action.SEE_BURDEN)
def burden(request: HttpRequest) -> HttpResponse:
    """Show the account of a week, what went out although it was too much or too late, and what was asked twice."""
    asker = person(request)
    account = burden_account(asker)
    at = _chosen_week(request, account.weeks)
    since, until = account.weeks[at], account.weeks[at] + WEEK
    kind, by_name = _kind(request), request.GET.get("sort") == "name"
    wanted = request.GET.get("q", "").strip()
    lines = [
        ShownLine(one.organisation, 0 if by_name or wanted or kind else one.depth, one.weeks[at], one.weeks)
        for one in _chosen(account, kind, wanted)
        if not one.is_empty
    ]
    if by_name:
        lines.sort(key=lambda one: one.organisation.name)
    told, trend = queries.sent_anyway(asker, since, until, kind), _average_chart(account, kind)
    context = {
        "account": account,
        "lines": lines[:MOST_LINES],
        "left_out": max(0, len(lines) - MOST_LINES),
        "spared": sum(one.is_empty for one in account.lines),
        "over": sum(one.week.is_over for one in lines),
        "since": since,
        "last_day": until - WEEK / 7,
        "is_present": at == len(account.weeks) - 1,
        "weeks": list(enumerate(account.weeks))[::-1],
        "at": at,
        "kinds": OrganisationKind.choices,
        "kind": kind,
        "sort": "name" if by_name else "",
        "q": wanted,
        "told": told,
        "repeats": queries.repeats(asker, since, until),
        "trend": trend,
        "trend_rows": list(zip(trend.labels, trend.lines[0].values, strict=True)) if trend else [],
        "may_limit": may(asker, Action.SET_BURDEN_LIMIT),
        "may_check": may(asker, Action.SEE_COMPLAINTS),
    }
    return render(request, "burden/burden.html", context)


@gate(Action.SEE_BURDEN)
def burden_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Show what is asked of one organisation: the weeks, and every request."""
    asker = person(request)
    one = _seen(asker, organisation_id)
    weeks = organisation_weeks(asker, one)
    context = {
        "one": one,
        "weeks": weeks[::-1],
        "present": weeks[-1],
        "page": page_of(queries.asks_of_organisation(asker, one), key_from(request.GET.get("before"))),
        "trend": _organisation_chart(weeks),
        "limits": [limit for limit in queries.limits_set(asker) if limit.kind == one.kind],
    }
    return render(request, "burden/organisation.html", context)


@gate(Action.SET_BURDEN_LIMIT)
def limits(request: HttpRequest) -> HttpResponse:
    """Show how much may be asked of each kind, and set it anew."""
    form = LimitForm(request.POST or None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            set_burden_limit(
                person(request),
                OrganisationKind(form.cleaned_data["kind"]),
                form.limit(),
                form.cleaned_data["reason"],
            )
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("新的上限已经生效。"))
            return redirect("burden_limits")
    book, now = queries.limit_book(), timezone.now()
    context = {
        "form": form,
        "refused": refused,
        "in_force": [
            (label, book.of(kind, now), book.is_preset(kind)) for kind, label in OrganisationKind.choices
        ],
        "history": queries.limits_set(person(request)),
        "preset": queries.PRESET,
    }
    return render(request, "burden/limits.html", context, status=400 if refused or form.errors else 200)


@gate(Action.SEE_BURDEN)
def export_workbook(request: HttpRequest) -> HttpResponse:
    """Hand out the account of all nine weeks as a workbook: by week, request by request, and what it means."""
    asker = person(request)
    account = burden_account(asker)
    said = _("%(first)s 至 %(last)s，%(at)s 统计") % {
        "first": f"{account.weeks[0]:%Y-%m-%d}",
        "last": f"{timezone.localdate():%Y-%m-%d}",
        "at": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "burden.xlsx"
        write_burden_account(_week_rows(account), _ask_rows(asker, account.weeks[0]), said, path)
        return _handed_out(path, "xlsx", WORKBOOK)


@gate(Action.SEE_BURDEN)
def export_csv(request: HttpRequest) -> HttpResponse:
    """Hand out the single requests of all nine weeks as CSV."""
    asker = person(request)
    since = burden_account(asker).weeks[0]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "burden.csv"
        write_burden_csv(_ask_rows(asker, since), path)
        return _handed_out(path, "csv", "text/csv; charset=utf-8")


def _handed_out(path: Path, ending: str, content_type: str) -> HttpResponse:
    return attachment(path.read_bytes(), f"减负账-{timezone.localdate():%Y-%m-%d}.{ending}", content_type)


def _seen(asker: Account, organisation_id: int) -> Organisation:
    try:
        return queries.organisation_seen(asker, organisation_id)
    except Organisation.DoesNotExist:
        raise Http404(str(organisation_id)) from None


def _chosen_week(request: HttpRequest, weeks: Sequence[datetime]) -> int:
    """Which of the weeks is asked for, by its Monday; the present one unless it is one of the others."""
    mondays = [f"{one:%Y-%m-%d}" for one in weeks]
    asked = request.GET.get("week", "")
    return mondays.index(asked) if asked in mondays else len(weeks) - 1


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in OrganisationKind.values else ""


def _chosen(account: BurdenAccount, kind: str, wanted: str) -> list[AccountLine]:
    return [
        one
        for one in account.lines
        if (not kind or one.organisation.kind == kind) and wanted in one.organisation.name
    ]


def _average_chart(account: BurdenAccount, kind: str) -> Chart | None:
    """Minutes a week, on average over organisations of one kind: communities unless another kind is chosen."""
    kinds = {one.organisation.kind for one in account.lines}
    counted = kind or (OrganisationKind.COMMUNITY if OrganisationKind.COMMUNITY in kinds else "")
    if not account.lines or (counted and counted not in kinds):
        return None
    averages = account.average_minutes(counted or None)
    named = OrganisationKind(counted).label if counted else _("单位")
    title = _("平均每个%(kind)s每周用时（分钟）") % {"kind": named}
    limit = next(
        one.weeks[-1].limit for one in account.lines if not counted or one.organisation.kind == counted
    )
    return _chart(title, averages, limit)


def _organisation_chart(weeks: Sequence[WeekLoad]) -> Chart:
    figures = [(one.since, float(one.load.minutes)) for one in weeks]
    return _chart(_("每周用时（分钟）"), figures, weeks[-1].limit)


def _chart(title: str, figures: Sequence[tuple[datetime, float | None]], limit: Limit) -> Chart:
    labels = [f"{since:%m-%d}" for since, _minutes in figures]
    points = [(label, minutes) for label, (_since, minutes) in zip(labels, figures, strict=True)]
    ceiling = (_("上限"), limit.minutes)
    picture = trend_svg(points, title=title, unit=_("分钟"), say=_, limit=ceiling, digits=0)
    values = tuple(minutes for _since, minutes in figures)
    lines = [Line(title, values), Line(ceiling[0], (float(limit.minutes),) * len(values), dashed=True)]
    return chart(picture, labels, lines, _("分钟"))


def _week_rows(account: BurdenAccount) -> list[WeekRow]:
    return [
        WeekRow(
            line.organisation.name,
            line.organisation.kind,
            week.since.date(),
            week.load.items,
            week.limit.items,
            week.load.minutes,
            week.limit.minutes,
            week.short,
            week.sent_over,
        )
        for line in account.lines
        for week in line.weeks
        if week.requests
    ]


def _ask_rows(asker: Account, since: datetime) -> list[AskRow]:
    return [_ask_row(one) for one in queries.asks_since(asker, since)]


def _ask_row(one: Ask) -> AskRow:
    return AskRow(
        one.organisation.name,
        one.organisation.kind,
        one.title,
        one.items,
        one.minutes,
        one.asked_by.display_name,
        timezone.localtime(one.asked_at),
        timezone.localtime(one.due) if one.due else None,
        one.short_notice,
        one.over_limit,
        one.reason,
    )
