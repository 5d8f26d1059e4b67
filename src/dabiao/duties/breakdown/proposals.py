"""What the pack and the rules propose for what nobody holds yet."""

from __future__ import annotations

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.breakdown_proposal import Proposal, propose
from dabiao.core.framework import Framework
from dabiao.core.unit_names import Unit
from dabiao.duties.breakdown.proposal_rules import proposal_rules
from dabiao.duties.breakdown.queries import held, working
from dabiao.people.models import Account, OrganisationKind
from dabiao.people.organisations.queries import former_names, open_organisations

Line = tuple[Cell, DutyKind]
"""What is accepted or left: a kind of duty in a cell."""

PROPOSED_KINDS = (OrganisationKind.STREET, OrganisationKind.DEPARTMENT)
"""Streets and departments are proposed; what communities do is for their street to say."""


def proposal(asker: Account, framework: Framework) -> Proposal:
    """Propose for every cell and kind that nobody holds. Four queries."""
    former = former_names()
    units = [
        Unit(key, name, kind, former.get(key, ()))
        for key, name, kind in open_organisations(*PROPOSED_KINDS).values_list("pk", "name", "kind")
    ]
    taken = {(one.cell, one.kind) for one in held(asker, framework.id)}
    return propose(framework, units, proposal_rules(), taken, working(asker, framework.id))
