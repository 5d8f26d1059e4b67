"""The sentences of a circular (通报), all drawn from one assessment.

Every figure says what it rests on. What was not looked at is 无数据 and what cannot be told yet is 证据不足; neither
is counted as a failure. Differences and sums are taken from the figures as shown, so that a reader who
recomputes them finds what is printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dabiao.core.assessment import (
    Assessment,
    RoundSummary,
    ScoreNode,
    StabilityClass,
    StandardResult,
)
from dabiao.core.framework import Framework, Pooling
from dabiao.core.score import ADJUSTMENT
from dabiao.office.circular_gaps import gap_sentences, problem_sentences
from dabiao.office.circular_rankings import compared
from dabiao.office.numbers import (
    ABSENT,
    Number,
    day_span,
    half_up,
    percent,
    percent_of,
    plain,
    plain_percent,
    shown,
)

MOST_LISTED = 8
"""Standards named in one sentence; the rest is in the attachment."""

MOST_CAUTIONS = 6


@dataclass(frozen=True, slots=True)
class Part:
    """Paragraphs under a heading of the second level; without one when ``heading`` is empty."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under a heading of the first level."""

    title: str
    parts: tuple[Part, ...]


def period_of(assessment: Assessment) -> str:
    """Name the months covered, or the rounds where no day is known."""
    first = min((one.first_date for one in assessment.rounds if one.first_date), default=None)
    last = max((one.last_date for one in assessment.rounds if one.last_date), default=None)
    if first is not None and last is not None:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.year}年{first.month}月"
        year = "" if first.year == last.year else f"{last.year}年"
        return f"{first.year}年{first.month}月至{year}{last.month}月"
    names = [one.name for one in assessment.rounds]
    return names[0] if len(names) == 1 else f"{names[0]}至{names[-1]}" if names else ""


def opening(assessment: Assessment, basis: str) -> str:
    """Say on what grounds, when and how much was looked at."""
    first = min((one.first_date for one in assessment.rounds if one.first_date), default=None)
    last = max((one.last_date for one in assessment.rounds if one.last_date), default=None)
    span = day_span(first, last)
    base = assessment.scores.base
    rounds = len(assessment.rounds)
    when = f"{span}，" if span else ""
    return f"{basis}，{when}对全区开展了{rounds}轮测评，共检查{base.rows}项次。现将有关情况通报如下。"


def sections(assessment: Assessment, framework: Framework, deadline: str) -> tuple[Section, ...]:
    """Write the text between opening and attachments, in order."""
    return (
        Section("总体情况", (Part("", tuple(_overall(assessment))),)),
        Section("测评标准达标情况", tuple(_classes(assessment))),
        Section("街道和责任单位情况", tuple(_rankings(assessment, framework))),
        Section("突出短板和整改建议", (Part("", tuple(gap_sentences(assessment, framework))),)),
        Section("主要问题", (Part("", tuple(problem_sentences(assessment))),)),
        Section("整改要求", (Part("", tuple(_demands(deadline))),)),
        Section("有关说明", (Part("", tuple(_notes(assessment, framework))),)),
    )


def _overall(assessment: Assessment) -> Iterable[str]:
    root = assessment.scores
    base = root.base
    asked = "（分母为符合与不符合项次之和，不适用的不计）"
    rate = f"共检查{base.rows}项次，其中符合{base.rows_ok}项次，符合率{percent_of(base.rows_ok, base.rows)}{asked}。"
    if root.points is None:
        yield f"本期没有可以计分的检查，综合得分{ABSENT}。{rate}"
    else:
        likely = _likely(assessment.score_interval)
        yield f"全区综合得分{shown(root.points)}分，满分{plain(root.maximum)}分{likely}。{rate}"
    adjusting = [one for one in root.children if one.level == ADJUSTMENT and one.points]
    if adjusting:
        each = "、".join(f"{one.title}{_signed(one.points or 0)}分" for one in adjusting)
        yield f"综合得分中含加减分：{each}。"
    if len(assessment.rounds) > 1:
        yield _by_round(assessment.rounds)
    if categories := _by_category(root):
        yield categories
    yield _counts(assessment)


