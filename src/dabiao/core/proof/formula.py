"""Formulas over the columns of a table: evaluated on one row as intervals, on all rows as quick estimates.

``--roles`` writes them as ``总分=0.85*实地+0.15*问卷`` or ``整改率=已整改/问题数``; ``proof_roles`` reads them.
Nothing is ever executed.
"""

# ruff: noqa: D102 (each method is described once, at Formula)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dabiao.core.proof.figures import Figure, Interval, Rounding

Floats = NDArray[np.float64]
Estimate = tuple[Floats, Floats]
"""Values and how far rounding may move each, shape (rows,). For choosing between formulas, never for a verdict."""
Figures = Sequence[Figure | None]


class Formula(Protocol):
    """An expression over columns, which it names by their index."""

    def columns(self) -> frozenset[int]:
        """Indices of the columns it needs."""
        ...

    def interval(self, row: Figures, rounding: Rounding) -> Interval | None:
        """All values it may have on ``row``; None where a figure is missing or the denominator may be zero."""
        ...

    def point(self, row: Figures) -> Fraction | None:
        """Its exact value on the printed figures; None as for ``interval``."""
        ...

    def estimate(self, values: Floats, spreads: Floats) -> Estimate:
        """Quick values on all rows; ``values`` and ``spreads`` have shape (rows, columns), NaN where missing."""
        ...

    def words(self, names: Sequence[str]) -> str:
        """The formula as a reader would write it, each column by its name (or by its figure)."""
        ...

    def linear(self) -> bool:
        """Whether it may be applied to sums and means of rows as well."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """The figure of one column."""

    index: int

    def columns(self) -> frozenset[int]:
        return frozenset((self.index,))

    def interval(self, row: Figures, rounding: Rounding) -> Interval | None:
        figure = row[self.index]
        return figure.interval(rounding) if figure else None

    def point(self, row: Figures) -> Fraction | None:
        figure = row[self.index]
        return figure.value if figure else None

    def estimate(self, values: Floats, spreads: Floats) -> Estimate:
        return values[:, self.index], spreads[:, self.index]

    def words(self, names: Sequence[str]) -> str:
        return names[self.index]

    def linear(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Constant:
    """A number written in the formula; exact."""

    value: Fraction
    text: str

    def columns(self) -> frozenset[int]:
        return frozenset()

    def interval(self, row: Figures, rounding: Rounding) -> Interval | None:  # noqa: ARG002 (same for all rows)
        return Interval(self.value, self.value)

    def point(self, row: Figures) -> Fraction | None:  # noqa: ARG002
        return self.value

    def estimate(self, values: Floats, spreads: Floats) -> Estimate:  # noqa: ARG002
        return np.full(len(values), float(self.value)), np.zeros(len(values))

    def words(self, names: Sequence[str]) -> str:  # noqa: ARG002
        return self.text

    def linear(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of its terms."""

    terms: tuple[Formula, ...]

    def columns(self) -> frozenset[int]:
        return frozenset[int]().union(*(term.columns() for term in self.terms))

    def interval(self, row: Figures, rounding: Rounding) -> Interval | None:
        total = Interval(Fraction(0), Fraction(0))
        for term in self.terms:
            part = term.interval(row, rounding)
            if part is None:
                return None
            total += part
        return total

    def point(self, row: Figures) -> Fraction | None:
        parts = [term.point(row) for term in self.terms]
        return None if None in parts else sum((part for part in parts if part is not None), Fraction(0))

    def estimate(self, values: Floats, spreads: Floats) -> Estimate:
        parts = [term.estimate(values, spreads) for term in self.terms]
        return np.sum([part[0] for part in parts], axis=0), np.sum([part[1] for part in parts], axis=0)

    def words(self, names: Sequence[str]) -> str:
        return "+".join(term.words(names) for term in self.terms).replace("+-", "-")

    def linear(self) -> bool:
        return all(term.linear() for term in self.terms)


