"""What letters put into 我的: those to comment on, and those to sign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from dabiao.duties.letters import queries
from dabiao.duties.letters.models import LetterVersion
from dabiao.duties.letters.signing import sides_of
from dabiao.house.registries import MyEntry
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def my_entries(asker: AbstractBaseUser) -> Iterator[MyEntry]:
    """Letters the person's own organisation has not commented on yet, and those that wait for their signature.

    Two queries. Whoever is no party has nothing to do here: a leader reads all letters, and signs those of 甲方.
    """
    assert isinstance(asker, Account), "only accounts sign in"
    if policy.may(asker, Action.COMMENT_LETTER):
        for one in queries.to_comment(asker):
            sent = min(revision.made_at for revision in one.revisions.all())
            yield _entry(one, _("责任书待征求意见"), sent, one.comment_due)
    if policy.may(asker, Action.SIGN_LETTER):
        for one in queries.to_sign(asker):
            signed = {signature.side for signature in one.signatures.all()}
            if any(side not in signed for side in sides_of(asker, one.letter)):
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
