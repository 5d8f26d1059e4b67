"""Intervals read and written, and bands that leave no value without a grade nor give one two."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.rubric import Band, BandRule
from dabiao.core.rubric_bands import (
    Interval,
    RubricError,
    check_bands,
    contains,
    format_interval,
    parse_interval,
)

ends = st.decimals(-1000, 1000, places=2)


@st.composite
def intervals(draw):
    low, high = draw(st.none() | ends), draw(st.none() | ends)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    point = low is not None and low == high
    closed = st.just(True) if point else st.booleans()
    return Interval(low, high, low is not None and draw(closed), high is not None and draw(closed))


def bands(*written):
    return [(grade, parse_interval(interval)) for grade, interval in written]


@given(intervals())
def test_an_interval_is_read_as_it_was_written(interval):
    assert parse_interval(format_interval(interval)) == interval


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("[80,90)", "[80,90)"),
        (" ( 85 , +inf ) ", "(85,+inf)"),
        ("［80，90）", "[80,90)"),  # as an input method leaves it
        ("(-∞,0.5]", "(-inf,0.5]"),
        ("(85,inf)", "(85,+inf)"),
        ("[100,100]", "[100,100]"),
    ],
)
def test_the_usual_ways_of_writing_are_understood(written, meant):
    assert format_interval(parse_interval(written)) == meant


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("80-90", "应写作 [80,90)"),
        ("[80,90", "应写作"),
        ("[80;90)", "应写作"),
        ("", "应写作"),
        ("[1e9,2e9]", "应写作"),
        ("[nan,1]", "应写作"),
        ("[90,80)", "下限大于上限"),
        ("[80,80)", "没有任何值"),
        ("[-inf,80)", "只能用圆括号"),
        ("(80,+inf]", "只能用圆括号"),
        ("(+inf,80)", "写反了"),
        ("(80,-inf)", "写反了"),
        ("[" + "9" * 5000 + ",1]", "应写作"),
    ],
)
def test_what_is_no_interval_is_refused_with_the_reason(written, said):
    with pytest.raises(RubricError, match=said.replace("[", r"\[").replace(")", r"\)")):
        parse_interval(written)


class TestTongliang:
    """铜梁创卫目标管理责任书: 100 → 0; [95,100) → -1; [90,95) → -2; [85,90) → -3; (80,85) → -4; <80 → -5."""

    PUBLISHED = (
        ("不扣", "[100,100]"),
        ("扣1", "[95,100)"),
        ("扣2", "[90,95)"),
        ("扣3", "[85,90)"),
        ("扣4", "(80,85)"),
        ("扣5", "[0,80)"),
    )

    def test_exactly_80_which_the_paper_leaves_out_is_refused_and_named(self):
        with pytest.raises(RubricError, match="恰为 80 时，各等级区间都没有包括"):
            check_bands(bands(*self.PUBLISHED), parse_interval("[0,100]"))

    @pytest.mark.parametrize(("grade", "interval"), [("扣4", "[80,85)"), ("扣5", "[0,80]")])
    def test_either_reading_of_80_is_accepted_once_it_is_written(self, grade, interval):
        decided = dict(self.PUBLISHED) | {grade: interval}
        check_bands(bands(*decided.items()), parse_interval("[0,100]"))

    def test_a_rule_with_the_gap_cannot_be_made(self):
        with pytest.raises(RubricError, match="恰为 80"):
            BandRule(
                "rate",
                tuple(Band(grade, interval, Decimal(0)) for grade, interval in bands(*self.PUBLISHED)),
                parse_interval("[0,100]"),
            )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([("A", "(60,100]"), ("B", "[0,50]")], r"\(50,60\] 之内，各等级区间都没有包括"),
        ([("A", "(60,100]"), ("B", "[10,60]")], r"\[0,10\) 之内"),
        ([("A", "(60,90)"), ("B", "[0,60]")], r"\[90,100\] 之内"),
        ([("A", "[60,100]"), ("B", "[0,60]")], "等级 B 和等级 A 的区间重叠：恰为 60"),
        ([("A", "[50,100]"), ("B", "[0,60)")], r"区间重叠：\[50,60\) 之内"),
        ([("A", "[0,100]"), ("B", "[20,30]")], r"等级 A 和等级 B 的区间重叠：\[20,30\] 之内"),
        ([("A", "(60,120]"), ("B", "[0,60]")], r"等级 A 的区间 \(60,120\] 超出了取值范围 \[0,100\]"),
        ([("A", "(60,+inf)"), ("B", "[0,60]")], "超出了取值范围"),
        ([], "没有写任何等级区间"),
    ],
)
def test_gaps_overlaps_and_what_lies_outside_are_named(written, said):
    with pytest.raises(RubricError, match=said):
        check_bands(bands(*written), parse_interval("[0,100]"))


def test_unbounded_values_need_unbounded_bands():
    check_bands(bands(("A", "(85,+inf)"), ("B", "(-inf,85]")), parse_interval("(-inf,+inf)"))
    with pytest.raises(RubricError, match=r"\(85,\+inf\) 之内"):
        check_bands(bands(("B", "(-inf,85]")), parse_interval("(-inf,+inf)"))


@given(
    st.lists(ends, min_size=2, max_size=6, unique=True).map(sorted),
    st.lists(st.booleans(), min_size=6, max_size=6),
    st.randoms(use_true_random=False),
    ends,
)
def test_accepted_bands_hold_every_value_of_the_domain_once(cuts, upper, random, value):
    last = len(cuts) - 2
    pieces = [
        Interval(low, high, at == 0 or not upper[at], at == last or upper[at + 1])
        for at, (low, high) in enumerate(pairwise(cuts))
    ]
    domain = Interval(cuts[0], cuts[-1], True, True)
    shuffled = random.sample(pieces, len(pieces))
    check_bands([(str(at), piece) for at, piece in enumerate(shuffled)], domain)
    for one in (value, *cuts):
        assert sum(contains(piece, one) for piece in pieces) == contains(domain, one)
    if last:
        with pytest.raises(RubricError, match="没有包括"):
            check_bands([("只有一级", shuffled[0])], domain)


def test_thirds_are_compared_exactly():
    interval = parse_interval("[0.333333,1)")
    assert contains(interval, Fraction(1, 3))
    assert not contains(parse_interval("[0,0.333333]"), Fraction(1, 3))
