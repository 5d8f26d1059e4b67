"""``result.json``: the whole assessment for programs.

Every figure is a JSON number, rounded half up from the exact value to ``DECIMALS`` decimals: close enough to
recompute anything, short enough to read. What is shown to people is rounded from the exact value, never from
these. There is no NaN and no infinity; what is not known is ``null``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from pathlib import Path

from dabiao.core.assessment import (
    Assessment,
    Base,
    Excluded,
    Problem,
    RankedUnit,
    RoundSummary,
    ScoreNode,
    Stability,
    StabilityClass,
    StandardResult,
)
from dabiao.core.rubric import Outcome
from dabiao.office.cells_safe import clean_text
from dabiao.office.numbers import Number, half_up
from dabiao.office.whole_file import whole_file

DECIMALS = 10

VERDICTS = (StabilityClass.COMPLIANT, StabilityClass.UNSTABLE, StabilityClass.NON_COMPLIANT)

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def result_document(assessment: Assessment) -> dict[str, Json]:
    """Lay ``assessment`` out as ``result_schema`` says.

    Raises ValueError where a figure is not a finite number.
    """
    return {
        "pack": {
            "id": _text(assessment.pack_id),
            "title": _text(assessment.pack_title),
            "edition": _text(assessment.pack_edition),
            "digest": assessment.pack_digest,
            "threshold": _number(assessment.threshold),
        },
        "rounds": [_round(one) for one in assessment.rounds],
        "warnings": [_text(one) for one in assessment.warnings],
        "standards": [_standard(one) for one in assessment.standards],
        "scores": {**_node(assessment.scores), "interval": _interval(assessment.score_interval)},
        "streets": [_ranked(one) for one in assessment.streets],
        "units": [_ranked(one) for one in assessment.units],
        "excluded": [_plain(one) for one in assessment.excluded],
        "problems": [_plain(one) for one in assessment.problems],
        "forecast": None,
    }


def write_result(assessment: Assessment, path: Path) -> None:
    """Write ``result.json`` as UTF-8, whole or not at all. Raises OSError where ``path`` cannot be written."""
    document = result_document(assessment)
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    with whole_file(path) as making:
        making.write_text(text + "\n", encoding="utf-8", newline="\n")


def _text(text: str | None) -> str | None:
    return None if text is None else clean_text(text)


def _number(value: Number | None) -> int | float | None:
    if value is None or isinstance(value, int):
        return value
    if not isfinite(value):
        raise ValueError(f"{value} is no figure of a result")
    return float(half_up(value, DECIMALS))


def _interval(interval: tuple[float, float] | None) -> Json:
    return None if interval is None else [_number(interval[0]), _number(interval[1])]


def _base(base: Base) -> Json:
    return {one.name: getattr(base, one.name) for one in fields(base)}


def _plain(record: Problem | Excluded) -> Json:
    """Lay out a record of texts, counts and days."""
    return {one.name: _value(getattr(record, one.name)) for one in fields(record)}


def _value(value: object) -> Json:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction | Decimal | float):
        return _number(value)
    return _text(str(value))


def _round(one: RoundSummary) -> Json:
    return {
        "name": _text(one.name),
        "first_date": _value(one.first_date),
        "last_date": _value(one.last_date),
        "sites": one.sites,
        "score": _number(one.score),
        "base": _base(one.base),
    }


def _ranked(one: RankedUnit) -> Json:
    return {
        "name": _text(one.name),
        "group": _text(one.group),
        "n": one.n,
        "score": _number(one.score),
        "interval": _interval(one.interval),
        "tier": one.tier,
        "rank": one.rank,
        "rank_low": one.rank_low,
        "rank_high": one.rank_high,
        "base": _base(one.base),
    }


def _node(node: ScoreNode) -> dict[str, Json]:
    return {
        "id": _text(node.id),
        "title": _text(node.title),
        "level": _text(node.level),
        "maximum": _number(node.maximum),
        "points": _number(node.points),
        "rate": _number(node.rate),
        "base": _base(node.base),
        "without_data": [_text(one) for one in node.without_data],
        "outcome": None if node.outcome is None else _outcome(node.outcome),
        "children": [_node(child) for child in node.children],
    }


def _outcome(outcome: Outcome) -> Json:
    return {
        "form": outcome.form,
        "share": _number(outcome.share),
        "grade": _text(outcome.grade),
        "adjustment": _number(outcome.adjustment),
        "veto": outcome.veto,
        "explanation": {key: _value(value) for key, value in outcome.explanation.items()},
    }


def _standard(one: StandardResult) -> Json:
    return {
        "standard_id": _text(one.standard_id),
        "title": _text(one.title),
        "pass_rate": _number(one.pass_rate),
        "n": one.n,
        "y": one.y,
        **_judgement(one.stability, one.n, one.y),
        "class_reason": _text(one.class_reason),
        "grade": _text(one.grade),
        "base": _base(one.base),
        "by_site_type": [
            {
                "site_type": _text(kind),
                "n": of_type.n,
                "y": of_type.y,
                **_judgement(of_type, of_type.n, of_type.y),
            }
            for kind, of_type in one.by_site_type.items()
        ],
    }


def _judgement(stability: Stability | None, n: int, y: int) -> Mapping[str, Json]:
    """What the model says; where it says nothing, the observed rate alone."""
    observed = {"observed_rate": _number(Fraction(y, n)) if n else None}
    if stability is None:
        return {**observed, **dict.fromkeys(_MODEL_KEYS), "series": []}
    return {
        **observed,
        "rate": _number(stability.rate),
        "interval": _interval(stability.interval),
        "reliability": _number(stability.reliability),
        "class": stability.stability_class.value,
        "class_probability": {
            verdict.value: _number(stability.class_probability.get(verdict, 0.0)) for verdict in VERDICTS
        },
        "leaning": stability.leaning.value,
        "more_checks_needed": stability.more_checks_needed,
        "work_list": stability.work_list.value,
        "official_chance": _number(stability.official_chance),
        "series": [{"round": _text(name), "n": n, "y": y} for name, n, y in stability.series],
    }


_MODEL_KEYS: Sequence[str] = (
    "rate",
    "interval",
    "reliability",
    "class",
    "class_probability",
    "leaning",
    "more_checks_needed",
    "work_list",
    "official_chance",
)
