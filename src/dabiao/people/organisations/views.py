"""Pages of the organisation trees: see them, see what became of one, change them, take in a workbook."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput, Defect
from dabiao.house import waiting_files
from dabiao.house.defects import sentences
from dabiao.house.downloads import attachment
from dabiao.office.file_checks import MEGABYTE
from dabiao.office.organisation_table import COLUMNS, REQUIRED, write_organisations
from dabiao.people.gate import gate, person
from dabiao.people.models import Account, Line, Organisation, OrganisationKind
from dabiao.people.organisations import actions, queries
from dabiao.people.organisations.forms import (
    DescribeForm,
    DissolveForm,
    FoundForm,
    MergeForm,
    MoveForm,
    OrganisationForm,
    RenameForm,
    SplitForm,
    day_of,
)
from dabiao.people.organisations.register import accept_import, plan_import, register_rows
from dabiao.people.policy import Action, may

MOST_FOUND = 200
"""Organisations a search lists; a longer list is a word too short."""

LARGEST_REGISTER = 20 * MEGABYTE
"""Bytes. A register of a hundred thousand rows has a tenth of that."""

MOST_LISTED = 50
"""New and changed organisations, and defects, that the preview names one by one."""


@gate(Action.SEE_ORGANISATIONS)
def organisations(request: HttpRequest) -> HttpResponse:
    """Show the tree of one line, or what a search finds."""
    asker, wanted = person(request), request.GET.get("q", "").strip()
    line = Line.SECTOR if request.GET.get("line") == Line.SECTOR else Line.TERRITORY
    context: dict[str, object] = {
        "q": wanted,
        "line": line,
        "lines": Line.choices,
        "may_change": may(asker, Action.CHANGE_ORGANISATIONS),
    }
    if wanted:
        context["found"] = queries.organisations(asker, wanted, MOST_FOUND)
    else:
        context["branches"] = queries.tree(asker, line)
    return render(request, "people/organisations.html", context)


@gate(Action.SEE_ORGANISATIONS)
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Tell of one organisation; who may, changes it here."""
    return _page(request, organisation_id, {})


