"""What earlier workbooks taught: named profiles, and the pairs that accepted imports brought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dabiao.core.defects import BadInput, Defect
from dabiao.core.field.mapping import FieldMapping, Kind, Layout
from dabiao.core.field.propose import propose
from dabiao.core.field.table import FieldTable
from dabiao.core.field.vocabulary import Learned, Pair, Vocabulary, accepted_pairs, layout_key, learned
from dabiao.office.field_profile import from_json
from dabiao.rounds.models import Import, ImportMapping, ImportState, LearnedMatch, MappingProfile

ENOUGH_ALIKE = 0.6
"""Share of a table's headings that a profile must know for it to be tried: a month's table gains or loses a few
columns (示范值)."""

BATCH = 2000
"""Rows per INSERT."""


@dataclass(frozen=True)
class Known:
    """What a workbook is read with. ``profile`` is the one that fits, ``whole`` whether it knows every table."""

    learned: Learned
    profile: MappingProfile | None = None
    whole: bool = False


def known_for(pack_id: str, mapping: FieldMapping, profile: MappingProfile | None = None) -> Known:
    """Find what is known for a workbook, by a first understanding of it, or by the ``profile`` somebody names."""
    pairs = _learned_pairs(pack_id)
    keys = keys_of(mapping)
    found = profile or _fitting(pack_id, keys)
    if found is None:
        return Known(learned(pairs))
    return Known(learned([*pairs, *_pairs_of(found)]), found, set(keys) <= set(found.layouts))


def read_by(
    tables: Sequence[FieldTable], vocabulary: Vocabulary, pack_id: str, profile: MappingProfile | None = None
) -> tuple[Known, FieldMapping]:
    """Understand tables by what accepted imports taught and by the profile that fits them, or by the one named."""
    first = propose(tables, vocabulary)
    known = known_for(pack_id, first, profile)
    return known, propose(tables, vocabulary, known.learned)


def named_profile(pack_id: str, name: str) -> MappingProfile:
    """The profile of this name. Raises BadInput, naming those there are."""
    found = MappingProfile.objects.filter(pack_id=pack_id, name=name).first()
    if found is None:
        known = "、".join(MappingProfile.objects.filter(pack_id=pack_id).values_list("name", flat=True)[:20])
        template = "没有这个对应方案。已有的：%(known)s"
        raise BadInput(Defect(template, name, parameters={"known": known or "（还没有）"}))
    return found


def keys_of(mapping: FieldMapping) -> tuple[str, ...]:
    """What the tables of a workbook are known by, those that are not read left out."""
    read = [one for one in mapping.sheets if one.layout is not Layout.IGNORED and one.columns]
    return tuple(dict.fromkeys(layout_key(column.heading for column in one.columns) for one in read))


def _fitting(pack_id: str, keys: Sequence[str]) -> MappingProfile | None:
    """The profile that knows most of the tables, the latest used of those; else one that knows most headings."""
    profiles = list(MappingProfile.objects.filter(pack_id=pack_id))
    latest = sorted(profiles, key=lambda one: one.used_at or one.made_at, reverse=True)
    ranked = [(_fit(keys, one.layouts), one) for one in latest]
    best = max(ranked, key=lambda one: one[0], default=None)
    return best[1] if best is not None and best[0] >= ENOUGH_ALIKE else None


def _fit(keys: Sequence[str], layouts: Sequence[str]) -> float:
    """Mean over the tables of the share of headings that one layout of the profile has in common with it."""
    if not keys or not layouts:
        return 0.0
    known = [set(one.split("｜")) for one in layouts]
    shares = [max(_shared(set(key.split("｜")), one) for one in known) for key in keys]
    return sum(shares) / len(shares)


def _shared(mine: set[str], theirs: set[str]) -> float:
    return len(mine & theirs) / len(mine | theirs)


def _learned_pairs(pack_id: str) -> list[Pair]:
    """Pairs of accepted imports, oldest first; what was undone teaches nothing."""
    stored = LearnedMatch.objects.filter(source__pack_id=pack_id, source__state=ImportState.STORED)
    return [
        (Kind(kind), written, context, target)
        for kind, written, context, target in stored.order_by("pk").values_list(
            "kind", "written", "context", "target"
        )
        if kind in set(Kind)
    ]


def _pairs_of(profile: MappingProfile) -> list[Pair]:
    return [
        (Kind(kind), written, context, target)
        for kind, written, context, target in profile.pairs
        if kind in set(Kind)
    ]


def learn_from(accepted: Import) -> int:
    """Keep what an accepted import teaches; part of that write. Returns how many pairs."""
    found = ImportMapping.objects.filter(source=accepted).exclude(mapping="").first()
    if found is None:
        return 0  # of the canonical form: there was nothing to match
    mapping = from_json(found.mapping, accepted.file_name)
    rows = [
        LearnedMatch(
            source=accepted, kind=kind.value, written=written, context=context[:255], target=target[:255]
        )
        for kind, written, context, target in usable(accepted_pairs(mapping))
    ]
    LearnedMatch.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def usable(pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs that hold for other workbooks too: everything but the round, which every month has its own of."""
    return [
        one
        for one in pairs
        if one[3] and one[0] is not Kind.ROUND and (one[1].strip() or one[0] is Kind.VALUE)
    ]
