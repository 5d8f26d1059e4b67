"""A crosswalk as pages show it: old standard on the left, what it becomes on the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dabiao.core.crosswalk.changes import Changes, StandardChange
from dabiao.core.crosswalk.model import Crosswalk, Entry
from dabiao.core.framework import CheckItem, Framework, Standard


class Standing(StrEnum):
    """How far a standard's line has got."""

    UNDECIDED = "待定"
    NOWHERE = "不换算"
    CHANGED = "对应，有变化"
    LEADS = "对应"


@dataclass(frozen=True)
class ItemLine:
    """An old item and what it becomes; ``target`` None for its own words, or for nothing when it does not lead."""

    item: CheckItem
    entry: Entry
    target: CheckItem | None
    candidate: CheckItem | None


@dataclass(frozen=True)
class Line:
    """An old standard, its counterparts and what is different in them."""

    standard: Standard
    entry: Entry
    targets: tuple[Standard, ...]
    candidate: Standard | None
    items: tuple[ItemLine, ...]
    changes: tuple[StandardChange, ...]

    @property
    def undecided_items(self) -> int:
        """Items for which somebody has to choose."""
        return sum(one.entry.undecided for one in self.items)

    @property
    def standing(self) -> Standing:
        """Where the line stands; what has to be chosen comes before everything else."""
        if self.entry.undecided or self.undecided_items:
            return Standing.UNDECIDED
        if not self.targets:
            return Standing.NOWHERE
        return Standing.CHANGED if self.changes else Standing.LEADS


class Lines:
    """The lines of a crosswalk between two packs, in the order of the old one."""

    def __init__(self, crosswalk: Crosswalk, old: Framework, new: Framework) -> None:
        self.crosswalk, self.old, self.new = crosswalk, old, new
        self._changes = Changes(crosswalk, old, new)
        self._items = {item.id: item for item in new.items}

    def all(self) -> list[Line]:
        """Every line."""
        return [self.of(standard) for standard in self.old.standards.values() if self._known(standard)]

    def of(self, standard: Standard) -> Line:
        """The line of one standard. Raises KeyError when the crosswalk has none."""
        entry = self.crosswalk.entry[standard.id, ""]
        targets = self.crosswalk.targets[standard.id]
        return Line(
            standard,
            entry,
            tuple(self.new.standards[one] for one in targets if one in self.new.standards),
            self.new.standards.get(entry.candidate),
            tuple(self._item_lines(standard)),
            self._changes.of(standard),
        )

    def unmet(self) -> list[Standard]:
        """Standards of the new pack that nothing leads to: their history begins with it."""
        return [one for one in self.new.standards.values() if one.id not in self.crosswalk.sources]

    def _known(self, standard: Standard) -> bool:
        return (standard.id, "") in self.crosswalk.entry

    def _item_lines(self, standard: Standard) -> Iterator[ItemLine]:
        for item in self.old.items_of.get(standard.id, ()):
            entry = self.crosswalk.entry.get((standard.id, item.id))
            if entry is not None:
                yield ItemLine(item, entry, self._items.get(entry.to_item), self._items.get(entry.candidate))


def counts(lines: Iterable[Line]) -> list[tuple[Standing, int]]:
    """Count the lines by where they stand, in the order in which they want attention."""
    counted = Counter(one.standing for one in lines)
    return [(one, counted[one]) for one in Standing]
