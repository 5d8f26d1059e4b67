"""The gate: every address is behind the policy or marked public; the list is read from the resolver."""

from collections.abc import Iterator

import pytest
from cast import Cast
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dabiao.people import policy
from dabiao.people.policy import Action

ARGUMENTS = {
    "standard_id": "1.1.2",
    "task_slug": "import",
    "picture_name": "sign-in",
    "import_id": "00000000-0000-0000-0000-000000000000",
    "number": 1,
    "name": "image1.png",
    "organisation_id": 1,
    "change": "rename",
    "token": "00000000-0000-0000-0000-000000000000",
    "session_id": "00000000-0000-0000-0000-000000000000",
    "passkey_id": 1,
    "link_id": 1,
    "notice_id": 1,
    "recipient_id": 1,
    "response": "receive",
    "decision": "press",
    "cycle_id": 1,
    "calendar_entry_id": 1,
    "feed_id": 1,
    "complaint_id": 1,
    "letter_id": 1,
    "comment_id": 1,
    "scan_id": 1,
    "version_number": 1,
    "suffix": "docx",
    "account_id": 1,
    "post_id": 1,
    "post_change": "end",
    "hand_over_id": 1,
    "document_id": 1,
    "line_id": 1,
    "task_id": 1,
    "step": "report",
    "method": "field",
    "site_type": "patriotic_base",
    "duty_id": 1,
    "result_id": 1,
    "source_id": "00000000-0000-0000-0000-000000000000",
    "table": "standards",
    "row": 0,
    "file": f"{'a' * 64}.jpg",
    "pack_id": "bare",
    "form": "pack",
    "draft_id": 1,
    "crosswalk_id": 1,
    "profile_id": 1,
    "site_key": 1,
    "first_step": "places",
}
"""Something of the right kind for every address that wants an argument; the things need not exist."""

WAYS_IN = {
    "sign_in",
    "second_step",
    "passkey_question",
    "passkey_sign_in",
    "identity_leave",
    "identity_back",
}


def routes() -> Iterator[URLPattern]:
    pending: list[URLPattern | URLResolver] = list(get_resolver().url_patterns)
    while pending:
        one = pending.pop()
        if isinstance(one, URLResolver):
            pending.extend(one.url_patterns)
        else:
            yield one


ROUTES = sorted(routes(), key=lambda route: str(route.name))
GUARDED = [route for route in ROUTES if getattr(route.callback, "policy_action", None)]


def address(route: URLPattern) -> str:
    wanted = {name: ARGUMENTS[name] for name in route.pattern.converters}
    return reverse(str(route.name), kwargs=wanted)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_address_names_its_action_or_is_public(route: URLPattern) -> None:
    assert hasattr(route.callback, "policy_action"), f"{route.name} passes no gate"


BY_ADDRESS = {"cycle_feed"}
"""A calendar cannot sign in: its secret address is the key, and tests/duties/cycle proves that it opens one unit's
dates and nothing else."""


def test_public_addresses_are_few_and_known() -> None:
    public = {route.name for route in ROUTES if route.callback.policy_action is None}
    for_everybody = {
        "welcome",
        "health",
        "set_language",
        "office_network",
        "invitation",
        "set_up",
        "sign_out",
    }
    handbook = {"handbook", "handbook_task", "handbook_picture"}
    assert public == {*for_everybody, *handbook, *WAYS_IN, *BY_ADDRESS}


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(client: Client, db: None, route: URLPattern) -> None:
    for answer in (client.get(address(route)), client.post(address(route))):
        assert answer.status_code in (302, 405)
        assert answer.status_code == 405 or answer["Location"].startswith(reverse("sign_in"))


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
def test_the_whole_cast_is_let_in_or_refused_as_the_policy_says(
    client: Client, cast: Cast, home: object, route: URLPattern
) -> None:
    action = Action(route.callback.policy_action)  # type: ignore[attr-defined]
    for person in vars(cast).values():
        client.force_login(person)
        answers = [client.get(address(route)).status_code, client.post(address(route)).status_code]
        if policy.may(person, action):
            assert 403 not in answers
        else:
            assert set(answers) <= {403, 405}


def test_a_form_without_its_token_is_refused_in_plain_words(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.创建办)
    answer = strict.post(reverse("imports"))
    assert answer.status_code == 403
    assert "表单已过期" in answer.content.decode()
