"""Colours that mark answers are kept; a row coloured as a whole is decoration."""

from __future__ import annotations

import pytest
from field_tables import table
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.fills import without_decoration
from dabiao.core.field.table import FieldTable, Fill

ROW = ("1", "文化路第一农贸市场", "", "", "")
FILLS = st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 4)), st.sampled_from(Fill), max_size=20)


def striped(columns: range, row: tuple[str, ...] = ROW, colour: Fill = Fill.GREY) -> FieldTable:
    return table(row, row, fills={(0, column): colour for column in columns})


def test_a_table_without_colours_is_the_same_table() -> None:
    plain = table(ROW)
    assert without_decoration(plain) is plain


def test_a_row_coloured_from_end_to_end_loses_its_colour() -> None:
    assert without_decoration(striped(range(5))).fills == {}


@pytest.mark.parametrize(("coloured", "kept"), [(3, 3), (4, 0), (5, 0)])
def test_from_four_fifths_of_the_columns_on_a_colour_is_decoration(coloured: int, kept: int) -> None:
    assert len(without_decoration(striped(range(coloured))).fills) == kept


def test_a_row_of_answers_in_one_colour_is_no_stripe() -> None:
    """All four answers are red, but the number in front is not: they failed."""
    red = striped(range(1, 5), colour=Fill.RED)
    assert without_decoration(red) is red


def test_a_stripe_may_begin_at_the_first_cell_that_says_something() -> None:
    assert without_decoration(striped(range(1, 5), ("", *ROW[1:]))).fills == {}
    blank = ("",) * 5
    assert without_decoration(striped(range(4), blank)).fills == {}
    assert len(without_decoration(striped(range(1, 5), blank)).fills) == 4


def test_other_rows_and_marks_of_two_colours_stay() -> None:
    fills = {(0, column): Fill.BLUE for column in range(5)}
    mixed = {(1, column): Fill.RED if column % 2 else Fill.GREEN for column in range(5)}
    assert without_decoration(table(ROW, ROW, fills={**fills, **mixed})).fills == mixed


def test_a_table_of_one_coloured_cell_has_no_marks() -> None:
    assert without_decoration(table(("点位",), fills={(0, 0): Fill.YELLOW})).fills == {}


@given(FILLS)
def test_a_row_keeps_all_its_colours_or_none(fills: dict[tuple[int, int], Fill]) -> None:
    found = without_decoration(table(*[ROW] * 4, fills=fills))
    for row in range(4):
        own = {place: fill for place, fill in fills.items() if place[0] == row}
        assert {place: fill for place, fill in found.fills.items() if place[0] == row} in (own, {})
    assert without_decoration(found).fills == found.fills
