"""Where a heading ends, and where sentences do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dabiao.core.outline_marks import COUNTED, Mark
from dabiao.core.outline_quotes import depths, pairs

STOPS, PAUSES = "。！？!?", "；;"
CLOSING_QUOTES = "”’」』\""
SALUTATION = re.compile(
    r"(?:尊敬的)?(?:各位[^，。：；:;]{0,30}|[^，。：；:;\s]{0,20}(?:同志们|朋友们|先生们|女士们|各位领导|同学们|乡亲们|代表们|委员们))[：:]"
)
WHO = re.compile(r"[（(]\s*(?:责任|牵头|配合|落实|完成|主管|督办|承办)(?:单位|部门|领导|人|时限|时间)?")
"""How a bracket begins that says who answers for the sentence before it."""

LONGEST_LEFT_OF_BREAK = 45
"""Characters of a heading behind which a lost line break left a blank."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: a heading (``mark``) or a sentence, or both."""

    start: int
    end: int
    mark: Mark | None = None
    sentence: bool = True
    heading_end: int = 0


def pieces(text: str, marks: Sequence[Mark]) -> Iterator[Piece]:
    """Take a paragraph apart, in order, at the marks of its headings and at the ends of its sentences."""
    depth = depths(text)
    first = marks[0].start if marks else len(text)
    yield from _sentences(text, 0, first, depth)
    for n, mark in enumerate(marks):
        following = marks[n + 1] if n + 1 < len(marks) else None
        end = following.start if following else len(text)
        if mark.level == COUNTED:
            yield from _counted(text, mark, end, depth)
        else:
            yield from _headed(text, mark, end, following, depth)


def _counted(text: str, mark: Mark, end: int, depth: Sequence[int]) -> Iterator[Piece]:
    """A counted point: heading and sentence at once, up to the first 。 or ；; what follows are sentences."""
    found = list(_sentences(text, mark.end, end, depth))
    if not found:
        yield Piece(mark.end, mark.end, mark, sentence=False, heading_end=mark.end)
        return
    whole = found[0]
    bare = _bare_end(text, whole.start, whole.end)
    yield Piece(whole.start, whole.end, mark, heading_end=bare)
    yield from found[1:]


def _headed(
    text: str, mark: Mark, end: int, following: Mark | None, depth: Sequence[int]
) -> Iterator[Piece]:
    """A heading of level 1 to 4 with what follows it up to ``end``."""
    stop = next((at for at in range(mark.end, end) if text[at] in STOPS and depth[at] == 0), None)
    blank = _lost_break(text, mark.end, end if stop is None else stop, end, depth)
    if blank is not None:
        yield Piece(mark.end, blank, mark, sentence=False, heading_end=blank)
        yield from _sentences(text, blank, end, depth)
        return
    behind = end if stop is None else _past_closing(text, stop + 1, end)
    alone = not text[behind:end].strip() and not (following and following.level == COUNTED)
    closed = stop is not None or text[:end].rstrip()[-1:] in PAUSES
    if mark.level in (3, 4) and alone and closed:
        bare = _bare_end(text, mark.end, behind)
        for n, piece in enumerate(_sentences(text, mark.end, end, depth)):
            yield Piece(piece.start, piece.end, mark, heading_end=bare) if n == 0 else piece
        return
    bare = _stripped(text, mark.end, end if stop is None else stop)
    if text[mark.end : bare].rstrip()[-1:] in PAUSES and stop is None:
        bare = _stripped(text, mark.end, bare - 1)
    yield Piece(mark.end, bare, mark, sentence=False, heading_end=bare)
    rest = behind if stop is not None else end
    yield from _sentences(text, rest, end, depth)


def _lost_break(text: str, start: int, stop: int, end: int, depth: Sequence[int]) -> int | None:
    """Where a blank stands for a line break: between Chinese characters, with a sentence behind it."""
    if not text[stop:end].strip() and stop == end and end - start <= LONGEST_LEFT_OF_BREAK:
        return None
    for found in re.finditer(r"(?<=[^\x00-\x7f])[ \t　]+(?=[^\x00-\x7f])", text[start:stop]):
        at = start + found.start()
        if depth[at] == 0 and 0 < at - start <= LONGEST_LEFT_OF_BREAK and stop - start - found.end() >= _LEAST_BEHIND:
            return at
    return None


_LEAST_BEHIND = 8
"""Characters between such a blank and the full stop; fewer are the rest of the heading."""


def _sentences(text: str, start: int, end: int, depth: Sequence[int]) -> Iterator[Piece]:
    begin = start
    for at in _ends(text, start, end, depth):
        low = begin + len(text[begin:at]) - len(text[begin:at].lstrip())
        if low < at:
            yield Piece(low, at)
        begin = at
    low, high = begin + len(text[begin:end]) - len(text[begin:end].lstrip()), _stripped(text, begin, end)
    if low < high:
        yield Piece(low, high)


def _ends(text: str, start: int, end: int, depth: Sequence[int]) -> Iterator[int]:
    """Positions behind the ends of sentences."""
    greeting = SALUTATION.match(text[start:end].lstrip())
    at = start
    if greeting:
        at = start + len(text[start:end]) - len(text[start:end].lstrip()) + greeting.end()
        yield at
    brackets = dict(pairs(text))
    while at < end:
        if _ends_here(text, at, depth):
            at = _past_closing(text, at + 1, end)
            while at < end and text[at] in STOPS + PAUSES:
                at += 1
            bare = at + len(text[at:end]) - len(text[at:end].lstrip())
            if WHO.match(text[bare:end]) and bare in brackets:
                at = brackets[bare] + 1
                while at < end and text[at] in STOPS + PAUSES:
                    at += 1
            yield at
        else:
            at += 1


def _ends_here(text: str, at: int, depth: Sequence[int]) -> bool:
    sign = text[at]
    if depth[at] == 0 and sign in STOPS + PAUSES:
        return True
    if depth[at] == 0 and sign == "." and at and not text[at - 1].isascii():
        return at + 1 == len(text) or not text[at + 1].isascii() or text[at + 1].isspace()
    if sign in CLOSING_QUOTES and at and depth[at] == 0 and text[:at].rstrip()[-1:] in tuple(STOPS):
        return text[at + 1 : at + 2] not in ("，", "、", ",")
    return False


def _past_closing(text: str, at: int, end: int) -> int:
    while at < end and text[at] in CLOSING_QUOTES:
        at += 1
    return at


def _bare_end(text: str, start: int, end: int) -> int:
    """The end of a sentence without the mark that closes it."""
    at = _stripped(text, start, end)
    while at > start and text[at - 1] in STOPS + PAUSES + ".":
        at -= 1
    return _stripped(text, start, at)


def _stripped(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())
