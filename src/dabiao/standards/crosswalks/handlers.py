"""What the crosswalks do when other parts have news."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from dabiao.house.events import subscribe
from dabiao.standards.crosswalks.jobs import propose_edition
from dabiao.standards.events import EditionPublished


@subscribe(EditionPublished)
def _propose(event: EditionPublished) -> None:
    transaction.on_commit(partial(propose_edition.enqueue, event.old, event.new))
