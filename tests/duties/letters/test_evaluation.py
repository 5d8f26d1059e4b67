"""The year's evaluation: kept only when it adds up, never changed, and shown with what it was computed from."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.test import Client
from letters import frozen, signed

from dabiao.core.defects import BadInput
from dabiao.duties.letters.evaluating import (
    EvaluationFigures,
    ItemFigure,
    record_evaluation,
    score_of,
)
from dabiao.duties.letters.models import EvaluatedItem, LetterVersion, YearEndEvaluation

RESULTS = {1: Decimal("81"), 2: Decimal("95"), 3: Decimal("90"), 4: Decimal("10"), 5: None}
"""By item key: 90 % of the target, reached, reached, twice as many as allowed, no data."""


def figures(version: LetterVersion) -> EvaluationFigures:
    items = [
        ItemFigure(one.key, RESULTS[one.key], score_of(one, RESULTS[one.key]))
        for one in version.letteritems.all()
    ]
    total = sum((one.score for one in items), Decimal(0))
    return EvaluationFigures(items, total, Decimal(4), "2026 年第四季度快照")


def test_an_evaluation_that_adds_up_is_kept_with_its_band(cast: Cast) -> None:
    version = signed(cast)
    made = record_evaluation(cast.创建办, version, figures(version))
    assert (made.total, made.deduction, made.band) == (Decimal("82.00"), 4, "[80,85)")
    assert [one.score for one in made.items.all()] == [27, 30, 20, 5, 0]
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        EvaluatedItem.objects.all()[0].delete()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda given: replace(given, items=given.items[:-1]), "对不上"),
        (lambda given: replace(given, items=[*given.items, given.items[0]]), "对不上"),
        (lambda given: replace(given, computed_from=" "), "从哪里来"),
        (lambda given: replace(given, total=Decimal(83)), "各项相加是 82"),
        (lambda given: replace(given, deduction=Decimal(3)), "应扣 4"),
        (
            lambda given: replace(
                given,
                items=[replace(given.items[0], score=Decimal(30)), *given.items[1:]],
                total=given.total + 3,
            ),
            "第 1 项得分写的是 30，按结果应为 27",
        ),
        (
            lambda given: replace(given, items=[replace(given.items[0], harmful=True), *given.items[1:]]),
            "按结果应为 0",
        ),
    ],
)
def test_what_does_not_add_up_is_not_kept(cast: Cast, change: object, word: str) -> None:
    version = signed(cast)
    with pytest.raises(BadInput, match=word):
        record_evaluation(cast.创建办, version, change(figures(version)))  # type: ignore[operator]
    assert not YearEndEvaluation.objects.exists()


def test_only_a_letter_in_force_is_evaluated_and_only_by_the_office(cast: Cast) -> None:
    version = frozen(cast)
    with pytest.raises(BadInput, match="正在执行"):
        record_evaluation(cast.创建办, version, figures(version))
    with pytest.raises(PermissionDenied):
        record_evaluation(cast.街道, version, figures(version))


def test_a_later_evaluation_stands_before_the_first_and_both_are_shown(client: Client, cast: Cast) -> None:
    version = signed(cast)
    record_evaluation(cast.创建办, version, figures(version))
    first = figures(version)
    better = [replace(first.items[0], result=Decimal(90), score=Decimal(30)), *first.items[1:]]
    record_evaluation(cast.创建办, version, EvaluationFigures(better, Decimal(85), Decimal(3), "申诉后重算"))
    client.force_login(cast.街道)
    page = client.get(f"/duties/letters/{version.letter_id}/").content.decode()
    assert page.index("申诉后重算") < page.index("以前记入的年终考核")
    assert "得分 82，扣分 4" in page
    assert "无数据" in page
