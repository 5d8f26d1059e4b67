"""What hand-overs put into 我的: for 安全管理员 the successors that were named and wait to be appointed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop

from dabiao.house.registries import MyEntry
from dabiao.people.accounts.queries import waiting_hand_overs
from dabiao.people.models import Account
from dabiao.people.policy import Action, may

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

KIND = gettext_noop("待任命")


def my_entries(asker: AbstractBaseUser) -> Iterator[MyEntry]:
    """Give the hand-overs that wait; nothing to whoever does not appoint."""
    assert isinstance(asker, Account), "only accounts sign in"
    if not may(asker, Action.APPOINT):
        return
    for one in waiting_hand_overs(asker):
        yield MyEntry(
            kind=KIND,
            title=f"{one.post.organisation.name} · {one.post.get_role_display()}："
            f"{one.post.account.display_name} → {one.successor.display_name}",
            address=reverse("posts") + "#waiting",
            asked_by=one.made_by.display_name,
            asked_at=one.made_at,
            due=None,
        )
