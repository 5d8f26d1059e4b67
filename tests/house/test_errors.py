"""What went wrong is told in plain words, with a way on, and nothing of the program shows."""

import pytest
from cast import Cast
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from dabiao.people.gate import public
from dabiao.site import urls

SECRET = "password=hunter2 in /srv/app/secret.py"


@public
def failing(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError(SECRET)


@public
def without_database(_request: HttpRequest) -> HttpResponse:
    raise DatabaseError(SECRET)


urlpatterns = [
    path("fails/", failing),
    path("database-fails/", without_database),
    path("", include("dabiao.site.urls")),
]
handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500

INNARDS = ("Traceback", "Exception", "Error", "dabiao/", ".py", "django", "hunter2")


def told(client: Client, address: str, status: int, title: str, advice: str) -> None:
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert advice in page
    assert f'href="{reverse("welcome")}"' in page
    assert [word for word in INNARDS if word in page] == []


@pytest.mark.parametrize("address", ["/nowhere/", "/standards/99.9/", "/rounds/imports/x/", "/circulars/7/"])
def test_an_address_that_leads_nowhere_says_so(client: Client, cast: Cast, address: str) -> None:
    client.force_login(cast.创建办)
    told(client, address, 404, "没有这一页", "请从菜单重新进入")


def test_外人_learns_the_same_of_an_address_that_leads_nowhere(client: Client, db: None) -> None:
    told(client, "/nowhere/", 404, "没有这一页", "请从菜单重新进入")


def test_whoever_may_not_is_told_whom_to_ask(client: Client, cast: Cast) -> None:
    client.force_login(cast.测评员)
    told(client, reverse("problems"), 403, "没有权限", "请联系创建办")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/fails/", "/database-fails/"])
def test_a_fault_of_ours_shows_nothing_of_the_program(db: None, cast: Cast, address: str) -> None:
    client = Client(raise_request_exception=False)
    told(client, address, 500, "程序出错了", "刚才的操作没有保存")
    client.force_login(cast.创建办)
    told(client, address, 500, "程序出错了", "请重试一次")


@pytest.mark.urls(__name__)
def test_the_page_of_a_fault_does_not_need_the_database(cast: Cast) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.创建办)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_session RENAME TO django_session_lost")
    told(client, reverse("overview"), 500, "程序出错了", "请把时间和操作告诉管理员")
