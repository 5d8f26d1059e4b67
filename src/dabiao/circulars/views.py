"""Pages of the circulars room: draft, preview, download."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from dabiao.circulars import actions, queries
from dabiao.circulars.forms import CircularForm
from dabiao.circulars.models import Circular
from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.office import document_preview
from dabiao.people.gate import gate, person
from dabiao.people.organisations.queries import district_name
from dabiao.people.policy import Action, may

BLOCK_KINDS = {
    document_preview.TextBlock: "text",
    document_preview.TableBlock: "table",
    document_preview.PictureBlock: "picture",
}


@gate(Action.SEE_CIRCULARS)
def circulars(request: HttpRequest) -> HttpResponse:
    """List circulars, newest first."""
    asker = person(request)
    context = {"circulars": queries.circulars(asker), "may_draft": may(asker, Action.DRAFT_CIRCULAR)}
    return render(request, "circulars/circulars.html", context)


@gate(Action.DRAFT_CIRCULAR)
def draft(request: HttpRequest) -> HttpResponse:
    """Ask for the heading, and make the document from the latest assessment."""
    refused: list[str] = []
    form = CircularForm(request.POST or None, initial=_usual_heading())
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft_circular(person(request), form.draft())
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            return redirect("circular", number=made.pk)
    status = 400 if refused or form.errors else 200
    return render(request, "circulars/draft.html", {"form": form, "refused": refused}, status=status)


@gate(Action.SEE_CIRCULARS)
def circular(request: HttpRequest, number: int) -> HttpResponse:
    """Show what the document says, read from the document itself."""
    found = _found(request, number)
    said = document_preview.blocks(actions.document_path(found))
    body = [(BLOCK_KINDS[type(block)], block) for block in said]
    return render(request, "circulars/circular.html", {"circular": found, "body": body})


@gate(Action.SEE_CIRCULARS)
def download(request: HttpRequest, number: int) -> HttpResponseBase:
    """Hand out the document as it was made."""
    found = _found(request, number)
    return FileResponse(
        actions.document_path(found).open("rb"), as_attachment=True, filename=f"{found.title}.docx"
    )


@gate(Action.SEE_CIRCULARS)
def picture(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Show one picture of the document."""
    try:
        drawn = document_preview.picture(actions.document_path(_found(request, number)), name)
    except KeyError:
        raise Http404(name) from None
    return HttpResponse(drawn, content_type="image/png")


def _usual_heading() -> dict[str, object]:
    today = timezone.localdate()
    return {
        "title": f"关于{today.year}年{today.month}月全国文明城市测评情况的通报",
        "issuer": f"{district_name()}创建全国文明城市工作领导小组办公室",
        "addressees": "各街道、区直各有关部门",
        "issued_on": today.isoformat(),
    }


def _found(request: HttpRequest, number: int) -> Circular:
    try:
        return queries.circular_by_id(person(request), number)
    except Circular.DoesNotExist:
        raise Http404(str(number)) from None
