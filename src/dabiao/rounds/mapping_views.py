"""Pages of the mapping: what the file says beside what it is taken for, mended by a person, kept as a profile."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from math import ceil
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.core.field.everything import checks_in_all
from dabiao.core.field.mapping import Layout, Role
from dabiao.house.defects import sentences
from dabiao.house.paging import key_from
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action, may
from dabiao.rounds import mapping_actions, mapping_queries, queries
from dabiao.rounds.field_imports import import_vocabulary
from dabiao.rounds.mapping_actions import LONGEST_NAME, MENDABLE, mapping_of
from dabiao.rounds.mapping_entries import ASK, PER_PAGE, Lines
from dabiao.rounds.mapping_form import Read, read_form
from dabiao.rounds.mapping_targets import Targets
from dabiao.rounds.models import Import, ImportMapping, MappingProfile
from dabiao.standards.queries import framework_in_use


@gate(Action.IMPORT_OBSERVATIONS)
def mapping(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Show how a workbook is understood, a group of lines at a time, and take what a person changes."""
    found = _found(request, import_id)
    if found.source.state not in MENDABLE:
        return redirect("import", import_id=import_id)
    if request.method != "POST":
        return _page(request, found, Read())
    try:
        return _mended(request, found)
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
        return redirect("import_mapping", import_id=import_id)


