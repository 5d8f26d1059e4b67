"""Where a heading ends, and where sentences do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dabiao.core.outline.marks import COUNTED, Mark
from dabiao.core.outline.quotes import depths, pairs

STOPS, PAUSES = "。！？!?", "；;"
CLOSING_QUOTES = '”’」』"'
SALUTATION = re.compile(
    r"(?:尊敬的)?(?:各位[^，。：；:;]{0,30}|[^，。：；:;\s]{0,20}(?:同志们|朋友们|先生们|女士们|各位领导|同学们|乡亲们|代表们|委员们))[：:]"
)
WHO = re.compile(r"[（(]\s*(?:责任|牵头|配合|落实|完成|主管|督办|承办)(?:单位|部门|领导|人|时限|时间)?")
"""How a bracket begins that says who answers for the sentence before it."""

LONGEST_LEFT_OF_BREAK = 45
"""Characters of a heading behind which a lost line break left a blank."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: a heading (``mark``) or a sentence, or both. ``heading_end`` is before the stop that
    closes it.
    """

    start: int
    end: int
    mark: Mark | None = None
    sentence: bool = True
    heading_end: int = 0


def pieces(text: str, marks: Sequence[Mark]) -> Iterator[Piece]:
    """Take a paragraph apart, in order, at the marks of its headings and at the ends of its sentences."""
    cut = _Cut(text)
    first = marks[0].start if marks else len(text)
    yield from cut.sentences(0, first)
    for n, mark in enumerate(marks):
        following = marks[n + 1] if n + 1 < len(marks) else None
        end = following.start if following else len(text)
        if mark.level == COUNTED:
            yield from cut.counted(mark, end)
        else:
            yield from cut.headed(mark, end, following)


class _Cut:
    """A paragraph on the table, with the depth of each character in quotation marks and brackets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.depth = depths(text)
        self.brackets = dict(pairs(text))

    def counted(self, mark: Mark, end: int) -> Iterator[Piece]:
        """A counted point: heading and sentence at once, up to the first 。 or ；; what follows are sentences."""
        found = list(self.sentences(mark.end, end))
        if not found:
            yield Piece(mark.end, mark.end, mark, sentence=False, heading_end=mark.end)
            return
        whole = found[0]
        yield Piece(whole.start, whole.end, mark, heading_end=self._bare_end(whole.start, whole.end))
        yield from found[1:]

    def headed(self, mark: Mark, end: int, following: Mark | None) -> Iterator[Piece]:
        """A heading of level 1 to 4 with what follows it up to ``end``."""
        text = self.text
        stop = next((at for at in range(mark.end, end) if text[at] in STOPS and self.depth[at] == 0), None)
        blank = self._lost_break(mark.end, end if stop is None else stop, end)
        if blank is not None:
            yield Piece(mark.end, blank, mark, sentence=False, heading_end=blank)
            yield from self.sentences(blank, end)
            return
        behind = end if stop is None else self._past_closing(stop + 1, end)
        alone = not text[behind:end].strip() and not (following and following.level == COUNTED)
        closed = stop is not None or text[mark.end : end].rstrip()[-1:] in tuple(PAUSES)
        if mark.level in LIST_LEVELS and alone and closed:
            bare = self._bare_end(mark.end, behind)
            for n, piece in enumerate(self.sentences(mark.end, end)):
                yield Piece(piece.start, piece.end, mark, heading_end=bare) if n == 0 else piece
            return
        bare = self._stripped(mark.end, end if stop is None else stop)
        if stop is None and text[mark.end : bare][-1:] in tuple(PAUSES):
            bare = self._stripped(mark.end, bare - 1)
        closed_at = behind if stop is not None else self._past_stops(bare, end)
        yield Piece(mark.end, closed_at, mark, sentence=False, heading_end=bare)
        yield from self.sentences(closed_at, end)

    def _lost_break(self, start: int, stop: int, end: int) -> int | None:
        """Where a blank stands for a line break: between Chinese characters, with a sentence behind it."""
        if stop == end and end - start <= LONGEST_LEFT_OF_BREAK:
            return None
        for found in _BLANK.finditer(self.text, start, min(stop, start + LONGEST_LEFT_OF_BREAK + 1)):
            at = found.start()
            if self.depth[at] == 0 and at > start and stop - found.end() >= _LEAST_BEHIND:
                return at
        return None

    def sentences(self, start: int, end: int) -> Iterator[Piece]:
        """The sentences between two positions."""
        begin = start
        for at in (*self._ends(start, end), end):
            low, high = self._begin(begin, at), self._stripped(begin, at)
            if low < high:
                yield Piece(low, at if at < end else high)
            begin = at

    def _ends(self, start: int, end: int) -> Iterator[int]:
        """Positions behind the ends of sentences."""
        at = self._begin(start, end)
        greeting = SALUTATION.match(self.text, at, end)
        if greeting:
            at = greeting.end()
            yield at
        while at < end:
            if not self._ends_here(at):
                at += 1
                continue
            at = self._past_stops(self._past_closing(at + 1, end), end)
            bare = self._begin(at, end)
            if bare in self.brackets and WHO.match(self.text, bare, end):
                at = self._past_stops(self.brackets[bare] + 1, end)
            yield at

    def _ends_here(self, at: int) -> bool:
        text, sign = self.text, self.text[at]
        if self.depth[at]:
            return False
        if sign in STOPS + PAUSES:
            return True
        if sign == "." and at and not text[at - 1].isascii():
            return at + 1 == len(text) or not text[at + 1].isascii() or text[at + 1].isspace()
        if sign in CLOSING_QUOTES and text[max(0, at - _NEAR) : at].rstrip()[-1:] in tuple(STOPS):
            return text[at + 1 : at + 2] not in ("，", "、", ",")
        return False

    def _past_closing(self, at: int, end: int) -> int:
        while at < end and self.text[at] in CLOSING_QUOTES:
            at += 1
        return at

    def _past_stops(self, at: int, end: int) -> int:
        while at < end and self.text[at] in STOPS + PAUSES:
            at += 1
        return min(at, end)

    def _begin(self, start: int, end: int) -> int:
        while start < end and self.text[start].isspace():
            start += 1
        return start

    def _stripped(self, start: int, end: int) -> int:
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return end

    def _bare_end(self, start: int, end: int) -> int:
        """The end of a sentence without the mark that closes it."""
        at = self._stripped(start, end)
        while at > start and self.text[at - 1] in STOPS + PAUSES + ".":
            at -= 1
        return self._stripped(start, at)


LIST_LEVELS = (3, 4)
"""Levels at which a numbered paragraph may be a list item: a heading that is one whole sentence."""

_BLANK = re.compile(r"(?<=[^\x00-\x7f])[ \t　]+(?=[^\x00-\x7f])")
_LEAST_BEHIND = 5
"""Characters between such a blank and the full stop; fewer are the rest of the heading."""

_NEAR = 4
"""Blanks that may stand between a full stop and the quotation mark behind it."""
