"""Sums under named keys as Parquet: keys in words, sums as integers, rows in key order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dabiao.core.defects import BadInput, Defect
from dabiao.core.observation import WORD
from dabiao.core.sum_table import Integers, SumTable, Word, combined, sorted_words

_WORDS = b"dabiao.words"
"""Schema metadata: every key column's words in their order, also those that occur in no row."""


def write_sums(table: SumTable, path: Path) -> None:
    """Write ``table`` to ``path``."""
    columns, fields = [], []
    for name, codes in table.codes.items():
        words = table.words[name]
        missing = np.array([word is None for word in words], np.bool_)
        indices = pa.array(codes.astype(np.int32), mask=missing[codes] if len(codes) else None)
        vocabulary = pa.array(["" if word is None else word for word in words], pa.string())
        columns.append(pa.DictionaryArray.from_arrays(indices, vocabulary))
        fields.append(pa.field(name, WORD))
    for name, sums in table.sums.items():
        columns.append(pa.array(sums, pa.int64()))
        fields.append(pa.field(name, pa.int64(), nullable=False))
    words_json = json.dumps(dict(table.words), ensure_ascii=False)
    schema = pa.schema(fields, metadata={_WORDS: words_json.encode()})
    pq.write_table(pa.table(columns, schema=schema), path, compression="zstd")


def read_sums(path: Path, keys: tuple[str, ...], sums: tuple[str, ...]) -> SumTable:
    """Read what ``write_sums`` wrote. Raises BadInput naming the file when it is something else."""
    try:
        table = pq.read_table(path, partitioning=None)
        words = _stored_words(table.schema.metadata or {}, keys)
        return sum_table(table, keys, sums, words)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise BadInput(Defect("不是完好的单元格文件，请用备份恢复", str(path))) from error


def sum_table(
    table: pa.Table,
    keys: tuple[str, ...],
    sums: tuple[str, ...],
    words: Mapping[str, tuple[Word, ...]] | None = None,
) -> SumTable:
    """Take columns ``keys`` (words) and ``sums`` (integers), in any row order, into a SumTable.

    ``words`` fixes the words and their order for the columns it names; other columns take the words they
    have, sorted. Raises KeyError for a missing column or a word that a fixed column does not know.
    """
    fixed = words or {}
    found: dict[str, tuple[Word, ...]] = {}
    codes: dict[str, Integers] = {}
    for name in keys:
        column = table.column(name).combine_chunks()
        plain = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        vocabulary: list[Word] = [*plain.dictionary.to_pylist(), None]
        index = np.asarray(pc.fill_null(plain.indices.cast(pa.int64()), len(vocabulary) - 1), np.int64)
        used = {vocabulary[code] for code in np.flatnonzero(np.bincount(index)).tolist()}
        found[name] = fixed[name] if name in fixed else sorted_words(used)
        place = {word: number for number, word in enumerate(found[name])}
        known = np.array([place[word] if word in used else -1 for word in vocabulary], np.int64)
        codes[name] = known[index]
    order = np.argsort(combined(list(codes.values()), [len(found[name]) for name in keys]), kind="stable")
    return SumTable(
        found,
        {name: column[order] for name, column in codes.items()},
        {name: np.asarray(table.column(name).cast(pa.int64()), np.int64)[order] for name in sums},
    )


def _stored_words(metadata: Mapping[bytes, bytes], keys: tuple[str, ...]) -> dict[str, tuple[Word, ...]]:
    stored = json.loads(metadata[_WORDS])
    words = {name: tuple(stored[name]) for name in keys}
    if any(not isinstance(word, str | None) for column in words.values() for word in column):
        raise TypeError("words are text or missing")
    return words
