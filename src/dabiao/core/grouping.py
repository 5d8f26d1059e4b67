"""Ranking groups (分组): who is compared with whom. Units of different groups are never mixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dabiao.core.framework import Ranking

EVERYBODY, UNGROUPED = "全部", "未分组"
"""The one group where none are declared; the group of those whom the declared groups forgot."""


@dataclass(frozen=True)
class Grouping:
    """``groups`` (name → group) as handed in goes before the pack's own ranking groups."""

    groups: Mapping[str, str]
    ranking: Ranking

    def of(self, names: Sequence[str]) -> dict[str, str]:
        """Each name's group. Where no name is in a declared group, all are compared with all."""
        declared = self._declared()
        if not any(name in declared for name in names):
            return dict.fromkeys(names, EVERYBODY)
        return {name: declared.get(name, UNGROUPED) for name in names}

    def order(self, groups: Sequence[str]) -> list[str]:
        """Put groups in declared order, then the others as they come."""
        declared = dict.fromkeys((*self._declared().values(), *groups))
        return [group for group in declared if group in set(groups)]

    def absent(self, seen: Mapping[str, str]) -> dict[str, str]:
        """Name → group of those listed that are not ``seen`` (name → group) though others of their group are.

        The pack's own groups count only where they are in use: a pack may name another city's streets.
        """
        used = set(seen.values())
        return {
            name: group
            for name, group in self._declared().items()
            if name not in seen and (name in self.groups or group in used)
        }

    def _declared(self) -> dict[str, str]:
        packs = {name: group.title for group in self.ranking.groups for name in group.members}
        return {**packs, **self.groups}
