"""A whole cycle's calendar, proposed from a pack's weights and gates; a person then adjusts every date.

Names of the stages, and where in the year they and the windows lie, are ours (示范值): no published plan binds the
next city. The month of the test is the office's to say; the only published example tested in August.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.framework import Cycle, Gate, Grade, Source
from dabiao.core.material_window import material_window

YEARS = 3
"""A 创建周期 has three annual tests."""

STAGES = ("攻坚突破", "巩固提升", "全力冲刺")
"""One a year (示范值)."""

EARLIEST_TEST_MONTH = 3
"""Filing and a mock assessment come in the two months before the test, within the same year."""

NO_GRAVE_EVENT = (
    "此前 12 个月内，党委、政府主要领导没有严重违纪违法，"
    "没有发生有全国影响的重大安全、食品药品、刑事、环境污染和稳定事件"
)
NO_GRAVE_EVENT_SOURCE = "申报条件，未见正式全文（文档分享网站）"
"""Of 95 提名城市 in 2014, six were lost to it."""

GRADE_WORDS = {
    Grade.GOVERNMENT: "政府网站",
    Grade.NEWSPAPER: "新闻报道",
    Grade.DOCUMENT_SITE: "文档分享网站",
    Grade.CODE: "公开代码",
    Grade.KNOWLEDGE: "常识，未核实",
    Grade.INFERENCE: "推断",
    Grade.OURS: "示范值",
}
"""What a clerk reads instead of the letter of a grade; in step with the legend of a pack's workbook."""


@dataclass(frozen=True, slots=True)
class ProposedDate:
    """A date as it is proposed. A stage has no ``until``: the next one ends it. ``gate`` is the pack's, where there
    is one; ``follows`` the place in the proposal of the test whose month decides the dates.
    """

    kind: CalendarKind
    title: str
    since: date
    until: date | None = None
    condition: str = ""
    source: str = ""
    gate: Gate | None = None
    follows: int | None = None


def propose(cycle: Cycle | None, first_year: int, test_month: int) -> tuple[ProposedDate, ...]:
    """Stages, windows and gates of the three years from ``first_year``, tested in ``test_month`` of each.

    Raises ValueError for a month that leaves no room for filing and mock assessment before it.
    """
    if not EARLIEST_TEST_MONTH <= test_month <= 12:
        raise ValueError(f"测评月份在 {EARLIEST_TEST_MONTH} 月到 12 月之间")
    dates: list[ProposedDate] = []
    for year, stage in zip(range(first_year, first_year + YEARS), STAGES, strict=True):
        dates.append(ProposedDate(CalendarKind.STAGE, stage, date(year, 1, 1)))
        test = date(year, test_month, 1)
        dates.append(_month(CalendarKind.TEST, f"{year} 年正式测评", test))
        at = len(dates) - 1
        since, until = following(CalendarKind.COVERAGE, test)
        dates.append(
            ProposedDate(CalendarKind.COVERAGE, f"{year} 年测评材料所属期", since, until, follows=at)
        )
        dates.append(_month(CalendarKind.FILING, f"{year} 年材料申报", date(year, test_month - 1, 1)))
        dates.append(_month(CalendarKind.MOCK, f"{year} 年模拟测评", date(year, test_month - 2, 1)))
        for gate in cycle.gates if cycle else ():
            dates.append(_gate(gate, year))
    last_test = max(at for at, one in enumerate(dates) if one.kind is CalendarKind.TEST)
    since, until = following(CalendarKind.GATE, dates[last_test].since)
    dates.append(
        ProposedDate(
            CalendarKind.GATE,
            "测评前 12 个月不得发生的情形",
            since,
            until,
            condition=NO_GRAVE_EVENT,
            source=NO_GRAVE_EVENT_SOURCE,
            follows=last_test,
        )
    )
    return tuple(dates)


def following(kind: CalendarKind, test: date) -> tuple[date, date]:
    """First and last day of what follows a test that begins on ``test``: materials, or the year before it in which
    no grave event may happen. Raises ValueError for another kind.
    """
    since, until = material_window(test)
    if kind is CalendarKind.COVERAGE:
        return since, until
    if kind is CalendarKind.GATE:
        return since, test - timedelta(days=1)
    raise ValueError(f"{kind.value} follows no test")


def measure_name(measure: str) -> str:
    """What a gate's measure is called; a pack's own measure keeps its name."""
    return {"annual": "年度测评得分", "minors": "未成年人思想道德建设测评得分"}.get(measure, measure)


def cited(source: Source) -> str:
    """Where a rule comes from, in one line, with its evidence grade in words."""
    place = f"{source.place}：" if source.place else ""
    year = f"，{source.year}" if source.year else ""
    return f"{place}{source.document}{year}（{GRADE_WORDS[source.grade]}）"


def exact(number: Decimal) -> str:
    """A limit without needless zeros."""
    return f"{number.normalize():f}"


def _month(kind: CalendarKind, title: str, first: date) -> ProposedDate:
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return ProposedDate(kind, title, first, after - timedelta(days=1))


def _gate(gate: Gate, year: int) -> ProposedDate:
    limit = f"{measure_name(gate.measure)}不低于 {exact(gate.at_least)}"
    day = date(year, 12, 31)
    return ProposedDate(
        CalendarKind.GATE,
        f"{year} 年{limit}",
        day,
        day,
        condition=f"{limit}；低于时{gate.below}",
        source=cited(gate.source),
        gate=gate,
    )
