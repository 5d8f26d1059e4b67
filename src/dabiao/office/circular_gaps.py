"""Sentences of a circular about what to mend: the standards that cost most, and the problems met most often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from dabiao.core.assessment import Assessment, Problem, ScoreNode, StandardResult
from dabiao.core.framework import Framework
from dabiao.core.score import ADJUSTMENT
from dabiao.office.numbers import ABSENT, half_up, percent_of, plain, plain_percent, shown

MOST_GAPS, MOST_NAMES, MOST_REPEATED = 5, 4, 3
"""Standards, names and places written out; tables and problem list have the rest."""


def gap_sentences(assessment: Assessment, framework: Framework) -> Iterable[str]:
    """Write the standards that lost most points, each with its figures, who leads and what cures it."""
    found = gaps(assessment)
    if not found:
        yield "本期检查过的标准没有失分。"
        return
    first = found[:MOST_GAPS]
    listed = f"，失分最多的{len(first)}条是" if len(found) > len(first) else ""
    yield f"有失分的标准共{len(found)}条{listed}："
    for number, (one, node) in enumerate(first, start=1):
        yield f"{number}. {_gap(one, node, framework)}"


def gaps(assessment: Assessment) -> list[tuple[StandardResult, ScoreNode]]:
    """List standards that lost points, most lost first, each with its node of the score tree."""
    nodes = {node.id: node for node in _nodes(assessment.scores) if node.level != ADJUSTMENT}
    found = [(one, nodes[one.standard_id]) for one in assessment.standards if one.standard_id in nodes]
    return sorted((pair for pair in found if _lost(pair[1]) > 0), key=lambda pair: -_lost(pair[1]))


def _gap(one: StandardResult, node: ScoreNode, framework: Framework) -> str:
    lost = node.maximum - half_up(node.points or 0)
    text = (
        f"{one.title}（{one.standard_id}）：得{shown(node.points)}分，分值{plain(node.maximum)}分，失{lost}分"
    )
    text += f"；检查{node.base.rows}项次、符合{node.base.rows_ok}项次" if node.base.rows else ""
    if len(node.children) > 1:
        text += f"（{'、'.join(_by_method(child) for child in node.children)}）"
    if one.grade:
        text += f"，等级{one.grade}"
    text += f"。{_judged(one, framework)}"
    standard = framework.standards.get(one.standard_id)
    if standard is None:
        return text
    lead = f"牵头单位：{standard.lead_department}。" if standard.lead_department else ""
    return text + lead + (f"建议：{standard.fix.rstrip('。')}。" if standard.fix else "")


def _by_method(node: ScoreNode) -> str:
    if node.points is None:
        return f"{node.title}{ABSENT}"
    return f"{node.title}得{shown(node.points)}分/{plain(node.maximum)}分"


def _judged(one: StandardResult, framework: Framework) -> str:
    """Say how places did, and at which type of them worst."""
    if one.stability is None:
        return ""
    text = (
        f"实地{one.n}个点次中{one.y}个合格，合格率{percent_of(one.y, one.n, 1)}，"
        f"要求{plain_percent(one.pass_rate)}，结论为{one.stability.stability_class.value}"
    )
    if len(one.by_site_type) > 1:
        kind, low = min(one.by_site_type.items(), key=lambda pair: pair[1].rate)
        title = framework.site_type_names[kind].title if kind in framework.site_type_names else kind
        text += f"；点位类型中{title}较低（{low.n}个点次中{low.y}个合格）"
    return f"{text}。"


def problem_sentences(assessment: Assessment) -> Iterable[str]:
    """Write how many problems there are, where they pile up, and which came back at the same place."""
    found = assessment.problems
    if not found:
        yield "本期没有发现不符合的检查项。"
        return
    places = len({one.site_id for one in found})
    yield f"共发现不符合{len(found)}项次，涉及{places}个点位（含复测发现的问题），逐项列入问题清单。"
    yield f"分标准看，{_most([one.standard_title for one in found], len(found))}。"
    named = [one.street for one in found if one.street]
    if named:
        yield f"分街道看，{_most(named, len(found))}。各街道检查量不同，数量不作排名依据。"
    repeated = _repeated(found)
    if repeated:
        first = "；".join(
            f"{place}“{item}”（{rounds}轮）" for (place, item), rounds in repeated[:MOST_REPEATED]
        )
        yield f"同一点位同一检查项在两轮以上都不符合的有{len(repeated)}处，需要重点督办，如：{first}。"


def _most(names: Sequence[str], total: int) -> str:
    counted = Counter(names).most_common()
    each = "、".join(
        f"{name}{times}项次（占{percent_of(times, total, 1)}）" for name, times in counted[:MOST_NAMES]
    )
    return f"数量较多的是：{each}" if len(counted) > MOST_NAMES else each


def _repeated(found: Sequence[Problem]) -> list[tuple[tuple[str, str], int]]:
    rounds: dict[tuple[str, str, str], set[str]] = {}
    shown_as: dict[tuple[str, str, str], tuple[str, str]] = {}
    for one in found:
        key = (one.site_id, one.standard_id, one.item or "")
        rounds.setdefault(key, set()).add(one.round)
        shown_as[key] = (one.site_name or one.site_id, one.item or one.standard_title)
    several = [(shown_as[key], len(seen)) for key, seen in rounds.items() if len(seen) > 1]
    return sorted(several, key=lambda pair: -pair[1])


def _lost(node: ScoreNode) -> Fraction:
    return Fraction(0) if node.points is None else Fraction(node.maximum) - node.points


def _nodes(tree: ScoreNode) -> Iterable[ScoreNode]:
    yield tree
    for child in tree.children:
        yield from _nodes(child)
