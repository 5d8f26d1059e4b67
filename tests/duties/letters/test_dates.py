"""By when to comment on a letter, in the calendar of its 乙方 alone."""

from __future__ import annotations

from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from feeds import address_of, events, only, said
from letters import drafted, organisation, sent

from dabiao.duties.letters import actions, commenting
from dabiao.duties.letters.models import LetterVersion

STREET = "东湖街道"


def test_a_draft_is_no_date_and_a_letter_sent_is_one_until_comments_are_due(
    client: Client, cast: Cast
) -> None:
    letter = drafted(cast)[0]
    feed = address_of(cast, STREET)
    assert events(client, feed) == []
    version = sent(cast, letter)
    found = only(client, feed)
    assert str(found["summary"]) == "2026 年责任书第 1 版提意见截止"
    assert version.comment_due is not None
    assert abs((found.decoded("dtstart") - version.comment_due).total_seconds()) < 1
    assert str(found["url"]).endswith(reverse("letter", args=[letter.pk]))


def test_only_the_unit_that_is_asked_has_it(client: Client, cast: Cast) -> None:
    sent(cast)
    for other in ("示范区", "城管局", "和平社区"):
        assert events(client, address_of(cast, other)) == [], other


def test_a_reply_is_said_and_keeps_the_name(client: Client, cast: Cast) -> None:
    version = sent(cast)
    feed = address_of(cast, STREET)
    before = only(client, feed)
    commenting.comment(cast.创建办, version, "这句不是乙方说的")
    assert only(client, feed)["summary"] == before["summary"]
    commenting.comment(cast.街道, version, "三分之一的小区没有物业")
    after = only(client, feed)
    assert str(after["summary"]).endswith("（已回复）")
    assert after["uid"] == before["uid"]
    assert after.decoded("sequence") == before.decoded("sequence") + 1
    assert "物业" not in said(after)


def test_a_version_frozen_early_takes_no_comments_and_the_next_one_has_a_date_of_its_own(
    client: Client, cast: Cast
) -> None:
    version = sent(cast)
    feed = address_of(cast, STREET)
    first = only(client, feed)
    actions.freeze(cast.创建办, [version.letter])
    frozen = only(client, feed)
    assert (frozen["status"], frozen["uid"]) == ("CANCELLED", first["uid"])
    assert frozen.decoded("sequence") > first.decoded("sequence")
    LetterVersion.objects.filter(pk=version.pk).update(comment_due=version.letter.drafted_at)
    assert only(client, feed)["status"] == "CONFIRMED", (
        "what was frozen after the deadline was not called off"
    )


def test_more_letters_cost_no_more(client: Client, cast: Cast) -> None:
    feed = address_of(cast, STREET)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            events(client, feed)
        return len(found)

    sent(cast)
    few = cost()
    for year in range(2027, 2035):
        version = sent(cast, drafted(cast, year=year)[0])
        commenting.comment(cast.街道, version, "好")
        commenting.comment(cast.街道, version, "再想想")
    assert cost() == few
    assert len(events(client, feed)) == 9
    assert organisation(STREET).letters.count() == 9
