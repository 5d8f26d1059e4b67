"""Proof-reading of printed tables: every figure that others determine is derived again.

Three answers: a figure *holds* when some rounding of the figures it comes from explains it, *does not hold* when none
does, and *cannot be checked* where the table does not say, or not surely, what it comes from. In doubt nothing is
called wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dabiao.core.proof.check import Check, Verdict, check_column, choose
from dabiao.core.proof.columns import check_sums, stated_weights
from dabiao.core.proof.formula import Formula, Product, constant
from dabiao.core.proof.ranks import check_ranks
from dabiao.core.proof.rates import check_rates
from dabiao.core.proof.roles import BoundRole, Role, bind, unknown_target
from dabiao.core.proof.rows import check_rows
from dabiao.core.proof.table import ColumnKind, Layout, PrintedTable, RowKind, lay_out

MOST_COLUMNS = 400
"""Wider tables are no circular's; they are left alone, since the search for parts grows with the square."""


@dataclass(frozen=True, slots=True)
class TableProof:
    """What was found in one table."""

    table: PrintedTable
    checks: tuple[Check, ...]
    """In the order of rows, then columns. A figure that two relations determine is checked twice."""
    figures: int
    """Figures in the table that could be checked, ranks included, labels and numbering not."""
    inputs: int
    """Figures that nothing in the table determines: raw scores, counts."""

    def count(self, verdict: Verdict) -> int:
        """How many figures got this answer; a figure counts once, by its worst."""
        worst: dict[tuple[int, int], Verdict] = {}
        for check in self.checks:
            place = (check.row, check.column)
            worst[place] = max(worst.get(place, check.verdict), check.verdict, key=_WORSE.index)
        return sum(one is verdict for one in worst.values())


_WORSE = (Verdict.HOLDS, Verdict.UNCHECKABLE, Verdict.FAILS)


def prove(tables: Sequence[PrintedTable], roles: Sequence[Role] = ()) -> list[TableProof]:
    """Proof-read ``tables``; ``roles`` (from ``read_roles``) say what their headings do not.

    Raises BadInput for a role whose target no table has, or whose formula names a column that is not there.
    """
    layouts = [(table, lay_out(table)) for table in tables]
    bound: dict[int, list[BoundRole]] = {}
    for role in roles:
        found = {
            place: one
            for place, (_, layout) in enumerate(layouts)
            if layout is not None and (one := bind(role, layout)) is not None
        }
        if not found:
            names = [name for _, layout in layouts if layout for name in layout.names]
            raise unknown_target(role, names)
        for place, one in found.items():
            bound.setdefault(place, []).append(one)
    return [_prove(table, layout, bound.get(place, [])) for place, (table, layout) in enumerate(layouts)]


def _prove(table: PrintedTable, layout: Layout | None, roles: Sequence[BoundRole]) -> TableProof:
    if layout is None or len(layout.columns) > MOST_COLUMNS:
        return TableProof(table, (), 0, 0)
    spoken_for = frozenset(role.target for role in roles)
    checks = [check for role in roles for check in _check_role(layout, role)]
    rates = check_rates(layout, spoken_for)
    checks += rates.checks
    checks += check_sums(layout, spoken_for)
    checks += check_ranks(layout, spoken_for)
    by_role = {role.target: tuple(_scaled(layout, role)) for role in roles}
    checks += check_rows(layout, {**rates.formulas, **by_role})
    checks += stated_weights(layout)
    ordered = tuple(sorted(dict.fromkeys(checks), key=lambda check: (check.row, check.column)))
    places = {(check.row, check.column) for check in ordered}
    figures = {
        (row.number, index)
        for row in layout.body
        if row.kind is not RowKind.WEIGHTS
        for index, figure in enumerate(row.figures)
        if figure is not None and layout.columns[index].kind is not ColumnKind.LABEL
    }
    return TableProof(table, ordered, len(figures | places), len(figures - places))


def _check_role(layout: Layout, role: BoundRole) -> list[Check]:
    return check_column(layout, role.target, _scaled(layout, role))


def _scaled(layout: Layout, role: BoundRole) -> list[Formula]:
    """A rate printed as 90.71 without its sign is a hundred times what a ÷ b gives."""
    if layout.columns[role.target].kind is not ColumnKind.RATE:
        return [role.formula]
    figures = [row.figures[role.target] for row in layout.body]
    if any(figure is not None and figure.percent for figure in figures):
        return [role.formula]
    forms: list[Formula] = [Product(role.formula, constant(100)), role.formula]
    return list(choose(layout, role.target, forms, named=True, pointed_at=True).formulas) or forms
