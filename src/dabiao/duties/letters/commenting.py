"""Writes of comments: a party says what it thinks of a version, 创建办 answers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.duties.letters.actions import RESOURCE, locked
from dabiao.duties.letters.models import Comment, LetterState, LetterVersion
from dabiao.people import policy
from dabiao.people.models import Account, Organisation
from dabiao.people.policy import Action
from dabiao.people.writing import writing


def comment(
    actor: Account,
    version: LetterVersion,
    text: str,
    *,
    item_key: int | None = None,
    agrees: bool = False,
) -> Comment:
    """Say something of a version that is out for comment, or of one item; or that one has nothing to say."""
    with writing(actor, Action.COMMENT_LETTER, RESOURCE, str(version.letter_id)) as entry:
        current = locked(version)
        _refuse_strangers(actor, current)
        if current.state != LetterState.COMMENTING:
            raise BadInput(Defect("现在不在征求意见，意见没有记下。请刷新页面看最新状态", current.title))
        item = current.letteritems.filter(key=item_key).first() if item_key is not None else None
        if item_key is not None and item is None:
            raise BadInput(Defect("这一项已经不在责任书里，意见没有记下。请刷新后再写", current.title))
        if not agrees and not text.strip():
            raise BadInput(Defect("没有写意见；没有意见的，请点“没有意见”", current.title))
        made = Comment.objects.create(
            version=current,
            item_key=None if agrees else item_key,
            item_text="" if agrees or item is None else item.text,
            organisation=party_of(actor, current),
            agrees=agrees,
            text="" if agrees else text.strip(),
            by=actor,
            at=timezone.now(),
        )
        entry.after = {"version": current.number, "comment": made.pk, "agrees": agrees, "item": item_key}
    return made


def answer(actor: Account, said: Comment, text: str, *, adopted: bool) -> None:
    """Answer a comment, and say whether it was adopted. An answer is given once."""
    with writing(actor, Action.DRAFT_LETTER, RESOURCE, str(said.version.letter_id)) as entry:
        current = Comment.objects.select_for_update(of=("self",)).get(pk=said.pk)
        version = locked(said.version)
        if not version.is_open:
            raise BadInput(Defect("已经定稿，意见不能再答复", version.title))
        if current.agrees or current.answer:
            raise BadInput(Defect("这条意见已经有答复，没有改动", version.title))
        if not text.strip():
            raise BadInput(Defect("没有写答复，请写一句采纳了什么，或为什么不采纳", version.title))
        current.answer, current.adopted = text.strip(), adopted
        current.answered_by, current.answered_at = actor, timezone.now()
        current.save(update_fields=["answer", "adopted", "answered_by", "answered_at"])
        entry.after = {"version": version.number, "comment": current.pk, "adopted": adopted}


def _refuse_strangers(actor: Account, version: LetterVersion) -> None:
    scope = policy.require(actor, Action.COMMENT_LETTER)
    parties = {version.letter.party_a_id, version.letter.party_b_id}
    if not scope.everything and not parties & scope.organisations:
        raise PermissionDenied(Action.COMMENT_LETTER.value)


def party_of(actor: Account, version: LetterVersion) -> Organisation | None:
    """The party that ``actor`` works for, 乙方 first; None for whoever works for neither."""
    posts = policy.organisations_of(actor, Action.COMMENT_LETTER)
    for party in (version.letter.party_b, version.letter.party_a):
        if party.pk in posts:
            return party
    return None
