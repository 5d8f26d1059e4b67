"""Checked rows → ``Framework``. Everything here may rely on what ``pack_check`` made sure of."""

from __future__ import annotations

from collections.abc import Iterable

from dabiao.core.framework import (
    AnnualPart,
    CheckItem,
    Component,
    Cycle,
    ExamplePicture,
    Framework,
    Gate,
    MethodRule,
    NegativeItem,
    Node,
    Quantity,
    Ranking,
    RankingGroup,
    SiteType,
    Source,
    StabilitySettings,
    Standard,
)
from dabiao.standards.pack_fields import BLOCK
from dabiao.standards.pack_parse import ParsedPack, Placed, RowT
from dabiao.standards.pack_schema import CycleEntry, ItemRow, Manifest, StandardRow, TreeRow

Sources = dict[str, Source]


def build(pack: ParsedPack, digest: str) -> Framework:
    """Put the rows of a pack without defects together. ``digest`` is that of its files."""
    manifest = pack.manifest
    assert manifest is not None, "a pack without defects has a manifest"
    sources = {
        key: Source(one.place, one.document, one.year, one.grade, one.note)
        for key, one in manifest.sources.items()
    }
    return Framework(
        id=manifest.id,
        title=manifest.title,
        edition=manifest.edition,
        valid_from=manifest.valid_from or "",
        valid_to=manifest.valid_to or "",
        city_level=manifest.city_level,
        source=sources[manifest.source],
        tree=_tree(pack, manifest, sources),
        components=tuple(Component(one.id, one.title, one.method, one.weight) for one in manifest.components),
        site_types=tuple(
            SiteType(row.id, row.title, row.group, sources[row.source], row.process)
            for row in _rows(pack.site_types.rows)
        ),
        items=_items(pack, sources),
        negative_list=tuple(
            NegativeItem(row.id, row.text, row.points, row.veto, sources[row.source], row.ban_months)
            for row in _rows(pack.negative_list.rows)
        ),
        cycle=_cycle(manifest.cycle, sources) if manifest.cycle else None,
        ranking=Ranking(
            tuple(RankingGroup(one.id, one.title, one.members) for one in manifest.ranking.groups),
            manifest.ranking.ties,
            manifest.ranking.digits,
        ),
        pooling=manifest.pooling,
        stability=StabilitySettings(**dict(manifest.stability)),
        digest=digest,
        open_ended=manifest.open_ended,
        notes=manifest.notes,
    )


def _rows(placed: Iterable[Placed[RowT]]) -> Iterable[RowT]:
    return (one.row for one in placed)


def _cycle(entry: CycleEntry, sources: Sources) -> Cycle:
    gates = tuple(
        Gate(gate.id, gate.measure, gate.at_least, gate.below, sources[gate.source], gate.suspended_months)
        for gate in entry.gates
    )
    parts = tuple(AnnualPart(one.measure, one.share, sources[one.source]) for one in entry.parts)
    return Cycle(entry.years, entry.weights, gates, sources[entry.source], parts)


def _tree(pack: ParsedPack, manifest: Manifest, sources: Sources) -> tuple[Node | Standard, ...]:
    rules: dict[str, list[MethodRule]] = {}
    for placed in pack.rules.rows:
        row = placed.row
        made = MethodRule(row.method, pack.scoring[placed.number], row.points, sources[row.source])
        rules.setdefault(row.standard_id, []).append(made)
    below: dict[str | None, list[TreeRow | StandardRow]] = {}
    for node in pack.tree.rows:
        below.setdefault(node.row.parent, []).append(node.row)
    for leaf in pack.standards.rows:
        below.setdefault(leaf.row.parent, []).append(leaf.row)

    def made_of(row: TreeRow | StandardRow) -> Node | Standard:
        if isinstance(row, TreeRow):
            children = tuple(made_of(child) for child in below[row.id])
            return Node(row.id, row.title, row.level, row.points, children)
        return Standard(
            id=row.id,
            title=row.title,
            text=row.text,
            points=row.points,
            rules=tuple(rules[row.id]),
            pass_rate=manifest.stability.pass_rate if row.pass_rate is None else row.pass_rate,
            lead_department=row.lead_department,
            source=sources[row.source],
            fix=row.fix,
        )

    return tuple(made_of(row) for row in below.get(None, []))


def _items(pack: ParsedPack, sources: Sources) -> tuple[CheckItem, ...]:
    blocks = {placed.row.id: placed.row.site_types for placed in pack.blocks.rows}
    pictures: dict[str, list[ExamplePicture]] = {}
    for one in _rows(pack.pictures.rows):
        pictures.setdefault(one.item_id, []).append(ExamplePicture(one.shows, one.file, one.caption))
    return tuple(
        CheckItem(
            id=row.id,
            standard_id=row.standard_id,
            text=row.text,
            site_types=_site_types(row.site_types, blocks),
            source=sources[row.source],
            quantity=_quantity(row),
            exceptions=row.exceptions,
            note=row.note,
            pictures=tuple(pictures.get(row.id, ())),
        )
        for row in _rows(pack.items.rows)
    )


def _site_types(named: tuple[str, ...], blocks: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Put the types of a block in its place; a type that is named twice counts once."""
    types = [
        one
        for name in named
        for one in (blocks[name.removeprefix(BLOCK)] if name.startswith(BLOCK) else (name,))
    ]
    return tuple(dict.fromkeys(types))


def _quantity(row: ItemRow) -> Quantity | None:
    return None if row.at_least is None else Quantity(row.at_least, row.unit, row.per, row.per_unit)
