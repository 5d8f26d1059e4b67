"""What is somebody else's: read from the resolver, no address opens, changes or betrays it by its id."""

from __future__ import annotations

import pytest
from addresses import addresses, routes
from cast import Cast
from confirmed import confirmed
from django.test import Client
from django.urls import URLPattern, reverse
from elsewhere import COMMUNITY, STREET, Elsewhere, make_elsewhere

from dabiao.duties.cycle.models import Feed
from dabiao.duties.letters.models import Comment, Letter
from dabiao.duties.notices.models import Recipient
from dabiao.duties.press.models import KeptDocument, PressedTask
from dabiao.house.models import AuditEntry
from dabiao.people import policy
from dabiao.people.complaints.models import Complaint
from dabiao.people.models import Account
from dabiao.people.policy import Action

FILLED = {
    "text": "写一句", "note": "写一句", "reason": "写一句", "why": "写一句", "answer": "写一句", "adopted": "1",
    "do": "agree", "item_key": "", "due": "2027-01-20T10:00", "due_day": "2027-01-20", "due_time": "10:00",
    "day": "2027-01-20", "satisfied": "1", "outcome": "reached", "drop_reason": "写一句",
}  # fmt: skip
"""A form that holds what any of them asks for, so that nothing is refused only for being empty."""


def sees_all(person: Account, route: URLPattern) -> bool:
    """Whether the policy lets ``person`` see everybody's there: published figures, the tree, the calendar."""
    action = Action(route.callback.policy_action)  # type: ignore[attr-defined]
    return policy.may(person, action) and policy.require(person, action).everything


def others(cast: Cast) -> tuple[Account, ...]:
    """Those of the cast whose reach ends somewhere, and 外人."""
    return cast.街道, cast.社区, cast.责任单位, cast.测评员, cast.外人


@pytest.fixture
def elsewhere(cast: Cast, home: object) -> Elsewhere:
    return make_elsewhere(cast)


def test_an_id_of_somebody_else_s_opens_nothing_and_changes_nothing(cast: Cast, elsewhere: Elsewhere) -> None:
    before = AuditEntry.objects.count()
    tried = 0
    for person in others(cast):
        client = confirmed(person)
        for route in routes():
            if not set(route.pattern.converters) & set(elsewhere.arguments) or sees_all(person, route):
                continue
            for address in addresses(route, elsewhere.arguments):
                for answer in (client.get(address), client.post(address, FILLED)):
                    tried += 1
                    assert answer.status_code in (403, 404, 405), f"{person}: {address}"
    assert tried > 200, "the resolver was read"
    assert AuditEntry.objects.count() == before


def test_no_list_of_theirs_names_it(cast: Cast, elsewhere: Elsewhere) -> None:
    for person in others(cast):
        client = confirmed(person)
        for route in routes():
            action = Action(route.callback.policy_action)  # type: ignore[attr-defined]
            if route.pattern.converters or not policy.may(person, action) or sees_all(person, route):
                continue
            answer = client.get(reverse(str(route.name)), follow=True)
            if answer.streaming or not answer["Content-Type"].startswith("text/"):
                continue
            said = answer.content.decode()
            for word in (STREET, COMMUNITY, "第一项写得太重", "夜里开会", "检查广告牌", "破损路面"):
                assert word not in said, f"{route.name} names {word} to {person}"


def test_an_id_is_only_found_beneath_what_it_belongs_to(cast: Cast, elsewhere: Elsewhere) -> None:
    client = Client()
    client.force_login(cast.创建办)
    given = elsewhere.arguments
    other_letter = Letter.objects.exclude(pk=given["letter_id"]).get()
    wrong = (
        ("letter_answer", {"letter_id": other_letter.pk, "comment_id": given["comment_id"]}),
        ("letter_scan", {"letter_id": other_letter.pk, "scan_id": 1}),
        ("press_line", {"document_id": int(str(given["document_id"])) + 1, "line_id": given["line_id"]}),
        ("letter_file", {"letter_id": given["letter_id"], "version_number": 2, "suffix": "docx"}),
        ("letter_file", {"letter_id": given["letter_id"], "version_number": 1, "suffix": "exe"}),
    )
    before = AuditEntry.objects.count()
    for name, arguments in wrong:
        address = reverse(name, kwargs=arguments)
        assert client.get(address).status_code in (404, 405)
        assert client.post(address, FILLED).status_code in (404, 405)
    assert AuditEntry.objects.count() == before
    assert Comment.objects.get().answer == ""


def test_what_was_tried_is_all_still_as_it_was(cast: Cast, elsewhere: Elsewhere) -> None:
    """The other test counts entries of the audit chain; this one makes sure that there was something to change."""
    assert Recipient.objects.filter(state="待签收").count() == Recipient.objects.count() == 2
    assert PressedTask.objects.get().document == KeptDocument.objects.get()
    assert Complaint.objects.get().contact
    assert Feed.objects.filter(revoked_at=None).count() == 2
