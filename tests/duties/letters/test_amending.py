"""Amending: a letter in force stays in force until both parties have signed its next version."""

from __future__ import annotations

from cast import Cast
from letters import again, frozen, refused, save, sent, signed

from dabiao.core.letter_proof import content_digest
from dabiao.duties.letters import actions, signing
from dabiao.duties.letters.models import LetterState
from dabiao.duties.letters.texts import text_of_version


def test_a_new_version_takes_the_place_of_the_old_only_once_it_is_signed(cast: Cast) -> None:
    first = signed(cast)
    with refused("没有写修订原因"):
        actions.amend(cast.创建办, first.letter, " ")
    second = actions.amend(cast.创建办, first.letter, "区划调整，点位增加")
    assert (second.number, second.amends, second.state) == (2, first, LetterState.DRAFT)
    assert text_of_version(second) == text_of_version(first)
    assert again(first).state == LetterState.SIGNED
    with refused("不能再发起修订"):
        actions.amend(cast.创建办, first.letter, "再修订一次")
    save(cast, second, rewards="新的奖惩")
    sent(cast, first.letter)
    second = actions.freeze(cast.创建办, [first.letter])[0]
    assert second.content["amends"] == {"version": 1, "sm3": first.sm3, "reason": "区划调整，点位增加"}
    assert second.signatures.count() == 0, "the new version is signed anew"
    signing.sign(cast.领导, second, second.sm3)
    assert again(first).state == LetterState.SIGNED
    signing.sign(cast.街道, second, second.sm3)
    assert (again(first).state, again(second).state) == (LetterState.AMENDED, LetterState.SIGNED)
    assert content_digest(again(first).content) == first.sm3
    assert first.signatures.count() == 2


def test_an_unsigned_letter_is_not_amended(cast: Cast) -> None:
    with refused("没有在执行的版本"):
        actions.amend(cast.创建办, frozen(cast).letter, "想改")
