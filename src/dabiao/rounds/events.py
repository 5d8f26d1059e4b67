"""What the rounds room tells the others, and what it wants to be told by rooms after it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from dabiao.core.assessment import Problem
from dabiao.people.models import Account

RoundStamps = tuple[tuple[int, int], ...]
"""Key and revision of each round of a pack: equal stamps mean equal cells."""


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

    ``problems`` are all that those observations show under ``pack_id``, with the import each came from, for the rounds
    that are not ``frozen``.
    """

    pack_id: str
    problems: tuple[tuple[uuid.UUID, Problem], ...]
    frozen: tuple[str, ...]
    by: Account


@dataclass(frozen=True)
class ObservationsUndone:
    """A stored import is taken back: its rounds' cells are counted without it. Published inside that transaction."""

    import_id: uuid.UUID
    pack_id: str
    rounds: tuple[str, ...]
    by: Account


@dataclass(frozen=True)
class RoundsPublished:
    """A document is going out on these rounds, so they never change again. A later room publishes it inside its write.

    ``stamps`` are those of the cells the figures were computed from; when they are not the stored ones any more,
    the rounds room raises BadInput and the document does not go out.
    """

    pack_id: str
    rounds: tuple[str, ...]
    stamps: RoundStamps
    title: str
    by: Account
