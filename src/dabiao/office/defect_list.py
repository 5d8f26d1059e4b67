"""Defects as they are found, the first ones kept and the rest counted."""

from __future__ import annotations

from collections.abc import Iterable

from dabiao.core.defects import BadInput, Defect

MOST_DEFECTS = 10_000
"""Kept in full. Beyond that the file is wrong as a whole, and a longer list helps nobody."""


class DefectList:
    """The defects of one import. ``total`` counts those that are not kept too."""

    def __init__(self, limit: int = MOST_DEFECTS) -> None:
        self.kept: list[Defect] = []
        self.total = 0
        self._limit = limit

    @property
    def room(self) -> int:
        """How many more are kept."""
        return max(self._limit - len(self.kept), 0)

    def extend(self, defects: Iterable[Defect], total: int | None = None) -> None:
        """Add defects; ``total`` says how many there were when only the first were spelt out."""
        found = list(defects)
        self.total += len(found) if total is None else total
        self.kept.extend(found[: self.room])

    def in_order(self) -> tuple[Defect, ...]:
        """Return those kept, by file and sheet as they were read, then by row."""
        sheets = {(one.file, one.sheet): place for place, one in reversed(list(enumerate(self.kept)))}
        return tuple(sorted(self.kept, key=lambda one: (sheets[one.file, one.sheet], one.row or 0)))

    def refusal(self, file: str) -> BadInput:
        """Make the exception with all that is kept, and how many more there are."""
        more = self.total - len(self.kept)
        if not more:
            return BadInput(self.in_order())
        rest = Defect(
            "还有 %(more)d 处错误没有列出，改好以上各处后再导入一次", file, parameters={"more": more}
        )
        return BadInput((*self.in_order(), rest))
