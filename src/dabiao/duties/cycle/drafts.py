"""What somebody wants to write into the cycle, checked before it is written. Raises BadInput in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from dabiao.core.cycle_calendar import ASKING, CalendarKind
from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.duties.cycle.models import WHOLE, CalendarEntry, Cycle
from dabiao.house.audit import PERSONAL
from dabiao.house.moments import last_minute
from dabiao.people.models import Organisation

LONGEST_BEFORE = LONGEST_AFTER = timedelta(days=366)
"""Materials of the first test reach back into the year before the cycle; results may come in the year after it."""

LONGEST_MEETING = 24 * 60
LONGEST_WORK = 5 * 8 * 60
"""Minutes: a week of one person's work. Whoever asks for more asks for a project, not for a date."""


@dataclass(frozen=True, slots=True)
class CyclePlan:
    """A cycle as it is to be: ``weights`` are shares of 1, oldest year first; None takes the pack's."""

    pack_id: str
    first_year: int
    test_month: int
    title: str = ""
    weights: tuple[Decimal, ...] | None = None
    weights_source: str = ""

    @property
    def name(self) -> str:
        """The title, made of the years where none was given."""
        return self.title or f"{self.first_year}—{self.first_year + 2} 创建周期"


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A date as it is to be. ``until`` None: one day, or a stage. ``begins`` is the time of day in Asia/Shanghai."""

    kind: CalendarKind
    title: str
    since: date
    until: date | None = None
    begins: time | None = None
    lasts: int | None = None
    minutes: int | None = None
    organisations: tuple[Organisation, ...] = ()
    condition: str = ""
    source: str = ""
    reason: str = ""

    @property
    def last(self) -> date | None:
        """The last day as it is stored."""
        return None if self.kind is CalendarKind.STAGE else (self.until or self.since)

    @property
    def at(self) -> datetime | None:
        """The moment, where a time of day was given."""
        return moment(self.since, self.begins)


def defect(template: str, subject: str, **parameters: object) -> Defect:
    """Say what cannot be, of which thing."""
    return Defect(template, subject, parameters=parameters)


def moment(day: date, begins: time | None) -> datetime | None:
    """A time of day in Asia/Shanghai as a moment."""
    return None if begins is None else timezone.make_aware(datetime.combine(day, begins))


def due_of(entry: CalendarEntry) -> datetime:
    """When it has to be there: the moment, or the last minute of the last day."""
    return entry.at or last_minute(entry.until or entry.since)


def checked_weights(plan: CyclePlan, framework: Framework) -> tuple[int, int, int]:
    """The three weights in hundredths of a percent. Raises BadInput when they are no three or make no whole."""
    given = plan.weights
    if given is None:
        if framework.cycle is None:
            raise BadInput(
                defect(
                    "标准包“%(pack)s”没有写周期的权重，请自己填写三年的权重", plan.name, pack=framework.title
                )
            )
        given = framework.cycle.weights
    scaled = [weight * WHOLE for weight in given]
    if len(scaled) != 3 or any(one < 0 or one != int(one) for one in scaled) or sum(scaled) != WHOLE:
        raise BadInput(
            defect(
                "三年的权重要是三个数，合计正好 100%%，最多写到百分数的两位小数，现在合计 %(sum)s%%",
                plan.name,
                sum=f"{(sum(scaled, Decimal(0)) / 100).normalize():f}",
            )
        )
    first, second, third = (int(one) for one in scaled)
    return first, second, third


def check_words(*texts: str) -> None:
    """Refuse what looks like a mobile or identity number: everybody reads the calendar, and feeds carry it out."""
    for text in texts:
        if PERSONAL.search(text):
            raise BadInput(
                defect(
                    "文字里像有手机号或身份证号。日历人人可看，也会进日历订阅，请去掉号码再保存",
                    PERSONAL.sub("…", text)[:40],
                )
            )


def check_draft(cycle: Cycle, draft: EntryDraft) -> None:
    """Refuse a date that cannot be one of its kind."""
    check_words(draft.title, draft.condition, draft.source, draft.reason)
    check_days(cycle, draft.kind, draft.title, draft.since, draft.last)
    if draft.kind in ASKING:
        if not draft.organisations:
            raise BadInput(
                defect("请选择要求哪些单位参加或报送。不指定单位，就没有人知道是不是自己的事", draft.title)
            )
        if draft.minutes is None or not 0 < draft.minutes <= LONGEST_WORK:
            raise BadInput(
                defect(
                    "请填写每个单位大约要花多少分钟，1 到 %(most)d 之间，减负统计要用",
                    draft.title,
                    most=LONGEST_WORK,
                )
            )
    if draft.lasts is not None and not 0 < draft.lasts <= LONGEST_MEETING:
        raise BadInput(defect("会议时长在 1 到 %(most)d 分钟之间", draft.title, most=LONGEST_MEETING))


def check_days(
    cycle: Cycle, kind: CalendarKind, title: str, since: date, until: date | None, leave_out: int = 0
) -> None:
    """Refuse days outside of the cycle, in the wrong order, or on which another stage begins."""
    if until is not None and until < since:
        raise BadInput(
            defect(
                "结束日期 %(until)s 早于开始日期 %(since)s，请改正",
                title,
                until=until.isoformat(),
                since=since.isoformat(),
            )
        )
    before, after = LONGEST_BEFORE, LONGEST_AFTER
    if kind is CalendarKind.STAGE:
        before = after = timedelta(0)
    first, last = cycle.first_day - before, cycle.last_day + after
    if since < first or (until or since) > last:
        raise BadInput(
            defect(
                "日期要在 %(first)s 到 %(last)s 之间，请核对年份",
                title,
                first=first.isoformat(),
                last=last.isoformat(),
            )
        )
    if kind is CalendarKind.STAGE:
        same = cycle.entries.filter(kind=kind.value, since=since, withdrawn_at=None).exclude(pk=leave_out)
        taken = same.first()
        if taken is not None:
            raise BadInput(defect("阶段“%(other)s”也从这一天开始，请改一天", title, other=taken.title))
