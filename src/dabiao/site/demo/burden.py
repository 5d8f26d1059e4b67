"""The demo's account of what was asked, and its complaints: made through the actions, then set back in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from dabiao.core.burden import WEEK, Limit, week_of
from dabiao.core.working_days import working_day_after
from dabiao.people.burden.actions import Request, ask_of, set_burden_limit
from dabiao.people.burden.models import Ask
from dabiao.people.complaints.actions import (
    Filing,
    answer_complaint,
    confirm_answer,
    file_complaint,
)
from dabiao.people.complaints.models import Complaint, Kind, Step
from dabiao.people.models import Account, Organisation, OrganisationKind
from dabiao.people.policy import Action
from dabiao.people.writing import writing

RESOURCE = "demo_request"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request of the demo: so many weeks ago, of whom, for how long, with how much notice (0: none)."""

    weeks_ago: int
    of: OrganisationKind
    title: str
    minutes: int
    notice: int = 3
    reason: str = ""
    one_in: int = 1
    """Asked of every so many organisations of the kind."""


ASKED = (
    _Asked(8, OrganisationKind.COMMUNITY, "核对本社区点位名册", 40),
    _Asked(8, OrganisationKind.STREET, "核对本街道点位名册", 60),
    _Asked(7, OrganisationKind.COMMUNITY, "报送志愿服务站开放时间", 20, one_in=2),
    _Asked(6, OrganisationKind.DEPARTMENT, "确认本部门牵头的测评标准", 90),
    _Asked(6, OrganisationKind.COMMUNITY, "核对背街小巷保洁责任人", 30, one_in=3),
    _Asked(5, OrganisationKind.STREET, "报送农贸市场整改计划", 80),
    _Asked(4, OrganisationKind.COMMUNITY, "报送小区充电设施数量", 45),
    _Asked(4, OrganisationKind.COMMUNITY, "报送公益广告点位", 60),
    _Asked(3, OrganisationKind.STREET, "反馈第七轮问题整改情况", 60),
    _Asked(2, OrganisationKind.COMMUNITY, "报送小区充电设施 数量", 45),
    _Asked(2, OrganisationKind.COMMUNITY, "报送独居老人走访安排", 60, one_in=2),
    _Asked(
        1, OrganisationKind.DEPARTMENT, "补充未成年人活动场所清单", 60, 0, "上级当天下午调阅，已电话逐家说明"
    ),
    _Asked(1, OrganisationKind.COMMUNITY, "反馈第八轮问题整改情况", 100),
    _Asked(1, OrganisationKind.COMMUNITY, "核对楼道堆物台账", 40, 3, "消防专项检查提前，只报有变动的楼道", 7),
)
"""Made up. Some weeks are quiet, one thing is asked twice, one passes the limit and one leaves no time."""


def build_burden_demo() -> None:
    """Ask, limit and complain as a real district does over nine weeks; nothing of the present week is used up."""
    people = {one.username: one for one in Account.objects.filter(is_active=True)}
    office = people["office"]
    for week in sorted({one.weeks_ago for one in ASKED}, reverse=True):
        made = [
            _ask(office, number, one) for number, one in enumerate(ASKED, start=1) if one.weeks_ago == week
        ]
        for at, asked in enumerate(made):
            _set_back(asked, week, at, ASKED[int(asked[0].resource_id) - 1].notice)
    set_burden_limit(
        office, OrganisationKind.STREET, Limit(8, 240), "街道汇总各社区情况，工作量比社区大；先试行三个月"
    )
    _complaints(people)


def _ask(office: Account, number: int, asked: _Asked) -> list[Ask]:
    now = timezone.localtime()
    request = Request(
        RESOURCE, str(number), asked.title, "/standards/", asked.minutes, due=_due(now, asked.notice)
    )
    wanted = Organisation.objects.filter(kind=asked.of, closed_on=None).order_by("pk")[:: asked.one_in]
    with writing(office, Action.SEND_NOTICE, RESOURCE, str(number)) as entry:
        made = ask_of(office, wanted, request, asked.reason)
        entry.after = {"organisations": len(made), "minutes": asked.minutes}
    return made


def _due(asked_at: datetime, notice: int) -> datetime:
    """The end of work on the last day; without notice, some hours later."""
    if not notice:
        return asked_at + timedelta(hours=5)
    last = working_day_after(asked_at.date(), notice)
    evening = asked_at.replace(hour=18, minute=0, second=0, microsecond=0)
    return evening.replace(year=last.year, month=last.month, day=last.day)


def _set_back(made: Sequence[Ask], weeks: int, at: int, notice: int) -> None:
    """Move requests to a working morning of an earlier week, their deadlines with them."""
    monday = week_of(timezone.localtime(made[0].asked_at))[0] - WEEK * weeks
    to = monday + timedelta(days=1 + at, hours=9, minutes=10)
    Ask.objects.filter(pk__in=[one.pk for one in made]).update(asked_at=to, due=_due(to, notice))


def _complaints(people: dict[str, Account]) -> None:
    office = people["office"]
    done = file_complaint(
        people["street"],
        Filing(
            Kind.FUNCTION,
            "问题清单导出后照片列是空的，希望能一起打包下载。",
            contact="13800000000",
        ),
    )
    answer_complaint(
        office, done.pk, "照片另存为一个压缩包，导出页下周加上下载入口。在这之前需要哪一批，请告诉我们。"
    )
    confirm_answer(people["street"], done.pk, satisfied=True)
    again = file_complaint(
        people["community"],
        Filing(Kind.TOO_MUCH, "充电设施数量十月报过一次，这次又要全量报一遍，实际没有变化。", unnamed=True),
    )
    answer_complaint(office, again.pk, "以后同类数据只报变动，本次没有变化的不用再报。")
    confirm_answer(people["community"], again.pk, satisfied=False, text="通知还挂着，没有撤回。")
    waiting = file_complaint(
        people["unit"], Filing(Kind.TOO_SHORT, "清单当天下午要、当天下班前交，来不及核对。")
    )
    answer_complaint(office, waiting.pk, "那次是上级临时调阅，今后至少留一个工作日，做不到的会写明理由。")
    file_complaint(
        people["community"],
        Filing(Kind.OTHER, "希望社区页面字再大一点，年纪大的同事看着费劲。"),
    )
    for one, days in ((done, 20), (again, 6), (waiting, 2)):
        back = timedelta(days=days)
        Complaint.objects.filter(pk=one.pk).update(filed_at=F("filed_at") - back)
        Step.objects.filter(complaint=one).update(at=F("at") - back / 2, was_due=F("was_due") - back / 2)
