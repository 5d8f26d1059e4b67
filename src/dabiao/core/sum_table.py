"""Integer sums under named keys, columnar: the one data structure scores are read from.

Keys are dictionary codes into sorted words, rows are sorted by key, every sum is an int64: equal content
gives equal arrays, whatever the order or the batches the observations came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Word = str | None

LARGEST_SUM = 2.0**62
"""Half of what an int64 holds: float64 rounding of the check itself cannot hide an overflow."""


def combined(columns: Sequence[Integers], sizes: Sequence[int]) -> Integers:
    """One integer per row that orders rows as their ``columns`` do, first column most significant.

    Codes of column i lie in [0, sizes[i]). Where the product of sizes would leave int64 the part done so far
    is renumbered first.
    """
    key = columns[0].astype(np.int64)
    span = max(sizes[0], 1)
    for column, size in zip(columns[1:], sizes[1:], strict=True):
        if span * max(size, 1) >= LARGEST_SUM:
            seen, key = np.unique(key, return_inverse=True)
            span = max(len(seen), 1)
        key = key * max(size, 1) + column
        span *= max(size, 1)
    return key


def starts_of(sorted_key: Integers) -> Integers:
    """Where each run of equal keys begins."""
    if not len(sorted_key):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], sorted_key[1:] != sorted_key[:-1])))


def checked_sum(column: Integers, starts: Integers) -> Integers:
    """Sum the runs of ``column`` that begin at ``starts``; OverflowError rather than a wrong figure."""
    if not len(starts):
        return np.zeros(0, np.int64)
    _refuse_overflow(column, max(abs(float(column.max())), abs(float(column.min()))))
    return np.asarray(np.add.reduceat(column, starts), np.int64)


def _refuse_overflow(column: Integers, largest: float) -> None:
    """Raise OverflowError when figures of at most ``largest`` add up to more than an int64 surely holds."""
    if largest * len(column) >= LARGEST_SUM and np.abs(column.astype(np.float64)).sum() >= LARGEST_SUM:
        raise OverflowError("数值合计超出可精确计算的范围，请检查数值和基数是否填错")


def _scatter_python(key: Integers, column: Integers, out: Integers) -> tuple[int, int]:
    """Add each figure of ``column`` to ``out[key]``; the largest and smallest figure, or 0."""
    largest = smallest = 0
    for row in range(len(key)):
        figure = column[row]
        out[key[row]] += figure
        largest = max(largest, figure)
        smallest = min(smallest, figure)
    return largest, smallest


@cache
def _scatter() -> Callable[[Integers, Integers, Integers], tuple[int, int]]:
    """Compile on first use: whoever only reads cells need not wait for the compiler to load."""
    from dabiao.core.compiled import compiled  # noqa: PLC0415

    return compiled(_scatter_python)


@dataclass(frozen=True, eq=False)
class SumTable:
    """``codes`` by key column in sort order, the ``words`` they stand for, ``sums`` by name."""

    words: Mapping[str, tuple[Word, ...]]
    codes: Mapping[str, Integers]
    sums: Mapping[str, Integers]

    def __len__(self) -> int:
        return len(next(iter(self.codes.values())))

    def pooled(self, keep: Sequence[str]) -> SumTable:
        """Sum over all keys but ``keep``, which names them in the sort order wanted."""
        codes = [self.codes[name] for name in keep]
        sizes = [len(self.words[name]) for name in keep]
        key = combined(codes, sizes)
        sums: Mapping[str, Integers] = self.sums
        if tuple(keep) != tuple(self.codes)[: len(keep)]:
            if prod(sizes) <= len(key):
                return self._scattered(dict(zip(keep, sizes, strict=True)), key)
            order = np.argsort(key, kind="stable")
            key, codes = key[order], [column[order] for column in codes]
            sums = {name: column[order] for name, column in self.sums.items()}
        starts = starts_of(key)
        return SumTable(
            {name: self.words[name] for name in keep},
            {name: column[starts] for name, column in zip(keep, codes, strict=True)},
            {name: checked_sum(column, starts) for name, column in sums.items()},
        )

    def _scattered(self, sizes: Mapping[str, int], key: Integers) -> SumTable:
        """Sum without sorting, for fewer possible keys than rows; ``key`` counts through ``sizes``."""
        span = prod(sizes.values())
        occurring = np.flatnonzero(np.bincount(key, minlength=span))
        sums = {}
        for name, column in self.sums.items():
            out = np.zeros(span, np.int64)
            largest, smallest = _scatter()(key, column, out)
            _refuse_overflow(column, max(float(largest), -float(smallest)))
            sums[name] = out[occurring]
        codes = dict(zip(sizes, np.unravel_index(occurring, tuple(sizes.values())), strict=True))
        return SumTable({name: self.words[name] for name in sizes}, codes, sums)

    def where(self, column: str, word: Word) -> SumTable:
        """Keep the rows whose ``column`` is ``word``; none when the word does not occur."""
        words = self.words[column]
        return self.chosen(self.codes[column] == (words.index(word) if word in words else -1))

    def chosen(self, mask: NDArray[np.bool_]) -> SumTable:
        """Keep the rows where ``mask`` is true."""
        return SumTable(
            self.words,
            {name: codes[mask] for name, codes in self.codes.items()},
            {name: sums[mask] for name, sums in self.sums.items()},
        )

    def row_words(self, row: int) -> tuple[Word, ...]:
        """Say the key of one row in words."""
        return tuple(self.words[name][int(codes[row])] for name, codes in self.codes.items())

    def total(self, name: str) -> int:
        """Sum over all rows."""
        return int(self.sums[name].sum())


def merged(first: SumTable, second: SumTable, fixed: Mapping[str, tuple[Word, ...]]) -> SumTable:
    """Both tables in one: rows with equal keys add up. Both have the same key columns and sums.

    ``fixed`` gives all words of columns whose order is not the sorted one.
    """
    words = {
        name: fixed[name] if name in fixed else sorted_words(first.words[name] + second.words[name])
        for name in first.words
    }
    codes = {
        name: np.concatenate([_recoded(part, name, words[name]) for part in (first, second)])
        for name in first.codes
    }
    sums = {name: np.concatenate([first.sums[name], second.sums[name]]) for name in first.sums}
    key = combined(list(codes.values()), [len(words[name]) for name in codes])
    order = np.argsort(key, kind="stable")
    starts = starts_of(key[order])
    return SumTable(
        words,
        {name: column[order][starts] for name, column in codes.items()},
        {name: checked_sum(column[order], starts) for name, column in sums.items()},
    )


def sorted_words(words: Iterable[Word]) -> tuple[Word, ...]:
    """Words in code-point order, the missing word last."""
    return tuple(sorted(set(words), key=lambda word: (word is None, word or "")))


def _recoded(table: SumTable, column: str, words: tuple[Word, ...]) -> Integers:
    place = {word: code for code, word in enumerate(words)}
    mapping = np.array([place[word] for word in table.words[column]], np.int64)
    return mapping[table.codes[column]] if len(mapping) else table.codes[column]
