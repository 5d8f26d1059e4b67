"""Work of the crosswalks that runs outside requests: proposing one for a new edition."""

from __future__ import annotations

from django_tasks import task

from dabiao.standards.crosswalks import actions


@task()
def propose_edition(old: str, new: str) -> str:
    """Propose how the standards of ``old`` go on in ``new``. A pair that has a draft or a crosswalk keeps it."""
    actions.propose_unasked(old, new)
    return f"{old} → {new}"
