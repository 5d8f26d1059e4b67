"""Letters go out for comment once, with time enough to read them, all of them or none."""

from __future__ import annotations

from datetime import timedelta

from cast import Cast
from django.utils import timezone
from letters import drafted, refused, save, sent

from dabiao.duties.letters import actions
from dabiao.duties.letters.models import LetterState, LetterVersion
from dabiao.people.burden.models import Ask


def test_sending_counts_as_asked_of_the_party_and_is_done_once(cast: Cast) -> None:
    version = sent(cast)
    ask = Ask.objects.get()
    assert (ask.resource, ask.organisation.name, ask.minutes) == ("letter", "东湖街道", 30)
    assert ask.address == f"/duties/letters/{version.letter_id}/"
    assert (version.state, version.revisions.count()) == (LetterState.COMMENTING, 1)
    with refused("不是草稿"):
        actions.send_for_comment(cast.创建办, [version.letter], timezone.localtime(), "再送")


def test_short_notice_without_a_reason_sends_none_of_them(cast: Cast) -> None:
    letters = drafted(cast, "东湖街道", "北苑街道")
    with refused("不足一个工作日") as told:
        actions.send_for_comment(cast.创建办, letters, timezone.localtime() + timedelta(minutes=5))
    assert len(told.value.defects) == 2
    assert {one.state for one in LetterVersion.objects.all()} == {LetterState.DRAFT}
    assert not Ask.objects.exists()
    actions.send_for_comment(
        cast.创建办, letters, timezone.localtime() + timedelta(minutes=5), "上级临时要求"
    )
    assert set(Ask.objects.values_list("reason", flat=True)) == {"上级临时要求"}


def test_one_letter_that_cannot_be_sent_keeps_all_back(cast: Cast) -> None:
    good, empty = drafted(cast, "东湖街道", "北苑街道")
    save(cast, empty.versions.get(), items=())
    with refused("北苑街道", "还没有目标任务"):
        actions.send_for_comment(
            cast.创建办, [good, empty], timezone.localtime() + timedelta(days=20), "测试"
        )
    assert good.versions.get().state == LetterState.DRAFT
