"""What a printed figure stands for, and when it agrees with what others give."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.proof.figures import Figure, Interval, Rounding, agreement, read_figure


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("97.76", "9776/100", "1/100"),
        ("1,234", "1234", "1"),
        ("１,２３４", "1234", "1"),
        (" ９０．７１％ ", "9071/10000", "1/10000"),
        ("12件", "12", "1"),
        ("第3名", "3", "1"),
        ("-0.3", "-3/10", "1/10"),
        ("−0.3", "-3/10", "1/10"),
    ],
)
def test_figures_are_read_as_offices_write_them(text, value, unit):
    figure = read_figure(text)
    assert (figure.value, figure.unit) == (Fraction(value), Fraction(unit))


@pytest.mark.parametrize(
    "text", ["", "—", "12/15", "≥90%", "1,23", "2017年8月", "合计", "1" * 41, "=1+1", "1e5", "nan"]
)
def test_what_is_no_figure_is_not_taken_for_one(text):
    assert read_figure(text) is None


def test_half_up_takes_both_halves_and_truncation_leaves_its_upper_end_out():
    figure = read_figure("97.76")
    assert figure.interval(Rounding.HALF_UP) == Interval(Fraction("97.755"), Fraction("97.765"))
    assert figure.interval(Rounding.TRUNCATED) == Interval(Fraction("97.76"), Fraction("97.77"), hi_open=True)


@pytest.mark.parametrize(
    ("stated", "rounding"),
    [
        ("90.71%", Rounding.HALF_UP),
        ("90.70%", Rounding.TRUNCATED),
        ("90.72%", None),
        ("90.69%", None),
        ("91%", Rounding.HALF_UP),
    ],
)
def test_410_of_452_holds_half_up_or_cut_off_and_no_other_way(stated, rounding):
    share = Interval(Fraction(410, 452), Fraction(410, 452))
    assert agreement(read_figure(stated), lambda _: share) is rounding


def test_cutting_off_never_explains_a_figure_below_an_exact_one():
    exactly = Interval(Fraction(23, 25), Fraction(23, 25))
    assert agreement(read_figure("91%"), lambda _: exactly) is None


def test_a_count_stands_for_itself_alone():
    count = Figure("57", Fraction(57), Fraction(1), exact=True)
    assert agreement(count, lambda _: Interval(Fraction(58), Fraction(58))) is None


def test_a_figure_is_shown_like_the_one_stated():
    assert read_figure("90.7%").shown_like(Fraction(410, 452)) == "90.7%"
    assert read_figure("5.10").shown_like(Fraction(5)) == "5.00"


ends = st.fractions(-50, 50, max_denominator=40)


@st.composite
def intervals(draw):
    lo, hi = sorted((draw(ends), draw(ends)))
    return Interval(lo, hi)


@given(intervals(), intervals(), st.fractions(0, 1), st.fractions(0, 1))
def test_sums_products_and_quotients_of_members_are_members(first, second, here, there):
    a, b = first.lo + (first.hi - first.lo) * here, second.lo + (second.hi - second.lo) * there
    total, product, turned = first + second, first * second, second.reciprocal()
    assert total.lo <= a + b <= total.hi
    assert product.lo <= a * b <= product.hi
    assert (turned is None) == (second.lo <= 0 <= second.hi)
    if turned is not None:
        assert turned.lo <= 1 / b <= turned.hi


def test_intervals_that_only_touch_at_an_open_end_do_not_meet():
    below = Interval(Fraction(0), Fraction(1), hi_open=True)
    assert not below.meets(Interval(Fraction(1), Fraction(2)))
    assert Interval(Fraction(0), Fraction(1)).meets(Interval(Fraction(1), Fraction(2)))
