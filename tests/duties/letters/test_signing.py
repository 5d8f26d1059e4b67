"""Signing: by each party for itself, of exactly what it saw; and anybody can verify it."""

from __future__ import annotations

import json

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from letters import again, frozen, organisation, refused, sent, signed

from dabiao.core.defects import BadInput
from dabiao.core.letter_proof import Side, statement_digest
from dabiao.core.sm2 import PublicKey, Signature, verify
from dabiao.duties.letters import actions, signing
from dabiao.duties.letters.models import LetterSignature, LetterState, LetterVersion
from dabiao.house.models import AuditEntry
from dabiao.people.models import Account, Post, Role


def test_both_parties_sign_and_the_letter_is_in_force(cast: Cast) -> None:
    version = frozen(cast)
    first = signing.sign(cast.街道, version, version.sm3)
    assert (first.side, again(version).state) == ("乙方", LetterState.FROZEN)
    second = signing.sign(cast.领导, version, version.sm3)
    stored = again(version)
    assert (second.side, stored.state, stored.signed_at) == ("甲方", LetterState.SIGNED, second.at)
    for one in (first, second):
        key = PublicKey.from_hex(one.public_key)
        assert one.statement["content_sm3"] == version.sm3
        assert verify(key, statement_digest(key, one.statement), Signature.from_hex(one.signature))
    assert first.public_key != second.public_key


def test_a_signature_is_valid_to_a_verifier_that_shares_no_code_with_ours(cast: Cast) -> None:
    from gmssl.sm2 import CryptSM2  # noqa: PLC0415  # slow to load

    version = frozen(cast)
    made = signing.sign(cast.街道, version, version.sm3)
    other = CryptSM2(private_key="", public_key="")
    other.public_key = made.public_key[2:]
    message = json.dumps(made.statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert other.verify_with_sm3(made.signature, message)
    assert not other.verify_with_sm3(made.signature, message.replace("东湖".encode(), "西湖".encode()))


@pytest.mark.parametrize("person", ["创建办", "社区", "责任单位", "外人", "审核"])
def test_nobody_signs_for_a_party_that_is_not_theirs(cast: Cast, person: str) -> None:
    version = frozen(cast)
    with pytest.raises((PermissionDenied, BadInput)):
        signing.sign(getattr(cast, person), version, version.sm3)
    assert not LetterSignature.objects.exists()


def test_a_leader_signs_for_甲方_and_never_for_the_unit(cast: Cast) -> None:
    version = frozen(cast)
    assert signing.sides_of(cast.领导, version.letter) == [Side.A]
    signing.sign(cast.领导, version, version.sm3)
    with refused("甲方已经签署过"):
        signing.sign(cast.领导, version, version.sm3)
    Post.objects.create(account=cast.领导, role=Role.STREET, organisation=organisation("东湖街道"))
    both = Account.objects.get(pk=cast.领导.pk)
    assert signing.sides_of(both, version.letter) == [Side.B]
    with refused("同一个人不能代表双方"):
        signing.sign(both, version, version.sm3)
    assert again(version).state == LetterState.FROZEN


def test_one_signs_what_one_saw_and_only_while_it_is_to_be_signed(cast: Cast) -> None:
    version = sent(cast)
    with refused("不在签署阶段"):
        signing.sign(cast.街道, version, version.sm3)
    version = actions.freeze(cast.创建办, [version.letter])[0]
    with refused("不是同一份"):
        signing.sign(cast.街道, version, "0" * 64)


def test_content_changed_in_the_store_is_not_signed(cast: Cast) -> None:
    version = frozen(cast)
    forged = {**version.content, "party_b": "西湖街道"}
    LetterVersion.objects.filter(pk=version.pk).update(content=forged)
    with refused("摘要对不上"):
        signing.sign(cast.街道, version, version.sm3)


def test_the_audit_chain_tells_who_signed_what_without_names_or_numbers(cast: Cast) -> None:
    version = signed(cast)
    entries = AuditEntry.objects.filter(action="sign_letter").order_by("number")
    assert [one.actor for one in entries] == ["leader", "street"]
    assert [one.after["side"] for one in entries] == ["甲方", "乙方"]
    assert entries[1].after["sm3"].replace(" ", "") == version.sm3
    assert cast.领导.display_name not in str(entries[0].after)
