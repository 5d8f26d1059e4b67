"""Read the tables beside this module: who usually answers where, other names of departments, what is no place."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from dabiao.core.breakdown_cells import DutyKind, OffSite
from dabiao.core.breakdown_proposal import ProposalRules, Rule
from dabiao.core.unit_names import other_names

FOLDER = Path(__file__).parent / "rules"


@cache
def proposal_rules() -> ProposalRules:
    """The rules that come with the program (示范值); a district changes what is proposed, not the rules."""
    rules = tuple(
        Rule(DutyKind(row["kind"]), _parts(row["who"]), row["method"], row["group"], row["site_type"])
        for row in _rows("proposal_rules.csv")
    )
    names = {row["name"]: _parts(row["other_names"]) for row in _rows("department_names.csv")}
    off_site: dict[str, tuple[str, ...]] = {}
    groups: dict[str, None] = {}
    for row in _rows("off_site.csv"):
        groups[row["group"]] = None
        off_site[row["method"]] = (*off_site.get(row["method"], ()), *_parts(row["site_types"]))
    return ProposalRules(rules, tuple(other_names(names)), OffSite(tuple(groups), off_site))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
