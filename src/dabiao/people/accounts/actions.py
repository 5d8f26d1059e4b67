"""Writes to accounts: make one, close it, open it again. Posts are given in ``appointing``."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.people.accounts.appointing import administrators_left, end_posts
from dabiao.people.accounts.naming import (
    plain_shown_name,
    plain_username,
    shown_name_defects,
    username_defects,
)
from dabiao.people.door import second_step, sessions
from dabiao.people.models import Account, HandOver, HandOverKind, SessionEnd
from dabiao.people.policy import Action
from dabiao.people.writing import writing


def open_account(actor: Account, username: str, display_name: str) -> Account:
    """Make an account without a password: an invitation link lets the person set one.

    Raises BadInput, with everything that is wrong with either name.
    """
    with writing(actor, Action.CHANGE_ACCOUNTS, "account") as entry:
        made = made_account(username, display_name)
        entry.resource_id = str(made.pk)
        entry.after = {"account": made.username, "open": True}
    return made


def made_account(username: str, display_name: str) -> Account:
    """Check both names and store the account; part of a write."""
    name, shown = plain_username(username), plain_shown_name(display_name)
    defects = username_defects(name)
    if not defects and Account.objects.filter(username=name).exists():
        defects = [Defect("已经有这个账号，没有新建。请核对是不是同一个人；不是的话换一个账号", name)]
    defects += shown_name_defects(shown)
    if defects:
        raise BadInput(defects)
    made = Account(username=name, display_name=shown)
    made.set_unusable_password()
    made.save()
    return made


def close_account(actor: Account, account: Account, successors: Mapping[int, Account]) -> int:
    """Close an account today: its sessions, posts, links and credentials end. Gives how many posts ended.

    ``successors`` says by post who takes it over; 安全管理员 is asked to appoint them, since whoever keeps accounts
    gives no rights. Raises BadInput when it is one's own, or the last of an administrator who is needed.
    """
    with writing(actor, Action.CHANGE_ACCOUNTS, "account", str(account.pk)) as entry:
        closed = _locked(account)
        if closed.pk == actor.pk:
            raise _refused("不能停用自己的账号。请另一位系统管理员来做", closed.username)
        if not closed.is_active:
            raise _refused("已经停用，没有改动", closed.username)
        today = timezone.localdate()
        left = [post for post in closed.posts.select_related("organisation") if not post.is_over]
        asked = [
            HandOver(
                kind=HandOverKind.SUCCESSION,
                post=post,
                successor=_successor(closed, successors[post.pk]),
                day=max(today, post.since),
                until=post.until,
                made_by=actor,
            )
            for post in left
            if post.pk in successors
        ]
        ended = end_posts(left, today)
        Account.objects.filter(pk=closed.pk).update(is_active=False)
        administrators_left({post.role for post in left}, today)
        HandOver.objects.bulk_create(asked)
        entry.before = {"open": True}
        entry.after = {
            "account": closed.username,
            "open": False,
            "posts_ended": ended,
            "handed_over_to": {str(one.post_id): one.successor.username for one in asked},
            "sessions_ended": sessions.end_all(closed, SessionEnd.CLOSED),
            **_forget_credentials(closed),
        }
    return ended


def reopen_account(actor: Account, account: Account) -> None:
    """Open a closed account again: without password and posts, as a new one is."""
    with writing(actor, Action.CHANGE_ACCOUNTS, "account", str(account.pk)) as entry:
        found = _locked(account)
        if found.is_active:
            raise _refused("没有停用，不用重新启用", found.username)
        Account.objects.filter(pk=found.pk).update(is_active=True)
        entry.before = {"open": False}
        entry.after = {"account": found.username, "open": True}


def _forget_credentials(closed: Account) -> dict[str, object]:
    """Let nothing that opened the account open it again on the day it comes back."""
    closed.set_unusable_password()
    closed.save(update_fields=["password"])
    links, _ = closed.linked_identities.all().delete()
    revoked = closed.invitations.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())
    return {
        "passkeys_removed": second_step.forget(closed),
        "identities_unlinked": links,
        "invitations_revoked": revoked,
    }


def _successor(closed: Account, chosen: Account) -> Account:
    if chosen.pk == closed.pk:
        raise _refused("不能交给本人，请选别人", closed.username)
    if not chosen.is_active:
        raise _refused("账号已停用，不能接任。请选别人", chosen.username)
    return chosen


def _locked(account: Account) -> Account:
    return Account.objects.select_for_update().get(pk=account.pk)


def _refused(template: str, subject: str, **parameters: object) -> BadInput:
    return BadInput(Defect(template, subject, parameters=parameters))
