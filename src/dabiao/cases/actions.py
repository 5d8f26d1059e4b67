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
    Problem.objects.bulk_create(
        (
            Problem(
                source_id=import_id,
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
            for one in found
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
