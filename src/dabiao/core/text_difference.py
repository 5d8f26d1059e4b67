"""What changed between two wordings of a letter: clause by clause, and within a clause character by character.

Figures and Latin words count as one sign each, so that 95 → 96 is a figure replaced and not a digit.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeVar

from dabiao.core.deduction_bands import in_order
from dabiao.core.letter_text import LetterText, band_sentence, item_sentence, paragraphs, task_sentence

_SIGNS = re.compile(r"\d+(?:\.\d+)?%?|[A-Za-z]+|\s+|.", re.DOTALL)

SHORTEST_KEPT = 2
"""Signs. A lone sign that both wordings share between two changes is no comfort to a reader: it joins them."""


class Fate(StrEnum):
    """What became of a stretch of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and what became of it."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A clause that is not as it was. ``part`` names the part of the letter, ``number`` the clause, from 1; 0 for
    a part of one clause. An empty ``old`` was added, an empty ``new`` removed; equal ones only changed places.
    """

    part: str
    number: int
    old: str
    new: str
    pieces: tuple[Piece, ...]

    @property
    def moved(self) -> bool:
        """Whether only its place changed."""
        return self.old == self.new

    @property
    def old_pieces(self) -> tuple[Piece, ...]:
        """The old wording, with what was removed marked."""
        return tuple(one for one in self.pieces if one.fate is not Fate.ADDED)

    @property
    def new_pieces(self) -> tuple[Piece, ...]:
        """The new wording, with what was added marked."""
        return tuple(one for one in self.pieces if one.fate is not Fate.REMOVED)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Cut two wordings into what was kept, removed and added. Kept and removed make the old, kept and added the new."""
    before, after = _SIGNS.findall(old), _SIGNS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    found: list[Piece] = []
    removed, added = "", ""
    for tag, i, j, k, m in matcher.get_opcodes():
        last = j == len(before) and m == len(after)
        if tag == "equal" and (j - i >= SHORTEST_KEPT or i == k == 0 or last):
            found += _changed(removed, added)
            removed, added = "", ""
            found.append(Piece(Fate.KEPT, "".join(before[i:j])))
        else:
            removed += "".join(before[i:j])
            added += "".join(after[k:m])
    return tuple(found + _changed(removed, added))


def _changed(removed: str, added: str) -> list[Piece]:
    both = (Piece(Fate.REMOVED, removed), Piece(Fate.ADDED, added))
    return [one for one in both if one.text]


def differences(old: LetterText, new: LetterText) -> list[Change]:
    """Every clause that differs, in the order of the letter; what is equal in both is left out."""
    found: list[Change] = []
    for part, was, now in (
        ("标题", old.title, new.title),
        ("甲方签署人职务", old.party_a_post, new.party_a_post),
        ("乙方签署人职务", old.party_b_post, new.party_b_post),
        ("期限", _period(old), _period(new)),
    ):
        if was != now:
            found.append(Change(part, 0, was, now, pieces(was, now)))
    found += _lines("总述", paragraphs(old.preamble), paragraphs(new.preamble))
    found += _keyed(
        "目标任务",
        [(one.key, item_sentence(one)) for one in old.items],
        [(one.key, item_sentence(one)) for one in new.items],
    )
    found += _lines("保障措施", paragraphs(old.measures), paragraphs(new.measures))
    found += _lines("计分办法", paragraphs(old.scoring), paragraphs(new.scoring))
    found += _lines("扣分档次", _bands(old), _bands(new))
    found += _lines("奖惩", paragraphs(old.rewards), paragraphs(new.rewards))
    found += _lines("任务分解表", list(map(task_sentence, old.annex)), list(map(task_sentence, new.annex)))
    return found


PARTS = (
    "标题",
    "甲方签署人职务",
    "乙方签署人职务",
    "期限",
    "总述",
    "目标任务",
    "保障措施",
    "计分办法",
    "扣分档次",
    "奖惩",
    "任务分解表",
)
"""What ``Change.part`` may be."""


def _period(text: LetterText) -> str:
    return f"{text.period_from.isoformat()} 至 {text.period_to.isoformat()}"


def _bands(text: LetterText) -> list[str]:
    return [band_sentence(one) for one in in_order(text.bands)]


Key = TypeVar("Key", bound=Hashable)


def _keyed(part: str, old: Sequence[tuple[Key, str]], new: Sequence[tuple[Key, str]]) -> Iterable[Change]:
    """Compare clauses that keep their keys: changed, added, removed, and those that changed places among the kept."""
    was, now = dict(old), dict(new)
    kept = [key for key, _ in new if key in was]
    order = [key for key, _ in old if key in now]
    moved = set(kept) - set(_in_place(order, kept))
    for number, (key, text) in enumerate(new, start=1):
        if key not in was:
            yield Change(part, number, "", text, pieces("", text))
        elif was[key] != text or key in moved:
            yield Change(part, number, was[key], text, pieces(was[key], text))
    for number, (key, text) in enumerate(old, start=1):
        if key not in now:
            yield Change(part, number, text, "", pieces(text, ""))


def _in_place(order: Sequence[Key], kept: Sequence[Key]) -> list[Key]:
    """The longest run of clauses that follow each other in both: the others were moved."""
    matcher = SequenceMatcher(None, list(order), list(kept), autojunk=False)
    return [key for start, _, size in matcher.get_matching_blocks() for key in order[start : start + size]]


def _lines(part: str, old: Sequence[str], new: Sequence[str]) -> Iterable[Change]:
    """Compare paragraphs without keys: those replaced are set side by side in their order."""
    matcher = SequenceMatcher(None, list(old), list(new), autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        for step in range(max(j - i, m - k)):
            was = old[i + step] if i + step < j else ""
            now = new[k + step] if k + step < m else ""
            number = k + step + 1 if now else i + step + 1
            yield Change(part, number, was, now, pieces(was, now))
