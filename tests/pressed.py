"""A document with tasks, and the way from a line to a task, as tests of 督办 need them."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dabiao.duties.press import actions
from dabiao.duties.press.actions import DocumentEntry, TaskEntry
from dabiao.duties.press.models import DocumentKind, KeptDocument, Outcome, PressedTask, SourceLine
from dabiao.people.models import Account, Organisation

SPEECH = """在示范区创建工作推进会上的讲话
同志们：
今年以来，创建工作取得了明显成效。
一、抓环境
（一）整治背街小巷
区城管局要在12月20日前修补背街小巷破损路面，清理占道堆物。
部分小巷仍有飞线充电。
（二）管好市场周边
由城管局牵头，各街道配合，三个工作日内清理流动摊点。
二、抓落实
各街道要每周检查一次，建立问题台账。
东湖街道要带头整改。
严禁弄虚作假。
谢谢大家！
"""
"""Five sentences ask for something; the last of them names nobody."""

ASKED = 5
SPOKEN = date(2026, 11, 20)


def upload(text: str = SPEECH, name: str = "讲话.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def kept(actor: Account, text: str = SPEECH, name: str = "讲话.txt") -> KeptDocument:
    """Keep a document as ``actor``."""
    return actions.keep_document(actor, upload(text, name), DocumentEntry(DocumentKind.SPEECH, SPOKEN))


def proposed(document: KeptDocument) -> list[SourceLine]:
    return list(document.lines.filter(outcome=Outcome.PROPOSED))


def unit(name: str = "城管局") -> Organisation:
    return Organisation.objects.get(name=name)


def far() -> date:
    """A deadline that leaves everybody time."""
    return timezone.localdate() + timedelta(days=30)


def pressed(
    actor: Account, *, lead: str = "城管局", assist: tuple[str, ...] = (), line: SourceLine | None = None
) -> PressedTask:
    """A task handed to ``lead``, from a document that is made for it unless a line is given."""
    if line is None:
        line = proposed(kept(actor))[0]
    entry = TaskEntry(line.text, [unit(lead)], [unit(one) for one in assist], due=far(), reason="测试")
    return actions.accept_line(actor, line, entry)
