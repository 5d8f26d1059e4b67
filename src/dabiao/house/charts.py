"""A line chart as a page carries it: a picture made on the server, and the figures for the chart island."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Line:
    """One series; None where a round has no data. ``dashed`` are limits."""

    name: str
    values: tuple[float | None, ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """``picture`` is an SVG of ``office.chart_svg``, whole without a script; the rest is for the island."""

    picture: SafeString
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    unit: str

    @property
    def data(self) -> SafeString:
        """The figures as JSON, safe inside a script element."""
        document = {
            "labels": self.labels,
            "unit": self.unit,
            "lines": [
                {
                    "name": line.name,
                    "dashed": line.dashed,
                    "values": [_rounded(value) for value in line.values],
                }
                for line in self.lines
            ],
        }
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        return mark_safe(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S308  # escaped just here


def chart(picture: str, labels: Sequence[str], lines: Sequence[Line], unit: str) -> Chart:
    """Put a chart together. ``picture`` comes from ``office.chart_svg``, which escapes every word."""
    return Chart(mark_safe(picture), tuple(labels), tuple(lines), unit)  # noqa: S308


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
