"""Open-ended frameworks: what the file names becomes plain pass/fail standards and place types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pyarrow.compute as pc

from dabiao.core.cells import CellTable
from dabiao.core.framework import Framework, Method, MethodRule, SiteType, Standard
from dabiao.core.observation import Observations
from dabiao.core.rubric import QuantifiedRule

ONE_POINT = Decimal(1)
"""Every standard weighs the same; the total is shown out of 100."""


def framework_for(framework: Framework, observations: Observations) -> Framework:
    """Extend an open-ended framework by what was observed; any other framework is returned as it is.

    Each standard passes at a place when all its items do, once per method it was looked at by, with the
    framework's own pass rate.
    """
    if not framework.open_ended:
        return framework
    seen = observations.table.group_by(["standard_id", "method"]).aggregate([]).to_pylist()
    types = pc.unique(observations.table["site_type"]).to_pylist()
    return _opened(framework, ((row["standard_id"], row["method"]) for row in seen), types)


def framework_for_cells(framework: Framework, cells: CellTable) -> Framework:
    """Do the same from what was counted, where the observations are not at hand."""
    if not framework.open_ended:
        return framework
    return _opened(framework, cells.bases, (word for word in cells.words("site_type") if word))


def _opened(framework: Framework, seen: Iterable[tuple[str, str]], site_types: Iterable[str]) -> Framework:
    methods: dict[str, set[str]] = {}
    for standard, method in seen:
        methods.setdefault(standard, set()).add(method)
    standards = [_plain_standard(framework, name, methods[name]) for name in sorted(methods)]
    types = sorted(set(site_types) - set(framework.site_type_names))
    return replace(
        framework,
        tree=(*framework.tree, *(one for one in standards if one.id not in framework.standards)),
        site_types=(*framework.site_types, *(SiteType(name, name, "", framework.source) for name in types)),
    )


def _plain_standard(framework: Framework, name: str, methods: Iterable[str]) -> Standard:
    return Standard(
        id=name,
        title=name,
        text="",
        points=ONE_POINT,
        rules=tuple(
            MethodRule(Method(method), QuantifiedRule(), ONE_POINT, framework.source)
            for method in sorted(methods)
        ),
        pass_rate=framework.stability.pass_rate,
        lead_department="",
        source=framework.source,
    )
