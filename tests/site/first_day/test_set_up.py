"""The set-up address: printed once, for an empty district, on this machine, and worth nothing afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import Cast
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dabiao.core.defects import BadInput
from dabiao.house import demo_mark
from dabiao.house.models import AuditEntry
from dabiao.people.accounts.founding import First, found_small_office
from dabiao.people.door import security
from dabiao.people.models import Account, Organisation, Post, Role
from dabiao.site.first_day import set_up
from dabiao.site.first_day.models import SetUpLink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

ALONE = {
    "way": "small",
    "district": "东城区",
    "username": "linwei",
    "display_name": "林薇",
    "reason": "创建办只有两名工作人员",
}
THREE = {
    "way": "three",
    "district": "东城区",
    "office_username": "linwei",
    "office_display_name": "林薇",
    "system_administrator_username": "luoping",
    "system_administrator_display_name": "罗平",
    "security_administrator_username": "dujuan",
    "security_administrator_display_name": "杜娟",
}


@pytest.fixture
def link() -> str:
    made = set_up.new_link()
    assert made is not None
    return made


def said(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_an_empty_district_gets_an_address_that_the_folder_does_not_keep() -> None:
    first, address, last = set_up.set_up_lines("http://127.0.0.1:8000")
    token = address.split("/")[-2]
    assert "还没有账号" in first
    assert address.strip().startswith("http://127.0.0.1:8000/first-day/set-up/")
    assert "只用一次" in last
    assert not SetUpLink.objects.filter(digest__contains=token).exists()


def test_a_district_at_work_and_the_demo_get_none(cast: Cast) -> None:
    assert set_up.set_up_lines("http://127.0.0.1:8000") == []


def test_the_demo_gets_none() -> None:
    demo_mark.begin()
    assert set_up.set_up_lines("http://127.0.0.1:8000") == []


def test_the_welcome_page_says_where_to_begin_until_somebody_has(client: Client, link: str) -> None:
    assert "这里还没有账号" in said(client.get("/"))
    client.post(link, ALONE)
    assert "这里还没有账号" not in said(client.get("/"))


def test_one_person_begins_alone_with_a_reason_and_sets_a_password(client: Client, link: str) -> None:
    answer = client.post(link, ALONE)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/people/invitation/")
    one = Account.objects.get()
    assert {post.role for post in one.posts.all()} == {
        Role.OFFICE,
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
    }
    rules = security.current()
    assert (rules.small_office, rules.small_office_reason) == (True, ALONE["reason"])
    given = {"new_password1": "Dongcheng-01", "new_password2": "Dongcheng-01"}
    assert client.post(answer["Location"], given).status_code == 302
    signed = client.post(reverse("sign_in"), {"username": "linwei", "password": "Dongcheng-01"}, follow=True)
    assert "6 步完成了 0 步" in said(signed)
    assert [entry.action for entry in AuditEntry.objects.order_by("number")[:3]] == [
        "found",
        "set_security",
        "change_accounts",
    ]


def test_three_people_get_a_link_each_shown_once(client: Client, link: str) -> None:
    answer = client.post(link, THREE)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].count("no-store")
    assert said(answer).count("http://testserver/people/invitation/") == 3
    assert {(post.account.username, post.role) for post in Post.objects.all()} == {
        ("linwei", Role.OFFICE),
        ("luoping", Role.SYSTEM_ADMINISTRATOR),
        ("dujuan", Role.SECURITY_ADMINISTRATOR),
    }
    assert not security.current().small_office
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({**ALONE, "district": " "}, "必填"),
        ({**ALONE, "username": "林薇"}, "姓名拼音"),
        ({**ALONE, "display_name": "13800138000"}, "手机号"),
        ({**ALONE, "reason": " "}, "必填"),
        ({**THREE, "system_administrator_username": "linwei"}, "已经有这个账号"),
        ({**THREE, "office_username": ""}, "必填"),
        ({"way": "nope"}, "开通"),
        ({}, "开通"),
    ],
)
def test_what_is_typed_wrong_is_told_makes_nothing_and_leaves_the_address(
    client: Client, link: str, given: dict[str, str], told: str
) -> None:
    answer = client.post(link, given)
    assert answer.status_code == 400
    assert told in said(answer)
    assert not Account.objects.exists()
    assert not Organisation.objects.exists()
    assert not AuditEntry.objects.exists()
    assert client.get(link).status_code == 200


def test_a_used_old_late_or_guessed_address_is_the_same_page(client: Client, link: str) -> None:
    newer = set_up.new_link()
    assert newer is not None
    pages = {said(client.get(one)) for one in (link, reverse("set_up", args=["guessed"]))}
    SetUpLink.objects.update(
        created_at=timezone.now() - timedelta(hours=3), expires_at=timezone.now() - timedelta(seconds=1)
    )
    pages.add(said(client.get(newer)))
    assert len({page.split("<main")[1] for page in pages}) == 1
    assert "这个开通地址不能用" in pages.pop()
    assert client.post(newer, ALONE).status_code == 404
    assert not Account.objects.exists()


@pytest.mark.parametrize("address", ["192.168.1.20", "10.0.0.1", "", "unknown", "8.8.8.8"])
def test_it_is_worth_nothing_on_another_machine(client: Client, link: str, address: str) -> None:
    assert client.get(link, REMOTE_ADDR=address).status_code == 404
    assert client.post(link, ALONE, REMOTE_ADDR=address).status_code == 404
    assert not Account.objects.exists()
    assert client.get(link, REMOTE_ADDR="::1").status_code == 200


def test_only_one_of_two_who_begin_at_once_does(link: str) -> None:
    token = link.split("/")[-2]
    set_up.begin_small_office(token, "东城区", First("linwei", "林薇"), "人少")
    with pytest.raises(BadInput, match="已经用过"):
        set_up.begin_small_office(token, "东城区", First("luoping", "罗平"), "人少")
    assert Account.objects.count() == 1


def test_an_account_made_on_the_command_line_ends_it(client: Client, link: str) -> None:
    found_small_office("东城区", First("linwei", "林薇"), "人少")
    assert client.get(link).status_code == 404


def test_a_reason_too_long_is_no_failure() -> None:
    with pytest.raises((BadInput, ValidationError)):
        found_small_office("东城区", First("linwei", "林薇"), "人少" * 101)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"expires_at": timezone.now() - timedelta(days=1)},
        {"used_at": timezone.now(), "revoked_at": timezone.now()},
    ],
    ids=["ends before it begins", "used and revoked"],
)
def test_the_database_keeps_no_link_that_cannot_be(wrong: dict[str, object]) -> None:
    usual = {"digest": "x", "expires_at": timezone.now() + timedelta(hours=1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        SetUpLink.objects.create(**{**usual, **wrong})
