"""Which combinations of words occur in a table: what is worked out for each of them need not be for every row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dabiao.core.sum_table import Integers, Word, combined


def occurring(table: pa.Table, names: Sequence[str]) -> tuple[list[tuple[Word, ...]], Integers]:
    """Find the combinations of words that occur in the columns ``names``, in order of first appearance, and which of
    them is each row's. Columns are dictionaries; a missing word is None.
    """
    words: list[list[Word]] = []
    codes = []
    for name in names:
        column = table.column(name).unify_dictionaries().combine_chunks()
        words.append([*column.dictionary.to_pylist(), None])
        codes.append(pc.fill_null(column.indices.cast(pa.int64()), len(column.dictionary)).to_numpy())
    key = pa.array(combined(codes, [len(one) for one in words])).dictionary_encode()
    of_row = key.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    first = np.zeros(len(key.dictionary), np.int64)
    first[of_row[::-1]] = np.arange(len(of_row))[::-1]
    at = zip(*(column[first].tolist() for column in codes), strict=True)
    return [tuple(one[code] for one, code in zip(words, row, strict=True)) for row in at], of_row
