"""Random districts that hold everything a cell may be made of, small enough to read."""

from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from dabiao.core.framework import (
    Framework,
    Grade,
    Method,
    MethodRule,
    Node,
    Pooling,
    Ranking,
    SiteType,
    Source,
    StabilitySettings,
    Standard,
)
from dabiao.core.observation import SCALE, SCHEMA, Observations
from dabiao.core.rubric import (
    ConformityRateRule,
    CountRule,
    DeductRule,
    QuantifiedRule,
    RatioRule,
    Requirement,
    ScoreRateRule,
)

OURS = Source("示例", "示例", None, Grade.OURS)

RULES = {
    "A": QuantifiedRule(),
    "B": RatioRule(),
    "C": ScoreRateRule(),
    "D": DeductRule(
        "missing", Decimal(1), (Requirement("I1", Decimal(5)), Requirement("I2", Decimal("1.5")))
    ),
    "E": CountRule(("I1", "I2"), ((2, "A", Decimal(1)), (0, "C", Decimal(0)))),
    "F": ConformityRateRule(),
}
"""One standard of every kind of counting; Z, which rows may name as well, is in no pack."""

SITES = {f"P{number}": (["东街", "西街", None][number % 3], f"T{number % 2 + 1}") for number in range(6)}


def _standard(id_, rule):
    rules = (MethodRule(Method.FIELD, rule, Decimal(1), OURS),)
    return Standard(id_, f"标准{id_}", "", Decimal(1), rules, Decimal("0.90"), "", OURS)


@pytest.fixture(scope="session")
def pack():
    """A pack with a standard for every kind of counting."""
    leaves = tuple(_standard(id_, rule) for id_, rule in RULES.items())
    return Framework(
        id="示例",
        title="示例体系",
        edition="2026",
        valid_from="2026-01-01",
        valid_to="",
        city_level="区",
        source=OURS,
        tree=(Node("N", "类", "测评项目", Decimal(len(leaves)), leaves),),
        components=(),
        site_types=tuple(SiteType(f"T{n}", f"类型{n}", "", OURS) for n in (1, 2)),
        items=(),
        negative_list=(),
        cycle=None,
        ranking=Ranking(),
        pooling=Pooling.POOLED,
        stability=StabilitySettings(),
        digest="0" * 64,
    )


def observations_of(rows):
    """``rows``: mappings of schema columns; columns left out are missing."""
    columns = []
    for number, field in enumerate(SCHEMA):
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        column = pa.array([row.get(field.name) for row in rows], kind)
        columns.append(column.dictionary_encode() if kind != field.type else column)
        assert columns[number].type == field.type
    rounds = tuple(sorted({row["round"] for row in rows}))
    return Observations(pa.table(columns, schema=SCHEMA), rounds, ("没有给出点位总数",))


def random_district(seed, rows):
    """Make rows with second inspectors, several units at a place, missing words and figures only."""
    draw = np.random.default_rng(seed)

    def one_of(*words):
        return words[draw.integers(len(words))]

    def row(number):
        site = one_of(*SITES)
        street, site_type = SITES[site]
        result = int(draw.choice([1, 0, -1, -2], p=[0.55, 0.25, 0.1, 0.1]))
        figure = result == -2 or draw.random() < 0.4
        return {
            "round": one_of("1", "2", "3"),
            "date": one_of(date(2026, 3, 1), None),
            "site_id": site,
            "site_name": one_of(f"点位{site}", None),
            "site_type": site_type,
            "lon": one_of(120.5 + number / 7, None),
            "lat": one_of(30.25, None),
            "street": street,
            "community": one_of("第一社区", None),
            "unit": one_of("城管局", "住建局", None),
            "standard_id": one_of(*RULES, "Z"),
            "item": one_of("I1", "I2", "I3", None),
            "method": one_of("实地", "实地", "材料"),
            "result": result,
            "count": one_of(None, None, 0, 3),
            "value": int(draw.integers(0, 7)) * SCALE // 2 if figure else None,
            "base": int(draw.integers(4, 9)) * SCALE if figure and draw.random() < 0.7 else None,
            "problem": one_of("有垃圾，“未清”\n第二行", "", None),
            "inspector": one_of("甲", "乙", None),
            "photo": one_of(f"{number}.jpg", None),
            "source_row": number + 2,
        }

    return observations_of([row(number) for number in range(rows)])


@pytest.fixture(scope="session")
def district():
    """Give ``(observations, verdicts)`` by seed and number of rows."""

    def made(seed=1, rows=400):
        observations = random_district(seed, rows)
        return observations, observations.table["result"].to_numpy()

    return made


@pytest.fixture(scope="session")
def observed():
    return observations_of
