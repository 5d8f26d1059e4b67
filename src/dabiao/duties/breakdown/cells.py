"""The cells of the pack in use, and how they are named in addresses and on pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dabiao.core.breakdown_cells import Cell, asked, cells_of
from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework, Method
from dabiao.duties.breakdown.proposal_rules import proposal_rules

NOWHERE = "-"
"""Stands in an address for the empty place type; no id begins with it."""

SLUGS = {method.name.lower(): method.value for method in Method}
"""Methods as addresses name them."""


_known: dict[str, tuple[Cell, ...]] = {}
"""Cells of packs by digest; hashing a whole framework for a cache costs more than its cells."""


def pack_cells(framework: Framework) -> tuple[Cell, ...]:
    """Every cell of a pack. The same pack is only taken apart once."""
    known = _known.get(framework.digest)
    if known is None:
        known = cells_of(framework, proposal_rules().off_site)
        _known[framework.digest] = known
    return known


def slug_of(method: str) -> str:
    """How an address names a method."""
    return Method(method).name.lower()


def address_of(cell: Cell) -> dict[str, str]:
    """The parts of a cell's address."""
    return {
        "standard_id": cell.standard_id,
        "method": slug_of(cell.method),
        "site_type": cell.site_type or NOWHERE,
    }


def cell_at(standard_id: str, method: str, site_type: str) -> Cell:
    """The cell an address names. Raises KeyError for a method there is not."""
    return Cell(standard_id, SLUGS[method], "" if site_type == NOWHERE else site_type)


def site_type_title(framework: Framework, site_type: str) -> str:
    """What a place type is called; '' is every place."""
    if not site_type:
        return _("全部点位")
    known = framework.site_type_names.get(site_type)
    return known.title if known else site_type


def pack_asks(framework: Framework, *cells: Cell) -> str:
    """What the pack itself asks in cells of one standard."""
    return asked(framework, cells, proposal_rules().off_site)


def check_cell(framework: Framework, cell: Cell) -> None:
    """Raise BadInput for a cell that the pack does not know."""
    standard = framework.standards.get(cell.standard_id)
    if standard is None:
        raise BadInput(Defect("标准包里没有这一条标准，请核对编号", cell.standard_id))
    if cell.method not in {rule.method for rule in standard.rules}:
        raise BadInput(
            Defect(
                "这条标准没有“%(method)s”这种测评方法，请核对",
                cell.standard_id,
                parameters={"method": cell.method},
            )
        )
    if cell.site_type and (cell.method != Method.FIELD or cell.site_type not in framework.site_type_names):
        raise BadInput(
            Defect(
                "“%(site_type)s”不是标准包里的点位类型，请核对",
                cell.standard_id,
                parameters={"site_type": cell.site_type},
            )
        )
