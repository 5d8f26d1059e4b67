"""Freezing: what must be mended first is told, and what is frozen never changes again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from cast import Cast
from django.db import connection
from django.utils import timezone
from letters import again, drafted, frozen, organisation, refused, save, sent

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.letter_proof import content_digest
from dabiao.core.letter_text import AnnexTask, canonical
from dabiao.duties.letters import actions, commenting
from dabiao.duties.letters.models import LetterState
from dabiao.duties.letters.texts import text_of_version


def test_the_template_can_be_frozen_as_it_is(cast: Cast) -> None:
    assert frozen(cast).state == LetterState.FROZEN


def test_freezing_waits_for_an_answer_to_every_comment(cast: Cast) -> None:
    version = sent(cast)
    commenting.comment(cast.街道, version, "", agrees=True)
    said = commenting.comment(cast.街道, version, "目标偏高")
    with refused("还有 1 条意见没有答复"):
        actions.freeze(cast.创建办, [version.letter])
    commenting.answer(cast.创建办, said, "不改，全区一样", adopted=False)
    assert actions.freeze(cast.创建办, [version.letter])[0].state == LetterState.FROZEN


def test_a_draft_that_nobody_was_asked_about_is_not_frozen(cast: Cast) -> None:
    with refused("请先送乙方征求意见"):
        actions.freeze(cast.创建办, drafted(cast))


def test_bands_that_leave_a_score_undefined_are_not_frozen_and_the_score_is_named(cast: Cast) -> None:
    version = sent(cast)
    bands = list(text_of_version(version).bands)
    tongliang = [replace(one, low_closed=False) if one.low == 80 else one for one in bands]
    save(cast, version, bands=tuple(tongliang))
    with refused("得分为 80 时没有规定扣几分"):
        actions.freeze(cast.创建办, [version.letter])
    assert again(version).sm3 == ""
    save(cast, version, bands=(*bands, bands[0]))
    with refused("得分为 100 时同时落在"):
        actions.freeze(cast.创建办, [version.letter])


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda text: {"items": ()}, "还没有目标任务"),
        (lambda text: {"items": text.items[1:]}, "合计为 70 分，应为 100 分"),
        (lambda text: {"items": (replace(text.items[0], points=None), *text.items[1:])}, "第 1 项没有分值"),
        (lambda text: {"items": tuple(replace(one, points=None) for one in text.items)}, "却没有分值"),
        (lambda text: {"scoring": " "}, "没有写计分办法"),
        (
            lambda text: {"items": (replace(text.items[0], deadline=date(2027, 1, 1)), *text.items[1:])},
            "第 1 项的完成时限不在责任期内",
        ),
        (
            lambda text: {"annex": (AnnexTask("1", "一", "", "", DutyKind.LEAD, "", date(2025, 1, 1)),)},
            "任务分解表有 1 行",
        ),
    ],
)
def test_what_must_be_mended_before_anybody_signs_is_told(cast: Cast, change: object, word: str) -> None:
    version = sent(cast)
    save(cast, version, **change(text_of_version(version)))  # type: ignore[operator]
    with refused(word):
        actions.freeze(cast.创建办, [version.letter])


def test_a_pledge_without_points_and_bands_is_a_letter_too(cast: Cast) -> None:
    version = sent(cast)
    text = text_of_version(version)
    save(cast, version, bands=(), scoring="", items=tuple(replace(one, points=None) for one in text.items))
    assert actions.freeze(cast.创建办, [version.letter])[0].state == LetterState.FROZEN


def test_nothing_is_agreed_with_a_unit_that_is_gone(cast: Cast) -> None:
    letter = drafted(cast)[0]
    version = sent(cast, letter)
    organisation_ = organisation("东湖街道")
    organisation_.closed_on = timezone.localdate()
    organisation_.save()
    with refused("已经撤并"):
        actions.freeze(cast.创建办, [version.letter])


def test_what_is_frozen_has_the_digest_of_its_content_and_never_changes(cast: Cast) -> None:
    version = frozen(cast)
    stored = again(version)
    assert stored.sm3 == content_digest(stored.content)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM letters_letterversion WHERE id = %s", [version.pk])
        raw = cursor.fetchone()[0]
    assert raw.encode() == canonical(stored.content), "the very bytes are stored"
    assert json.loads(raw)["party_b"] == "东湖街道"
    text = text_of_version(stored)
    with refused("已经定稿"):
        actions.save_text(cast.创建办, stored, text, stored.saved)
    for row in (stored.letteritems.first(), stored.letterbands.first()):
        assert row is not None
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()


def test_a_digest_that_looks_like_a_telephone_number_is_no_reason_to_fail(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of ten thousand digests some hold eleven digits in a row, as 13800138000, between letters."""
    monkeypatch.setattr(actions, "content_digest", lambda content: "a13800138000" * 5 + "abcd")
    assert frozen(cast).state == LetterState.FROZEN
