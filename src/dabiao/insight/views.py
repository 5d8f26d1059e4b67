"""Pages of the insight room: 总览, 排名, and how a score comes about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, pgettext

from dabiao.house.charts import Line, chart
from dabiao.insight import queries
from dabiao.office.chart_svg import trend_svg, whiskers_svg
from dabiao.people.gate import gate, person
from dabiao.people.panels import panels_for
from dabiao.people.policy import Action
from dabiao.standards.queries import framework_in_use

OVERVIEW_PAGE = "overview"
"""Slot of the panels on 总览: earlier rooms say there where the district stands."""


@gate(Action.SEE_RESULTS)
def overview(request: HttpRequest) -> HttpResponse:
    """One page for a leader: where we stand, what is unstable, what to mend first."""
    framework = framework_in_use()
    snapshot = queries.latest(person(request), framework.id)
    panels = panels_for(request, OVERVIEW_PAGE)
    if snapshot is None:
        return render(request, "insight/nothing_yet.html", {"panels": panels})
    result = snapshot.result
    scores = [(one["name"], one["score"]) for one in result["rounds"]]
    trend = chart(
        trend_svg(scores, title=gettext("各轮得分"), unit=gettext("分"), say=gettext),
        [name for name, _ in scores],
        (Line(gettext("得分"), tuple(points for _, points in scores)),),
        gettext("分"),
    )
    counts = queries.class_counts(result)
    context = {
        "snapshot": snapshot,
        "result": result,
        "framework": framework,
        "panels": panels,
        "counts": counts,
        "counted": sum(number for _, number in counts),
        "trend": trend,
        "gaps": queries.gaps(result, framework),
    }
    return render(request, "insight/overview.html", context)


@gate(Action.SEE_RESULTS)
def ranking(request: HttpRequest) -> HttpResponse:
    """Streets and departments by group, with what chance alone could change."""
    snapshot = queries.latest(person(request), framework_in_use().id)
    if snapshot is None:
        return render(request, "insight/nothing_yet.html")
    result = snapshot.result
    context = {
        "snapshot": snapshot,
        "result": result,
        "parts": (
            (pgettext("heading", "街道"), gettext("街道"), _pictured(result["streets"])),
            (pgettext("heading", "责任单位"), gettext("责任单位"), _pictured(result["units"])),
        ),
    }
    return render(request, "insight/ranking.html", context)


@gate(Action.SEE_RESULTS)
def score(request: HttpRequest) -> HttpResponse:
    """The score tree, each node with its base."""
    snapshot = queries.latest(person(request), framework_in_use().id)
    if snapshot is None:
        return render(request, "insight/nothing_yet.html")
    return render(request, "insight/score.html", {"snapshot": snapshot, "result": snapshot.result})


def _pictured(rows: list[queries.Entry]) -> list[tuple[queries.GroupRanking, str]]:
    """Each group with a picture of its scores and how far chance may have moved them."""
    return [
        (
            one,
            mark_safe(  # noqa: S308  # every word in the picture is escaped where it is drawn
                whiskers_svg(
                    one.whiskers, title=gettext("得分和误差范围"), measure=gettext("得分"), say=gettext
                )
            ),
        )
        for one in queries.rankings(rows)
    ]
