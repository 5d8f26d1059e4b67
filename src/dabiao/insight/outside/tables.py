"""The rows of tables that came with a result, held against the pack and the register of organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.house.audit import PERSONAL
from dabiao.insight.outside.models import FeedbackProblem, OutsideCount
from dabiao.office.cell_values import hint, near
from dabiao.office.headed_table import HeadedRow
from dabiao.office.outside_table import CountRow, ProblemRow, read_counts, read_problems
from dabiao.people.models import Organisation, OrganisationKind
from dabiao.people.organisations.queries import former_names, street_names


@dataclass(frozen=True, slots=True)
class Names:
    """Names of organisations as lists may write them, former ones too, and the streets of each community's name."""

    streets: frozenset[str]
    units: frozenset[str]
    communities: Mapping[str, frozenset[str]]


def problem_rows(path: Path, framework: Framework) -> list[FeedbackProblem]:
    """Read a list of problems; every row is stored, or the whole list is refused. Raises BadInput.

    Who answers for a row is found by name: a name that the register does not have would hide the row from everybody.
    """
    read, defects = read_problems(path)
    names = _names()
    rows = []
    for one in read:
        said = [
            *_standard(framework, one.source, one.standard_id),
            *_site_type(framework, one.source, one.site_type),
            *_organisations(names, one),
        ]
        if PERSONAL.search(f"{one.text} {one.site_name} {one.item}"):
            said.append(one.source.defect("像有手机号或身份证号，请去掉号码再导入", "问题描述"))
        defects += said
        if not said:
            rows.append(_problem(framework, names, one))
    if defects:
        raise BadInput(sorted(defects, key=lambda one: one.row or 0))
    return rows


def count_rows(path: Path, framework: Framework) -> list[OutsideCount]:
    """Read counts by standard; all of them are stored, or the table is refused. Raises BadInput."""
    read, defects = read_counts(path)
    for one in read:
        defects += _standard(framework, one.source, one.standard_id)
        defects += _site_type(framework, one.source, one.site_type)
    rows = [_count(framework, one) for one in read]
    keys: dict[tuple[str, str], int] = {}
    for one, row in zip(read, rows, strict=True):
        first = keys.setdefault((row.standard_id, row.site_type), one.source.row)
        if first != one.source.row:
            defects.append(
                one.source.defect(
                    "和第 %(row)d 行是同一个标准和点位类型，请合并成一行", "点位类型", row=first
                )
            )
    if defects:
        raise BadInput(sorted(defects, key=lambda one: one.row or 0))
    return rows


def _count(framework: Framework, one: CountRow) -> OutsideCount:
    return OutsideCount(
        standard_id=one.standard_id,
        site_type=_type_id(framework, one.site_type),
        places=one.places,
        places_ok=one.places_ok,
    )


def _problem(framework: Framework, names: Names, one: ProblemRow) -> FeedbackProblem:
    streets = names.communities.get(one.community, frozenset())
    return FeedbackProblem(
        row=one.source.row,
        site_name=one.site_name,
        site_type=_type_id(framework, one.site_type),
        street=one.street or (next(iter(streets)) if one.community and len(streets) == 1 else ""),
        community=one.community,
        unit=one.unit,
        standard_id=one.standard_id,
        item=one.item,
        text=one.text,
    )


def _names() -> Names:
    """Read the register: three queries."""
    former = former_names()
    street_of = street_names()
    streets: set[str] = set()
    units: set[str] = set()
    communities: defaultdict[str, set[str]] = defaultdict(set)
    for pk, kind, name in Organisation.objects.values_list("pk", "kind", "name"):
        for known in (name, *former.get(pk, ())):
            if kind == OrganisationKind.STREET:
                streets.add(known)
            elif kind == OrganisationKind.COMMUNITY:
                communities[known] |= {street_of[pk]} if pk in street_of else set()
            elif kind != OrganisationKind.GRID:
                units.add(known)
    return Names(
        frozenset(streets), frozenset(units), {name: frozenset(found) for name, found in communities.items()}
    )


def _type_id(framework: Framework, written: str) -> str:
    known = framework.site_type_names.get(written)
    return known.id if known else written


def _standard(framework: Framework, row: HeadedRow, written: str) -> list[Defect]:
    if not written or framework.open_ended or written in framework.standards:
        return []
    return [
        row.defect(
            "“%(cell)s”不是标准包里的标准编号%(hint)s",
            "标准编号",
            cell=written,
            hint=hint(near(written, framework.standards)),
        )
    ]


def _site_type(framework: Framework, row: HeadedRow, written: str) -> list[Defect]:
    if not written or framework.open_ended or written in framework.site_type_names:
        return []
    return [
        row.defect(
            "“%(cell)s”不是标准包里的点位类型%(hint)s；不知道就留空",
            "点位类型",
            cell=written,
            hint=hint(near(written, framework.site_type_names)),
        )
    ]


def _organisations(names: Names, one: ProblemRow) -> list[Defect]:
    found = []
    for heading, written, known in (
        ("街道", one.street, names.streets),
        ("责任单位", one.unit, names.units | names.streets),
        ("社区", one.community, frozenset(names.communities)),
    ):
        if written and written not in known:
            found.append(
                one.source.defect(
                    "单位名册里没有“%(cell)s”%(hint)s；改成名册里的名称，或留空由创建办处理",
                    heading,
                    cell=written,
                    hint=hint(near(written, known)),
                )
            )
    streets = names.communities.get(one.community, frozenset())
    if one.community and not one.street and len(streets) > 1:
        found.append(
            one.source.defect(
                "“%(cell)s”在 %(count)d 个街道都有，请把街道也写上",
                "街道",
                cell=one.community,
                count=len(streets),
            )
        )
    return found
