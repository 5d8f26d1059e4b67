"""Small tables of two columns, .xlsx or .csv: a name and what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dabiao.core.defects import Defect
from dabiao.office.cell_values import Cell, shown
from dabiao.office.headed_table import HeadedRow, read_headed


@dataclass(frozen=True, slots=True)
class Pair:
    """One row, its name, and the cell beside it."""

    row: HeadedRow
    name: str
    cell: Cell

    def defect(self, template: str, field: str, /, **parameters: object) -> Defect:
        """Make a defect of this row."""
        return self.row.defect(template, field, **parameters)


def read_pairs(path: Path, names: Sequence[str], values: Sequence[str]) -> tuple[list[Pair], list[Defect]]:
    """Read the first sheet with both columns. ``names``, ``values``: headings of each, the usual one first.

    Returns a row per name, and what is wrong with names: missing or repeated. Rows without a name are left out when the
    other cell is blank too. Raises BadInput for a file that cannot be opened, missing columns and a table without
    rows.
    """
    name, value = names[0], values[0]
    first: dict[str, Pair] = {}
    defects: list[Defect] = []
    for row in read_headed(path, {name: names, value: values}, (name, value)):
        word = row.word(name)
        if word is None:
            defects.append(row.defect("没有填写，请补上", name))
        elif isinstance(word, Defect):
            defects.append(word)
        else:
            pair = Pair(row, word, row.cells[value])
            before = first.setdefault(word, pair)
            if before is not pair:
                defects.append(
                    row.defect(
                        "“%(name)s”与第 %(first)d 行重复，请只留一行",
                        name,
                        name=shown(word),
                        first=before.row.row,
                    )
                )
    return list(first.values()), defects
