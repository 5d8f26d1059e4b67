"""What 标准 and one standard say in a chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.http import Http404, HttpRequest
from django.utils import timezone

from dabiao.core.framework import Framework
from dabiao.office.numbers import chance, percent, plain
from dabiao.office.result_note import Part, ResultNote, Row
from dabiao.people.gate import person
from dabiao.people.organisations.queries import district_name
from dabiao.people.policy import Action, is_for_all_measured
from dabiao.standards import queries
from dabiao.standards.tree import CLASSES, Branch, StandardLine, branches_of, lines_of

OF_CONCERN = ("不达标", "不稳定达标")
"""Classes whose standards are named one by one."""

CLASS_MEANING = (
    "把握不低于九成为达标，五成到九成为不稳定达标，不到五成为不达标；"
    "对三类中任何一类的可能性都不到七成时，为证据不足。"
)


def standards_note(request: HttpRequest) -> ResultNote:
    """标准 as filtered: standards per class, and those of concern by name."""
    framework = queries.framework_in_use()
    standings = queries.standings(person(request), framework.id)
    text, wanted = request.GET.get("q", ""), request.GET.get("class", "")
    branches = branches_of(framework, standings, text=text, wanted=wanted)
    lines = [line for branch in branches for line in _below(branch)]
    counts = Counter(line.stability_class for line in lines)
    narrowed = "，".join([*([f"含“{text}”"] if text else []), *([f"状态为{wanted}"] if wanted else [])])
    parts = [
        Part(
            "达标状态",
            tuple(Row(name, f"{counts[name]} 条") for name in CLASSES if counts[name]),
            note=f"共 {len(lines)} 条标准。{CLASS_MEANING}",
        ),
        *(
            Part(name, tuple(_named(line) for line in lines if line.stability_class == name))
            for name in OF_CONCERN
            if counts[name]
        ),
    ]
    facts = (*_facts(framework), *([f"只看：{narrowed}"] if narrowed else []))
    return _note("标准达标情况", facts, tuple(parts))


def standard_note(request: HttpRequest, standard_id: str) -> ResultNote:
    """One standard: how it stands, what that rests on, and what mends it."""
    framework = queries.framework_in_use()
    if standard_id not in framework.standards:
        raise Http404(standard_id)
    standings = queries.standings(person(request), framework.id)
    line = next(one for one in lines_of(framework, standings) if one.standard.id == standard_id)
    standard = line.standard
    parts = [Part("达标状态", (Row("状态", line.stability_class), *_judged(line)), note=_meaning(line))]
    parts.append(Part("测评标准", lines=(standard.text,)))
    if standard.fix:
        parts.append(Part("常用整改办法", lines=(standard.fix,)))
    facts = (*_facts(framework), f"{plain(standard.points)} 分，牵头 {standard.lead_department}")
    return _note(f"{standard.id} {standard.title}", facts, tuple(parts))


def _judged(line: StandardLine) -> Iterator[Row]:
    figures = line.figures
    if figures is None or not figures["class"]:
        return
    low, high = figures["interval"]
    yield Row("合格点位", f"{figures['y']} / {figures['n']}")
    yield Row("长期合格率", percent(figures["rate"], 1), f"范围 {percent(low, 1)}～{percent(high, 1)}")
    yield Row("要求合格率", percent(figures["pass_rate"], 0))
    yield Row("下一轮达到要求的把握", chance(figures["reliability"]))


def _meaning(line: StandardLine) -> str:
    if line.figures is None:
        return "这条标准还没有测评过，是无数据，不算零分。"
    if not line.figures["class"]:
        return str(line.figures["class_reason"] or "")
    return f"长期合格率由模型从各轮估计，范围按 5%～95% 给出。{CLASS_MEANING}"


def _named(line: StandardLine) -> Row:
    figures = line.figures
    assert figures is not None, "a standard of concern was looked at"
    return Row(
        f"{line.standard.id} {line.standard.title}",
        f"{figures['y']}/{figures['n']}",
        f"长期合格率 {percent(figures['rate'], 1)}，牵头 {line.standard.lead_department}",
    )


def _below(branch: Branch) -> Iterator[StandardLine]:
    yield from branch.lines
    for one in branch.branches:
        yield from _below(one)


def _facts(framework: Framework) -> tuple[str, ...]:
    return (
        f"标准包：{framework.title} {framework.edition}",
        f"截至 {timezone.localtime():%Y-%m-%d %H:%M}，按最近一次计算",
    )


def _note(title: str, facts: tuple[str, ...], parts: tuple[Part, ...]) -> ResultNote:
    return ResultNote(title, district_name(), facts, parts, not is_for_all_measured(Action.SEE_STANDARDS))
