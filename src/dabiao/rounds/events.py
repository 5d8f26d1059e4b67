"""What the rounds room tells the others."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from dabiao.core.assessment import Problem
from dabiao.people.models import Account


@dataclass(frozen=True)
class ObservationsStored:
    """An accepted import is in: its rounds' cells are counted anew. Published inside that transaction."""

    import_id: uuid.UUID
    pack_id: str
    rounds: tuple[str, ...]
    problems: tuple[Problem, ...]
    by: Account


@dataclass(frozen=True)
class RoundsCarried:
    """Rounds of ``pack_id`` were counted anew from observations made under other packs. Published inside that
    transaction.
    """

    pack_id: str
    by: Account
