"""Small frameworks and observations for tests of scoring: only what a test is about is spelt out."""

from collections.abc import Mapping
from decimal import Decimal

import pyarrow as pa
import pytest

from dabiao.core.framework import (
    CheckItem,
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
from dabiao.core.rubric import QuantifiedRule

OURS = Source("示例", "示例", None, Grade.OURS)
WORDS = {"+": 1, "-": 0, "/": -1, "?": -2}
"""Results as tests write them: 符合, 不符合, 不适用, a figure only."""


def _standard(id_, rule=None, points=1, methods=None):
    rules = methods or {Method.FIELD: rule or QuantifiedRule()}
    each = Decimal(points) / len(rules)
    return Standard(
        id=id_,
        title=f"标准{id_}",
        text="",
        points=Decimal(points),
        rules=tuple(MethodRule(method, one, each, OURS) for method, one in rules.items()),
        pass_rate=Decimal("0.90"),
        lead_department="",
        source=OURS,
    )


def _node(id_, *children, points=None):
    total = Decimal(points) if points is not None else sum(child.points for child in children)
    return Node(id_, f"类{id_}", "测评项目", total, children)


def _framework(*tree, **fields):
    given = {
        "id": "示例",
        "title": "示例体系",
        "edition": "1",
        "valid_from": "2026-01-01",
        "valid_to": "",
        "city_level": "区",
        "source": OURS,
        "tree": tree,
        "components": (),
        "site_types": tuple(SiteType(f"T{n}", f"类型{n}", "", OURS) for n in range(1, 4)),
        "items": (CheckItem("I1", "A", "检查项一", ("T1",), OURS),),
        "negative_list": (),
        "cycle": None,
        "ranking": Ranking(),
        "pooling": Pooling.POOLED,
        "stability": StabilitySettings(),
        "digest": "0" * 64,
    }
    return Framework(**(given | fields))


def _observations(rows, rounds=None):
    """``rows``: mappings of schema columns; the result as ``+ - / ?``, figures as plain numbers."""
    filled = [_row(number, row) for number, row in enumerate(rows, start=2)]
    columns = [pa.array([row[field.name] for row in filled], _plain(field.type)) for field in SCHEMA]
    table = pa.table(
        [
            column.dictionary_encode() if pa.types.is_dictionary(field.type) else column
            for column, field in zip(columns, SCHEMA, strict=True)
        ],
        schema=SCHEMA,
    )
    return Observations(table, rounds or tuple(dict.fromkeys(row["round"] for row in filled)))


def _plain(kind):
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _row(number: int, given: Mapping[str, object]) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(SCHEMA.names)
    row |= {"round": "1", "site_id": "P1", "site_type": "T1", "street": "东街", "unit": "城管局"}
    row |= {"standard_id": "A", "item": "I1", "method": "实地", "result": "+", "inspector": "甲"}
    row |= {"source_row": number} | given
    row["result"] = WORDS[row["result"]]
    for figure in ("value", "base"):
        if row[figure] is not None:
            row[figure] = int(Decimal(str(row[figure])) * SCALE)
    return row


@pytest.fixture(scope="session")
def standard():
    return _standard


@pytest.fixture(scope="session")
def node():
    return _node


@pytest.fixture(scope="session")
def framework():
    return _framework


@pytest.fixture(scope="session")
def observed():
    return _observations
