"""What is told beside the scores: the problems row by row, the rounds, and what a reader must know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dabiao.core.assessment import Problem, RoundSummary
from dabiao.core.cells import CellTable
from dabiao.core.framework import Framework
from dabiao.core.observation import FAILING, Observations
from dabiao.core.score import SCORE_KEYS, score


def problems(framework: Framework, observations: Observations, judged: NDArray[np.int8]) -> Iterator[Problem]:
    """Every row judged 不符合, in source order, a second inspector's too: it is a finding like any other.

    Place types and items are named in the framework's words where it knows them.
    """
    failing = observations.table.filter(pa.array(judged == FAILING))
    items = {item.id: item.text for item in framework.items}
    types = {key: kind.title for key, kind in framework.site_type_names.items()}
    titles = {name: standard.title for name, standard in framework.standards.items()}
    columns = {name: _values(failing.column(name)) for name in failing.column_names}
    for at, standard in enumerate(columns["standard_id"]):
        kind, item = columns["site_type"][at], columns["item"][at]
        yield Problem(
            round=columns["round"][at],
            date=columns["date"][at],
            site_id=columns["site_id"][at],
            site_name=columns["site_name"][at],
            site_type=types.get(kind, kind),
            street=columns["street"][at],
            community=columns["community"][at],
            unit=columns["unit"][at],
            standard_id=standard,
            standard_title=titles.get(standard, standard),
            item=items.get(item, item),
            text=columns["problem"][at],
            count=columns["count"][at],
            inspector=columns["inspector"][at],
            photo=columns["photo"][at],
            source_row=columns["source_row"][at],
        )


def _values(column: pa.ChunkedArray) -> list[Any]:
    """Python values of a column; each word of a dictionary is made once."""
    if not pa.types.is_dictionary(column.type):
        return list(column.to_pylist())
    found = column.unify_dictionaries().combine_chunks()
    words = [*found.dictionary.to_pylist(), None]
    return [words[code] for code in found.indices.fill_null(len(words) - 1).to_pylist()]


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """When a round was and how many places it saw: what cells alone do not tell."""

    name: str
    first_date: date | None
    last_date: date | None
    sites: int


def round_summaries(
    framework: Framework, facts: Sequence[RoundFacts], cells: CellTable
) -> Iterator[RoundSummary]:
    """Each round, oldest first, with the district's score on it alone."""
    narrow = cells.pooled(SCORE_KEYS)
    for one in facts:
        part = narrow.where("round", one.name)
        points = score(framework, part).points
        yield RoundSummary(one.name, one.first_date, one.last_date, part.base, one.sites, points)


def round_facts(observations: Observations) -> Iterator[RoundFacts]:
    """Find when each round was and how many places it saw, oldest first."""
    table = observations.table.select(["round", "date", "site_id"]).unify_dictionaries()
    plain = pa.table(
        {
            "round": table["round"].cast(pa.string()),
            "date": table["date"],
            "site": pa.chunked_array([chunk.indices for chunk in table["site_id"].chunks], pa.int32()),
        }
    )
    grouped = plain.group_by("round").aggregate(
        [("date", "min"), ("date", "max"), ("site", "count_distinct")]
    )
    found = {
        row["round"]: RoundFacts(row["round"], row["date_min"], row["date_max"], row["site_count_distinct"])
        for row in grouped.to_pylist()
    }
    for name in observations.rounds:
        yield found.get(name, RoundFacts(name, None, None, 0))