@dataclass(frozen=True, slots=True)
class Negative:
    """Its term with the other sign."""

    term: Formula

    def columns(self) -> frozenset[int]:
        return self.term.columns()

    def interval(self, row: Figures, rounding: Rounding) -> Interval | None:
        part = self.term.interval(row, rounding)
        return None if part is None else -part

    def point(self, row: Figures) -> Fraction | None:
        part = self.term.point(row)
        return None if part is None else -part

    def estimate(self, values: Floats, spreads: Floats) -> Estimate:
        value, spread = self.term.estimate(values, spreads)
        return -value, spread

    def words(self, names: Sequence[str]) -> str:
        return f"-{_bracketed(self.term, names)}"

    def linear(self) -> bool:
        return self.term.linear()


@dataclass(frozen=True, slots=True)
class Product:
    """One factor times the other."""

    left: Formula
    right: Formula

    def columns(self) -> frozenset[int]:
        return self.left.columns() | self.right.columns()

    def interval(self, row: Figures, rounding: Rounding) -> Interval | None:
        left, right = self.left.interval(row, rounding), self.right.interval(row, rounding)
        return None if left is None or right is None else left * right

    def point(self, row: Figures) -> Fraction | None:
        left, right = self.left.point(row), self.right.point(row)
        return None if left is None or right is None else left * right

    def estimate(self, values: Floats, spreads: Floats) -> Estimate:
        (a, a_spread), (b, b_spread) = (
            self.left.estimate(values, spreads),
            self.right.estimate(values, spreads),
        )
        return a * b, np.abs(a) * b_spread + np.abs(b) * a_spread + a_spread * b_spread

    def words(self, names: Sequence[str]) -> str:
        return f"{_bracketed(self.left, names)}×{_bracketed(self.right, names)}"

    def linear(self) -> bool:
        return (
            self.left.linear() and self.right.linear() and not (self.left.columns() and self.right.columns())
        )


@dataclass(frozen=True, slots=True)
class Quotient:
    """Numerator by denominator. Without a denominator there is no rate."""

    top: Formula
    bottom: Formula

    def columns(self) -> frozenset[int]:
        return self.top.columns() | self.bottom.columns()

    def interval(self, row: Figures, rounding: Rounding) -> Interval | None:
        top, bottom = self.top.interval(row, rounding), self.bottom.interval(row, rounding)
        if top is None or bottom is None:
            return None
        turned = bottom.reciprocal()
        return None if turned is None else top * turned

    def point(self, row: Figures) -> Fraction | None:
        top, bottom = self.top.point(row), self.bottom.point(row)
        return None if top is None or not bottom else top / bottom

    def estimate(self, values: Floats, spreads: Floats) -> Estimate:
        (a, a_spread), (b, b_spread) = (
            self.top.estimate(values, spreads),
            self.bottom.estimate(values, spreads),
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            nearest = np.maximum(np.abs(b) - b_spread, 0)
            value = np.where(b == 0, np.nan, a / b)
            spread = (a_spread + np.abs(value) * b_spread) / nearest
        return value, spread

    def words(self, names: Sequence[str]) -> str:
        return f"{_bracketed(self.top, names)}÷{_bracketed(self.bottom, names)}"

    def linear(self) -> bool:
        return self.top.linear() and not self.bottom.columns()


def _bracketed(formula: Formula, names: Sequence[str]) -> str:
    words = formula.words(names)
    return words if isinstance(formula, Column | Constant) else f"({words})"


def constant(value: Fraction | int, text: str | None = None) -> Constant:
    """A number, written as decimals where it has an end."""
    exact = Fraction(value)
    if text is None:
        decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
        text = f"{decimal:f}"
    return Constant(exact, text)


def column_sum(columns: Sequence[int]) -> Sum:
    """The plain sum of some columns."""
    return Sum(tuple(Column(index) for index in columns))


def weighted_sum(weights: Sequence[tuple[int, Fraction]]) -> Sum:
    """Σ weight × column."""
    return Sum(tuple(Product(Column(index), constant(weight)) for index, weight in weights))


def mean_of(formulas: Sequence[Formula]) -> Quotient:
    """The simple mean of some formulas."""
    return Quotient(Sum(tuple(formulas)), constant(len(formulas)))


def row_names(row: Figures) -> list[str]:
    """The figures of a row as ``words`` wants names: what was printed, without its blanks."""
    return [figure.text if figure else "" for figure in row]
