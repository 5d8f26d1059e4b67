"""The colour of a cell as a person calls it: 红, 橙, 黄, 绿, 蓝, 灰, or none that is used as a mark."""

from __future__ import annotations

import colorsys
import re

from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.styles.fills import Fill as CellFill
from openpyxl.styles.fills import PatternFill

from dabiao.core.field.table import Fill

_LEAST_SATURATION, _LEAST_BRIGHTNESS = 0.06, 0.35
"""Paler or darker ones have no hue to speak of: of Excel's own tints the palest green, E2EFDA, has 0.09."""

_GREY_FROM, _GREY_TO = 0.35, 0.96
"""Brightness of a grey that may be a mark: the lightest of Excel's, F2F2F2, has 0.95."""

_HUES = ((18, Fill.RED), (40, Fill.ORANGE), (70, Fill.YELLOW), (165, Fill.GREEN), (290, Fill.BLUE))
"""Hues in degrees below which a colour has a name: violet counts as 蓝; from 290 on it is red again."""

_THEME = re.compile(
    rb"<a:(?:dk1|lt1|dk2|lt2|accent[1-6]|hlink|folHlink)>\s*"
    rb"<a:(?:srgbClr val|sysClr [^>]*?lastClr)=\"([0-9A-Fa-f]{6})\""
)
_SWAPPED = {0: 1, 1: 0, 2: 3, 3: 2}
"""A theme lists dark before light; the numbers in cells count light first."""


def theme_colours(theme: bytes | str | None) -> tuple[str, ...]:
    """The colours of a workbook's theme as RRGGBB, in the order the theme lists them."""
    data = theme.encode() if isinstance(theme, str) else theme or b""
    return tuple(found.decode() for found in _THEME.findall(data))


def fill_of(fill: CellFill, theme: tuple[str, ...]) -> Fill | None:
    """The mark a fill is, or None."""
    if not isinstance(fill, PatternFill) or fill.patternType is None:
        return None
    colour = _rgb(fill.fgColor, theme) if fill.patternType == "solid" else _rgb(fill.bgColor, theme)
    return None if colour is None else named(*colour)


def named(red: float, green: float, blue: float) -> Fill | None:
    """The name of a colour given by its parts from 0 to 1."""
    hue, saturation, brightness = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < _LEAST_SATURATION:
        return Fill.GREY if _GREY_FROM <= brightness <= _GREY_TO else None
    if brightness < _LEAST_BRIGHTNESS:
        return None
    degrees = hue * 360
    return next((name for limit, name in _HUES if degrees < limit), Fill.RED)


def _rgb(colour: Color | None, theme: tuple[str, ...]) -> tuple[float, float, float] | None:
    if colour is None:
        return None
    text = None
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        text = colour.rgb[-6:]
    elif colour.type == "indexed" and isinstance(colour.indexed, int) and colour.indexed < len(COLOR_INDEX):
        text = COLOR_INDEX[colour.indexed][-6:]
    elif colour.type == "theme" and isinstance(colour.theme, int):
        place = _SWAPPED.get(colour.theme, colour.theme)
        text = theme[place] if place < len(theme) else None
    if text is None or not re.fullmatch("[0-9A-Fa-f]{6}", text):
        return None
    parts = [int(text[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return _tinted(parts, colour.tint if isinstance(colour.tint, float) else 0.0)


def _tinted(parts: list[float], tint: float) -> tuple[float, float, float]:
    """Lighter for a positive tint, darker for a negative one, as ECMA-376 part 1, 18.8.19 has it."""
    hue, light, saturation = colorsys.rgb_to_hls(*parts)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
