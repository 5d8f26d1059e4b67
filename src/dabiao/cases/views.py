"""Pages of the cases room: the problem list and its export."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dabiao.cases import queries
from dabiao.cases.queries import FILTERS, ProblemFilter
from dabiao.house.downloads import attachment
from dabiao.house.paging import key_from, page_of
from dabiao.office.problem_list import write_problem_rows
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.queries import framework_in_use

MOST_EXPORTED = 200_000
"""Rows of one exported workbook; beyond it the list has to be narrowed first."""

LABELS = {
    "round": _("轮次"),
    "street": _("街道"),
    "unit": pgettext_lazy("filter", "责任单位"),
    "site_type": _("点位类型"),
    "standard_id": _("标准"),
}


@gate(Action.SEE_PROBLEMS)
def problems(request: HttpRequest) -> HttpResponse:
    """List problems with filters, newest first."""
    asker, pack = person(request), framework_in_use().id
    wanted = wanted_of(request)
    found = queries.problems(asker, pack, wanted)
    page = page_of(found, key_from(request.GET.get("before")))
    chosen = {name: value for name in (*FILTERS, "text") if (value := getattr(wanted, name))}
    options = queries.choices(asker, pack)
    context = {
        "page": page,
        "total": found.count(),
        "filters": [(name, LABELS[name], options[name], getattr(wanted, name)) for name in FILTERS],
        "wanted": wanted,
        "chosen": urlencode(chosen),
    }
    return render(request, "cases/problems.html", context)


@gate(Action.SEE_PROBLEMS)
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the list as filtered, as a workbook."""
    found = queries.problems(person(request), framework_in_use().id, wanted_of(request)).order_by("pk")
    if found.count() > MOST_EXPORTED:
        messages.error(
            request,
            gettext("超过 %(most)d 条，一个工作簿放不下，没有导出。请先按轮次或街道筛选，再分别导出")
            % {"most": MOST_EXPORTED},
        )
        return redirect(f"{reverse('problems')}?{request.GET.urlencode()}")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "problems.xlsx"
        write_problem_rows((queries.record(row) for row in found.iterator()), path)
        content = path.read_bytes()
    return attachment(content, "问题清单.xlsx")


def wanted_of(request: HttpRequest) -> ProblemFilter:
    """What the address narrows the list to."""
    given = {name: request.GET.get(name, "").strip() for name in (*FILTERS, "text")}
    return ProblemFilter(**given)
