"""Suggested standards and units: sure as they say, silent where nothing stands out."""

from __future__ import annotations

import pytest

from dabiao.core.framework import Framework
from dabiao.core.outline.document import outline_of
from dabiao.core.outline.suggestions import LEAST_CONFIDENCE, Suggester, confidence_of
from dabiao.core.similar_text import TextIndex
from dabiao.standards.pack_files import load_pack


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_pack("district-practice")


@pytest.fixture(scope="module")
def suggester(framework: Framework) -> Suggester:
    return Suggester(framework, ("城管局", "公安交警", "教育局"))


def suggested(suggester: Suggester, text: str):
    outline = outline_of(text)
    (task,) = outline.tasks
    return suggester.suggest(outline, task)


def test_a_sentence_gets_the_standard_it_is_about(suggester: Suggester, framework: Framework) -> None:
    found = suggested(suggester, "区交警大队要在路口增派警力，劝导非机动车闯红灯、行人闯红灯。")
    assert found.standard_id is not None
    assert "路口" in framework.standards[found.standard_id].title
    assert found.unit == "公安交警"
    assert found.standard_confidence >= LEAST_CONFIDENCE
    assert found.confidence == min(found.standard_confidence, found.unit_confidence)


def test_a_sentence_about_reports_gets_no_standard(suggester: Suggester) -> None:
    found = suggested(suggester, "各街道要于每月25日前报送工作进展。")
    assert found.standard_id is None
    assert found.unit == "各街道"


def test_where_nobody_is_named_the_standards_lead_department_is_suggested(
    suggester: Suggester, framework: Framework
) -> None:
    found = suggested(suggester, "严禁在人行道占道经营、露天烧烤，严禁流动摊点堵塞道路。")
    assert found.standard_id is not None
    assert found.unit == "城管局"
    assert found.unit_confidence < found.standard_confidence
    assert framework.standards[found.standard_id].lead_department == "城管局"


def test_nothing_is_suggested_for_nothing(suggester: Suggester) -> None:
    assert suggester.standard_for("") == (None, 0.0)
    found = suggested(suggester, "确保万无一失。")
    assert (found.standard_id, found.unit, found.confidence) == (None, None, None)


def pairs(framework: Framework) -> list[tuple[float, bool]]:
    """Each check item against the pack without it: confidence in the first standard, and whether it is the item's."""
    found = []
    for standard_id, items in framework.items_of.items():
        for item in items:
            texts = {
                key: [
                    (one.title, 2.0),
                    (one.text, 1.0),
                    (one.fix, 0.5),
                    *(
                        (other.text, 1.0)
                        for other in framework.items_of.get(key, ())
                        if other.text != item.text
                    ),
                ]
                for key, one in framework.standards.items()
            }
            first, second, *_ = TextIndex(texts).ranked([(item.text, 1.0)])
            found.append((confidence_of(first.similarity - second.similarity), first.key == standard_id))
    return found


def test_confidence_is_the_share_of_right_suggestions_on_a_pack_it_was_not_fitted_on() -> None:
    found = pairs(load_pack("minors-practice"))
    assert len(found) > 100
    gap = 0.0
    for low in (0.4, 0.6, 0.8):
        band = [one for one in found if low <= one[0] < low + 0.2]
        told = sum(sure for sure, _ in band) / len(band)
        right = sum(hit for _, hit in band) / len(band)
        gap += abs(told - right) * len(band) / len(found)
    assert gap <= 0.1, gap


def test_equal_likeness_is_ranked_by_key_and_empty_texts_are_like_nothing() -> None:
    index = TextIndex({"b": [("路灯", 1.0)], "a": [("路灯", 1.0)], "c": [("", 1.0)]})
    found = index.ranked([("路灯", 1.0)])
    assert [one.key for one in found] == ["a", "b", "c"]
    assert found[0].similarity == pytest.approx(1.0)
    assert found[2].similarity == 0.0
