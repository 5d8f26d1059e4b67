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
from dabiao.standards.queries import framework_in_use


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
    context = {
        "chart": drawn,
        "rows": rounds if points else (),
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
