"""Every answer forbids scripts from elsewhere, and every write knows where it came from."""

import pytest
from cast import Cast
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.urls import reverse
from workbooks import row, upload

from dabiao.house.audit import append
from dabiao.house.middleware import CONTENT_POLICY
from dabiao.house.models import AuditEntry
from dabiao.site.home_folder import HomeFolder


def policy_of(client: Client, address: str, **headers: str) -> tuple[int, str | None]:
    answer = client.get(address, headers=headers)
    answer.close()
    return answer.status_code, answer.headers.get("Content-Security-Policy")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/health/", 200),
        ("/people/sign-in/", 200),
        ("/nowhere/", 404),
        ("/insight/", 302),
        ("/nowhere", 301),
        (staticfiles_storage.url("favicon.svg"), 200),
    ],
)
def test_every_answer_carries_the_content_policy(client: Client, db: None, address: str, status: int) -> None:
    assert policy_of(client, address) == (status, CONTENT_POLICY) or status == 301


def test_refusals_and_partial_pages_carry_it_too(client: Client, cast: Cast) -> None:
    client.force_login(cast.测评员)
    assert policy_of(client, reverse("problems")) == (403, CONTENT_POLICY)
    assert policy_of(client, reverse("standards"), **{"HX-Request": "true"}) == (200, CONTENT_POLICY)


def test_a_request_for_another_host_is_refused_under_the_same_policy(client: Client, db: None) -> None:
    assert policy_of(client, "/", host="evil.example") == (400, CONTENT_POLICY)


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    said = dict(part.strip().split(" ", 1) for part in CONTENT_POLICY.split(";"))
    assert said["default-src"] == said["script-src"] == said["style-src"] == "'self'"
    assert said["object-src"] == said["base-uri"] == said["frame-ancestors"] == "'none'"
    assert "unsafe" not in CONTENT_POLICY


def test_a_write_is_told_its_address_and_the_next_one_is_not(
    client: Client, cast: Cast, home: HomeFolder
) -> None:
    client.force_login(cast.创建办)
    client.post(reverse("imports"), {"workbook": upload([row()])}, REMOTE_ADDR="127.0.0.9")
    append(actor="office", action="choose_pack", resource="pack", resource_id="p")
    assert list(AuditEntry.objects.values_list("address", flat=True)) == ["127.0.0.9", None]


@pytest.mark.parametrize("cookie", ["", "zh-hans", "de", "<script>", 'zh-hans" onload=x'])
def test_the_pages_speak_chinese_until_somebody_presses_the_switch(
    client: Client, db: None, cookie: str
) -> None:
    client.cookies["django_language"] = cookie
    answer = client.get("/", headers={"Accept-Language": "en,de;q=0.5"})
    assert answer.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-CN">' in answer.content.decode()


def test_the_switch_is_remembered_and_leads_back_to_this_site_only(client: Client, db: None) -> None:
    address = reverse("set_language")
    assert (
        client.post(address, {"language": "en", "next": "/people/sign-in/"})["Location"] == "/people/sign-in/"
    )
    assert '<html lang="en">' in client.get("/").content.decode()
    assert client.post(address, {"language": "en", "next": "https://evil.example/"})["Location"] == "/"


def test_zero_characters_are_left_out_of_filters_and_lead_to_no_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.创建办)
    asked = client.get(f"{reverse('organisations')}?q=%E4%B8%9C%00%E6%B9%96&%00q=x")
    assert asked.status_code == 200
    assert asked.context["request"].GET.getlist("q") == ["东湖", "x"]
    assert "东湖街道" not in client.get(f"{reverse('organisations')}?q=%00zz").content.decode()
    assert client.get(f"{reverse('standards')}a%00b/").status_code == 404
