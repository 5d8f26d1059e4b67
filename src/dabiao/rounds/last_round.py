"""What the last round saw of a standard, for whoever writes its next rule."""

from __future__ import annotations

from dabiao.lake.standard_rows import standard_rows
from dabiao.rounds.files import lake_folder
from dabiao.rounds.models import Import, ImportState, Round
from dabiao.standards.drafts.editing.last_round import LastRound


def last_round(pack_id: str, standard_id: str, method: str) -> LastRound | None:
    """Read the rows of a standard in the last round of a pack; None where the pack has no round."""
    latest = Round.objects.filter(pack_id=pack_id).order_by("-position").first()
    if latest is None:
        return None
    stored = Import.objects.filter(pack_id=pack_id, state=ImportState.STORED).order_by("uploaded_at")
    folders = [lake_folder(one.pk) for one in stored if latest.name in one.summary.get("rounds", ())]
    found = standard_rows(folders, latest.name, standard_id, method)
    return LastRound(
        latest.name,
        latest.first_date,
        latest.last_date,
        found.observations,
        found.places,
        found.of_places,
    )
