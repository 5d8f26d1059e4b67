"""Writes that bring a letter into force: signatures in the system, and the scan of the paper signed at a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from dabiao.core import sm2
from dabiao.core.defects import BadInput, Defect
from dabiao.core.letter_proof import Side, content_digest, grouped, statement_digest, statement_of
from dabiao.core.letter_text import head_of
from dabiao.duties.letters.actions import RESOURCE, locked
from dabiao.duties.letters.models import (
    Letter,
    LetterSignature,
    LetterState,
    LetterVersion,
    ScannedCopy,
)
from dabiao.house import signing_keys
from dabiao.house.audit_chain import sm3
from dabiao.office.scan_check import check_scan
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing


def sides_of(signer: Account, letter: Letter) -> list[Side]:
    """The side ``signer`` may sign for, as a list of one or none.

    乙方 signs with a post at the unit itself, never by somebody above it: nobody signs for both sides. 甲方 signs
    with a post at it, or as a leader of the district.
    """
    if not policy.may(signer, Action.SIGN_LETTER):
        return []
    posts = policy.organisations_of(signer, Action.SIGN_LETTER)
    if letter.party_b_id in posts:
        return [Side.B]
    if letter.party_a_id in posts or policy.require(signer, Action.SIGN_LETTER).everything:
        return [Side.A]
    return []


def sign(actor: Account, version: LetterVersion, seen_sm3: str) -> LetterSignature:
    """Sign the frozen version as ``actor``'s side. ``seen_sm3`` is the digest of what they were shown.

    The caller has made sure just before that it is really they (``people.door.confirming``). Raises BadInput when the
    letter is not to be signed, is not what they saw, was changed in the store, or their side has signed.
    """
    with writing(actor, Action.SIGN_LETTER, RESOURCE, str(version.letter_id)) as entry:
        current = locked(version)
        _check_signable(current, seen_sm3)
        sides = sides_of(actor, current.letter)
        if not sides:
            raise BadInput(Defect("您的岗位不在甲方或乙方，不能签这份责任书", current.title))
        side = sides[0]
        if current.signatures.filter(side=side).exists():
            raise BadInput(
                Defect("%(side)s已经签署过，没有重复签署", current.title, parameters={"side": side})
            )
        if current.signatures.filter(by=actor).exists():
            raise BadInput(Defect("您已经代表另一方签署，同一个人不能代表双方签署", current.title))
        made = _signed(actor, current, side)
        if current.signatures.count() == len(Side):
            _bring_into_force(current, made.at)
        entry.before = {"state": LetterState.FROZEN}
        entry.after = {
            "version": current.number,
            "state": current.state,
            "side": side,
            "sm3": grouped(current.sm3),
            "signature": grouped(made.signature),
            "key": grouped(sm2.PublicKey.from_hex(made.public_key).fingerprint),
        }
    return made


def _check_signable(version: LetterVersion, seen_sm3: str) -> None:
    if version.state != LetterState.FROZEN:
        raise BadInput(Defect("现在不在签署阶段，没有签署。请刷新页面看最新状态", version.title))
    if version.sm3 != seen_sm3:
        raise BadInput(Defect("您看到的和现在的定稿不是同一份，没有签署。请刷新后重新阅读", version.title))
    if content_digest(version.content) != version.sm3:
        raise BadInput(
            Defect(
                "定稿内容和它的摘要对不上，可能在数据库里被改过，没有签署。请告诉管理员核查", version.title
            )
        )


def _signed(actor: Account, version: LetterVersion, side: Side) -> LetterSignature:
    keys, owner, at = signing_keys.provider(), signing_keys.owner_of(actor.pk), timezone.now()
    key = keys.public_key(owner)
    statement = statement_of(
        version.sm3,
        head_of(version.content),
        side,
        signer=actor.display_name,
        post=version.party_a_post if side is Side.A else version.party_b_post,
        signed_at=timezone.localtime(at).isoformat(timespec="seconds"),
    )
    digest = statement_digest(key, statement)
    signature = keys.sign(owner, digest)
    if not sm2.verify(key, digest, signature):
        raise BadInput(
            Defect("签名设备给出的签名核对不上，没有签署。请告诉管理员检查签名设备", version.title)
        )
    return LetterSignature.objects.create(
        version=version,
        side=side,
        by=actor,
        at=at,
        statement=statement,
        signature=signature.hex,
        public_key=key.hex,
    )


@dataclass(frozen=True, slots=True)
class ScanEntry:
    """A scan as it was handed in: where it lies, how it was called, and the day of the meeting."""

    path: Path
    name: str
    meeting_date: date


def keep_scan(actor: Account, version: LetterVersion, scan: ScanEntry) -> ScannedCopy:
    """Keep the scan of the paper that both parties signed: with it, a frozen version is signed.

    Raises BadInput for a file that is no PDF, JPG or PNG, is too large or cannot be opened.
    """
    policy.require(actor, Action.DRAFT_LETTER)
    suffix = check_scan(scan.path, scan.name)
    content = scan.path.read_bytes()
    digest = sm3(content)
    with writing(actor, Action.DRAFT_LETTER, RESOURCE, str(version.letter_id)) as entry:
        current = locked(version)
        if current.state not in (LetterState.FROZEN, LetterState.SIGNED):
            raise BadInput(
                Defect("还没有定稿，不能上传签署件。请先定稿，再打印签署", current.title)
                if current.is_open
                else Defect("这一版已被修订，不能再上传签署件", current.title)
            )
        if scan.meeting_date > timezone.localdate():
            raise BadInput(Defect("签署日期还没有到，请核对", current.title))
        if current.scans.filter(sm3=digest).exists():
            raise BadInput(Defect("这份扫描件已经上传过，没有重复保存", current.title))
        made = ScannedCopy.objects.create(
            version=current,
            file_name=f"{digest}{suffix}",
            original_name=Path(scan.name).name[-120:],
            size=len(content),
            sm3=digest,
            meeting_date=scan.meeting_date,
            by=actor,
            at=timezone.now(),
        )
        scan_path(made).write_bytes(content)
        entry.before = {"state": current.state}
        if current.state == LetterState.FROZEN:
            _bring_into_force(current, made.at)
        entry.after = {
            "version": current.number,
            "state": current.state,
            "scan": grouped(digest),
            "meeting_date": scan.meeting_date.isoformat(),
        }
    return made


def scan_path(scan: ScannedCopy) -> Path:
    """Where a scan is kept."""
    return Path(settings.HOME.documents) / scan.file_name


def _bring_into_force(version: LetterVersion, at: datetime) -> None:
    """Let a version be the one that counts, and the one it amends no longer."""
    if version.amends_id is not None:
        LetterVersion.objects.filter(pk=version.amends_id).update(state=LetterState.AMENDED)
    version.state, version.signed_at = LetterState.SIGNED, at
    version.save(update_fields=["state", "signed_at"])
