"""The page on which a letter's text is written."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dabiao.core.defects import BadInput
from dabiao.duties.letters import actions, queries
from dabiao.duties.letters.models import LetterVersion
from dabiao.duties.letters.text_form import TextForm
from dabiao.duties.letters.texts import text_of_version
from dabiao.duties.letters.views import or_404
from dabiao.house.defects import sentences
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action


@gate(Action.DRAFT_LETTER)
def edit(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show the text to be written; save it, or show it again with a row added, moved or dropped."""
    asker = person(request)
    version = or_404(lambda: queries.version_of(asker, letter_id))
    if not version.is_open:
        messages.warning(request, _("已经定稿，不能再改。确需调整的，请在签署后发起修订。"))
        return redirect("letter", letter_id=letter_id)
    if request.method != "POST":
        return _page(request, version, TextForm.showing(text_of_version(version), version.saved))
    what = request.POST.get("do", "save")
    if what not in ("save", "refill"):
        return _page(request, version, TextForm.changed(request.POST, what), unsaved=True)
    form = TextForm.sent(request.POST)
    refused: list[str] = []
    if form.is_valid():
        try:
            saved = actions.save_text(asker, version, form.text(), form.saved)
            if what == "refill":
                actions.refill_annex(asker, saved, saved.saved)
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已保存。"))
            if what == "refill":
                return redirect("letter_edit", letter_id=letter_id)
            return redirect("letter", letter_id=letter_id)
    return _page(request, version, form, refused, status=400)


def _page(
    request: HttpRequest,
    version: LetterVersion,
    form: TextForm,
    refused: list[str] | None = None,
    *,
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "letter": version.letter,
        "version": version,
        "form": form,
        "refused": refused or [],
        "unsaved": unsaved,
        **queries.suggestions(person(request)),
    }
    return render(request, "letters/edit.html", context, status=status)
