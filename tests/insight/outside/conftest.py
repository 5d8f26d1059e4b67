"""The cycle that results from outside are entered into."""

from __future__ import annotations

import pytest
from cast import Cast
from entered import made_cycle

from dabiao.duties.cycle.models import Cycle
from dabiao.site.home_folder import HomeFolder


@pytest.fixture
def cycle(cast: Cast, home: HomeFolder) -> Cycle:
    """2024—2026, nothing entered yet."""
    return made_cycle(cast)
