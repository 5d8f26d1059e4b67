"""Where the annexed table of a new letter comes from.

The breakdown of tasks registers itself here; letters do not know it. Until something is registered, a department gets
the standards for which the pack names it as lead, and everybody else an empty table to fill in by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from dabiao.core.letter_text import AnnexTask, DutyKind
from dabiao.people.models import Organisation
from dabiao.standards.queries import framework_in_use

TaskSource = Callable[[int, date], Iterable[AnnexTask]]
"""Gives what an organisation (by id) has to do as of a day."""

_sources: list[TaskSource] = []


def register_task_source(source: TaskSource) -> None:
    """Let ``source`` fill the annexed tables from now on; the last one registered is asked."""
    _sources[:] = [source]


def tasks_of(organisation: Organisation, day: date) -> tuple[AnnexTask, ...]:
    """The annexed table of ``organisation`` as of ``day``: from what is registered, else from the pack."""
    if _sources:
        return tuple(_sources[0](organisation.pk, day))
    return _from_pack(organisation)


def _from_pack(organisation: Organisation) -> tuple[AnnexTask, ...]:
    return tuple(
        AnnexTask(standard.id, standard.title, rule.method.value, "", DutyKind.LEAD)
        for standard in framework_in_use().standards.values()
        if standard.lead_department == organisation.name
        for rule in standard.rules
    )
