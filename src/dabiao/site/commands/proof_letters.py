"""What ``dabiao proof`` says of a sealed letter of responsibility."""

from __future__ import annotations

from collections.abc import Sequence

import click

from dabiao.core.letter_proof import LetterVerdict, SignatureVerdict, grouped
from dabiao.office.cells_safe import one_line
from dabiao.office.letter_file import LetterProof


def holds(proof: LetterProof, trusted: Sequence[str]) -> bool:
    """Whether the letter holds, and every key of it is one of ``trusted`` where any are named."""
    return proof.holds and not strangers(proof, trusted)


def strangers(proof: LetterProof, trusted: Sequence[str]) -> list[str]:
    """Whose keys are none of ``trusted``; nobody's when none are named."""
    if not trusted:
        return []
    known = tuple(_bare(one) for one in trusted)
    found = [("封记", proof.key.fingerprint)] if proof.key else []
    if proof.letter is not None:
        found += [(one.signed.side, one.signed.fingerprint) for one in proof.letter.signatures]
    return [whose for whose, fingerprint in found if fingerprint not in known]


def is_fingerprint(text: str) -> bool:
    """Whether a text is a whole fingerprint: 64 hex digits, blanks and colons aside."""
    bare = _bare(text)
    return len(bare) == 64 and all(sign in "0123456789abcdef" for sign in bare)


def _bare(text: str) -> str:
    return "".join(text.lower().replace(":", " ").split())


def print_letter(path: str, proof: LetterProof, trusted: Sequence[str]) -> None:
    """Say what the letter is, and whether it holds."""
    click.echo(one_line(f"{path} 目标责任书"))
    if proof.letter is not None:
        _print_verdict(proof.letter)
    for problem in proof.problems:
        _line(f"不成立：{problem}")
    if not proof.problems:
        _line(f"成立：全部 {proof.size} 个字节都没有改动（封存于 {proof.made_at}）")
    if proof.key is not None:
        _line(f"封记公钥指纹：{grouped(proof.key.fingerprint)}")
    for whose in strangers(proof, trusted):
        _line(f"不成立：{whose}的公钥不是 --key 给出的")
    if not holds(proof, trusted):
        click.echo(
            "  不能作准：以上内容请以系统里的原件为准。" if proof.letter is not None else "  不能作准。"
        )
    elif not trusted:
        click.echo("  公钥是文件自带的：请把指纹和系统里责任书页面上的核对，或用 --key 给出。")
    click.echo("")


def _print_verdict(letter: LetterVerdict) -> None:
    head = letter.head
    amended = f"，替代第 {head.amends.version} 版" if head.amends else ""
    _line(f"{letter.title}（{head.campaign}，{head.year} 年），第 {head.version} 版{amended}")
    _line(f"甲方：{head.party_a}；乙方：{head.party_b}")
    if letter.content_problem:
        _line(f"不成立：{letter.content_problem}")
    else:
        _line(f"成立：内容摘要（SM3） {letter.sm3}")
    for one in letter.signatures:
        _line(_signature(one))
    for scan in letter.scans:
        _line(f"另有纸质件：{scan.meeting_date} 签署，扫描件摘要（SM3） {scan.sm3}，请与扫描件核对")
    if not letter.signatures and not letter.scans:
        _line("还没有签署")


def _signature(one: SignatureVerdict) -> str:
    signed = one.signed
    who = f"{signed.side} {signed.said('organisation')} {signed.said('post')} {signed.said('signer')}"
    told = f"{who}，{signed.said('signed_at')}，公钥指纹 {grouped(signed.fingerprint)}"
    return f"不成立：签名无效：{told}。{one.problem}" if one.problem else f"成立：签名有效：{told}"


def _line(text: str) -> None:
    click.echo(f"  {one_line(text)}")


def as_json(path: str, proof: LetterProof, trusted: Sequence[str]) -> dict[str, object]:
    """The proof for programs."""
    letter = proof.letter
    return {
        "file": path,
        "holds": holds(proof, trusted),
        "problems": list(proof.problems),
        "unknown_keys": strangers(proof, trusted),
        "bytes": proof.size,
        "sealed_at": proof.made_at or None,
        "seal_fingerprint": proof.key.fingerprint if proof.key else None,
        "letter": None if letter is None else _letter_json(letter),
    }


def _letter_json(letter: LetterVerdict) -> dict[str, object]:
    head = letter.head
    return {
        "id": head.letter,
        "title": letter.title,
        "campaign": head.campaign,
        "year": head.year,
        "party_a": head.party_a,
        "party_b": head.party_b,
        "version": head.version,
        "amends": head.amends.version if head.amends else None,
        "sm3": letter.sm3,
        "content_problem": letter.content_problem or None,
        "signatures": [
            {
                "side": one.signed.side,
                "organisation": one.signed.said("organisation"),
                "post": one.signed.said("post"),
                "signer": one.signed.said("signer"),
                "signed_at": one.signed.said("signed_at"),
                "fingerprint": one.signed.fingerprint,
                "valid": not one.problem,
                "problem": one.problem or None,
            }
            for one in letter.signatures
        ],
        "scans": [{"meeting_date": one.meeting_date, "sm3": one.sm3} for one in letter.scans],
    }