@gate(Action.CHANGE_ORGANISATIONS)
def found(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    form = FoundForm(request.POST or None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.found_organisation(person(request), form.entry(), day_of(form))
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            return redirect("organisation", organisation_id=made.pk)
    context = {"form": form, "refused": refused}
    status = 400 if refused or form.errors else 200
    return render(request, "people/organisation_new.html", context, status=status)


def _rename(asker: Account, changed: Organisation, form: OrganisationForm) -> None:
    actions.rename_organisation(asker, changed, form.cleaned_data["name"], day_of(form))


def _describe(asker: Account, changed: Organisation, form: OrganisationForm) -> None:
    given = form.cleaned_data
    actions.describe_organisation(asker, changed, given["code"], given["ranking_group"])


def _move(asker: Account, changed: Organisation, form: OrganisationForm) -> None:
    given = form.cleaned_data
    actions.move_organisation(asker, changed, given["parent"], Line(given["line"]), day_of(form))


def _merge(asker: Account, changed: Organisation, form: OrganisationForm) -> None:
    actions.merge_organisations(asker, [changed], form.cleaned_data["into"], day_of(form))


def _split(asker: Account, changed: Organisation, form: OrganisationForm) -> None:
    actions.split_organisation(asker, changed, form.cleaned_data["names"], day_of(form))


def _dissolve(asker: Account, changed: Organisation, form: OrganisationForm) -> None:
    actions.dissolve_organisation(asker, changed, day_of(form))


@dataclass(frozen=True, slots=True)
class Change:
    """Something that can be done to an organisation: what it is called, its form, and the action."""

    title: str
    form: type[OrganisationForm]
    do: Callable[[Account, Organisation, OrganisationForm], None]


CHANGES = {
    "describe": Change(gettext_noop("改代码和分组"), DescribeForm, _describe),
    "rename": Change(gettext_noop("更名"), RenameForm, _rename),
    "move": Change(gettext_noop("调整上级"), MoveForm, _move),
    "merge": Change(gettext_noop("并入别的单位"), MergeForm, _merge),
    "split": Change(gettext_noop("拆分"), SplitForm, _split),
    "dissolve": Change(gettext_noop("撤销"), DissolveForm, _dissolve),
}


@require_POST
@gate(Action.CHANGE_ORGANISATIONS)
def change(request: HttpRequest, organisation_id: int, change: str) -> HttpResponse:
    """Do one of ``CHANGES``; what is refused is told beside its form."""
    if change not in CHANGES:
        raise Http404(change)
    changed = _existing(person(request), organisation_id)
    form = _form(change, changed, request.POST)
    refused: list[str] = []
    if form.is_valid():
        try:
            CHANGES[change].do(person(request), changed, form)
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已登记。"))
            return redirect("organisation", organisation_id=organisation_id)
    return _page(request, organisation_id, {change: form}, refused)


@gate(Action.CHANGE_ORGANISATIONS)
def take_in(request: HttpRequest) -> HttpResponse:
    """Take a workbook and say what it would change."""
    refused: list[str] = []
    if request.method == "POST":
        try:
            token = waiting_files.keep_workbook(
                request.FILES.get("workbook"), LARGEST_REGISTER, _("单位名册")
            )
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            return redirect("organisations_preview", token=token)
    context = {
        "refused": refused,
        "needed": "、".join(REQUIRED),
        "others": "、".join(heading for heading in COLUMNS if heading not in REQUIRED),
        "kinds": "、".join(OrganisationKind.values),
    }
    status = 400 if refused else 200
    return render(request, "people/organisations_import.html", context, status=status)


@gate(Action.CHANGE_ORGANISATIONS)
def preview(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Show what the waiting workbook would change, and on request change it."""
    try:
        path, name = waiting_files.find(token)
    except FileNotFoundError:
        raise Http404(str(token)) from None
    try:
        if request.method == "POST":
            plan = accept_import(person(request), path)
            waiting_files.forget(token)
            messages.success(
                request,
                _("名册已更新：新增 %(new)d 个，修改 %(changed)d 个。")
                % {"new": len(plan.new), "changed": len(plan.changed)},
            )
            return redirect("organisations")
        plan = plan_import(path)
    except BadInput as bad:
        shown = [
            Defect(one.template, name, one.row, one.field, one.parameters, one.sheet) for one in bad.defects
        ]
        context = {"name": name, "defects": sentences(shown[:MOST_LISTED]), "count": len(shown)}
        return render(request, "people/organisations_import.html", context, status=400)
    context = {
        "name": name,
        "plan": plan,
        "new": plan.new[:MOST_LISTED],
        "changed": plan.changed[:MOST_LISTED],
        "token": token,
    }
    return render(request, "people/organisations_import.html", context)


@gate(Action.SEE_ORGANISATIONS)
def export(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Hand the register out as a workbook that can be taken in again."""
    day = timezone.localdate().isoformat()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        write_organisations(register_rows(), f"{day} 的名册；改好后可以从“导入名册”传回", path)
        content = path.read_bytes()
    return attachment(content, f"单位名册-{day}.xlsx")


def _page(
    request: HttpRequest,
    organisation_id: int,
    given: dict[str, OrganisationForm],
    refused: list[str] | None = None,
) -> HttpResponse:
    asker = person(request)
    try:
        told = queries.biography(asker, organisation_id)
    except Organisation.DoesNotExist:
        raise Http404(str(organisation_id)) from None
    context: dict[str, object] = {
        "told": told,
        "one": told.organisation,
        "refused": refused or [],
        "may_change": may(asker, Action.CHANGE_ORGANISATIONS) and told.organisation.closed_on is None,
        "names_shown": queries.may_see_people(asker, organisation_id),
    }
    if context["may_change"]:
        context["changes"] = [
            (name, one.title, given.get(name) or _form(name, told.organisation), name in given)
            for name, one in CHANGES.items()
        ]
    return render(request, "people/organisation.html", context, status=400 if given else 200)


def _form(change: str, one: Organisation, data: QueryDict | None = None) -> OrganisationForm:
    initial = {"code": one.code, "ranking_group": one.ranking_group} if change == "describe" else {}
    return CHANGES[change].form(data, initial=initial, leave_out=one.pk, auto_id=f"{change}_%s")


def _existing(asker: Account, organisation_id: int) -> Organisation:
    try:
        return queries.organisation_by_id(asker, organisation_id)
    except Organisation.DoesNotExist:
        raise Http404(str(organisation_id)) from None
