"""Cells: what was counted, by standard, method, street, place type, unit and round.

Every score, class, forecast and chart reads these and never a raw row. Two pairs are kept side by side:
places (a place passes a standard when all its applicable rows are 符合; stability counts these) and rows
(符合率 counts these).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from dabiao.core.assessment import Base, Cell
from dabiao.core.observation import SCALE
from dabiao.core.rubric import Evidence, ItemTally
from dabiao.core.sum_table import SumTable, Word, merged

KEYS = ("standard", "method", "street", "site_type", "unit", "round")
"""Key of a cell in sort order: what a score asks for first comes first, so its sums are runs of the table."""

ITEM_KEYS = ("standard", "method", "item", "street", "site_type", "unit", "round")

SUMS = (
    "places",
    "places_ok",
    "rows",
    "rows_ok",
    "faults",
    "missing",
    "value",
    "value_rows",
    "base",
    "base_rows",
)
"""``missing``, ``value`` and ``base`` are in millionths (``observation.SCALE``); ``value_rows`` and
``base_rows`` count the rows that gave one, so that nothing given is None and not zero."""

ITEM_SUMS = ("rows", "rows_ok", "faults", "value", "value_rows", "base", "base_rows")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Rows of a second inspector on the same item, place and round: they feed agreement, never n."""

    rows: int = 0
    agreeing: int = 0

    @property
    def share(self) -> Fraction:
        """Share of those rows whose verdict is the first inspector's. ZeroDivisionError without rows."""
        return Fraction(self.agreeing, self.rows)

    def __add__(self, other: Overlap) -> Overlap:
        return Overlap(self.rows + other.rows, self.agreeing + other.agreeing)


@dataclass(frozen=True, eq=False)
class CellTable:
    """``cells`` by KEYS (fewer, once pooled); ``items`` only for rules that ask for single items."""

    rounds: tuple[str, ...]
    cells: SumTable
    items: SumTable
    overlap: Overlap = Overlap()

    def __len__(self) -> int:
        return len(self.cells)

    def words(self, column: str) -> tuple[Word, ...]:
        """List the words of a key column, sorted, a missing one (None) last."""
        return self.cells.words[column]

    def where(self, column: str, word: Word) -> CellTable:
        """Keep the cells whose ``column`` is ``word``."""
        return CellTable(self.rounds, self.cells.where(column, word), self.items.where(column, word))

    def pooled(self, keep: Sequence[str]) -> CellTable:
        """Keep the keys ``keep`` only, summing over the others; they start with standard and method."""
        return CellTable(
            self.rounds,
            self.cells.pooled(keep),
            self.items.pooled((*keep[:2], "item", *keep[2:])),
            self.overlap,
        )

    @cached_property
    def bases(self) -> dict[tuple[str, str], Base]:
        """What was looked at, by (standard, method)."""
        return {key: Base(*(sums[name] for name in SUMS[:4])) for key, sums in self._by_method.items()}

    @property
    def base(self) -> Base:
        """What was looked at altogether. A place counts once per round, standard and method."""
        return Base(*(self.cells.total(name) for name in SUMS[:4]))

    def evidence(self, standard: str, method: str) -> Evidence:
        """Say what was seen of one standard by one method: zeros and None where nothing was looked at."""
        sums = self._by_method.get((standard, method))
        if sums is None:
            return Evidence(0, 0, 0, 0)
        return _evidence(
            sums,
            round_values=self._round_values.get((standard, method), ()) if sums["value_rows"] else (),
            items=self._item_tallies.get((standard, method)),
            rounds=max(self._rounds_seen[standard, method], 1),
        )

    def round_evidence(self, standard: str, method: str) -> Iterator[Evidence]:
        """Say the same of each round alone that was looked at, oldest first."""
        own = self._by_round.where("standard", standard).where("method", method)
        for (_, _, name), sums in _rows_by_key(own, 3):
            mean = Fraction(sums["value"], sums["value_rows"] * SCALE) if sums["value_rows"] else None
            yield _evidence(
                sums,
                round_values=() if mean is None else (mean,),
                items=self._round_item_tallies.get((standard, method, name)),
                rounds=1,
            )

    def contract_cells(self) -> Iterator[Cell]:
        """Give the cells as records, in key order. Needs the full key."""
        words, counts = self.cells.words, self.cells.sums
        columns = [[words[name][code] for code in self.cells.codes[name].tolist()] for name in KEYS]
        figures = [counts[name].tolist() for name in SUMS[:5]]
        for row in zip(*columns, *figures, strict=True):
            standard, method, street, site_type, unit, round_, places, places_ok, rows, rows_ok, faults = row
            yield Cell(
                street, unit, site_type, standard, round_, places, places_ok, rows, rows_ok, faults, method
            )

    @cached_property
    def _by_round(self) -> SumTable:
        """The one pass over all cells; everything below is summed from this."""
        return self.cells.pooled(("standard", "method", "round"))

    @cached_property
    def _by_method(self) -> dict[tuple[str, str], dict[str, int]]:
        pooled = self._by_round.pooled(("standard", "method"))
        return {(standard, method): sums for (standard, method), sums in _rows_by_key(pooled, 2)}

    @cached_property
    def _round_values(self) -> dict[tuple[str, str], tuple[Fraction, ...]]:
        """Means of 数值 per round, oldest first; a round without one is left out."""
        found: dict[tuple[str, str], tuple[Fraction, ...]] = {}
        with_value = self._by_round.chosen(self._by_round.sums["value_rows"] > 0)
        for (standard, method, _), sums in _rows_by_key(with_value, 3):
            mean = Fraction(sums["value"], sums["value_rows"] * SCALE)
            found[standard, method] = (*found.get((standard, method), ()), mean)
        return found

    @cached_property
    def _rounds_seen(self) -> Counter[tuple[str, str]]:
        """In how many rounds something was found out."""
        sums, codes = self._by_round.sums, self._by_round.codes
        seen = np.flatnonzero((sums["rows"] > 0) | (sums["value_rows"] > 0))
        words = [self.words(name) for name in ("standard", "method")]
        pairs = zip(codes["standard"][seen].tolist(), codes["method"][seen].tolist(), strict=True)
        return Counter((str(words[0][standard]), str(words[1][method])) for standard, method in pairs)

    @cached_property
    def _item_tallies(self) -> dict[tuple[str, str], dict[str, ItemTally]]:
        found: dict[tuple[str, str], dict[str, ItemTally]] = {}
        for (standard, method, item), sums in _rows_by_key(self.items.pooled(ITEM_KEYS[:3]), 3):
            found.setdefault((standard, method), {})[item] = _item_tally(sums)
        return found

    @cached_property
    def _round_item_tallies(self) -> dict[tuple[str, str, str], dict[str, ItemTally]]:
        found: dict[tuple[str, str, str], dict[str, ItemTally]] = {}
        by_round = self.items.pooled((*ITEM_KEYS[:3], "round"))
        for (standard, method, item, name), sums in _rows_by_key(by_round, 4):
            found.setdefault((standard, method, name), {})[item] = _item_tally(sums)
        return found


