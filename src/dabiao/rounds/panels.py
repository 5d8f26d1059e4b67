"""What the rounds room shows on a standard's page: its history, and where it passes and where not."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext

from dabiao.core.control_chart import ewma
from dabiao.house.charts import Line, chart
from dabiao.office.chart_svg import history_svg
from dabiao.people.gate import person
from dabiao.rounds import queries
from dabiao.rounds.carried_queries import carried_rounds, outcome
from dabiao.standards.crosswalks.queries import accepted_one, latest_between
from dabiao.standards.pack_files import load_pack
from dabiao.standards.queries import framework_in_use

MOST_LEFT = 50
"""Lines of rows that were not carried, on a crosswalk's page; more are counted."""


def history_panel(request: HttpRequest, standard_id: str) -> str:
    """Draw the pass rate of each round with the control limits of its moving average."""
    framework = framework_in_use()
    standard = framework.standards[standard_id]
    rounds = queries.standard_counts(person(request), framework.id, standard_id, "round")
    points = ewma([one.places_ok for one in rounds], [one.places for one in rounds])
    series = [(one.name, one.places, one.places_ok) for one in rounds]
    drawn = chart(
        history_svg(series, title=gettext("历次合格率"), asked=standard.pass_rate, say=gettext),
        [one.name for one in rounds],
        (
            Line(gettext("各轮合格率"), tuple(percent(point.rate) for point in points)),
            Line(gettext("移动平均"), tuple(percent(point.average) for point in points)),
            Line(gettext("控制上限"), tuple(percent(point.upper) for point in points), dashed=True),
            Line(gettext("控制下限"), tuple(percent(point.lower) for point in points), dashed=True),
        ),
        "%",
    )
    carried = carried_rounds(person(request), framework.id)
    origins = dict.fromkeys(carried.values())
    titles = {pack_id: f"{pack.title} {pack.edition}" for pack_id in origins for pack in [load_pack(pack_id)]}
    context = {
        "chart": drawn,
        "rows": [(one, titles.get(carried.get(one.name, ""), "")) for one in rounds] if points else (),
        "origins": list(titles.values()),
        "signals": any(point.signals for point in points),
    }
    return render_to_string("rounds/_history_panel.html", context, request)


def percent(share: float | None) -> float | None:
    """A share of 1 in percent, for the chart island."""
    return None if share is None else share * 100


def cells_panel(request: HttpRequest, standard_id: str) -> str:
    """List the standard's cells by place type and by street."""
    asker, framework = person(request), framework_in_use()
    names = framework.site_type_names
    by_type = queries.standard_counts(asker, framework.id, standard_id, "site_type")
    by_street = queries.standard_counts(asker, framework.id, standard_id, "street")
    context = {
        "parts": (
            (
                gettext("按点位类型"),
                gettext("点位类型"),
                [(names[one.name].title if one.name in names else one.name, one) for one in by_type],
            ),
            (
                gettext("按街道"),
                gettext("街道"),
                [(one.name or gettext("未注明"), one) for one in by_street],
            ),
        )
    }
    return render_to_string("rounds/_cells_panel.html", context, request) if by_type else ""


def carried_panel(request: HttpRequest, crosswalk_id: str) -> str:
    """Say what came of a crosswalk that holds: rounds and rows carried, and every reason why rows were not."""
    asker = person(request)
    one = accepted_one(asker, int(crosswalk_id))
    last = latest_between(one.from_pack, one.to_pack)
    if last is None or last.pk != one.pk or not one.in_force:
        return ""
    found = outcome(asker, one.pk)
    context: dict[str, object] = {"found": found, "path": request.path}
    if found is not None and found.current:
        old = load_pack(found.from_pack)
        items = {item.id: item.text for item in old.items}
        standards = {name: standard.title for name, standard in old.standards.items()}
        left = sorted(found.left, key=lambda line: -line.rows)
        context |= {
            "left": [
                (line, standards.get(line.standard, ""), items.get(line.item, line.item))
                for line in left[:MOST_LEFT]
            ],
            "more": len(left) - MOST_LEFT,
        }
    return render_to_string("rounds/_carried_panel.html", context, request)
