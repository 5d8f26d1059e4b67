"""One long picture of a result, as wide as a phone shows sharp, for a group chat.

The same note gives the same picture on the same machine. Without a typeface that has Chinese characters there is none:
boxes in place of words would be worse, and the text says the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from math import ceil

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font
from PIL import Image, ImageDraw, ImageFont

from dabiao.office.cells_safe import one_line
from dabiao.office.charts import FACES, INK, PALE, QUIET
from dabiao.office.result_note import INTERNAL, Part, ResultNote, left_out

WIDTH = 1080
"""Pixels: what phones show without enlarging; chat programs shrink what is wider."""

MOST_HEIGHT = 16_000
"""Pixels: chat programs cut or refuse longer pictures (示范值), and 16 000 × 1080 is 50 MB while it is drawn."""

MARGIN, GAP = 64, 24
ACCENT, WHITE, GROUND = "#9c2f2a", "#ffffff", "#f5f6f4"
"""The colours of the pages."""

COLOURS = 64
"""Of the finished picture: five inks and the steps between them and white; a third of the bytes of full colour."""

LEADING = 1.5
"""Height of a line of Chinese, in heights of its characters."""

MISSING = "〓"
"""What printers set for a character they have no type for."""

MOST_REGIONS = 10
"""Faces that a collection file is searched for; Noto's hold five regional forms in two spacings."""

VALUE_SHARE = 0.45
"""Of a row's width, what its value may take before it goes below the name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of text at its place, or a filled box where ``text`` is empty."""

    top: int
    left: int
    text: str
    size: int
    colour: str
    box: tuple[int, int] = (0, 0)


def draw(note: ResultNote) -> bytes | None:
    """Draw a note as PNG, ``WIDTH`` px wide and at most ``MOST_HEIGHT`` high; None without a Chinese typeface."""
    if _file() is None:
        return None
    pieces, height = Sheet().laid_out(note)
    picture = Image.new("RGB", (WIDTH, height), WHITE)
    pen = ImageDraw.Draw(picture)
    for one in pieces:
        if one.text:
            pen.text((one.left, one.top), one.text, font=_font(one.size), fill=one.colour)
        else:
            pen.rectangle((one.left, one.top, one.left + one.box[0], one.top + one.box[1]), fill=one.colour)
    made = BytesIO()
    picture.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(made, "PNG")
    return made.getvalue()


class Sheet:
    """Lays pieces out from top to bottom."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.top = 0

    def laid_out(self, note: ResultNote) -> tuple[list[Piece], int]:
        """Every piece of a note, and how high the picture is."""
        self._head(note)
        for part in note.parts:
            if not self._has_room(part):
                self._text("图片放不下更多内容，其余请看文字。", 30, QUIET)
                break
            self._part(part)
        self.top += GAP
        self._line()
        self._text(note.foot + (f"　{INTERNAL}" if note.internal else ""), 26, QUIET)
        return self.pieces, self.top + MARGIN

    def _head(self, note: ResultNote) -> None:
        self.pieces.append(Piece(0, 0, "", 0, ACCENT, (WIDTH, 16)))
        self.top = 16 + 48
        if note.internal:
            self._text(INTERNAL, 28, ACCENT)
        self._text(note.title, 52, INK)
        self._text(note.place, 34, INK)
        for fact in note.facts:
            self._text(fact, 28, QUIET)

    def _part(self, part: Part) -> None:
        self.top += GAP
        self._line()
        self._text(part.heading, 38, ACCENT)
        self.top += 8
        for row in part.shown:
            self._row(row.name, row.value)
            if row.below:
                self._text(row.below, 26, QUIET)
            self.top += 10
        if part.left_out:
            self._text(left_out(part), 28, QUIET)
        for line in part.lines:
            self._text(line, 30, INK)
        if part.note:
            self.top += 8
            self._text(part.note, 26, QUIET)

    def _row(self, name: str, value: str) -> None:
        """The name left, its value right on the same line; a long value goes below."""
        said = _drawable(value)
        room = WIDTH - 2 * MARGIN
        taken = _width(said, 34)
        if taken > room * VALUE_SHARE:
            self._text(name, 32, INK)
            self._text(value, 34, INK)
            return
        self.pieces.append(Piece(self.top, WIDTH - MARGIN - taken, said, 34, INK))
        self._text(name, 32, INK, room - taken - GAP)

    def _text(self, text: str, size: int, colour: str, room: int = WIDTH - 2 * MARGIN) -> None:
        for line in _broken(_drawable(text), size, room):
            self.pieces.append(Piece(self.top, MARGIN, line, size, colour))
            self.top += round(size * LEADING)

    def _line(self) -> None:
        self.pieces.append(Piece(self.top, MARGIN, "", 0, PALE, (WIDTH - 2 * MARGIN, 2)))
        self.top += GAP

    def _has_room(self, part: Part) -> bool:
        """Whether a part fits below what is there, with the foot; it is laid out on a sheet of its own to see."""
        trial = Sheet()
        trial.top = self.top
        trial._part(part)
        return trial.top < MOST_HEIGHT - 4 * MARGIN


def missing_characters(text: str) -> set[str]:
    """Characters of ``text`` that the typeface has no form for."""
    return {one for one in text if one != "\n" and ord(one) not in _forms()}


def _drawable(text: str) -> str:
    return "".join(one if ord(one) in _forms() else MISSING for one in one_line(text))


def _broken(text: str, size: int, room: int) -> Iterator[str]:
    """Break a text into lines of at most ``room`` px: anywhere between Chinese characters, words and figures kept."""
    line = ""
    for word in _words(text):
        if line and _width(line + word, size) > room:
            yield line.rstrip()
            line = ""
        for letter in word if _width(word, size) > room else (word,):
            if line and _width(line + letter, size) > room:
                yield line.rstrip()
                line = ""
            line += letter
    if line.strip():
        yield line.rstrip()


CLOSING = "，。；：、！？）》」』”％%～"
"""Marks that never begin a line."""


def _words(text: str) -> Iterator[str]:
    """Pieces between which a line may break."""
    word = ""
    for letter in text:
        joins = letter in CLOSING or (word and letter.isascii() and word[-1].isascii() and letter != " ")
        if word and not joins:
            yield word
            word = ""
        word += letter
    if word:
        yield word


def _width(text: str, size: int) -> int:
    """Width in px, letter by letter: measuring whole lines again and again takes ten times as long."""
    return ceil(sum(_advance(letter, size) for letter in text))


@cache
def _advance(letter: str, size: int) -> float:
    return _font(size).getlength(letter)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    found = _file()
    assert found is not None, "draw() gives None without a typeface"
    path, index = found
    return ImageFont.truetype(path, size, index=index)


@cache
def _forms() -> frozenset[int]:
    """Characters (code points) the typeface has a form for."""
    found = _file()
    assert found is not None, "draw() gives None without a typeface"
    return frozenset(FT2Font(found[0]).get_charmap())


@cache
def _file() -> tuple[str, int] | None:
    """The file of the best face of ``FACES`` on this machine, and its number in a collection: the simplified form
    where there is one, though font lists name a collection by its first face alone.
    """
    known = {entry.name: entry.fname for entry in reversed(font_manager.fontManager.ttflist)}
    face = next((one for one in FACES if one in known), None)
    if face is None:
        return None
    for index in range(MOST_REGIONS):
        try:
            family = ImageFont.truetype(known[face], 12, index=index).getname()[0] or ""
        except OSError:
            break
        if family.endswith(" SC"):
            return known[face], index
    return known[face], 0
