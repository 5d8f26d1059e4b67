"""Marks of headings: the places where one could stand.

Levels are those of GB/T 9704—2012: 一、 is 1, （一） is 2, 1. is 3, （1） is 4; counting in running text
(一是, 一要, 首先, 第一，) is 5. Which of the places do hold a mark, ``outline_sequences`` says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dabiao.core.outline.numerals import NUMERAL, numeral_of, value_of
from dabiao.core.outline.quotes import depths

COUNTED = 5
"""Level of counting in running text."""

AT_START, AFTER_STOP, GLUED = 3, 2, 1
"""How strongly a place speaks for a mark: the paragraph's start, behind a full stop or a blank, amid text."""

_FIRST = re.compile(rf"(?<![第周初统唯之星])({NUMERAL})[ \t　]*[、．.](?!\d)")
_SECOND = re.compile(
    rf"[（(][ \t　]*({NUMERAL})[ \t　]*[）)][ \t　]*[、．.]?(?![ \t　]*[项款条类种目])|([㈠-㈩])"
)
_THIRD = re.compile(r"(?<![0-9A-Za-z.第])(\d{1,2})[ \t　]*[.．、](?=\d{4}年|\d{1,2}月|[^\d%％])")
_FOURTH = re.compile(r"[（(][ \t　]*(\d{1,2})[ \t　]*[）)][ \t　]*[、．.]?(?![ \t　]*[项款条类种目])|([⑴-⒇])")
_BEFORE_BRACKET = re.compile(r"(?:第|见|附件|表|图|式|条|款|项|和|及|至|到)[ \t　]*$")

_COUNTERS = "是要抓看查靠促防严强"
"""Second characters of counted sentences: 一是, 一要, 一抓 …"""
_COUNT = re.compile(rf"({NUMERAL})([{_COUNTERS}])")
_ORDER = re.compile(r"(首先|其次|再次|再者|最后)(?=[，,、：: 　]|要|是)")
_NTH = re.compile(rf"(第{NUMERAL}|其{NUMERAL})(?=[，,：: 　]|、(?!第|其))")
_ORDERED = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 99}
_COURTESY = re.compile(r"祝|谢|辛苦|致以|敬意|敬礼|问候|拜年")

