"""Pages that take places in from a workbook and hand the register, or its template, out as one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dabiao.core.defects import BadInput
from dabiao.house import waiting_files
from dabiao.house.defects import sentences
from dabiao.house.downloads import WORKBOOK, attachment
from dabiao.office.error_workbook import write_error_workbook
from dabiao.office.file_checks import MEGABYTE
from dabiao.office.site_table import find_headings
from dabiao.office.site_workbook import Offered, SiteLine, write_sites
from dabiao.people.gate import gate, person
from dabiao.people.models import OrganisationKind
from dabiao.people.organisations.queries import open_organisations
from dabiao.people.policy import Action
from dabiao.places import queries
from dabiao.places.forms import UploadForm
from dabiao.places.models import CoordinateSystem, Site
from dabiao.places.register import accept_import, plan_import
from dabiao.places.views import filter_of, type_title
from dabiao.standards.queries import framework_in_use

LARGEST = 20 * MEGABYTE
"""Bytes. A register of a hundred thousand places has half of that."""

MOST_LISTED = 50
"""New and changed places, cautions and defects that the preview names one by one."""


@gate(Action.REGISTER_SITES)
def take_in(request: HttpRequest) -> HttpResponse:
    """Take a workbook and lead to what it would change."""
    form = UploadForm(request.POST if request.method == "POST" else None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            token = waiting_files.keep_workbook(request.FILES.get("workbook"), LARGEST, _("点位表"))
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            return redirect(_address("sites_preview", token, form.cleaned_data["system"]))
    context = {"form": form, "refused": refused}
    return render(request, "places/import.html", context, status=400 if refused or form.errors else 200)


@gate(Action.REGISTER_SITES)
def preview(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Show what the waiting workbook would change, and on request change it."""
    path, name = _waiting(token)
    system = _system(request)
    try:
        if request.method == "POST":
            plan = accept_import(person(request), path, system)
            waiting_files.forget(token)
            told = {"new": len(plan.new), "changed": len(plan.changed)}
            messages.success(request, _("底册已更新：新增 %(new)d 个，修改 %(changed)d 个。") % told)
            return redirect("sites")
        plan = plan_import(path, system)
    except BadInput as bad:
        shown = [replace(one, file=name) for one in bad.defects]
        context: dict[str, object] = {
            "name": name,
            "defects": sentences(shown[:MOST_LISTED]),
            "count": len(shown),
            "errors": _address("sites_errors", token, system) if any(one.row for one in shown) else "",
        }
        return render(request, "places/import.html", context, status=400)
    framework = framework_in_use()
    context = {
        "name": name,
        "plan": plan,
        "new": [(one.entry, type_title(framework, one.entry.site_type)) for one in plan.new[:MOST_LISTED]],
        "changed": plan.changed[:MOST_LISTED],
        "cautions": sentences(replace(one, file=name) for one in plan.cautions[:MOST_LISTED]),
        "more_cautions": len(plan.cautions) - MOST_LISTED,
        "address": _address("sites_preview", token, system),
    }
    return render(request, "places/import.html", context)


@gate(Action.REGISTER_SITES)
def errors(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Hand the waiting workbook back with a column 错误说明."""
    path, name = _waiting(token)
    system = _system(request)
    back = redirect(_address("sites_preview", token, system))
    try:
        plan_import(path, system)
    except BadInput as bad:
        with TemporaryDirectory() as folder:
            target = Path(folder) / f"errors{path.suffix}"
            try:
                write_error_workbook(path, bad.defects, target, find_headings)
            except BadInput:  # it cannot be opened, and the page says all there is to say
                return back
            content = target.read_bytes()
        kind = WORKBOOK if path.suffix == ".xlsx" else "text/csv; charset=utf-8"
        return attachment(content, f"错误说明 {name}", kind)
    return back


@gate(Action.REGISTER_SITES)
def template(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Hand out an empty register with drop-downs and notes."""
    base = "点位名称、点位类型必填，其余可以后补；写法见“填写说明”。填好后从“点位 → 导入”上传"
    return attachment(_workbook((), base), "点位底册模板.xlsx")


@gate(Action.SEE_SITES)
def export(request: HttpRequest) -> HttpResponse:
    """Hand out the register as filtered; what comes back unchanged changes nothing."""
    day = timezone.localdate().isoformat()
    found = queries.sites(person(request), filter_of(request)).order_by("pk")
    base = f"{day} 的点位底册；改好后可以从“点位 → 导入”传回"
    return attachment(_workbook(found.iterator(), base), f"点位底册-{day}.xlsx")


def _workbook(found: Iterable[Site], base: str) -> bytes:
    framework = framework_in_use()
    lines = [
        SiteLine(
            one.site_id,
            one.name,
            type_title(framework, one.site_type),
            one.street,
            one.community,
            one.unit,
            one.lon,
            one.lat,
            one.coordinate_system,
            one.accuracy,
            one.closed_on,
        )
        for one in found
    ]
    offered = Offered(
        [kind.title for kind in framework.site_types],
        _names(OrganisationKind.STREET),
        _names(OrganisationKind.DEPARTMENT, OrganisationKind.STREET),
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sites.xlsx"
        write_sites(lines, offered, base, path)
        return path.read_bytes()


def _names(*kinds: OrganisationKind) -> list[str]:
    return list(open_organisations(*kinds).values_list("name", flat=True))


def _address(url_name: str, token: uuid.UUID, system: str) -> str:
    address = reverse(url_name, kwargs={"token": token})
    return f"{address}?system={system}" if system else address


def _system(request: HttpRequest) -> str:
    given = request.GET.get("system", "")
    return given if given in CoordinateSystem.values else ""


def _waiting(token: uuid.UUID) -> tuple[Path, str]:
    try:
        return waiting_files.find(token)
    except FileNotFoundError:
        raise Http404(str(token)) from None