@require_POST
@gate(Action.IMPORT_OBSERVATIONS)
def by_hand(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Look at a refused workbook of the canonical form as if it were any other."""
    try:
        mapping_actions.map_by_hand(person(request), queries.import_by_id(person(request), import_id))
    except Import.DoesNotExist:
        raise Http404(str(import_id)) from None
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
    return redirect("import", import_id=import_id)


@require_POST
@gate(Action.IMPORT_OBSERVATIONS)
def inspected(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Take what was inspected: a second workbook that lists it, or the word that it was everything."""
    found = _found(request, import_id)
    asker, version = person(request), key_from(request.POST.get("version")) or 0
    file = request.FILES.get("inspected")
    try:
        if file is not None:
            mapping_actions.give_inspected(asker, found.source, version, file)
            return redirect("import", import_id=import_id)
        everything = request.POST.get("everything") == "yes"
        said = mapping_actions.Mended(everything_inspected=everything)
        mapping_actions.mend_mapping(asker, found.source, version, said)
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
    return redirect("import_mapping", import_id=import_id)


@gate(Action.SEE_IMPORTS)
def profiles(request: HttpRequest) -> HttpResponse:
    """List the profiles that are kept, and forget one on request."""
    asker, pack_id = person(request), framework_in_use().id
    context = {
        "profiles": mapping_queries.profiles(asker, pack_id),
        "may_import": may(asker, Action.IMPORT_OBSERVATIONS),
    }
    return render(request, "rounds/profiles.html", context)


@require_POST
@gate(Action.IMPORT_OBSERVATIONS)
def drop_profile(request: HttpRequest, profile_id: int) -> HttpResponse:
    """Forget a profile."""
    asker = person(request)
    try:
        found = mapping_queries.profile_by_id(asker, framework_in_use().id, profile_id)
    except MappingProfile.DoesNotExist:
        raise Http404(str(profile_id)) from None
    mapping_actions.drop_profile(asker, found)
    messages.success(request, _("对应方案“%(name)s”已删除。用它导入过的数据不变。") % {"name": found.name})
    return redirect("mapping_profiles")


def _mended(request: HttpRequest, found: ImportMapping) -> HttpResponse:
    """Keep what the form chose; then show what is left, or have the workbook checked."""
    asker, source = person(request), found.source
    read = read_form(_lines(found), request.POST.dict())
    version = key_from(request.POST.get("version")) or 0
    mended = mapping_actions.mend_mapping(asker, source, version, read.said)
    part = request.POST.get("show", ASK)
    if read.wrong:
        return _page(request, mended, read)
    if read.said.layouts:
        mapping_actions.ask_check(asker, source, mended.version, confirmed=False)
        return redirect("import", import_id=source.pk)
    if request.POST.get("go") != "check":
        messages.success(request, _("已保存 %(n)d 处选择。") % {"n": read.said.said})
        return redirect(_address(source, part))
    left = sum(one.must_choose for one in _lines(mended).of(ASK))
    if left:
        messages.warning(request, _("还有 %(n)d 项没有选，选完才能检查。") % {"n": left})
        return redirect(_address(source, ASK))
    if request.POST.get("keep") == "yes":
        mapping_actions.save_profile(asker, source, request.POST.get("profile", ""))
    mapping_actions.ask_check(asker, source, mended.version)
    return redirect("import", import_id=source.pk)


def _page(request: HttpRequest, found: ImportMapping, read: Read) -> HttpResponse:
    """One group of lines, a page at a time."""
    lines = _lines(found)
    asked = lines.of(ASK)
    part = request.POST.get("show") or request.GET.get("show") or ASK
    shown = asked if part == ASK else lines.of(part)
    number = key_from(request.POST.get("page") or request.GET.get("page")) or 1
    pages = max(1, ceil(len(shown) / PER_PAGE))
    at = min(number, pages)
    rows = [
        replace(one, wrong=read.wrong.get(one.key, "")) for one in shown[(at - 1) * PER_PAGE : at * PER_PAGE]
    ]
    layouts = [one.layout for one in lines.mapping.sheets]
    context = {
        "import": found.source,
        "field": found,
        "part": part,
        "ask": ASK,
        "rows": rows,
        "nothing_read": all(one is Layout.IGNORED for one in layouts),
        "register_size": len(lines.targets.vocabulary.places),
        "checks": checks_in_all(lines.targets.vocabulary),
        "left": sum(one.must_choose for one in asked),
        "optional": sum(one.optional for one in asked),
        "parts": lines.parts(),
        "page": at,
        "pages": pages,
        "lookups": [
            (f"lookup-{kind.name.lower()}", lines.targets.lookup(kind))
            for kind in dict.fromkeys(one.kind for one in rows if one.lookup)
        ],
        "problems": Layout.PROBLEMS in layouts,
        "places_listed": Layout.PLACES in layouts,
        "dated": all(_dated(lines, at) for at in range(len(layouts))),
        "profile_name": found.profile.name if found.profile else _usual_name(found.source.file_name),
    }
    return render(request, "rounds/mapping.html", context, status=400 if read.wrong else 200)


_OF_ONE_MONTH = re.compile(r"[\d０-９]+|[年月日轮期次批]|第[一二三四五六七八九十]+|[-_ （）()~]")
"""What a file's name says of its month, and what stands between: a profile is for every month."""


def _usual_name(file_name: str) -> str:
    """A name for a profile, taken from the file's as far as that is not about one month."""
    name = _OF_ONE_MONTH.sub("", Path(file_name).stem)
    return name[:LONGEST_NAME] if len(name) > 1 else _("第三方测评表")


def _dated(lines: Lines, at: int) -> bool:
    """Whether a table says of its rows what day they are of, or is not read."""
    sheet = lines.mapping.sheets[at]
    if sheet.layout in (Layout.IGNORED, Layout.PLACES):
        return True
    return sheet.of(Role.DATE) is not None or bool(sheet.stated(Role.DATE))


def _lines(found: ImportMapping) -> Lines:
    rounds = tuple(queries.round_names(found.source.pack_id))
    return Lines(mapping_of(found), Targets(import_vocabulary(found), rounds), found.samples)


def _address(source: Import, part: str) -> str:
    return f"{reverse('import_mapping', args=[source.pk])}?{urlencode({'show': part})}"


def _found(request: HttpRequest, import_id: uuid.UUID) -> ImportMapping:
    try:
        return mapping_queries.mapping_of_import(person(request), import_id)
    except ImportMapping.DoesNotExist:
        raise Http404(str(import_id)) from None
