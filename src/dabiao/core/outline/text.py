"""From lines to paragraphs: hard line breaks of PDF text are mended, page furniture is set apart.

A text that was broken at a fixed width shows it: many lines are as wide as a line can be and stop in mid-sentence.
There a break only ends a paragraph when the next word would still have fitted. Elsewhere every line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from dabiao.core.outline.furniture import furniture_lines
from dabiao.core.outline.marks import opens_with_mark
from dabiao.core.outline.title import TITLE_END

LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\x00-\x08\x0e-\x1b\x1f\x7f]")
"""Signs that have no width: byte order marks, direction marks, soft hyphens, control characters."""

TERMINAL = "。！？；：!?;:…"
CLOSING = '”’」』》）)】〉"'
COMMAS = "，、,"

LEAST_FULL_LINES, FULL_SHARE = 3, 0.25
"""A text counts as broken at a fixed width from three full lines on that are a quarter of its lines."""

MOST_INDENTED = 0.8
"""Share of lines with blanks before them beyond which the blanks are a margin and tell nothing."""

LEAST_WIDTH = 24
"""Columns or characters of a line below which no page was ever set: short lines are headings and lists."""

LONG_LINE = 0.8
"""Share of the full width from which a line that stops in mid-sentence was broken, headings excepted."""

SLACK = 2
"""Columns by which a full line may fall short: a closing mark hung, or a number kept whole."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the joined text, or a line of page furniture. ``blank_before``: an empty line stood there."""

    text: str
    furniture: bool = False
    blank_before: bool = False


def tidy(text: str) -> str:
    """``text`` without signs that cannot be seen."""
    return INVISIBLE.sub("", text)


def width(text: str) -> int:
    """Columns ``text`` takes: a Chinese character is two wide."""
    return sum(2 if east_asian_width(one) in "WFA" else 1 for one in text)


def paragraphs(text: str) -> list[Paragraph]:
    """Take ``text`` apart. A line of furniture inside a paragraph stands behind it."""
    raw = LINE_ENDS.split(tidy(text))
    lines = [line.strip() for line in raw]
    furniture = furniture_lines(lines)
    body = [at for at, line in enumerate(lines) if line and not furniture[at]]
    indent = _indent([raw[at] for at in body])
    measure = _measured([lines[at] for at in body])
    made: list[Paragraph] = []
    held: list[Paragraph] = []
    current, last, blank, blank_before = "", "", False, False
    for at, line in enumerate(lines):
        if not line:
            blank = True
            continue
        if furniture[at]:
            (held if current else made).append(Paragraph(line, furniture=True))
            blank = False
            continue
        starts = indent and len(raw[at]) - len(raw[at].lstrip()) >= indent
        if current and not starts and _goes_on(current, last, line, measure, blank=blank):
            current = _joined(current, line)
        else:
            if current:
                made.append(Paragraph(current, blank_before=blank_before))
                made += held
                held = []
            current, blank_before = line, blank
        last, blank = line, False
    if current:
        made.append(Paragraph(current, blank_before=blank_before))
    return made + held


def ends_sentence(text: str) -> bool:
    """Whether ``text`` stops where a sentence may stop, quotation marks and brackets behind it notwithstanding."""
    bare = text.rstrip()
    if bare[-1:] in TERMINAL:
        return True
    while bare and bare[-1] in CLOSING:
        bare = bare[:-1].rstrip()
        if bare[-1:] in TERMINAL:
            return True
    return False


def _indent(lines: Sequence[str]) -> int:
    """Blanks with which paragraphs begin, where some lines have them and others do not; 0 when that tells nothing."""
    least = 2
    deep = sum(1 for line in lines if len(line) - len(line.lstrip()) >= least)
    return least if 0 < deep < len(lines) * MOST_INDENTED else 0


@dataclass(frozen=True, slots=True)
class _Measure:
    """How wide the lines of a text were allowed to be; ``full`` is 0 when each line is a paragraph."""

    full: int = 0
    columns: bool = True
    """Whether a Chinese character counts twice: so it does on paper, not where a program counted characters."""

    def of(self, text: str) -> int:
        return width(text) if self.columns else len(text)


def _measured(lines: Sequence[str]) -> _Measure:
    """Find out at which width the lines were broken, if they were."""
    found = [(_full(lines, one), one) for one in (_Measure(), _Measure(columns=False))]
    (count, full), measure = max(found, key=lambda one: one[0][0])
    return _Measure(full, measure.columns) if count else _Measure()


def _full(lines: Sequence[str], measure: _Measure) -> tuple[int, int]:
    """How many lines are full, and how wide that is; (0, 0) when the lines were not broken at a width."""
    widths = sorted((measure.of(line) for line in lines), reverse=True)
    for widest in dict.fromkeys(widths[: 1 + len(widths) // 20]):
        if widest < LEAST_WIDTH:
            break
        full = [line for line in lines if widest - 2 * SLACK <= measure.of(line) <= widest]
        broken = sum(1 for line in full if not ends_sentence(line))
        enough = max(LEAST_FULL_LINES, int(FULL_SHARE * len(lines)))
        if len(full) >= enough and broken * 2 >= len(full):
            return len(full), widest
    return 0, 0


def _goes_on(before: str, last: str, line: str, measure: _Measure, *, blank: bool) -> bool:
    """Whether ``line`` continues the paragraph ``before``, whose last line is ``last``."""
    if before[-1] in COMMAS:
        return True
    if not measure.full or blank:
        return False
    if opens_with_mark(line) and not before.endswith(("第", "见", "附件")):
        return False
    if TITLE_END.search(before) and before == last and not ends_sentence(before):
        return False
    heading = opens_with_mark(before) and not any(stop in before for stop in "。；")
    if not heading and not ends_sentence(last) and measure.of(last) >= LONG_LINE * measure.full:
        return True
    return measure.of(last) + measure.of(_first_word(line)) > measure.full - SLACK


def _first_word(line: str) -> str:
    """What could not have been torn from the start of a line: a number, a word, a character with its full stop."""
    found = re.match(r"[0-9A-Za-z.%]+|.", line)
    end = found.end() if found else 1
    while end < len(line) and line[end] in TERMINAL + COMMAS + CLOSING:
        end += 1
    return line[:end]


def _joined(before: str, line: str) -> str:
    """Two lines as one; only between Latin words does the break stand for a blank."""
    latin = before[-1].isascii() and before[-1].isalpha() and line[0].isascii() and line[0].isalpha()
    return f"{before} {line}" if latin else before + line
