"""All rows of an import together: what only shows when rows are compared, and the table they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dabiao.core.defects import Defect
from dabiao.core.observation import SCHEMA
from dabiao.office.observation_cells import FieldColumns
from dabiao.office.observation_headings import HEADINGS

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.signedinteger]

KEY = ("round", "site_id", "standard_id", "item", "inspector")
"""One row = one item, one place, one round, one inspector."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from: a sheet of a file."""

    file: str
    sheet: str | None = None

    def defect(self, template: str, row: int | None, name: str | None, /, **parameters: object) -> Defect:
        """Make a defect of this sheet; ``name`` is a field."""
        heading = HEADINGS[name] if name else None
        return Defect(template, self.file, row, heading, parameters, self.sheet)

    @property
    def title(self) -> str:
        """File and sheet, as a sentence names them."""
        return f"{self.file} 工作表“{self.sheet}”" if self.sheet else self.file


@dataclass(frozen=True)
class GatheredRows:
    """Codes int[rows] by field, with ``source_row`` and ``origin``; texts by field. Blank words are -1."""

    columns: FieldColumns
    origins: tuple[Origin, ...]
    codes: Mapping[str, Numbers]
    texts: Mapping[str, pa.ChunkedArray]

    def __len__(self) -> int:
        return int(self.codes["source_row"].size)

    def only(self, kept: Mask) -> GatheredRows:
        """Return the rows where ``kept`` is True."""
        codes = {name: values[kept] for name, values in self.codes.items()}
        texts = {name: values.filter(pa.array(kept)) for name, values in self.texts.items()}
        return replace(self, codes=codes, texts=texts)

    def origin(self, place: int) -> Origin:
        """Return the sheet row ``place`` comes from."""
        return self.origins[int(self.codes["origin"][place])]

    def row(self, place: int) -> int:
        """Return the number of the row in its sheet."""
        return int(self.codes["source_row"][place])

    def word(self, name: str, place: int) -> str | None:
        """Return what row ``place`` says in a field of words."""
        return self.columns.words(name).word(int(self.codes[name][place]))

    def where(self, place: int, seen_from: int) -> str:
        """Say where row ``place`` is, naming the file when it is another than that of ``seen_from``."""
        number = f"第 {self.row(place)} 行"
        same = self.codes["origin"][place] == self.codes["origin"][seen_from]
        return number if same else f"{self.origin(place).title} {number}"

    def combined(self, fields: tuple[str, ...]) -> Numbers:
        """Return one number per different combination of the words of ``fields``, int64[rows]."""
        combined: Numbers = np.zeros(len(self), np.int64)
        size = 1
        for name in fields:
            width = len(self.columns.words(name).words) + 1
            if size > (1 << 62) // width:
                _, combined = np.unique(combined, return_inverse=True)
                size = int(combined.max(initial=0)) + 1
            combined = combined * width + self.codes[name] + 1
            size *= width
        return combined

    def table(self) -> pa.Table:
        """Make the Arrow table of ``core.observation.SCHEMA``."""
        arrays = []
        for one in SCHEMA:
            if one.name in self.texts:
                arrays.append(self.texts[one.name])
            elif one.name == "source_row":
                arrays.append(pa.array(self.codes[one.name], pa.int32()))
            else:
                arrays.append(self.columns.coded[one.name].array(self.codes[one.name]))
        return pa.table(arrays, schema=SCHEMA)


def repeated_keys(rows: GatheredRows) -> tuple[Mask, Numbers]:
    """Return where a row's key was met before, and for each row the place of the first with its key."""
    _, first, inverse = np.unique(rows.combined(KEY), return_index=True, return_inverse=True)
    firsts = first[inverse]
    return firsts != np.arange(len(rows)), firsts


def repeated_key_defects(rows: GatheredRows, repeated: Mask, firsts: Numbers, limit: int) -> Iterator[Defect]:
    """Spell out the first ``limit`` repeated rows."""
    for place in np.flatnonzero(repeated)[:limit].tolist():
        yield rows.origin(place).defect(
            "与%(first)s重复：同一轮次、点位、标准、检查项和测评员只能有一行。请删去一行，或补上不同的检查项、测评员",
            rows.row(place),
            "site_id",
            first=rows.where(int(firsts[place]), place),
        )


def contradictions(rows: GatheredRows, name: str, within: tuple[str, ...]) -> tuple[Mask, Numbers]:
    """Return where a row's ``name`` differs from the first stated one of the same ``within``, and that first
    row's place. Rows that leave it blank contradict nothing.
    """
    stated = np.flatnonzero(rows.codes[name] >= 0)
    group = rows.combined(within)[stated]
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    firsts = np.arange(len(rows))
    firsts[stated] = stated[first[inverse]]
    return rows.codes[name][firsts] != rows.codes[name], firsts
