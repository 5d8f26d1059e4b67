"""The breakdown as a matrix that people can read: by standard, and in it by method and place types that are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.breakdown_gaps import Coverage, Finding, coverage
from dabiao.core.framework import Framework, Standard
from dabiao.duties.breakdown import queries
from dabiao.duties.breakdown.cells import address_of, pack_cells, site_type_title
from dabiao.duties.breakdown.queries import MOST_NAMED, Holder, Named
from dabiao.duties.breakdown.workbook_out import order_in
from dabiao.people.models import Account

STANDARDS_A_PAGE = 10
"""Some sixty cells: three screens on a desk once cells that are alike stand in one line."""

GAPS, OVERLAPS = "gaps", "overlaps"
FINDINGS: Mapping[str, tuple[Finding, ...]] = {
    GAPS: (Finding.NO_LEAD, Finding.NO_RESPONSIBLE),
    OVERLAPS: (Finding.TWO_LEADS,),
    "no-lead": (Finding.NO_LEAD,),
    "no-responsible": (Finding.NO_RESPONSIBLE,),
    "two-leads": (Finding.TWO_LEADS,),
    "not-in-pack": (Finding.NOT_IN_PACK,),
}
"""What the list can be narrowed to."""

FINDING_WORDS = {
    Finding.NO_LEAD: gettext_noop("没有牵头单位"),
    Finding.NO_RESPONSIBLE: gettext_noop("没有责任单位"),
    Finding.TWO_LEADS: gettext_noop("有两家牵头"),
    Finding.NOT_IN_PACK: gettext_noop("标准包里已没有这一格"),
}


@dataclass(frozen=True, slots=True)
class MatrixFilter:
    """What the matrix is narrowed to; what is empty does not narrow."""

    unit: int | None = None
    method: str = ""
    site_type: str = ""
    text: str = ""
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """An organisation, or a whole sort of them, as a cell names it."""

    name: str
    organisation_id: int | None
    person: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Cells of one standard and method with the same holders. ``cells`` with the titles of their place types."""

    method: str
    cells: tuple[tuple[dict[str, str], str], ...]
    chips: Mapping[str, tuple[Chip, ...]]
    findings: tuple[str, ...]

    @property
    def lead(self) -> tuple[Chip, ...]:
        """Who leads."""
        return self.chips.get(DutyKind.LEAD, ())

    @property
    def responsible(self) -> tuple[Chip, ...]:
        """Who does the work."""
        return self.chips.get(DutyKind.RESPONSIBLE, ())

    @property
    def assisting(self) -> tuple[Chip, ...]:
        """Who helps."""
        return self.chips.get(DutyKind.ASSISTING, ())


