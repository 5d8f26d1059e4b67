"""What 投诉建议 puts into 我的: for the author an answer to confirm, for handlers what is to be done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dabiao.house.registries import MyEntry
from dabiao.people.complaints import queries
from dabiao.people.complaints.models import Complaint
from dabiao.people.models import Account
from dabiao.people.policy import Action, may

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

KIND = gettext_noop("投诉建议")
CONFIRM, HANDLE = gettext_noop("请确认答复是否满意"), gettext_noop("请办理投诉建议")


def my_entries(asker: AbstractBaseUser) -> Iterator[MyEntry]:
    """Give what is open for one person. One query for each side of it."""
    assert isinstance(asker, Account), "only accounts sign in"
    if may(asker, Action.COMPLAIN):
        for one in queries.to_confirm(asker):
            yield _entry(one, CONFIRM)
    if may(asker, Action.ANSWER_COMPLAINTS):
        for one in queries.to_handle(asker):
            yield _entry(one, HANDLE)


def _entry(one: Complaint, title: str) -> MyEntry:
    """Without who complains: the line is read on a screen that others see."""
    return MyEntry(
        kind=KIND,
        title=_("%(what)s：%(kind)s") % {"what": _(title), "kind": one.get_kind_display()},
        address=reverse("complaint", args=[one.pk]),
        asked_by="",
        asked_at=one.filed_at,
        due=one.due,
    )
