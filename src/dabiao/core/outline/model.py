"""The outline of a document: its headings, and every sentence with what it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why a sentence is no task."""

    BACKGROUND = "背景"
    PRAISE = "成绩"
    MEANING = "意义"
    PROBLEM = "问题"
    QUOTATION = "引语"
    FORMAL = "称呼"
    FURNITURE = "页面附带"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. ``number`` is its mark as a clean text has it; ``start`` and ``end`` are where ``text`` stands,
    ``closed_at`` is behind the stop that closes it.

    Levels 1 to 4 are those of GB/T 9704—2012; 5 is counting in running text (一是, 首先, 第一).
    """

    level: int
    number: str
    text: str
    mark_start: int
    start: int
    end: int
    closed_at: int
    is_sentence: bool = False
    """Whether the same words are a sentence of the outline too: a counted point, a list item that is one sentence."""
    path: tuple[int, ...] = ()
    """Indices of the headings it stands below, outermost first."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a line that is none, as it would be copied out: ``outline.text[start:end]``.

    ``reason`` is None for what asks somebody to do something; ``cue`` are the words that decided.
    """

    text: str
    start: int
    end: int
    reason: Reason | None
    cue: str = ""
    path: tuple[int, ...] = ()
    """Indices of the headings it stands below, outermost first."""

    @property
    def is_task(self) -> bool:
        """Whether it asks somebody to do something."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Announcement:
    """A number of points that was announced (我讲四点意见), and how many of them the text has."""

    text: str
    announced: int
    found: int


@dataclass(frozen=True)
class Outline:
    """What a document says. ``text`` is the joined text that all positions refer to: paragraphs, a line each.

    Every character of ``text`` that is no blank lies in the title, the mark of a heading, a heading or a sentence;
    in just one of them, but for headings that are sentences too.
    """

    text: str
    title: str
    title_start: int
    title_end: int
    headings: tuple[Heading, ...]
    sentences: tuple[Sentence, ...]
    truncated: bool
    """Whether the text stops in the middle of a sentence, or behind a heading."""
    missing: tuple[Announcement, ...] = field(default=())
    """Announced points that do not follow: another sign that something is missing."""

    @property
    def tasks(self) -> tuple[Sentence, ...]:
        """Sentences that ask somebody to do something, in order."""
        return tuple(one for one in self.sentences if one.is_task)

    @property
    def dropped(self) -> tuple[Sentence, ...]:
        """The other sentences, in order."""
        return tuple(one for one in self.sentences if not one.is_task)

    def heading_of(self, sentence: Sentence) -> Heading | None:
        """The nearest heading of a level from 1 to 4 above ``sentence``; None where there is none."""
        return next(
            (self.headings[at] for at in reversed(sentence.path) if self.headings[at].level < COUNTED), None
        )


COUNTED = 5
"""Level of counting in running text."""
