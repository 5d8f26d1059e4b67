"""Checks of ``pack.yaml``: what its values say of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from dabiao.core.cycle import ANNUAL
from dabiao.core.defects import Defect
from dabiao.standards.pack_parse import ParsedPack
from dabiao.standards.pack_raw import hint
from dabiao.standards.pack_schema import CycleEntry, Manifest, RankingEntry
from dabiao.standards.pack_yaml import Path


def check_manifest(pack: ParsedPack) -> Iterator[Defect]:
    """Yield what is wrong with ``pack.yaml``; nothing where it could not be read at all."""
    manifest = pack.manifest
    if manifest is None:
        return
    for path, template, parameters in (
        *_sources(manifest),
        *_validity(manifest),
        *_stability(manifest),
        *_ranking(manifest.ranking),
        *(_cycle(manifest.cycle) if manifest.cycle else ()),
        *_shape(pack, manifest),
    ):
        yield pack.raw_manifest.defect(path, template, **parameters)


_NOTHING_TO_SCORE = (
    "没有可计分的内容：请在 %(tree)s 和 %(standards)s 写标准树，"
    "或写组成部分（components），或写不限标准（open_ended）"
)

Found = Iterator[tuple[Path, str, dict[str, object]]]
"""Where, which sentence, and what fills it."""


def _sources(manifest: Manifest) -> Found:
    for key, source in manifest.sources.items():
        if not source.place and not source.document:
            yield ("sources", key), "地方和文件都空着，至少写一项；是自己拟的就写明自拟", {}
    gates = manifest.cycle.gates if manifest.cycle else ()
    used: list[tuple[Path, str]] = [(("source",), manifest.source)]
    if manifest.cycle:
        used.append((("cycle", "source"), manifest.cycle.source))
    used += [(("cycle", "gates", place, "source"), gate.source) for place, gate in enumerate(gates)]
    parts = manifest.cycle.parts if manifest.cycle else ()
    used += [(("cycle", "parts", place, "source"), part.source) for place, part in enumerate(parts)]
    for path, key in used:
        if key not in manifest.sources:
            yield (
                path,
                "“%(key)s”在 sources 里没有%(hint)s",
                {"key": key, "hint": hint(key, manifest.sources)},
            )


def _validity(manifest: Manifest) -> Found:
    since, until = manifest.valid_from, manifest.valid_to
    if since and until and until < since[: len(until)]:
        yield ("valid_to",), "有效期止 %(until)s 早于起 %(since)s", {"until": until, "since": since}


def _stability(manifest: Manifest) -> Found:
    settings = manifest.stability
    if settings.unstable_from >= settings.compliant_from:
        yield (
            ("stability", "unstable_from"),
            "不稳定达标的下限 %(low)s 应小于达标的下限 %(high)s",
            {"low": settings.unstable_from, "high": settings.compliant_from},
        )
    for truth, row in enumerate(settings.losses):
        if row[truth]:
            yield (
                ("stability", "losses", truth, truth),
                "判断正确时没有损失，这一格应为 0，写的是 %(loss)s",
                {"loss": row[truth]},
            )


def _ranking(ranking: RankingEntry) -> Found:
    yield from _repeated_ids(("ranking", "groups"), [group.id for group in ranking.groups])
    group_of: dict[str, str] = {}
    for place, group in enumerate(ranking.groups):
        for position, member in enumerate(group.members):
            path: Path = ("ranking", "groups", place, "members", position)
            if ";" in member or "；" in member or "\n" in member:
                yield path, "成员“%(member)s”的名称里不能有分号和换行", {"member": member}
            other = group_of.setdefault(member, group.id)
            if other != group.id or group.members.index(member) != position:
                yield (
                    path,
                    "“%(member)s”已在分组“%(group)s”里，一个单位只能排一次",
                    {"member": member, "group": other},
                )


def _repeated_ids(path: Path, ids: Sequence[str]) -> Found:
    for place, one in enumerate(ids):
        if ids.index(one) != place:
            yield (*path, place, "id"), "编号“%(id)s”写了两次", {"id": one}


def _cycle(cycle: CycleEntry) -> Found:
    if len(cycle.weights) != cycle.years:
        yield (
            ("cycle", "weights"),
            "周期有 %(years)d 年，却写了 %(count)d 个权重",
            {"years": cycle.years, "count": len(cycle.weights)},
        )
    total = sum(cycle.weights, Decimal(0))
    if total != 1:
        yield ("cycle", "weights"), "各年权重之和是 %(total)s，应为 1", {"total": total}
    yield from _repeated_ids(("cycle", "gates"), [gate.id for gate in cycle.gates])
    yield from _parts(cycle)


def _parts(cycle: CycleEntry) -> Found:
    measures = [one.measure for one in cycle.parts]
    for place, measure in enumerate(measures):
        if measure == ANNUAL or measures.index(measure) != place:
            yield (
                ("cycle", "parts", place, "measure"),
                "指标“%(measure)s”不能再占一份：每个指标只写一次，annual 是其余部分，不用写",
                {"measure": measure},
            )
    shares = sum((one.share for one in cycle.parts), Decimal(0))
    if shares >= 1:
        yield ("cycle", "parts"), "各项占比之和是 %(total)s，应小于 1，其余归 annual", {"total": shares}


def _shape(pack: ParsedPack, manifest: Manifest) -> Found:
    """Check that the pack has exactly one of: a tree, components, an open end."""
    has_tree = bool(pack.tree.named() or pack.standards.named())
    kinds = {"标准树": has_tree, "components": bool(manifest.components), "open_ended": manifest.open_ended}
    chosen = [name for name, present in kinds.items() if present]
    if not chosen:
        yield (), _NOTHING_TO_SCORE, {"tree": pack.where("tree"), "standards": pack.where("standards")}
    if len(chosen) > 1:
        yield (), "%(kinds)s 只能有一种", {"kinds": "、".join(chosen)}
    if not manifest.open_ended and manifest.points is None:
        yield (), "没有写 points（总分值），无法核对各项之和", {}
    if has_tree and not manifest.method_weights:
        yield (), "没有写 method_weights（各测评方法的分值），无法核对各条规则之和", {}
    yield from _components(manifest)


def _components(manifest: Manifest) -> Found:
    if not manifest.components:
        return
    yield from _repeated_ids(("components",), [one.id for one in manifest.components])
    total = sum((one.weight for one in manifest.components), Decimal(0))
    if total != 1:
        yield ("components",), "各组成部分的权重之和是 %(total)s，应为 1", {"total": total}
    for method, declared in manifest.method_weights.items():
        share = sum((one.weight for one in manifest.components if one.method is method), Decimal(0))
        if manifest.points is not None and share * manifest.points != declared:
            yield (
                ("method_weights", method),
                "“%(method)s”写的是 %(declared)s，按权重应为 %(derived)s",
                {"method": method, "declared": declared, "derived": share * manifest.points},
            )
