"""A cycle of 2024—2026 as the pack proposes it, and how tests look at its dates."""

from __future__ import annotations

import pytest
from cast import Cast

from dabiao.duties.cycle.actions import propose_cycle
from dabiao.duties.cycle.drafts import CyclePlan
from dabiao.duties.cycle.models import Cycle
from dabiao.standards.pack_files import load_pack

PACK = "district-practice"


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """Tested every August, every date still proposed."""
    return propose_cycle(cast.创建办, CyclePlan(PACK, 2024, 8), load_pack(PACK))
