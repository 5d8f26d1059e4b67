"""Observations → assessment: everything that circular, workbooks and pages are made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dabiao.core.assessment import Assessment, ScoreNode
from dabiao.core.cautions import cautions
from dabiao.core.cells import CellTable
from dabiao.core.fairness import DRAWS, Field, not_inspected, ranked, streets, units
from dabiao.core.findings import RoundFacts, problems, round_facts, round_summaries
from dabiao.core.framework import Framework, Pooling
from dabiao.core.grouping import Grouping
from dabiao.core.judging import judge
from dabiao.core.observation import FrameSizes, Observations
from dabiao.core.open_framework import framework_for, framework_for_cells
from dabiao.core.posterior_scores import district_rates, draw_scores, generator_for, interval_around
from dabiao.core.score import SCORE_KEYS, score, score_part
from dabiao.core.standard_results import standard_results
from dabiao.core.tally import tally

SEED = 20260101
"""The same file gives the same intervals; another seed shows how much of them is chance."""


def assess(
    framework: Framework,
    observations: Observations,
    *,
    frames: FrameSizes,
    groups: Mapping[str, str],
    threshold: Decimal | None = None,
    rounds: Collection[str] | None = None,
    seed: int = SEED,
) -> Assessment:
    """Judge, count, score and compare ``observations``, pooling all the rounds they cover.

    ``frames``: places that exist by place type. ``groups``: street or department → ranking group, before the
    framework's own. ``threshold`` replaces the pass rate c of every standard. ``rounds`` are the only ones
    looked at, as if the others had never been. Standards that ``framework`` does not know are scored only
    where it is open-ended. Raises ValueError for a round that ``observations`` do not have.
    """
    if rounds is not None:
        observations = _only(observations, rounds)
    framework = framework_for(framework, observations)
    judged = judge(observations, framework)
    found = assess_cells(
        framework,
        tally(observations, framework, judged),
        tuple(round_facts(observations)),
        frames=frames,
        groups=groups,
        threshold=threshold,
        seed=seed,
    )
    return replace(
        found,
        warnings=(*observations.warnings, *found.warnings),
        problems=tuple(problems(framework, observations, judged)),
    )


def assess_cells(
    framework: Framework,
    cells: CellTable,
    rounds: Sequence[RoundFacts],
    *,
    frames: FrameSizes,
    groups: Mapping[str, str],
    threshold: Decimal | None = None,
    seed: int = SEED,
) -> Assessment:
    """Score and compare what was counted before; everything but the problems, which cells do not hold.

    ``rounds`` are those of ``cells``, oldest first.
    """
    framework = framework_for_cells(framework, cells)
    tree = score(framework, cells)
    grouping = Grouping(groups, framework.ranking)
    by_street, by_unit = streets(framework, cells, seed), units(cells, seed)
    street_ranks, unit_ranks = ranked(by_street.contenders, grouping), ranked(by_unit.contenders, grouping)
    return Assessment(
        pack_id=framework.id,
        pack_title=framework.title,
        pack_edition=framework.edition,
        pack_digest=framework.digest,
        threshold=threshold,
        rounds=tuple(round_summaries(framework, rounds, cells)),
        warnings=tuple(cautions(framework, cells, frames, tree, [*street_ranks, *unit_ranks])),
        standards=standard_results(framework, cells, frames, threshold, tree),
        scores=tree,
        score_interval=_interval(framework, cells, tree, by_street, seed),
        streets=street_ranks,
        units=unit_ranks,
        excluded=(
            *by_street.excluded,
            *by_unit.excluded,
            *not_inspected(grouping, _named(cells, "street"), _named(cells, "unit")),
        ),
        problems=(),
        cells=tuple(cells.contract_cells()),
    )


def _interval(
    framework: Framework, cells: CellTable, tree: ScoreNode, by_street: Field, seed: int
) -> tuple[float, float] | None:
    """Give the 5–95 % range of the district's score, on the scale of its points."""
    if tree.points is None:
        return None
    if framework.pooling is Pooling.MEAN_OF_MEANS and by_street.contenders:
        contenders = by_street.contenders
        mean = sum((one.score for one in contenders), Fraction(0)) / len(contenders)
        # Adjustments count once in the district's total, whether or not a street is named beside them.
        adjusted = 100 * tree.points / Fraction(tree.maximum) - mean
        draws = np.mean([one.draws for one in contenders], axis=0) + float(adjusted)
    else:
        narrow = cells.pooled(SCORE_KEYS)
        root = score_part(framework, narrow)
        generator = generator_for(seed, framework.id)
        draws = draw_scores(framework, root, district_rates(framework, narrow), generator, DRAWS)
    return interval_around(tree.points, draws * float(tree.maximum) / 100.0)


def _only(observations: Observations, rounds: Collection[str]) -> Observations:
    """Keep the observations of ``rounds``."""
    unknown = [name for name in rounds if name not in observations.rounds]
    if unknown:
        raise ValueError(f"没有这些轮次：{'、'.join(unknown)}")
    kept = pc.is_in(observations.table["round"].cast(pa.string()), pa.array(list(rounds), pa.string()))
    return replace(
        observations,
        table=observations.table.filter(kept),
        rounds=tuple(name for name in observations.rounds if name in rounds),
    )


def _named(cells: CellTable, column: str) -> list[str]:
    """List the words of a key column without the missing one."""
    return [word for word in cells.words(column) if word is not None]
