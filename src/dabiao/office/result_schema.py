"""The JSON Schema of ``result.json``, as it is published in docs/schemas/result.schema.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dabiao.core.assessment import StabilityClass
from dabiao.office.result_json import VERDICTS

Schema = dict[str, Any]

NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
TEXT: Schema = {"type": "string"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
DAY: Schema = {"type": "string", "format": "date"}
CLASSES: Schema = {"enum": [one.value for one in StabilityClass]}
VERDICT: Schema = {"enum": [one.value for one in VERDICTS]}


def result_schema() -> Schema:
    """Give the schema (draft 2020-12). Keys are stable; new ones may come, none goes or changes its meaning."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dabiao result.json",
        "description": (
            "What `dabiao assess` found. Figures are rounded half up to 10 decimals from exact values; null means "
            "not known or not applicable, never zero. Scores pool all rounds given."
        ),
        **_record(
            {
                "pack": _ref("pack"),
                "rounds": _list(_ref("round"), "Oldest first, each with the district's score on it alone."),
                "warnings": _list(
                    TEXT, "What a reader has to know beside the figures, in Chinese sentences."
                ),
                "standards": _list(
                    _ref("standard"), "Every leaf standard that was observed, once, in pack order."
                ),
                "scores": _ref("scores"),
                "streets": _list(
                    _ref("ranked"), "By group and rank; the score is the pack's tree on own cells, 0-100."
                ),
                "units": _list(
                    _ref("ranked"), "By group and rank; the score is the share of rows that conform, 0-100."
                ),
                "excluded": _list(_ref("excluded"), "Left out of a ranking, and why."),
                "problems": _list(_ref("problem"), "Every row judged 不符合, in the order of the file."),
                "forecast": {"type": "null", "description": "Always null as yet."},
            }
        ),
        "$defs": {
            "base": _base(),
            "interval": _interval(),
            "pack": _pack(),
            "round": _round(),
            "judgement": _judgement(),
            "standard": _standard(),
            "node": _node(),
            "scores": _scores(),
            "outcome": _outcome(),
            "ranked": _ranked(),
            "excluded": _record({"kind": {"enum": ["street", "unit"]}, "name": TEXT, "reason": TEXT}),
            "problem": _problem(),
        },
    }


