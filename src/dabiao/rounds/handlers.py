"""What the rounds room does when later rooms have news."""

from __future__ import annotations

from dabiao.house.events import subscribe
from dabiao.rounds.events import RoundsPublished
from dabiao.rounds.freezing import freeze_published


@subscribe(RoundsPublished)
def _freeze(event: RoundsPublished) -> None:
    freeze_published(event)
