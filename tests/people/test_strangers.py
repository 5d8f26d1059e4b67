"""外人 has an account and no post: every address refuses before it reads anything of the district."""

import re

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from dabiao.house.registries import my_entries
from dabiao.people import policy
from dabiao.people.policy import Action

from .test_gate import GUARDED, address

OWN_TABLES = {
    "django_session",
    "people_account",
    "people_post",
    "people_organisation",
    "people_opensession",
    "people_securitysettings",
    "people_passwordrecord",
}
"""What answering somebody at all has to look at: who this is, and which posts they hold."""

CLOSED = [
    route
    for route in GUARDED
    if Action(route.callback.policy_action) not in policy.EVERYBODYS  # type: ignore[attr-defined]
]
TABLE = re.compile(r'(?:FROM|JOIN|INTO|UPDATE)\s+"(\w+)"')


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.name)
def test_a_refusal_reads_nothing_of_the_district(
    client: Client, cast: Cast, home: object, route: URLPattern
) -> None:
    client.force_login(cast.外人)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(address(route))
    assert answer.status_code in (403, 405)
    read = {table for query in asked.captured_queries for table in TABLE.findall(query["sql"])}
    assert read <= OWN_TABLES, f"{route.name} reads {read - OWN_TABLES} for somebody who may not open it"


def test_all_refusals_are_the_same_page(client: Client, cast: Cast, home: object) -> None:
    client.force_login(cast.外人)
    pages = set()
    for route in CLOSED:
        answer = client.get(address(route))
        if answer.status_code == 403:
            body = answer.content.decode().replace(address(route), "")
            pages.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body))
    assert len(pages) == 1


@pytest.mark.parametrize("name", ["welcome", "my_security"])
def test_what_外人_may_open_offers_no_page_of_the_district(client: Client, cast: Cast, name: str) -> None:
    client.force_login(cast.外人)
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    for item in answer.context["menu"]:
        assert client.get(item.address).status_code == 200
        assert Action(item.entry.action) in policy.EVERYBODYS
    for word in ("东湖", "和平社区", "城管局", "示范区"):
        assert word not in answer.content.decode()


def test_nothing_is_asked_of_外人(cast: Cast) -> None:
    assert my_entries(cast.外人) == ()


def test_the_policy_gives_外人_no_scope_to_read_with(cast: Cast) -> None:
    for action in set(Action) - policy.EVERYBODYS:
        with pytest.raises(PermissionDenied):
            policy.require(cast.外人, action)
