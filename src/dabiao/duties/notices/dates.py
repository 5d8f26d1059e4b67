"""Deadlines of 突发任务 in the calendars of those who were asked."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max
from django.urls import reverse

from dabiao.duties.cycle.dates import Dated, kept_from
from dabiao.duties.notices.flow import NoticeKind, State
from dabiao.duties.notices.models import Recipient

CALLED_OFF = frozenset({State.WITHDRAWN, State.RELEASED})
"""States in which nothing is to be done by the deadline any more."""

PLAIN = frozenset({State.SENT, State.RECEIVED})
"""States of which a title says nothing: it is to be done. The others stand behind it, 已办结 above all."""


def deadlines(organisation_id: int) -> Iterator[Dated]:
    """Deadlines at one organisation, each with what it was put off to. What was done stays and says so. One query.

    The title is what 创建办 called it when it was sent to all of them; the text behind it is for those who sign in.
    """
    rows = Recipient.objects.filter(
        organisation_id=organisation_id, notice__kind=NoticeKind.URGENT_TASK, due__gte=kept_from()
    )
    rows = rows.select_related("notice").annotate(steps=Count("events"), last=Max("events__at"))
    for row in rows.order_by("pk"):
        assert row.due is not None, "a 突发任务 has a deadline"
        title = row.notice.title
        yield Dated(
            key=f"notice-{row.pk}",
            kind=row.notice.kind,
            title=title if row.state in PLAIN else f"{title}（{row.state}）",
            when=row.due,
            address=reverse("notice_recipient", kwargs={"recipient_id": row.pk}),
            revised_at=row.last or row.notice.sent_at,
            sequence=row.steps,
            cancelled=row.state in CALLED_OFF,
        )
