"""One's own hours: chosen on 我的, checked, kept from everybody else."""

from datetime import time

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from dabiao.house.models import AuditEntry
from dabiao.people.me.models import DigestSettings
from dabiao.people.me.senders import MailSender

USUAL = {"wanted": "on", "at": "08:30", "quiet_from": "18:00", "quiet_until": "08:30"}


@pytest.fixture
def community(client: Client, cast: Cast) -> Client:
    client.force_login(cast.社区)
    return client


@pytest.fixture
def mail(settings: Settings) -> None:
    settings.SENDERS = (MailSender("127.0.0.1", 25, "dabiao@example.org", domains=("example.org",)),)


def save(client: Client, **changes: str | None):
    given = {name: value for name, value in {**USUAL, **changes}.items() if value is not None}
    return client.post(reverse("digest_settings"), given)


def test_who_never_chose_has_the_usual_hours(community: Client) -> None:
    said = community.get(reverse("mine")).content.decode()
    assert 'value="08:30"' in said
    assert 'value="18:00"' in said
    assert not DigestSettings.objects.exists()


def test_an_hour_is_chosen_and_told_back(community: Client, cast: Cast) -> None:
    assert save(community, at="16:00", days_off="on")["Location"] == reverse("mine")
    chosen = DigestSettings.objects.get()
    assert (chosen.account, chosen.at, chosen.days_off, chosen.wanted) == (cast.社区, time(16), True, True)
    assert 'value="16:00"' in community.get(reverse("mine")).content.decode()
    told = AuditEntry.objects.get()
    assert (told.before["at"], told.after["at"]) == ("08:30", "16:00")


def test_nobody_need_have_one(community: Client) -> None:
    save(community, wanted=None)
    assert not DigestSettings.objects.get().wanted
    assert "现在不生成" in community.get(reverse("mine")).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"at": "19:00"}, "免打扰时段里"),
        ({"at": "08:29"}, "免打扰时段里"),
        ({"at": ""}, 'id="digest_at_error"'),
        ({"at": "24:00"}, 'id="digest_at_error"'),
        ({"quiet_from": "晚上"}, 'id="digest_quiet_from_error"'),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_kept_in_the_form(
    community: Client, changes: dict[str, str], said: str
) -> None:
    answer = save(community, **changes)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not DigestSettings.objects.exists()


def test_an_hour_in_quiet_is_no_matter_to_whoever_wants_none(community: Client) -> None:
    assert save(community, wanted=None, at="19:00").status_code == 302


def test_everybody_sets_only_their_own(community: Client, cast: Cast) -> None:
    save(community, at="16:00", account=str(cast.街道.pk))
    assert [one.account for one in DigestSettings.objects.all()] == [cast.社区]


def test_mail_is_offered_only_where_there_is_a_mail_server(community: Client) -> None:
    assert "邮箱" not in community.get(reverse("mine")).content.decode()
    save(community, by_mail="on", mail_address="me@example.org")
    assert DigestSettings.objects.get().mail_address == ""


def test_an_address_is_taken_and_never_told_to_the_audit_chain(community: Client, mail: None) -> None:
    save(community, by_mail="on", mail_address="me@example.org")
    assert DigestSettings.objects.get().mail_address == "me@example.org"
    told = AuditEntry.objects.get()
    assert told.after["by_mail"] is True
    assert "example" not in f"{told.before}{told.after}"


def test_giving_mail_up_forgets_the_address(community: Client, mail: None) -> None:
    save(community, by_mail="on", mail_address="me@example.org")
    save(community, mail_address="me@example.org")
    chosen = DigestSettings.objects.get()
    assert (chosen.by_mail, chosen.mail_address) == (False, "")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "请填邮箱"),
        ("no-address", 'id="digest_mail_address_error"'),
        ("me@example.org\nBcc: x@example.org", 'id="digest_mail_address_error"'),
        ("me@elsewhere.example", "不能发到这个邮箱"),
        ("me@notexample.org", "不能发到这个邮箱"),
    ],
)
def test_an_address_that_may_not_be_is_refused(
    community: Client, mail: None, address: str, said: str
) -> None:
    answer = save(community, by_mail="on", mail_address=address)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not DigestSettings.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_digest_that_is_due_by_the_new_hours_is_queued_at_once(client: Client, cast: Cast) -> None:
    client.force_login(cast.社区)
    save(client, at="00:00", quiet_from="00:00", quiet_until="00:00", days_off="on")
    assert DBTaskResult.objects.count() == 1