def _signed(points: Number) -> str:
    figure = half_up(points)
    return f"加{figure}" if figure > 0 else f"减{-figure}"


def _likely(interval: tuple[float, float] | None) -> str:
    if interval is None:
        return ""
    return f"；按现有检查量推算，真实水平有90%的可能在{shown(interval[0])}分至{shown(interval[1])}分之间"


def _by_round(rounds: Sequence[RoundSummary]) -> str:
    each = "、".join(
        f"{one.name}{_points(one.score)}（{one.sites}个点位、{one.base.rows}项次）" for one in rounds
    )
    last, before = rounds[-1].score, rounds[-2].score
    if last is None or before is None:
        return f"分轮次看，得分依次为：{each}。"
    change = half_up(last) - half_up(before)
    said = f"提高{change}分" if change > 0 else f"下降{-change}分" if change < 0 else "持平"
    return f"分轮次看，得分依次为：{each}。最近一轮比上一轮{said}。"


def _by_category(root: ScoreNode) -> str:
    known = [one for one in root.children if one.level != ADJUSTMENT and one.rate is not None]
    if len(known) < 2:
        return ""
    ordered = sorted(known, key=lambda one: one.rate or 0, reverse=True)
    best, worst = ordered[0], ordered[-1]
    text = (
        f"分测评项目看，得分率最高的是“{best.title}”（{percent(best.rate)}，{_of(best)}），"
        f"最低的是“{worst.title}”（{percent(worst.rate)}，{_of(worst)}）。"
    )
    missing = [one.title for one in root.children if one.level != ADJUSTMENT and one.rate is None]
    return text + (f"{_quoted(missing)}没有检查，{ABSENT}，不计零分，分值由其他项目分担。" if missing else "")


def _of(node: ScoreNode) -> str:
    return f"{shown(node.points)}分/{plain(node.maximum)}分，{node.base.rows}项次"


def _counts(assessment: Assessment) -> str:
    judged = [one for one in assessment.standards if one.stability]
    counts = Counter(one.stability.stability_class for one in judged if one.stability)
    each = "、".join(f"{kind.value}{counts[kind]}条" for kind in StabilityClass)
    others = len(assessment.standards) - len(judged)
    rest = f"另有{others}条不是实地抽查合格与否的标准，只计得分或等级，不判断稳定性。" if others else ""
    return f"本期检查的{len(assessment.standards)}条测评标准中，判断稳定性的{len(judged)}条：{each}。{rest}"


def _classes(assessment: Assessment) -> Iterable[Part]:
    by_class: dict[StabilityClass, list[StandardResult]] = {kind: [] for kind in StabilityClass}
    for one in assessment.standards:
        if one.stability:
            by_class[one.stability.stability_class].append(one)
    for kind in (StabilityClass.COMPLIANT, StabilityClass.UNSTABLE, StabilityClass.NON_COMPLIANT):
        yield Part(f"{kind.value}的标准", (_listed(kind, by_class[kind]),))
    undecided = by_class[StabilityClass.INSUFFICIENT]
    yield Part(f"{StabilityClass.INSUFFICIENT.value}的标准", tuple(_undecided(undecided)))


def _listed(kind: StabilityClass, found: Sequence[StandardResult]) -> str:
    if not found:
        return f"本期没有可以判为{kind.value}的标准。"
    ordered = sorted(found, key=lambda one: Fraction(one.y, one.n) if one.n else 0)
    each = "；".join(_with_rate(one) for one in ordered[:MOST_LISTED])
    more = f"；其余{len(found) - MOST_LISTED}条见附件" if len(found) > MOST_LISTED else ""
    return f"共{len(found)}条，按合格率由低到高：{each}{more}。"


def _with_rate(one: StandardResult) -> str:
    return f"{one.title}（{one.n}个点次中{one.y}个合格，{percent_of(one.y, one.n, 1)}）"


