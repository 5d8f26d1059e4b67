"""账号 and 岗位 in the browser: lists, one account, one post, links that are shown once."""

import re
from datetime import datetime, timedelta

import pytest
from cast import Cast
from confirmed import confirmed
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dabiao.house import registries
from dabiao.house.models import AuditEntry
from dabiao.house.registries import MyEntry
from dabiao.people.accounts.actions import close_account
from dabiao.people.accounts.appointing import deputise, hand_over
from dabiao.people.models import (
    Account,
    HandOver,
    Invitation,
    Line,
    OpenSession,
    Organisation,
    OrganisationKind,
    Passkey,
    Placement,
    Post,
    Role,
)

HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def keeper(cast: Cast) -> Client:
    """系统管理员 at work."""
    return confirmed(cast.系统管理员)


@pytest.fixture
def guard(cast: Cast) -> Client:
    """安全管理员 at work."""
    return confirmed(cast.安全管理员)


def said(client: Client, name: str, *given: object, **query: str) -> str:
    answer = client.get(reverse(name, args=given), query)
    assert answer.status_code == 200, name
    return answer.content.decode()


def day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_new_account_gets_a_link_that_is_shown_once(keeper: Client, cast: Cast) -> None:
    answer = keeper.post(reverse("account_new"), {"username": "wangmin", "display_name": "王敏"})
    shown = answer.content.decode()
    link = re.search(r"http://testserver(/people/invitation/[\w-]+/)", shown)
    assert link
    assert "no-store" in answer["Cache-Control"]
    made = Account.objects.get(username="wangmin")
    expires = timezone.localtime(made.invitations.get().expires_at)
    assert f"{expires:%Y-%m-%d %H:%M}" in shown
    token = link[1].strip("/").rsplit("/", 1)[1]
    assert token not in said(keeper, "account", made.pk)
    assert f"有效到 {expires:%Y-%m-%d %H:%M}" in said(keeper, "account", made.pk)
    assert Client().get(link[1]).status_code == 200


def test_a_refused_account_keeps_what_was_typed(keeper: Client) -> None:
    given = {"username": "street", "display_name": HOSTILE}
    answer = keeper.post(reverse("account_new"), given)
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert "已经有这个账号" in shown
    assert 'value="street"' in shown
    assert HOSTILE not in shown
    assert "&lt;img src=x" in shown


def test_a_new_link_replaces_the_old_one(keeper: Client, cast: Cast) -> None:
    links = [
        re.search(
            r"http://testserver(/people/invitation/[\w-]+/)",
            keeper.post(reverse("account_invite", args=[cast.街道.pk])).content.decode(),
        )[1]  # type: ignore[index]
        for _ in range(2)
    ]
    assert [Client().get(link).status_code for link in links] == [404, 200]


def test_a_closed_account_gets_no_link(keeper: Client, cast: Cast) -> None:
    close_account(cast.系统管理员, cast.街道, {})
    answer = keeper.post(reverse("account_invite", args=[cast.街道.pk]), follow=True)
    assert "没有发邀请" in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "name", ["account_invite", "account_close", "account_reopen", "account_second_factors"]
)
def test_whoever_left_the_screen_open_proves_again_who_is_there(cast: Cast, name: str) -> None:
    client = Client()
    client.force_login(cast.系统管理员)
    answer = client.post(reverse(name, args=[cast.街道.pk]))
    assert answer["Location"].startswith(reverse("confirm"))
    assert Account.objects.get(pk=cast.街道.pk).is_active
    assert not AuditEntry.objects.exists()


def test_安全管理员_proves_again_too(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.安全管理员)
    for name, args in (
        ("account_appoint", [cast.外人.pk]),
        ("post_change", [cast.街道.posts.get().pk, "end"]),
        ("hand_over_settle", [1]),
    ):
        assert client.post(reverse(name, args=args))["Location"].startswith(reverse("confirm"))
    assert not AuditEntry.objects.exists()


