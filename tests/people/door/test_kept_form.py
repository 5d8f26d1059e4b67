"""What was typed is not lost because one had to prove who is there."""

import re
from datetime import timedelta
from html import unescape

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dabiao.people.door.kept_form import LONGEST
from dabiao.people.models import Account, OpenSession, Post, Role

PASSWORD = "Dongcheng-01"


@pytest.fixture
def guard(client: Client, cast: Cast) -> Client:
    """安全管理员, signed in an hour ago."""
    cast.安全管理员.set_password(PASSWORD)
    cast.安全管理员.save()
    client.post(reverse("sign_in"), {"username": cast.安全管理员.username, "password": PASSWORD})
    OpenSession.objects.update(confirmed_at=timezone.now() - timedelta(minutes=60))
    return client


def appoint(client: Client, person: Account, **more: object) -> str:
    """Send an appointment from the person's page; gives the page that was sent from."""
    page = reverse("account", args=[person.pk])
    today = timezone.localdate().isoformat()
    sent = {"role": Role.STREET, "organisation": "东湖街道", "since": today, "last_day": ""} | more
    answer = client.post(
        reverse("account_appoint", args=[person.pk]), sent, headers={"Referer": "http://testserver" + page}
    )
    assert answer["Location"].startswith(reverse("confirm"))
    return page


def confirm(client: Client, page: str) -> str:
    answer = client.post(reverse("confirm"), {"password": PASSWORD, "next": page})
    return answer.content.decode() if answer.status_code == 200 else answer["Location"]


def hidden(page: str) -> tuple[str, dict[str, str]]:
    """Where the form of the page goes, and what it holds."""
    to = re.search(r'action="([^"]+)" class="card', page)
    assert to is not None
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    return to[1], {name: unescape(value) for name, value in found if name not in {"next"}}


def test_after_the_proof_one_step_sends_what_was_typed(guard: Client, cast: Cast) -> None:
    page = appoint(guard, cast.外人)
    asked = guard.get(reverse("confirm"), {"next": page}).content.decode()
    assert "刚才填的内容还在" in asked
    assert not Post.objects.filter(account=cast.外人).exists(), "nothing is done before the next step"
    to, fields = hidden(confirm(guard, page))
    assert fields["organisation"] == "东湖街道"
    guard.post(to, fields)
    assert Post.objects.get(account=cast.外人).role == Role.STREET


def test_it_is_given_back_once_and_only_for_its_own_page(guard: Client, cast: Cast) -> None:
    page = appoint(guard, cast.外人)
    assert confirm(guard, reverse("security")) == reverse("security")
    assert confirm(guard, page) == page, "confirming for another page dropped it"


def test_markup_in_what_was_typed_stays_text(guard: Client, cast: Cast) -> None:
    page = appoint(guard, cast.外人, organisation='"><script>alert(1)</script>')
    shown = confirm(guard, page)
    assert "<script>alert" not in shown
    assert hidden(shown)[1]["organisation"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize("more", [{"password": "Geheim-2026"}, {"code": "123456"}, {"note": "长" * LONGEST}])
def test_secrets_and_very_long_forms_are_not_kept(guard: Client, cast: Cast, more: dict[str, object]) -> None:
    page = appoint(guard, cast.外人, **more)
    assert "Geheim" not in str(dict(guard.session))
    assert confirm(guard, page) == page


def test_files_are_not_kept(guard: Client, cast: Cast) -> None:
    page = appoint(guard, cast.外人, file=SimpleUploadedFile("a.txt", b"a"))
    assert confirm(guard, page) == page
