"""What letters ask of one person: lines of 我的."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dabiao.duties.letters.models import Comment, LetterState, LetterVersion
from dabiao.duties.letters.signing import sides_of
from dabiao.house.registries import MyEntry
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action


def my_letters(asker: AbstractBaseUser) -> Iterator[MyEntry]:
    """Letters the person's own organisation has not commented on yet, and those that wait for their signature.

    Two queries. Whoever is no party has nothing to do here: a leader reads all letters, and signs those of 甲方.
    """
    person = cast("Account", asker)
    if not policy.may(person, Action.SEE_LETTERS):
        return
    posts = [one.organisation_id for one in person.held_posts]
    yield from _to_comment(person, posts)
    yield from _to_sign(person, posts)


def _to_comment(person: Account, posts: list[int]) -> Iterator[MyEntry]:
    if not policy.may(person, Action.COMMENT_LETTER) or policy.may(person, Action.DRAFT_LETTER):
        return
    said = Comment.objects.filter(version=OuterRef("pk"), organisation=OuterRef("letter__party_b"))
    waiting = LetterVersion.objects.filter(
        ~Exists(said), state=LetterState.COMMENTING, letter__party_b__in=posts
    ).prefetch_related("revisions")
    for one in waiting.select_related("letter__party_a"):
        sent = min(revision.made_at for revision in one.revisions.all())
        yield _entry(one, _("责任书待征求意见"), sent, one.comment_due)


def _to_sign(person: Account, posts: list[int]) -> Iterator[MyEntry]:
    if not policy.may(person, Action.SIGN_LETTER):
        return
    mine = LetterVersion.objects.filter(state=LetterState.FROZEN)
    if not policy.require(person, Action.SIGN_LETTER).everything:
        mine = mine.filter(Q(letter__party_a__in=posts) | Q(letter__party_b__in=posts))
    mine = mine.select_related("letter__party_a").prefetch_related("signatures")
    for one in mine:
        signed = {signature.side for signature in one.signatures.all()}
        if any(side not in signed for side in sides_of(person, one.letter)):
            yield _entry(one, _("责任书待签"), one.frozen_at, None)


def _entry(version: LetterVersion, kind: str, asked_at: datetime | None, due: datetime | None) -> MyEntry:
    assert asked_at is not None, "what was sent or frozen has a time"
    return MyEntry(
        kind=kind,
        title=version.title,
        address=reverse("letter", kwargs={"letter_id": version.letter_id}),
        asked_by=version.letter.party_a.name,
        asked_at=asked_at,
        due=due,
    )