def test_lost_second_factors_are_removed(keeper: Client, cast: Cast) -> None:
    assert "移除动态码" not in said(keeper, "account", cast.街道.pk)
    Passkey.objects.create(
        account=cast.街道, name="手机", host="localhost", credential_id=b"1", credential=b"1"
    )
    assert "移除动态码" in said(keeper, "account", cast.街道.pk)
    keeper.post(reverse("account_second_factors", args=[cast.街道.pk]))
    assert not cast.街道.passkeys.exists()
    assert AuditEntry.objects.get().after["passkeys_removed"] == 1


def test_the_list_finds_by_account_by_name_and_by_state(keeper: Client, cast: Cast) -> None:
    def listed(**query: str) -> set[str]:
        return set(re.findall(r"/people/accounts/\d+/\">([^<]+)</a>", said(keeper, "accounts", **query)))

    assert listed() == {one.display_name for one in vars(cast).values()}
    assert listed(q="STREET") == {"街道"}
    assert listed(q="管理员") == {"系统管理员", "安全管理员", "审计管理员"}
    assert listed(state="postless") == {"外人"}
    close_account(cast.系统管理员, cast.街道, {})
    assert listed(state="closed") == {"街道"}
    assert "街道" not in listed(state="open")
    assert "没有找到账号" in said(keeper, "accounts", q="天上")


def test_no_page_of_accounts_tells_when_somebody_was_here(keeper: Client, guard: Client, cast: Cast) -> None:
    at = datetime(2021, 3, 4, 5, 6, 7, tzinfo=timezone.get_current_timezone())
    Account.objects.update(last_login=at)
    OpenSession.objects.create(account=cast.街道, device="Firefox 在二楼", began_at=at, seen_at=at)
    for client in (keeper, guard):
        for name, args in (
            ("accounts", ()),
            ("account", (cast.街道.pk,)),
            ("posts", ()),
            ("post", (cast.街道.posts.get().pk,)),
        ):
            shown = said(client, name, *args)
            assert "2021" not in shown, name
            assert "05:06" not in shown, name
            assert "Firefox" not in shown, name


def test_a_thousand_accounts_cost_as_many_questions_as_few_and_come_in_pages(
    keeper: Client, cast: Cast
) -> None:
    counted = []
    for number in (0, 120):
        made = Account.objects.bulk_create(
            Account(username=f"many{at}", display_name=f"第{at}人", password="!") for at in range(number)
        )
        Post.objects.bulk_create(
            Post(account=one, role=Role.STREET, organisation=cast.街道.posts.get().organisation)
            for one in made
        )
        for name in ("accounts", "posts"):
            with CaptureQueriesContext(connection) as asked:
                said(keeper, name)
            counted.append(len(asked))
    assert counted[0] == counted[2]
    assert counted[1] == counted[3]
    seen: list[str] = []
    address = reverse("accounts")
    while address:
        shown = keeper.get(address).content.decode()
        seen += re.findall(r"/people/accounts/(\d+)/", shown)
        following = re.search(r'href="(\?[^"]*before=\d+)"', shown)
        address = reverse("accounts") + following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == Account.objects.count()


def test_安全管理员_appoints_on_the_page_and_系统管理员_cannot(
    guard: Client, keeper: Client, cast: Cast
) -> None:
    given = {"role": "社区", "organisation": "东湖街道 / 和平社区", "since": day(), "last_day": day(30)}
    assert keeper.post(reverse("account_appoint", args=[cast.外人.pk]), given).status_code == 403
    assert "任命</button>" not in said(keeper, "account", cast.外人.pk)
    assert guard.post(reverse("account_appoint", args=[cast.外人.pk]), given).status_code == 302
    post = Post.objects.get(account=cast.外人)
    assert post.last_day is not None
    assert post.last_day.isoformat() == day(30), "the last day counts"
    assert f"{day()} 至 {day(30)}（含当天）" in said(guard, "account", cast.外人.pk)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"organisation": "天上"}, "没有这个单位"),
        ({"organisation": ""}, 'id="appoint_organisation_error"'),
        ({"organisation": "示范区"}, "不能设在区"),
        ({"role": "皇帝"}, 'id="appoint_role_error"'),
        ({"since": "2026-02-30"}, 'id="appoint_since_error"'),
        ({"since": "2020-01-01"}, "不能早于今天"),
        ({"last_day": "9999-12-31"}, "日期太远"),
        ({"last_day": "2020-01-01"}, "最后一天早于"),
    ],
)
def test_what_is_refused_is_told_and_what_was_typed_stays(
    guard: Client, cast: Cast, changed: dict[str, str], words: str
) -> None:
    given = {"role": "社区", "organisation": "和平社区", "since": day(), "last_day": ""} | changed
    answer = guard.post(reverse("account_appoint", args=[cast.外人.pk]), given)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert f'value="{given["since"]}"' in answer.content.decode()
    assert not cast.外人.posts.exists()


