"""Words of spreadsheets on pages: letters of columns, shares."""

from __future__ import annotations

from decimal import Decimal

from django import template

from dabiao.core.column_letters import column_letters
from dabiao.core.rubric_words import figure
from dabiao.office import numbers

register = template.Library()


@register.filter
def letters(column: int) -> str:
    """The letters a spreadsheet program shows for a column (0-based)."""
    return column_letters(column)


@register.filter
def shown_percent(share: float) -> str:
    """A share of 1 in whole percent."""
    return numbers.percent(share, 0)


@register.filter
def plain_figure(points: Decimal) -> str:
    """Points without trailing zeros."""
    return figure(points)
