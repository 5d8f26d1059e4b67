"""Who leads each standard in the breakdown of tasks: suggested for a sentence that names nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from dabiao.core.outline.suggestions import Lead
from dabiao.duties.breakdown.models import Kind
from dabiao.duties.breakdown.queries import held
from dabiao.people.models import Account, Organisation


def leads_of(asker: Account, pack_id: str, organisations: Iterable[Organisation]) -> dict[str, Lead]:
    """The organisation that leads most cells of each standard, and how many of them; of two that lead as many the
    first by name. Standards nobody of ``organisations`` leads are left out. One query.
    """
    names = {one.pk: one.name for one in organisations}
    led: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in held(asker, pack_id):
        if one.kind == Kind.LEAD and one.organisation in names:
            led[one.cell.standard_id][names[one.organisation]] += 1
    return {key: _most(counted) for key, counted in led.items()}


def _most(counted: Counter[str]) -> Lead:
    name, number = min(counted.items(), key=lambda one: (-one[1], one[0]))
    return Lead(name, number / counted.total())