def test_two_communities_of_one_name_are_told_apart_by_their_street(guard: Client, cast: Cast) -> None:
    street = Organisation.objects.create(kind=OrganisationKind.STREET, name="西湖街道")
    other = Organisation.objects.create(kind=OrganisationKind.COMMUNITY, name="和平社区")
    grid = Organisation.objects.create(kind=OrganisationKind.GRID, name="第一网格")
    since = timezone.localdate()
    Placement.objects.create(organisation=other, parent=street, line=Line.TERRITORY, since=since)
    Placement.objects.create(organisation=grid, parent=other, line=Line.TERRITORY, since=since)
    shown = said(guard, "account", cast.外人.pk)
    assert 'value="西湖街道 / 和平社区"' in shown
    assert "第一网格" not in shown, "grids are too many to offer"
    given = {"role": "社区", "organisation": "和平社区", "since": day()}
    answer = guard.post(reverse("account_appoint", args=[cast.外人.pk]), given)
    assert "东湖街道 / 和平社区、西湖街道 / 和平社区" in answer.content.decode()
    for path, found in (("西湖街道/和平社区", other), ("西湖街道 / 和平社区 / 第一网格", grid)):
        answer = guard.post(reverse("account_appoint", args=[cast.外人.pk]), given | {"organisation": path})
        assert answer.status_code == 302
        assert cast.外人.posts.filter(organisation=found).exists()


