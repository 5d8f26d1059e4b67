"""Figures shown as percentages: a spreadsheet keeps 18.18% as 0.1818 and only its style says so.

calamine does not tell styles, so such cells are turned into the text they show before it reads them; what an
inspector typed as 18.18% is then 18.18 in a workbook as it is in a CSV file.
"""

from __future__ import annotations

import re
from decimal import Decimal

from defusedxml import ElementTree

_PERCENT_FORMATS = frozenset((9, 10))
"""The built-in number formats ``0%`` and ``0.00%``."""

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""Parts of a number format that are shown as they are."""


def percent_styles(styles: bytes) -> tuple[int, ...]:
    """Return the cell styles of ``styles.xml`` that show a percentage."""
    root = ElementTree.fromstring(styles)
    formats = set(_PERCENT_FORMATS)
    for element in root.iter():
        if _name(element.tag) == "numFmt" and "%" in _QUOTED.sub("", element.get("formatCode", "")):
            formats.add(int(element.get("numFmtId", -1)))
    cells = next((element for element in root if _name(element.tag) == "cellXfs"), ())
    return tuple(place for place, style in enumerate(cells) if int(style.get("numFmtId", 0)) in formats)


def _name(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


class PercentCells:
    """Rewrites pieces of sheet XML; ``styles`` are those that show a percentage."""

    def __init__(self, styles: tuple[int, ...]) -> None:
        numbers = "|".join(map(str, styles))
        self._cells = (
            re.compile(
                rf'(<c r="[A-Z]+\d+"(?: t="n")? s="(?:{numbers})")(?: t="n")?><v>([^<]{{1,40}})</v>'.encode()
            )
            if styles
            else None
        )

    def as_text(self, piece: bytes) -> bytes:
        """Return ``piece`` with percentages as text: ``0.1818`` becomes ``18.18%``."""
        return piece if self._cells is None else self._cells.sub(_shown, piece)


def _shown(cell: re.Match[bytes]) -> bytes:
    try:
        share = Decimal(repr(float(cell[2])))
    except ValueError:
        return cell[0]
    if not share.is_finite():
        return cell[0]
    return cell[1].replace(b' t="n"', b"") + f' t="str"><v>{(share * 100).normalize():f}%</v>'.encode()
