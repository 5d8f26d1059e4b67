"""Integer sums under named keys: equal content, equal arrays, and never a wrong figure."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.sum_table import SumTable, checked_sum, combined, merged, sorted_words, starts_of

records = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.sampled_from(["x", "y", None]), st.integers(-5, 9)), max_size=25
)


def table(rows):
    """A table of the sums of ``rows`` (a, b, figure)."""
    sums = Counter()
    for a, b, figure in rows:
        sums[a, b] += figure
    words = [sorted_words(key[column] for key in sums) for column in (0, 1)]
    keys = sorted(sums, key=lambda key: (words[0].index(key[0]), words[1].index(key[1])))
    return SumTable(
        {"a": words[0], "b": words[1]},
        {
            name: np.array([words[at].index(key[at]) for key in keys], np.int64)
            for at, name in enumerate(("a", "b"))
        },
        {"figure": np.array([sums[key] for key in keys], np.int64)},
    )


def content(found):
    return {found.row_words(row): int(found.sums["figure"][row]) for row in range(len(found))}


def summed(rows, *columns):
    sums = Counter()
    for row in rows:
        sums[tuple(row[column] for column in columns)] += row[2]
    return dict(sums)


@given(records)
def test_pooling_sums_over_the_keys_left_out_in_either_order(rows):
    found = table(rows)
    assert content(found.pooled(("a",))) == summed(rows, 0)
    assert content(found.pooled(("b",))) == summed(rows, 1)
    assert content(found.pooled(("b", "a"))) == summed(rows, 1, 0)


@given(records)
def test_a_pooled_table_is_in_the_order_of_its_keys(rows):
    found = table(rows).pooled(("b", "a"))
    key = list(zip(*(codes.tolist() for codes in found.codes.values()), strict=True))
    assert key == sorted(set(key))


@given(records)
def test_parts_add_up_to_the_whole(rows):
    found = table(rows)
    assert sum(found.where("b", word).total("figure") for word in ("x", "y", None)) == found.total("figure")
    assert len(found.where("b", "没有")) == 0


@given(records, records)
def test_merging_two_tables_equals_one_table_of_all(first, second):
    both, whole = merged(table(first), table(second), {}), table([*first, *second])
    assert both.words == whole.words
    assert content(both) == content(whole)


def test_words_keep_a_given_order_when_merged():
    later, earlier = table([("丙", "x", 1)]), table([("甲", "x", 2)])
    both = merged(later, earlier, {"a": ("丙", "甲")})
    assert [both.row_words(row)[0] for row in range(2)] == ["丙", "甲"]


def test_the_missing_word_is_sorted_last():
    assert sorted_words(["b", None, "a", "b"]) == ("a", "b", None)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 2)), min_size=1))
def test_the_combined_key_orders_as_its_columns_even_where_it_has_to_be_renumbered(rows):
    columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)]
    for sizes in ([4, 5, 3], [2**40, 2**40, 2**40]):
        key = combined(columns, sizes)
        order = sorted(range(len(rows)), key=lambda row: rows[row])
        assert np.argsort(key, kind="stable").tolist() == order
        assert len(set(key.tolist())) == len(set(rows))


def test_runs_of_nothing_start_nowhere():
    empty = np.zeros(0, np.int64)
    assert starts_of(empty).tolist() == []
    assert checked_sum(empty, starts_of(empty)).tolist() == []


def test_a_sum_beyond_exact_integers_is_refused_and_one_just_below_is_exact():
    starts = np.array([0, 2])
    assert checked_sum(np.array([2**60, 2**60 + 1, 7]), starts).tolist() == [2**61 + 1, 7]
    with pytest.raises(OverflowError, match="超出"):
        checked_sum(np.array([2**61, 2**61, 2**61]), np.array([0]))
