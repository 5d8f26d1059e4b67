"""Automatic numbering of Word lists, written out: what a reader sees as 一、 stands in no paragraph's text.

ECMA-376 part 1, 17.9: a paragraph names a list (numId) and a level; the list's levels say how they count and what
stands around the count (``%1、``, ``（%2）``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dabiao.core.outline.numerals import numeral_of

Element = Any
"""An XML element as python-docx parses it; lxml carries no types."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseCounting",
        "ideographDigital",
        "japaneseDigitalTenThousand",
    }
)
_MOST_CHINESE = 99
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HEAVENLY = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass
class Numbering:
    """The lists of a document, and how far each has been counted."""

    levels: Mapping[str, Mapping[int, _Level]]
    """By numId."""
    abstract: Mapping[str, str]
    """Lists that share an abstract list share its count."""
    styles: Mapping[str, tuple[str, int]]
    """By style: the list and level its paragraphs have."""
    counts: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def mark_of(self, paragraph: Element) -> str:
        """What Word writes before a paragraph, and count on; empty for one in no list, and for bullets."""
        found = self._list_of(paragraph)
        if found is None:
            return ""
        number, level = found
        levels = self.levels.get(number, {})
        if level not in levels:
            return ""
        counts = self.counts[self.abstract[number]]
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        return re.sub(
            r"%([1-9])",
            lambda found: _written(
                counts.get(int(found[1]) - 1, levels.get(int(found[1]) - 1, _Level()).start),
                levels.get(int(found[1]) - 1, _Level()).form,
            ),
            "" if levels[level].form in ("bullet", "none") else levels[level].text,
        )

    def _list_of(self, paragraph: Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        style = properties.find(f"{W}pStyle")
        from_style = self.styles.get(style.get(f"{W}val", "")) if style is not None else None
        own = properties.find(f"{W}numPr")
        if own is None:
            return from_style
        number, level = _list_and_level(own)
        number = number or (from_style[0] if from_style else "")
        return (number, level) if number not in ("", "0") else None


def numbering_of(numbering: Element | None, styles: Element | None) -> Numbering:
    """Read word/numbering.xml and word/styles.xml, either of which may be missing."""
    if numbering is None:
        return Numbering({}, {}, {})
    abstract = {
        one.get(f"{W}abstractNumId"): {
            _whole(level.get(f"{W}ilvl")): _level(level) for level in one.findall(f"{W}lvl")
        }
        for one in numbering.findall(f"{W}abstractNum")
    }
    levels: dict[str, dict[int, _Level]] = {}
    shared: dict[str, str] = {}
    for one in numbering.findall(f"{W}num"):
        number, name = one.get(f"{W}numId", ""), _value(one, "abstractNumId")
        ours = dict(abstract.get(name, {}))
        overrides = one.findall(f"{W}lvlOverride")
        for override in overrides:
            at = _whole(override.get(f"{W}ilvl"))
            level = override.find(f"{W}lvl")
            ours[at] = _level(level) if level is not None else ours.get(at, _Level())
            start = _value(override, "startOverride")
            if start:
                ours[at] = _Level(_whole(start), ours[at].form, ours[at].text)
        levels[number] = ours
        shared[number] = f"num {number}" if overrides else f"abstract {name}"
    return Numbering(levels, shared, _styles(styles))


def _styles(styles: Element | None) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for style in styles.findall(f"{W}style") if styles is not None else ():
        own = style.find(f"{W}pPr/{W}numPr")
        if own is not None:
            number, level = _list_and_level(own)
            if number not in ("", "0"):
                found[style.get(f"{W}styleId", "")] = (number, level)
    return found


def _list_and_level(properties: Element) -> tuple[str, int]:
    return _value(properties, "numId"), _whole(_value(properties, "ilvl") or "0")


def _level(level: Element) -> _Level:
    return _Level(
        _whole(_value(level, "start") or "1"), _value(level, "numFmt") or "decimal", _value(level, "lvlText")
    )


def _value(element: Element, name: str) -> str:
    found = element.find(f"{W}{name}")
    return "" if found is None else str(found.get(f"{W}val", ""))


def _whole(text: str | None) -> int:
    """A number of the file's, kept within what a list can have; 0 for what is none."""
    most = 9999
    return min(int(text), most) if text and text.isascii() and text.isdigit() else 0


def _written(count: int, form: str) -> str:
    if form in _CHINESE and 0 < count <= _MOST_CHINESE:
        return numeral_of(count)
    if form == "decimalFullWidth":
        return "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in str(count))
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 0 < count <= len(_CIRCLED):
        return _CIRCLED[count - 1]
    if form == "ideographTraditional" and 0 < count <= len(_HEAVENLY):
        return _HEAVENLY[count - 1]
    letters = 26
    if form in ("lowerLetter", "upperLetter") and 0 < count <= letters:
        return chr(ord("a" if form == "lowerLetter" else "A") + count - 1)
    return str(count)
