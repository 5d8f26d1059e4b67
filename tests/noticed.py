"""Notices as tests send them: to the cast's own organisations, with time enough, unless a test says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from zipfile import ZipFile

from cast import Cast
from django.utils import timezone

from dabiao.core.working_days import working_day_after
from dabiao.duties.notices.actions import Draft, respond, send_notice
from dabiao.duties.notices.flow import NoticeKind, Step
from dabiao.duties.notices.models import Notice, Recipient
from dabiao.people.models import Account, Organisation

PLENTY = "测试要连着发好几件"
"""The reason of tests that send more than a week's limit."""


def at(*names: str) -> list[Organisation]:
    """Organisations by name."""
    return [Organisation.objects.get(name=name) for name in names]


def in_good_time(days: int = 3) -> datetime:
    """The end of office hours so many working days from today."""
    day = working_day_after(timezone.localdate(), days)
    return timezone.make_aware(datetime.combine(day, time(18, 0)))


def task(organisations: list[Organisation], **changes: object) -> Draft:
    """Draft a 突发任务 with a deadline in good time."""
    draft = Draft(
        NoticeKind.URGENT_TASK, "检查广告牌", "请检查。\n\n办完回一句。", 15, organisations, in_good_time()
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


def plain(organisations: list[Organisation], **changes: object) -> Draft:
    """Draft a 通知."""
    return replace(Draft(NoticeKind.NOTICE, "测评安排", "下周测评。", 5, organisations), **changes)  # type: ignore[arg-type]


def sent_task(cast: Cast, *names: str, **changes: object) -> Notice:
    """A 突发任务 that was sent to organisations of these names."""
    return send_notice(cast.创建办, task(at(*names), **changes), PLENTY)


def row_of(notice: Notice, name: str) -> Recipient:
    """How it stands at one of them, read anew."""
    return Recipient.objects.select_related("notice", "organisation").get(
        notice=notice, organisation__name=name
    )


def receive(person: Account, notice: Notice, name: str) -> Recipient:
    """Have it received there."""
    respond(person, row_of(notice, name), Step.RECEIVE)
    return row_of(notice, name)


def document(path: Path, main: str = "word/document.xml", **parts: str) -> bytes:
    """A small archive that looks like an office document."""
    with ZipFile(path, "w") as archive:
        for name, text in {"[Content_Types].xml": "<Types/>", main: "<x/>", **parts}.items():
            archive.writestr(name, text)
    return path.read_bytes()
