"""The demo's breakdown: the whole pack proposed and accepted, then a few things as they are in real offices."""

from __future__ import annotations

from datetime import date

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.framework import Framework
from dabiao.duties.breakdown.actions import Terms, accept_proposal, amend, assign, of_cell, release
from dabiao.duties.breakdown.models import Duty
from dabiao.duties.breakdown.proposals import proposal
from dabiao.people.models import Account, Organisation, Post
from dabiao.standards.queries import framework_in_use

STAND_IN = "政务服务局"
"""Answers for halls whose own department is no part of the district, as tax and telecommunications are."""

NO_LEAD = Cell("1.1.1", "材料")
"""Its lead was given back and nobody took over: a deliberate gap. The other is a place type without anyone."""

TWO_LEADS = Cell("1.3.5", "实地"), "城管局"
"""住建局 leads at building sites, and this one leads everywhere: a deliberate overlap."""

HANDED_OVER = Cell("1.3.4", "实地", "bus_stop"), "城管局"
"""Led by 交通局 at first."""

NAMED = Cell("1.3.2", "实地", "compound")
"""Where the liaison of a street stands by name."""


def build_breakdown(office: Account, since: date, handed_over: date) -> None:
    """Divide the pack among the demo's organisations, with two gaps, an overlap and a hand-over to look at."""
    framework = framework_in_use()
    accept_proposal(office, on=since)
    _fill_all_but_one(office, framework, since)
    release(office, _lead(framework, NO_LEAD))
    where, second = TWO_LEADS
    assign(office, where, DutyKind.LEAD, [_named(second).pk])
    where, next_one = HANDED_OVER
    assign(office, where, DutyKind.LEAD, [_named(next_one).pk], on=handed_over)
    liaison = Post.objects.select_related("organisation").get(account__username="street")
    duty = of_cell(framework.id, NAMED).get(organisation=liaison.organisation, until=None)
    amend(office, duty, Terms(person=liaison.account_id))


def _fill_all_but_one(office: Account, framework: Framework, since: date) -> None:
    unfound = [one.cell for one in proposal(office, framework).unfound if one.kind == DutyKind.RESPONSIBLE]
    stand_in = _named(STAND_IN)
    for cell in unfound[1:]:
        assign(office, cell, DutyKind.RESPONSIBLE, [stand_in.pk], on=since)


def _lead(framework: Framework, cell: Cell) -> Duty:
    return of_cell(framework.id, cell).get(kind=DutyKind.LEAD, until=None)


def _named(name: str) -> Organisation:
    return Organisation.objects.get(name=name, closed_on=None)
