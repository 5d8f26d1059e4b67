"""Example pictures of an item: handed in, and shown."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import SHOWS_CONFORMING, SHOWS_FAILING
from dabiao.house.defects import sentences
from dabiao.office.example_picture import LARGEST_PICTURE, example_picture
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.drafts.editing import actions
from dabiao.standards.drafts.editing.pages import opened
from dabiao.standards.drafts.editing.row_form import row_defects
from dabiao.standards.pack_check import MOST_PICTURES
from dabiao.standards.pack_pictures import draft_picture, keep_picture


class PictureForm(forms.Form):
    """A picture, what it shows, and that nobody can be recognised on it."""

    shows = forms.ChoiceField(choices=[(one, one) for one in (SHOWS_CONFORMING, SHOWS_FAILING)])
    picture = forms.FileField(required=False)
    """No form of ours insists on a picture (self-check 2023-3): without one nothing is added, and that is said."""
    caption = forms.CharField(required=False, max_length=100)
    nobody = forms.BooleanField(
        error_messages={
            "required": gettext_lazy("请先看过图片，确认没有可辨认的人脸和车牌，或已经遮挡，再勾选上传。")
        }
    )


@require_POST
@gate(Action.EDIT_PACKS)
def add_picture(request: HttpRequest, draft_id: int, row: int) -> HttpResponse:
    """Take a picture in for the item at ``row``."""
    shown = opened(request, draft_id)
    if not shown.is_open:
        return redirect("pack_draft", draft_id=draft_id)
    item = shown.row("items", row)
    back = redirect("draft_row", draft_id=draft_id, table="items", row=row)
    form = PictureForm(request.POST, request.FILES)
    if not item.get("id") or not form.is_valid():
        for found in form.errors.values():
            messages.error(request, " ".join(map(str, found)))
        return back
    if form.cleaned_data["picture"] is None:
        messages.info(request, _("请选择一张图片。"))
        return back
    try:
        _added(request, draft_id, item["id"], form)
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
    else:
        messages.success(request, _("图片已加上。拍摄地点、时间等附带信息已经去掉。"))
    return back


def _added(request: HttpRequest, draft_id: int, item_id: str, form: PictureForm) -> None:
    given, shows = form.cleaned_data["picture"], form.cleaned_data["shows"]
    data = example_picture(given.read(LARGEST_PICTURE + 1), given.name or "")
    content = opened(request, draft_id).content
    there = [one for one in content.rows("pictures") if one.get("item_id") == item_id]
    name = keep_picture(data)
    if any(one.get("file") == name for one in there):
        raise BadInput(Defect("这张图片在这个检查项里已有，没有再加", given.name or ""))
    if sum(one.get("shows") == shows for one in there) >= MOST_PICTURES:
        raise BadInput(
            Defect(
                "“%(shows)s”的示例已有 %(limit)d 张，请先删去一张",
                given.name or "",
                parameters={"shows": shows, "limit": MOST_PICTURES},
            )
        )
    cells = {
        "item_id": item_id,
        "shows": shows,
        "file": name,
        "caption": str(form.cleaned_data["caption"]).strip(),
    }
    row = {key: cell for key, cell in cells.items() if cell}
    for _field, sentence in row_defects("pictures", row):
        raise BadInput(Defect("%(said)s", given.name or "", parameters={"said": sentence}))
    actions.save_row(person(request), draft_id, "pictures", row, at=None)


@require_safe
@gate(Action.EDIT_PACKS)
def picture(request: HttpRequest, draft_id: int, file: str) -> HttpResponse:
    """Show a picture of a draft."""
    shown = opened(request, draft_id)
    if not any(one.get("file") == file for one in shown.content.rows("pictures")):
        raise Http404(file)
    data = draft_picture(file, shown.draft.based_on)
    if data is None:
        raise Http404(file)
    return HttpResponse(data, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})