def _record(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def _list(items: Schema, description: str = "") -> Schema:
    made: Schema = {"type": "array", "items": items}
    return made | {"description": description} if description else made


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _said(schema: Schema, description: str) -> Schema:
    return schema | {"description": description}


def _or_null(schema: Schema, description: str = "") -> Schema:
    if "enum" in schema:
        made: Schema = {"enum": [*schema["enum"], None]}
    elif "type" in schema:
        made = schema | {"type": [schema["type"], "null"]}
    else:
        made = {"anyOf": [schema, {"type": "null"}]}
    return made | {"description": description} if description else made


def _base() -> Schema:
    return _said(
        _record({"places": COUNT, "places_ok": COUNT, "rows": COUNT, "rows_ok": COUNT}),
        "What a figure rests on. A place counts once per round and standard; a row is one item at one place.",
    )


def _interval() -> Schema:
    return {
        "type": "array",
        "items": NUMBER,
        "minItems": 2,
        "maxItems": 2,
        "description": "From the 5 % to the 95 % quantile.",
    }


def _pack() -> Schema:
    return _record(
        {
            "id": TEXT,
            "title": TEXT,
            "edition": TEXT,
            "digest": _said(TEXT, "SHA-256 of the pack's files."),
            "threshold": _or_null(SHARE, "Pass rate asked of every standard; null: each as the pack says."),
        }
    )


def _round() -> Schema:
    return _record(
        {
            "name": TEXT,
            "first_date": _or_null(DAY),
            "last_date": _or_null(DAY),
            "sites": COUNT,
            "score": _or_null(NUMBER),
            "base": _ref("base"),
        }
    )


def _judgement_properties() -> Mapping[str, Schema]:
    chances = {one.value: SHARE for one in VERDICTS}
    return {
        "n": _said(COUNT, "Places checked, summed over rounds."),
        "y": _said(COUNT, "Of these, places where every applicable item conformed."),
        "observed_rate": _or_null(SHARE, "Σy/Σn; null without a place."),
        "rate": _or_null(SHARE, "Posterior mean of the long-run pass rate."),
        "interval": _or_null(_ref("interval"), "Of the long-run pass rate."),
        "reliability": _or_null(
            SHARE, "Chance that next round's pass rate over all places reaches the rate asked."
        ),
        "class": _or_null(CLASSES),
        "class_probability": _or_null(_record(chances)),
        "leaning": _or_null(VERDICT, "The likeliest class, also where the evidence is not enough to say so."),
        "more_checks_needed": _or_null(
            COUNT, "In one more round, to be sure enough; null: none needed or over 200."
        ),
        "work_list": _or_null(
            VERDICT, "Decision of the pack's loss rule: what to treat it as when planning work."
        ),
        "official_chance": _or_null(
            SHARE, "Chance to reach the rate asked in the sample of an outside team."
        ),
        "series": _list(
            _record({"round": TEXT, "n": COUNT, "y": COUNT}), "Rounds with a check, oldest first."
        ),
    }


def _judgement() -> Schema:
    return _record({"site_type": TEXT, **_judgement_properties()})


def _standard() -> Schema:
    return _record(
        {
            "standard_id": TEXT,
            "title": TEXT,
            "pass_rate": _said(SHARE, "The pass rate asked of it."),
            **_judgement_properties(),
            "class_reason": _or_null(TEXT, "Why there is no class; null where there is one."),
            "grade": _or_null(TEXT, "Grade of a rule that has grades."),
            "base": _ref("base"),
            "by_site_type": _list(_ref("judgement")),
        }
    )


def _node_properties() -> Mapping[str, Schema]:
    return {
        "id": TEXT,
        "title": TEXT,
        "level": TEXT,
        "maximum": NUMBER,
        "points": _or_null(NUMBER, "null: nothing under it was looked at."),
        "rate": _or_null(NUMBER, "Points per maximum."),
        "base": _ref("base"),
        "without_data": _list(TEXT, "Children left out, whose weight the others share."),
        "outcome": _or_null(_ref("outcome")),
        "children": _list(_ref("node")),
    }


def _node() -> Schema:
    return _record(_node_properties())


def _scores() -> Schema:
    interval = _or_null(_ref("interval"), "Of the district's points.")
    return _record({**_node_properties(), "interval": interval})


def _outcome() -> Schema:
    figures: Schema = {"type": ["string", "number", "null"]}
    return _record(
        {
            "form": _said(TEXT, "The form of rule that was applied."),
            "share": _or_null(NUMBER),
            "grade": _or_null(TEXT),
            "adjustment": _said(NUMBER, "Points added to the total: bonus, or negative list below zero."),
            "veto": {"type": "boolean"},
            "explanation": {"type": "object", "additionalProperties": figures},
        }
    )


def _ranked() -> Schema:
    rank: Schema = {"type": "integer", "minimum": 1}
    return _record(
        {
            "name": TEXT,
            "group": TEXT,
            "n": _said(COUNT, "Places of a street, rows of a department."),
            "score": NUMBER,
            "interval": _ref("interval"),
            "tier": _said(rank, "Units of one tier cannot be told apart."),
            "rank": rank,
            "rank_low": rank,
            "rank_high": rank,
            "base": _ref("base"),
        }
    )


def _problem() -> Schema:
    names: Sequence[str] = ("site_name", "street", "community", "unit", "item", "text", "inspector", "photo")
    found = {
        "round": TEXT,
        "date": _or_null(DAY),
        "site_id": TEXT,
        "site_type": TEXT,
        "standard_id": TEXT,
        "standard_title": TEXT,
        **{name: _or_null(TEXT) for name in names},
        "count": _or_null({"type": "integer"}, "Faults seen."),
        "source_row": _said({"type": "integer"}, "Row of the workbook."),
    }
    return _record(found)
