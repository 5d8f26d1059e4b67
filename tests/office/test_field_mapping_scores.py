"""The matcher meets what was promised, on the workbooks it was written with and on those that were locked before it."""

from __future__ import annotations

from functools import cache

import pytest
from field_scores import scores, total
from field_workbooks import FieldScores, Half

HALVES: tuple[Half, ...] = ("open", "locked")

COLUMNS, ITEMS, SILENT = 0.90, 0.85, 0.01
"""Shares of columns and item texts right at first try, and the most of what is stated that may be silently wrong."""


@cache
def whole(half: Half) -> FieldScores:
    return total(scores(half))


@pytest.mark.parametrize("half", HALVES)
def test_columns_are_right_at_first_try(half):
    assert whole(half).columns.share_right >= COLUMNS


@pytest.mark.parametrize("half", HALVES)
def test_item_texts_are_right_at_first_try(half):
    assert whole(half).items.share_right >= ITEMS


@pytest.mark.parametrize("half", HALVES)
def test_next_to_nothing_is_silently_wrong(half):
    assert whole(half).matches.share_silent_wrong <= SILENT


@pytest.mark.parametrize("half", HALVES)
def test_sums_never_become_observations(half):
    assert (whole(half).totals_read, whole(half).unread_sheets_read) == (0, 0)


def test_every_row_of_the_open_half_is_right_once_the_questions_are_answered():
    found = whole("open")
    assert (found.rows_wrong, found.rows_missing) == (0, 0)
