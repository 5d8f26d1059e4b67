"""Where the annexed tables of new letters come from.

The breakdown of tasks is registered here as the source (``annex_source``). For a department that it says nothing of,
the pack names the standards it leads; everybody else gets an empty table to fill in by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.letter_text import AnnexTask
from dabiao.people.models import Account, Organisation
from dabiao.standards.queries import framework_in_use

TaskSource = Callable[[Account, Collection[int], date], Mapping[int, tuple[AnnexTask, ...]]]
"""Gives what organisations (by id) have to do as of a day, as far as the asker may see it; with as many queries for
all of them as for one.
"""

_sources: list[TaskSource] = []


def register_task_source(source: TaskSource) -> None:
    """Let ``source`` fill the annexed tables from now on; the last one registered is asked."""
    _sources[:] = [source]


def tasks_of(
    asker: Account, organisations: Collection[Organisation], day: date
) -> dict[int, tuple[AnnexTask, ...]]:
    """The annexed table of each organisation as of ``day``: from what is registered, else from the pack."""
    found: Mapping[int, tuple[AnnexTask, ...]] = {}
    if _sources:
        found = _sources[0](asker, [one.pk for one in organisations], day)
    return {one.pk: found.get(one.pk) or _from_pack(one) for one in organisations}


def _from_pack(organisation: Organisation) -> tuple[AnnexTask, ...]:
    return tuple(
        AnnexTask(standard.id, standard.title, rule.method.value, "", DutyKind.LEAD)
        for standard in framework_in_use().standards.values()
        if standard.lead_department == organisation.name
        for rule in standard.rules
    )
