"""Cells of a framework spreadsheet taken apart: numbered standards, methods by number, clauses for place types.

A cell often holds several standards, ``1)…2)…``, and the methods beside it name those numbers:
``1)材料审核 2)材料审核、问卷调查``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dabiao.core.framework import Method
from dabiao.core.framework_book.fields import METHODS

_NUMBERED = re.compile(
    r"(?:(?<=^)|(?<=[\n；;。\s]))"
    r"(?:[(（]\s{0,3}(\d{1,2})\s{0,3}[)）]|(\d{1,2})\s{0,3}(?:[)）、]|[.．](?!\d))|([①-⑳]))\s{0,9}"
)
"""``1)`` ``1）`` ``(1)`` ``1、`` ``1.`` ``①`` at the start of the cell, of a line, after a stop; not 1.5 in a text."""

_SEPARATORS = re.compile(r"[、，,；;/+和及\s]+")
_ENDS = "；;。，,、 \t\n"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A part of a cell. ``number`` is 0 where the cell is not numbered."""

    number: int
    text: str


def numbered_parts(cell: str) -> tuple[Numbered, ...]:
    """Split a cell at its numbers, which have to count 1, 2, 3 …; a cell that does not is one part.

    What stands before the first number belongs to every part in the writer's mind; it is put before each.
    """
    marks = _counting(list(_NUMBERED.finditer(cell)))
    if len(marks) < 2:
        only = marks[0] if marks and marks[0].start() == 0 else None
        return (Numbered(1, cell[only.end() :].strip()) if only else Numbered(0, cell.strip()),)
    lead = cell[: marks[0].start()].strip()
    ends = [mark.start() for mark in marks[1:]] + [len(cell)]
    parts = []
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True), start=1):
        text = cell[mark.end() : end].strip(_ENDS if end < len(cell) else " \t\n")
        parts.append(Numbered(number, f"{lead}{text}" if lead else text))
    return tuple(parts)


def _counting(marks: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The marks that go on counting from 1: a 3) after a 1) is part of a text."""
    found: list[re.Match[str]] = []
    for mark in marks:
        if _number(mark) == len(found) + 1:
            found.append(mark)
    return found


def _number(mark: re.Match[str]) -> int:
    if mark[3]:
        return ord(mark[3]) - ord("①") + 1
    return int(mark[1] or mark[2])


@dataclass(frozen=True, slots=True)
class Methods:
    """Methods of a cell: by number where they are numbered, under 0 for all; words that name none."""

    by_number: Mapping[int, tuple[Method, ...]]
    unknown: tuple[str, ...]

    def of(self, number: int) -> tuple[Method, ...]:
        """Methods of one numbered standard; of all where the cell does not number them."""
        return self.by_number.get(number) or self.by_number.get(0, ())


def methods_of(cell: str) -> Methods:
    """Read the methods a cell names. ``1)2)材料审核`` is for both numbers."""
    found: dict[int, tuple[Method, ...]] = {}
    unknown: list[str] = []
    waiting: list[int] = []
    for part in _method_parts(cell):
        methods, strange = _methods(part.text)
        unknown += strange
        if not part.text:
            waiting.append(part.number)
            continue
        for number in (*waiting, part.number):
            found[number] = tuple(dict.fromkeys((*found.get(number, ()), *methods)))
        waiting = []
    return Methods({number: methods for number, methods in found.items() if methods}, tuple(unknown))


_METHOD_MARK = re.compile(r"[(（]?(\d{1,2})\s{0,3}[)）.、]|([①-⑳])")


def _method_parts(cell: str) -> list[Numbered]:
    """Numbers of methods need not count on: ``1)3)材料审核 2)实地考察``."""
    marks = list(_METHOD_MARK.finditer(cell))
    if not marks:
        return [Numbered(0, cell.strip())]
    parts = (
        [Numbered(0, cell[: marks[0].start()].strip(_ENDS))] if cell[: marks[0].start()].strip(_ENDS) else []
    )
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(cell)
        number = ord(mark[2]) - ord("①") + 1 if mark[2] else int(mark[1])
        parts.append(Numbered(number, cell[mark.end() : end].strip(_ENDS + "：:")))
    return parts


def _methods(text: str) -> tuple[tuple[Method, ...], list[str]]:
    methods: list[Method] = []
    unknown: list[str] = []
    for word in _SEPARATORS.split(unicodedata.normalize("NFKC", text)):
        method = METHODS.get(word.strip("().:"))
        if method is not None:
            methods.append(method)
        elif word:
            unknown.append(word)
    return tuple(dict.fromkeys(methods)), unknown


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to look at. ``types`` are titles of place types, as far as the clause begins with any."""

    text: str
    types: tuple[str, ...]
    unknown_types: tuple[str, ...] = ()
    """Words before the colon that look like place types nobody knows."""


LONGEST_HEAD = 200
"""Characters before a colon in which place types are looked for."""

