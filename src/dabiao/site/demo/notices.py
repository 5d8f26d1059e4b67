"""Notices of the demo: a plain one, and a 突发任务 that is on its way at three organisations."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from dabiao.core.working_days import working_day_after
from dabiao.duties.notices.actions import Draft, Said, decide, press_notice, respond, send_notice
from dabiao.duties.notices.flow import NoticeKind, Step
from dabiao.people.models import Account, Organisation

LIAISONS = ("street", "community", "unit")
DAYS_GIVEN = 3
"""Working days of the task's deadline."""


def send_demo_notices(office: Account) -> None:
    """Send them as 创建办 would, and let the liaisons answer: one line of every sort of state."""
    people = {name: Account.objects.get(username=name) for name in LIAISONS}
    at = {name: _organisation(person) for name, person in people.items()}
    everybody = list(at.values())
    send_notice(
        office,
        Draft(
            NoticeKind.NOTICE,
            "本月实地测评时间安排",
            "本月实地测评从下周一开始，为期五天，由第三方测评员随机抽取点位。\n\n"
            "不需要准备汇报材料，不需要陪同，也不要为测评临时突击。日常怎么样，就怎么样。",
            5,
            everybody,
        ),
    )
    due = timezone.make_aware(
        datetime.combine(working_day_after(timezone.localdate(), DAYS_GIVEN), time(18, 0))
    )
    task = send_notice(
        office,
        Draft(
            NoticeKind.URGENT_TASK,
            "核对公益广告点位是否还在",
            "请对照点位名册，核对本单位名下的公益广告点位是否还在、画面有没有破损。\n\n"
            "没有变化的，答复“没有变化”即可；有变化的，写明哪一处、什么情况。不用拍照，不用填表。",
            30,
            everybody,
            due,
        ),
    )
    rows = {row.organisation_id: row for row in task.recipients.all()}
    respond(people["street"], rows[at["street"].pk], Step.ANSWER, Said("已核对，没有变化。"))
    respond(
        people["unit"],
        rows[at["unit"].pk],
        Step.SEND_BACK,
        Said("名下两处广告去年已移交街道管理，点位名册没有更新，本单位查不了。"),
    )
    decide(office, rows[at["unit"].pk], Step.REPLY, "移交的两处不用查，其余的请继续核对。")
    press_notice(office, task)


def _organisation(person: Account) -> Organisation:
    return person.held_posts[0].organisation
