"""Checks of the tree: parents, cycles, empty branches, and points that add up as declared.

Points are declared at every level on purpose: an office that mistypes one figure is told which sum breaks,
instead of ranking its streets by weights that come to 0.70.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dabiao.core.defects import Defect
from dabiao.core.framework import Method
from dabiao.standards.pack_parse import ParsedPack
from dabiao.standards.pack_raw import Origin, hint

DEEPEST = 12
"""Levels of nodes. Real frameworks have three or four; the tree is walked recursively."""


_NOTHING = ""
"""The sentence of a defect of which only the place is wanted."""


@dataclass(frozen=True)
class _Member:
    """A node or standard where it stands. ``points`` is None when its row could not be read."""

    id: str
    parent: str | None
    points: Decimal | None
    origin: Origin
    row: int


def check_tree(pack: ParsedPack) -> Iterator[Defect]:
    """Yield repeated ids, unknown parents, cycles (their path is named) and branches without a leaf."""
    members = _members(pack)
    nodes = pack.tree.named()
    standards = pack.standards.named()
    first: dict[str, _Member] = {}
    for member in members:
        earlier = first.setdefault(member.id, member)
        if earlier is not member:
            yield member.origin.defect(
                "编号“%(id)s”与 %(place)s 重复",
                member.row,
                "id",
                id=member.id,
                place=_place(earlier),
            )
        yield from _check_parent(member, nodes, standards, pack.where("tree"))
    yield from _branches({member.id: member for member in members if member.id in nodes})
    parents = {member.parent for member in members}
    for member in members:
        if member.id in nodes and member.id not in parents:
            yield member.origin.defect("下面没有任何测评标准，请补上或删去这一行", member.row, "id")


def _members(pack: ParsedPack) -> list[_Member]:
    found: list[_Member] = []
    for table in (pack.tree, pack.standards):
        read = [
            _Member(placed.row.id, placed.row.parent, placed.row.points, table.origin, placed.number)
            for placed in table.rows
        ]
        unread = [
            _Member(row.cells["id"], row.cells.get("parent"), None, table.origin, row.number)
            for row in table.unread
            if "id" in row.cells
        ]
        found += sorted([*read, *unread], key=lambda member: member.row)
    return found


def _place(member: _Member) -> str:
    return str(Defect(_NOTHING, member.origin.file, member.row, sheet=member.origin.sheet).place)


def _check_parent(
    member: _Member, nodes: Mapping[str, int], standards: Mapping[str, int], where: str
) -> Iterator[Defect]:
    if member.parent is None or member.parent in nodes:
        return
    if member.parent in standards:
        yield member.origin.defect(
            "上级“%(parent)s”是测评标准，标准下面不能再分", member.row, "parent", parent=member.parent
        )
        return
    yield member.origin.defect(
        "上级“%(parent)s”在 %(where)s 里没有%(hint)s",
        member.row,
        "parent",
        parent=member.parent,
        where=where,
        hint=hint(member.parent, nodes),
    )


def _branches(nodes: Mapping[str, _Member]) -> Iterator[Defect]:
    """Follow each node upwards once: one met again on its own walk closes a cycle."""
    depth: dict[str, int] = {}
    for start in nodes:
        walk: dict[str, None] = {}
        here = start
        while here in nodes and here not in depth and here not in walk:
            walk[here] = None
            here = nodes[here].parent or ""
        if here in walk:
            yield _cycle(list(walk), nodes[here])
        for level, name in enumerate(reversed(walk), start=depth.get(here, 0) + 1):
            depth[name] = level
            if level == DEEPEST + 1:
                yield nodes[name].origin.defect(
                    "体系超过 %(limit)d 层，请减少层级", nodes[name].row, "parent", limit=DEEPEST
                )


def _cycle(walk: list[str], member: _Member) -> Defect:
    ring = walk[walk.index(member.id) :]
    return member.origin.defect(
        "体系成了环：%(path)s。请把其中一项的上级改对",
        member.row,
        "parent",
        path=" → ".join([*ring[:10], *(["…"] if len(ring) > 10 else []), ring[0]]),
    )


def check_sums(pack: ParsedPack) -> Iterator[Defect]:
    """Yield every sum that is not what is declared: children, rules of a standard, methods, the total.

    A sum one of whose parts could not be read is left for the next run.
    """
    members = _members(pack)
    by_parent: dict[str | None, list[_Member]] = {}
    for member in members:
        by_parent.setdefault(member.parent, []).append(member)
    nodes = pack.tree.named()
    for member in members:
        total = _sum(by_parent.get(member.id, []))
        if member.id in nodes and member.points is not None and total not in (None, member.points):
            yield member.origin.defect(
                "下一级分值之和是 %(total)s，这里写的是 %(declared)s，相差 %(difference)s",
                member.row,
                "points",
                total=total,
                declared=member.points,
                difference=abs((total or 0) - member.points),
            )
    yield from _standard_sums(pack)
    yield from _declared_sums(pack, _sum(by_parent.get(None, [])))


def _sum(members: list[_Member]) -> Decimal | None:
    """Points of ``members``; None when there are none, or one of them is not known."""
    points = [member.points for member in members if member.points is not None]
    return sum(points, Decimal(0)) if members and len(points) == len(members) else None


def _standard_sums(pack: ParsedPack) -> Iterator[Defect]:
    ruled = pack.rules.named("standard_id")
    unread = {row.cells.get("standard_id") for row in pack.rules.unread}
    points: dict[str, Decimal] = {}
    for rule in pack.rules.rows:
        points[rule.row.standard_id] = points.get(rule.row.standard_id, Decimal(0)) + rule.row.points
    for placed in pack.standards.rows:
        standard = placed.row
        if standard.id not in ruled:
            yield pack.standards.origin.defect(
                "没有评分规则，请在 %(where)s 里给它写至少一条",
                placed.number,
                "id",
                where=pack.where("rules"),
            )
        elif standard.id not in unread and points[standard.id] != standard.points:
            yield pack.standards.origin.defect(
                "各条规则的分值之和是 %(total)s，这里写的是 %(declared)s，相差 %(difference)s",
                placed.number,
                "points",
                total=points[standard.id],
                declared=standard.points,
                difference=abs(points[standard.id] - standard.points),
            )


def _declared_sums(pack: ParsedPack, total: Decimal | None) -> Iterator[Defect]:
    manifest = pack.manifest
    if manifest is None:
        return
    if total is not None and manifest.points is not None and total != manifest.points:
        yield pack.raw_manifest.defect(
            ("points",),
            "最上一级分值之和是 %(total)s，声明的总分值是 %(declared)s，相差 %(difference)s",
            total=total,
            declared=manifest.points,
            difference=abs(total - manifest.points),
        )
    if pack.rules.unread or not manifest.method_weights or not pack.rules.rows:
        return
    for method in Method:
        found = sum((rule.row.points for rule in pack.rules.rows if rule.row.method is method), Decimal(0))
        declared = manifest.method_weights.get(method, Decimal(0))
        if found != declared:
            yield pack.raw_manifest.defect(
                ("method_weights", method.value),
                "“%(method)s”各条规则的分值之和是 %(total)s，声明的是 %(declared)s，相差 %(difference)s",
                method=method.value,
                total=found,
                declared=declared,
                difference=abs(found - declared),
            )