@dataclass(frozen=True, slots=True)
class Block:
    """One standard with its lines; None for one the pack has dropped. ``above`` is its place in the tree."""

    standard_id: str
    standard: Standard | None
    above: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A page. ``next_key`` is the id of the last standard shown, None at the end; ``coverage`` for who sees all."""

    blocks: tuple[Block, ...]
    next_key: str | None
    coverage: Coverage | None
    cells: int
    standards: int


def matrix(asker: Account, framework: Framework, wanted: MatrixFilter, after: str | None) -> Matrix:
    """Put a page together. The same number of queries however much there is."""
    everything = queries.sees_everything(asker)
    held = queries.held(asker, framework.id)
    covered = coverage(pack_cells(framework), held) if everything else None
    cells = {one.cell for one in held} | (set(pack_cells(framework)) if everything else set())
    if wanted.unit is not None:
        cells &= {one.cell for one in queries.held(asker, framework.id, wanted.unit)}
    chosen = sorted(
        (cell for cell in cells if _matches(framework, cell, wanted, covered)), key=order_in(framework)
    )
    by_standard: dict[str, list[Cell]] = {}
    for cell in chosen:
        by_standard.setdefault(cell.standard_id, []).append(cell)
    keys = list(by_standard)
    first = keys.index(after) + 1 if after in by_standard else 0
    page = keys[first : first + STANDARDS_A_PAGE]
    more = len(keys) > first + STANDARDS_A_PAGE
    named = queries.holders(asker, framework.id, page)
    above = framework.titles_above
    blocks = tuple(
        Block(
            key,
            framework.standards.get(key),
            " / ".join(above.get(key, ())),
            tuple(_lines(framework, by_standard[key], named, covered)),
        )
        for key in page
    )
    return Matrix(blocks, page[-1] if more else None, covered, len(chosen), len(keys))


def standard_lines(asker: Account, framework: Framework, standard_id: str) -> list[Line]:
    """The lines of one standard, as its own page shows them. Two queries."""
    named = queries.holders(asker, framework.id, [standard_id])
    cells = {one.cell for one in named.holders}
    if queries.sees_everything(asker):
        cells |= {cell for cell in pack_cells(framework) if cell.standard_id == standard_id}
    return _lines(framework, sorted(cells, key=order_in(framework)), named, None)


def _matches(framework: Framework, cell: Cell, wanted: MatrixFilter, covered: Coverage | None) -> bool:
    if wanted.method and cell.method != wanted.method:
        return False
    if wanted.site_type and not _is_at(framework, cell, wanted.site_type):
        return False
    if wanted.finding and covered is not None:
        found = covered.findings.get(cell, ())
        if not any(one in FINDINGS.get(wanted.finding, ()) for one in found):
            return False
    return not wanted.text or standard_matches(framework, cell.standard_id, wanted.text)


def _is_at(framework: Framework, cell: Cell, site_type: str) -> bool:
    """Whether a cell is about a place type: its own, or all places and the pack asks for it there."""
    if cell.site_type:
        return cell.site_type == site_type
    return Cell(cell.standard_id, cell.method, site_type) in pack_cells(framework)


def standard_matches(framework: Framework, standard_id: str, text: str) -> bool:
    """Whether a standard's id, title or text has ``text`` in it."""
    standard = framework.standards.get(standard_id)
    parts = (standard_id, standard.title, standard.text) if standard else (standard_id,)
    return any(text.casefold() in part.casefold() for part in parts)


def _lines(
    framework: Framework,
    cells: Sequence[Cell],
    named: Named,
    covered: Coverage | None,
) -> list[Line]:
    by_cell: dict[Cell, list[Holder]] = {}
    for one in named.holders:
        by_cell.setdefault(one.cell, []).append(one)
    grouped: dict[object, list[Cell]] = {}
    for cell in cells:
        findings = covered.findings.get(cell, ()) if covered else ()
        grouped.setdefault(
            (cell.method, findings, _same(cell, by_cell.get(cell, ()), named.sorts)), []
        ).append(cell)
    return [
        Line(
            alike[0].method,
            tuple((address_of(cell), site_type_title(framework, cell.site_type)) for cell in alike),
            _chips(by_cell.get(alike[0], ()), named.sorts),
            tuple(FINDING_WORDS[one] for one in (covered.findings.get(alike[0], ()) if covered else ())),
        )
        for alike in grouped.values()
    ]


def _same(cell: Cell, held: Sequence[Holder], sorts: Mapping[str, int]) -> object:
    """What must be the same for two cells to stand in one line; a cell that is not told in full stands alone."""
    if any(one.of > MOST_NAMED and one.of != sorts.get(one.sort) for one in held):
        return cell
    return tuple(sorted((one.kind, one.organisation_id, one.of, one.person) for one in held))


def _chips(held: Sequence[Holder], sorts: Mapping[str, int]) -> dict[str, tuple[Chip, ...]]:
    chips: dict[str, list[Chip]] = {}
    counted: set[tuple[str, str]] = set()
    for one in held:
        found = chips.setdefault(one.kind, [])
        if one.of <= MOST_NAMED:
            found.append(Chip(one.name, one.organisation_id, one.person))
        elif (one.kind, one.sort) not in counted:
            counted.add((one.kind, one.sort))
            whole = one.of == sorts.get(one.sort)
            words = _("各%(sort)s（%(number)d 个）") if whole else _("%(number)d 个%(sort)s")
            found.append(Chip(words % {"sort": _(one.sort), "number": one.of}, None))
    return {kind: tuple(found) for kind, found in chips.items()}