_ENDS = "。；！？：;!?:…”’」』"
_LINE_MARK = re.compile(
    rf"[（(]\s*(?:{NUMERAL}|\d{{1,2}})\s*[）)]|{NUMERAL}\s*[、．.](?![{'一二三四五六七八九十'}])"
    rf"|\d{{1,2}}\s*[.．、](?=\d{{4}}年|\d{{1,2}}月|[^\d%％])|[㈠-㈩⑴-⒇]"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a mark could stand. ``end`` is behind it; ``text_start`` behind blanks and a counter's comma."""

    level: int
    value: int
    kind: str
    number: str
    paragraph: int
    start: int
    end: int
    strength: int
    enumeration: bool = False
    alone: bool = False
    """Whether the paragraph is short and not closed by a full stop, as headings are that have a line of their own."""

    @property
    def bracketed(self) -> bool:
        """Whether the mark is a number in brackets, which few other things are."""
        return self.level in (2, 4)

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands, for ordering."""
        return self.paragraph, self.start


def opens_with_mark(line: str) -> bool:
    """Whether a line begins with a mark of a level from 1 to 4."""
    return bool(_LINE_MARK.match(line))


def candidates_in(paragraphs: Sequence[str]) -> list[Mark]:
    """Every place where a mark could stand, in order. Paragraphs that are empty hold none."""
    found = (one for at, text in enumerate(paragraphs) for one in _candidates(at, text))
    return sorted(found, key=lambda one: one.place)


def _candidates(at: int, text: str) -> Iterator[Mark]:
    depth = depths(text)
    alone = len(text) <= _LONGEST_ALONE and text.rstrip()[-1:] not in "。；！？"
    for level, pattern, written in _PATTERNS:
        for found in pattern.finditer(text):
            if depth[found.start()]:
                continue
            numeral = found[1] or _circled(found[2])
            value = value_of(numeral)
            if value is None or value == 0:
                continue
            strength = _strength(text, found.start())
            if (
                level in (2, 4)
                and strength < AT_START
                and _BEFORE_BRACKET.search(text[max(0, found.start() - _NEAR) : found.start()])
            ):
                continue
            if level == 3 and strength < AFTER_STOP and found[0][-1] == "、":
                continue
            if level == 3 and text[found.end() : found.end() + 1].isdigit() and strength < AT_START:
                continue
            follows = _NUMERAL.match(text, found.end())
            yield Mark(
                level,
                value,
                str(level),
                written(value),
                at,
                found.start(),
                _behind(text, found.end()),
                strength,
                enumeration=level == 1 and follows is not None and value_of(follows[0]) == value + 1,
                alone=alone,
            )
    yield from _counted_candidates(at, text, depth)


_NEAR = 12
"""Characters before a mark that tell what stands before it."""

_NUMERAL = re.compile(NUMERAL)

_LONGEST_ALONE = 60
"""Characters of a heading that has a line of its own."""

_PATTERNS: tuple[tuple[int, re.Pattern[str], Callable[[int], str]], ...] = (
    (1, _FIRST, lambda value: f"{numeral_of(value)}、"),
    (2, _SECOND, lambda value: f"（{numeral_of(value)}）"),
    (3, _THIRD, lambda value: f"{value}."),
    (4, _FOURTH, lambda value: f"（{value}）"),
)


def _circled(sign: str) -> str:
    """The number in a sign that holds its own brackets: ㈠ or ⑴."""
    first = "㈠" if "㈠" <= sign <= "㈩" else "⑴"
    return str(ord(sign) - ord(first) + 1)


def _strength(text: str, at: int) -> int:
    before = text[max(0, at - _NEAR) : at]
    bare = before.rstrip()
    if not bare and not text[:at].strip():
        return AT_START
    if not bare:
        return AFTER_STOP
    return AFTER_STOP if bare[-1] in _ENDS or bare != before else GLUED


def _behind(text: str, at: int) -> int:
    """Pass blanks, and the comma that belongs to a counter."""
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _counted_candidates(at: int, text: str, depth: Sequence[int]) -> Iterator[Mark]:
    for pattern in (_COUNT, _ORDER, _NTH):
        for found in pattern.finditer(text):
            start = found.start()
            if depth[start]:
                continue
            bare = text[max(0, start - _NEAR) : start].rstrip()
            comma = bare[-1:] in ("，", ",")
            if (
                bare
                and bare[-1] not in _ENDS
                and not comma
                and not text[start - 1].isspace()
                and not _behind_mark(bare)
            ):
                continue
            if pattern is _COUNT:
                value, kind, number = value_of(found[1]), found[2], found[0]
                kind = "是" if kind in "是要" else kind
            elif pattern is _ORDER:
                value, kind, number = _ORDERED[found[1]], "序", found[1]
            else:
                value, kind, number = value_of(found[1][1:]), found[1][0], found[1]
            if value is None:
                continue
            if number == "最后" and _COURTESY.search(text[start : start + 60]):
                continue
            end = _behind(text, found.end())
            if text[end : end + 1] in ("，", ",", "、", "：", ":"):
                end = _behind(text, end + 1)
            strength = GLUED if comma else _strength(text, start)
            strength = AFTER_STOP if strength == GLUED and not comma else strength
            yield Mark(COUNTED, value, kind, number, at, start, end, strength)


def _behind_mark(bare: str) -> bool:
    return bool(re.search(rf"(?:[（(]\s*(?:{NUMERAL}|\d{{1,2}})\s*[）)]|{NUMERAL}、|\d[.．])$", bare))
