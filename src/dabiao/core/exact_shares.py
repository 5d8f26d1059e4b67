"""Points divided into shares that are as equal as their digits allow and add up to the whole exactly."""

from __future__ import annotations

from decimal import Decimal

HUNDREDTH = Decimal("0.01")
"""Frameworks give points to one or two decimals."""


def equal_shares(whole: Decimal, count: int) -> tuple[Decimal, ...]:
    """Divide ``whole`` into ``count`` shares; where they cannot be equal the first are one unit larger.

    The unit is a hundredth, finer where ``whole`` is; shares lose trailing zeros (0.8, not 0.80).
    """
    if count < 1:
        raise ValueError("nothing is divided among nobody")
    exponent = whole.as_tuple().exponent
    unit = min(HUNDREDTH, Decimal(1).scaleb(exponent)) if isinstance(exponent, int) else HUNDREDTH
    units = int(whole / unit)
    share, more = divmod(units, count)
    return tuple(tidy(unit * (share + (place < more))) for place in range(count))


def tidy(figure: Decimal) -> Decimal:
    """A figure without trailing zeros and without an exponent."""
    return Decimal(f"{figure.normalize():f}")
