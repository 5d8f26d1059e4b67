"""What 督办 puts into 我的: for units their tasks, for 创建办 one line for all that has been reported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dabiao.duties.press import queries
from dabiao.house.moments import last_minute
from dabiao.house.registries import MyEntry
from dabiao.people.models import Account
from dabiao.people.policy import Action, may

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

KIND = gettext_noop("督办")


def my_entries(asker: AbstractBaseUser) -> Iterator[MyEntry]:
    """Give what is still open for one person. 创建办 works from the ledger, not from a list of its own."""
    assert isinstance(asker, Account), "only accounts sign in"
    if may(asker, Action.REPORT_TASK):
        for task in queries.asked_of(asker):
            yield MyEntry(
                kind=KIND,
                title=task.text[:80],
                address=reverse("pressed_task", args=[task.pk]),
                asked_by=task.made_by.display_name,
                asked_at=task.made_at,
                due=last_minute(task.due) if task.due else None,
            )
    if may(asker, Action.KEEP_DOCUMENTS):
        count, last = queries.waiting_for_office(asker)
        if last is not None:
            yield MyEntry(
                kind=KIND,
                title=_("%(count)d 项督办任务等创建办处理") % {"count": count},
                address=f"{reverse('press')}?state=office",
                asked_by=last.by.display_name,
                asked_at=last.at,
                due=None,
            )
