"""A letter as the blocks of an official document, in order: the .docx and the .pdf are both made from these.

Levels of clauses follow GB/T 9704—2012, 7.3.3: 一、 （一） 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dabiao.core.deduction_bands import in_order
from dabiao.core.letter_proof import Scan, Side, SignedStatement, content_digest
from dabiao.core.letter_text import (
    ANNEX_COLUMNS,
    AnnexTask,
    LetterHead,
    LetterText,
    band_sentence,
    head_of,
    item_sentence,
    paragraphs,
    text_of,
)
from dabiao.office.cells_safe import one_line

SHORT_DIGEST = 16
"""Characters of a digest where a whole one has no room; the whole one stands in the note."""

DIGEST_LABEL = "内容摘要（SM3）"
"""Stands in every frozen letter: a file that says so and carries no seal has lost it."""

ANNEX_TITLE = "任务分解表"


class BlockKind(StrEnum):
    """How a block is set."""

    TITLE = "title"
    PARTY = "party"
    BODY = "body"
    HEADING = "heading"
    CLAUSE = "clause"
    SIGNATURES = "signatures"
    NOTE = "note"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or rows of a table: SIGNATURES has a row of two cells each, ANNEX its headings first."""

    kind: BlockKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = field(default=())


def letter_blocks(
    content: Mapping[str, Any], signatures: Sequence[SignedStatement] = (), scans: Sequence[Scan] = ()
) -> list[Block]:
    """Blocks of a frozen letter, with its digest and whoever has signed."""
    head, text = head_of(content), text_of(content)
    digest = content_digest(content)
    return [
        *_text_blocks(head, text, ""),
        Block(BlockKind.SIGNATURES, rows=tuple(_signature_rows(head, text, digest, signatures))),
        *_notes(digest, signatures, scans),
        *_annex(text.annex),
    ]


def draft_blocks(content: Mapping[str, Any]) -> list[Block]:
    """Blocks of a letter that is not frozen: it says so in its title, and has no digest and nobody's name."""
    head, text = head_of(content), text_of(content)
    empty = tuple(_signature_rows(head, text, "", ()))
    return [
        *_text_blocks(head, text, "（征求意见稿）"),
        Block(BlockKind.SIGNATURES, rows=empty),
        *_annex(text.annex),
    ]


def _text_blocks(head: LetterHead, text: LetterText, mark: str) -> Iterator[Block]:
    yield Block(BlockKind.TITLE, f"{text.title}{mark}")
    yield Block(BlockKind.PARTY, f"甲方：{head.party_a}")
    yield Block(BlockKind.PARTY, f"乙方：{head.party_b}")
    yield Block(BlockKind.PARTY, f"期限：{text.period_from.isoformat()} 至 {text.period_to.isoformat()}")
    if head.amends is not None:
        yield Block(
            BlockKind.BODY,
            f"本责任书为第 {head.version} 版，替代第 {head.amends.version} 版"
            f"（{DIGEST_LABEL}：{head.amends.sm3[:SHORT_DIGEST]}…）。修订原因：{head.amends.reason.rstrip('。')}。",
        )
    for line in paragraphs(text.preamble):
        yield Block(BlockKind.BODY, line)
    number = 0
    for title, clauses in (
        ("目标任务", [item_sentence(one) for one in text.items]),
        ("保障措施", paragraphs(text.measures)),
        ("考核办法", paragraphs(text.scoring) + (["扣分档次。"] if text.bands else [])),
        ("奖惩", paragraphs(text.rewards)),
    ):
        if clauses:
            number += 1
            yield Block(BlockKind.HEADING, f"{numeral(number)}、{title}")
            for place, clause in enumerate(clauses, start=1):
                yield Block(BlockKind.CLAUSE, f"（{numeral(place)}）{clause}")
            if title == "考核办法":
                for place, one in enumerate(in_order(text.bands), start=1):
                    yield Block(BlockKind.CLAUSE, f"{place}. {band_sentence(one)}")


def _signature_rows(
    head: LetterHead, text: LetterText, digest: str, signatures: Sequence[SignedStatement]
) -> Iterator[tuple[str, ...]]:
    by_side = {one.side: one for one in signatures}
    a, b = by_side.get(Side.A), by_side.get(Side.B)
    yield f"甲方（盖章）：{head.party_a}", f"乙方（盖章）：{head.party_b}"
    yield _signer(text.party_a_post, a), _signer(text.party_b_post, b)
    yield _day(a), _day(b)
    if digest:
        short = f"摘要：{digest[:SHORT_DIGEST]}"
        yield short, short


def _signer(post: str, signed: SignedStatement | None) -> str:
    return f"{post or '签署人'}：{signed.said('signer') if signed else ''}"


def _day(signed: SignedStatement | None) -> str:
    return f"日期：{signed.said('signed_at')[:10] if signed else ''}"


def _notes(digest: str, signatures: Sequence[SignedStatement], scans: Sequence[Scan]) -> Iterator[Block]:
    yield Block(BlockKind.NOTE, f"{DIGEST_LABEL}：{digest}")
    for one in signatures:
        yield Block(
            BlockKind.NOTE,
            f"{one.side}电子签名（SM2）：{one.said('signer')}，{one.said('signed_at')}，公钥指纹 {one.fingerprint}",
        )
    for scan in scans:
        yield Block(BlockKind.NOTE, f"纸质件于 {scan.meeting_date} 签署，扫描件摘要（SM3）：{scan.sm3}")
    yield Block(BlockKind.NOTE, "核对：dabiao proof 文件")


def _annex(tasks: Sequence[AnnexTask]) -> Iterator[Block]:
    if not tasks:
        return
    yield Block(BlockKind.ANNEX, ANNEX_TITLE, (ANNEX_COLUMNS, *(one.cells for one in tasks)))


_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """1 to 99 in Chinese; beyond that the figures themselves."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (
        _DIGITS[ones] if ones else ""
    )


def all_text(blocks: Sequence[Block]) -> str:
    """Every character of the blocks but white space, in order: what a file made from them must show."""
    said = []
    for one in blocks:
        if one.kind is BlockKind.ANNEX:
            said.append("附件")
        said.append(one.text)
        said += [cell for row in one.rows for cell in row]
    return "".join("".join(one_line(text).split()) for text in said)
