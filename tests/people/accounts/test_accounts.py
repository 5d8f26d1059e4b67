"""Accounts: made with a link, closed with everything that opened them, opened again without any of it."""

from datetime import timedelta

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.defects import BadInput
from dabiao.house.audit import PERSONAL
from dabiao.house.models import AuditEntry
from dabiao.people.accounts.actions import close_account, open_account, reopen_account
from dabiao.people.accounts.naming import (
    plain_shown_name,
    plain_username,
    shown_name_defects,
    username_defects,
)
from dabiao.people.door.invitations import invite, open_invitation
from dabiao.people.models import Account, HandOver, LinkedIdentity, OpenSession, Post, SessionEnd


def fresh(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def test_系统管理员_makes_an_account_that_nobody_can_sign_in_to_yet(cast: Cast) -> None:
    made = open_account(cast.系统管理员, " ｗａｎｇｍｉｎ ", "王　敏")
    assert (made.username, made.display_name) == ("wangmin", "王 敏")
    assert not made.has_usable_password()
    assert made.open_posts == ()
    told = AuditEntry.objects.get()
    assert (told.actor, told.action, told.resource_id) == (
        "system_administrator",
        "change_accounts",
        str(made.pk),
    )
    assert told.after == {"account": "wangmin", "open": True}, "the shown name is a person's and stays out"


def test_nobody_else_makes_closes_or_reopens_accounts(cast: Cast) -> None:
    for name, person in vars(cast).items():
        if name == "系统管理员":
            continue
        with pytest.raises(PermissionDenied):
            open_account(person, "wangmin", "王敏")
        with pytest.raises(PermissionDenied):
            close_account(person, cast.街道, {})
        with pytest.raises(PermissionDenied):
            reopen_account(person, cast.街道)
    assert fresh(cast.街道).is_active
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("taken", ["street", "ｓｔｒｅｅｔ"])
def test_a_name_that_is_taken_is_refused(cast: Cast, taken: str) -> None:
    with pytest.raises(BadInput, match="已经有这个账号") as refused:
        open_account(cast.系统管理员, taken, "王敏")
    assert "换一个账号" in str(refused.value)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("username", "said"),
    [
        ("", "没有填写"),
        ("w", "2 到 32 位"),
        ("w" * 33, "2 到 32 位"),
        ("1wang", "以小写字母开头"),
        ("WangMin", "改成 wangmin"),
        ("王敏", "姓名拼音"),
        ("wang min", "只用小写字母"),
        ("wang/../min", "只用小写字母"),
        ("wang\u202emin", "只用小写字母"),
        ("wang\x00", "只用小写字母"),
        ("<b>wang</b>", "只用小写字母"),
        ("13800138000", "不要用手机号"),
        ("a.11010119900307123X", "不要用手机号或身份证号"),
    ],
)
def test_an_odd_account_name_is_refused_in_words(cast: Cast, username: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        open_account(cast.系统管理员, username, "王敏")
    assert "\u202e" not in str(refused.value)
    assert not Account.objects.filter(display_name="王敏").exists()


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("", "没有填写"),
        ("   ", "没有填写"),
        ("王" * 65, "超过 64 个字"),
        ("王敏 13800138000", "手机号"),
        ("王\u202e敏", "奇怪的字符"),
        ("\u200b", "奇怪的字符"),
        ("12345", "奇怪的字符"),
    ],
)
def test_an_odd_shown_name_is_refused_in_words(cast: Cast, shown: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        open_account(cast.系统管理员, "wangmin", shown)
    assert not Account.objects.filter(username="wangmin").exists()


def test_both_names_are_judged_at_once(cast: Cast) -> None:
    with pytest.raises(BadInput) as refused:
        open_account(cast.系统管理员, "王敏", "")
    assert len(refused.value.defects) == 2


@given(st.text(max_size=40))
def test_whatever_is_typed_is_either_refused_or_safe_to_seal_and_to_show(text: str) -> None:
    name = plain_username(text)
    if not username_defects(name):
        assert name.isascii()
        assert name == name.lower()
        assert not PERSONAL.search(name)
        assert plain_username(name) == name, "what is stored is what is typed at the door"
    shown = plain_shown_name(text)
    if not shown_name_defects(shown):
        assert shown.isprintable()
        assert not PERSONAL.search(shown)


def test_closing_ends_sessions_posts_links_and_credentials_at_once(cast: Cast) -> None:
    closed = cast.街道
    closed.set_password("Dongcheng-01")
    closed.save()
    OpenSession.objects.create(account=closed, device="Firefox")
    LinkedIdentity.objects.create(account=closed, provider="district", subject="1", linked_by=cast.系统管理员)
    link = invite(cast.系统管理员, closed)
    assert close_account(cast.系统管理员, closed, {}) == 1
    after = fresh(closed)
    assert not after.is_active
    assert not after.has_usable_password()
    assert after.open_posts == ()
    assert [one.ended for one in after.open_sessions.all()] == [SessionEnd.CLOSED]
    assert not after.linked_identities.exists()
    assert open_invitation(link.strip("/").rsplit("/", 1)[1]) is None
    assert after.posts.get().until == timezone.localdate(), "the post stays in the history"
    told = AuditEntry.objects.latest("number").after
    assert (told["posts_ended"], told["sessions_ended"], told["identities_unlinked"]) == (1, 1, 1)


def test_a_post_that_was_to_begin_later_never_begins(cast: Cast) -> None:
    later = timezone.localdate() + timedelta(days=9)
    cast.街道.posts.update(since=later)
    close_account(cast.系统管理员, cast.街道, {})
    post = cast.街道.posts.get()
    assert post.since == post.until == later
    assert post.is_over


def test_who_takes_over_is_asked_of_安全管理员_and_gives_no_right_yet(cast: Cast) -> None:
    post = cast.街道.posts.get()
    close_account(cast.系统管理员, cast.街道, {post.pk: cast.外人})
    asked = HandOver.objects.get()
    assert asked.is_waiting
    assert (asked.post, asked.successor, asked.made_by) == (post, cast.外人, cast.系统管理员)
    assert fresh(cast.外人).open_posts == ()
    assert AuditEntry.objects.latest("number").after["handed_over_to"] == {str(post.pk): "stranger"}


def test_nobody_hands_over_to_oneself_or_to_a_closed_account(cast: Cast) -> None:
    post = cast.街道.posts.get()
    with pytest.raises(BadInput, match="不能交给本人"):
        close_account(cast.系统管理员, cast.街道, {post.pk: cast.街道})
    close_account(cast.系统管理员, cast.外人, {})
    with pytest.raises(BadInput, match="不能接任"):
        close_account(cast.系统管理员, cast.街道, {post.pk: fresh(cast.外人)})
    assert fresh(cast.街道).is_active


def test_a_post_of_somebody_else_cannot_be_handed_over_with_it(cast: Cast) -> None:
    close_account(cast.系统管理员, cast.街道, {cast.社区.posts.get().pk: cast.外人})
    assert not HandOver.objects.exists()
    assert fresh(cast.社区).open_posts


def test_one_s_own_account_and_the_last_安全管理员_stay_open(cast: Cast) -> None:
    with pytest.raises(BadInput, match="不能停用自己"):
        close_account(cast.系统管理员, cast.系统管理员, {})
    with pytest.raises(BadInput, match="没有安全管理员了"):
        close_account(cast.系统管理员, cast.安全管理员, {})
    assert fresh(cast.安全管理员).is_active
    assert fresh(cast.安全管理员).open_posts, "all of it, or nothing"
    Post.objects.create(
        account=cast.外人, role="安全管理员", organisation=cast.安全管理员.posts.get().organisation
    )
    close_account(cast.系统管理员, cast.安全管理员, {})
    assert not fresh(cast.安全管理员).is_active


def test_an_account_opened_again_starts_as_a_new_one(cast: Cast) -> None:
    close_account(cast.系统管理员, cast.街道, {})
    with pytest.raises(BadInput, match="已经停用"):
        close_account(cast.系统管理员, cast.街道, {})
    reopen_account(cast.系统管理员, cast.街道)
    after = fresh(cast.街道)
    assert after.is_active
    assert not after.has_usable_password()
    assert after.open_posts == ()
    with pytest.raises(BadInput, match="没有停用"):
        reopen_account(cast.系统管理员, cast.街道)
