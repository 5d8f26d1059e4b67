"""Machine code from plain Python functions, kept between runs where there is a place to keep it."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import ParamSpec, TypeVar

from numba import njit

P = ParamSpec("P")
R = TypeVar("R")

REORDERED_SUMS = frozenset({"reassoc", "contract", "nsz"})
"""For ``fastmath``: sums may be reordered so that they vectorise; infinities and NaN keep their meaning."""


def compiled(function: Callable[P, R], *, fastmath: Set[str] = frozenset()) -> Callable[P, R]:
    """Compile ``function`` at its first call, without the interpreter's lock, and keep the result on disk.

    Where nothing can be kept, e.g. an installation that may only be read by somebody without a home, it is
    compiled anew in each process: some seconds slower to start, with the same results.
    """
    allowed = set(fastmath)
    try:
        made: Callable[P, R] = njit(cache=True, nogil=True, fastmath=allowed)(function)
    except RuntimeError:  # numba found no folder it may write to
        made = njit(nogil=True, fastmath=allowed)(function)
    return made