def _undecided(found: Sequence[StandardResult]) -> Iterable[str]:
    if not found:
        yield "本期没有证据不足的标准。"
        return
    leanings = Counter(one.stability.leaning for one in found if one.stability)
    each = "、".join(f"倾向{kind.value}的{leanings[kind]}条" for kind in StabilityClass if leanings[kind])
    yield f"共{len(found)}条标准按现有检查量还不能下结论，其中{each}。证据不足不等于不达标，不据此排名和问责。"
    near = sorted(
        (one.stability.more_checks_needed, one.title)
        for one in found
        if one.stability and one.stability.more_checks_needed is not None
    )
    if near:
        first = "、".join(f"{title}（再查{more}处）" for more, title in near[:MOST_LISTED])
        yield f"下一轮补查后有望得出结论的有{len(near)}条，所需最少的是：{first}。"


def _rankings(assessment: Assessment, framework: Framework) -> Iterable[Part]:
    digits = framework.ranking.digits
    streets = tuple(compared(assessment.streets, "街道", "分", digits, "点次"))
    if framework.pooling is Pooling.MEAN_OF_MEANS:
        how = "全区得分是有数据的各街道得分的平均。"
    else:
        how = "全区得分由全部检查合并计算，与各街道得分的简单平均可能不同。"
    yield Part("街道得分", (*streets, how) if streets else (f"没有可以排名的街道，{ABSENT}。",))
    units = tuple(compared(assessment.units, "责任单位", "%", digits, "项次"))
    yield Part("责任单位符合率", units or (f"没有可以排名的责任单位，{ABSENT}。",))


def _demands(deadline: str) -> Iterable[str]:
    yield (
        f"各街道、各责任单位对照问题清单逐项整改，于{deadline}前报送整改情况；"
        "一时难以完成的，说明原因和计划完成时间。"
    )
    yield (
        "对不达标的标准，先补设施和管理上的欠缺；对不稳定达标的标准，重在固定责任人和巡查频次，防止反弹；"
        "对证据不足的标准，下一轮优先安排检查。"
    )
    yield "已经列入清单的内容，不再要求社区另行填表、另设台账，以现场整改结果为准。"


def _notes(assessment: Assessment, framework: Framework) -> Iterable[str]:
    settings = framework.stability
    asked = "要求合格率以标准包对各条标准的规定为准"
    if assessment.threshold is not None:
        asked = f"要求合格率本次统一为{plain_percent(assessment.threshold)}"
    yield (
        f"本通报依据“{assessment.pack_title}”（{assessment.pack_edition}版）计算。"
        f"一个点位在一轮中该标准的检查项全部符合，计一个合格点次；{asked}。"
        "“90%区间”是按现有检查量推算的真实水平范围，检查越多越窄。"
    )
    met, half = plain_percent(settings.compliant_from), plain_percent(settings.unstable_from)
    yield (
        f"稳定性按下一轮全部点位达到要求合格率的可能性判断：不低于{met}的为达标，"
        f"不低于{half}但低于{met}的为不稳定达标，低于{half}的为不达标；"
        f"对结论的把握不到{plain_percent(settings.confidence)}的，列为证据不足。"
    )
    left_out = [f"未参加排名：{one.name}（{_tight(one.reason)}）。" for one in assessment.excluded]
    yield from _first(left_out, "未参加排名的")
    yield from _first([f"{_tight(one).rstrip('。')}。" for one in assessment.warnings], "提醒")


def _first(sentences: Sequence[str], what: str) -> Iterable[str]:
    yield from sentences[:MOST_CAUTIONS]
    if len(sentences) > MOST_CAUTIONS:
        yield f"其余{len(sentences) - MOST_CAUTIONS}条{what}见排名工作簿的“说明”表。"


def _points(score: Number | None) -> str:
    return ABSENT if score is None else f"{shown(score)}分"


def _tight(sentence: str) -> str:
    """Close the gaps between Chinese and figures, which documents do not have."""
    return _GAP.sub("", sentence)


_GAP = re.compile("(?<=[\u2e80-\uffef]) | (?=[\u2e80-\uffef])")


def _quoted(names: Sequence[str]) -> str:
    return "、".join(f"“{name}”" for name in names)
