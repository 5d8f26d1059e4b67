"""How a bench takes time: the wall clock around one call, and a profile when a target is missed."""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Callable
from io import StringIO

SLOWEST = 15
"""Lines of a profile: enough to see where the time goes."""


def timed(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def profile(work: Callable[[], object]) -> str:
    """Say where the time of ``work`` goes, slowest first."""
    profiler = cProfile.Profile()
    profiler.runcall(work)
    written = StringIO()
    pstats.Stats(profiler, stream=written).strip_dirs().sort_stats("tottime").print_stats(SLOWEST)
    return written.getvalue()
