"""Columns of observations as they grow block by block: cells become codes, codes become Arrow arrays.

A column of a sheet repeats few different cells, so each different cell is understood once and looked up
afterwards; that makes checking as fast as reading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dabiao.office.cell_values import Cell, Fault

Codes = npt.NDArray[np.int64]

MISSING = np.iinfo(np.int64).min
BAD = MISSING + 1
"""Codes of a blank cell and of one that cannot be understood; no date, figure or word has them."""

MOST_REMEMBERED = 200_000
"""Different cells of a column kept in the memo; figures may all differ, and memory is bounded."""


class _Memo(dict[Cell, int]):
    """Cell → code, understood when first met."""

    def __init__(self, parse: Callable[[Cell], int | Fault | None]) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, cell: Cell) -> int:
        parsed = self._parse(cell)
        code = MISSING if parsed is None else BAD if isinstance(parsed, Fault) else parsed
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[cell] = code
        return code


class FigureColumn:
    """Dates, results, counts and figures: the code is the value."""

    def __init__(self, parse: Callable[[Cell], int | Fault | None], kind: pa.DataType) -> None:
        self._parse, self._kind = parse, kind
        self._memo = _Memo(parse)

    def codes(self, cells: Sequence[Cell]) -> Codes:
        """Understand the cells of one block, int64[rows]."""
        return np.fromiter(map(self._memo.__getitem__, cells), np.int64, len(cells))

    def fault(self, cell: Cell) -> Fault:
        """Say what is wrong with a cell."""
        fault = self._parse(cell)
        assert isinstance(fault, Fault)
        return fault

    def array(self, codes: Codes) -> pa.Array:
        """Make the Arrow array, blank cells null."""
        absent = codes == MISSING
        whole = np.where(absent, 0, codes)
        if pa.types.is_date32(self._kind):
            return pa.array(whole.astype(np.int32), pa.int32(), mask=absent).cast(self._kind)
        return pa.array(whole, pa.int64(), mask=absent).cast(self._kind)


class DegreeColumn(FigureColumn):
    """Longitude or latitude: the code counts billionths of a degree, a tenth of a millimetre."""

    UNIT = 1_000_000_000

    def __init__(self, parse: Callable[[Cell], float | Fault | None]) -> None:
        def scaled(cell: Cell) -> int | Fault | None:
            parsed = parse(cell)
            return round(parsed * self.UNIT) if isinstance(parsed, float) else parsed

        super().__init__(scaled, pa.int64())

    def array(self, codes: Codes) -> pa.Array:
        """Make the Arrow array of degrees."""
        absent = codes == MISSING
        return pa.array(np.where(absent, 0, codes) / self.UNIT, pa.float64(), mask=absent)


class WordColumn(FigureColumn):
    """Names and numbers: the code is the word's place in the column's vocabulary."""

    def __init__(self, parse: Callable[[Cell], str | Fault | None]) -> None:
        self.words: list[str] = []
        self._places: dict[str, int] = {}

        def placed(cell: Cell) -> int | Fault | None:
            parsed = parse(cell)
            return self.place(parsed) if isinstance(parsed, str) else parsed

        super().__init__(placed, pa.int32())

    def place(self, word: str) -> int:
        """Return the code of a word, new or known."""
        place = self._places.setdefault(word, len(self.words))
        if place == len(self.words):
            self.words.append(word)
        return place

    def word(self, code: int) -> str | None:
        """Return the word of a code, None for a negative one."""
        return None if code < 0 else self.words[code]

    def array(self, codes: Codes) -> pa.Array:
        """Make the dictionary array of the words that occur, blank cells (negative codes) null."""
        absent = codes < 0
        used = np.zeros(len(self.words), np.bool_)
        used[codes[~absent]] = True
        places = np.cumsum(used, dtype=np.int32) - 1
        words = [word for word, occurs in zip(self.words, used.tolist(), strict=True) if occurs]
        indices = pa.array(
            places[np.where(absent, 0, codes)] if words else np.zeros(codes.size, np.int32), mask=absent
        )
        return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))


class TextColumn:
    """Free text: kept as it comes, block by block."""

    def __init__(self, parse: Callable[[Cell], str | None]) -> None:
        self._parse = parse

    def texts(self, cells: Sequence[Cell]) -> pa.Array:
        """Make the Arrow array of one block."""
        parse = self._parse
        return pa.array([parse(cell) if cell != "" else None for cell in cells], pa.string())
