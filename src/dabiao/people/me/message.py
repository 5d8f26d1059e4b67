"""The digest in plain words, as it is sent out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from dabiao.people.me.senders import Message
from dabiao.people.me.telling import Told


def message_of(lines: Sequence[Told], day: date, site: str) -> Message:
    """Write it in the language in force. ``site``: where to open the list, empty to leave it out."""
    subject = _("达标每日一览 %(day)s：%(count)d 件") % {"day": day.isoformat(), "count": len(lines)}
    where = _("请登录达标，在“我的”里办理。")
    text = [_line(one) for one in lines]
    end = [where, site] if site else [where]
    return Message(subject, "\n".join([*text, "", *end, ""]))


def _line(one: Told) -> str:
    said = {
        "why": _(one.why),
        "kind": _(one.entry.kind),
        "title": one.entry.title,
        "asked_by": one.entry.asked_by,
    }
    if one.entry.due is None:
        return _("【%(why)s】%(kind)s：%(title)s（%(asked_by)s）") % said
    due = f"{timezone.localtime(one.entry.due):%Y-%m-%d %H:%M}"
    return _("【%(why)s】%(kind)s：%(title)s（%(asked_by)s，%(due)s 前）") % {**said, "due": due}
