"""Writes of the insight room: making an assessment."""

from __future__ import annotations

from dataclasses import replace

from dabiao.core.assessment import Assessment
from dabiao.core.framework import Framework
from dabiao.house.events import publish
from dabiao.house.transactions import one_moment
from dabiao.insight.models import Snapshot
from dabiao.office.result_json import result_document
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.organisations.queries import ranking_groups
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.places.queries import frame_sizes
from dabiao.rounds.carried_queries import carried_cautions
from dabiao.rounds.queries import counted_rounds
from dabiao.standards.crosswalks.queries import names_of_types
from dabiao.standards.events import StandardsAssessed
from dabiao.standards.pack_files import load_pack
from dabiao.standards.queries import framework_in_use


def assess_stored(framework: Framework) -> Assessment:
    """Assess all stored rounds of a pack from their cells. The same cells give the same assessment."""
    from dabiao.core.assess import assess_cells  # noqa: PLC0415  # the model takes a second to load; pages need none

    counted = counted_rounds(framework.id)
    frames = frame_sizes(names_of_types(framework.id))
    found = assess_cells(framework, counted.cells, counted.facts, frames=frames, groups=ranking_groups())
    return replace(found, warnings=(*carried_cautions(framework.id), *found.warnings))


def make_snapshot(actor: Account, pack_id: str = "") -> Snapshot:
    """Assess all stored rounds of ``pack_id``, by default of the pack in use, and keep the result.

    The figures are computed before the write begins, so that nobody waits for them to write.
    """
    policy.require(actor, Action.MAKE_ASSESSMENT)
    framework = load_pack(pack_id) if pack_id else framework_in_use()
    with one_moment():
        assessment = assess_stored(framework)
    with writing(actor, Action.MAKE_ASSESSMENT, "snapshot") as entry:
        snapshot = Snapshot.objects.create(
            pack_id=framework.id,
            pack_edition=framework.edition,
            pack_digest=framework.digest,
            rounds=[one.name for one in assessment.rounds],
            result=result_document(assessment),
        )
        publish(StandardsAssessed(framework.id, snapshot.result))
        entry.resource_id = str(snapshot.pk)
        entry.after = {"pack": framework.id, "digest": framework.digest, "rounds": snapshot.rounds}
    return snapshot
