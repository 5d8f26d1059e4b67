"""Duties as the tables of pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dabiao.core.framework import Framework
from dabiao.duties.breakdown.actions import cell_of
from dabiao.duties.breakdown.cells import address_of, pack_asks, site_type_title
from dabiao.duties.breakdown.models import Duty


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """A duty with what the pack knows of its cell."""

    duty: Duty
    title: str
    site_type: str
    """Title of the place type; '' for a method that knows no places."""
    address: dict[str, str]
    asked: str
    """The requirement, else what the pack asks."""


def shown_rows(framework: Framework, duties: Iterable[Duty]) -> list[ShownDuty]:
    """Add what the pack knows; no query."""
    found = []
    for duty in duties:
        cell = cell_of(duty)
        standard = framework.standards.get(duty.standard_id)
        found.append(
            ShownDuty(
                duty,
                standard.title if standard else "",
                site_type_title(framework, duty.site_type) if duty.site_type or duty.method == "实地" else "",
                address_of(cell),
                duty.requirement or pack_asks(framework, cell),
            )
        )
    return found