def merge(first: CellTable, second: CellTable) -> CellTable:
    """Add up two tables; rounds that only ``second`` has come after those of ``first``.

    Equals the tally of both sets of rows together as long as no place's rows of one standard and round are
    split between the two, e.g. when they are different rounds.
    """
    rounds = first.rounds + tuple(name for name in second.rounds if name not in first.rounds)
    fixed = {"round": rounds}
    return CellTable(
        rounds,
        merged(first.cells, second.cells, fixed),
        merged(first.items, second.items, fixed),
        first.overlap + second.overlap,
    )


def _evidence(
    sums: dict[str, int],
    *,
    round_values: tuple[Fraction, ...],
    items: dict[str, ItemTally] | None,
    rounds: int,
) -> Evidence:
    return Evidence(
        places=sums["places"],
        places_ok=sums["places_ok"],
        rows=sums["rows"],
        rows_ok=sums["rows_ok"],
        faults=sums["faults"],
        missing=Fraction(sums["missing"], SCALE),
        value=_scaled(sums, "value"),
        base=_scaled(sums, "base"),
        round_values=round_values,
        items=items,
        rounds=rounds,
    )


def _item_tally(sums: dict[str, int]) -> ItemTally:
    return ItemTally(
        sums["rows"], sums["rows_ok"], sums["faults"], _scaled(sums, "value"), _scaled(sums, "base")
    )


def _scaled(sums: dict[str, int], name: str) -> Fraction | None:
    return Fraction(sums[name], SCALE) if sums[f"{name}_rows"] else None


def _rows_by_key(table: SumTable, width: int) -> Iterator[tuple[tuple[str, ...], dict[str, int]]]:
    words = [[table.words[name][code] for code in codes.tolist()] for name, codes in table.codes.items()]
    names = list(table.sums)
    figures = zip(*(column.tolist() for column in table.sums.values()), strict=True)
    for key, row in zip(zip(*words[:width], strict=True), figures, strict=True):
        yield tuple(str(word) for word in key), dict(zip(names, row, strict=True))
