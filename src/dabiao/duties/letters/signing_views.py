"""Pages by which a letter comes into force, and its files: sign, put in a scan, download."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dabiao.core.defects import BadInput
from dabiao.core.letter_proof import grouped
from dabiao.duties.letters import files, queries, signing
from dabiao.duties.letters.forms import ScanForm
from dabiao.duties.letters.views import letter_page, or_404
from dabiao.house.defects import sentences
from dabiao.house.downloads import attachment
from dabiao.office.scan_check import CONTENT_TYPES
from dabiao.people.door.confirming import recently_confirmed
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action

CONFIRMED_MINUTES = 5
"""Long enough to read once more what is about to be signed; a passer-by an hour later is asked who they are."""


@gate(Action.SIGN_LETTER)
@recently_confirmed(CONFIRMED_MINUTES)
@never_cache
def sign(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show once more what is signed and as whom, and sign."""
    asker = person(request)
    told = or_404(lambda: queries.letter_told(asker, letter_id))
    side = told.may_sign
    if side is None:
        messages.warning(request, _("这份责任书现在没有要您签署的。"))
        return redirect("letter", letter_id=letter_id)
    refused: list[str] = []
    if request.method == "POST":
        try:
            signing.sign(asker, told.version, request.POST.get("sm3", ""))
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已签署。"))
            return redirect("letter", letter_id=letter_id)
    context = {
        "told": told,
        "letter": told.letter,
        "version": told.version,
        "side": side.value,
        "organisation": told.letter.party_a if side.value == "甲方" else told.letter.party_b,
        "post": told.version.party_a_post if side.value == "甲方" else told.version.party_b_post,
        "grouped": grouped(told.version.sm3),
        "refused": refused,
    }
    return render(request, "letters/sign.html", context, status=400 if refused else 200)


@require_POST
@gate(Action.DRAFT_LETTER)
def put_in_scan(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Take the scan of the paper that was signed."""
    asker = person(request)
    version = or_404(lambda: queries.version_of(asker, letter_id))
    form = ScanForm(request.POST, request.FILES, auto_id="scan_%s")
    if not form.is_valid():
        return letter_page(request, letter_id, {"scan": form})
    sent = form.cleaned_data["scan"]
    with TemporaryDirectory() as folder:
        kept = Path(folder) / "scan"
        with kept.open("wb") as target:
            for chunk in sent.chunks():
                target.write(chunk)
        entry = signing.ScanEntry(kept, sent.name, form.cleaned_data["meeting_date"])
        try:
            signing.keep_scan(asker, version, entry)
        except BadInput as bad:
            return letter_page(request, letter_id, {"scan": form}, sentences(bad.defects))
    messages.success(request, _("签署件已上传，责任书已签。"))
    return redirect("letter", letter_id=letter_id)


@require_safe
@gate(Action.SEE_LETTERS)
def scan(request: HttpRequest, letter_id: int, scan_id: int) -> HttpResponseBase:
    """Hand out a scan as it came in."""
    asker = person(request)
    found = or_404(lambda: queries.scan_of(asker, letter_id, scan_id))
    path = signing.scan_path(found)
    if not path.is_file():
        raise Http404(found.file_name)
    name = Path(found.original_name).with_suffix(path.suffix).name
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type=CONTENT_TYPES[path.suffix]
    )


@require_safe
@gate(Action.SEE_LETTERS)
def file(request: HttpRequest, letter_id: int, version_number: int, suffix: str) -> HttpResponse:
    """Make and hand out a version as a document: sealed once it is frozen."""
    asker = person(request)
    suffix = f".{suffix}"
    if suffix not in files.CONTENT_TYPES:
        raise Http404(suffix)
    version = or_404(lambda: queries.version_of(asker, letter_id, version_number))
    try:
        made = files.letter_file(version, suffix)
    except BadInput as bad:
        return letter_page(request, letter_id, refused=sentences(bad.defects))
    return attachment(made, files.file_name(version, suffix), files.CONTENT_TYPES[suffix])
