"""Whether a letter is what was frozen and signed: from its content, statements and signatures alone.

A party signs a statement, a small set of plain figures that names the SM3 of the frozen content, the letter, the
version, the side, who signs and when; the signature is SM2 over SM3(ZA ‖ canonical JSON of the statement).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dabiao.core.letter_text import LetterHead, canonical, head_of, text_of
from dabiao.core.sm2 import NotAKey, PublicKey, Signature, message_digest, sm3, verify

STATEMENT = "dabiao-letter-signature"
"""What a statement calls itself."""


class Side(StrEnum):
    """The parties of a letter: whoever sets the targets, and whoever answers for them."""

    A = "甲方"
    B = "乙方"


@dataclass(frozen=True, slots=True)
class Scan:
    """The paper that was signed at a meeting: the day of it (ISO) and the SM3 of its scan."""

    meeting_date: str
    sm3: str


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """What one party said, its signature and its public key, both in hex."""

    statement: Mapping[str, Any]
    signature: str
    key: str

    @property
    def side(self) -> str:
        """Which party."""
        return str(self.statement.get("side", ""))

    def said(self, name: str) -> str:
        """One of the figures, as text."""
        return str(self.statement.get(name, ""))

    @property
    def fingerprint(self) -> str:
        """SM3 of the public key, in hex; empty for what is no key."""
        try:
            return PublicKey.from_hex(self.key).fingerprint
        except NotAKey:
            return ""


def statement_of(
    content_sm3: str, head: LetterHead, side: Side, *, signer: str, post: str, signed_at: str
) -> dict[str, Any]:
    """What ``side`` signs. ``signed_at`` is an ISO time with its zone."""
    return {
        "kind": STATEMENT,
        "content_sm3": content_sm3,
        "letter": head.letter,
        "version": head.version,
        "side": side.value,
        "organisation": head.party_a if side is Side.A else head.party_b,
        "signer": signer,
        "post": post,
        "signed_at": signed_at,
    }


def statement_digest(key: PublicKey, statement: Mapping[str, Any]) -> bytes:
    """The e that is signed, 32 bytes."""
    return message_digest(key, canonical(statement))


def content_digest(content: Mapping[str, Any]) -> str:
    """SM3 of the frozen content, in hex."""
    return sm3(canonical(content)).hex()


def grouped(hexadecimal: str) -> str:
    """A digest or key in groups of eight, as one reads it out: no run of digits in it is taken for a telephone."""
    return " ".join(hexadecimal[at : at + 8] for at in range(0, len(hexadecimal), 8))


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature, and what is wrong with it; an empty ``problem`` means that it is valid."""

    signed: SignedStatement
    problem: str


@dataclass(frozen=True, slots=True)
class LetterVerdict:
    """What a letter is, and whether its content has the digest it names and its signatures are valid."""

    head: LetterHead
    title: str
    sm3: str
    content_problem: str
    signatures: tuple[SignatureVerdict, ...]
    scans: tuple[Scan, ...]

    @property
    def holds(self) -> bool:
        """Whether everything is as it was frozen and signed."""
        return not self.content_problem and not any(one.problem for one in self.signatures)


def letter_payload(
    content: Mapping[str, Any], signatures: Sequence[SignedStatement], scans: Sequence[Scan], made_at: str
) -> dict[str, Any]:
    """What the seal of a letter's file carries."""
    return {
        "content": content,
        "content_sm3": content_digest(content),
        "signatures": [
            {"statement": one.statement, "signature": one.signature, "key": one.key} for one in signatures
        ],
        "scans": [{"meeting_date": one.meeting_date, "sm3": one.sm3} for one in scans],
        "made_at": made_at,
    }


def signed_statements(payload: Mapping[str, Any]) -> tuple[SignedStatement, ...]:
    """Read the signatures of a payload. Raises KeyError or TypeError for what is none."""
    return tuple(
        SignedStatement(dict(one["statement"]), str(one["signature"]), str(one["key"]))
        for one in payload["signatures"]
    )


def scans_of(payload: Mapping[str, Any]) -> tuple[Scan, ...]:
    """Read what a payload says of scans."""
    return tuple(Scan(str(one["meeting_date"]), str(one["sm3"])) for one in payload["scans"])


def judge_letter(payload: Mapping[str, Any]) -> LetterVerdict:
    """Check a payload. Raises ValueError, KeyError or TypeError when it is no letter's."""
    content = payload["content"]
    head, text = head_of(content), text_of(content)
    found = content_digest(content)
    named = str(payload["content_sm3"])
    problem = "" if found == named else f"内容的摘要应为 {found}，封记里写的是 {named}"
    return LetterVerdict(
        head,
        text.title,
        found,
        problem,
        tuple(SignatureVerdict(one, _problem(one, head, found)) for one in signed_statements(payload)),
        scans_of(payload),
    )


def _problem(signed: SignedStatement, head: LetterHead, digest: str) -> str:
    try:
        key = PublicKey.from_hex(signed.key)
        signature = Signature.from_hex(signed.signature)
        side = Side(signed.side)
    except ValueError:  # NotAKey is one too
        return "签名或公钥读不出来"
    if not verify(key, statement_digest(key, signed.statement), signature):
        return "签名与签署声明对不上：签名、签署人、时间或公钥被改过"
    expected = statement_of(
        digest,
        head,
        side,
        signer=signed.said("signer"),
        post=signed.said("post"),
        signed_at=signed.said("signed_at"),
    )
    if dict(signed.statement) != expected:
        return "签的不是这份内容：摘要、版本或当事人不同"
    return ""
