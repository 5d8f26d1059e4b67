"""What the standards room does when other rooms have news."""

from __future__ import annotations

from dabiao.house.events import subscribe
from dabiao.standards.actions import keep_standings
from dabiao.standards.events import StandardsAssessed


@subscribe(StandardsAssessed)
def _keep_standings(event: StandardsAssessed) -> None:
    keep_standings(event.pack_id, event.result["standards"])
