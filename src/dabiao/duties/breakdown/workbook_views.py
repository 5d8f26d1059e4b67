"""Pages that hand the breakdown out as a workbook and take it in again."""

from __future__ import annotations

import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dabiao.core.defects import BadInput, Defect
from dabiao.duties.breakdown import workbook_in, workbook_out
from dabiao.duties.breakdown.cells import site_type_title
from dabiao.house import waiting_files
from dabiao.house.defects import sentences
from dabiao.house.downloads import WORKBOOK, attachment
from dabiao.office.breakdown_table import find_headings
from dabiao.office.error_workbook import write_error_workbook
from dabiao.office.file_checks import MEGABYTE
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.queries import framework_in_use

LARGEST = 20 * MEGABYTE
"""Bytes. A district's breakdown has less than one."""

MOST_LISTED = 50
"""Changes of each sort, and defects, that the preview names one by one."""


@gate(Action.SEE_DUTIES)
def export(request: HttpRequest) -> HttpResponse:
    """Hand out what the asker may see, a sheet for each method."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "breakdown.xlsx"
        workbook_out.export(person(request), framework_in_use(), path)
        content = path.read_bytes()
    return attachment(content, f"任务分解表-{timezone.localdate().isoformat()}.xlsx")


@gate(Action.CHANGE_DUTIES)
def take_in(request: HttpRequest) -> HttpResponse:
    """Take a workbook and lead to what it would change."""
    refused: list[str] = []
    if request.method == "POST":
        try:
            token = waiting_files.keep_workbook(request.FILES.get("workbook"), LARGEST, _("任务分解表"))
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            return redirect("breakdown_preview", token=token)
    return render(request, "breakdown/import.html", {"refused": refused}, status=400 if refused else 200)


@gate(Action.CHANGE_DUTIES)
def preview(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Show what the waiting workbook would change, and on request change it."""
    asker, framework = person(request), framework_in_use()
    path, name = _waiting(token)
    try:
        if request.method == "POST":
            plan = workbook_in.accept_import(asker, framework, path)
            waiting_files.forget(token)
            told = {"new": len(plan.new), "ended": len(plan.gone), "altered": len(plan.altered)}
            messages.success(
                request, _("分工已更新：新增 %(new)d 项，结束 %(ended)d 项，改动 %(altered)d 项。") % told
            )
            return redirect("breakdown")
        plan = workbook_in.plan_import(asker, framework, path)
    except BadInput as bad:
        shown = [
            Defect(one.template, name, one.row, one.field, one.parameters, one.sheet) for one in bad.defects
        ]
        context = {
            "defects": sentences(shown[:MOST_LISTED]),
            "count": len(shown),
            "token": token,
            "in_rows": any(one.row is not None for one in shown),
        }
        return render(request, "breakdown/import.html", context, status=400)
    parts = [
        (
            title,
            [
                (
                    one,
                    framework.standards[one.cell.standard_id].title,
                    site_type_title(framework, one.cell.site_type),
                )
                for one in changes[:MOST_LISTED]
            ],
            len(changes),
        )
        for title, changes in ((_("新增"), plan.new), (_("结束"), plan.gone), (_("改动"), plan.altered))
    ]
    return render(
        request, "breakdown/import.html", {"name": name, "plan": plan, "parts": parts, "token": token}
    )


@gate(Action.CHANGE_DUTIES)
def errors(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Hand the waiting workbook back with a column 错误说明."""
    path, name = _waiting(token)
    try:
        workbook_in.plan_import(person(request), framework_in_use(), path)
    except BadInput as bad:
        with TemporaryDirectory() as folder:
            target = Path(folder) / f"errors{path.suffix}"
            try:
                write_error_workbook(path, bad.defects, target, find_headings)
            except BadInput:  # it cannot be opened, and the page says all there is to say
                return redirect("breakdown_preview", token=token)
            content = target.read_bytes()
        kind = WORKBOOK if path.suffix == ".xlsx" else "text/csv; charset=utf-8"
        return attachment(content, f"错误说明 {name}", kind)
    return redirect("breakdown_preview", token=token)


def _waiting(token: uuid.UUID) -> tuple[Path, str]:
    try:
        return waiting_files.find(token)
    except FileNotFoundError:
        raise Http404(str(token)) from None
