"""What notices put into 我的: for organisations what is asked of them, for the sender what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dabiao.duties.notices import queries
from dabiao.duties.notices.models import Recipient
from dabiao.house.registries import MyEntry
from dabiao.people.models import Account
from dabiao.people.policy import Action, may, organisations_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

TO_ANSWER = gettext_noop("待答复")
"""What the sender's lines are: an extension asked for, or something that cannot be done."""


def my_entries(asker: AbstractBaseUser) -> Iterator[MyEntry]:
    """Give what is still open for one person. Two queries for each side of it."""
    assert isinstance(asker, Account), "only accounts sign in"
    if may(asker, Action.ANSWER_NOTICE):
        several = len(organisations_of(asker, Action.ANSWER_NOTICE)) > 1
        for one in queries.asked_of(asker):
            row = one.recipient
            yield MyEntry(
                kind=row.notice.kind,
                title=_named(row) if several else row.notice.title,
                address=_address(row),
                asked_by=row.notice.sent_by.display_name,
                asked_at=one.at,
                due=row.due,
                pressed_at=one.pressed_at,
            )
    if may(asker, Action.SEND_NOTICE):
        for one in queries.waiting_for_sender(asker):
            yield MyEntry(
                kind=TO_ANSWER,
                title=one.recipient.notice.title,
                address=_address(one.recipient),
                asked_by=one.recipient.organisation.name,
                asked_at=one.at,
                due=None,
            )


def _address(row: Recipient) -> str:
    return reverse("notice_recipient", kwargs={"recipient_id": row.pk})


def _named(row: Recipient) -> str:
    """With the organisation it is asked of, for somebody who answers for several."""
    return _("%(title)s（%(organisation)s）") % {
        "title": row.notice.title,
        "organisation": row.organisation.name,
    }
