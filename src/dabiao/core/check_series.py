"""Series of (n checked, y passed) over rounds, and their coding as rows of one likelihood table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dabiao.core.beta_binomial import GRID, Floats, Integers, log_mass

MOST_MARKED = 1000
"""Up to so many checks a round the pairs (n, y) that occur are marked in a table, which is quicker than
sorting."""


@dataclass(frozen=True, slots=True)
class Series:
    """One standard over its rounds, oldest first: ``y`` of ``n`` places passed in each; n = 0 was not looked
    at.

    ``groups`` maps place types to weights summing to 1 (a single entry where only one type is meant);
    ``frame`` is the number of such places that exist, None if unknown (then taken as very many).
    """

    key: str
    groups: Mapping[str, float]
    rounds: tuple[str, ...]
    n: tuple[int, ...]
    y: tuple[int, ...]
    frame: int | None = None

    def __post_init__(self) -> None:
        if not len(self.rounds) == len(self.n) == len(self.y):
            raise ValueError(f"{self.key}: rounds, n and y differ in length")
        if any(not 0 <= passed <= checked for passed, checked in zip(self.y, self.n, strict=True)):
            raise ValueError(f"{self.key}: each round needs 0 ≤ y ≤ n")
        if not self.groups or abs(sum(self.groups.values()) - 1.0) > 1e-6:
            raise ValueError(f"{self.key}: the weights of the place types must sum to 1")

    @property
    def places(self) -> int | None:
        """``frame``, or the most places seen in one round where the register lists fewer than were seen."""
        return None if self.frame is None else max(self.frame, *self.n, 1)


@dataclass(frozen=True, eq=False)
class CodedSeries:
    """``index`` int32[series, rounds] picks rows of ``log_table`` float64[pairs, cells], oldest round
    first.
    """

    log_table: Floats
    index: npt.NDArray[np.int32]

    @property
    def table(self) -> Floats:
        """Likelihood of each distinct (n, y)."""
        return np.exp(self.log_table)


def pad(sequences: Sequence[Sequence[int]]) -> Integers:
    """Sequences of different length as int64[series, rounds], missing rounds in front as zeros.

    An empty round before the first check changes nothing: the prior, reset or not, is still the prior.
    """
    longest = max((len(sequence) for sequence in sequences), default=0)
    padded = np.zeros((len(sequences), longest), dtype=np.int64)
    for row, sequence in enumerate(sequences):
        if sequence:
            padded[row, longest - len(sequence) :] = sequence
    return padded


def encode(n: Integers, y: Integers) -> CodedSeries:
    """Code int64[series, rounds] counts; 0 ≤ y ≤ n, else ValueError. A round with n = 0 was not looked at."""
    if n.shape != y.shape or (y < 0).any() or (y > n).any():
        raise ValueError("each round needs 0 ≤ y ≤ n")
    base = int(n.max(initial=0)) + 1
    codes = n * base + y
    if base <= MOST_MARKED:
        seen = np.zeros(base * base, dtype=bool)
        seen[codes] = True
        distinct, index = np.flatnonzero(seen), (np.cumsum(seen, dtype=np.int32) - 1)[codes]
    else:
        distinct, inverse = np.unique(codes, return_inverse=True)
        index = inverse.reshape(n.shape).astype(np.int32)
    checked, passed = np.divmod(distinct, base)
    return CodedSeries(log_mass(passed, checked, GRID.a, GRID.b), index)
