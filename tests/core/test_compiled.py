"""Functions are compiled, kept on disk where that is possible, and work where it is not."""

import shutil
import subprocess
import sys
from math import fsum
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dabiao
from dabiao.core.compiled import REORDERED_SUMS, compiled

SOURCE = "def doubled(value):\n    return 2 * value\n"


def added(values: np.ndarray) -> float:
    """Plain sum, to be compiled."""
    total = 0.0
    for value in values:
        total += value
    return total


fast = compiled(added, fastmath=REORDERED_SUMS)
fast(np.zeros(1))  # compiled here, not within the time of a test


@given(st.lists(st.floats(-1e6, 1e6), max_size=60))
def test_a_compiled_function_gives_what_the_plain_one_gives(values: list[float]) -> None:
    assert fast(np.array(values, dtype=np.float64)) == pytest.approx(fsum(values), abs=1e-6)


def test_infinities_keep_their_meaning() -> None:
    assert fast(np.array([1.0, np.inf])) == np.inf
    assert np.isnan(fast(np.array([np.inf, -np.inf])))


def test_a_function_that_cannot_be_kept_on_disk_is_compiled_all_the_same() -> None:
    made: dict[str, object] = {}
    exec(SOURCE, made)  # a function of no file has no place for its machine code
    assert compiled(made["doubled"])(21) == 42


def test_an_installation_that_may_only_be_read_judges_as_any_other(tmp_path: Path) -> None:
    package = tmp_path / "installed" / "dabiao"
    shutil.copytree(
        Path(dabiao.__file__).parent / "core", package / "core", ignore=shutil.ignore_patterns("__pycache__")
    )
    (package / "__init__.py").write_text("")
    for folder in (package / "core", package):
        # A file where numba would make its folder refuses everybody, the administrator included.
        (folder / "__pycache__").write_text("")
    (tmp_path / "no home").write_text("")
    judged = (
        "import dabiao.core.stability as s\n"
        "one = s.Series('例', {'甲': 1.0}, ('1', '2'), (6, 6), (6, 5))\n"
        "print(s.__file__, s.fit([one]).posterior([one]).sum().round(9))\n"
    )
    environment = {
        "PYTHONPATH": str(tmp_path / "installed"),
        "HOME": str(tmp_path / "no home"),
        "XDG_CACHE_HOME": str(tmp_path / "no home"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-c", judged], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.split() == [str(package / "core" / "stability.py"), "1.0"]