LONGEST_TYPE = 12
"""Characters. A place type is a name (街道综合文化站); what is longer before a colon is a sentence."""


def clauses_of(cell: str, known: Collection[str]) -> tuple[Clause, ...]:
    """Take a cell of 实地考察点位及标准 apart: ``1)主次干道、商业大街：每 500 米不少于 3 处``."""
    return tuple(_clause(part.text, known) for part in numbered_parts(cell) if part.text)


def written_clauses(clauses: Sequence[Clause]) -> str:
    """Write clauses so that ``clauses_of`` reads them again."""
    lines = [f"{'、'.join(one.types)}：{one.text}" if one.types else one.text for one in clauses]
    return "\n".join(f"{number}){line}" for number, line in enumerate(lines, start=1))


def _clause(text: str, known: Collection[str]) -> Clause:
    head, colon, rest = _divided(text)
    words = _heads(head, known) if colon and rest else []
    types = [word.strip() for word in words]
    if types and all(one in known or len(one) <= LONGEST_TYPE for one in types):
        strange = tuple(one for one in types if one not in known)
        if len(strange) < len(types) or len(types) > 1 or _names_a_place(types[0]):
            return Clause(rest, tuple(types), strange)
    return Clause(text, ())


_BETWEEN_TYPES = re.compile(r"[、，,/和及]+(?![^（(]*[)）])")
"""What stands between place types; not within the brackets of one."""


def _heads(head: str, known: Collection[str]) -> list[str]:
    if len(head) > LONGEST_HEAD:
        return []
    return [head] if head in known else [word for word in _BETWEEN_TYPES.split(head) if word]


def _divided(text: str) -> tuple[str, str, str]:
    at = min((place for place in (text.find("："), text.find(":")) if place > 0), default=-1)
    return (text[:at].strip(), text[at], text[at + 1 :].strip()) if at > 0 else ("", "", text)


_PLACES = re.compile(
    r"(站|场|店|馆|院|所|厅|园|区|路|街|巷|校|室|口|点|社|吧|楼|村|镇|市场|超市|单位|基地|窗口|广场)$"
)


def _names_a_place(word: str) -> bool:
    """Whether a word nobody knows ends as names of places do."""
    return bool(_PLACES.search(word))


def types_within(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Place types that a text names, the longest name first where one holds another."""
    found: list[str] = []
    rest = text
    for title in sorted(known, key=lambda one: (-len(one), one)):
        if len(title) > 1 and title in rest:
            found.append(title)
            rest = rest.replace(title, "\n")
    return tuple(sorted(found, key=text.index))


@dataclass(frozen=True, slots=True)
class Amount:
    """What a text demands at least: so many units, for each so many of another unit."""

    at_least: Decimal
    unit: str
    per: Decimal | None = None
    per_unit: str = ""


_UNITS = "处|块|个|类|条|幅|次|名|人|套|组|台|面|项"
_AT_LEAST = re.compile(
    rf"(?:不少于|至少|不低于|不得少于|≥|>=|有)\s*(\d{{1,4}})\s*({_UNITS})|(\d{{1,4}})\s*({_UNITS})\s*(?:以上|及以上)"
)
_PER = re.compile(r"每\s*(?:隔\s*)?(\d{1,5})\s*(米|公里|千米|m|平方米|㎡)")


def amount_of(text: str) -> Amount | None:
    """The quantity a clause asks for; None where it names none, or several, which a person has to tell apart."""
    found = _AT_LEAST.findall(text)
    if len(found) != 1:
        return None
    number, unit, other_number, other_unit = found[0]
    per = _PER.findall(text)
    amount = Decimal(number or other_number)
    if not amount:
        return None
    if len(per) == 1 and int(per[0][0]):
        return Amount(amount, unit or other_unit, Decimal(per[0][0]), per[0][1])
    return Amount(amount, unit or other_unit)


_SHARE = re.compile(r"(不低于|不少于|达到|达|≥|>=|超过|大于|高于|>)\s*(\d{1,3}(?:\.\d{1,2})?)\s*[%％]")
_STRICT = frozenset(("超过", "大于", "高于", ">"))


def share_asked(text: str) -> tuple[Decimal, bool] | None:
    """The percentage a text asks for, and whether it has to be exceeded; None where it names none or several."""
    found = set(_SHARE.findall(text))
    if len(found) != 1:
        return None
    word, figure = found.pop()
    share = Decimal(figure)
    return (share, word in _STRICT) if 0 < share <= 100 else None


_FIRST_CLAUSE = re.compile(r"[，。；;,:：\n（(]")
LONGEST_TITLE = 24
"""Characters of a title made from a text: a line of the tree."""


def short_title(text: str) -> str:
    """A title for a standard that has only a text: its first clause."""
    first = _FIRST_CLAUSE.split(text.strip(), maxsplit=1)[0].strip() or text.strip()
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1].rstrip() + "…"
