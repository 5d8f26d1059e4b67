"""Deduction bands: a sound set speaks of every score exactly once, and what keeps a set from it is named."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dabiao.core.deduction_bands import (
    Comparison,
    DeductionBand,
    band_of,
    completion,
    in_order,
    item_score,
    plain,
    unsound,
)


def band(text: str, deduction: str | int = 1) -> DeductionBand:
    """``[95,100)`` as a band."""
    low, high = text[1:-1].split(",")
    return DeductionBand(Decimal(low), Decimal(high), text[0] == "[", text[-1] == "]", Decimal(deduction))


SOUND = [
    band("[100,100]", 0),
    band("[95,100)", 1),
    band("[90,95)", 2),
    band("[85,90)", 3),
    band("[80,85)", 4),
    band("[0,80)", 5),
]
TONGLIANG = [*SOUND[:4], band("(80,85)", 4), SOUND[5]]
"""As its letter has it: exactly 80 is left out."""


def said(bands: list[DeductionBand]) -> list[str]:
    return [one.message for one in unsound(bands, "责任书")]


def test_the_score_that_Tongliang_left_out_is_found_and_named() -> None:
    assert said(TONGLIANG) == ["得分为 80 时没有规定扣几分，请写明属于哪一档"]
    assert said(SOUND) == []


def test_a_gap_an_overlap_and_an_end_left_open_are_all_named_at_once() -> None:
    bands = [band("(95,100)"), band("[80,95)"), band("[10,85]")]
    assert said(bands) == [
        "得分为 [0,10) 时没有规定扣几分，请写明属于哪一档",
        "得分为 95 时没有规定扣几分，请写明属于哪一档",
        "得分为 100 时没有规定扣几分，请写明属于哪一档",
        "得分为 [80,85] 时同时落在“[10,85]”和“[80,95)”两档，请改成只属于一档",
    ]


def test_a_band_inside_another_and_one_behind_it_are_both_overlaps() -> None:
    told = said([band("[0,100]"), band("[20,30]"), band("[50,60)")])
    assert [one for one in told if "[20,30]" in one]
    assert [one for one in told if "[50,60)" in one]


@pytest.mark.parametrize("text", ["(80,80)", "[80,80)", "[90,80]"])
def test_a_band_that_holds_no_score_is_refused(text: str) -> None:
    assert said([*SOUND, band(text)]) == [
        f"扣分档“{text}”里没有任何分数，请改两端的分数或“含/不含”",
    ]


@pytest.mark.parametrize("text", ["[0,101]", "[-1,100]"])
def test_a_band_beyond_the_scores_is_refused(text: str) -> None:
    assert "超出了 0 到 100 分" in said([band(text)])[0]


def test_no_bands_leave_every_score_undefined() -> None:
    assert said([]) == ["得分为 [0,100] 时没有规定扣几分，请写明属于哪一档"]


@pytest.mark.parametrize(
    ("score", "deduction"),
    [
        ("100", 0),
        ("99.99", 1),
        ("95", 1),
        ("94.99", 2),
        ("85", 3),
        ("84.99", 4),
        ("80", 4),
        ("79.99", 5),
        ("0", 5),
    ],
)
def test_each_edge_belongs_to_the_band_that_says_so(score: str, deduction: int) -> None:
    assert band_of(SOUND, Decimal(score)).deduction == deduction


def test_of_an_undefined_score_no_deduction_is_guessed() -> None:
    with pytest.raises(ValueError, match="0 bands"):
        band_of(TONGLIANG, Decimal(80))
    with pytest.raises(ValueError, match="2 bands"):
        band_of([band("[0,100]"), band("[80,80]")], Decimal(80))


hundredths = some.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)


@some.composite
def sound_sets(draw: some.DrawFn) -> list[DeductionBand]:
    """Cut [0,100] at some places; at each, the score belongs to the band before, behind, or to one of its own."""
    places = sorted(draw(some.sets(hundredths.filter(lambda one: 0 < one < 100), max_size=6)))
    bands, low, closed = [], Decimal(0), True
    for place in places:
        kind = draw(some.sampled_from(("before", "behind", "alone")))
        bands.append(DeductionBand(low, place, closed, kind == "before", Decimal(1)))
        if kind == "alone":
            bands.append(DeductionBand(place, place, True, True, Decimal(2)))
        low, closed = place, kind == "behind"
    bands.append(DeductionBand(low, Decimal(100), closed, True, Decimal(3)))
    return draw(some.permutations(bands))


@given(sound_sets(), hundredths)
def test_every_score_falls_in_exactly_one_band_of_a_sound_set(
    bands: list[DeductionBand], score: Decimal
) -> None:
    assert unsound(bands, "责任书") == []
    assert sum(one.holds(score) for one in bands) == 1
    assert band_of(bands, score).holds(score)
    edges = {one.low for one in bands} | {one.high for one in bands}
    assert all(sum(one.holds(edge) for one in bands) == 1 for edge in edges)


@given(sound_sets(), some.data())
def test_a_sound_set_without_one_of_its_bands_is_unsound(
    bands: list[DeductionBand], data: some.DataObject
) -> None:
    gone = data.draw(some.sampled_from(bands))
    rest = [one for one in bands if one is not gone]
    assert [one.message for one in unsound(rest, "责任书")] == [
        f"得分为 {gone} 时没有规定扣几分，请写明属于哪一档"
    ]


@given(
    some.lists(
        some.builds(DeductionBand, hundredths, hundredths, some.booleans(), some.booleans(), hundredths)
    )
)
def test_the_verdict_agrees_with_asking_every_edge_and_middle(bands: list[DeductionBand]) -> None:
    ends = sorted({Decimal(0), Decimal(100), *(x for one in bands for x in (one.low, one.high))})
    probes = [*ends, *((a + b) / 2 for a, b in pairwise(ends))]
    once = all(sum(one.holds(score) for one in bands) == 1 for score in probes)
    assert (unsound(bands, "责任书") == []) == (once and not any(one.empty for one in bands))


def test_bands_are_listed_from_the_highest_scores_down() -> None:
    assert [str(one) for one in in_order(list(reversed(SOUND)))] == [
        "100",
        "[95,100)",
        "[90,95)",
        "[85,90)",
        "[80,85)",
        "[0,80)",
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [("5.00", "5"), ("0.00", "0"), ("-0.0", "0"), ("100", "100"), ("1E+2", "100"), ("0.50", "0.5")],
)
def test_decimals_are_written_plainly(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@pytest.mark.parametrize(
    ("comparison", "target", "result", "done"),
    [
        ("不低于", "95", "95", Fraction(1)),
        ("不低于", "95", "99", Fraction(1)),
        ("不低于", "90", "45", Fraction(1, 2)),
        ("不低于", "0", "0", Fraction(1)),
        ("不低于", "95", "-3", Fraction(0)),
        ("不高于", "5", "5", Fraction(1)),
        ("不高于", "5", "10", Fraction(1, 2)),
        ("不高于", "0", "0", Fraction(1)),
        ("不高于", "0", "1", Fraction(0)),
        ("等于", "12", "12.0", Fraction(1)),
        ("等于", "12", "11", Fraction(0)),
        ("完成", None, "0.4", Fraction(2, 5)),
        ("完成", None, "1.5", Fraction(1)),
    ],
)
def test_a_result_is_held_against_its_target(
    comparison: str, target: str | None, result: str, done: Fraction
) -> None:
    wanted = Decimal(target) if target is not None else None
    assert completion(Comparison(comparison), wanted, Decimal(result)) == done


def test_a_figure_without_a_target_is_a_slip_of_the_caller() -> None:
    with pytest.raises(ValueError, match="needs a target"):
        completion(Comparison.AT_LEAST, None, Decimal(1))


def test_full_is_full_part_is_pro_rata_and_undone_with_harm_is_nothing() -> None:
    assert item_score(Decimal(20), Fraction(1)) == Decimal("20.00")
    assert item_score(Decimal(20), Fraction(2, 3)) == Decimal("13.33")
    assert item_score(Decimal(20), Fraction(2, 3), harmful=True) == 0
    assert item_score(Decimal(20), Fraction(1), harmful=True) == 20
    assert item_score(Decimal("0.25"), Fraction(1, 50)) == Decimal("0.01"), "an exact half goes up"


@given(hundredths, some.fractions(0, 1), some.booleans())
def test_an_item_never_earns_more_than_its_points_nor_less_than_none(
    points: Decimal, done: Fraction, harmful: bool
) -> None:
    earned = item_score(points, done, harmful=harmful)
    assert 0 <= earned <= points
    assert harmful or abs(Fraction(earned) - Fraction(points) * done) <= Fraction(1, 200)
