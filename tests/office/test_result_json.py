"""result.json: stable keys, exact figures, no NaN, and the published schema holds."""

import dataclasses
import json
import math
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from dabiao.office.result_json import result_document, write_result
from dabiao.office.result_schema import result_schema

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas" / "result.schema.json"

KEYS = [
    "pack",
    "rounds",
    "warnings",
    "standards",
    "scores",
    "streets",
    "units",
    "excluded",
    "problems",
    "forecast",
]


@pytest.fixture
def written(assessment, tmp_path):
    write_result(assessment, tmp_path / "result.json")
    return json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))


def test_the_document_has_the_stable_keys_and_no_others(written):
    assert list(written) == KEYS
    assert written["forecast"] is None


def test_the_document_follows_the_published_schema(written):
    schema = result_schema()
    Draft202012Validator.check_schema(schema)
    assert not list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(written))
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema


def test_the_schema_notices_a_missing_key_and_a_rate_above_one(written):
    validator = Draft202012Validator(result_schema())
    broken = json.loads(json.dumps(written))
    del broken["standards"][0]["class"]
    broken["standards"][1]["observed_rate"] = 1.2
    assert len(list(validator.iter_errors(broken))) == 2


def test_every_observed_standard_appears_once_with_its_counts(written, assessment):
    assert [one["standard_id"] for one in written["standards"]] == ["1.1", "1.2", "001"]
    for shown, found in zip(written["standards"], assessment.standards, strict=True):
        assert (shown["n"], shown["y"]) == (found.n, found.y)
        assert shown["observed_rate"] == pytest.approx(found.y / found.n, abs=1e-9)
        assert shown["class"] == found.stability.stability_class.value
        assert sum(shown["class_probability"].values()) == pytest.approx(1, abs=1e-8)
        assert [part["n"] for part in shown["series"]] == [18, 18, 18]
        assert shown["by_site_type"][0]["site_type"] == "market"


def test_a_standard_without_a_class_says_why_and_keeps_its_observed_rate(assessment):
    first = dataclasses.replace(assessment.standards[0], stability=None, class_reason="按数值定等级")
    document = result_document(dataclasses.replace(assessment, standards=(first,)))
    shown = document["standards"][0]
    assert shown["class"] is shown["rate"] is shown["interval"] is shown["leaning"] is None
    assert (shown["class_reason"], shown["series"]) == ("按数值定等级", [])
    assert shown["observed_rate"] == pytest.approx(first.y / first.n, abs=1e-9)


def test_exact_scores_become_numbers_to_ten_decimals(written, assessment):
    assert written["scores"]["points"] == pytest.approx(float(assessment.scores.points), abs=1e-10)
    assert [one["score"] for one in written["streets"]] == [
        pytest.approx(float(one.score), abs=1e-10) for one in assessment.streets
    ]
    assert len(written["problems"]) == len(assessment.problems)


@pytest.mark.parametrize("figure", [math.nan, math.inf])
def test_a_figure_that_is_no_number_is_refused_and_the_old_file_stays(assessment, tmp_path, figure):
    path = tmp_path / "result.json"
    path.write_text("旧", encoding="utf-8")
    with pytest.raises(ValueError, match="no figure"):
        write_result(dataclasses.replace(assessment, score_interval=(1.0, figure)), path)
    assert path.read_text(encoding="utf-8") == "旧"
    assert [one.name for one in tmp_path.iterdir()] == ["result.json"]