def test_closing_shows_what_is_still_open_and_asks_who_takes_over(
    keeper: Client, guard: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked_of(asker: object):
        if asker == cast.街道:
            yield MyEntry("通知任务", "报送三季度台账", "/x/", "创建办", timezone.now(), timezone.now())

    monkeypatch.setitem(registries._my_sources, "test", asked_of)
    shown = said(keeper, "account_close", cast.街道.pk)
    assert "报送三季度台账" in shown
    assert "1 个岗位结束" in shown
    field = f"successor_{cast.街道.posts.get().pk}"
    for typed in ("nobody", "街道"):
        answer = keeper.post(reverse("account_close", args=[cast.街道.pk]), {field: typed})
        assert answer.status_code == 400
        assert f'value="{typed}"' in answer.content.decode()
    answer = keeper.post(reverse("account_close", args=[cast.街道.pk]), {field: "外人"}, follow=True)
    shown = answer.content.decode()
    assert "结束岗位 1 个" in shown
    assert "待安全管理员任命" in shown
    assert "已停用" in shown
    assert "报送三季度台账" not in said(keeper, "account_close", cast.社区.pk)

    waiting = said(guard, "posts")
    assert "待任命的接任人" in waiting
    answer = guard.post(
        reverse("hand_over_settle", args=[HandOver.objects.get().pk]), {"answer": "appoint"}, follow=True
    )
    assert "待任命的接任人" not in answer.content.decode()
    assert cast.外人.posts.get().role == Role.STREET


def test_what_waits_for_安全管理员_stands_in_its_own_list_and_in_nobody_else_s(cast: Cast) -> None:
    close_account(cast.系统管理员, cast.街道, {cast.街道.posts.get().pk: cast.外人})
    for name, person in vars(cast).items():
        entries = [one for one in registries.my_entries(person) if one.kind == "待任命"]
        assert len(entries) == (1 if name == "安全管理员" else 0), name


def test_a_post_is_handed_over_deputised_and_ended_on_its_page(guard: Client, cast: Cast) -> None:
    post = cast.街道.posts.get()
    for change, given, words in (
        ("hand-over", {"successor": "nobody", "day": day(), "note": "台账在二楼"}, "没有这个账号"),
        ("deputy", {"deputy": "stranger", "since": day(), "last_day": ""}, 'id="deputy_last_day_error"'),
        ("end", {"day": "2020-01-01"}, "不能倒填"),
    ):
        answer = guard.post(reverse("post_change", args=[post.pk, change]), given)
        assert answer.status_code == 400
        assert words in answer.content.decode()
        assert '<details class="card branch" open>' in answer.content.decode()
    given = {"deputy": "stranger", "since": day(), "last_day": day(7), "note": "产假"}
    assert guard.post(reverse("post_change", args=[post.pk, "deputy"]), given).status_code == 302
    given = {"successor": "stranger", "day": day(10), "note": "台账在二楼"}
    assert guard.post(reverse("post_change", args=[post.pk, "hand-over"]), given).status_code == 302
    shown = said(guard, "post", post.pk)
    assert "临时代理" in shown
    assert "说明：台账在二楼" in shown
    assert f"至 {day(7)}（含当天）" in shown
    assert guard.post(reverse("post_change", args=[post.pk, "abolish"])).status_code == 404


def test_a_hand_over_stands_in_both_biographies_and_on_the_organisation_s_page(
    guard: Client, client: Client, cast: Cast
) -> None:
    hand_over(cast.安全管理员, cast.街道.posts.get(), cast.外人, note="台账在二楼")
    street = Organisation.objects.get(name="东湖街道")
    assert "街道 → 外人" in said(guard, "account", cast.街道.pk)
    assert "街道 → 外人" in said(guard, "account", cast.外人.pk)
    assert "街道 → 外人" in said(guard, "organisation", street.pk)
    client.force_login(cast.外人)
    assert "说明：台账在二楼" in said(client, "my_posts")
    client.force_login(cast.街道)
    assert "历任" in said(client, "my_posts")
    client.force_login(cast.责任单位)
    assert "街道 → 外人" not in said(client, "organisation", street.pk), "outside its own subtree"


def test_the_list_of_posts_tells_those_to_come_and_those_over(guard: Client, cast: Cast) -> None:
    deputise(
        cast.安全管理员,
        cast.街道.posts.get(),
        cast.外人,
        timezone.localdate() + timedelta(days=3),
        timezone.localdate() + timedelta(days=9),
    )

    def listed(**query: str) -> list[str]:
        return re.findall(r'<div class="definition">(\w+)</div>', said(guard, "posts", **query))

    assert listed(state="coming") == ["stranger"]
    assert "stranger" not in listed()
    assert listed(q="东湖") == ["street"]
    assert listed(role="社区") == ["community"]
    close_account(cast.系统管理员, cast.街道, {})
    assert listed(state="over") == ["stranger", "street"], "the deputy's post never began"
    assert listed(q="东湖") == []


@pytest.mark.parametrize("name", ["accounts", "account", "account_new", "posts", "post"])
def test_创建办_and_外人_learn_nothing_of_accounts(client: Client, cast: Cast, name: str) -> None:
    args = {"account": [cast.街道.pk], "post": [cast.街道.posts.get().pk]}.get(name, [])
    for person in (cast.创建办, cast.领导, cast.街道, cast.审计管理员, cast.外人):
        client.force_login(person)
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 403
        assert "street" not in answer.content.decode().split("<main")[1]


def test_what_does_not_exist_is_404(keeper: Client, guard: Client) -> None:
    for name in ("account", "account_close"):
        assert keeper.get(reverse(name, args=[999_999])).status_code == 404
    for name in ("account_invite", "account_reopen", "account_second_factors"):
        assert keeper.post(reverse(name, args=[999_999])).status_code == 404
    assert guard.post(reverse("account_appoint", args=[999_999])).status_code == 404
    assert guard.post(reverse("hand_over_settle", args=[999_999])).status_code == 404
    assert guard.get(reverse("post", args=[999_999])).status_code == 404


def test_the_form_begins_with_no_role(client: Client, cast: Cast) -> None:
    client.force_login(cast.安全管理员)
    form = client.get(reverse("account", args=[cast.外人.pk])).context["form"]
    assert form["role"].value() is None
    assert form.fields["role"].choices[0] == ("", "请选择")
