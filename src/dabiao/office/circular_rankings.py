"""Sentences of a circular that compare streets and departments: tiers, never a bare league table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dabiao.core.assessment import RankedUnit
from dabiao.office.numbers import numeral, shown

MOST_UNITS = 12
"""Units of a group written out tier by tier; of longer lists only the first and the last tier."""


def compared(ranked: Sequence[RankedUnit], kind: str, mark: str, digits: int, counted: str) -> Iterable[str]:
    """Write a sentence for each ranking group: its tiers, best first, every score with its base."""
    groups: dict[str, list[RankedUnit]] = {}
    for one in ranked:
        groups.setdefault(one.group, []).append(one)
    for group, members in groups.items():
        tiers: dict[int, list[str]] = {}
        for one in members:
            figure = f"{one.name}{shown(one.score, digits)}{mark}（{one.n}{counted}）"
            tiers.setdefault(one.tier, []).append(figure)
        who = f"{'' if len(groups) == 1 else group}{len(members)}个{kind}"
        yield _in_tiers(who, tiers, shorten=len(members) > MOST_UNITS)


def _in_tiers(who: str, tiers: Mapping[int, Sequence[str]], *, shorten: bool) -> str:
    written = [f"{tier_name(tier)}：{'、'.join(figures)}" for tier, figures in tiers.items()]
    if len(written) == 1:
        (figures,) = tiers.values()
        if len(figures) == 1:
            return f"{who}：{figures[0]}。"
        return f"{who}差距都在误差以内，为同一档，不分先后：{'、'.join(figures)}。"
    said = f"{who}分为{len(tiers)}档，同一档内的差距在误差以内，不分先后"
    if shorten and len(written) > 2:
        return f"{said}，中间各档见附件。{written[0]}；{written[-1]}。"
    return f"{said}。{'；'.join(written)}。"


def tier_name(tier: int) -> str:
    """Name a tier: 第一档."""
    return f"第{numeral(tier) if tier < 100 else tier}档"
