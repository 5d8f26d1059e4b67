"""What a password has to be, how long it lasts, and how one changes it."""

from datetime import timedelta

import pytest
from cast import Cast
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dabiao.house.models import AuditEntry
from dabiao.people.door import passwords, security
from dabiao.people.models import Account, PasswordRecord

PASSWORD, OTHER = "Dongcheng-01", "Xicheng-02"


@pytest.fixture
def liaison(cast: Cast) -> Account:
    """A person with a password."""
    return Account.objects.create_account("wumin", "吴敏", PASSWORD)


def sign_in(client: Client, password: str = PASSWORD):
    return client.post(reverse("sign_in"), {"username": "wumin", "password": password})


def change(client: Client, old: str = PASSWORD, new: str = OTHER, again: str | None = None):
    given = {"old_password": old, "new_password1": new, "new_password2": new if again is None else again}
    return client.post(reverse("password"), given)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Abcde-7", "密码太短"),
        ("Abcdef-8", None),
        ("abcdefgh1", "字符种类太少"),
        ("abcdefgh1A", None),
        ("abcdefg-1", None),
        ("十里长街十里长街", "字符种类太少"),
        ("十里长街Abcd", None),
        ("Wumin-2026", "不能有账号名"),
        ("a-1-NIMUW", "不能有账号名"),
        ("Wu-min-2026", None),
    ],
)
def test_length_classes_and_the_name(liaison: Account, password: str, said: str | None) -> None:
    if said is None:
        validate_password(password, liaison)
    else:
        with pytest.raises(ValidationError) as refused:
            validate_password(password, liaison)
        assert said in " ".join(refused.value.messages)


def test_the_settings_decide(cast: Cast, liaison: Account) -> None:
    security.set_security(cast.安全管理员, {"password_length": 12, "password_classes": 4})
    for password in ("Abcdefgh-12", "abcdefghij-12"):
        with pytest.raises(ValidationError):
            validate_password(password, liaison)
    validate_password("Abcdefgh-123", liaison)


@pytest.mark.parametrize(
    ("password", "classes"), [("", 0), ("a", 1), ("aB", 2), ("aB3", 3), ("aB3-", 4), ("汉", 1), ("é", 1)]
)
def test_classes_are_counted(password: str, classes: int) -> None:
    assert passwords.classes_in(password) == classes


def test_the_last_five_are_barred_and_the_sixth_is_not(liaison: Account) -> None:
    used = [PASSWORD, *(f"Lushan-{number:02}" for number in range(1, 6))]
    for password in used[1:]:
        liaison.set_password(password)
        liaison.save()
    for password in used[1:]:
        with pytest.raises(ValidationError):
            validate_password(password, liaison)
    validate_password(used[0], liaison)


@pytest.mark.parametrize(("days", "overdue"), [(89, False), (90, True)])
def test_a_password_lasts_ninety_days(client: Client, liaison: Account, days: int, overdue: bool) -> None:
    PasswordRecord.objects.update(set_at=timezone.now() - timedelta(days=days, seconds=1))
    sign_in(client)
    asked = client.get(reverse("my_security"))
    assert (asked.status_code == 302 and asked["Location"] == reverse("password")) is overdue


def test_whoever_has_an_old_password_does_nothing_before_it_is_new(client: Client, cast: Cast) -> None:
    cast.创建办.set_password(PASSWORD)
    cast.创建办.save()
    PasswordRecord.objects.update(set_at=timezone.now() - timedelta(days=91))
    client.post(reverse("sign_in"), {"username": cast.创建办.username, "password": PASSWORD})
    for name in ("overview", "imports", "my_security", "confirm"):
        assert client.get(reverse(name))["Location"] == reverse("password")
    assert client.post(reverse("imports"))["Location"] == reverse("password")
    assert "最长使用天数" in client.get(reverse("password")).content.decode()
    assert change(client)["Location"] == reverse("overview")
    assert client.get(reverse("overview")).status_code == 200


def test_an_account_that_is_shown_to_visitors_does_not_age(client: Client, liaison: Account) -> None:
    PasswordRecord.objects.update(set_at=timezone.now() - timedelta(days=900))
    Account.objects.update(password_ages=False)
    sign_in(client)
    assert client.get(reverse("my_security")).status_code == 200


def test_one_changes_it_oneself_and_stays_in(client: Client, liaison: Account) -> None:
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one)
    assert change(client)["Location"] == reverse("my_security")
    assert client.get(reverse("my_security")).status_code == 200
    assert elsewhere.get(reverse("my_security"))["Location"].startswith(reverse("sign_in"))
    client.logout()
    assert sign_in(client, OTHER).status_code == 302
    entry = AuditEntry.objects.get(resource="password")
    assert (entry.actor, entry.after) == ("wumin", {"sessions_ended": 1})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old": "wrong"}, "现在的密码不对"),
        ({"new": "short"}, "密码太短"),
        ({"again": "Other-0123"}, "两次输入的新密码不一样"),
        ({"new": PASSWORD}, "这个密码最近用过"),
    ],
)
def test_a_change_is_refused_with_its_reason(
    client: Client, liaison: Account, given: dict[str, str], said: str
) -> None:
    sign_in(client)
    answer = change(client, **given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    liaison.refresh_from_db()
    assert liaison.check_password(PASSWORD)


def test_guessing_the_old_password_locks_like_guessing_at_the_door(client: Client, liaison: Account) -> None:
    sign_in(client)
    for _ in range(5):
        change(client, old="wrong")
    assert change(client).status_code == 400
    client.logout()
    assert sign_in(client).status_code == 429
