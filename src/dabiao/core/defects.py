"""What is wrong with something that was handed in: named by file, row and field, said in plain words."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect. ``template`` is the Chinese sentence, also the key of its translation, with ``%(name)s`` places
    filled from ``parameters``; it says what happened and what to do next. ``row`` is 1-based as the file shows it.
    """

    template: str
    file: str
    row: int | None = None
    field: str | None = None
    parameters: Mapping[str, object] = dataclasses.field(default_factory=dict)
    sheet: str | None = None

    @property
    def place(self) -> str:
        """Where: file, sheet, row and field, as far as they apply."""
        parts = [self.file]
        if self.sheet:
            parts.append(f"工作表“{self.sheet}”")
        if self.row is not None:
            parts.append(f"第 {self.row} 行")
        if self.field:
            parts.append(f"“{self.field}”列")
        return " ".join(parts)

    @property
    def message(self) -> str:
        """The sentence with its figures filled in."""
        return self.template % self.parameters if self.parameters else self.template

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


class BadInput(Exception):
    """Input that was refused as a whole: nothing was stored. Commands exit 2, pages show the list."""

    def __init__(self, defects: Sequence[Defect] | Defect) -> None:
        self.defects: tuple[Defect, ...] = (defects,) if isinstance(defects, Defect) else tuple(defects)
        super().__init__("\n".join(str(defect) for defect in self.defects))
