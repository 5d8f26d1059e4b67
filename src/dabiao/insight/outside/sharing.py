"""What 周期总分 says in a chat: the sum with every step, gates and bans."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from dabiao.core.cycle_proposal import measure_name
from dabiao.insight.outside import queries, words
from dabiao.insight.outside.totals import CycleBook
from dabiao.insight.outside.views import cycle_or_404
from dabiao.office.numbers import ABSENT
from dabiao.office.result_note import Part, ResultNote, Row
from dabiao.people.gate import person
from dabiao.people.organisations.queries import district_name
from dabiao.people.policy import Action, is_for_all_measured


def total_note(request: HttpRequest, cycle_id: int) -> ResultNote:
    """The total of one cycle as it stands today."""
    asker = person(request)
    cycle = cycle_or_404(asker, cycle_id)
    book = queries.book(asker, cycle)
    facts = (
        cycle.title,
        f"标准包：{book.framework.title} {book.framework.edition}",
        f"截至 {timezone.localdate():%Y-%m-%d}",
    )
    found = (_sum(book), _years(book), _gates(book), _bans(book))
    parts = tuple(one for one in found if one.rows or one.lines)
    return ResultNote("周期总分", district_name(), facts, parts, not is_for_all_measured(Action.SEE_OUTSIDE))


def _sum(book: CycleBook) -> Part:
    totals = book.totals
    name = "已得" if totals.total is None else "总分"
    earned = f"{words.rounded(totals.earned)} 分" if totals.known_weight else ABSENT
    vetoes = tuple(f"一票否决：{one.rule_text}。得分照算，但本周期不再参评。" for one in book.vetoes)
    note = "没有测过的年度是无数据，不算零分。"
    if totals.total is not None:
        note = "各年度都有得分。相加用原值，显示时才四舍五入到两位。"
    elif totals.so_far is not None:
        note = (
            f"已知年度占全周期的 {words.share(totals.known_weight)}，"
            f"按这些年度折算平均 {words.rounded(totals.so_far)} 分。{note}"
        )
    return Part(name, (Row(name, earned, words.of_cycle(book)),), vetoes, note)


def _years(book: CycleBook) -> Part:
    rows = tuple(
        Row(
            f"{one.year} 年（占 {words.share(one.weight)}）", words.of_year(one) or ABSENT, words.weighed(one)
        )
        for one in book.years
    )
    note = "年度总分 = 得分 + 加分（不超过上限）− 负面清单扣分；周期总分 = 各年度总分 × 权重之和。"
    return Part("各年度", rows, note=note)


def _gates(book: CycleBook) -> Part:
    rows = tuple(
        Row(
            f"{year.year} 年{measure_name(one.gate.measure)}不低于 {words.figure(one.gate.at_least)}",
            ABSENT if figure is None else f"{words.figure(figure)} {'已达到' if cleared else '未达到'}",
        )
        for one in book.gates
        for year, figure, cleared in zip(book.years, one.figures, one.cleared, strict=True)
    )
    return Part("关口", rows, note="等于分数线就算达到，按原值比较。" if rows else "")


def _bans(book: CycleBook) -> Part:
    lines = tuple(
        f"{one.what}：{one.ban.event:%Y-%m-%d} 发生，禁报到 {one.ban.last_day:%Y-%m-%d}，"
        f"{one.ban.free_from:%Y-%m-%d} 起可以申报"
        for one in book.bans
    )
    return Part("禁报", lines=lines)
