"""Fair comparison of streets (属地) and departments (责任单位): both rankings from the same observations.

A street's score is the framework's tree on its own cells, a department's its 符合率. Groups are ranked apart,
ties by the framework's rule; beside the rank stands the range of ranks the data allow and a tier: two units
are told apart only where one is above the other in more than 95 of 100 posterior draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dabiao.core.assessment import Base, Excluded, RankedUnit
from dabiao.core.cells import CellTable
from dabiao.core.framework import Framework, Method, Ranking
from dabiao.core.grouping import Grouping
from dabiao.core.posterior_scores import (
    HIGH,
    LOW,
    Floats,
    district_rates,
    draw_rates,
    draw_scores,
    generator_for,
    interval_around,
)
from dabiao.core.ranking import rank
from dabiao.core.score import SCORE_KEYS, score_part, total_base

DRAWS = 2000
"""So many draws place the 5 % quantile within about half a percent of probability."""

SEPARATE = 0.95
"""How sure a tier must be of its best before another unit is put below it."""

UNNAMED = "未注明"

CONFORMITY_METHODS = (Method.FIELD, Method.DOCUMENT)
"""Methods whose rows are a department's 符合率; answers to a questionnaire are never mixed in."""


@dataclass(frozen=True)
class Contender:
    """One to be ranked: the exact score 0 … 100, what it rests on, and posterior draws of it."""

    name: str
    n: int
    score: Fraction
    base: Base
    draws: Floats


@dataclass(frozen=True)
class Field:
    """All that can be ranked of one kind, and what cannot, with reasons."""

    contenders: tuple[Contender, ...]
    excluded: tuple[Excluded, ...]


def streets(framework: Framework, cells: CellTable, seed: int) -> Field:
    """Score every street; its ``n`` counts places. A street without data is excluded, never 0 or 100."""
    narrow = cells.pooled(SCORE_KEYS)
    district = district_rates(framework, narrow)
    found: list[Contender] = []
    excluded: list[Excluded] = []
    for name in narrow.words("street"):
        part = narrow.where("street", name)
        if name is None:
            excluded.append(Excluded("street", UNNAMED, _unnamed("街道", part.base)))
            continue
        root = score_part(framework, part)
        if root.points is None:
            excluded.append(Excluded("street", name, "没有可以计分的检查，无数据，不参加排名"))
            continue
        draws = draw_scores(framework, root, district, generator_for(seed, name), DRAWS)
        points = 100 * root.points / Fraction(root.maximum)
        found.append(Contender(name, part.base.places, points, part.base, draws))
    return Field(tuple(found), tuple(excluded))


def units(cells: CellTable, seed: int) -> Field:
    """符合率 of every department over its 实地 and 材料 rows; ``n`` of a department counts rows."""
    narrow = cells.pooled(("standard", "method", "unit", "round"))
    bases = {name: _conformity(narrow.where("unit", name)) for name in narrow.words("unit")}
    district = total_base(list(bases.values()))
    centre = np.array([(district.rows_ok + 0.5) / (district.rows + 1.0)])
    found: list[Contender] = []
    excluded: list[Excluded] = []
    for name, base in bases.items():
        if name is None:
            excluded.append(Excluded("unit", UNNAMED, _unnamed("责任单位", base)))
        elif not base.rows:
            excluded.append(
                Excluded("unit", name, "没有判为符合或不符合的实地、材料检查，无数据，不参加排名")
            )
        else:
            n, y = (np.array([figure], np.float64) for figure in (base.rows, base.rows_ok))
            draws = 100.0 * draw_rates(n, y, centre, generator_for(seed, name), DRAWS)[:, 0]
            found.append(Contender(name, base.rows, Fraction(100 * base.rows_ok, base.rows), base, draws))
    return Field(tuple(found), tuple(excluded))


def ranked(contenders: Sequence[Contender], grouping: Grouping) -> tuple[RankedUnit, ...]:
    """Rank within groups; groups in declared order, within a group by rank, then as they came."""
    group_of = grouping.of([one.name for one in contenders])
    members: dict[str, list[Contender]] = {}
    for one in contenders:
        members.setdefault(group_of[one.name], []).append(one)
    return tuple(
        unit
        for group in grouping.order(list(members))
        for unit in _group(group, members[group], grouping.ranking)
    )


def not_inspected(
    grouping: Grouping, street_names: Sequence[str], unit_names: Sequence[str]
) -> tuple[Excluded, ...]:
    """Name those the groups list and no observation does."""
    of_streets, of_units = grouping.of(street_names), grouping.of(unit_names)
    only_units = set(of_units.values()) - set(of_streets.values())
    return tuple(
        Excluded("unit" if group in only_units else "street", name, "未检查：本期没有任何观察，不参加排名")
        for name, group in grouping.absent({**of_streets, **of_units}).items()
    )


def _conformity(cells: CellTable) -> Base:
    return total_base([base for (_, method), base in cells.bases.items() if method in CONFORMITY_METHODS])


def _unnamed(column: str, base: Base) -> str:
    return f"{base.rows} 行检查没有写{column}，自成一组，不参加排名"


def _group(group: str, members: Sequence[Contender], ranking: Ranking) -> list[RankedUnit]:
    ranks = rank([one.score for one in members], ranking.digits, ranking.ties)
    draws = np.stack([one.draws for one in members])
    simulated = np.stack([1 + (draws > own).sum(axis=0) for own in draws])
    low, high = np.quantile(simulated, (LOW, HIGH), axis=1, method="inverted_cdf").astype(int)
    order = sorted(range(len(members)), key=lambda place: (ranks[place], -members[place].score))
    tier = dict(zip(order, _tiers(draws[order]), strict=True))
    return [
        RankedUnit(
            name=members[place].name,
            group=group,
            n=members[place].n,
            score=members[place].score,
            interval=interval_around(members[place].score, members[place].draws),
            tier=tier[place],
            rank=ranks[place],
            rank_low=min(int(low[place]), ranks[place]),
            rank_high=max(int(high[place]), ranks[place]),
            base=members[place].base,
        )
        for place in order
    ]


def _tiers(draws: Floats) -> list[int]:
    """Tier of each row, best first: a new one begins where the best of the current one is surely above."""
    tiers: list[int] = []
    best = 0
    for place, own in enumerate(draws):
        if place and (draws[best] > own).mean() > SEPARATE:
            best = place
            tiers.append(tiers[-1] + 1)
        else:
            tiers.append(tiers[-1] if tiers else 1)
    return tiers
