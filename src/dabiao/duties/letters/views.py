"""Pages of the letters: the list, drafting, one letter, what changed, comments, and the steps on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from dabiao.core.deduction_bands import in_order
from dabiao.core.defects import BadInput
from dabiao.core.letter_text import paragraphs
from dabiao.core.text_difference import differences
from dabiao.duties.letters import actions, commenting, queries
from dabiao.duties.letters.band_chart import band_chart
from dabiao.duties.letters.files import seal_fingerprint
from dabiao.duties.letters.forms import AmendForm, AnswerForm, CommentForm, DraftForm, ScanForm, SendForm
from dabiao.duties.letters.models import Comment, Letter, LetterState, ScannedCopy
from dabiao.duties.letters.queries import LetterTold, Wanted
from dabiao.house.defects import sentences
from dabiao.house.forms import HouseForm
from dabiao.house.paging import key_from
from dabiao.people.gate import gate, person
from dabiao.people.models import Account
from dabiao.people.policy import Action, may

LONG_PARTS = (
    (gettext_noop("保障措施"), "measures"),
    (gettext_noop("计分办法"), "scoring"),
    (gettext_noop("奖惩"), "rewards"),
)


@gate(Action.SEE_LETTERS)
def letters(request: HttpRequest) -> HttpResponse:
    """List letters, newest first; who drafts them sends or freezes many at once here."""
    return _list(request, SendForm(auto_id="send_%s"))


def _list(
    request: HttpRequest, form: SendForm, refused: list[str] | None = None, ticked: Sequence[int] = ()
) -> HttpResponse:
    asker = person(request)
    year = key_from(request.GET.get("year"))
    state = request.GET.get("state", "")
    wanted = Wanted(year, state if state in LetterState.values else "", request.GET.get("name", "").strip())
    lines, next_key = queries.letter_lines(asker, wanted, key_from(request.GET.get("before")))
    chosen = {"year": wanted.year or "", "state": wanted.state, "name": wanted.name}
    context = {
        "lines": lines,
        "next_key": next_key,
        "years": queries.years(asker),
        "states": LetterState.choices,
        "wanted": wanted,
        "chosen": urlencode({name: value for name, value in chosen.items() if value}),
        "may_draft": may(asker, Action.DRAFT_LETTER),
        "form": form,
        "refused": refused or [],
        "ticked": ticked,
        "all_ticked": bool(request.POST.get("all")),
    }
    return render(request, "letters/letters.html", context, status=400 if refused else 200)


@gate(Action.DRAFT_LETTER)
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a letter for each of the units that are ticked."""
    asker = person(request)
    form = DraftForm(asker, request.POST or None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            drafted = actions.draft_letters(asker, form.plan())
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            _tell_drafted(request, drafted)
            if len(drafted.made) == 1:
                return redirect("letter", letter_id=drafted.made[0].pk)
            return redirect("letters")
    context = {"form": form, "refused": refused}
    return render(request, "letters/draft.html", context, status=400 if refused or form.errors else 200)


def _tell_drafted(request: HttpRequest, drafted: actions.Drafted) -> None:
    if drafted.made:
        messages.success(request, _("已起草 %(n)d 份责任书。") % {"n": len(drafted.made)})
    if drafted.already:
        names = "、".join(one.name for one in drafted.already)
        messages.warning(request, _("这些单位这一年已有责任书，没有重复起草：%(names)s") % {"names": names})


@require_POST
@gate(Action.DRAFT_LETTER)
def many(request: HttpRequest) -> HttpResponse:
    """Send the ticked letters for comment, or freeze them: all of them or none."""
    asker = person(request)
    named = request.POST.getlist("listed" if request.POST.get("all") else "letter")
    ids = [key for key in map(key_from, named) if key is not None]
    found = queries.letters_by_id(asker, ids)
    form = SendForm(request.POST, auto_id="send_%s")
    if not found:
        return _list(request, form, [_("还没有勾选责任书。请先勾选，再点按钮。")])
    try:
        if request.POST.get("do") == "freeze":
            done = actions.freeze(asker, found)
            messages.success(request, _("已定稿 %(n)d 份。") % {"n": len(done)})
        elif form.is_valid():
            done = actions.send_for_comment(
                asker, found, form.cleaned_data["due"], form.cleaned_data["reason"]
            )
            messages.success(request, _("已送 %(n)d 份征求意见。") % {"n": len(done)})
        else:
            return _list(request, form, [str(one) for field in form.errors.values() for one in field], ids)
    except BadInput as bad:
        return _list(request, form, sentences(bad.defects), ids)
    return redirect("letters")


@gate(Action.SEE_LETTERS)
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show a letter, in the version that is asked for or the newest."""
    return letter_page(request, letter_id)


def letter_page(
    request: HttpRequest,
    letter_id: int,
    given: dict[str, HouseForm] | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    """The page of a letter; ``given`` holds a form that was refused, to be shown as it was typed."""
    asker = person(request)
    number = key_from(request.GET.get("version"))
    told = or_404(lambda: queries.letter_told(asker, letter_id, number))
    context = {
        "told": told,
        "letter": told.letter,
        "version": told.version,
        "text": told.text,
        "bands": in_order(told.text.bands),
        "chart": band_chart(told.text.bands),
        "long_parts": [(title, paragraphs(getattr(told.text, name))) for title, name in LONG_PARTS],
        "preamble": paragraphs(told.text.preamble),
        "item_comments": _by_item(told),
        "refused": refused or [],
        "seal_fingerprint": seal_fingerprint() if not told.version.is_open else "",
        "fingerprints": [(one, queries.fingerprint(one)) for one in told.signatures],
        **_steps(asker, told, given or {}),
    }
    status = 400 if refused or any(form.errors for form in (given or {}).values()) else 200
    return render(request, "letters/letter.html", context, status=status)


def _steps(asker: Account, told: LetterTold, given: dict[str, HouseForm]) -> dict[str, object]:
    """What this person may do next with the version shown, as forms."""
    state = LetterState(told.version.state)
    drafts = may(asker, Action.DRAFT_LETTER)
    steps: dict[str, object] = {"may_draft": drafts}
    if state is LetterState.COMMENTING and may(asker, Action.COMMENT_LETTER):
        steps["comment_form"] = given.get("comment") or CommentForm(auto_id="comment_%s")
        party = commenting.party_of(asker, told.version)
        steps["may_agree"] = party == told.letter.party_b and all(
            one.organisation != party for one in told.comments
        )
    if drafts and told.is_newest:
        if state is LetterState.DRAFT:
            steps["send_form"] = given.get("send") or SendForm(auto_id="send_%s")
        if state in (LetterState.FROZEN, LetterState.SIGNED):
            steps["scan_form"] = given.get("scan") or ScanForm(auto_id="scan_%s")
        if state is LetterState.SIGNED:
            steps["amend_form"] = given.get("amend") or AmendForm(auto_id="amend_%s")
        steps["answers"] = [
            (
                one,
                given.get(f"answer{one.pk}")
                or AnswerForm(auto_id=f"answer{one.pk}_%s", initial={"adopted": "1"}),
            )
            for one in told.comments
        ]
    else:
        steps["answers"] = [(one, None) for one in told.comments]
    return steps


def _by_item(told: LetterTold) -> list[tuple[object, list[Comment]]]:
    """Each item with what was said of it."""
    return [(item, [one for one in told.comments if one.item_key == item.key]) for item in told.text.items]


@gate(Action.SEE_LETTERS)
def difference(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Show what changed between two wordings; the last two unless others are asked for."""
    asker = person(request)
    known = or_404(lambda: queries.wordings(asker, letter_id))
    found = or_404(lambda: queries.version_of(asker, letter_id))
    by_key = {one.key: one for one in known}
    new = by_key.get(request.GET.get("new", ""), known[-1])
    place = known.index(new)
    old = by_key.get(request.GET.get("old", ""), known[max(0, place - 1)])
    context = {
        "letter": found.letter,
        "version": found,
        "wordings": known,
        "old": old,
        "new": new,
        "changes": differences(old.text, new.text),
    }
    return render(request, "letters/difference.html", context)


@require_POST
@gate(Action.COMMENT_LETTER)
def comment(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Say something of the letter, or that there is nothing to say."""
    asker = person(request)
    version = or_404(lambda: queries.version_of(asker, letter_id))
    form = CommentForm(request.POST, auto_id="comment_%s")
    if not form.is_valid():
        return letter_page(request, letter_id, {"comment": form})
    given = form.cleaned_data
    agrees = request.POST.get("do") == "agree"

    def say() -> None:
        commenting.comment(asker, version, given["text"], item_key=given["item_key"], agrees=agrees)

    done = _("已记下：没有意见。") if agrees else _("意见已提交。")
    return _done(request, letter_id, say, done, {"comment": form})


@require_POST
@gate(Action.DRAFT_LETTER)
def answer(request: HttpRequest, letter_id: int, comment_id: int) -> HttpResponse:
    """Answer a comment."""
    asker = person(request)
    said = or_404(lambda: queries.comment_of(asker, letter_id, comment_id))
    name = f"answer{said.pk}"
    form = AnswerForm(request.POST, auto_id=f"{name}_%s")
    if not form.is_valid():
        return letter_page(request, letter_id, {name: form})
    given = form.cleaned_data
    return _done(
        request,
        letter_id,
        lambda: commenting.answer(asker, said, given["answer"], adopted=given["adopted"]),
        _("已答复。"),
        {name: form},
    )


@require_POST
@gate(Action.DRAFT_LETTER)
def send(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Send a draft to its party for comment."""
    asker = person(request)
    found = or_404(lambda: queries.version_of(asker, letter_id)).letter
    form = SendForm(request.POST, auto_id="send_%s")
    if not form.is_valid():
        return letter_page(request, letter_id, {"send": form})
    given = form.cleaned_data
    return _done(
        request,
        letter_id,
        lambda: actions.send_for_comment(asker, [found], given["due"], given["reason"]),
        _("已送征求意见。"),
        {"send": form},
    )


@require_POST
@gate(Action.DRAFT_LETTER)
def freeze(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Freeze the version: from then on it can only be signed."""
    asker = person(request)
    found = or_404(lambda: queries.version_of(asker, letter_id)).letter
    return _done(request, letter_id, lambda: actions.freeze(asker, [found]), _("已定稿，可以签署了。"), {})


@require_POST
@gate(Action.DRAFT_LETTER)
def amend(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Begin a new version."""
    asker = person(request)
    found = or_404(lambda: queries.version_of(asker, letter_id)).letter
    form = AmendForm(request.POST, auto_id="amend_%s")
    if not form.is_valid():
        return letter_page(request, letter_id, {"amend": form})
    return _done(
        request,
        letter_id,
        lambda: actions.amend(asker, found, form.cleaned_data["reason"]),
        _("已另立新的版本，原版本在新版本签署前继续有效。"),
        {"amend": form},
    )


def _done(
    request: HttpRequest, letter_id: int, do: Callable[[], object], said: str, given: dict[str, HouseForm]
) -> HttpResponse:
    """Do it and go back to the letter; what is refused is told there, with what was typed."""
    try:
        do()
    except BadInput as bad:
        return letter_page(request, letter_id, given, sentences(bad.defects))
    messages.success(request, said)
    return redirect("letter", letter_id=letter_id)


_MISSING = (Letter.DoesNotExist, Comment.DoesNotExist, ScannedCopy.DoesNotExist)
Read = TypeVar("Read")


def or_404(read: Callable[[], Read]) -> Read:
    """What ``read`` gives; 404 for what does not exist and for what the asker may not know of, alike."""
    try:
        return read()
    except _MISSING:
        raise Http404 from None
