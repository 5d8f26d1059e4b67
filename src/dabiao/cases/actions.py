"""Writes of the cases room."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from dabiao.cases.handling import handled
from dabiao.cases.models import Problem
from dabiao.core import assessment

BATCH = 1500
"""Rows per INSERT; SQLite takes 32,766 parameters in one statement."""


def list_problems(import_id: uuid.UUID, pack_id: str, found: Sequence[assessment.Problem]) -> int:
    """Put what an import found on the problem list; part of that import's write. Returns how many."""
    return _put_on(pack_id, [(import_id, one) for one in found])


def list_carried(
    pack_id: str, found: Sequence[tuple[uuid.UUID, assessment.Problem]], frozen: Sequence[str]
) -> int:
    """Make the problems of carried rounds those ``found``, each with the import it came from; part of that write.
    Those of rounds that are ``frozen`` stay, as do those that somebody has done something with. Returns how many are
    new.

    A problem is the same when import and row are, and it is named as before: it stays the row it was, and whoever
    handles it keeps it.
    """
    there = Problem.objects.filter(pack_id=pack_id).exclude(source__pack_id=pack_id)
    there = there.exclude(round__in=frozen)
    known = {_key(one.source_id, one): one.pk for one in there.iterator()}
    wanted = {_key(source, one): (source, one) for source, one in found}
    gone = [pk for key, pk in known.items() if key not in wanted]
    for at in range(0, len(gone), BATCH):
        part = Problem.objects.filter(pk__in=gone[at : at + BATCH])
        part.exclude(pk__in=handled(part)).delete()
    return _put_on(pack_id, [one for key, one in wanted.items() if key not in known])


def _key(source: uuid.UUID, one: Problem | assessment.Problem) -> tuple[object, ...]:
    """What makes a problem the same: where it stands in which file, and how it is named."""
    named = (one.round, one.site_id, one.site_type, one.standard_id, one.item or "")
    return (source, one.source_row, *named)


def _put_on(pack_id: str, found: Sequence[tuple[uuid.UUID, assessment.Problem]]) -> int:
    Problem.objects.bulk_create(
        (
            Problem(
                source_id=source,
                pack_id=pack_id,
                round=one.round,
                date=one.date,
                site_id=one.site_id,
                site_name=one.site_name or "",
                site_type=one.site_type,
                street=one.street or "",
                community=one.community or "",
                unit=one.unit or "",
                standard_id=one.standard_id,
                standard_title=one.standard_title,
                item=one.item or "",
                text=one.text or "",
                count=one.count,
                photo=one.photo or "",
                source_row=one.source_row,
            )
            for source, one in found
        ),
        batch_size=BATCH,
    )
    return len(found)


def withdraw_problems(import_id: uuid.UUID) -> int:
    """Take problems off the list that came from an import now undone; part of that write. Returns how many.

    Those that somebody has done something with stay.
    """
    found = Problem.objects.filter(source_id=import_id)
    untouched = found.exclude(pk__in=handled(found))
    return untouched.delete()[0]
