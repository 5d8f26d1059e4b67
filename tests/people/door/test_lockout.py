"""Too many wrong passwords lock a name at an address, for a while, whether anybody bears the name or not."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from cast import Cast
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dabiao.house.models import AuditEntry
from dabiao.people.door import security
from dabiao.people.models import Account

PASSWORD = "十里长街-2026a"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
"""What differs from one form to the next, whoever asks."""


@pytest.fixture
def liaison(cast: Cast) -> Account:
    """A person with a password."""
    return Account.objects.create_account("wumin", "吴敏", PASSWORD)


def attempt(client: Client, password: str = "wrong", username: str = "wumin", address: str = "10.0.0.1"):
    return client.post(reverse("sign_in"), {"username": username, "password": password}, REMOTE_ADDR=address)


def fail(client: Client, times: int, **given: str) -> None:
    for _ in range(times):
        attempt(client, **given)


def test_four_failures_do_not_lock_and_the_fifth_does(client: Client, liaison: Account) -> None:
    fail(client, 4)
    assert attempt(client, PASSWORD).status_code == 302
    client.logout()
    fail(client, 4)
    answer = attempt(client)
    assert answer.status_code == 429
    assert "锁定到" in answer.content.decode()
    assert attempt(client, PASSWORD).status_code == 429, "the right password does not open it either"


def test_the_number_comes_from_the_settings(client: Client, cast: Cast, liaison: Account) -> None:
    security.set_security(cast.安全管理员, {"failures": 3})
    fail(client, 2)
    assert attempt(client).status_code == 429


def test_the_page_says_when_it_ends_and_trying_does_not_move_it(client: Client, liaison: Account) -> None:
    fail(client, 5)
    last = AccessAttempt.objects.get().attempt_time
    ends = timezone.localtime(last + timedelta(minutes=15)).strftime("%H:%M")
    for _ in range(3):
        assert f"锁定到 {ends}" in attempt(client).content.decode()
    assert AccessAttempt.objects.get().attempt_time == last


@pytest.mark.parametrize(("minutes", "status"), [(14, 429), (15, 302)])
def test_it_ends_after_fifteen_minutes(client: Client, liaison: Account, minutes: int, status: int) -> None:
    fail(client, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=minutes, seconds=1))
    assert attempt(client, PASSWORD).status_code == status


def test_nobody_locks_a_colleague_out_from_elsewhere(client: Client, liaison: Account) -> None:
    fail(client, 6, address="10.0.0.66")
    assert attempt(client, PASSWORD, address="10.0.0.66").status_code == 429
    assert attempt(client, PASSWORD).status_code == 302


def test_nobody_gets_more_tries_by_naming_another_address_or_browser(
    client: Client, liaison: Account
) -> None:
    for number in range(5):
        client.post(
            reverse("sign_in"),
            {"username": "wumin", "password": "wrong"},
            headers={"X-Forwarded-For": f"10.9.9.{number}", "User-Agent": f"browser {number}"},
        )
    assert attempt(client, PASSWORD, address="127.0.0.1").status_code == 429


def test_nobody_gets_more_tries_by_writing_the_name_in_full_width(client: Client, liaison: Account) -> None:
    fail(client, 3)
    fail(client, 2, username="ｗｕｍｉｎ")
    assert attempt(client, PASSWORD).status_code == 429


def test_one_person_s_lock_leaves_the_office_in(client: Client, cast: Cast, liaison: Account) -> None:
    Account.objects.create_account("zhengkai", "郑凯", PASSWORD)
    fail(client, 5)
    assert attempt(client, PASSWORD, username="zhengkai").status_code == 302


def test_a_name_nobody_bears_is_answered_alike_before_and_during_the_lock(
    client: Client, liaison: Account
) -> None:
    for _ in range(6):
        real, made_up = attempt(client), attempt(client, username="nobody")
        assert real.status_code == made_up.status_code
        pages = [TOKEN.sub("", answer.content.decode()) for answer in (real, made_up)]
        assert pages[0].replace('value="wumin"', 'value="nobody"') == pages[1]


def test_the_table_of_failures_holds_no_name_and_no_password(client: Client, liaison: Account) -> None:
    fail(client, 2, password="geheim-Wort-1")
    fail(client, 2, username="my-password-by-mistake")
    client.post(
        reverse("sign_in") + "?next=/secret-page/", {"username": "wumin", "password": "x", "code": "123456"}
    )
    kept = repr(list(AccessAttempt.objects.values()))
    for typed in ("geheim-Wort-1", "wumin", "my-password-by-mistake", "123456", "secret-page"):
        assert typed not in kept


def test_there_is_no_second_list_of_who_signed_in_when(client: Client, liaison: Account) -> None:
    attempt(client, PASSWORD)
    client.post(reverse("sign_out"))
    assert not AccessLog.objects.exists()


def test_the_audit_chain_tells_a_lock_once(client: Client, liaison: Account) -> None:
    fail(client, 8)
    fail(client, 8, username="nobody")
    told = AuditEntry.objects.filter(action="locked_out").values_list("actor", "resource_id", "address")
    assert list(told) == [("wumin", str(liaison.pk), "10.0.0.1"), ("—", "", "10.0.0.1")]
